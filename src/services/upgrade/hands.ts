/** The steps of an upgrade at a real home, over its sockets. */
import { ownHello } from '../../bus/build-info.ts';
import type { CommandReply } from '../../bus/messages.ts';
import { hostClock } from '../clock.ts';
import { leaveHaltLatch } from '../halt-latch.ts';
import type { Home } from '../home.ts';
import { holderVersions } from '../process-lock.ts';
import { ask, tell } from '../rollback/ask.ts';
import type { StepOutcome, UpgradePorts } from './drive.ts';
import { programAt } from './look.ts';
import type { UpgradeRecord, UpgradeStepId } from './record.ts';
import { writeUpgrade } from './record.ts';
import { type NewSupervisor, replaceSupervisor } from './supervisor-step.ts';

export interface HandsOptions {
  readonly home: Home;
  /** Names of the stack in starting order. */
  readonly names: readonly string[];
  /** Token of whoever upgrades; null: nobody is registered. */
  readonly token: string | null;
  readonly supervisor: NewSupervisor;
  readonly tell: UpgradePorts['tell'];
}

/** A process is up, caught up and reconciled within this time, or the step has failed. */
const COME_UP_MS = 60_000;
const LOOK_MS = 50;
const RESTART_MS = 30_000;

const done = (...evidence: readonly string[]): StepOutcome => ({ ok: true, evidence });
const failed = (text: string): StepOutcome => ({ ok: false, text });

type RestartStep = Exclude<UpgradeStepId, 'halt' | 'supervisor' | 'smoke' | 'phases'>;

export function handsOf(options: HandsOptions): UpgradePorts {
  const { home } = options;
  return {
    now: () => hostClock.now(),
    save: (record) => writeUpgrade(home, record),
    tell: options.tell,
    isDone: (step) => isDone(options, step),
    act: (step, record) => act(options, step, record),
  };
}

async function isDone(options: HandsOptions, step: UpgradeStepId): Promise<string | null> {
  const { build } = ownHello();
  switch (step) {
    // Said again it does no harm, and somebody may have resumed meanwhile.
    case 'halt':
    case 'smoke':
    case 'phases':
      return null;
    case 'supervisor': {
      if (holderVersions(options.home.lock)?.build !== build) return null;
      const answers = await ask(options.home, 'supervisor', (client) =>
        client.request('processes', {}),
      );
      return answers === null ? null : `runs build ${build}`;
    }
    default: {
      const left = namesOf(options, step).filter((name) => !isOfBuild(options.home, name));
      if (left.length > 0) return null;
      return (await isUp(options, step)) ? `runs build ${build}` : null;
    }
  }
}

function act(
  options: HandsOptions,
  step: UpgradeStepId,
  record: UpgradeRecord,
): Promise<StepOutcome> {
  switch (step) {
    case 'halt':
      return halt(options, record);
    case 'supervisor':
      return replaceSupervisor(options.home, options.supervisor, record);
    case 'smoke':
      return smoke(options);
    case 'phases':
      return resume(options, record);
    default:
      return restart(options, step);
  }
}

const namesOf = ({ names }: HandsOptions, step: RestartStep): readonly string[] =>
  step === 'workers' ? names.filter((name) => name.startsWith('worker:')) : [step];

const isOfBuild = (home: Home, name: string): boolean =>
  programAt(home, name).versions?.build === ownHello().build;

/** Executor and orchestrator each on its own; the latch in the home holds for an executor of any build. */
async function halt({ home }: HandsOptions, record: UpgradeRecord): Promise<StepOutcome> {
  const { actor, to } = record;
  const reason = `upgrade to build ${to}`;
  // Of somebody who halted before: that halt is the one to lift later, and it is theirs.
  if (record.haltedBefore !== null) return done(`halted before by ${record.haltedBefore}`);
  const [executor, orchestrator] = await Promise.all([
    ask(home, 'executor', (client) =>
      client.request('command', { kind: 'halt', on: true, actor, reason }, 2_000),
    ),
    tell(home, { kind: 'halt', actor, reason }),
  ]);
  const evidence = [wordsOf('executor', executor), wordsOf('orchestrator', orchestrator)];
  if (executor?.ok === true) return done(...evidence);
  leaveHaltLatch(home, { actor, reason });
  return done(...evidence, 'ENTRY_HALT left in the home: an executor of any build takes it over');
}

const wordsOf = (name: string, reply: CommandReply | null): string =>
  `${name}: ${reply === null ? 'does not answer' : reply.text}`;

async function restart(options: HandsOptions, step: RestartStep): Promise<StepOutcome> {
  const { home } = options;
  const evidence: string[] = [];
  const from = performance.now();
  if (step === 'executor') {
    const bare = await unprotected(home);
    if (bare === null)
      return failed('the executor does not answer: nobody knows what is protected');
    if (bare.length > 0) {
      const text = `${bare.join(', ')} without a stop at the venue: wait until it rests there, or \`septet flatten\`, then go on with \`septet upgrade\``;
      return failed(text);
    }
  }
  for (const name of namesOf(options, step)) {
    if (isOfBuild(home, name)) continue;
    const reply = await ask(home, 'supervisor', (client) =>
      client.request('restart', { name }, RESTART_MS),
    );
    if (reply === null) return failed('the supervisor does not answer: see log/supervisor.log');
    if (!reply.ok) return failed(reply.text);
    evidence.push(reply.text);
  }
  if (await comesUp(options, step)) {
    const took = ((performance.now() - from) / 1_000).toFixed(1);
    return done(...evidence, `up with build ${ownHello().build} after ${took} s`);
  }
  const name = namesOf(options, step).find((each) => !isOfBuild(home, each)) ?? step;
  return failed(
    `${name} was not up within ${COME_UP_MS / 1_000} s: see log/${name.replace(':', '-')}.log`,
  );
}

/** Positions whose stop does not rest at the venue; null: the executor does not answer. */
async function unprotected(home: Home): Promise<readonly string[] | null> {
  // Of another protocol: its stops were looked at before the first step, and entries are halted since.
  const versions = programAt(home, 'executor').versions;
  if (versions !== undefined && versions.protocol !== ownHello().protocol) return [];
  if (programAt(home, 'executor').pid === null) return [];
  const positions = await ask(home, 'executor', (client) => client.request('positions', {}));
  return (
    positions
      ?.filter(({ quantity, stopOnVenue }) => Number(quantity) !== 0 && !stopOnVenue)
      .map(({ strategy, symbol }) => `${strategy} ${symbol}`) ?? null
  );
}

async function comesUp(options: HandsOptions, step: RestartStep): Promise<boolean> {
  const until = performance.now() + COME_UP_MS;
  while (performance.now() < until) {
    const all = namesOf(options, step).every((name) => isOfBuild(options.home, name));
    if (all && (await isUp(options, step))) return true;
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
  return false;
}

/** Answers, and has caught up with what it has to know. */
async function isUp({ home }: HandsOptions, step: RestartStep): Promise<boolean> {
  switch (step) {
    case 'orchestrator': {
      const reading = await ask(home, 'orchestrator', (client) => client.request('rollback', {}));
      if (reading === null) return false;
      // An executor that speaks another protocol is caught up with once it is replaced.
      const { versions } = programAt(home, 'executor');
      const talks = versions === undefined || versions.protocol === ownHello().protocol;
      return reading.caughtUp || !talks;
    }
    case 'executor': {
      const health = await ask(home, 'executor', (client) => client.request('health', {}));
      return health?.reconciled === true;
    }
    case 'feed':
      return (await ask(home, 'feed', (client) => client.request('ready', {}))) !== null;
    case 'api':
      return (await ask(home, 'api', (client) => client.request('messenger', {}))) !== null;
    case 'workers':
      return true;
  }
}

async function smoke({ home }: HandsOptions): Promise<StepOutcome> {
  const report = await ask(home, 'orchestrator', (client) => client.request('smoke', {}, 10_000));
  if (report === null)
    return failed('the orchestrator gives no smoke test: see log/orchestrator.log');
  const lines = report.checks.map(
    ({ id, ok, text }) => `${id} ${ok ? 'passed' : 'FAILED'}: ${text}`,
  );
  return report.passed ? done(...lines) : failed(lines.join('; '));
}

/** Its own halt alone: one of before stays. */
async function resume(
  { home, token }: HandsOptions,
  { haltedBefore, actor, to }: UpgradeRecord,
): Promise<StepOutcome> {
  if (haltedBefore !== null) {
    return done(`entries stay halted, as before the upgrade, by ${haltedBefore}: septet resume`);
  }
  const reason = `upgraded to build ${to}, smoke test passed`;
  const command = { kind: 'resume', actor, reason, ...(token === null ? {} : { token }) } as const;
  const reply = await tell(home, command);
  if (reply === null)
    return failed('the orchestrator does not answer: septet resume, once it does');
  if (reply.ok || reply.code === 'NOT_HALTED') return done(`${reply.text}: all phases run`);
  return failed(`${reply.text}: everything runs the new build, entries open with septet resume`);
}

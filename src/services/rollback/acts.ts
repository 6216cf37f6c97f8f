/** What each step of a rollback does. Every act can be done again: a process may end in the middle. */
import { type Rollback, sameRef } from '../../change/rollback/book.ts';
import { shortRef } from '../../change/rollback/commands.ts';
import type { StepResult } from '../../change/rollback/drive.ts';
import type { ChangeFact, RollbackStepId, VersionRef } from '../../domain/change.ts';
import { rollbackActor } from '../../domain/change.ts';
import type { RollbackReading } from '../../domain/rollback.ts';
import type { Ms } from '../../domain/time.ts';
import { leaveHaltLatch } from '../halt-latch.ts';
import { ask, tell } from './ask.ts';
import type { RollbackHouse } from './office.ts';
import { positionText, writeTicket } from './ticket.ts';

/** The orchestrator recovers and catches up within this time, or the step has failed. */
const COME_UP_MS: Ms = 30_000;
const LOOK_MS: Ms = 50;

const done = (...evidence: readonly string[]): StepResult => ({ kind: 'done', evidence });
const failed = (...evidence: readonly string[]): StepResult => ({ kind: 'failed', evidence });

export async function act(
  house: RollbackHouse,
  step: Exclude<RollbackStepId, 'RB-7'>,
  rollback: Rollback,
): Promise<StepResult> {
  switch (step) {
    case 'RB-1':
      return await halt(
        house,
        rollbackActor(rollback.id),
        `${rollback.trigger}: ${rollback.reason}`,
      );
    case 'RB-2':
      return await switchVersion(house, rollback);
    case 'RB-3':
      return await restart(house, rollback);
    case 'RB-4':
      return await smoke(house, rollback);
    case 'RB-5':
      return await lift(house, rollback);
    case 'RB-6':
      return done(...(await writeTicket(house, rollback)));
  }
}

/** Every way that answers; one that holds suffices, and the latch in the home always holds. */
export async function halt(
  { home }: RollbackHouse,
  actor: string,
  reason: string,
): Promise<StepResult> {
  const [executor, orchestrator, positions, reading] = await Promise.all([
    ask(home, 'executor', (client) =>
      client.request('command', { kind: 'halt', on: true, actor, reason }, 2_000),
    ),
    tell(home, { kind: 'halt', actor, reason }),
    ask(home, 'executor', (client) => client.request('positions', {}, 2_000)),
    readingOf(home),
  ]);
  const evidence = [
    executor?.ok === true ? `executor: ${executor.text}` : 'executor: does not answer',
    orchestrator?.ok === true
      ? `orchestrator: ${orchestrator.text}`
      : 'orchestrator: does not answer',
  ];
  if (executor?.ok !== true) {
    leaveHaltLatch(home, { actor, reason });
    evidence.push('ENTRY_HALT left in the home: the executor takes it over when it runs');
  }
  if (reading !== null) evidence.push(`market time ${new Date(reading.at).toISOString()}`);
  for (const position of positions ?? []) evidence.push(`position ${positionText(position)}`);
  return done(...evidence);
}

export const readingOf = (home: RollbackHouse['home']): Promise<RollbackReading | null> =>
  ask(home, 'orchestrator', (client) => client.request('rollback', {}, 2_000));

/** The fact is the turning point; the run file follows it. */
async function switchVersion(house: RollbackHouse, rollback: Rollback): Promise<StepResult> {
  const { id, from, to, reason } = rollback;
  // Before anything changes: what cannot run is not put in force.
  await house.configOf(to);
  const { inForce } = house.view();
  const at = house.now();
  const facts: ChangeFact[] = [];
  if (inForce === null || !sameRef(inForce, to)) {
    facts.push(inForceFact(house, rollback, to));
    // Another build of the same configuration: the configuration did nothing wrong.
    if (from.commit !== to.commit) {
      facts.push({ kind: 'quarantined', at, ref: from, rollback: id, reason });
    }
    house.append(facts);
  }
  await house.install();
  const quarantine = from.commit === to.commit ? [] : [`${shortRef(from)} is quarantined`];
  const program =
    to.build === house.build
      ? []
      : [
          `the orchestrator runs the kept copy of build ${to.build} until a promotion or another installation; the other processes stay on ${house.build}`,
        ];
  return done(`${shortRef(to)} is in force`, ...quarantine, ...program);
}

const inForceFact = (
  house: RollbackHouse,
  { id, actor, reason }: Rollback,
  ref: VersionRef,
): ChangeFact => ({
  ...{ kind: 'in_force', at: house.now(), ref, by: 'rollback', id, actor, reason },
  ...(ref.build === house.build ? {} : { leftBuild: house.build }),
});

async function restart(house: RollbackHouse, rollback: Rollback): Promise<StepResult> {
  const to = house.view().inForce ?? rollback.to;
  const tried = await comeUp(house, to);
  if (tried.kind === 'done' || to.build === house.build) return tried;
  // The program of then does not run on the data of today: the configuration is taken back all the same.
  const own = { ...to, build: house.build };
  house.append([inForceFact(house, rollback, own)]);
  const second = await comeUp(house, own);
  const { from } = rollback;
  const nothing = from.commit === own.commit && from.build === own.build;
  const stays = `it stays on build ${own.build}${nothing ? ': nothing is taken back' : ''}`;
  const kind = nothing ? 'failed' : second.kind;
  return { kind, evidence: [...tried.evidence, stays, ...second.evidence] };
}

/** The orchestrator of this version and build, restarted and caught up, or why not. */
async function comeUp(house: RollbackHouse, to: VersionRef): Promise<StepResult> {
  const { kernel } = await house.configOf(to);
  // With the options of this start on top, its id may be another one than that of the files alone.
  const wanted = { version: kernel.version, build: to.build };
  // Up: done already by the life before this one.
  const up = isUp(await readingOf(house.home), wanted);
  const evidence = await house.goOver(up ? [] : ['orchestrator']);
  const until = performance.now() + COME_UP_MS;
  while (performance.now() < until) {
    const reading = await readingOf(house.home);
    if (reading !== null && isUp(reading, wanted)) {
      const { version, build, writer } = reading;
      return done(...evidence, `writer ${writer} runs ${version} of build ${build}, caught up`);
    }
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
  const text = `the orchestrator did not come up with ${shortRef(to)} within ${COME_UP_MS / 1_000} s: see log/orchestrator.log`;
  return failed(...evidence, text);
}

const isUp = (
  reading: RollbackReading | null,
  { version, build }: { readonly version: string; readonly build: string },
): boolean =>
  reading !== null && reading.version === version && reading.build === build && reading.caughtUp;

async function smoke(house: RollbackHouse, rollback: Rollback): Promise<StepResult> {
  const report = await ask(house.home, 'orchestrator', (client) =>
    client.request('smoke', {}, 10_000),
  );
  if (report === null) {
    return failed('the orchestrator gives no smoke test: it does not run, or its build knows none');
  }
  const evidence = report.checks.map(
    ({ id, ok, text }) => `${id} ${ok ? 'passed' : 'FAILED'}: ${text}`,
  );
  if (!report.passed) return failed(...evidence);
  const known = house.figuresOf(house.view().inForce ?? rollback.to);
  if (known === null) {
    return done(...evidence, 'no figures were kept of it (pinned): nothing to compare with');
  }
  const differing = known.filter((figure, place) => report.figures[place] !== figure);
  if (differing.length > 0 || known.length !== report.figures.length) {
    const list = differing.slice(0, 5).join(', ');
    return failed(...evidence, `${differing.length} figures differ from those recorded: ${list}`);
  }
  return done(...evidence, `all ${known.length} figures are as recorded, bit for bit`);
}

async function lift(house: RollbackHouse, { id }: Rollback): Promise<StepResult> {
  const reason = 'smoke test passed';
  const command = { kind: 'rollback_lift', rollback: id, actor: 'supervisor', reason } as const;
  const reply = await tell(house.home, command);
  if (reply === null) return failed('the orchestrator does not answer');
  if (!reply.ok) return failed(reply.text);
  return done(reply.text);
}

import { createInterface } from 'node:readline/promises';
import { buildInfo } from '../bus/build-info.ts';
import { changedKeys, classOf } from '../change/classify/classify.ts';
import { completed } from '../config/complete/complete.ts';
import { formatConfigErrors } from '../config/errors.ts';
import { loadConfigFiles, readableContents } from '../config/load.ts';
import type { ChangedKey } from '../domain/change.ts';
import { refusalOf } from '../domain/people.ts';
import { hostClock } from '../services/clock.ts';
import { type Home, homeAt } from '../services/home.ts';
import { defaultFiles } from '../services/home-office.ts';
import { readRunFile } from '../services/run-file.ts';
import { stackSpecs } from '../services/stack.ts';
import { standingAt } from '../services/standing.ts';
import { driveUpgrade, type StepOutcome } from '../services/upgrade/drive.ts';
import { type ConfigurationLook, upgradeFindings } from '../services/upgrade/findings.ts';
import { handsOf } from '../services/upgrade/hands.ts';
import { lookAtUpgrade, type UpgradeLook } from '../services/upgrade/look.ts';
import { readUpgrade, type UpgradeRecord, type UpgradeStep } from '../services/upgrade/record.ts';
import { writeUpgradeReport } from '../services/upgrade/report.ts';
import { homeOption } from './arguments.ts';
import { changedLines } from './change-view.ts';
import { CommandError, EXIT, usageError } from './exit.ts';
import { giveChange } from './give-change.ts';
import { type IdentityOptions, presented } from './identity.ts';
import { palette, wantsColour } from './paint.ts';
import { filesInForce } from './preflight-files.ts';
import { printJson, printLine, printLines } from './print.ts';

export interface UpgradeOptions extends IdentityOptions {
  readonly home?: string;
  readonly check?: boolean;
  readonly yes?: boolean;
  readonly reason?: string;
  readonly json?: boolean;
}

export async function runUpgrade(options: UpgradeOptions): Promise<void> {
  const home = homeAt(homeOption(options.home));
  const { build } = buildInfo();
  const { configuration, changed } = await lookAtConfiguration(home);
  const look = await lookAtUpgrade(home);
  const before = goesOn(readUpgrade(home), build);
  const { lines, blockers } = upgradeFindings(look, configuration, before !== null);
  const runs = look.supervisor.pid !== null || look.processes.length > 0;
  const all = [look.supervisor, ...look.processes];
  const same = all.every(({ pid, versions }) => pid === null || versions?.build === build);
  const idle = (!runs || same) && before === null && configuration.completion.length === 0;
  if (options.json !== true) {
    printLines(lines);
    if (changed.length > 0) printLines(changedLines(changed, palette(wantsColour(process.stdout))));
    for (const each of blockers) printLine(`WAITS FOR     ${each}`);
    if (before !== null) printLine(`goes on with the upgrade begun by ${before.actor}`);
  }
  if (options.check === true || idle) {
    if (options.json === true) {
      printJson({ build, needed: !idle, lines, changed, blockers, record: before });
    } else if (idle) printLine(idleText(runs, build));
    if (blockers.length > 0 && !idle) throw waits(blockers.length, true);
    return;
  }
  if (blockers.length > 0) {
    if (options.json === true) printJson({ build, lines, changed, blockers, record: before });
    throw waits(blockers.length, options.json !== true);
  }
  const { token, name } = presented(options);
  const standing = standingAt(home.path, { token, name });
  const denied = refusalOf(standing, 'risk', 'septet upgrade');
  if (denied !== null) throw new CommandError(EXIT.failed, denied);
  const reason = reasonOf(options, configuration, build);
  await confirmed(options);
  const complete = () => completeNow(options, configuration, reason);
  if (!runs) {
    const outcome = await complete();
    if (outcome !== null && !outcome.ok) throw new CommandError(EXIT.failed, outcome.text);
    const evidence = outcome?.evidence ?? [];
    if (options.json === true) printJson({ build, lines, changed, evidence, record: null });
    else printLines([...evidence, `nothing runs: \`septet up\` starts build ${build}`]);
    return;
  }
  const record = before ?? begin(look, standing.name, reason, build);
  const tell = (step: UpgradeStep): void => {
    if (options.json !== true) printLines(stepLines(step));
  };
  const names = namesOf(home);
  const ports = handsOf({ home, names, token, supervisor: { complete }, tell });
  const ended = await driveUpgrade(record, ports);
  const report = writeUpgradeReport(home, ended);
  if (options.json === true) printJson({ build, lines, changed, record: ended, report });
  else printLine(`report        ${report}`);
  if (ended.state === 'done') return;
  const failed = ended.steps.find(({ state }) => state === 'failed');
  const text = `step ${failed?.id} failed: ${failed?.evidence.join('; ')}. Exits go on, entries stay halted; \`septet upgrade\` goes on from here`;
  throw new CommandError(EXIT.failed, options.json === true ? '' : text);
}

const idleText = (runs: boolean, build: string): string =>
  runs ? `everything runs build ${build}` : `nothing runs: \`septet up\` starts build ${build}`;

function waits(count: number, words: boolean): CommandError {
  const text = `the upgrade waits for ${count === 1 ? 'what is' : `${count} things that are`} named above; nothing was changed`;
  return new CommandError(EXIT.failed, words ? text : '');
}

/** The one that did not come to its end, when it was to this build. */
const goesOn = (record: UpgradeRecord | undefined, build: string): UpgradeRecord | null =>
  record !== undefined && record.to === build && record.state !== 'done' ? record : null;

function begin(
  { supervisor, processes, haltedBy }: UpgradeLook,
  actor: string,
  reason: string,
  to: string,
): UpgradeRecord {
  const from = [supervisor, ...processes].find(({ versions }) => versions !== undefined);
  return {
    ...{ schema: 'septet.upgrade/1', from: from?.versions?.build ?? null, to, actor, reason },
    ...{ startedAt: hostClock.now(), haltedBefore: haltedBy, state: 'running', steps: [] },
  };
}

function reasonOf(
  options: UpgradeOptions,
  { completion, enforced }: ConfigurationLook,
  build: string,
) {
  const reason = options.reason?.trim() ?? '';
  if (reason !== '') return reason;
  if (completion.length > 0 && enforced) {
    throw usageError(
      'say why with --reason "...": the configuration changes, and it is kept with it',
    );
  }
  return `upgrade to build ${build}`;
}

async function confirmed(options: UpgradeOptions): Promise<void> {
  if (options.yes === true) return;
  if (process.stdin.isTTY !== true) throw usageError('say --yes: nobody is there to be asked');
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await lines.question('Halt entries and go over to this build? [yes/no] ');
    if (answer.trim().toLowerCase() !== 'yes')
      throw new CommandError(EXIT.failed, 'nothing was changed');
  } finally {
    lines.close();
  }
}

interface Configuration {
  readonly configuration: ConfigurationLook;
  readonly changed: readonly ChangedKey[];
}

async function lookAtConfiguration(home: Home): Promise<Configuration> {
  const found = await filesInForce(home);
  if (found === null) {
    const text = `${home.path} has no versions yet: \`septet up\` begins with this build, or name another --home`;
    throw new CommandError(EXIT.notRunning, text);
  }
  const { files, done } = completed(found.files, defaultFiles());
  const loaded = loadConfigFiles(files, `version ${found.commit.slice(0, 10)}`);
  const changed =
    done.length === 0 ? [] : changedKeys(readableContents(found.files), readableContents(files));
  if (!loaded.ok) {
    const words = formatConfigErrors(loaded.errors).join('; ');
    const fault = `this build cannot run what is in force: ${words}`;
    return { configuration: { completion: done, class: null, enforced: false, fault }, changed };
  }
  const { changes, venue } = loaded.config;
  const kind = readRunFile(home)?.config.venue.kind ?? venue.kind;
  const enforced = changes.enforcedFor.includes(kind);
  const grade = done.length === 0 ? null : classOf(changed);
  return { configuration: { completion: done, class: grade, enforced, fault: null }, changed };
}

/** While nobody supervises: the command takes the lock of the home itself. */
async function completeNow(
  options: UpgradeOptions,
  { completion }: ConfigurationLook,
  reason: string,
): Promise<StepOutcome | null> {
  if (completion.length === 0) return null;
  const reply = await giveChange(options, { kind: 'complete', reason });
  if (reply.ok) return { ok: true, evidence: [reply.text] };
  if (reply.code === 'NOTHING_CHANGED') return { ok: true, evidence: [reply.text] };
  return { ok: false, text: reply.text };
}

/** Of what runs; a version that is put in force meanwhile changes no strategies. */
function namesOf(home: Home): readonly string[] {
  const run = readRunFile(home);
  if (run === undefined) throw new CommandError(EXIT.failed, `${home.config} cannot be read`);
  return stackSpecs(home, run.config, buildInfo().folder).map(({ name }) => name);
}

function stepLines({ id, state, evidence }: UpgradeStep): readonly string[] {
  const mark = { begun: '...', done: 'ok', failed: 'FAILED' }[state];
  return [`${id.padEnd(13)} ${mark}`, ...evidence.map((line) => `              ${line}`)];
}

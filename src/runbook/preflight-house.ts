/** PRE-2, PRE-4 to PRE-7: what the house itself must have in order before entries may open. */
import type { Ms } from '../domain/time.ts';
import {
  checkOf,
  type Finding,
  figure,
  type PreflightCheck,
  type TradingMode,
} from './preflight.ts';

export interface ConfigObservation {
  readonly version: string;
  readonly files: number;
  readonly errors: readonly {
    readonly file: string;
    readonly line: number | null;
    readonly message: string;
  }[];
}

/** PRE-2: every error at once, each with its place. */
export function assessConfig(observed: ConfigObservation): PreflightCheck {
  const findings = observed.errors.map(
    (error): Finding => ({
      severity: 'failure',
      text: `${error.file}${error.line === null ? '' : `:${error.line}`}: ${error.message}`,
      remedy: 'correct the configuration files and start again',
    }),
  );
  if (observed.files === 0) {
    findings.push({
      severity: 'failure',
      text: 'no configuration file was read',
      remedy: 'name the folder that holds the configuration',
    });
  }
  const facts = [`version ${observed.version}`, `${observed.files} files`, 'no errors'];
  return checkOf('PRE-2', findings.length === 0 ? facts : facts.slice(0, 2), findings);
}

export interface ProfileObservation {
  readonly profile: string;
  /** Who chose it for this session; null when nobody did. */
  readonly chosenBy: string | null;
  /** Configured profiles, ascending by risk. */
  readonly profiles: readonly string[];
  /**
   * Profile that may not be exceeded now; null when none is in force, undefined while nobody knows
   * (the orchestrator does not run).
   */
  readonly ceiling: string | null | undefined;
}

/** PRE-4: chosen for this session, by somebody, not above a ceiling in force. */
export function assessProfile(observed: ProfileObservation): PreflightCheck {
  const findings: Finding[] = [];
  const rank = observed.profiles.indexOf(observed.profile);
  const choices = observed.profiles.join(', ');
  if (rank < 0) {
    findings.push({
      severity: 'failure',
      text: `there is no profile "${observed.profile}"`,
      remedy: `choose one of ${choices}`,
    });
  }
  if (observed.chosenBy === null || observed.chosenBy.trim() === '') {
    findings.push({
      severity: 'failure',
      text: 'nobody chose the profile for this session',
      remedy: 'choose the profile by name',
    });
  }
  const { ceiling } = observed;
  if (typeof ceiling === 'string' && rank > observed.profiles.indexOf(ceiling)) {
    findings.push({
      severity: 'failure',
      text: `profile ${observed.profile} is above the ceiling ${ceiling} in force`,
      remedy: `choose ${ceiling} or below until the ceiling ends`,
    });
  }
  const facts = [
    `profile ${observed.profile}`,
    `chosen by ${observed.chosenBy ?? 'nobody'}`,
    ceiling === undefined
      ? 'ceiling not evaluated: no orchestrator runs'
      : ceiling === null
        ? 'no ceiling'
        : `ceiling ${ceiling}`,
  ];
  return checkOf('PRE-4', facts, findings);
}

export interface ChannelObservation {
  readonly name: string;
  readonly kind: 'slack' | 'telegram' | 'webhook';
  /** Round trip of a real message, ms; or why there was none. */
  readonly result:
    | { readonly ok: true; readonly roundTrip: Ms }
    | { readonly ok: false; readonly error: string };
}

/** PRE-5: every configured channel answers; at least one exists (paper: only a warning). */
export function assessChannels(
  mode: TradingMode,
  channels: readonly ChannelObservation[],
): PreflightCheck {
  const severity = mode === 'live' ? 'failure' : 'warning';
  const findings: Finding[] = [];
  const facts: string[] = [];
  for (const channel of channels) {
    const name = `${channel.kind} channel ${channel.name}`;
    if (channel.result.ok) facts.push(`${name} answered in ${figure(channel.result.roundTrip)} ms`);
    else {
      findings.push({
        severity,
        text: `${name} did not answer: ${channel.result.error}`,
        remedy: 'correct its address and token, or remove it from the configuration',
      });
    }
  }
  if (channels.length === 0) {
    findings.push({
      severity,
      text: 'no kill-switch channel is configured',
      remedy: 'configure a Slack, Telegram or webhook channel',
    });
  }
  return checkOf('PRE-5', facts, findings);
}

export interface StateObservation {
  readonly journals: readonly {
    readonly name: string;
    readonly writable: boolean;
    /** Read back: does a commit reach the disk before it is confirmed? */
    readonly synced: boolean;
    readonly error: string | null;
  }[];
  /** Bytes free where the journals live; null when the system does not tell. */
  readonly freeBytes: number | null;
  readonly freeBytesMinimum: number;
  /** What was recovered, in words; null when recovery failed. */
  readonly recovered: string | null;
  /** Null: not reconciled with the venue yet. `at_start`: nothing runs, the start does it (LAU-0). */
  readonly reconciled: boolean | null | 'at_start';
  readonly differences: readonly string[];
}

/** PRE-6: storage writable and synced, room on the disk, state recovered and reconciled. */
export function assessState(observed: StateObservation): PreflightCheck {
  const findings: Finding[] = [...storageFindings(observed)];
  if (observed.recovered === null) {
    findings.push({
      severity: 'failure',
      text: 'the last state could not be recovered',
      remedy: 'verify the journal, then restore it from the latest backup',
    });
  }
  if (observed.reconciled === null || observed.reconciled === false) {
    const differences = observed.differences.join(', ');
    findings.push({
      severity: 'failure',
      text:
        observed.reconciled === null
          ? 'positions and orders have not been reconciled with the venue'
          : `positions or orders differ from the venue: ${differences}`,
      remedy: 'wait for a clean reconciliation, or settle the named differences',
    });
  }
  const facts = [`${observed.journals.length} journals`];
  if (observed.freeBytes !== null) facts.push(`${gibibytes(observed.freeBytes)} free`);
  if (observed.recovered !== null) facts.push(observed.recovered);
  if (observed.reconciled === true) facts.push('reconciled with the venue');
  if (observed.reconciled === 'at_start') {
    facts.push('reconciliation not evaluated: the start does it (LAU-0)');
  }
  return checkOf('PRE-6', facts, findings);
}

function storageFindings(observed: StateObservation): readonly Finding[] {
  const findings: Finding[] = [];
  for (const journal of observed.journals) {
    if (journal.writable && journal.synced) continue;
    const what = journal.writable ? 'does not sync its commits to disk' : 'cannot be written';
    findings.push({
      severity: 'failure',
      text: `the ${journal.name} journal ${what}${journal.error === null ? '' : `: ${journal.error}`}`,
      remedy: 'check the data folder: disk, permissions, free space',
    });
  }
  if (observed.journals.length === 0 && observed.reconciled !== 'at_start') {
    findings.push({
      severity: 'failure',
      text: 'no journal is open',
      remedy: 'start the executor and the orchestrator with a data folder',
    });
  }
  if (observed.freeBytes === null) {
    findings.push({
      severity: 'warning',
      text: 'the free space of the disk is unknown',
      remedy: 'check the data folder by hand',
    });
  } else if (observed.freeBytes < observed.freeBytesMinimum) {
    findings.push({
      severity: 'failure',
      text: `only ${gibibytes(observed.freeBytes)} free, at least ${gibibytes(observed.freeBytesMinimum)} needed`,
      remedy: 'free space on the disk of the data folder',
    });
  }
  return findings;
}

const GIBIBYTE = 1_073_741_824;
const gibibytes = (bytes: number): string => `${figure(bytes / GIBIBYTE, 2)} GiB`;

export interface ProvenanceObservation {
  readonly mode: TradingMode;
  readonly configVersion: string;
  /** Commit that holds exactly this configuration; null when it is not committed. */
  readonly configCommit: string | null;
  /** Null or empty: unknown. */
  readonly build: string | null;
  /** Is it what is in force on the home? Absent: it runs. */
  readonly inForce?: boolean;
  /** Files of `folder` that are not what is in force; absent: nobody looked. */
  readonly folder?: string;
  readonly drift?: readonly string[];
}

/** PRE-7: the configuration in force is a committed version, and the build is known. */
export function assessProvenance(observed: ProvenanceObservation): PreflightCheck {
  const severity = observed.mode === 'live' ? 'failure' : 'warning';
  const findings: Finding[] = [];
  if (observed.configCommit === null) {
    findings.push({
      severity,
      text: `configuration ${observed.configVersion} is not a committed version`,
      remedy: 'commit the configuration before trading with it',
    });
  }
  if (observed.build === null || observed.build.trim() === '') {
    findings.push({
      severity,
      text: 'the build is unknown',
      remedy: 'run a build that states its id',
    });
  }
  findings.push(...driftFindings(observed));
  const facts = [`configuration ${observed.configVersion}`];
  if (observed.configCommit !== null) facts.push(`commit ${observed.configCommit}`);
  if (observed.build !== null && observed.build !== '') facts.push(`build ${observed.build}`);
  return checkOf('PRE-7', facts, findings);
}

/** Files that were edited decide nothing until they are promoted: a warning, so that nobody thinks they do. */
function driftFindings(observed: ProvenanceObservation): readonly Finding[] {
  const { drift = [], folder = 'the folder', inForce } = observed;
  if (drift.length === 0) return [];
  const differ = `${drift.join(', ')} in ${folder} ${drift.length === 1 ? 'differs' : 'differ'} from the version in force`;
  const remedy = `see \`septet config diff\`, then \`septet config propose --from ${folder}\``;
  const text =
    inForce === true
      ? `${differ} and ${drift.length === 1 ? 'is' : 'are'} not in force`
      : `${differ}: a start with this folder is refused`;
  return [{ severity: 'warning', text, remedy }];
}

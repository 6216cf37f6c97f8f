import type { SeptetConfig } from '../domain/config.ts';
import type { PortfolioStatus, ProcessStatus } from '../domain/status.ts';
import { proportionalBytes, residentBytes } from '../services/process-identity.ts';
import type { HomeReport } from '../services/verify-home.ts';
import { mebibytes } from './figures.ts';

/** What a run came to. */
export interface RunOutcome {
  /** The last status of the orchestrator; null when it never gave one. */
  readonly status: PortfolioStatus | null;
  readonly processes: readonly ProcessStatus[];
  /** Memory of all processes, in words. */
  readonly memory: string;
  /** Every process ended by itself when asked. */
  readonly orderly: boolean;
  readonly crashes: number;
  /** What the journals prove, or why they could not be read. */
  readonly report: HomeReport | string;
  /** Market time the run lasted, ms. */
  readonly marketTime: number;
  /** It ended because its time was up, not because somebody stopped it. */
  readonly timed: boolean;
}

export interface ClosingCheck {
  readonly title: string;
  readonly ok: boolean;
  readonly text: string;
}

/** Everything that has to hold for exit code 0. */
export function closingChecks(config: SeptetConfig, outcome: RunOutcome): readonly ClosingCheck[] {
  return [
    launchCheck(config, outcome),
    {
      title: 'Processes',
      ok: outcome.crashes === 0 && outcome.orderly,
      text: `${outcome.crashes} crashes, ${outcome.orderly ? 'all ended in order' : 'some had to be forced'}; ${outcome.memory}`,
    },
    reconciledCheck(outcome),
    ...reportChecks(outcome),
  ];
}

/** Machine time that pre-flight and the launch steps may take before the first phase. */
const LAUNCH_ALLOWANCE_MS = 15_000;
/** Market time they get at least. */
const LAUNCH_ALLOWANCE_LEAST_MS = 60_000;

/**
 * Every phase that the time allowed was reached. A gated phase whose gate waits for the market is
 * reached: that is what the runbook wants of it.
 */
function launchCheck(
  { launch, runtime }: SeptetConfig,
  { status, marketTime, timed }: RunOutcome,
): ClosingCheck {
  const title = 'Launch';
  if (status === null) return { title, ok: false, text: 'the orchestrator never answered' };
  const { phase, state } = status.launch;
  const reached = launch.phases.findIndex((candidate) => candidate.name === phase);
  let expected = -1;
  let needed = Math.max(LAUNCH_ALLOWANCE_MS * runtime.speed, LAUNCH_ALLOWANCE_LEAST_MS);
  for (const [index, { duration }] of launch.phases.entries()) {
    if (!timed || marketTime < needed) break;
    expected = index;
    needed += duration ?? 0;
  }
  const last = launch.phases.length - 1;
  const where = phase === null ? state : `${state}, phase ${phase}`;
  if (status.entryHalt.on) {
    return { title, ok: true, text: `${where}; ENTRY_HALT by ${status.entryHalt.actor}` };
  }
  if (reached >= expected) {
    const text =
      reached === last ? `${where}: all phases reached` : `${where}, as far as the time allowed`;
    return { title, ok: state !== 'aborted', text };
  }
  const wanted = launch.phases[expected]!.name;
  const waits = status.launch.steps.find(
    (step) => step.state === 'held' || step.state === 'failed',
  );
  const why = waits === undefined ? '' : `; ${waits.id}: ${waits.evidence}`;
  return { title, ok: false, text: `${where}, phase ${wanted} was due${why}` };
}

function reconciledCheck({ status }: RunOutcome): ClosingCheck {
  const title = 'Reconciled';
  const ok = status?.reconciled === true;
  return {
    title,
    ok,
    text: ok ? 'ledger and positions equal the venue' : 'not reconciled at the end',
  };
}

function reportChecks({ report }: RunOutcome): readonly ClosingCheck[] {
  if (typeof report === 'string') return [{ title: 'Journals', ok: false, text: report }];
  return report.checks;
}

/** Resident memory of all processes of the stack, this one included. */
export function memoryText(processes: readonly ProcessStatus[]): string {
  const pids = [process.pid, ...processes.flatMap(({ pid }) => (pid === null ? [] : [pid]))];
  let resident = 0;
  let proportional: number | null = 0;
  for (const pid of pids) {
    resident += residentBytes(pid) ?? 0;
    const own = proportionalBytes(pid);
    proportional = own === null || proportional === null ? null : proportional + own;
  }
  const shared =
    proportional === null ? '' : ` (${mebibytes(proportional)} with shared pages counted once)`;
  return `${pids.length} processes, ${mebibytes(resident)} resident${shared}`;
}

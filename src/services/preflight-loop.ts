import type { BusClient } from '../bus/client.ts';
import { messageOf } from '../bus/server.ts';
import type { PortfolioStatus } from '../domain/status.ts';
import type { EpochMs } from '../domain/time.ts';
import type { ContractNews } from '../domain/venue.ts';
import type { Orchestrator } from '../orchestrator/orchestrator.ts';
import type { PreflightCheck } from '../runbook/preflight.ts';
import type { OutsideWatch } from './outside.ts';
import { preflightChecks, tradingMode } from './preflight.ts';
import type { RunFile } from './run-file.ts';
import { PROBE_LIMIT_MS } from './venue-probe.ts';

export interface PreflightLoopOptions {
  readonly run: RunFile;
  readonly home: string;
  /** What the orchestrator recovered, in words. */
  readonly recovered: string;
  readonly executor: BusClient<'executor'>;
  readonly outside: Pick<OutsideWatch, 'look'>;
  readonly orchestrator: Pick<Orchestrator, 'status' | 'feasibility'>;
  readonly now: () => EpochMs;
  readonly onChecks: (checks: readonly PreflightCheck[]) => void;
  /** The venue told its contracts (every minute at least while it answers). */
  readonly onContracts: (contracts: readonly ContractNews[]) => void;
  readonly onProblem: (text: string) => void;
}

const FIRST_LOOKS_MS = 100;
/** Until then the first observation waits for reconciliation, equity and prices. */
const PATIENCE_MS = 15_000;
/** While something fails; beyond this process a question costs somebody's budget of requests. */
const RETRY_MS = { here: 2_000, outside: 15_000 } as const;
/** While all is well (requirement PRE-3: every 60 s). */
const REPEAT_MS = 60_000;

/** Observes for pre-flight at the start, again while something fails, and every minute after. */
export class PreflightLoop {
  private readonly options: PreflightLoopOptions;
  private timer: NodeJS.Timeout | null = null;
  private waited = 0;
  private stopped = false;

  constructor(options: PreflightLoopOptions) {
    this.options = options;
  }

  start(): void {
    this.later(0);
  }

  stop(): void {
    this.stopped = true;
    if (this.timer !== null) clearTimeout(this.timer);
  }

  private retryAfter(): number {
    const mode = tradingMode(this.options.run.config.venue);
    return mode === 'paper' ? RETRY_MS.here : RETRY_MS.outside;
  }

  private later(delay: number): void {
    if (this.stopped) return;
    this.timer = setTimeout(() => {
      this.look()
        .then((next) => this.later(next))
        .catch((error: unknown) => {
          this.options.onProblem(`pre-flight: ${messageOf(error)}`);
          this.later(this.retryAfter());
        });
    }, delay);
  }

  /** One observation; answers when the next is due. */
  private async look(): Promise<number> {
    const { run, home, recovered, executor, orchestrator, now } = this.options;
    // Looked at here alone: what is asked of the venue costs the account's budget of requests.
    if (this.waited < PATIENCE_MS && !this.isKnown()) {
      this.waited += FIRST_LOOKS_MS;
      return FIRST_LOOKS_MS;
    }
    // The patience is for the start; from here on what is missing counts as missing.
    this.waited = PATIENCE_MS;
    const asked = executor.request('probe', {}, PROBE_LIMIT_MS);
    const [outside, { probe, executorError }] = await Promise.all([
      this.options.outside.look(),
      asked.then(
        (answer) => ({ probe: answer, executorError: '' }),
        (error: unknown) => ({ probe: null, executorError: messageOf(error) }),
      ),
    ]);
    const status = orchestrator.status(now());
    const feasibility = orchestrator.feasibility();
    const checks = preflightChecks({
      run,
      home,
      probe,
      executorError,
      outside,
      status,
      feasibility,
      journalError: journalErrorOf(status),
      recovered,
    });
    this.options.onChecks(checks);
    const contracts = probe?.contracts ?? null;
    if (contracts !== null) this.options.onContracts(contracts);
    return checks.some((check) => check.state === 'failed') ? this.retryAfter() : REPEAT_MS;
  }

  /** Has everything been told that the figures rest on? */
  private isKnown(): boolean {
    const { orchestrator, now } = this.options;
    const { reconciled, equity } = orchestrator.status(now());
    if (reconciled === null || equity === null) return false;
    return orchestrator.feasibility().every((row) => row.feasible !== null);
  }
}

/** The orchestrator closes entries while its journal cannot be written: the closure says why. */
const journalErrorOf = ({ closures }: PortfolioStatus): string | null =>
  closures.find((closure) => closure.cause === 'journal')?.reason ?? null;

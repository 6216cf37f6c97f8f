/** What the orchestrator is told, and what it wants done. Data only; a thin shell moves it. */
import type { CommandReply, OperatorCommand, PublicEvent } from '../bus/messages.ts';
import type { DeskMessage } from '../domain/alerts.ts';
import type { DecisionRecord } from '../domain/decision.ts';
import type { EquityMark, ExecutorCommand, ExecutorFact } from '../domain/execution.ts';
import type { StrategyId } from '../domain/ids.ts';
import type { CandleClosed, FundingInfo, PairlistExclusion, PriceStep } from '../domain/market.ts';
import type { ReportDocument } from '../domain/report-document.ts';
import type { Signal } from '../domain/signal.ts';
import type { EpochMs } from '../domain/time.ts';
import type { ContractNews } from '../domain/venue.ts';
import type { PreflightCheck } from '../runbook/preflight.ts';

export type EntriesLatch = 'paused' | 'open';

export type OrchestratorInput =
  | { readonly kind: 'price'; readonly step: PriceStep }
  /** Hourly candles, and the 1m ones that the throttle book wants; others are ignored. */
  | { readonly kind: 'candle'; readonly event: CandleClosed }
  | { readonly kind: 'funding'; readonly info: FundingInfo }
  | { readonly kind: 'signal'; readonly signal: Signal }
  /** Executor facts in ascending sequence; one told before is ignored. */
  | { readonly kind: 'fact'; readonly sequence: number; readonly fact: ExecutorFact }
  /** `sequence`: newest fact the mark rests on. */
  | { readonly kind: 'equity'; readonly sequence: number; readonly mark: EquityMark }
  | {
      readonly kind: 'worker';
      readonly strategy: StrategyId;
      readonly pid: number;
      readonly entries: EntriesLatch;
      readonly warm: boolean;
      /** What it lacks to make signals, in words; empty when nothing. */
      readonly lacking: string;
      readonly evaluated: number;
      readonly lastCandleAt: EpochMs | null;
      readonly at: EpochMs;
    }
  | {
      readonly kind: 'command';
      /** Chosen by the asker; comes back with the reply. */
      readonly id: string;
      readonly command: OperatorCommand;
      readonly at: EpochMs;
    }
  | { readonly kind: 'preflight'; readonly checks: readonly PreflightCheck[]; readonly at: EpochMs }
  | {
      readonly kind: 'link';
      readonly peer: 'feed' | 'executor';
      readonly up: boolean;
      readonly text: string;
      readonly at: EpochMs;
    }
  | {
      readonly kind: 'feed';
      readonly ready: boolean;
      readonly text: string;
      readonly at: EpochMs;
    }
  /** All symbols that are not tradable now, in full each time. */
  | {
      readonly kind: 'pairlist';
      readonly excluded: readonly PairlistExclusion[];
      readonly at: EpochMs;
    }
  /** What the venue lists now of every configured contract; only changes are consumed. */
  | {
      readonly kind: 'contracts';
      readonly contracts: readonly ContractNews[];
      readonly at: EpochMs;
    }
  /** `channel`: `slack.desk`, or `watchdog`. Told at every attempt; only changes are consumed. */
  | {
      readonly kind: 'delivery';
      readonly channel: string;
      readonly ok: boolean;
      readonly text: string;
      readonly at: EpochMs;
    }
  | { readonly kind: 'time'; readonly at: EpochMs };

export type OrchestratorEffect =
  | { readonly kind: 'executor'; readonly command: ExecutorCommand }
  | {
      readonly kind: 'worker_control';
      readonly strategy: StrategyId;
      readonly entries: EntriesLatch;
    }
  | { readonly kind: 'decision'; readonly record: DecisionRecord }
  | { readonly kind: 'event'; readonly event: PublicEvent }
  | { readonly kind: 'message'; readonly message: DeskMessage }
  /** To be kept as a file; at a start once more, for those whose files are missing. */
  | { readonly kind: 'document'; readonly document: ReportDocument }
  | { readonly kind: 'reply'; readonly id: string; readonly reply: CommandReply };

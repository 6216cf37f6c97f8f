/**
 * Inputs in the form in which they are consumed, journaled and replayed. Market and equity inputs
 * are the kernel's own events; whatever else has no influence on any state is left out.
 */
import type { OperatorCommand } from '../../bus/messages.ts';
import type { ClosureScope } from '../../domain/closure.ts';
import type { SeptetConfig } from '../../domain/config.ts';
import type { ExecutorFact } from '../../domain/execution.ts';
import type { StrategyId } from '../../domain/ids.ts';
import type { Signal } from '../../domain/signal.ts';
import type { Minute } from '../../domain/throttle.ts';
import type { EpochMs, Ms } from '../../domain/time.ts';
import type { ContractNews } from '../../domain/venue.ts';
import type { KernelEvent } from '../../kernel/events.ts';
import type { PreflightCheck } from '../../runbook/preflight.ts';
import type { EntriesLatch } from '../messages.ts';

/** First record of every run of the process. */
export interface StartInput {
  readonly kind: 'start';
  readonly at: EpochMs;
  readonly writer: number;
  readonly version: string;
  readonly build: string;
  /** The configuration, when it is not the one of the start before. */
  readonly config: SeptetConfig | null;
  /** The run before did not end in order. */
  readonly crashed: boolean;
  /** How far the clock of this start lies behind the run before, ms; absent: it does not. */
  readonly clockBack?: Ms;
  /** False: inputs are not journaled, the journal cannot be replayed. */
  readonly recordInputs: boolean;
  readonly entryHalt: { readonly actor: string; readonly reason: string } | null;
  /** Records that follow name version and build; absent: of a build whose records did not. */
  readonly named?: true;
}

type KernelInput = Extract<KernelEvent, { kind: 'book' | 'candle_1h' | 'funding' | 'equity' }>;

/** Executor facts that change something here; the others only advance the sequence number. */
export type ConsumedFact = Extract<
  ExecutorFact,
  {
    kind:
      | 'intent'
      | 'fill'
      | 'entry_ended'
      | 'position'
      | 'trade_closed'
      | 'halt'
      | 'reconciliation'
      | 'venue'
      | 'trouble'
      | 'ledger';
  }
>;

export type ConsumedInput =
  | KernelInput
  | { readonly kind: 'signal'; readonly signal: Signal }
  | { readonly kind: 'fact'; readonly sequence: number; readonly fact: ConsumedFact }
  /** Has every fact up to the executor's newest been consumed? */
  | {
      readonly kind: 'caught_up';
      readonly value: boolean;
      readonly consumed: number;
      readonly newest: number;
    }
  | {
      readonly kind: 'worker';
      readonly strategy: StrategyId;
      readonly pid: number;
      readonly entries: EntriesLatch;
      readonly warm: boolean;
      readonly lacking: string;
    }
  | { readonly kind: 'command'; readonly id: string; readonly command: OperatorCommand }
  | { readonly kind: 'preflight'; readonly checks: readonly PreflightCheck[] }
  | {
      readonly kind: 'link';
      readonly peer: 'feed' | 'executor';
      readonly up: boolean;
      readonly text: string;
    }
  | { readonly kind: 'feed'; readonly ready: boolean; readonly text: string }
  /** The closures that the list of tradable symbols wants, all of them. */
  | {
      readonly kind: 'pairlist';
      readonly closures: readonly { readonly scope: ClosureScope; readonly reason: string }[];
    }
  /** What the venue lists now of the configured contracts, all of them. */
  | { readonly kind: 'contracts'; readonly contracts: readonly ContractNews[] }
  /**
   * The journal could not be written (`undelivered`: decisions that allowed an entry which was
   * therefore never sent), or can be written again.
   */
  | {
      readonly kind: 'journal';
      readonly ok: boolean;
      readonly text: string;
      readonly undelivered: readonly number[];
    }
  /** Whether a channel to the desk, or the outside watchdog, took what it was given. */
  | {
      readonly kind: 'delivery';
      readonly channel: string;
      readonly ok: boolean;
      readonly text: string;
    }
  /** A closed 1m candle that the throttle book wants. */
  | ({ readonly kind: 'candle_1m'; readonly at: EpochMs } & Minute)
  /** A message that made no sense: counted and shown, nothing else. */
  | { readonly kind: 'rejected'; readonly of: string; readonly text: string };

/** Journal record types of inputs are `input.<kind>`; a batch ends with this one. */
export const BATCH_END = 'input.time';

type MarketInput = Extract<ConsumedInput, { kind: 'book' | 'candle_1h' | 'funding' }>;

/** What the market did, in contrast to what the account did or somebody said. */
export const isMarket = (input: ConsumedInput): input is MarketInput =>
  input.kind === 'book' || input.kind === 'candle_1h' || input.kind === 'funding';

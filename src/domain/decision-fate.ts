/** What became of the order of a decision. */
import type { EntryEnd } from './execution.ts';
import type { EpochMs } from './time.ts';

/** What became of an entry order, as far as the journal tells; amounts of USDT. */
export interface DecisionFate {
  /** Ascending. */
  readonly steps: readonly { readonly at: EpochMs; readonly text: string }[];
  /** How the entry ended; null: it has not, as far as was read. */
  readonly end: EntryEnd | null;
  /** Where it was left, when that is known: for a chart. */
  readonly exit: { readonly at: EpochMs; readonly price: string; readonly netPnl: string } | null;
  /** False: there is more in the journal than is read for one answer. */
  readonly complete: boolean;
}

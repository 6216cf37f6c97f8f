import type { Closure } from '../../domain/closure.ts';
import type { EntryOrder } from '../../domain/decision.ts';
import type { Signal } from '../../domain/signal.ts';

/**
 * Every figure of one decision in a compact form; `describeDecision` expands it. The layout of
 * `figures` is in `packed-layout.ts` and belongs to one build: write the expanded record to files.
 */
export interface PackedDecision {
  readonly figures: readonly number[];
  readonly signal: Signal;
  readonly order: EntryOrder | null;
  /** Closures that applied; empty when the gate was open for it. */
  readonly closures: readonly Closure[];
}

/** Memory of the slippage check: fills since the last one, and runs above the limit. */
import type { EpochMs } from '../../domain/time.ts';

export interface SlippageState {
  /** By symbol x bucket: checks in a row above the limit. */
  readonly runs: number[];
  /** Fills since the last check: key, bps x notional, notional. */
  pending: Map<number, { weighted: number; notional: number }>;
  /** When the next check is due; null while there is nothing to check. */
  dueAt: EpochMs | null;
}

export const createSlippage = (symbols: number, buckets: number): SlippageState => ({
  runs: new Array(symbols * buckets).fill(0),
  pending: new Map(),
  dueAt: null,
});

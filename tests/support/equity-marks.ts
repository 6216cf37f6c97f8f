/** Equity marks in short form, for tests of the index. */
import { DAY_MS } from '../../src/domain/time.ts';
import {
  createEquity,
  type EquityState,
  type Mark,
  recordGoodMark,
} from '../../src/kernel/equity/equity-index.ts';
import { T0 } from './kernel-scenario.ts';

export const WINDOW = 30 * DAY_MS;

/** `[ms after T0, equity, transfers, wallet balance]`; the wallet is the equity if not said. */
export type Row = readonly [after: number, equity: number, transfers?: number, wallet?: number];

export const markOf = ([after, equity, transfers = 0, walletBalance = equity]: Row): Mark => ({
  at: T0 + after,
  equity,
  transfers,
  walletBalance,
});

export function recorded(rows: readonly Row[], window = WINDOW): EquityState {
  const state = createEquity(T0);
  for (const row of rows) recordGoodMark(state, markOf(row), window);
  return state;
}

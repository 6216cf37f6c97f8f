/**
 * Slippage check (domain specification 1.10, ALR-5): signed bps of the average fill against mid at
 * the decision, kept per symbol and bucket, checked every 15 s on the fills since the last check. A
 * pair without fills since then is not checked: its run neither grows nor ends.
 */
import type { EpochMs, Ms } from '../../domain/time.ts';
import { above } from '../basis/tolerance.ts';
import { effectNow, strictnessFactor } from '../exposure/capacity.ts';
import { type KernelState, profileNow } from '../state.ts';
import type { SlippageState } from './slippage-state.ts';

const CHECK_INTERVAL: Ms = 15_000;
/** Checks in a row above the limit that are worth an alert. */
const CHECKS_IN_A_ROW = 3;

/** Was the pair of symbol and bucket above its limit in so many checks in a row? */
export const slippageIsHigh = ({ runs }: SlippageState, key: number): boolean =>
  runs[key]! >= CHECKS_IN_A_ROW;

/** Takes the fills of one ended entry: positive bps are worse than mid, notional in USDT. */
export function addFillSlippage(
  state: KernelState,
  at: EpochMs,
  symbol: number,
  strategy: number,
  bps: number,
  notional: number,
): void {
  const { slippage, index } = state;
  const key = symbol * index.buckets.length + index.strategies[strategy]!.bucket;
  const sum = slippage.pending.get(key) ?? { weighted: 0, notional: 0 };
  sum.weighted += bps * notional;
  sum.notional += notional;
  slippage.pending.set(key, sum);
  if (slippage.dueAt !== null) return;
  slippage.dueAt = at + CHECK_INTERVAL;
  state.wakeDirty = true;
}

export function checkSlippage(state: KernelState, at: EpochMs): void {
  const { slippage } = state;
  if (at < (slippage.dueAt ?? Number.POSITIVE_INFINITY)) return;
  const { pending } = slippage;
  slippage.pending = new Map();
  slippage.dueAt = null;
  for (const [key, sum] of pending) checkPair(state, at, key, sum.weighted / sum.notional);
}

/** Limit of a bucket under the profile, the regime and the strictness of now, basis points. */
export const slippageLimit = (
  state: KernelState,
  { maxSlippageBps }: { readonly maxSlippageBps: number },
): number =>
  maxSlippageBps *
  profileNow(state).slippageMultiplier *
  effectNow(state).slippage *
  strictnessFactor(state);

function checkPair(state: KernelState, at: EpochMs, key: number, average: number): void {
  const { slippage, index } = state;
  const bucket = index.buckets[key % index.buckets.length]!;
  const symbol = index.symbols[Math.floor(key / index.buckets.length)]!.id;
  const limit = slippageLimit(state, bucket);
  const before = slippage.runs[key]!;
  const run = above(average, limit) ? before + 1 : 0;
  slippage.runs[key] = run;
  const figure = `${bucket.id} ${symbol}: ${average.toFixed(2)} bps against ${limit.toFixed(2)}`;
  if (run === CHECKS_IN_A_ROW) {
    const text = `slippage above its limit in ${run} checks in a row, ${figure}`;
    state.out.push({ kind: 'notice', at, severity: 'warning', code: 'SLIPPAGE_HIGH', text });
  } else if (run === 0 && before >= CHECKS_IN_A_ROW) {
    const text = `slippage is back within its limit, ${figure}`;
    state.out.push({ kind: 'notice', at, severity: 'info', code: 'SLIPPAGE_NORMAL', text });
  }
}

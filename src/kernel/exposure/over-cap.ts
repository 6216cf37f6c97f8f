/**
 * Passive exceedance of a cap (domain specification 1.5): equity fell, the regime or profile
 * changed, prices moved. A closure of the strategy, the asset's symbols or the portfolio opens when
 * a measure is beyond the cap by more than a band, and is released after it was at or below the cap
 * at several evaluations in a row, so that a position resting at its cap does not flap. Inside the
 * band no entry fits anyway: each decision refuses on the exact figures.
 */
import { type Closure, type ClosureScope, closureId, PORTFOLIO } from '../../domain/closure.ts';
import type { EpochMs } from '../../domain/time.ts';
import { percent } from '../basis/text.ts';
import { above, atMost } from '../basis/tolerance.ts';
import { openClosure, releaseClosure } from '../gate/gate.ts';
import { type KernelState, profileNow } from '../state.ts';
import { assetCap, grossCapacity, riskCapacity } from './capacity.ts';
import { createLargestOthers, largestOthers } from './exposure.ts';

/** Beyond the cap by this fraction of it opens the closure. */
const BAND = 0.02;

/** One evaluation over everything that has exposure or a closure in force. */
export function evaluateOverCap(state: KernelState, at: EpochMs): void {
  const gross = grossCapacity(state);
  const risk = riskCapacity(state);
  // Without equity there is nothing to be a fraction of, and the equity check denies.
  if (gross === 0) return;
  const { calm } = state.overCap;
  for (const id of calm.keys()) if (!state.closures.all.has(id)) calm.delete(id);
  const exceeded = new Set<string>();
  const test = (scope: ClosureScope, detail: string, n: number, r: number, cap: number): void => {
    const id = closureId('over_cap', scope, detail);
    const measured = Math.max(n / gross, r / risk);
    if (atMost(measured, cap)) return;
    exceeded.add(id);
    if (calm.has(id) || !above(measured, cap * (1 + BAND))) return;
    const reason = `exposure ${percent(measured)} outgrew its cap ${percent(cap)}; entries open again when it is back within`;
    open(state, at, { id, cause: 'over_cap', scope, since: at, until: null, reason });
  };
  testStrategies(state, test);
  testAssets(state, test);
  testPortfolio(state, test);
  // What has no exposure left at all was not tested and is calm too.
  for (const [id, count] of calm) settle(state, at, id, exceeded.has(id) ? 0 : count + 1);
}

type Test = (scope: ClosureScope, detail: string, n: number, r: number, cap: number) => void;

function testStrategies(state: KernelState, test: Test): void {
  const { exposure } = state.holdings;
  const cap = profileNow(state).perStrategyCap;
  for (const s of exposure.activeStrategies) {
    const strategy = state.index.strategies[s];
    if (strategy === undefined) continue;
    const scope = { strategy: strategy.id, symbol: null };
    test(scope, '', exposure.strategyNotional[s]!, exposure.strategyRisk[s]!, cap);
  }
}

function testAssets(state: KernelState, test: Test): void {
  const { exposure } = state.holdings;
  for (const a of exposure.activeAssets) {
    const cap = assetCap(state, a);
    for (const symbol of state.index.symbols) {
      if (symbol.asset !== a) continue;
      const scope = { strategy: null, symbol: symbol.id };
      test(scope, '', exposure.assetNotional[a]!, exposure.assetRisk[a]!, cap);
    }
  }
}

function testPortfolio(state: KernelState, test: Test): void {
  const { exposure } = state.holdings;
  const { topThree, total } = state.config.caps;
  const top = createLargestOthers();
  largestOthers(exposure, -1, top);
  const notional = top.notional1 + top.notional2 + top.notional3;
  const risk = top.risk1 + top.risk2 + top.risk3;
  test(PORTFOLIO, 'top_three', notional, risk, topThree);
  test(PORTFOLIO, 'total', exposure.notional, exposure.risk, total);
}

function open(state: KernelState, at: EpochMs, closure: Closure): void {
  state.overCap.calm.set(closure.id, 0);
  openClosure(state, at, closure);
  const text = `OVER_CAP ${closure.id}: ${closure.reason}`;
  state.out.push({ kind: 'notice', at, severity: 'warning', code: 'OVER_CAP', text });
}

function settle(state: KernelState, at: EpochMs, id: string, count: number): void {
  state.overCap.calm.set(id, count);
  if (count < state.config.breakers.degradedConfirmations) return;
  state.overCap.calm.delete(id);
  releaseClosure(state, at, id, 'exposure is back within its cap');
}

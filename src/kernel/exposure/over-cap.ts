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
import { atMost } from '../basis/tolerance.ts';
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
  const { exposure } = state.holdings;
  if (exposure.items === 0 && state.overCap.calm.size === 0) return;
  if (gross <= 0 || risk <= 0) return;
  const exceeded = new Map<string, Closure>();
  const calm = new Set<string>();
  const test = (scope: ClosureScope, detail: string, n: number, r: number, cap: number): void => {
    const id = closureId('over_cap', scope, detail);
    const measured = Math.max(n / gross, r / risk);
    if (atMost(measured, cap)) calm.add(id);
    else if (measured > cap * (1 + BAND)) {
      const reason = `exposure ${percent(measured)} outgrew its cap ${percent(cap)}; entries open again when it is back within`;
      exceeded.set(id, { id, cause: 'over_cap', scope, since: at, until: null, reason });
    }
  };
  testStrategies(state, test);
  testAssets(state, test);
  const top = createLargestOthers();
  largestOthers(exposure, -1, top);
  const topNotional = top.notional1 + top.notional2 + top.notional3;
  test(
    PORTFOLIO,
    'top_three',
    topNotional,
    top.risk1 + top.risk2 + top.risk3,
    state.config.caps.topThree,
  );
  test(PORTFOLIO, 'total', exposure.notional, exposure.risk, state.config.caps.total);
  for (const [id, closure] of exceeded) if (!state.overCap.calm.has(id)) open(state, at, closure);
  for (const id of [...state.overCap.calm.keys()]) settle(state, at, id, exceeded, calm);
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

function open(state: KernelState, at: EpochMs, closure: Closure): void {
  state.overCap.calm.set(closure.id, 0);
  openClosure(state, at, closure);
  const text = `OVER_CAP ${closure.id}: ${closure.reason}`;
  state.out.push({ kind: 'notice', at, severity: 'warning', code: 'OVER_CAP', text });
}

/** Counts calm evaluations; what has no exposure left at all was not tested and is calm too. */
function settle(
  state: KernelState,
  at: EpochMs,
  id: string,
  exceeded: ReadonlyMap<string, Closure>,
  calm: ReadonlySet<string>,
): void {
  const isCalm = calm.has(id) || (!exceeded.has(id) && isEmpty(state, id));
  const count = isCalm ? (state.overCap.calm.get(id) ?? 0) + 1 : 0;
  state.overCap.calm.set(id, count);
  if (count < state.config.breakers.degradedConfirmations) return;
  state.overCap.calm.delete(id);
  releaseClosure(state, at, id, 'exposure is back within its cap');
}

function isEmpty(state: KernelState, id: string): boolean {
  const closure = state.closures.all.get(id);
  if (closure === undefined) return true;
  const { strategy, symbol } = closure.scope;
  const { exposure } = state.holdings;
  if (strategy !== null) return exposure.strategyItems[state.index.strategyOf.get(strategy)!] === 0;
  if (symbol === null) return false;
  const entry = state.index.symbols[state.index.symbolOf.get(symbol)!]!;
  return exposure.assetItems[entry.asset] === 0;
}

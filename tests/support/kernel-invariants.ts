/** What must hold of every allowed entry and every state, computed anew from the items themselves. */
import { approvedOrder } from '../../src/kernel/decision/approved-order.ts';
import type { AllowedDecision, ApprovedOrder } from '../../src/kernel/events.ts';
import { assetCap, grossCapacity, riskCapacity } from '../../src/kernel/exposure/capacity.ts';
import { type KernelState, nextWake } from '../../src/kernel/kernel.ts';
import { loadKernel, saveKernel, stateTexts } from '../../src/kernel/snapshot.ts';
import { profileNow } from '../../src/kernel/state.ts';
import { kernelStatus } from '../../src/kernel/status.ts';
import { INSTRUMENTS } from './kernel-config.ts';

function demand(holds: boolean, text: string): void {
  if (!holds) throw new Error(text);
}

/** Caps and sums recomputed from the items themselves, not from the kernel's own sums. */
export function checkAllowed(state: KernelState, allowed: AllowedDecision): void {
  const items = [...state.holdings.positions, ...state.holdings.entries.values()];
  const own = state.holdings.entries.get(allowed.decision);
  demand(own !== undefined, 'an allowed entry is not reserved');
  const sums = (of: typeof items, key: 'notional' | 'risk'): number =>
    of.reduce((total, item) => total + item[key], 0);
  const held = (name: string, of: typeof items, cap: number): void => {
    const notional = sums(of, 'notional') / grossCapacity(state);
    const risk = sums(of, 'risk') / riskCapacity(state);
    demand(notional <= cap + 1e-6, `${name}: notional ${notional} above ${cap}`);
    demand(risk <= cap + 1e-6, `${name}: risk ${risk} above ${cap}`);
  };
  const { strategy, asset } = own!;
  const ofStrategy = items.filter((item) => item.strategy === strategy);
  held('strategy', ofStrategy, profileNow(state).perStrategyCap);
  held(
    'asset',
    items.filter((item) => item.asset === asset),
    assetCap(state, asset),
  );
  held('portfolio', items, state.config.caps.total);
  for (const key of ['notional', 'risk'] as const) {
    const byAsset = state.index.assets.map((_, a) =>
      sums(
        items.filter((item) => item.asset === a),
        key,
      ),
    );
    const top = byAsset.sort((a, b) => b - a).slice(0, 3);
    const capacity = key === 'notional' ? grossCapacity(state) : riskCapacity(state);
    const share = top.reduce((a, b) => a + b, 0) / capacity;
    demand(share <= state.config.caps.topThree + 1e-6, `top three: ${key} ${share}`);
  }
  checkOrder(approvedOrder(state, allowed));
}

/** Every figure finite and positive, quantity on the lot and price on the tick. */
function checkOrder(order: ApprovedOrder): void {
  const instrument = INSTRUMENTS.find((each) => each.symbol === order.symbol)!;
  for (const [key, value] of Object.entries(order)) {
    if (typeof value === 'number') demand(Number.isFinite(value), `order: ${key} is ${value}`);
  }
  demand(onGrid(order.quantity, instrument.lotSize), `quantity ${order.quantity} off the lot`);
  demand(onGrid(order.limitPrice, instrument.tickSize), `price ${order.limitPrice} off the tick`);
  const plan = JSON.stringify(order.exitPlan, (_, value) => {
    if (typeof value === 'number') demand(Number.isFinite(value), 'exit plan: not finite');
    return value;
  });
  demand(plan.length > 0, 'no exit plan');
}

/** Decimal texts as whole numbers of 1e-8. */
function onGrid(text: string, step: string): boolean {
  const units = (decimal: string): bigint => {
    const [whole, part = ''] = decimal.split('.');
    return BigInt(`${whole}${part.padEnd(8, '0')}`);
  };
  return /^\d+(\.\d{1,8})?$/.test(text) && units(text) > 0n && units(text) % units(step) === 0n;
}

/** Saves, loads equal, and can be read; nothing in it is NaN but what says so. */
export function checkState(state: KernelState): void {
  const saved = saveKernel(state);
  demand(saveKernel(loadKernel(state.config, saved)) === saved, 'a snapshot does not load equal');
  const there = stateTexts(state);
  for (const name of [
    'equity',
    'reading',
    'daily',
    'drawdown',
    'holdings',
    'allocation',
    'regime',
    'rates',
    'slippage',
    'strategyPnl',
    'market',
  ]) {
    demand(!there[name]!.includes('"$":"NaN"'), `module ${name} holds NaN`);
    demand(!there[name]!.includes('Infinity"'), `module ${name} holds an infinity`);
  }
  JSON.stringify(kernelStatus(state, state.core.now));
  demand(nextWake(state)! >= state.core.now, 'the next wake lies in the past');
}

/**
 * Exposure in its two measures, USDT notional and USDT at risk (domain specification 1.5), kept as
 * sums per strategy, asset and in total while positions and orders come and go. A sum whose last
 * item left is set to exactly 0, and the owner rebuilds all sums at a bounded interval, so that
 * rounding never accumulates.
 */
export interface ExposureState {
  readonly strategyNotional: number[];
  readonly strategyRisk: number[];
  readonly strategyItems: number[];
  readonly assetNotional: number[];
  readonly assetRisk: number[];
  readonly assetLongNotional: number[];
  readonly assetLongRisk: number[];
  readonly assetItems: number[];
  /** Assets and strategies with at least one item, in no particular order. */
  readonly activeAssets: number[];
  readonly activeStrategies: number[];
  notional: number;
  risk: number;
  longNotional: number;
  items: number;
  /** Changes since the sums were rebuilt. */
  changes: number;
}

/** Changes after which the owner rebuilds the sums from the items. */
export const REBUILD_AFTER = 1_024;
/** A change beyond this (USDT) rounds what stands beside it: the sums are rebuilt at once. */
const LARGEST_EXACT = 1e9;

export function createExposure(strategies: number, assets: number): ExposureState {
  const zeros = (length: number): number[] => new Array(length).fill(0);
  return {
    strategyNotional: zeros(strategies),
    strategyRisk: zeros(strategies),
    strategyItems: zeros(strategies),
    assetNotional: zeros(assets),
    assetRisk: zeros(assets),
    assetLongNotional: zeros(assets),
    assetLongRisk: zeros(assets),
    assetItems: zeros(assets),
    activeAssets: [],
    activeStrategies: [],
    notional: 0,
    risk: 0,
    longNotional: 0,
    items: 0,
    changes: 0,
  };
}

/**
 * Applies a change of one item: differences in USDT, and +1 / 0 / -1 as the item appears, changes
 * or leaves.
 */
export function changeExposure(
  state: ExposureState,
  strategy: number,
  asset: number,
  isLong: boolean,
  notional: number,
  risk: number,
  items: number,
): void {
  state.changes += Math.abs(notional) < LARGEST_EXACT ? 1 : REBUILD_AFTER;
  state.items += items;
  const empty = state.items === 0;
  state.notional = empty ? 0 : state.notional + notional;
  state.risk = empty ? 0 : state.risk + risk;
  if (empty) state.longNotional = 0;
  else if (isLong) state.longNotional += notional;

  if (state.strategyItems[strategy] === 0) state.activeStrategies.push(strategy);
  state.strategyItems[strategy]! += items;
  if (state.strategyItems[strategy] === 0) {
    state.strategyNotional[strategy] = 0;
    state.strategyRisk[strategy] = 0;
    drop(state.activeStrategies, strategy);
  } else {
    state.strategyNotional[strategy]! += notional;
    state.strategyRisk[strategy]! += risk;
  }
  changeAsset(state, asset, isLong, notional, risk, items);
}

function changeAsset(
  state: ExposureState,
  asset: number,
  isLong: boolean,
  notional: number,
  risk: number,
  items: number,
): void {
  if (state.assetItems[asset] === 0) state.activeAssets.push(asset);
  state.assetItems[asset]! += items;
  if (state.assetItems[asset] === 0) {
    state.assetNotional[asset] = 0;
    state.assetRisk[asset] = 0;
    state.assetLongNotional[asset] = 0;
    state.assetLongRisk[asset] = 0;
    drop(state.activeAssets, asset);
    return;
  }
  state.assetNotional[asset]! += notional;
  state.assetRisk[asset]! += risk;
  if (!isLong) return;
  state.assetLongNotional[asset]! += notional;
  state.assetLongRisk[asset]! += risk;
}

function drop(list: number[], value: number): void {
  const at = list.indexOf(value);
  const last = list.pop()!;
  if (at < list.length) list[at] = last;
}

export function clearExposure(state: ExposureState): void {
  for (const list of [
    state.strategyNotional,
    state.strategyRisk,
    state.strategyItems,
    state.assetNotional,
    state.assetRisk,
    state.assetLongNotional,
    state.assetLongRisk,
    state.assetItems,
  ]) {
    list.fill(0);
  }
  state.activeAssets.length = 0;
  state.activeStrategies.length = 0;
  state.notional = 0;
  state.risk = 0;
  state.longNotional = 0;
  state.items = 0;
  state.changes = 0;
}

/** The three largest exposures of the other assets, descending, in each measure. */
export interface LargestOthers {
  notional1: number;
  notional2: number;
  notional3: number;
  risk1: number;
  risk2: number;
  risk3: number;
}

export const createLargestOthers = (): LargestOthers => ({
  notional1: 0,
  notional2: 0,
  notional3: 0,
  risk1: 0,
  risk2: 0,
  risk3: 0,
});

/** Scans the assets that have exposure (never more than there are open trades), without `asset`. */
export function largestOthers(state: ExposureState, asset: number, into: LargestOthers): void {
  let n1 = 0;
  let n2 = 0;
  let n3 = 0;
  let r1 = 0;
  let r2 = 0;
  let r3 = 0;
  const { activeAssets } = state;
  for (let i = 0; i < activeAssets.length; i += 1) {
    const other = activeAssets[i]!;
    if (other === asset) continue;
    // What a larger value pushes out of its place goes to the next one.
    const notional = state.assetNotional[other]!;
    n3 = Math.max(n3, Math.min(n2, notional));
    n2 = Math.max(n2, Math.min(n1, notional));
    n1 = Math.max(n1, notional);
    const risk = state.assetRisk[other]!;
    r3 = Math.max(r3, Math.min(r2, risk));
    r2 = Math.max(r2, Math.min(r1, risk));
    r1 = Math.max(r1, risk);
  }
  into.notional1 = n1;
  into.notional2 = n2;
  into.notional3 = n3;
  into.risk1 = r1;
  into.risk2 = r2;
  into.risk3 = r3;
}

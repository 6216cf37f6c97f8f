/**
 * What counts in exposure (domain specification 1.5, 4.2): open positions at mark, and entries on
 * the way (reserved, in flight, resting) at their limit price. An entry's reservation shrinks only
 * as its position shows the filled quantity, so that nothing is ever counted too low in between.
 */
import type { StrategyId, SymbolId } from '../../domain/ids.ts';
import type { Side } from '../../domain/market.ts';
import type { Signal } from '../../domain/signal.ts';
import type { EpochMs, Ms } from '../../domain/time.ts';
import {
  changeExposure,
  clearExposure,
  createExposure,
  type ExposureState,
  REBUILD_AFTER,
} from './exposure.ts';

export interface Position {
  readonly strategyId: StrategyId;
  readonly symbolId: SymbolId;
  readonly side: Side;
  readonly strategy: number;
  readonly symbol: number;
  readonly asset: number;
  readonly isLong: boolean;
  decision: number;
  quantity: number;
  entryPrice: number;
  stopPrice: number | null;
  notional: number;
  risk: number;
}

/** An approved entry until its final state is known and its fills show as a position. */
export interface OpenEntry {
  readonly decision: number;
  readonly strategy: number;
  readonly symbol: number;
  readonly asset: number;
  readonly isLong: boolean;
  readonly attempt: 0 | 1 | 2;
  readonly signal: Signal;
  readonly quantity: number;
  readonly price: number;
  /** Mid at the decision: reference of its slippage. */
  readonly mid: number;
  /** Told by progress, and shown by the position. */
  filled: number;
  booked: number;
  notional: number;
  risk: number;
  /** Ended, but its fill does not show as a position yet; kept until then, at most this long. */
  waitsUntil: EpochMs | null;
}

/** How long the fill of an ended entry is counted without its position. */
export const POSITION_WAIT: Ms = 60_000;

export interface HoldingsState {
  readonly positions: Position[];
  readonly entries: Map<number, OpenEntry>;
  readonly exposure: ExposureState;
  /** Positions plus entries on the way that no position shows. */
  openTrades: number;
  /** Views, rebuilt on loading: positions by symbol, use of each (strategy, symbol). */
  bySymbol: Position[][];
  occupied: number[];
  readonly symbols: number;
}

export function createHoldings(strategies: number, symbols: number, assets: number): HoldingsState {
  return {
    positions: [],
    entries: new Map(),
    exposure: createExposure(strategies, assets),
    openTrades: 0,
    bySymbol: Array.from({ length: symbols }, () => []),
    occupied: new Array(strategies * symbols).fill(0),
    symbols,
  };
}

/** Positions and entries of the strategy on the symbol, either side. */
export const occupancy = (state: HoldingsState, strategy: number, symbol: number): number =>
  state.occupied[strategy * state.symbols + symbol]!;

function occupy(
  state: HoldingsState,
  { strategy, symbol }: Position | OpenEntry,
  change: 1 | -1,
): void {
  state.occupied[strategy * state.symbols + symbol]! += change;
}

export function findPosition(
  state: HoldingsState,
  strategy: number,
  symbol: number,
  isLong: boolean,
): Position | undefined {
  for (const position of state.bySymbol[symbol]!) {
    if (position.strategy === strategy && position.isLong === isLong) return position;
  }
  return undefined;
}

/** Notional at mark; at-risk is quantity x distance from mark to the stop, at least 0. */
function measure(position: Position, mark: number): void {
  const price = mark > 0 ? mark : position.entryPrice;
  position.notional = position.quantity * price;
  if (position.stopPrice === null) {
    position.risk = position.notional;
    return;
  }
  const distance = position.isLong ? price - position.stopPrice : position.stopPrice - price;
  position.risk = position.quantity * Math.max(0, distance);
}

function applyPosition(
  state: HoldingsState,
  position: Position,
  mark: number,
  items: number,
): void {
  const { notional, risk } = position;
  measure(position, mark);
  changeExposure(
    state.exposure,
    position.strategy,
    position.asset,
    position.isLong,
    position.notional - notional,
    position.risk - risk,
    items,
  );
}

/** Opens a position that was not there; notional and risk start at 0 and are measured here. */
export function openPosition(state: HoldingsState, position: Position, mark: number): void {
  state.positions.push(position);
  state.bySymbol[position.symbol]!.push(position);
  occupy(state, position, 1);
  countTrades(state);
  applyPosition(state, position, mark, 1);
  rebuildWhenDue(state);
}

/** Measures a position again after its quantity, stop or mark changed. */
export function updatePosition(state: HoldingsState, position: Position, mark: number): void {
  applyPosition(state, position, mark, 0);
  rebuildWhenDue(state);
}

export function closePosition(state: HoldingsState, position: Position): void {
  position.quantity = 0;
  remove(state.positions, position);
  remove(state.bySymbol[position.symbol]!, position);
  occupy(state, position, -1);
  countTrades(state);
  applyPosition(state, position, position.entryPrice, -1);
  rebuildWhenDue(state);
}

/** Positions of a symbol at a new mark. */
export function markSymbol(state: HoldingsState, symbol: number, mark: number): void {
  const positions = state.bySymbol[symbol]!;
  for (let i = 0; i < positions.length; i += 1) applyPosition(state, positions[i]!, mark, 0);
  if (positions.length > 0) rebuildWhenDue(state);
}

/** Reserves an approved entry. */
export function reserveEntry(state: HoldingsState, entry: OpenEntry): void {
  state.entries.set(entry.decision, entry);
  occupy(state, entry, 1);
  countTrades(state);
  changeExposure(
    state.exposure,
    entry.strategy,
    entry.asset,
    entry.isLong,
    entry.notional,
    entry.risk,
    1,
  );
  rebuildWhenDue(state);
}

/** The position of this entry now shows `quantity`: that much is no longer reserved. */
export function bookEntry(state: HoldingsState, entry: OpenEntry, quantity: number): void {
  entry.booked = Math.max(entry.booked, quantity);
  countTrades(state);
  const target = entry.waitsUntil === null ? entry.quantity : entry.filled;
  resize(state, entry, Math.max(0, target - entry.booked));
}

/** Final state: the rest is released; fills that no position shows yet stay counted for a while. */
export function endEntry(state: HoldingsState, entry: OpenEntry, at: EpochMs): void {
  if (entry.filled > entry.booked && entry.waitsUntil === null) {
    entry.waitsUntil = at + POSITION_WAIT;
    resize(state, entry, entry.filled - entry.booked);
    return;
  }
  releaseEntry(state, entry);
}

export function releaseEntry(state: HoldingsState, entry: OpenEntry): void {
  if (!state.entries.delete(entry.decision)) return;
  occupy(state, entry, -1);
  countTrades(state);
  changeExposure(
    state.exposure,
    entry.strategy,
    entry.asset,
    entry.isLong,
    -entry.notional,
    -entry.risk,
    -1,
  );
  rebuildWhenDue(state);
}

/** An entry whose position was closed while its rest is on the way is an open trade again. */
function countTrades(state: HoldingsState): void {
  state.openTrades = state.positions.length;
  for (const { strategy, symbol, isLong, booked } of state.entries.values()) {
    const shown = booked > 0 && findPosition(state, strategy, symbol, isLong) !== undefined;
    if (!shown) state.openTrades += 1;
  }
}

function resize(state: HoldingsState, entry: OpenEntry, quantity: number): void {
  const notional = quantity * entry.price;
  const risk = notional * entry.signal.stopDistance;
  changeExposure(
    state.exposure,
    entry.strategy,
    entry.asset,
    entry.isLong,
    notional - entry.notional,
    risk - entry.risk,
    0,
  );
  entry.notional = notional;
  entry.risk = risk;
  rebuildWhenDue(state);
}

/** Ended entries whose wait for a position is over. */
export function nextEntryTimeout(state: HoldingsState): EpochMs {
  let earliest = Number.POSITIVE_INFINITY;
  for (const entry of state.entries.values()) {
    earliest = Math.min(earliest, entry.waitsUntil ?? Number.POSITIVE_INFINITY);
  }
  return earliest;
}

function rebuildWhenDue(state: HoldingsState): void {
  if (state.exposure.changes >= REBUILD_AFTER) rebuildExposure(state);
}

/** Sums from the items themselves, in their order. */
export function rebuildExposure(state: HoldingsState): void {
  const { exposure } = state;
  clearExposure(exposure);
  for (const item of state.positions) {
    changeExposure(exposure, item.strategy, item.asset, item.isLong, item.notional, item.risk, 1);
  }
  for (const item of state.entries.values()) {
    changeExposure(exposure, item.strategy, item.asset, item.isLong, item.notional, item.risk, 1);
  }
  exposure.changes = 0;
}

/** Rebuilds the views after loading. */
export function rebuildHoldingViews(state: HoldingsState, strategies: number): void {
  state.bySymbol = Array.from({ length: state.symbols }, () => []);
  state.occupied = new Array(strategies * state.symbols).fill(0);
  for (const position of state.positions) {
    state.bySymbol[position.symbol]!.push(position);
    occupy(state, position, 1);
  }
  for (const entry of state.entries.values()) {
    occupy(state, entry, 1);
  }
}

function remove<T>(list: T[], item: T): void {
  list.splice(list.indexOf(item), 1);
}

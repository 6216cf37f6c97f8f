/** Exposure as domain specification 1.5 and 1.11 define it, from executor facts and marks alone. */
import type { EntryOrder } from '../../../src/domain/decision.ts';
import type { ExecutorFact } from '../../../src/domain/execution.ts';
import { assetOf, type SymbolId } from '../../../src/domain/ids.ts';

export interface Pair {
  notional: number;
  risk: number;
}

/** USDT, not fractions. */
export interface ExposureSums {
  readonly strategies: Map<string, Pair>;
  readonly assets: Map<string, Pair>;
  /** By `ASSET side`. */
  readonly directions: Map<string, Pair>;
  readonly total: Pair;
}

interface Held {
  readonly strategy: string;
  readonly symbol: SymbolId;
  readonly side: string;
  readonly quantity: number;
  readonly stop: number | null;
}

interface OnTheWay {
  readonly order: EntryOrder;
  filled: number;
}

const zero = (): Pair => ({ notional: 0, risk: 0 });
const at = (map: Map<string, Pair>, key: string): Pair => {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = zero();
  map.set(key, made);
  return made;
};

export class ExposureReference {
  readonly marks = new Map<string, number>();
  readonly held = new Map<string, Held>();
  readonly entries = new Map<number, OnTheWay>();

  reserve(order: EntryOrder): void {
    this.entries.set(order.decision, { order, filled: 0 });
  }

  fact(fact: ExecutorFact): void {
    if (fact.kind === 'fill' && fact.role === 'entry') {
      const entry = this.entries.get(fact.decision);
      if (entry !== undefined) entry.filled += Number(fact.quantity);
    } else if (fact.kind === 'entry_ended') {
      this.entries.delete(fact.decision);
    } else if (fact.kind === 'position') {
      const { strategy, symbol, side, quantity, stopPrice } = fact.position;
      const key = `${strategy} ${symbol} ${side}`;
      if (Number(quantity) === 0) this.held.delete(key);
      else {
        const stop = stopPrice === null ? null : Number(stopPrice);
        this.held.set(key, { strategy, symbol, side, quantity: Number(quantity), stop });
      }
    }
  }

  /** Virtual positions and entries on the way; an entry that filled in part is its position. */
  openTrades(): number {
    const keys = new Set(this.held.keys());
    for (const { order } of this.entries.values()) {
      keys.add(`${order.strategy} ${order.symbol} ${order.side}`);
    }
    return keys.size;
  }

  sums(): ExposureSums {
    const sums: ExposureSums = {
      strategies: new Map(),
      assets: new Map(),
      directions: new Map(),
      total: zero(),
    };
    for (const { strategy, symbol, side, quantity, stop } of this.held.values()) {
      const mark = this.marks.get(symbol) ?? Number.NaN;
      const towards = side === 'long' ? mark - (stop ?? 0) : (stop ?? 0) - mark;
      // An unknown stop counts as distance 1: all of the notional.
      const distance = stop === null ? mark : Math.max(0, towards);
      put(sums, strategy, symbol, side, quantity * mark, quantity * distance);
    }
    for (const { order, filled } of this.entries.values()) {
      const rest = Math.max(0, Number(order.quantity) - filled);
      const notional = rest * Number(order.limitPrice);
      put(sums, order.strategy, order.symbol, order.side, notional, notional * order.stopDistance);
    }
    return sums;
  }
}

function put(
  sums: ExposureSums,
  strategy: string,
  symbol: SymbolId,
  side: string,
  notional: number,
  risk: number,
): void {
  const asset = assetOf(symbol);
  for (const pair of [
    at(sums.strategies, strategy),
    at(sums.assets, asset),
    at(sums.directions, `${asset} ${side}`),
    sums.total,
  ]) {
    pair.notional += notional;
    pair.risk += risk;
  }
}

/** Sum of the three largest assets in one measure, with `extra` put on one of them. */
export function topThree(
  assets: ReadonlyMap<string, Pair>,
  measure: keyof Pair,
  asset = '',
  extra = 0,
): number {
  const values = [...assets].map(([key, pair]) => pair[measure] + (key === asset ? extra : 0));
  if (asset !== '' && !assets.has(asset)) values.push(extra);
  return values
    .sort((a, b) => b - a)
    .slice(0, 3)
    .reduce((sum, value) => sum + value, 0);
}

/** What is a price, a size, a sum, an instant or an id at all, whatever its type claims. */
import { PLAUSIBLE } from '../../domain/rejections.ts';
import { show } from '../basis/text.ts';
import type { KernelState } from '../state.ts';
import type { Fault } from './rejections.ts';

export const isText = (value: unknown): value is string => typeof value === 'string';

export const isId = (value: unknown): value is string =>
  typeof value === 'string' && value !== '' && value.length <= PLAUSIBLE.idLength;

/** Whole epoch milliseconds or a whole count, from 0 on. */
export const isCount = (value: unknown): value is number =>
  Number.isSafeInteger(value) && (value as number) >= 0;

export const isPrice = (value: unknown): value is number =>
  typeof value === 'number' && value >= PLAUSIBLE.minPrice && value <= PLAUSIBLE.maxPrice;

/** Zero is a quantity. */
export const isQuantity = (value: unknown): value is number =>
  typeof value === 'number' && value >= 0 && value <= PLAUSIBLE.maxQuantity;

/** USDT on either side of zero. */
export const isMoney = (value: unknown): value is number =>
  typeof value === 'number' && Math.abs(value) <= PLAUSIBLE.maxMoney;

/** In (0, limit]. */
export const isPositive = (value: unknown, limit: number): value is number =>
  typeof value === 'number' && value > 0 && value <= limit;

export const isSide = (value: unknown): boolean => value === 'long' || value === 'short';

export const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null;

export function symbolFault(state: KernelState, symbol: string): Fault | null {
  if (state.index.symbolOf.has(symbol)) return null;
  return { code: 'UNKNOWN_SYMBOL', text: `unknown symbol ${show(symbol)}` };
}

/** EXTERNAL is a strategy here unless `own` asks for configured ones. */
export function strategyFault(state: KernelState, strategy: string, own: boolean): Fault | null {
  const at = state.index.strategyOf.get(strategy);
  if (at !== undefined && !(own && at === state.index.external)) return null;
  return { code: 'UNKNOWN_STRATEGY', text: `unknown strategy ${show(strategy)}` };
}

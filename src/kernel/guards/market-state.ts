/** What the kernel knows of the market: newest book, mark and funding of each symbol. */
import type { EpochMs, Ms } from '../../domain/time.ts';

export interface MarketState {
  /** Time of the newest book by symbol; -1 before the first. */
  readonly bookAt: number[];
  /** Mark price by symbol; 0 before the first book. */
  readonly marks: number[];
  readonly bids: (readonly number[])[];
  readonly asks: (readonly number[])[];
  readonly funding: (FundingState | null)[];
  /** Symbols whose funding is degraded and not yet alerted: only then is there a timer. */
  unalerted: number;
}

export interface FundingState {
  status: 'ok' | 'degraded' | 'absent';
  rate: number;
  nextFundingTime: EpochMs;
  interval: Ms;
  degradedSince: EpochMs;
  alerted: boolean;
}

export const createMarket = (symbols: number): MarketState => ({
  bookAt: new Array(symbols).fill(-1),
  marks: new Array(symbols).fill(0),
  bids: Array.from({ length: symbols }, () => []),
  asks: Array.from({ length: symbols }, () => []),
  funding: new Array(symbols).fill(null),
  unalerted: 0,
});

/** Settlements within (at, at + holding] by the venue's schedule. */
export function settlementsWithin(funding: FundingState, at: EpochMs, holding: Ms): number {
  const { interval } = funding;
  let next = funding.nextFundingTime;
  if (next <= at) next += (Math.floor((at - next) / interval) + 1) * interval;
  const end = at + holding;
  return next > end ? 0 : 1 + Math.floor((end - next) / interval);
}

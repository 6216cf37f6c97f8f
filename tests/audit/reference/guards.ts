/** Execution guards by domain specification 1.9: spread, slippage, funding, cooldown list. */
import type { GuardsConfig } from '../../../src/domain/config.ts';
import type { Book, FundingInfo, Side } from '../../../src/domain/market.ts';
import type { EpochMs } from '../../../src/domain/time.ts';

export function midOf(book: Book): number {
  return (book.bids[0]! + book.asks[0]!) / 2;
}

export function spreadBps(book: Book): number {
  return ((book.asks[0]! - book.bids[0]!) / midOf(book)) * 10_000;
}

/** Average price of walking the book for `quantity`, against mid; infinite when it is too thin. */
export function slippageBps(book: Book, side: Side, quantity: number): number {
  const levels = side === 'long' ? book.asks : book.bids;
  let left = quantity;
  let cost = 0;
  for (let index = 0; index + 1 < levels.length && left > 0; index += 2) {
    const taken = Math.min(left, levels[index + 1]!);
    cost += taken * levels[index]!;
    left -= taken;
  }
  if (left > quantity * 1e-12) return Number.POSITIVE_INFINITY;
  const mid = midOf(book);
  const average = cost / quantity;
  return ((side === 'long' ? average - mid : mid - average) / mid) * 10_000;
}

export interface FundingVerdict {
  /** Fraction of notional paid over the holding; negative or 0 when received. */
  readonly paid: number;
  readonly multiplier: number;
  readonly refused: boolean;
}

/** Settlements inside (now, now + holding] by the venue's schedule. */
export function fundingVerdict(
  info: FundingInfo | undefined,
  side: Side,
  edge: number,
  holdingHours: number,
  now: EpochMs,
  config: GuardsConfig['funding'],
): FundingVerdict {
  if (info === undefined) return { paid: 0, multiplier: 1, refused: false };
  const end = now + holdingHours * 3_600_000;
  let settlements = 0;
  for (let at = info.nextFundingTime; at <= end; at += info.interval)
    if (at > now) settlements += 1;
  const rate = side === 'long' ? info.rate : -info.rate;
  const paid = settlements * rate;
  return {
    paid,
    multiplier: paid > config.reduceAbove + 1e-12 ? config.reduceMultiplier : 1,
    refused: settlements > 0 && rate > config.refuseRate + 1e-12 && edge < config.refuseBelowEdge,
  };
}

/** Guard failures in a row by symbol; two within the window put the symbol on the list. */
export class CooldownReference {
  private readonly config: GuardsConfig['cooldown'];
  private readonly failures = new Map<string, EpochMs[]>();
  private readonly until = new Map<string, EpochMs>();

  constructor(config: GuardsConfig['cooldown']) {
    this.config = config;
  }

  guard(symbol: string, passed: boolean, now: EpochMs): void {
    if (passed) {
      this.failures.delete(symbol);
      return;
    }
    const { failures, window, duration } = this.config;
    const list = (this.failures.get(symbol) ?? []).filter((at) => at > now - window);
    list.push(now);
    this.failures.set(symbol, list);
    if (list.length >= failures) {
      this.until.set(symbol, now + duration);
      this.failures.delete(symbol);
    }
  }

  listed(symbol: string, now: EpochMs): boolean {
    return (this.until.get(symbol) ?? 0) > now;
  }
}

/** Value of the account at mark prices, and whether the marks may be believed. */
import { type Decimal, formatDecimal, toNumber } from '../domain/decimal.ts';
import type { EquityMark } from '../domain/execution.ts';
import type { PriceStep, Side } from '../domain/market.ts';
import type { EpochMs } from '../domain/time.ts';
import { unrealisedAt } from './accounting.ts';
import type { Session } from './session.ts';
import type { SymbolState } from './state.ts';

/**
 * Takes a step's prices over. Equity moves only by booked money and by marks of what is held, so a
 * jump that no position explains can only come from a mark: one is implausible when it lies more
 * than `markDeviation` outside the range that traded in its own step, or is no price at all.
 */
export function takePrices(session: Session, symbol: SymbolState, step: PriceStep): void {
  const { markDeviation } = session.config;
  symbol.markPlausible =
    step.mark > 0 &&
    step.mark <= step.high * (1 + markDeviation) &&
    step.mark >= step.low * (1 - markDeviation);
  symbol.markAt = step.markAt ?? step.at;
  symbol.close = step.close;
  symbol.bid = step.book.bids[0] ?? Number.NaN;
  symbol.ask = step.book.asks[0] ?? Number.NaN;
  // The last believable mark keeps the figures steady while the quality says what is wrong.
  if (symbol.markPlausible || Number.isNaN(symbol.mark)) symbol.mark = step.mark;
}

export function equityMark(session: Session, now: EpochMs): EquityMark {
  const { state, config } = session;
  const strategyPnl: Record<string, number> = {};
  for (const [strategy, net] of state.strategyNet) strategyPnl[strategy] = toNumber(net);
  let unrealised = 0;
  let stale = state.balance === null;
  let implausible = false;
  for (const symbol of state.symbols.values()) {
    if (symbol.positions.length === 0) continue;
    if (now - symbol.markAt > config.markStaleAfter) stale = true;
    if (!symbol.markPlausible) implausible = true;
    for (const position of symbol.positions) {
      // Without any mark yet the position counts at cost, and the mark as stale.
      const pnl = Number.isFinite(symbol.mark)
        ? unrealisedAt(position, position.side, symbol.mark)
        : 0;
      unrealised += pnl;
      strategyPnl[position.strategy] = (strategyPnl[position.strategy] ?? 0) + pnl;
    }
    // The wallet moved by the venue's average entry, what is left counts from the strategies' own.
    unrealised += owedOn(symbol, 'long') + owedOn(symbol, 'short');
  }
  return {
    at: now,
    walletBalance: formatDecimal(state.balance ?? (0n as Decimal)),
    unrealisedPnl: unrealised,
    transfers: formatDecimal(state.ledgerByKind.get('transfer') ?? (0n as Decimal)),
    quality: stale ? 'stale' : implausible ? 'implausible' : 'good',
    strategyPnl,
  };
}

const owedOn = (symbol: SymbolState, side: Side): number =>
  symbol.positions.some((position) => position.side === side && position.quantity !== 0n)
    ? toNumber(symbol.owed[side])
    : 0;

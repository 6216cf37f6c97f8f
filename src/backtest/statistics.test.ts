import { describe, expect, it } from 'vitest';
import type { TradeClosed } from '../domain/execution.ts';
import { strategyId, symbolId } from '../domain/ids.ts';
import { DrawdownMeter, sharpeRatio, tradeStatistics } from './statistics.ts';

const trade = (gross: string, fees: string, funding: string, net: string): TradeClosed => ({
  strategy: strategyId('S1'),
  symbol: symbolId('BTC/USDT:USDT'),
  side: 'long',
  decision: 1,
  quantity: '1',
  openedAt: 0,
  closedAt: 600_000,
  entryPrice: '100',
  exitPrice: '101',
  grossPnl: gross,
  fees,
  funding,
  netPnl: net,
  exitReason: 'stop',
});

describe('statistics of closed trades', () => {
  it('adds money exactly and counts a break-even trade as neither win nor loss', () => {
    const figures = tradeStatistics([
      trade('0.3', '0.1', '0', '0.2'),
      trade('0.1', '0.1', '0', '0'),
      trade('-0.1', '0.1', '-0.00000001', '-0.20000001'),
    ]);
    expect(figures).toMatchObject({ trades: 3, wins: 1, losses: 1, netPnl: '-0.00000001' });
    expect(figures.winRate).toBeCloseTo(1 / 3, 12);
    expect(figures.profitFactor).toBeCloseTo(0.2 / 0.20000001, 12);
    expect(figures.averageHoldingMinutes).toBe(10);
  });

  it('gives no ratio where there is nothing to divide by', () => {
    expect(tradeStatistics([])).toMatchObject({ winRate: null, profitFactor: null });
    expect(tradeStatistics([trade('1', '0', '0', '1')]).profitFactor).toBeNull();
    expect(sharpeRatio([0.01])).toBeNull();
    expect(sharpeRatio([0.01, 0.01])).toBeNull();
  });

  it('annualises the Sharpe ratio with 365 days and the sample deviation', () => {
    // mean 0.01, sample deviation 0.01: ratio sqrt(365).
    expect(sharpeRatio([0, 0.01, 0.02])).toBeCloseTo(Math.sqrt(365), 10);
  });

  it('measures the deepest fall from the peak before it, not from the highest peak of all', () => {
    const meter = new DrawdownMeter();
    for (const level of [100, 80, 200, 170, 210]) meter.add(level);
    expect(meter.amount).toBe(30);
    expect(meter.fraction).toBeCloseTo(0.2, 12);
  });
});

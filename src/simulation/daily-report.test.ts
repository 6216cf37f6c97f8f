import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadConfig } from '../config/load.ts';
import type { DailyReport } from '../domain/daily-report.ts';
import { add, decimal, formatDecimal, ZERO } from '../domain/decimal.ts';
import type { ExecutorFact } from '../domain/execution.ts';
import { DAY_MS, MINUTE_MS } from '../domain/time.ts';
import { GeneratedMarket } from '../market/generated-market.ts';
import { assembleSimulation } from './assemble.ts';

/** Generated candles of a minute: two days of the whole stack in seconds. */
const START = Date.UTC(2025, 3, 4);

type Ledger = Extract<ExecutorFact, { kind: 'ledger' }>['entry'];

describe('two days of the whole stack, with a desk', () => {
  const reports: DailyReport[] = [];
  const ledger: Ledger[] = [];
  let trades = 0;
  /** What strategies that share a position owe each other at the close of each day, USDT. */
  const owed: number[] = [0, 0, 0];

  beforeAll(() => {
    const loaded = loadConfig(join(process.cwd(), 'config'), { marketCadence: MINUTE_MS });
    if (!loaded.ok) throw new Error('the default configuration has errors');
    const { config } = loaded;
    const market = { ...config.market, startsAt: START, stepLength: MINUTE_MS };
    const parts = assembleSimulation({
      config: { ...config, market },
      configFiles: 12,
      build: 'test',
      market: new GeneratedMarket(market),
      observer: {
        document: (document) => {
          if (document.kind === 'daily') reports.push(document.report);
        },
        mark: (mark) => {
          if ((mark.at - START) % DAY_MS !== 0) return;
          owed[(mark.at - START) / DAY_MS] = -Number(
            parts.executor.ledgerTotals().internalTransfer,
          );
        },
        fact: (fact) => {
          if (fact.kind === 'ledger') ledger.push(fact.entry);
          if (fact.kind === 'trade_closed') trades += 1;
        },
      },
    });
    parts.simulation.start();
    for (let at = START + MINUTE_MS; at <= START + 2 * DAY_MS + MINUTE_MS; at += MINUTE_MS) {
      parts.simulation.advance(at);
    }
  }, 120_000);

  const ofDay = (index: number): readonly Ledger[] =>
    ledger.filter(
      ({ at }) =>
        at <= START + (index + 1) * DAY_MS && (at > START + index * DAY_MS || index === 0),
    );
  const sum = (entries: readonly Ledger[]): string =>
    formatDecimal(entries.reduce((total, { amount }) => add(total, decimal(amount)), ZERO));

  it('CAD-3 each day has its report, with trades in it', () => {
    expect(reports.map(({ day, closed }) => [day, closed])).toEqual([
      ['2025-04-04', true],
      ['2025-04-05', true],
    ]);
    expect(trades).toBeGreaterThan(0);
    expect(reports[0]?.entries.allowed).toBeGreaterThan(0);
    expect(
      reports.reduce(
        (total, { pnl }) => total + pnl.byStrategy.reduce((n, row) => n + row.closed, 0),
        0,
      ),
    ).toBe(trades);
  });

  it('CAD-3 totals are those of the ledger, to the last digit', () => {
    reports.forEach((report, index) => {
      const entries = ofDay(index);
      expect(report.ledger.exact).toBe(true);
      expect(report.ledger.close).toBe(entries.at(-1)?.balance ?? report.ledger.open);
      const booked = entries.filter(
        ({ kind }) => kind !== 'opening_balance' && kind !== 'transfer',
      );
      const table = report.pnl.byStrategy.reduce(
        (total, row) => add(total, decimal(row.booked)),
        ZERO,
      );
      expect(formatDecimal(table)).toBe(sum(booked));
      for (const { kind, amount } of report.ledger.byKind) {
        expect(amount).toBe(sum(entries.filter((entry) => entry.kind === kind)));
      }
    });
  });

  it('CAD-3 strategies add up to the PnL of the day, assets but for what strategies owe each other, and the days join', () => {
    reports.forEach(({ pnl, equity }, index) => {
      expect(pnl.strategyDifference).toBeCloseTo(0, 4);
      // An asset's bookings are at the venue's average entry, its open positions at their own.
      const moved = (owed[index + 1] ?? 0) - (owed[index] ?? 0);
      expect(pnl.assetDifference).toBeCloseTo(moved, 4);
      expect(equity.samples.length).toBeGreaterThan(90);
    });
    expect(reports[1]?.equity.open).toEqual(reports[0]?.equity.close);
    expect(reports[1]?.ledger.open).toBe(reports[0]?.ledger.close);
  });

  it('CAD-1 every hour of both days was verified by the system', () => {
    for (const { cadence } of reports) {
      const checks = cadence.tasks.filter(({ id }) => id.startsWith('risk_check@'));
      expect(
        checks.filter(({ state, by }) => state === 'done' && by === 'system').length,
      ).toBeGreaterThanOrEqual(23);
      expect(checks.filter(({ state }) => state !== 'done')).toEqual([]);
    }
  });
});

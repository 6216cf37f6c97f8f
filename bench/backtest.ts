/**
 * A generated year of three symbols through the whole stack, decisions journaled and hash-chained:
 * one-minute bars per second and peak memory. The market is made beforehand, so that only the
 * system is measured; the whole time is reported as well.
 */

import { runBacktest } from '../src/backtest/run.ts';
import { loadConfig } from '../src/config/load.ts';
import { DAY_MS, MINUTE_MS } from '../src/domain/time.ts';
import { GeneratedMarket } from '../src/market/generated-market.ts';
import type { BenchRow } from './row.ts';

export function benchBacktest(days: number): readonly BenchRow[] {
  const loaded = loadConfig('config', { speed: 1, marketCadence: MINUTE_MS });
  if (!loaded.ok) throw new Error('the default configuration does not load');
  const { config } = loaded;
  const began = performance.now();
  const market = new GeneratedMarket({ ...config.market, stepLength: MINUTE_MS });
  const made = performance.now();
  const report = runBacktest(
    {
      config,
      configFiles: loaded.files.length,
      build: 'bench',
      market,
      to: market.startsAt + days * DAY_MS,
      data: [],
      notes: [],
      output: null,
    },
    () => undefined,
  );
  const ended = performance.now();
  const seconds = (ended - made) / 1_000;
  const samples = report.bars;
  const peak = process.resourceUsage().maxRSS / 1_024;
  return [
    { name: `backtest, ${days} days x 3 symbols`, value: seconds, unit: 's', samples },
    { name: 'backtest, 1m bars', value: report.bars / seconds, unit: 'bars/s', samples },
    { name: 'backtest, market construction', value: (made - began) / 1_000, unit: 's', samples: 1 },
    { name: 'backtest, peak memory', value: peak, unit: 'MiB', samples: 1 },
    { name: 'backtest, decisions', value: report.decisions.total, unit: '', samples },
  ];
}

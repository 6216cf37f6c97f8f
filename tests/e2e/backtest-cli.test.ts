/** `septet backtest` and `septet signals` on recorded files, as a researcher runs them. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { reportSchema } from '../../src/backtest/formats.ts';
import { REPORT_FILES } from '../../src/backtest/output-folder.ts';
import { add, decimal, formatDecimal } from '../../src/domain/decimal.ts';
import { decisionSchema } from '../../src/formats/decision.ts';
import { FIRST_DAY, makeData } from './support/made-data.ts';
import { type Result, removeFolders, septet, temporaryFolder } from './support/program.ts';

const DAYS = 2;
const TIMEOUT_MS = 60_000;
const STRATEGIES = ['S1', 'S2', 'S3', 'S4', 'S5', 'S6', 'S7'];

describe('septet on recorded candles', () => {
  const folder = temporaryFolder('backtest');
  const data = join(folder, 'data');
  const outs = [join(folder, 'first'), join(folder, 'second')] as const;
  let results: readonly Result[];

  beforeAll(async () => {
    makeData(data, DAYS);
    const period = ['--data', data, '--from', FIRST_DAY, '--to', '2025-01-08'];
    results = await Promise.all(
      outs.map((out) => septet(['backtest', ...period, '--out', out], {}, TIMEOUT_MS)),
    );
  }, 2 * TIMEOUT_MS);
  afterAll(removeFolders);

  const text = (out: string, file: string): string => readFileSync(join(out, file), 'utf8');
  const report = () => reportSchema.parse(JSON.parse(text(outs[0], 'report.json')));

  it('AUD-2 the same command gives byte-identical files', () => {
    expect(results.map(({ code }) => code)).toEqual([0, 0]);
    const [first, second] = outs;
    expect(readdirSync(first).sort()).toEqual([...REPORT_FILES].sort());
    for (const file of REPORT_FILES) {
      expect(text(first, file).length).toBeGreaterThan(50);
      expect(readFileSync(join(first, file)).equals(readFileSync(join(second, file)))).toBe(true);
    }
    const [one, other] = results.map(({ stdout }) => stdout.replaceAll(/^report: .*$/gm, ''));
    expect(one).toBe(other);
    expect(readdirSync(folder).filter((name) => name.startsWith('.'))).toEqual([]);
  });

  it('prints a ledger that is exact to the last digit', () => {
    const { ledger } = report();
    expect(ledger.exact).toBe(true);
    const final = formatDecimal(add(decimal(ledger.openingBalance), decimal(ledger.sum)));
    expect(final).toBe(ledger.finalBalance);
    const [{ stdout }] = results as [Result];
    expect(stdout).toContain(
      'Exact: opening balance + sum of entries = wallet balance, to the last digit.',
    );
    expect(stdout).toContain(ledger.sum);
    expect(stdout).toContain(ledger.finalBalance);
  });

  it('evaluates every strategy on every candle and trades', () => {
    const { strategies, portfolio, symbols, bars, data: files } = report();
    const minutes = DAYS * 1_440;
    expect(bars).toBe(symbols.length * minutes);
    expect(strategies.map(({ strategy }) => strategy)).toEqual(STRATEGIES);
    const perDay: Readonly<Record<string, number>> = { S1: 1_440, S2: 1_440, S5: 24, S6: 24 };
    for (const { strategy, candlesEvaluated } of strategies) {
      expect(candlesEvaluated).toBe((perDay[strategy] ?? 96) * DAYS * symbols.length);
    }
    expect(portfolio.trades).toBeGreaterThan(0);
    expect(files).toContain('BTCUSDT-um-1m-2025-01-06_2025-01-07.csv.gz');
    const rows = text(outs[0], 'trades.csv').trim().split('\n');
    expect(rows).toHaveLength(portfolio.trades + 1);
  });

  it('AUD-1 writes every decision in the documented shape', () => {
    const lines = text(outs[0], 'decisions.ndjson').trim().split('\n');
    const records = lines.map((line) => decisionSchema.parse(JSON.parse(line)));
    const { decisions } = report();
    expect(records).toHaveLength(decisions.total);
    expect(records.filter(({ verdict }) => verdict === 'allowed')).toHaveLength(decisions.allowed);
    expect(records.map(({ decision }) => decision)).toEqual(records.map((_, i) => i + 1));
  });

  it('shows a report that needs nothing from elsewhere', () => {
    const html = text(outs[0], 'report.html');
    const parts = ['<!doctype html>', 'id="equity"', 'id="drawdown"', 'new uPlot('];
    expect(parts.filter((part) => !html.includes(part))).toEqual([]);
    expect(/(?:src|href)="(?:https?:)?\/\//.test(html)).toBe(false);
  });

  it('signals writes the same sorted CSV every time', { timeout: TIMEOUT_MS }, async () => {
    const files = ['one.csv', 'two.csv'].map((name) => join(folder, name));
    const common = ['signals', '--data', data, '--strategy', 'S1', '--symbol', 'ETHUSDT'];
    const answers = await Promise.all(files.map((out) => septet([...common, '--out', out])));
    expect(answers).toMatchObject([
      { code: 0, stderr: '' },
      { code: 0, stderr: '' },
    ]);
    const [one, two] = files.map((file) => readFileSync(file, 'utf8')) as [string, string];
    expect(one).toBe(two);
    const [header, ...rows] = one.trimEnd().split('\n');
    expect(header).toBe('strategy,symbol,candle_close_time_ms,side,edge');
    expect(rows.length).toBeGreaterThan(0);
    for (const row of rows) {
      expect(row).toMatch(/^S1,ETHUSDT,\d{13},(?:long|short),(?:0|1|0\.\d+)$/);
    }
    const times = rows.map((row) => Number(row.split(',')[2]));
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(times.filter((time) => time % 60_000 !== 0)).toEqual([]);
  });

  it('signals builds longer candles from finer ones, or reads them as they are', {
    timeout: TIMEOUT_MS,
  }, async () => {
    const signals = async (name: string, source: string): Promise<readonly string[]> => {
      const out = join(folder, name);
      const common = ['signals', '--data', data, '--strategy', 'S3', '--symbol', 'SOLUSDT'];
      const { code } = await septet([...common, '--timeframe-source', source, '--out', out]);
      expect(code).toBe(0);
      return readFileSync(out, 'utf8').trimEnd().split('\n').slice(1);
    };
    const [direct, built] = await Promise.all([
      signals('direct.csv', '15m'),
      signals('built.csv', '1m'),
    ]);
    for (const row of [...direct, ...built]) expect(Number(row.split(',')[2]) % 900_000).toBe(0);
    const none = await septet([
      ...['signals', '--data', data, '--strategy', 'S3', '--symbol', 'SOLUSDT'],
      ...['--timeframe-source', '3m', '--out', join(folder, 'none.csv')],
    ]);
    expect(none.code).toBe(2);
    expect(existsSync(join(folder, 'none.csv'))).toBe(false);
  });
});

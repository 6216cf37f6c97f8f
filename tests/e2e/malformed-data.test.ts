/** What is wrong with recorded market data is said with file, line and remedy; nothing is written. */
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { liveFile, makeData } from './support/made-data.ts';
import { removeFolders, septet, temporaryFolder } from './support/program.ts';
import { expectRefused, PERIOD } from './support/refusal.ts';

afterAll(removeFolders);

describe('malformed market data', () => {
  const folder = temporaryFolder('data');
  const whole = join(folder, 'whole');
  const btc = liveFile('BTCUSDT', 1);

  beforeAll(() => makeData(whole, 1), 60_000);

  /** The made data with one file changed; `null` takes it away. */
  function changed(name: string, file: string, change: (bytes: Buffer) => Buffer | null): string {
    const copy = join(folder, name);
    cpSync(whole, copy, { recursive: true });
    const bytes = change(readFileSync(join(copy, file)));
    if (bytes === null) rmSync(join(copy, file));
    else writeFileSync(join(copy, file), bytes);
    return copy;
  }

  const rows =
    (change: (lines: string[]) => readonly string[]) =>
    (bytes: Buffer): Buffer =>
      gzipSync(change(gunzipSync(bytes).toString().split('\n')).join('\n'));

  const faults: readonly (readonly [
    name: string,
    file: string,
    change: (bytes: Buffer) => Buffer | null,
    words: readonly string[],
  ])[] = [
    [
      'a missing candle file',
      liveFile('ETHUSDT', 1),
      () => null,
      [
        'no 1m candles of ETH/USDT:USDT for all of 2025-01-06',
        'there is um 1m 2025-01-04',
        'choose --from and --to',
      ],
    ],
    [
      'a gap',
      btc,
      rows((lines) => [...lines.slice(0, 461), ...lines.slice(464)]),
      [
        `${btc}:462: 3 bars missing, 2025-01-06 07:40 – 2025-01-06 07:42`,
        'fetch the missing bars, or pass --allow-gaps',
      ],
    ],
    [
      'a duplicate row',
      btc,
      rows((lines) => [...lines.slice(0, 100), lines[99]!, ...lines.slice(100)]),
      [`${btc}:101: `, 'twice'],
    ],
    [
      'a bad number',
      btc,
      rows((lines) => lines.map((line, i) => (i === 49 ? line.replace(/,[^,]*$/, ',1o0') : line))),
      [`${btc}:50: `, '1o0'],
    ],
    [
      'a row with too few fields',
      btc,
      rows((lines) => lines.map((line, i) => (i === 49 ? line.replace(/,[^,]*$/, '') : line))),
      [`${btc}:50: `, 'fields'],
    ],
    [
      'another header',
      btc,
      rows((lines) => ['time,price', ...lines.slice(1)]),
      [`${btc}:1: `, 'open_time'],
    ],
    [
      'a truncated gzip',
      btc,
      (bytes) => bytes.subarray(0, bytes.length >> 1),
      [`${btc}: `, 'end in the middle'],
    ],
    ['an empty file', btc, () => Buffer.alloc(0), [btc, 'empty']],
  ];

  it.each(faults)('%s is refused with file, line and remedy', async (name, file, change, words) => {
    const data = changed(name, file, change);
    const out = join(folder, `out of ${name}`, 'report');
    mkdirSync(join(folder, `out of ${name}`));
    const result = await septet(['backtest', '--data', data, ...PERIOD, '--out', out]);
    expectRefused(result, ...words);
    expect(result.stderr).toContain('; ');
    expect(readdirSync(join(folder, `out of ${name}`))).toEqual([]);
  });

  it('the errors of several files are shown at once', async () => {
    const data = changed(
      'several',
      btc,
      rows((lines) => [...lines.slice(0, 9), ...lines.slice(10)]),
    );
    rmSync(join(data, liveFile('SOLUSDT', 1)));
    const result = await septet([
      'backtest',
      '--data',
      data,
      ...PERIOD,
      '--out',
      join(folder, 'o'),
    ]);
    expectRefused(result, `${btc}:10: `, 'no 1m candles of SOL/USDT:USDT');
    expect(existsSync(join(folder, 'o'))).toBe(false);
  });

  it('signals and up refuse it as well, and write nothing', async () => {
    const data = changed(
      'for others',
      btc,
      rows((lines) => lines.map((line, i) => (i === 49 ? line.replace(/,[^,]*$/, ',1o0') : line))),
    );
    const out = join(folder, 'signals.csv');
    const home = join(folder, 'home');
    const [signals, up] = await Promise.all([
      septet(['signals', '--data', data, '--strategy', 'S1', '--symbol', 'BTCUSDT', '--out', out]),
      septet(['up', '--data', data, '--home', home, '--no-browser', '--port', '0']),
    ]);
    expectRefused(signals, `${btc}:50: `);
    expectRefused(up, `${btc}:50: `);
    expect([out, home].filter((path) => existsSync(path))).toEqual([]);
  });

  it('an --out folder with files of somebody else is left alone', async () => {
    const out = join(folder, 'mine');
    mkdirSync(out);
    writeFileSync(join(out, 'thesis.txt'), 'do not lose');
    const result = await septet(['backtest', '--data', whole, ...PERIOD, '--out', out]);
    expectRefused(result, `${out} holds other files (thesis.txt)`, 'choose an empty or new folder');
    expect(readdirSync(out)).toEqual(['thesis.txt']);
    expect(readFileSync(join(out, 'thesis.txt'), 'utf8')).toBe('do not lose');
    const under = join(out, 'thesis.txt');
    expectRefused(
      await septet(['backtest', '--data', whole, ...PERIOD, '--out', under]),
      'is not a folder',
    );
  });

  it.each([
    [['--strategy', 'S9', '--symbol', 'BTCUSDT'], 'there is no S9'],
    [['--strategy', 'S1', '--symbol', 'bitcoin'], '"bitcoin" is none'],
    [['--strategy', 'S1', '--symbol', 'BTCUSDT', '--timeframe-source', '2m'], '2m candles'],
    [['--strategy', 'S1', '--symbol', 'XRPUSDT'], 'holds no candles of XRPUSDT'],
  ])('signals %j is refused', async (options, part) => {
    const out = join(folder, 'never.csv');
    expectRefused(await septet(['signals', '--data', whole, ...options, '--out', out]), part);
    expect(existsSync(out)).toBe(false);
  });

  it('nothing half-written stays beside the data', () => {
    expect(readdirSync(folder).filter((name) => name.startsWith('.'))).toEqual([]);
  });
});

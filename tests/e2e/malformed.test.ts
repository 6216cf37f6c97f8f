/** What is wrong with inputs is said with place and remedy; nothing is written, exit code 2. */
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
import { configCopy, type Edit } from './support/config-copy.ts';
import { FIRST_DAY, liveFile, makeData } from './support/made-data.ts';
import { type Result, removeFolders, septet, temporaryFolder } from './support/program.ts';

afterAll(removeFolders);

const PERIOD = ['--from', FIRST_DAY, '--to', '2025-01-07'];

/** Said on standard error alone, without a stack trace, exit code 2. */
function expectRefused({ code, stdout, stderr }: Result, ...parts: readonly string[]): void {
  expect({ code, stdout }, stderr).toEqual({ code: 2, stdout: '' });
  for (const part of parts) expect(stderr).toContain(part);
  expect(stderr).not.toMatch(/\n\s+at /);
  expect(stderr.endsWith('\n')).toBe(true);
}

describe('malformed configuration', () => {
  /** The same words from `up`, `backtest` and `config check`, and nothing is made. */
  async function everywhere(config: string, ...parts: readonly string[]): Promise<void> {
    const folder = temporaryFolder('refused');
    const given = ['--config', config];
    const [up, backtest, check] = await Promise.all([
      septet(['up', ...given, '--home', join(folder, 'home'), '--no-browser', '--port', '0']),
      septet(['backtest', ...given, ...PERIOD, '--out', join(folder, 'out')]),
      septet(['config', 'check', ...given]),
    ]);
    for (const result of [up, backtest, check]) expectRefused(result, ...parts);
    expect(readdirSync(folder)).toEqual([]);
  }

  /** Line of the first occurrence in the default file, for `file:line`. */
  function lineOf(folder: string, file: string, text: string): number {
    const lines = readFileSync(join(folder, file), 'utf8').split('\n');
    return lines.findIndex((line) => line.includes(text)) + 1;
  }

  const warning: Edit = ['risk.yaml', 'warning: 6%', 'warning: 12%'];

  it('PRE-2 broken YAML is refused with its line', async () => {
    const config = configCopy(['septet.yaml', 'quote: USDT', 'quote: [USDT']);
    await everywhere(config, 'septet.yaml:', 'YAML: Flow sequence', 'align it');
  });

  it('PRE-2 an unknown key is refused with what was meant', async () => {
    const config = configCopy(['septet.yaml', 'quote: USDT', 'quota: USDT']);
    const line = lineOf(config, 'septet.yaml', 'quota: USDT');
    await everywhere(
      config,
      `septet.yaml:${line}:1 quota: unknown key; did you mean quote?`,
      'quote: is missing; add it',
    );
  });

  it('PRE-2 thresholds in the wrong order are refused with both figures', async () => {
    const config = configCopy(warning);
    const line = lineOf(config, 'risk.yaml', 'warning: 12%');
    await everywhere(
      config,
      `risk.yaml:${line}:`,
      'breakers.drawdown.warning: is 0.12 while breakers.drawdown.breaker is 0.09',
      'must be below',
    );
  });

  it('PRE-2 all errors of all files are shown at once', async () => {
    const config = configCopy(
      warning,
      ['septet.yaml', 'apiPort: 8710', 'apiPort: many'],
      ['guards.yaml', 'maxEntriesPerMinute: 10', 'maxEntriesPerMinute: -1'],
      ['strategies.yaml', 'bucket: MFT', 'bucket: MTF'],
    );
    rmSync(join(config, 'launch.yaml'));
    await everywhere(
      config,
      'septet.yaml:',
      'apiPort',
      'guards.yaml:',
      'maxEntriesPerMinute',
      'risk.yaml:',
      'strategies.yaml:',
      'there is no bucket MTF; known: HFT, MFT',
      `launch.yaml is missing in ${config}`,
    );
  });

  it('PRE-2 a folder that is none is refused', async () => {
    await everywhere(join(temporaryFolder('refused'), 'none'), 'septet.yaml is missing in');
  });
});

describe('malformed options', () => {
  const backtest = (...options: readonly string[]): readonly string[] => ['backtest', ...options];
  const cases: readonly (readonly [
    what: string,
    commandLine: readonly string[],
    ...parts: readonly string[],
  ])[] = [
    [
      'a --from that is no day',
      backtest('--from', '2025-02-30', '--to', '2025-03-02'),
      '--from "2025-02-30" is not a day',
      '2025-05-04',
    ],
    [
      'a --to that is no day',
      backtest('--from', FIRST_DAY, '--to', 'soon'),
      '--to "soon" is not a day',
    ],
    [
      'a --to that is not later',
      backtest('--from', FIRST_DAY, '--to', FIRST_DAY),
      'must be later than --from',
    ],
    ['no --from at all', backtest('--to', FIRST_DAY), "'--from <day>' not specified"],
    [
      'an unknown strategy',
      backtest(...PERIOD, '--strategies', 'S1,S9'),
      '--strategies',
      'no strategy S9',
      'known: S1, S2',
    ],
    [
      'an unknown profile',
      backtest(...PERIOD, '--profile', 'brave'),
      '--profile',
      'no profile brave',
      'known: conservative',
    ],
    ['a seed that is no number', backtest(...PERIOD, '--seed', 'x'), '--seed', 'whole number'],
    ['an unknown profile of up', ['up', '--profile', 'brave'], 'no profile brave'],
    ['a speed of zero', ['up', '--speed', '0'], '--speed', '1 to 3600'],
    ['a duration without a unit', ['up', '--for', '45'], '--for', 'like 90s, 10m or 2h'],
    [
      'data that are not there',
      ['up', '--data', '/nowhere/at/all'],
      '--data',
      'no such directory',
      'name a directory',
    ],
    [
      'a seed for recorded data',
      ['up', '--data', '/nowhere/at/all', '--seed', '3'],
      '--seed and --data',
    ],
    ['a decision that is none', ['explain', 'yesterday'], '"yesterday" is no decision', 'like d42'],
    ['an unknown command', ['launch-missiles'], "unknown command 'launch-missiles'", '--help'],
  ];

  it.each(cases)('%s is refused', async (_what, commandLine, ...parts) => {
    const folder = temporaryFolder('refused');
    const [verb] = commandLine;
    const place =
      verb === 'backtest' ? ['--out', join(folder, 'out')] : ['--home', join(folder, 'home')];
    const whole = verb === 'launch-missiles' ? commandLine : [...commandLine, ...place];
    expectRefused(await septet(whole), ...parts);
    expect(readdirSync(folder)).toEqual([]);
  });
});

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
    ...parts: readonly string[],
  ])[] = [
    [
      'a missing candle file',
      liveFile('ETHUSDT', 1),
      () => null,
      'no 1m candles of ETH/USDT:USDT for all of 2025-01-06',
      'there is um 1m 2025-01-04',
      'choose --from and --to',
    ],
    [
      'a gap',
      btc,
      rows((lines) => [...lines.slice(0, 461), ...lines.slice(464)]),
      `${btc}:462: 3 bars missing, 2025-01-06 07:40 – 2025-01-06 07:42`,
      'pass --allow-gaps',
    ],
    [
      'a duplicate row',
      btc,
      rows((lines) => [...lines.slice(0, 100), lines[99]!, ...lines.slice(100)]),
      `${btc}:101: `,
    ],
    [
      'a bad number',
      btc,
      rows((lines) => lines.map((line, i) => (i === 49 ? line.replace(/,[^,]*$/, ',1o0') : line))),
      `${btc}:50: `,
      '1o0',
    ],
    [
      'a row with too few fields',
      btc,
      rows((lines) => lines.map((line, i) => (i === 49 ? line.replace(/,[^,]*$/, '') : line))),
      `${btc}:50: `,
    ],
    ['another header', btc, rows((lines) => ['time,price', ...lines.slice(1)]), `${btc}:1: `],
    [
      'a truncated gzip',
      btc,
      (bytes) => bytes.subarray(0, bytes.length >> 1),
      `${btc}: `,
      'end in the middle',
    ],
    ['an empty file', btc, () => Buffer.alloc(0), `${btc}`],
  ];

  it.each(faults)(
    '%s is refused with file, line and remedy',
    async (name, file, change, ...parts) => {
      const data = changed(name, file, change);
      const out = join(folder, `out of ${name}`, 'report');
      mkdirSync(join(folder, `out of ${name}`));
      const result = await septet(['backtest', '--data', data, ...PERIOD, '--out', out]);
      expectRefused(result, ...parts);
      expect(result.stderr).toContain('; ');
      expect(readdirSync(join(folder, `out of ${name}`))).toEqual([]);
    },
  );

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

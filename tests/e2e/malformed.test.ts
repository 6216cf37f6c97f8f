/** What is wrong with configuration and options is said with place and remedy; nothing is made. */
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { configCopy, type Edit } from './support/config-copy.ts';
import { FIRST_DAY } from './support/made-data.ts';
import { removeFolders, septet, temporaryFolder } from './support/program.ts';
import { expectRefused, PERIOD } from './support/refusal.ts';

afterAll(removeFolders);

describe('malformed configuration', () => {
  /** Refused by `up`, with these words, and nothing is made. */
  async function refused(config: string, ...parts: readonly string[]): Promise<void> {
    const folder = temporaryFolder('refused');
    const up = ['up', '--config', config, '--home', join(folder, 'home'), '--no-browser'];
    expectRefused(await septet(up), ...parts);
    expect(readdirSync(folder)).toEqual([]);
  }

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
    await refused(config, 'septet.yaml:', 'YAML: Flow sequence', 'align it');
  });

  it('PRE-2 an unknown key is refused with what was meant', async () => {
    const config = configCopy(['septet.yaml', 'quote: USDT', 'quota: USDT']);
    const line = lineOf(config, 'septet.yaml', 'quota: USDT');
    await refused(
      config,
      `septet.yaml:${line}:1 quota: unknown key; did you mean quote?`,
      'quote: is missing; add it',
    );
  });

  it('PRE-2 thresholds in the wrong order are refused with both figures', async () => {
    const config = configCopy(warning);
    const line = lineOf(config, 'risk.yaml', 'warning: 12%');
    await refused(
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
    await refused(join(temporaryFolder('refused'), 'none'), 'septet.yaml is missing in');
  });
});

describe('malformed options', () => {
  const cases: readonly (readonly [
    what: string,
    commandLine: readonly string[],
    words: readonly string[],
  ])[] = [
    [
      'a --from that is no day',
      ['backtest', '--from', '2025-02-30', '--to', '2025-03-02'],
      ['--from "2025-02-30" is not a day', 'like 2025-05-04'],
    ],
    [
      'a --to that is no day',
      ['backtest', '--from', FIRST_DAY, '--to', 'soon'],
      ['--to "soon" is not a day', 'like 2025-05-04'],
    ],
    [
      'a --to that is not later',
      ['backtest', '--from', FIRST_DAY, '--to', FIRST_DAY],
      ['must be later than --from'],
    ],
    ['no --from at all', ['backtest', '--to', FIRST_DAY], ["'--from <day>' not specified"]],
    [
      'an unknown strategy',
      ['backtest', ...PERIOD, '--strategies', 'S1,S9'],
      ['--strategies', 'no strategy S9', 'known: S1, S2'],
    ],
    [
      'an unknown profile',
      ['backtest', ...PERIOD, '--profile', 'brave'],
      ['--profile', 'no profile brave', 'known: conservative'],
    ],
    [
      'a seed that is no number',
      ['backtest', ...PERIOD, '--seed', 'x'],
      ['--seed', 'whole number from 0 to 4294967295'],
    ],
    ['an unknown profile of up', ['up', '--profile', 'brave'], ['no profile brave', 'balanced']],
    ['a speed of zero', ['up', '--speed', '0'], ['--speed', '1 to 3600']],
    ['a duration without a unit', ['up', '--for', '45'], ['--for', 'like 90s, 10m or 2h']],
    [
      'data that are not there',
      ['up', '--data', '/nowhere/at/all'],
      ['--data', 'no such directory', 'name a directory'],
    ],
    [
      'a period without data',
      ['up', '--from', FIRST_DAY],
      ['--from and --to', 'name their folder with --data'],
    ],
    [
      'a seed for recorded data',
      ['up', '--data', '/nowhere/at/all', '--seed', '3'],
      ['--seed and --data'],
    ],
    [
      'a decision that is none',
      ['explain', 'yesterday'],
      ['"yesterday" is no decision', 'like d42'],
    ],
    ['an unknown verb', ['upp'], ["unknown command 'upp'", '--help']],
  ];

  it('a home that cannot be one is refused', async () => {
    const folder = temporaryFolder('refused');
    const taken = join(folder, 'file');
    writeFileSync(taken, 'mine');
    const { code, stderr } = await septet(['up', '--home', taken, '--no-browser', '--port', '0']);
    expect(code, stderr).toBe(2);
    expect(stderr).toContain(`${taken} cannot be made a home`);
    expect(stderr).toContain('name a folder that can be written with --home');
    expect(readFileSync(taken, 'utf8')).toBe('mine');
  });

  it.each(cases)('%s is refused', async (_what, commandLine, words) => {
    const folder = temporaryFolder('refused');
    const place = commandLine[0] === 'backtest' ? '--out' : '--home';
    const given = commandLine[0] === 'upp' ? [] : [place, join(folder, 'made')];
    expectRefused(await septet([...commandLine, ...given]), ...words);
    expect(readdirSync(folder)).toEqual([]);
  });
});

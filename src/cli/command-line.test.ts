import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { haltLatch } from '../services/halt-latch.ts';
import { homeAt, makeHome } from '../services/home.ts';
import { run } from './main.ts';

let folder: string;
let out: string;
let err: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'septet-cli-'));
  out = '';
  err = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    out += String(text);
    return true;
  });
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    err += String(text);
    return true;
  });
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true, force: true });
});

/** As a first start leaves it. */
function makeHomeHere(): void {
  makeHome(homeAt(folder));
  writeFileSync(homeAt(folder).identity, '{}');
}

const septet = (...line: readonly string[]): Promise<number> => run(line);

describe('command line', () => {
  it('completes verbs, options and choices for a shell, and prints the script that asks for them', async () => {
    const logged: string[] = [];
    vi.spyOn(console, 'log').mockImplementation((text: unknown) => void logged.push(String(text)));
    const completed = async (...line: readonly string[]) => {
      logged.length = 0;
      expect(await septet('complete', '--', ...line)).toBe(0);
      return logged.map((text) => text.split('\t')[0]);
    };
    expect(await completed('wat')).toEqual(['watch', ':4']);
    expect(await completed('rollback', 'st')).toEqual(['status', 'start', ':4']);
    expect(await completed('up', '--venue', '')).toEqual(['paper', 'sim', 'demo', 'live', ':4']);
    logged.length = 0;
    expect(await septet('completion', 'bash')).toBe(0);
    expect(logged.join('\n')).toContain('complete -F __septet_complete septet');
    expect(await septet('completion', 'tcsh')).toBe(2);
  });

  it('shows its verbs and ends with 0 when asked for help', async () => {
    expect(await septet('--help')).toBe(0);
    for (const verb of [
      'up',
      'down',
      'status',
      'halt',
      'resume',
      'launch',
      'events',
      'explain',
      'verify',
      'backtest',
    ]) {
      expect(out).toContain(`  ${verb}`);
    }
    expect(await septet('halt', '--help')).toBe(0);
    expect(out).toContain('--reason <text>');
  });

  it.each([
    [['frobnicate'], "unknown command 'frobnicate'"],
    [['status', '--frob'], "unknown option '--frob'"],
    [['up', '--speed', '0'], 'market seconds per second, 1 to 3600'],
    [['up', '--for', '10'], 'write a duration like 90s, 10m or 2h'],
    [['up', '--port', '70000'], 'whole number from 0 to 65535'],
    [['up', '--data', '.', '--from', '2025-02-30'], 'write a day like 2025-05-04'],
    [['events', '--limit', 'many'], 'whole number from 1 to 5000'],
    [['explain'], "missing required argument 'decision'"],
    [['explain', 'x7'], '"x7" is no decision'],
    [['restart'], "missing required argument 'process'"],
    [['signals', '--data', 'x'], "required option '--strategy <id>' not specified"],
  ])('%j is bad usage: exit code 2 and what would be right', async (line, words) => {
    expect(await septet(...line)).toBe(2);
    expect(err).toContain(words);
    expect(out).toBe('');
  });

  it.each([
    [['--yes'], 'add --direct'],
    [['--direct', '--yes', '--strategy', 'S3'], 'the venue knows positions, not strategies'],
    [['--direct', '--yes', '--symbol', 'ETHUSDT', '--all-symbols'], 'choose one'],
    [['--direct', '--yes'], 'has never run: name the right --home'],
    [['--direct', '--yes', '--config', 'config'], 'paper has no venue of its own'],
    [['--direct', '--config', 'config', '--venue', 'sim'], 'nobody can be asked here'],
    [
      [
        '--direct',
        '--yes',
        '--config',
        'config',
        '--venue',
        'sim',
        '--server',
        'https://a.example',
      ],
      'an address on this machine',
    ],
    [
      ['--direct', '--yes', '--config', 'config', '--venue', 'live', '--key-file', '/nowhere'],
      '/nowhere',
    ],
  ])('EXIT-1 flatten %j is refused in words that say what does work', async (line, words) => {
    expect(await septet('flatten', ...line, '--home', folder), err).toBe(2);
    expect(err).toContain(words);
    expect(existsSync(join(folder, 'entry-halt.json'))).toBe(false);
  });

  it.each(['status', 'resume', 'events', 'flatten', 'restart feed', 'explain d1'])(
    '"%s" says that nothing runs: exit code 3',
    async (line) => {
      expect(await septet(...line.split(' '), '--home', folder)).toBe(3);
      expect(err).toContain('start it with `septet up`');
    },
  );

  it('has nothing to stop where nothing runs: exit code 3', async () => {
    expect(await septet('down', '--home', folder)).toBe(3);
    expect(err).toContain('nothing runs on');
  });

  it('HALT-1 leaves the latch for the next start when nothing runs', async () => {
    makeHomeHere();
    expect(await septet('halt', '--reason', 'fire drill', '--home', folder)).toBe(0);
    expect(haltLatch(homeAt(folder))?.reason).toBe('fire drill');
    expect(out).toContain('executor: not running');
  });

  it('HALT-1 says that nothing was halted when the folder is no home, and leaves it alone', async () => {
    const typo = join(folder, 'typo');
    expect(await septet('halt', '--home', typo)).toBe(3);
    expect(err).toContain('nothing was halted');
    expect(existsSync(typo)).toBe(false);
  });

  it('answers as JSON when asked', async () => {
    makeHomeHere();
    expect(await septet('halt', '--json', '--home', folder)).toBe(0);
    expect(JSON.parse(out)).toMatchObject([
      { by: 'executor' },
      { by: 'orchestrator' },
      { by: 'latch' },
    ]);
  });

  it('LAU-6 a skip says what is missing, all at once, and other actions take no step', async () => {
    expect(await septet('launch', 'skip')).toBe(2);
    expect(err).toContain('what to skip: a phase (B), a step (LAU-5.C) or warnings; why: --reason');
    expect(await septet('launch', 'retry', 'B')).toBe(2);
    expect(err).toContain('launch retry is about the whole launch: leave out "B"');
    expect(await septet('launch', '--help')).toBe(0);
    expect(out).toContain('septet launch skip B --reason');
  });

  it('refuses to verify a folder without journals: exit code 2', async () => {
    expect(await septet('verify', '--home', folder)).toBe(2);
    expect(err).toContain('holds no journal');
  });

  it('PRE-2 shows every configuration error with file and line: exit code 2', async () => {
    const config = join(folder, 'config');
    mkdirSync(config);
    writeFileSync(join(config, 'septet.yaml'), 'portfolio: main\nportfolio: twice\n');
    expect(await septet('config', 'check', '--config', config)).toBe(2);
    expect(err).toContain('septet.yaml:2');
    expect(err).toContain('strategies.yaml is missing');
  });
});

describe('septet signals', () => {
  const CONFIG = join(import.meta.dirname, '..', '..', 'config');
  const HEADER = 'open_time,open,high,low,close,volume';
  const START = Date.UTC(2025, 0, 1);

  /** A day of 15m candles; `edit` may spoil the rows. */
  function candles(edit: (rows: string[]) => void = () => {}): void {
    const rows = Array.from({ length: 96 }, (_, index) => {
      const price = 100 + Math.sin(index / 5);
      const cells = [START + index * 900_000, price, price + 1, price - 1, price, 10];
      return cells.join(',');
    });
    edit(rows);
    const name = 'ETHUSDT-um-15m-2025-01-01_2025-01-01.csv';
    writeFileSync(join(folder, name), `${[HEADER, ...rows].join('\n')}\n`);
  }

  const signals = (...more: readonly string[]): Promise<number> =>
    septet(
      'signals',
      ...['--data', folder, '--strategy', 'S3', '--symbol', 'ETHUSDT'],
      ...['--out', join(folder, 'out.csv'), '--config', CONFIG, ...more],
    );

  it('writes the file with its header, from the finest candles there are', async () => {
    candles();
    expect(await signals()).toBe(0);
    expect(out).toContain('signals of S3 from 15m candles');
  });

  it.each([
    ['a bad number', (rows: string[]) => rows.splice(3, 1, `${START + 3 * 900_000},x,1,1,1,1`)],
    ['a duplicate row', (rows: string[]) => rows.splice(3, 0, rows[3]!)],
    ['a gap', (rows: string[]) => rows.splice(40, 2)],
  ])('names file and line of %s, writes nothing: exit code 2', async (_name, spoil) => {
    candles(spoil);
    expect(await signals()).toBe(2);
    expect(err).toMatch(/ETHUSDT-um-15m-2025-01-01_2025-01-01\.csv:\d+/);
    expect(existsSync(join(folder, 'out.csv'))).toBe(false);
  });

  it('says which candles there are when those asked for are not: exit code 2', async () => {
    candles();
    expect(await signals('--timeframe-source', '5m')).toBe(2);
    expect(err).toContain('holds no 5m candles of ETHUSDT; there is 15m');
    expect(await signals('--timeframe-source', '4h')).toBe(2);
    expect(err).toContain('4h candles give no 15m ones');
  });
});

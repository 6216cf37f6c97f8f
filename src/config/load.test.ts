import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ConfigError, formatConfigErrors } from './errors.ts';
import { FILE_NAMES } from './files.ts';
import { type LoadedConfig, loadConfig, loadConfigFiles, readableContents } from './load.ts';
import { type ConfigFolder, copyOfDefaults, DEFAULT_FOLDER } from './testing/config-folder.ts';

let folder: ConfigFolder;
beforeEach(() => {
  folder = copyOfDefaults();
});
afterEach(() => folder.dispose());

function errorsOf(loaded: LoadedConfig): readonly ConfigError[] {
  if (loaded.ok) throw new Error('it was accepted');
  return loaded.errors;
}
function accepted(loaded: LoadedConfig): Extract<LoadedConfig, { ok: true }> {
  if (!loaded.ok) throw new Error(formatConfigErrors(loaded.errors).join('\n'));
  return loaded;
}

describe('files that cannot be read', () => {
  const BROKEN: readonly (readonly [name: string, text: string, line: number, words: RegExp])[] = [
    ['an unclosed bracket', 'profiles:\n  a: [1, 2\n', 3, /YAML/],
    ['a key without colon', 'profiles:\n  a: 1\n  b\n  c: 2\n', 3, /YAML/],
    ['a duplicate key', 'profiles: {}\nprofiles: {}\n', 2, /unique/],
    ['tabs as indentation', 'profiles:\n\ta: 1\n', 2, /[Tt]ab/],
    ['two documents', 'profiles: {}\n---\nprofiles: {}\n', 2, /YAML/],
    ['an alias', 'profiles: &x {}\nother: *x\n', 1, /aliases are not supported/],
  ];
  for (const [name, text, line, words] of BROKEN) {
    it(`PRE-2 ${name} is an error with its line`, () => {
      folder.write('profiles.yaml', text);
      const [error] = errorsOf(loadConfig(folder.path)).filter(
        ({ file }) => file === 'profiles.yaml',
      );
      expect(error?.message).toMatch(words);
      expect(error?.line).toBe(line);
      expect(error?.remedy).not.toBe('');
    });
  }

  it('PRE-2 an empty file, a list and a bare word are told what belongs there', () => {
    for (const text of ['', '# nothing\n', '- a\n', 'profiles\n']) {
      folder.write('profiles.yaml', text);
      const errors = errorsOf(loadConfig(folder.path));
      expect(errors).toMatchObject([
        { file: 'profiles.yaml', message: 'expected a section of keys' },
      ]);
    }
  });

  it('PRE-2 a missing file is named, with the folder, and the others are still checked', () => {
    folder.remove('guards.yaml');
    folder.edit('risk.yaml', 'total: 100%', 'total: 101%');
    const errors = errorsOf(loadConfig(folder.path));
    expect(errors.map(({ file, message }) => [file, message])).toEqual([
      ['risk.yaml', 'is 101%'],
      ['guards.yaml', `is missing in ${folder.path}`],
    ]);
    expect(errors[1]).toMatchObject({ line: 0, path: '' });
  });

  it('PRE-2 a missing folder, and a folder in place of a file, are errors and not exceptions', () => {
    expect(errorsOf(loadConfig('/nonexistent/septet'))).toHaveLength(FILE_NAMES.length);
    expect(errorsOf(loadConfig(`${folder.path}/septet.yaml`))).toHaveLength(FILE_NAMES.length);
  });
});

describe('several errors at once', () => {
  it('PRE-2 all errors of all files come out together, in order, each with its line', () => {
    const lines = [
      folder.edit('septet.yaml', 'profile: balanced', 'profile: bold'),
      folder.edit('profiles.yaml', 'leverage: 2.5', 'leverage: 1.4'),
      folder.edit('buckets.yaml', 'cap: 45%', 'cap: 5%') - 1,
      folder.edit('risk.yaml', 'warning: 6%', 'warning: 10%'),
      folder.edit('risk.yaml', 'freeze: 24h', 'freeze: one day'),
      folder.edit('risk.yaml', 'refireStep: 2%', 'refirestep: 2%'),
      folder.edit('risk.yaml', 'severe: 8', 'severe: 5'),
    ];
    const errors = errorsOf(loadConfig(folder.path));
    expect(errors.map(({ file, path }) => `${file} ${path}`)).toEqual([
      'septet.yaml profile',
      'profiles.yaml profiles.balanced.leverage',
      'buckets.yaml buckets.LFT.floor',
      'risk.yaml breakers.drawdown.refireStep',
      'risk.yaml breakers.drawdown.warning',
      'risk.yaml breakers.drawdown.freeze',
      'risk.yaml breakers.drawdown.refirestep',
      'risk.yaml breakers.lossStreak.critical',
    ]);
    const without = errors.filter(({ message }) => message !== 'is missing');
    expect(without.slice(0, 6).map(({ line }) => line)).toEqual(lines.slice(0, 6));
    const texts = formatConfigErrors(errors);
    expect(texts[0]).toBe(
      `septet.yaml:${lines[0]}:10 profile: there is no profile bold; known: conservative, balanced, aggressive`,
    );
  });

  it('PRE-2 floors that add up to more than the whole, and no strategy enabled', () => {
    folder.edit('buckets.yaml', 'floor: 10%\n    cap: 45%', 'floor: 45%\n    cap: 45%');
    folder.edit('buckets.yaml', 'floor: 10%\n    cap: 20%', 'floor: 20%\n    cap: 20%');
    folder.edit(
      'buckets.yaml',
      'floor: 10%\n    cap: 40%\n    maxSpreadBps: 8',
      'floor: 40%\n    cap: 40%\n    maxSpreadBps: 8',
    );
    const errors = errorsOf(loadConfig(folder.path, { strategies: [] }));
    expect(errors.map(({ message }) => message)).toEqual(['the floors add up to 1.15', 'is empty']);
  });
});

describe('what decides the version', () => {
  const version = (path = folder.path, options = {}) => accepted(loadConfig(path, options)).version;

  it('PRE-7 is the same for the same figures, whatever the comments, order and notation', () => {
    const before = version();
    expect(before).toMatch(/^c-[0-9a-f]{12}$/);
    expect(version(DEFAULT_FOLDER)).toBe(before);
    folder.edit('risk.yaml', 'breaker: 9%', 'breaker: 0.09 # as ever');
    folder.edit('risk.yaml', 'freeze: 24h', 'freeze: 1440m');
    folder.edit(
      'profiles.yaml',
      'leverage: 1.5\n    maxOpenTrades: 6',
      'maxOpenTrades: 6\n    leverage: 1.50',
    );
    folder.edit('venue.yaml', "minNotional: '100'", 'minNotional: 100.0');
    expect(version()).toBe(before);
    folder.edit('channels.yaml', 'slack: {}', 'slack: { desk: { url: env:DESK_URL } }');
    folder.edit('launch.yaml', '  - time.google.com\n', '');
    expect(version()).toBe(before);
    expect(version(folder.path, { apiPort: 0 })).toBe(before);
  });

  it('PRE-7 changes with any figure, with an override, and with the order of strategies', () => {
    const before = version();
    expect(version(folder.path, { profile: 'conservative' })).not.toBe(before);
    expect(version(folder.path, { seed: 8 })).not.toBe(before);
    expect(version(folder.path, { speed: 1 })).not.toBe(before);
    folder.edit('guards.yaml', 'priceCollar: 2%', 'priceCollar: 2.01%');
    expect(version()).not.toBe(before);
  });

  it('PRE-7 is in the configuration, and the files are named with their hashes', () => {
    const loaded = accepted(loadConfig(folder.path));
    expect(loaded.config.kernel.version).toBe(loaded.version);
    expect(loaded.files).toHaveLength(FILE_NAMES.length);
    for (const { sha256 } of loaded.files) expect(sha256).toMatch(/^[0-9a-f]{64}$/);
  });
});

describe('overrides', () => {
  it('PRE-2 replace profile, seed, symbols, strategies, and are checked like the files', () => {
    const { config } = accepted(
      loadConfig(folder.path, {
        profile: 'aggressive',
        seed: 99,
        strategies: ['S1', 'S3'],
        symbols: ['BTC/USDT:USDT', 'ETH/USDT:USDT'],
        apiPort: 0,
      }),
    );
    expect(config.kernel.profile).toBe('aggressive');
    expect(config.market.seed).toBe(99);
    expect(config.runtime.apiPort).toBe(0);
    const enabled = config.kernel.strategies.filter((strategy) => strategy.enabled);
    expect(enabled.map(({ id }) => id)).toEqual(['S1', 'S3']);
    expect(config.kernel.instruments).toHaveLength(2);
    expect(config.market.assets).toHaveLength(2);
    expect(config.kernel.strategies[0]?.symbols).toEqual(['BTC/USDT:USDT', 'ETH/USDT:USDT']);
  });

  it('PRE-2 a strategy that compares with the basket needs the whole basket traded', () => {
    const symbols = ['BTC/USDT:USDT', 'ETH/USDT:USDT'];
    const [error, ...more] = errorsOf(loadConfig(folder.path, { symbols }));
    expect(more).toEqual([]);
    expect(error).toMatchObject({ file: 'strategies.yaml', path: 'strategies.S6.implementation' });
    expect(error?.message).toContain('SOL is not traded');
  });

  it('PRE-2 wrong ones are named by their option', () => {
    const errors = errorsOf(
      loadConfig(folder.path, { speed: 0, profile: 'bold', seed: -1, strategies: ['S9'] }),
    );
    expect(errors.map(({ file, message }) => `${file}: ${message}`)).toEqual([
      'option --speed: is 0',
      'option --seed: is -1',
      'option --profile: there is no profile bold',
      'option --strategies: there is no strategy S9',
    ]);
  });

  it('limits that stand for machine latency follow the speed, and no other figure does', () => {
    const slow = accepted(loadConfig(folder.path, { speed: 1 })).config;
    const fast = accepted(loadConfig(folder.path, { speed: 60 })).config;
    const keys = [
      'decisionLifetime',
      'signalMaxAge',
      'marketStaleAfter',
      'equityStaleAfter',
    ] as const;
    for (const key of keys) expect(fast.kernel.guards[key]).toBe(60 * slow.kernel.guards[key]);
    const rest = (config: typeof slow) => ({
      ...config,
      runtime: null,
      alerts: null,
      kernel: {
        ...config.kernel,
        version: '',
        guards: { ...config.kernel.guards, ...Object.fromEntries(keys.map((key) => [key, 0])) },
      },
    });
    expect(rest(fast)).toEqual(rest(slow));
  });

  it('ALR-7 alerts give people and machines their own time, and the market its own', () => {
    const slow = accepted(loadConfig(folder.path, { speed: 1 })).config.alerts;
    const fast = accepted(loadConfig(folder.path, { speed: 60 })).config.alerts;
    expect(fast.escalateAfter).toBe(60 * slow.escalateAfter);
    const level = ({ rules }: typeof slow, id: string) => {
      const rule = rules.find((each) => each.id === id);
      return rule?.warning ?? rule?.critical;
    };
    expect(level(fast, 'venue_silent')?.for).toBe(60 * level(slow, 'venue_silent')!.for);
    for (const id of ['cluster_persisting', 'daily_loss', 'rolling_drawdown']) {
      expect([id, level(fast, id)]).toEqual([id, level(slow, id)]);
    }
  });

  it('staleness follows the cadence of a recording', () => {
    const { config } = accepted(loadConfig(folder.path, { speed: 1, marketCadence: 60_000 }));
    expect(config.kernel.guards.marketStaleAfter).toBe(180_000);
    expect(config.kernel.guards.equityStaleAfter).toBe(180_000);
  });
});

describe('files at hand', () => {
  const files = (): Map<string, Uint8Array> =>
    new Map(FILE_NAMES.map((name) => [name, readFileSync(join(folder.path, name))]));

  it('CHG-1 are the same configuration as the folder they are from, and name themselves in errors', () => {
    const loaded = accepted(loadConfigFiles(files(), 'version 0123456789'));
    expect(loaded).toEqual(accepted(loadConfig(folder.path)));
    const without = files();
    without.delete('risk.yaml');
    expect(formatConfigErrors(errorsOf(loadConfigFiles(without, 'version 0123456789')))).toEqual([
      expect.stringMatching(/^risk.yaml is missing in version 0123456789;/),
    ]);
  });

  it('CHG-2 are read as far as they can be, so that a version of another build can be compared', () => {
    const older = files();
    older.delete('changes.yaml');
    older.set('risk.yaml', Buffer.from('sizing: { maxOrderNotional: 5, gone: 1 }\n'));
    const contents = readableContents(older);
    expect(contents['risk.yaml']).toEqual({ sizing: { maxOrderNotional: 5 } });
    expect(contents['changes.yaml']).toBeUndefined();
    expect(contents['septet.yaml']?.portfolio).toBe('main');
  });
});

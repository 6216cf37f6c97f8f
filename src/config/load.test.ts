import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ConfigError, formatConfigErrors } from './errors.ts';
import type { FileName } from './files.ts';
import { type LoadedConfig, loadConfig } from './load.ts';
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

interface Case {
  readonly name: string;
  readonly file: FileName;
  readonly from: string;
  readonly to: string;
  /** Path, message and remedy of the one error that comes of it. */
  readonly path: string;
  readonly message: string | RegExp;
  readonly remedy: string | RegExp;
  /** Line of the error, counted from the edited one. */
  readonly offset?: number;
}
const one = (
  name: string,
  file: FileName,
  [from, to]: readonly [string, string],
  path: string,
  message: string | RegExp,
  remedy: string | RegExp,
  offset = 0,
): Case => ({ name, file, from, to, path, message, remedy, offset });

const SHAPE: readonly Case[] = [
  one(
    'an unknown key, with the one that was meant',
    'risk.yaml',
    ['warningEnd: 5%', 'warning_ende: 5%\n    warningEnd: 5%'],
    'breakers.drawdown.warning_ende',
    'unknown key',
    'did you mean warningEnd?',
  ),
  one(
    'an unknown key that resembles none',
    'launch.yaml',
    ['spreadWindow: 5m', 'spreadWindow: 5m\nfoo: 1'],
    'foo',
    'unknown key',
    /remove it; known here: phases, /,
    1,
  ),
  one(
    'a missing key',
    'guards.yaml',
    ['  priceCollar: 2%\n', ''],
    'guards.priceCollar',
    'is missing',
    'add it: Farthest limit price from mark',
    -5,
  ),
  one(
    'a duration without its unit',
    'risk.yaml',
    ['contestWindow: 2s', 'contestWindow: 2'],
    'correlation.cluster.contestWindow',
    'expected a duration with its unit',
    /here belongs: Aligned signals wait/,
  ),
  one(
    'a duration in a unit that does not exist',
    'buckets.yaml',
    ['entryTimeout: 90s', 'entryTimeout: 90 sec'],
    'buckets.HFT.entryTimeout',
    '"90 sec" is not a duration',
    /write it as 500ms/,
  ),
  one(
    'a fraction in words',
    'risk.yaml',
    ['breaker: 9%', 'breaker: nine'],
    'breakers.drawdown.breaker',
    '"nine" is not a fraction',
    'write it as 2.2% or 0.022',
  ),
  one(
    'a number in quotes',
    'profiles.yaml',
    ['leverage: 1.5', "leverage: '1.5'"],
    'profiles.conservative.leverage',
    'expected a number',
    /here belongs: Most gross notional/,
  ),
  one(
    'a number that is none',
    'profiles.yaml',
    ['leverage: 1.5', 'leverage: .nan'],
    'profiles.conservative.leverage',
    /expected a number/,
    /here belongs/,
  ),
  one(
    'a figure beyond its range',
    'profiles.yaml',
    ['leverage: 3.5', 'leverage: 35'],
    'profiles.aggressive.leverage',
    'is 35',
    'must be at most 20',
  ),
  one(
    'a loss limit with the wrong sign',
    'profiles.yaml',
    ['hardDailyLoss: -3.8%', 'hardDailyLoss: 3.8%'],
    'profiles.aggressive.hardDailyLoss',
    'is 3.8%',
    'must be below 0 (0%)',
  ),
  one(
    'a count that is not whole',
    'profiles.yaml',
    ['maxOpenTrades: 14', 'maxOpenTrades: 14.5'],
    'profiles.aggressive.maxOpenTrades',
    'is 14.5',
    'must be a whole number',
  ),
  one(
    'an instant without its zone',
    'market.yaml',
    ['startsAt: 2025-01-06T09:00:00Z', 'startsAt: 2025-01-06 09:00'],
    'startsAt',
    '"2025-01-06 09:00" is not an instant',
    /2025-01-01T00:00:00Z/,
  ),
  one(
    'a decimal finer than 8 places',
    'venue.yaml',
    ["initialBalance: '100000'", "initialBalance: '100000.000000001'"],
    'initialBalance',
    /not a decimal with at most 8 places/,
    /in quotes/,
  ),
  one(
    'a size without its unit',
    'launch.yaml',
    ['diskFreeMinimum: 512MiB', 'diskFreeMinimum: 512'],
    'diskFreeMinimum',
    'expected a size with its unit',
    /here belongs/,
  ),
  one(
    'a list where a section belongs',
    'guards.yaml',
    ['  window: 1h', '  window: [1h]'],
    'rates.window',
    'expected a duration with its unit',
    /here belongs/,
  ),
  one(
    'a venue that does not exist',
    'venue.yaml',
    ['kind: simulated', 'kind: moon'],
    'kind',
    'expected simulated, the only venue there is',
    /Venue/,
  ),
  one(
    'a bad name of a strategy',
    'strategies.yaml',
    ['  S7:\n', '  s7:\n'],
    'strategies.s7',
    '"s7" is not valid here',
    /write it like S1/,
  ),
  one(
    'yes where true belongs',
    'launch.yaml',
    ['gated: true', 'gated: yes'],
    'phases.C.gated',
    'expected true or false',
    /here belongs/,
  ),
];

const MEANING: readonly Case[] = [
  one(
    'a symbol without contract data',
    'septet.yaml',
    ['  - SOL/USDT:USDT', '  - SOLX/USDT:USDT'],
    'symbols[2]',
    'SOLX/USDT:USDT has no contract data in venue.yaml',
    /did you mean SOL\/USDT:USDT\?/,
  ),
  one(
    'a profile that does not exist',
    'septet.yaml',
    ['profile: balanced', 'profile: balance'],
    'profile',
    'there is no profile balance',
    /did you mean balanced\?/,
  ),
  one(
    'soft limit beyond the hard one of a profile',
    'profiles.yaml',
    ['hardDailyLoss: -2.2%', 'hardDailyLoss: -1.9%'],
    'profiles.conservative.hardDailyLoss',
    'is -0.019 while the soft limit (breakers.dailySoft.limit of risk.yaml) is -0.02',
    /the warning comes before the halt/,
  ),
  one(
    'a profile looser than the next',
    'profiles.yaml',
    ['perStrategyCap: 18%', 'perStrategyCap: 11%'],
    'profiles.balanced.perStrategyCap',
    'is 0.11 while the profile before it, conservative, has 0.12',
    /ascending order of risk/,
  ),
  one(
    'a hard limit tighter than that of the profile before',
    'profiles.yaml',
    ['hardDailyLoss: -3.8%', 'hardDailyLoss: -2.9%'],
    'profiles.aggressive.hardDailyLoss',
    'is -0.029 while the profile before it, balanced, has -0.03',
    /at least as great a loss/,
  ),
  one(
    'a floor above its cap',
    'buckets.yaml',
    ['cap: 20%', 'cap: 9%'],
    'buckets.EVENT.floor',
    'is 0.1 while the cap is 0.09',
    'must be at most the cap',
    -1,
  ),
  one(
    'a bucket that does not exist',
    'strategies.yaml',
    ['bucket: EVENT', 'bucket: EVNT'],
    'strategies.S7.bucket',
    'there is no bucket EVNT',
    /did you mean EVENT\?/,
  ),
  one(
    'a phase that does not exist',
    'strategies.yaml',
    ['phase: B', 'phase: D'],
    'strategies.S1.phase',
    'there is no phase D',
    /known: A, B, C/,
  ),
  one(
    'a trailing stop that would lock in a loss',
    'strategies.yaml',
    ['{ distance: 0.5%, offset: 0.8% }', '{ distance: 0.5%, offset: 0.4% }'],
    'strategies.S1.trailing.offset',
    'is 0.004 while the distance is 0.005',
    /at least the distance/,
  ),
  one(
    'a minimal-return table that does not begin at 0',
    'strategies.yaml',
    ['[[0, 0.5%], [10, 0.1%]]', '[[1, 0.5%], [10, 0.1%]]'],
    'strategies.S2.minimalReturn[0]',
    'begins at minute 1',
    'the first pair is at minute 0',
  ),
  one(
    'a minimal-return table out of order',
    'strategies.yaml',
    ['[12, 0.18%], [35, 0%]', '[35, 0.18%], [12, 0%]'],
    'strategies.S1.minimalReturn[2]',
    'minute 12 comes after minute 35',
    'minutes must ascend',
  ),
  one(
    'a rule set that does not exist',
    'strategies.yaml',
    ['implementation: s4', 'implementation: s44'],
    'strategies.S4.implementation',
    'there is no rule set s44',
    /did you mean s4\?/,
  ),
  one(
    'another timeframe than that of the rule set',
    'strategies.yaml',
    [
      'symbols: all\n    timeframe: 15m\n    stop: 4%',
      'symbols: all\n    timeframe: 1h\n    stop: 4%',
    ],
    'strategies.S7.timeframe',
    '1h is not the base timeframe of s7',
    'must be 15m',
    1,
  ),
  one(
    'an unknown parameter',
    'strategies.yaml',
    ['zExit: 0.2 ', 'zExit: 0.2\n      zExits: 0.2 '],
    'strategies.S2.parameters.zExits',
    's2 has no such parameter',
    /did you mean zExit\?/,
    1,
  ),
  one(
    'a parameter beyond its range',
    'strategies.yaml',
    ['channelCandles: 55 ', 'channelCandles: 5.5 '],
    'strategies.S4.parameters.channelCandles',
    'is 5.5',
    'must be a whole number from 1 to 1000',
  ),
  one(
    'a stressed ceiling above the normal one',
    'strategies.yaml',
    ['leverageCeilingStressed: 1.8', 'leverageCeilingStressed: 2.4'],
    'strategies.S6.leverageCeilingStressed',
    'is 2.4 while leverageCeiling is 2.3',
    /stress never allows more/,
  ),
  one(
    'a risky strategy that does not exist',
    'risk.yaml',
    ['riskyStrategies: [S2, S7]', 'riskyStrategies: [S2, S8]'],
    'breakers.riskyStrategies[1]',
    'there is no strategy S8',
    /known: S1/,
  ),
  one(
    'a cap of an asset that does not exist',
    'risk.yaml',
    ['SOL: 18%', 'SOLX: 18%'],
    'caps.asset.SOLX',
    'no symbol of venue.yaml has the asset SOLX',
    /did you mean SOL\?/,
  ),
  one(
    'an asset cap beyond the top three',
    'risk.yaml',
    ['BTC: 30%', 'BTC: 61%'],
    'caps.asset.BTC',
    'is 0.61 while caps.topThree is 0.6',
    /part of the top three/,
  ),
  one(
    'an alignment asset that does not exist',
    'risk.yaml',
    ['minAssetsWithVotes: 2', 'minAssetsWithVotes: 4'],
    'correlation.minAssetsWithVotes',
    'is 4 while there are 3 alignment assets',
    /never be defined/,
  ),
  one(
    'a regime symbol that is not traded',
    'risk.yaml',
    ['symbol: BTC/USDT:USDT', 'symbol: BNB/USDT:USDT'],
    'breakers.volatility.symbol',
    /BNB\/USDT:USDT is not a symbol of the portfolio/,
    /known/,
  ),
  one(
    'a last phase with an end',
    'launch.yaml',
    ['duration: null', 'duration: 15m'],
    'phases.C.duration',
    'C is the last phase and has an end',
    'the last phase has duration: null',
  ),
  one(
    'a step that does not divide a minute',
    'market.yaml',
    ['stepLength: 5s', 'stepLength: 7s'],
    'stepLength',
    /a minute is not a whole number of steps/,
    /take 1s/,
  ),
  one(
    'a start that is not a whole hour',
    'market.yaml',
    ['T09:00:00Z', 'T09:30:00Z'],
    'startsAt',
    'is not a whole hour',
    /whole hour UTC/,
  ),
  one(
    'a quantity that is no multiple of the lot',
    'venue.yaml',
    ["    lotSize: '1'\n    minQuantity: '1'", "    lotSize: '1'\n    minQuantity: '1.5'"],
    'instruments.ADA/USDT:USDT.minQuantity',
    '1.5 is not a multiple of lotSize, 1',
    'must be a multiple of lotSize',
    1,
  ),
];

for (const [title, cases] of [
  ['a value of the wrong shape', SHAPE],
  ['figures that contradict each other', MEANING],
] as const) {
  describe(title, () => {
    for (const { name, file, from, to, path, message, remedy, offset } of cases) {
      it(`PRE-2 ${name}: one error, with place and remedy`, () => {
        const line = folder.edit(file, from, to) + (offset ?? 0);
        const errors = errorsOf(loadConfig(folder.path));
        const found = errors.find((error) => error.path === path);
        expect(found, formatConfigErrors(errors).join('\n')).toBeDefined();
        expect(found).toMatchObject({ file });
        expect(found?.message).toMatch(message);
        expect(found?.remedy).toMatch(remedy);
        if (offset !== undefined && offset >= 0) expect(found?.line).toBe(line);
        expect(found?.column).toBeGreaterThan(0);
        if (errors.length !== 1) console.log('MANY', name, formatConfigErrors(errors));
      });
    }
  });
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
    expect(errorsOf(loadConfig('/nonexistent/septet'))).toHaveLength(9);
    expect(errorsOf(loadConfig(`${folder.path}/septet.yaml`))).toHaveLength(9);
  });
});

describe('several errors at once', () => {
  it('PRE-2 ACC-1 all errors of all files come out together, in order, each with its line', () => {
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
    expect(loaded.files).toHaveLength(9);
    for (const { sha256 } of loaded.files) expect(sha256).toMatch(/^[0-9a-f]{64}$/);
  });
});

describe('overrides', () => {
  it('PRE-4 replace profile, seed, symbols, strategies, and are checked like the files', () => {
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
      kernel: {
        ...config.kernel,
        version: '',
        guards: { ...config.kernel.guards, ...Object.fromEntries(keys.map((key) => [key, 0])) },
      },
    });
    expect(rest(fast)).toEqual(rest(slow));
  });

  it('staleness follows the cadence of a recording', () => {
    const { config } = accepted(loadConfig(folder.path, { speed: 1, marketCadence: 60_000 }));
    expect(config.kernel.guards.marketStaleAfter).toBe(180_000);
    expect(config.kernel.guards.equityStaleAfter).toBe(180_000);
  });
});

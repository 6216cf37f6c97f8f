import { describe, expect, it } from 'vitest';
import {
  BTC,
  BUCKETS,
  ETH,
  INSTRUMENTS,
  kernelConfig,
  PROFILES,
  S1,
  STRATEGIES,
  SYMBOLS,
} from '../../../tests/support/kernel-config.ts';
import type { KernelConfig } from '../../domain/config.ts';
import { assetId, bucketId, EXTERNAL, symbolId } from '../../domain/ids.ts';
import { indexConfig, profileOf } from './config-index.ts';

const BNB = symbolId('BNB/USDT:USDT');
const BTC_USDC = symbolId('BTC/USDC:USDC');
const [btc, eth, sol] = INSTRUMENTS as [
  (typeof INSTRUMENTS)[0],
  (typeof INSTRUMENTS)[0],
  (typeof INSTRUMENTS)[0],
];

describe('positions instead of names', () => {
  it('are those of the configuration; EXTERNAL comes after the last strategy', () => {
    const index = indexConfig(kernelConfig());
    expect([...index.strategyOf]).toEqual([
      ['S1', 0],
      ['S2', 1],
      ['S3', 2],
      ['S4', 3],
      ['S5', 4],
      ['S6', 5],
      ['S7', 6],
      [EXTERNAL, 7],
    ]);
    expect(index.external).toBe(7);
    expect([...index.symbolOf]).toEqual(SYMBOLS.map((symbol, i) => [symbol, i]));
    expect(index.regimeSymbol).toBe(0);
    expect(index.buckets).toBe(kernelConfig().buckets);
    // HFT: S1, S2; MFT: S3, S4; LFT: S5, S6; EVENT: S7.
    expect(index.bucketMembers).toEqual([[0, 1], [2, 3], [4, 5], [6]]);
    expect(index.strategies.map((strategy) => strategy.bucket)).toEqual([0, 0, 1, 1, 2, 2, 3]);
    expect(index.strategies.map((strategy) => strategy.bucketConfig.id)).toEqual(
      ['HFT', 'HFT', 'MFT', 'MFT', 'LFT', 'LFT', 'EVENT'].map(bucketId),
    );
    expect(index.strategies.map((strategy) => strategy.risky)).toEqual([
      false,
      true,
      false,
      false,
      false,
      false,
      true,
    ]);
  });

  it('two contracts of one asset share its caps; an asset without a cap of its own has the common one', () => {
    const instruments = [
      btc,
      { ...btc, symbol: BTC_USDC },
      { ...btc, symbol: BNB },
      { ...eth, symbol: ETH },
    ];
    const strategies = STRATEGIES.map((strategy) => ({ ...strategy, symbols: [BTC, BNB] }));
    const index = indexConfig(kernelConfig({ instruments, strategies }));
    expect(index.assets).toEqual(['BTC', 'BNB', 'ETH'].map(assetId));
    // Specification 1.5: BTC 0.30, any other 0.15, ETH 0.25.
    expect(index.assetCaps).toEqual([0.3, 0.15, 0.25]);
    expect(index.symbols.map((symbol) => symbol.asset)).toEqual([0, 0, 1, 2]);
    // Alignment is over BTC, ETH and SOL: BNB has no part in it.
    expect(index.symbols.map((symbol) => symbol.alignment)).toEqual([0, 0, -1, 1]);
    expect(index.strategies[0]!.allowed).toEqual([1, 0, 1, 0]);
  });

  const profiles = [
    { name: 'conservative', expected: 0 },
    { name: 'aggressive', expected: 2 },
    { name: 'brave', expected: -1 },
  ];
  it.each(profiles)('profile $name is at $expected', ({ name, expected }) => {
    expect(profileOf(indexConfig(kernelConfig()), name)).toBe(expected);
  });
});

describe('a configuration that contradicts itself', () => {
  const first = STRATEGIES[0]!;
  const refused: { name: string; given: Partial<KernelConfig>; words: string }[] = [
    {
      name: 'a strategy with the reserved id',
      given: { strategies: [{ ...first, id: EXTERNAL }] },
      words: 'strategy id EXTERNAL is reserved',
    },
    { name: 'no profile', given: { profiles: [] }, words: 'no profile is configured' },
    {
      name: 'an unknown bucket',
      given: { strategies: [{ ...first, bucket: bucketId('SWING') }] },
      words: 'strategy S1 names an unknown bucket SWING',
    },
    {
      name: 'an unknown symbol',
      given: { strategies: [{ ...first, symbols: [BTC, BNB] }] },
      words: 'strategy S1 names an unknown symbol BNB/USDT:USDT',
    },
    {
      name: 'a strategy twice',
      given: { strategies: [first, first] },
      words: 'an id appears twice: S1, S1',
    },
    {
      name: 'a symbol twice',
      given: { instruments: [btc, eth, sol, eth] },
      words: `an id appears twice: ${[...SYMBOLS, ETH].join(', ')}`,
    },
    {
      name: 'a bucket twice',
      given: { buckets: [...BUCKETS, BUCKETS[0]!] },
      words: 'an id appears twice: HFT, MFT, LFT, EVENT, HFT',
    },
    {
      name: 'a regime measured on a symbol that is not traded',
      given: {
        breakers: {
          ...kernelConfig().breakers,
          volatility: { ...kernelConfig().breakers.volatility, symbol: BNB },
        },
      },
      words: 'the regime is measured on an unknown symbol BNB/USDT:USDT',
    },
  ];
  it.each(refused)('$name is refused with words', ({ given, words }) => {
    const index = () => indexConfig(kernelConfig(given));
    expect(index).toThrow(RangeError);
    expect(index).toThrow(words);
  });

  it('one strategy alone is enough', () => {
    expect(indexConfig(kernelConfig({ strategies: [first] })).strategies[0]?.id).toBe(S1);
    expect(indexConfig(kernelConfig({ profiles: [PROFILES[1]!] })).profiles).toHaveLength(1);
  });
});

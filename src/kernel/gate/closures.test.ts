import { describe, expect, it } from 'vitest';
import { BTC, ETH, kernelConfig, S1, S2, S3, SOL } from '../../../tests/support/kernel-config.ts';
import { T0 } from '../../../tests/support/kernel-scenario.ts';
import { type Closure, type ClosureCause, covers } from '../../domain/closure.ts';
import {
  EXTERNAL,
  type StrategyId,
  type SymbolId,
  strategyId,
  symbolId,
} from '../../domain/ids.ts';
import { indexConfig } from '../basis/config-index.ts';
import {
  addClosure,
  closuresOf,
  createClosures,
  nextClosureEnd,
  portfolioClosed,
  removeClosure,
} from './closures.ts';

const index = indexConfig(kernelConfig());
const NOWHERE = symbolId('DOGE/USDT:USDT');
type Given = readonly [
  id: string,
  strategy: StrategyId | null,
  symbol: SymbolId | null,
  until?: number | null,
  cause?: ClosureCause,
];
function closed(given: readonly Given[]) {
  const state = createClosures(index);
  for (const [id, strategy, symbol, until = null, cause = 'override'] of given) {
    const scope = { strategy, symbol };
    addClosure(state, { id, cause, scope, since: T0, until, reason: 'test' }, index);
  }
  return state;
}
const idsOf = (closures: readonly Closure[]) => closures.map(({ id }) => id);

describe('closures of an entry', () => {
  const tables: {
    name: string;
    given: readonly Given[];
    /** Which closures an entry of S2 on ETH meets. */
    expected: readonly string[];
  }[] = [
    { name: 'none: entries are open', given: [], expected: [] },
    {
      name: 'one of the portfolio covers every entry',
      given: [['all', null, null]],
      expected: ['all'],
    },
    {
      name: 'one of a strategy covers its entries, on every symbol',
      given: [
        ['s1', S1, null],
        ['s2', S2, null],
      ],
      expected: ['s2'],
    },
    {
      name: 'one of a symbol covers its entries, of every strategy',
      given: [
        ['btc', null, BTC],
        ['eth', null, ETH],
      ],
      expected: ['eth'],
    },
    {
      name: 'one of a pair covers that pair and no other',
      given: [
        ['s2-btc', S2, BTC],
        ['s1-eth', S1, ETH],
        ['s2-eth', S2, ETH],
        ['s3-sol', S3, SOL],
      ],
      expected: ['s2-eth'],
    },
    {
      name: 'all that apply are met: portfolio, strategy, symbol, pair',
      given: [
        ['pair', S2, ETH],
        ['symbol', null, ETH],
        ['strategy', S2, null],
        ['portfolio', null, null],
      ],
      expected: ['portfolio', 'strategy', 'symbol', 'pair'],
    },
    {
      name: 'what is not configured closes nothing else',
      given: [
        ['external', EXTERNAL, null],
        ['unknown', strategyId('S9'), null],
        ['nowhere', null, NOWHERE],
        ['pair', EXTERNAL, NOWHERE],
      ],
      expected: [],
    },
  ];
  it.each(tables)('$name', ({ given, expected }) => {
    const state = closed(given);
    expect(idsOf(closuresOf(state, index, 1, 1))).toEqual(expected);
  });

  it('meets exactly the closures whose scope covers it, for every strategy and symbol', () => {
    const scopes: Given[] = [null, S1, S2, EXTERNAL].flatMap((strategy) =>
      [null, BTC, ETH, NOWHERE].map((symbol): Given => [`${strategy} ${symbol}`, strategy, symbol]),
    );
    const state = closed(scopes);
    for (const [s, { id: strategy }] of index.strategies.entries()) {
      for (const [a, { id: symbol }] of index.symbols.entries()) {
        const expected = [...state.all.values()].filter(({ scope }) =>
          covers(scope, strategy, symbol),
        );
        expect(new Set(closuresOf(state, index, s, a))).toEqual(new Set(expected));
      }
    }
  });
});

describe('the set of closures', () => {
  it('moves the epoch with each that opens, also one that replaces its own id', () => {
    const state = closed([
      ['a', S2, null],
      ['b', null, null],
      ['a', null, ETH],
    ]);
    expect([state.epoch, [...state.all.keys()]]).toEqual([4, ['a', 'b']]);
    expect([idsOf(state.byStrategy[1]!), idsOf(state.bySymbol[1]!)]).toEqual([[], ['a']]);
  });

  it('a release removes its own closure only, and leaves the epoch', () => {
    const state = closed([
      ['a', null, null],
      ['b', null, null],
    ]);
    expect(removeClosure(state, 'a', index)?.id).toBe('a');
    expect([state.epoch, idsOf(state.portfolio)]).toEqual([3, ['b']]);
    expect(removeClosure(state, 'a', index)).toBeUndefined();
    expect(idsOf(closuresOf(state, index, 0, 0))).toEqual(['b']);
  });

  const ends: { name: string; given: readonly Given[]; expected: number }[] = [
    { name: 'never without closures', given: [], expected: Number.POSITIVE_INFINITY },
    {
      name: 'never when somebody else releases',
      given: [['a', null, null]],
      expected: Number.POSITIVE_INFINITY,
    },
    {
      name: 'with the earliest that has an end',
      given: [
        ['a', null, null, T0 + 9],
        ['b', null, null, null],
        ['c', S1, null, T0 + 5],
        ['d', null, BTC, T0 + 7],
      ],
      expected: T0 + 5,
    },
  ];
  it.each(ends)('the next one ends by time $name', ({ given, expected }) => {
    expect(nextClosureEnd(closed(given))).toBe(expected);
  });

  it('says whether a cause closes the whole portfolio', () => {
    const state = closed([
      ['a', null, null, null, 'daily_hard'],
      ['b', S1, null, null, 'incident'],
    ]);
    expect([portfolioClosed(state, 'daily_hard'), portfolioClosed(state, 'incident')]).toEqual([
      true,
      false,
    ]);
  });
});

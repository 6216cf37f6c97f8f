import { describe, expect, it } from 'vitest';
import { createSignalIds, loadIds, type SignalIds, savedIds, takeId } from './signal-ids.ts';

/** Ids that the hash cannot tell apart: FNV-1a of both is the same 32 bits. */
const SAME_HASH = ['costarring', 'liquid'] as const;

const ids = (count: number, prefix = 'S1-BTC-') =>
  Array.from({ length: count }, (_, i) => prefix + i);

function knowing(known: readonly string[]): SignalIds {
  const state = createSignalIds();
  for (const id of known) expect(takeId(state, id)).toBe(true);
  return state;
}

describe('ids of signals', () => {
  const cases: readonly {
    name: string;
    given: readonly string[];
    when: string;
    expected: boolean;
  }[] = [
    { name: 'a first id is new', given: [], when: 'a', expected: true },
    { name: 'the same again is not', given: ['a'], when: 'a', expected: false },
    { name: 'another one is', given: ['a'], when: 'b', expected: true },
    {
      name: 'an id that begins with another one is',
      given: ['S1-BTC'],
      when: 'S1-BTC-1',
      expected: true,
    },
    { name: 'one of the same hash is', given: [SAME_HASH[0]], when: SAME_HASH[1], expected: true },
    {
      name: 'of two of the same hash, the first is known',
      given: SAME_HASH,
      when: SAME_HASH[0],
      expected: false,
    },
    { name: 'and so is the second', given: SAME_HASH, when: SAME_HASH[1], expected: false },
    {
      name: 'the 4,096th id is still known after it',
      given: ids(4_096),
      when: 'S1-BTC-4095',
      expected: false,
    },
    { name: 'the first of 4,097 is', given: ids(4_097), when: 'S1-BTC-0', expected: false },
    { name: 'the first of 8,192 is', given: ids(8_192), when: 'S1-BTC-0', expected: false },
    {
      name: 'the first of 8,193 is forgotten',
      given: ids(8_193),
      when: 'S1-BTC-0',
      expected: true,
    },
    {
      name: 'the 4,096th of 8,193 is forgotten with its generation',
      given: ids(8_193),
      when: 'S1-BTC-4095',
      expected: true,
    },
    {
      name: 'the 4,097th of 8,193 is known',
      given: ids(8_193),
      when: 'S1-BTC-4096',
      expected: false,
    },
  ];
  it.each(cases)('AUD-2 $name', ({ given, when, expected }) => {
    expect(takeId(knowing(given), when)).toBe(expected);
  });

  it('AUD-2 a refused id is not remembered twice', () => {
    const state = knowing(['a']);
    takeId(state, 'a');
    expect(savedIds(state)).toEqual({ current: ['a'], previous: [] });
  });

  it('AUD-2 saved and loaded, the same are known, in the same generations', () => {
    const saved = savedIds(knowing(ids(5_000)));
    expect([saved.previous.length, saved.current.length]).toEqual([4_096, 904]);
    const loaded = loadIds(saved)!;
    expect(savedIds(loaded)).toEqual(saved);
    for (const id of ['S1-BTC-0', 'S1-BTC-4095', 'S1-BTC-4096', 'S1-BTC-4999']) {
      expect(takeId(loaded, id)).toBe(false);
    }
    expect(takeId(loaded, 'S1-BTC-5000')).toBe(true);
  });

  it('more ids than a generation holds were never saved by this kernel', () => {
    expect(loadIds({ current: ids(4_097), previous: [] })).toBeNull();
    expect(savedIds(loadIds({ current: ids(4_096), previous: [] })!).current.length).toBe(4_096);
  });
});

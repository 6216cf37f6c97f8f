import { describe, expect, it } from 'vitest';
import { kernelConfig } from '../../../tests/support/kernel-config.ts';
import { T0 } from '../../../tests/support/kernel-scenario.ts';
import type { CorrelationConfig } from '../../domain/config.ts';
import { DAY_MS } from '../../domain/time.ts';
import { addEdge, createEdgeHistory, meanPercentile } from './edge-percentile.ts';

const { correlation } = kernelConfig();
const ranks = (percentileSignals: number, percentileMinSignals: number): CorrelationConfig => ({
  ...correlation,
  cluster: { ...correlation.cluster, percentileSignals, percentileMinSignals },
});

describe('percentile of an edge', () => {
  it('is the share of the last four signals at or below it, itself included', () => {
    const history = createEdgeHistory();
    const config = ranks(4, 2);
    const steps: readonly (readonly [edge: number, percentile: number, sorted: number[]])[] = [
      // One signal is below the two that are needed: the raw edge.
      [0.4, 0.4, [0.4]],
      [0.2, 1 / 2, [0.2, 0.4]],
      [0.4, 3 / 3, [0.2, 0.4, 0.4]],
      [0.3, 2 / 4, [0.2, 0.3, 0.4, 0.4]],
      // From here the oldest leaves: 0.4, 0.2, 0.4, 0.3, 0.1, ...
      [0.1, 1 / 4, [0.1, 0.2, 0.3, 0.4]],
      [0.9, 4 / 4, [0.1, 0.3, 0.4, 0.9]],
      [0.35, 3 / 4, [0.1, 0.3, 0.35, 0.9]],
      [0.2, 2 / 4, [0.1, 0.2, 0.35, 0.9]],
      [0.05, 1 / 4, [0.05, 0.2, 0.35, 0.9]],
      [0.05, 2 / 4, [0.05, 0.05, 0.2, 0.35]],
    ];
    for (const [edge, percentile, sorted] of steps) {
      expect(addEdge(history, edge, T0, config)).toBe(percentile);
      expect(history.sorted).toEqual(sorted);
    }
  });
});

describe('mean percentile of a strategy', () => {
  /** Raw edges, so that the figures can be read. */
  const raw = ranks(200, Number.POSITIVE_INFINITY);
  const tables: {
    name: string;
    given: readonly (readonly [edge: number, after: number])[];
    when: number;
    expected: number;
  }[] = [
    { name: 'is -1 before the first signal', given: [], when: 0, expected: -1 },
    {
      name: 'is the mean of the signals of the last 24 h',
      given: [
        [0.25, 0],
        [0.75, 5],
      ],
      when: DAY_MS - 1,
      expected: 0.5,
    },
    {
      name: 'leaves out a signal of exactly 24 h ago',
      given: [
        [0.25, 0],
        [0.75, 5],
      ],
      when: DAY_MS,
      expected: 0.75,
    },
    {
      name: 'is -1 again when all have left',
      given: [
        [0.25, 0],
        [0.75, 5],
      ],
      when: DAY_MS + 5,
      expected: -1,
    },
  ];
  it.each(tables)('$name', ({ given, when, expected }) => {
    const history = createEdgeHistory();
    for (const [edge, after] of given) addEdge(history, edge, T0 + after, raw);
    expect(meanPercentile(history, T0 + when, raw)).toBe(expected);
  });

  it('a new signal makes those of 24 h ago leave, so that the window holds a day at most', () => {
    const history = createEdgeHistory();
    addEdge(history, 0.25, T0, raw);
    addEdge(history, 0.75, T0 + DAY_MS, raw);
    expect([history.window.size, history.sum]).toEqual([1, 0.75]);
  });

  it('after a day of silence nothing of earlier roundings is left', () => {
    const history = createEdgeHistory();
    // 0.1 + 0.2 - 0.1 - 0.2 is not 0 in binary.
    addEdge(history, 0.1, T0, raw);
    addEdge(history, 0.2, T0, raw);
    expect(meanPercentile(history, T0 + DAY_MS, raw)).toBe(-1);
    addEdge(history, 2 ** -10, T0 + DAY_MS, raw);
    expect(meanPercentile(history, T0 + DAY_MS, raw)).toBe(2 ** -10);
  });

  it('holds 8,192 signals of a day at most, the oldest leaving first', () => {
    const history = createEdgeHistory();
    for (let i = 0; i < 8_192; i += 1) addEdge(history, 0.5, T0, raw);
    expect(meanPercentile(history, T0, raw)).toBe(0.5);
    addEdge(history, 0.25, T0, raw);
    // 8,191 of 0.5 and one of 0.25: both sums are exact in binary.
    expect(meanPercentile(history, T0, raw)).toBe((8_191 * 0.5 + 0.25) / 8_192);
    for (let i = 0; i < 8_191; i += 1) addEdge(history, 0.25, T0, raw);
    expect(meanPercentile(history, T0, raw)).toBe(0.25);
  });
});

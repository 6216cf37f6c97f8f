import { describe, expect, it } from 'vitest';
import { IMPLEMENTATIONS, isImplementation, strategyCatalog } from './catalog.ts';
import { readParameters } from './parameters.ts';
import { ruleSet } from './registry.ts';
import { S1_PARAMETERS } from './s1/parameters.ts';

describe('strategy catalog', () => {
  it('has the exit figures of the specification for all seven', () => {
    const figures = IMPLEMENTATIONS.map((implementation) => {
      const { id, stop, trailing, leverageCeiling, cooldownCandles, expectedHoldingHours } =
        strategyCatalog[implementation];
      return [
        id,
        stop,
        trailing?.distance,
        trailing?.offset,
        leverageCeiling,
        cooldownCandles,
        expectedHoldingHours,
      ];
    });
    expect(figures).toEqual([
      ['S1', 0.018, 0.005, 0.008, 3, 6, 0.5],
      ['S2', 0.022, 0.004, 0.009, 2, 10, 0.5],
      ['S3', 0.035, 0.01, 0.018, 3, 4, 6],
      ['S4', 0.03, 0.012, 0.022, 2.5, 6, 8],
      ['S5', 0.05, 0.015, 0.03, 2, 6, 24],
      ['S6', 0.055, 0.012, 0.026, 2.3, 6, 24],
      ['S7', 0.04, 0.014, 0.03, 2, 8, 4],
    ]);
  });

  it('shrinks size and leverage in capital state 1 for S5, S6 and S7 alone', () => {
    const stressed = IMPLEMENTATIONS.map((implementation) => {
      const entry = strategyCatalog[implementation];
      return [entry.capitalMultiplierStressed, entry.leverageCeilingStressed];
    });
    expect(stressed.slice(4)).toEqual([
      [0.4, 1.5],
      [0.5, 1.8],
      [0.35, 1.4],
    ]);
    expect(stressed.slice(0, 4)).toEqual([
      [1, 3],
      [1, 2],
      [1, 3],
      [1, 2.5],
    ]);
  });

  it('starts every minimal-return table at minute 0 and steps down to what closes late', () => {
    for (const implementation of IMPLEMENTATIONS) {
      const table = strategyCatalog[implementation].minimalReturn;
      expect(table[0]?.[0]).toBe(0);
      for (let row = 1; row < table.length; row += 1) {
        expect(table[row]![0]).toBeGreaterThan(table[row - 1]![0]);
        expect(table[row]![1]).toBeLessThan(table[row - 1]![1]);
      }
    }
  });

  it('has every default inside its own permitted range', () => {
    for (const implementation of IMPLEMENTATIONS) {
      expect(() => readParameters(strategyCatalog[implementation].parameters, {})).not.toThrow();
    }
    expect(isImplementation('s8')).toBe(false);
  });

  it('refuses unknown names, figures out of range and broken candle counts', () => {
    const read = (configured: Record<string, number>) => () =>
      readParameters(S1_PARAMETERS, configured);
    expect(read({ adxMinimum: 24 })).toThrow('unknown parameter "adxMinimum"');
    expect(read({ adxMin: 101 })).toThrow('"adxMin" must be from 0 to 100');
    expect(read({ emaFast: 8.5 })).toThrow('whole number');
    expect(read({ adxMin: Number.NaN })).toThrow('"adxMin"');
    expect(readParameters(S1_PARAMETERS, { adxMin: 30 })).toMatchObject({
      adxMin: 30,
      emaSlow: 21,
    });
  });

  it('asks for the history that its longest averages need', () => {
    const minimum = (implementation: (typeof IMPLEMENTATIONS)[number]) =>
      ruleSet(implementation, {}).history.map((need) => [need.timeframe, need.minimum]);
    expect(minimum('s1')).toEqual([
      ['1m', 28],
      ['3m', 28],
      ['5m', 21],
    ]);
    expect(minimum('s2')).toEqual([['1m', 55]]);
    expect(minimum('s3')).toEqual([
      ['15m', 50],
      ['1h', 200],
    ]);
    expect(minimum('s4')).toEqual([
      ['15m', 56],
      ['1h', 200],
    ]);
    expect(minimum('s5')).toEqual([
      ['1h', 200],
      ['4h', 200],
      ['1d', 200],
    ]);
    expect(minimum('s6')).toEqual([
      ['1h', 109],
      ['4h', 200],
    ]);
    expect(minimum('s7')).toEqual([['15m', 110]]);
  });
});

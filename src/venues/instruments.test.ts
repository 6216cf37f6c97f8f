import { describe, expect, it } from 'vitest';
import { decimal } from '../domain/decimal.ts';
import { symbolId } from '../domain/ids.ts';
import { DEFAULT_INSTRUMENTS, defaultInstrument } from './instruments.ts';

describe('default instruments', () => {
  it('cover the default and the optional symbols', () => {
    expect(DEFAULT_INSTRUMENTS.map((instrument) => instrument.symbol)).toEqual([
      'BTC/USDT:USDT',
      'ETH/USDT:USDT',
      'SOL/USDT:USDT',
      'BNB/USDT:USDT',
      'XRP/USDT:USDT',
      'ADA/USDT:USDT',
    ]);
    expect(defaultInstrument(symbolId('DOGE/USDT:USDT'))).toBeUndefined();
  });

  it.each(DEFAULT_INSTRUMENTS)('$symbol has figures that fit together', (instrument) => {
    const positive = ['tickSize', 'lotSize', 'minNotional', 'maintenanceMarginRate'] as const;
    for (const name of positive) expect(decimal(instrument[name]) > 0n).toBe(true);
    expect(decimal(instrument.minQuantity) % decimal(instrument.lotSize)).toBe(0n);
    expect(decimal(instrument.maxQuantity) % decimal(instrument.lotSize)).toBe(0n);
    expect(decimal(instrument.makerFee) < decimal(instrument.takerFee)).toBe(true);
    // A position at the highest leverage must not be liquidated the moment it opens.
    expect(1 / instrument.maxLeverage).toBeGreaterThan(Number(instrument.maintenanceMarginRate));
    expect(defaultInstrument(instrument.symbol)).toBe(instrument);
  });
});

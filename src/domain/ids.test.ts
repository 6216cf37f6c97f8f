import { describe, expect, it } from 'vitest';
import { assetOf, marketIdOf, symbolId, symbolOfMarketId } from './ids.ts';

describe('symbols', () => {
  it('translate between the unified notation, the asset and the venue market id', () => {
    expect(assetOf(symbolId('BTC/USDT:USDT'))).toBe('BTC');
    expect(marketIdOf(symbolId('BTC/USDT:USDT'))).toBe('BTCUSDT');
    expect(symbolOfMarketId('BTCUSDT')).toBe('BTC/USDT:USDT');
    expect(symbolOfMarketId('BTCUSDC')).toBeUndefined();
    expect(symbolOfMarketId('USDT')).toBeUndefined();
  });
});

/** The server with a small generated market whose time a test moves itself. */
import { defaultMarketConfig } from '../../src/market/default-market.ts';
import { GeneratedMarket } from '../../src/market/generated-market.ts';
import { SimServer, type SimServerOptions } from '../../src/sim-server/run.ts';
import { DEFAULT_INSTRUMENTS } from '../../src/venues/instruments.ts';

export const KEY = { key: 'test-key', secret: 'test-secret' };

/** The market of `simServer`: two of one seed are the same. */
export const simMarket = (seed = 11): GeneratedMarket =>
  new GeneratedMarket({ ...defaultMarketConfig, seed, historyDays: 3, stepLength: 10_000 });

export function simServer(
  options: Partial<SimServerOptions> & { readonly seed?: number } = {},
): SimServer {
  const { seed, ...rest } = options;
  return new SimServer({
    market: simMarket(seed),
    instruments: DEFAULT_INSTRUMENTS,
    initialBalance: '100000',
    key: KEY,
    wall: () => Date.now(),
    ...rest,
  });
}

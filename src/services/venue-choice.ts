/** The venue that is asked, by the kind that configuration or command line name. */
import type { SeptetConfig } from '../domain/config.ts';
import type { VenueProbe } from '../domain/venue.ts';
import type { TradingMode } from '../runbook/preflight.ts';
import type { LoadedCredentials } from '../venues/ccxt/credentials.ts';
import { openVenueProbe } from '../venues/ccxt/probe.ts';
import { SimulatedExchange } from '../venues/simulated/exchange.ts';
import { SimulatedVenue } from '../venues/simulated/venue.ts';
import { hostClock } from './clock.ts';

export interface VenueChoice {
  readonly kind: TradingMode;
  /** Address of the simulated exchange; only for `sim`. */
  readonly server: string;
  readonly credentials: LoadedCredentials;
}

export type ClosableProbe = VenueProbe & { close(): Promise<void> };

/** Opens no connection yet. Paper: an exchange like that of the executor, with nothing in it. */
export async function openProbe(choice: VenueChoice, config: SeptetConfig): Promise<ClosableProbe> {
  const { kind, server, credentials } = choice;
  switch (kind) {
    case 'paper': {
      const { initialBalance } = config.venue;
      const exchange = new SimulatedExchange({
        instruments: config.kernel.instruments,
        initialBalance,
      });
      return new SimulatedVenue({ exchange, clock: hostClock, latency: 0 });
    }
    case 'sim':
      return openVenueProbe({ kind, server }, credentials);
    case 'demo':
    case 'live':
      return openVenueProbe({ kind }, credentials);
  }
}

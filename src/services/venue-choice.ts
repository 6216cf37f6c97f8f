/** The venue that is asked, by the kind that configuration or command line name. */
import type { SeptetConfig, VenueKind } from '../domain/config.ts';
import type { VenueProbe } from '../domain/venue.ts';
import type { TradingMode } from '../runbook/preflight.ts';
import {
  KEY_NAME,
  type LoadedCredentials,
  loadCredentials,
  SECRET_NAME,
} from '../venues/ccxt/credentials.ts';
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

/** The exchange server has a key of its own, which `septet sim` prints; it guards nothing. */
export function credentialsFor(
  kind: VenueKind,
  keyFile: string | null,
  environment: Readonly<Record<string, string | undefined>>,
): LoadedCredentials {
  const loaded = loadCredentials({ environment, keyFile });
  const named = environment[KEY_NAME] || environment[SECRET_NAME] || keyFile !== null;
  if (loaded.ok || kind !== 'sim' || named) return loaded;
  const { SEPTET_SIM_KEY, SEPTET_SIM_SECRET } = environment;
  const apiKey = SEPTET_SIM_KEY || 'septet-key';
  return { ok: true, credentials: { apiKey, secret: SEPTET_SIM_SECRET || 'septet-secret' } };
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

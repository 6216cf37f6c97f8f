/** The venue of the executor process, by configuration: simulated inside it, or somewhere outside. */
import type { SeptetConfig, VenueConfig } from '../domain/config.ts';
import type { EpochMs, Ms } from '../domain/time.ts';
import type { VenueProbe } from '../domain/venue.ts';
import type { DrivenVenue } from '../execution/driver.ts';
import type { VenueEndpoint } from '../venues/ccxt/client.ts';
import { openVenueProbe } from '../venues/ccxt/probe.ts';
import { openLiveVenue } from '../venues/ccxt/trading/open-live-venue.ts';
import { SimulatedExchange } from '../venues/simulated/exchange.ts';
import { SimulatedVenue } from '../venues/simulated/venue.ts';
import { openVenueStore } from '../venues/simulated/venue-store.ts';
import type { ServiceProcess } from './service-process.ts';
import { credentialsFor } from './venue-choice.ts';

export interface ExecutorVenue {
  readonly venue: DrivenVenue;
  readonly probe: VenueProbe;
  /** The prices up to here are known to it; null: it makes its own, or has seen none. */
  readonly pricesUntil: EpochMs | null;
  /** What is wrong with it now, in words; null: nothing. */
  trouble(): string | null;
  /** Before the driver starts: has everything told that happened at or after `since`. */
  tellPast(since: EpochMs): Promise<void>;
  /** Writes a copy of the venue's state to this file; null: the state is kept elsewhere. */
  readonly copyTo: ((path: string) => void) | null;
  close(): Promise<void>;
}

export interface VenueDriver {
  /** Market time of the driver: a command sent while it catches up is due in the past, not now. */
  readonly now: () => EpochMs;
  /** The venue has news. */
  readonly wake: () => void;
}

/** The venue is asked again for what happened this long before the books were complete last. */
const RETELL_MS: Ms = 60_000;
/** The start waits so long for the account stream; then entries wait for it, exits do not. */
const CONNECT_MS: Ms = 15_000;

/** Undefined for the paper portfolio. */
export function endpointOf(venue: Pick<VenueConfig, 'kind' | 'server'>): VenueEndpoint | undefined {
  switch (venue.kind) {
    case 'paper':
      return undefined;
    case 'sim':
      return { kind: 'sim', server: venue.server };
    default:
      return { kind: venue.kind };
  }
}

export async function openExecutorVenue(
  service: ServiceProcess,
  driver: VenueDriver,
): Promise<ExecutorVenue> {
  const endpoint = endpointOf(service.run.config.venue);
  return endpoint === undefined
    ? openPaper(service, driver)
    : await openOutside(service, endpoint, driver);
}

function openPaper({ home, run }: ServiceProcess, driver: VenueDriver): ExecutorVenue {
  const { config } = run;
  const opened = openVenueStore(home.venueState);
  if (!opened.ok) throw new Error(opened.error);
  const exchange = new SimulatedExchange({
    instruments: config.kernel.instruments,
    initialBalance: config.venue.initialBalance,
  });
  const venue = new SimulatedVenue({
    exchange,
    clock: { now: driver.now },
    latency: config.venue.latency,
    store: opened.store,
  });
  const restored = venue.start();
  if (!restored.ok) throw new Error(`${home.venueState}: ${restored.error}`);
  return {
    venue,
    probe: venue,
    pricesUntil: lastSteps(exchange, config),
    trouble: () => (venue.storeFailure === null ? null : `venue store: ${venue.storeFailure}`),
    tellPast: async (since) => venue.retell(since - RETELL_MS),
    copyTo: (path) => venue.copyTo(path),
    close: () => venue.close(),
  };
}

function lastSteps(exchange: SimulatedExchange, { kernel }: SeptetConfig): EpochMs | null {
  const seen = kernel.instruments.map((each) => exchange.lastStepAt(each.symbol));
  const known = seen.filter((at) => at !== null);
  return known.length === seen.length ? Math.min(...known) : null;
}

async function openOutside(
  { run, clock, log }: ServiceProcess,
  endpoint: VenueEndpoint,
  driver: VenueDriver,
): Promise<ExecutorVenue> {
  const { venue: figures, kernel } = run.config;
  const loaded = credentialsFor(figures.kind, figures.keyFile, process.env);
  if (!loaded.ok) throw new Error(loaded.errors.join('; '));
  const symbols = kernel.instruments.map((instrument) => instrument.symbol);
  const { venue } = await openLiveVenue(endpoint, loaded.credentials, {
    symbols,
    leverage: figures.leverage,
    clock,
    random: Math.random,
    log,
    onWake: driver.wake,
  });
  const probe = await openVenueProbe(endpoint, loaded);
  return {
    venue,
    probe,
    pricesUntil: null,
    trouble: () => venue.trouble,
    tellPast: async (since) => {
      venue.start(since - RETELL_MS);
      const ready = await venue.connect(CONNECT_MS);
      if (!ready)
        log('warn', `not ready yet, entries wait: ${venue.trouble ?? 'it took too long'}`);
    },
    copyTo: null,
    close: async () => {
      await venue.close();
      await probe.close();
    },
  };
}

/** Does the venue's market stand at this machine's time? Asked before anything is started. */
import type { SymbolId } from '../../../domain/ids.ts';
import type { EpochMs } from '../../../domain/time.ts';
import { openVenueClient, type VenueEndpoint } from '../client.ts';
import { clockFault } from './live-history.ts';
import { LiveRest } from './live-rest.ts';

/** Why it does not, in words, or null. Rejects when the venue does not answer. */
export async function marketFault(
  endpoint: VenueEndpoint,
  symbol: SymbolId,
  now: EpochMs,
): Promise<string | null> {
  const client = await openVenueClient(endpoint, null);
  const rest = new LiveRest({
    client,
    monotonic: () => performance.now(),
    wait: (delay) => new Promise((resolve) => setTimeout(resolve, delay)),
  });
  return await clockFault(rest, symbol, now);
}

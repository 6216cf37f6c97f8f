/** Client, stream and port of one venue, put together; and the account, set up for this executor. */
import { z } from 'zod';
import { marketIdOf } from '../../domain/ids.ts';
import { attempt } from './call.ts';
import {
  openVenueClient,
  type VenueClient,
  type VenueCredentials,
  type VenueEndpoint,
} from './client.ts';
import { LiveVenue, type LiveVenueOptions } from './live-venue.ts';

/** Opens no connection yet: `start` does. */
export async function openLiveVenue(
  endpoint: VenueEndpoint,
  credentials: VenueCredentials,
  options: Omit<LiveVenueOptions, 'client'>,
): Promise<{ readonly venue: LiveVenue; readonly client: VenueClient }> {
  const holder: { venue: LiveVenue | null } = { venue: null };
  const client = await openVenueClient(endpoint, credentials, {
    message: (message) => holder.venue?.message(message),
    connected: (url) => holder.venue?.connectedTo(url),
    disconnected: (url) => holder.venue?.disconnectedFrom(url),
    answered: (status, headers) => holder.venue?.answered(status, headers),
  });
  const venue = new LiveVenue({ ...options, client });
  holder.venue = venue;
  return { venue, client };
}

const configs = z.array(
  z.object({ symbol: z.string(), marginType: z.string(), leverage: z.coerce.number() }),
);

/**
 * Hedge mode, isolated margin and leverage of each symbol: what is not so already is changed.
 * Returns what was changed, in words; throws with all that could not be.
 */
export async function prepareAccount(
  client: VenueClient,
  symbols: LiveVenueOptions['symbols'],
  leverage: number,
): Promise<readonly string[]> {
  const changed: string[] = [];
  const failed: string[] = [];
  const change = async (what: string, call: () => Promise<unknown>): Promise<void> => {
    const outcome = await attempt(call);
    if (outcome.ok) changed.push(what);
    else failed.push(`${what}: ${outcome.code} ${outcome.message}`.trim());
  };
  const mode = z
    .object({ dualSidePosition: z.boolean() })
    .parse(await client.fapiPrivateGetPositionSideDual());
  if (!mode.dualSidePosition) {
    await change('hedge mode', () =>
      client.fapiPrivatePostPositionSideDual({ dualSidePosition: 'true' }),
    );
  }
  const known = configs.parse(await client.fapiPrivateGetSymbolConfig());
  for (const symbol of symbols) {
    const id = marketIdOf(symbol);
    const row = known.find((each) => each.symbol === id);
    if (row?.marginType.toUpperCase() !== 'ISOLATED') {
      await change(`${symbol} isolated margin`, () =>
        client.fapiPrivatePostMarginType({ symbol: id, marginType: 'ISOLATED' }),
      );
    }
    if (row?.leverage !== leverage) {
      await change(`${symbol} leverage ${leverage}`, () =>
        client.fapiPrivatePostLeverage({ symbol: id, leverage }),
      );
    }
  }
  if (failed.length > 0) throw new Error(`the account cannot be set up: ${failed.join('; ')}`);
  return changed;
}

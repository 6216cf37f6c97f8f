/** Client, stream and port of one venue, put together. */
import {
  openVenueClient,
  type VenueClient,
  type VenueCredentials,
  type VenueEndpoint,
} from '../client.ts';
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

/**
 * The exchange library, turned to one of the venues we speak to. Loaded only when asked for: it
 * takes half a second and 100 MB, and only the processes that speak to a venue need it.
 */
import type ccxtModule from 'ccxt';

/** Where the venue is: a simulated exchange on this machine, its demo, or the one with real money. */
export type VenueEndpoint =
  /** `server`: address of `septet sim`, like http://127.0.0.1:8790. */
  | { readonly kind: 'sim'; readonly server: string }
  | { readonly kind: 'demo' }
  | { readonly kind: 'live' };

/** Never written to a log, a journal or a message. */
export interface VenueCredentials {
  readonly apiKey: string;
  readonly secret: string;
}

/** The library's client with websockets (`watch...`), for Binance USDT-M futures. */
export type VenueClient = InstanceType<typeof ccxtModule.pro.binanceusdm>;

const REAL_ADDRESS = 'https://fapi.binance.com';
/** A request without an answer for this long counts as lost. */
const REQUEST_TIMEOUT_MS = 5_000;

/** Opens no connection yet. Without credentials only public calls work. */
export async function openVenueClient(
  endpoint: VenueEndpoint,
  credentials: VenueCredentials | null,
): Promise<VenueClient> {
  const { default: ccxt } = await import('ccxt');
  const client = new (
    endpoint.kind === 'sim' ? localClass(ccxt, endpoint.server) : ccxt.pro.binanceusdm
  )({
    ...(credentials ?? {}),
    timeout: REQUEST_TIMEOUT_MS,
    // The budget of requests is kept by who sends them: exits come before everything else.
    enableRateLimit: false,
    // Signed calls beside futures trading that loading the markets would make otherwise.
    options: {
      fetchCurrencies: false,
      fetchMargins: false,
      warnOnFetchOpenOrdersWithoutSymbol: false,
    },
  });
  if (endpoint.kind === 'demo') client.enableDemoTrading(true);
  if (endpoint.kind === 'sim') await turnToServer(client, endpoint.server);
  return client;
}

/** The library tells classes of errors by the address: it must see that of the real venue. */
function localClass(ccxt: typeof ccxtModule, server: string) {
  return class LocalBinance extends ccxt.pro.binanceusdm {
    override getExceptionsByUrl(url: string | undefined, exactOrBroad: string) {
      return super.getExceptionsByUrl(url?.replace(server, REAL_ADDRESS), exactOrBroad);
    }
  };
}

async function turnToServer(client: VenueClient, server: string): Promise<void> {
  const api = client.urls['api'] as Record<string, unknown>;
  for (const [name, url] of Object.entries(api)) {
    if (typeof url === 'string') api[name] = url.replace(/^https:\/\/[^/]+/, server);
  }
  const socket = api['ws'] as Record<string, unknown>;
  socket['future'] = `${server.replace(/^http/, 'ws')}/ws`;
  // Without it the library refuses websocket addresses that are not encrypted.
  await client.loadHttpProxyAgent();
}

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

/**
 * What the library would swallow. It keeps the last state of an order, a candle or a balance; a
 * reader of every single message listens here. Called synchronously, must not throw.
 */
export interface ClientHooks {
  /** A websocket message as the venue sent it, before the library takes it. */
  readonly message?: (message: unknown, url: string) => void;
  readonly connected?: (url: string) => void;
  readonly disconnected?: (url: string) => void;
  /** Every answer over HTTP, also refusals: status and headers, names in lower case. */
  readonly answered?: (status: number, headers: Readonly<Record<string, string>>) => void;
}

/** The library's client with websockets (`watch...`), for Binance USDT-M futures. */
export type VenueClient = InstanceType<typeof ccxtModule.pro.binanceusdm>;

type Socket = Parameters<VenueClient['handleMessage']>[0];

const REAL_ADDRESS = 'https://fapi.binance.com';
/** A request without an answer for this long counts as lost. */
const REQUEST_TIMEOUT_MS = 5_000;
/** The venue drops requests that arrive later than this after they were signed. */
export const RECEIVE_WINDOW_MS = 5_000;

/** Opens no connection yet. Without credentials only public calls work. */
export async function openVenueClient(
  endpoint: VenueEndpoint,
  credentials: VenueCredentials | null,
  hooks: ClientHooks = {},
): Promise<VenueClient> {
  const { default: ccxt } = await import('ccxt');
  const server = endpoint.kind === 'sim' ? endpoint.server : undefined;
  const client = new (clientClass(ccxt, hooks, server))({
    ...(credentials ?? {}),
    timeout: REQUEST_TIMEOUT_MS,
    // The budget of requests is kept by who sends them: exits come before everything else.
    enableRateLimit: false,
    options: {
      // Signed calls beside futures trading that loading the markets would make otherwise.
      fetchCurrencies: false,
      fetchMargins: false,
      recvWindow: RECEIVE_WINDOW_MS,
    },
  });
  if (endpoint.kind === 'demo') client.enableDemoTrading(true);
  if (server !== undefined) await turnToServer(client, server);
  return client;
}

function clientClass(ccxt: typeof ccxtModule, hooks: ClientHooks, server: string | undefined) {
  return class HookedClient extends ccxt.pro.binanceusdm {
    /** Classes of errors are told by the address: it must be that of the real venue. */
    override getExceptionsByUrl(url: string | undefined, exactOrBroad: string) {
      const known = server === undefined ? url : url?.replace(server, REAL_ADDRESS);
      return super.getExceptionsByUrl(known, exactOrBroad);
    }

    override handleMessage(client: Socket, message: unknown) {
      hooks.message?.(message, client.url);
      return super.handleMessage(client, message);
    }

    override onConnected(client: Socket, message?: unknown) {
      if (!this.wasReplaced(client)) hooks.connected?.(client.url);
      return super.onConnected(client, message);
    }

    override onError(client: Socket, error: unknown) {
      if (!this.wasReplaced(client)) hooks.disconnected?.(client.url);
      return super.onError(client, error);
    }

    override onClose(client: Socket, error: unknown) {
      if (this.wasReplaced(client)) return;
      hooks.disconnected?.(client.url);
      super.onClose(client, error);
    }

    /**
     * A dead connection is closed half a minute late, and its successor has the same address (the
     * venue hands out the listen key that is valid): its end is not that of the successor.
     */
    private wasReplaced(client: Socket): boolean {
      const now: unknown = this.clients[client.url];
      return now !== undefined && now !== client;
    }

    override onRestResponse(...answer: readonly unknown[]) {
      const [status, , , , headers] = answer;
      if (typeof status === 'number') hooks.answered?.(status, lowerCased(headers));
      return super.onRestResponse(...(answer as Parameters<VenueClient['onRestResponse']>));
    }
  };
}

function lowerCased(headers: unknown): Readonly<Record<string, string>> {
  const entries = Object.entries((headers ?? {}) as Readonly<Record<string, unknown>>);
  return Object.fromEntries(entries.map(([name, value]) => [name.toLowerCase(), String(value)]));
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

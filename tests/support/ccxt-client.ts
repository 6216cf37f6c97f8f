/** The real client library, its addresses turned to a server on this machine. */
import ccxt from 'ccxt';

const VENUE = 'https://fapi.binance.com';

/** The library tells error classes by the venue's address: it must see that of the real one. */
class LocalBinance extends ccxt.pro.binanceusdm {
  local = '';

  override getExceptionsByUrl(url: string | undefined, exactOrBroad: string) {
    return super.getExceptionsByUrl(url?.replace(this.local, VENUE), exactOrBroad);
  }
}

export interface ClientOptions {
  readonly port: number;
  readonly key?: string;
  readonly secret?: string;
}

export async function ccxtClient({ port, key, secret }: ClientOptions): Promise<LocalBinance> {
  const client = new LocalBinance({
    apiKey: key ?? 'test-key',
    secret: secret ?? 'test-secret',
    enableRateLimit: false,
    options: { fetchCurrencies: false, fetchMargins: false },
  });
  client.local = `http://127.0.0.1:${port}`;
  const api = client.urls['api'] as Record<string, unknown>;
  for (const [name, url] of Object.entries(api)) {
    if (typeof url === 'string') api[name] = url.replace(/^https:\/\/[^/]+/, client.local);
  }
  (api['ws'] as Record<string, unknown>)['future'] = `ws://127.0.0.1:${port}/ws`;
  // Without it the library refuses addresses that are not encrypted.
  await client.loadHttpProxyAgent();
  return client;
}

/**
 * A venue that answers pre-flight's questions in the form of Binance USDT-M, signatures checked,
 * and in which a test can break one answer at a time.
 */
import { createHmac } from 'node:crypto';
import { type Asked, LoopbackHttp, type Reply } from './loopback-http.ts';

export const VENUE_KEY = { apiKey: 'desk-key', secret: 'desk-secret' };

type Script = Readonly<Record<string, (asked: Asked) => Reply>>;

export const TIME = '/fapi/v1/time';
export const CONTRACTS = '/fapi/v1/exchangeInfo';
export const ACCOUNT = '/fapi/v1/accountConfig';
export const FEE_BURN = '/fapi/v1/feeBurn';
export const FUNDING = '/fapi/v1/fundingRate';
export const RESTRICTIONS = '/sapi/v1/account/apiRestrictions';

export const contract = (id: string, change: object = {}): object => ({
  symbol: id,
  status: 'TRADING',
  contractType: 'PERPETUAL',
  quoteAsset: 'USDT',
  marginAsset: 'USDT',
  filters: [
    { filterType: 'PRICE_FILTER', minPrice: '0.01', maxPrice: '1000000', tickSize: '0.01' },
    { filterType: 'LOT_SIZE', minQty: '0.001', maxQty: '1000000', stepSize: '0.001' },
    { filterType: 'MARKET_LOT_SIZE', minQty: '0.001', maxQty: '1000000', stepSize: '0.001' },
    { filterType: 'MIN_NOTIONAL', notional: '5' },
  ],
  ...change,
});

export const account = (change: object = {}): object => ({
  feeTier: 0,
  canTrade: true,
  canDeposit: true,
  canWithdraw: true,
  dualSidePosition: true,
  updateTime: 0,
  multiAssetsMargin: false,
  tradeGroupId: -1,
  ...change,
});

export const restrictions = (change: object = {}): object => ({
  ipRestrict: true,
  createTime: 1_698_645_219_000,
  enableReading: true,
  enableWithdrawals: false,
  enableInternalTransfer: false,
  enableMargin: false,
  enableFutures: true,
  permitsUniversalTransfer: false,
  enableVanillaOptions: false,
  enableSpotAndMarginTrading: false,
  ...change,
});

const GOOD: Script = {
  [TIME]: () => ({ body: { serverTime: Date.now() } }),
  [CONTRACTS]: () => ({
    body: { symbols: ['BTCUSDT', 'ETHUSDT', 'SOLUSDT'].map((id) => contract(id)) },
  }),
  [ACCOUNT]: () => ({ body: account() }),
  [FEE_BURN]: () => ({ body: { feeBurn: false } }),
  [FUNDING]: () => ({ body: [{ symbol: 'BTCUSDT', fundingRate: '0.0001', fundingTime: 0 }] }),
  [RESTRICTIONS]: () => ({ body: restrictions() }),
};
const SIGNED: readonly string[] = [ACCOUNT, FEE_BURN, RESTRICTIONS];

export const scriptedVenue = (script: Script = {}): LoopbackHttp =>
  new LoopbackHttp((asked) => {
    const answer = { ...GOOD, ...script }[asked.path];
    if (answer === undefined) {
      return { status: 404, body: { code: -5000, msg: `Path ${asked.path} is invalid` } };
    }
    return SIGNED.includes(asked.path) ? (signatureFault(asked) ?? answer(asked)) : answer(asked);
  });

function signatureFault({ headers, query }: Asked): Reply | null {
  const refused = (code: number, msg: string): Reply => ({ status: 401, body: { code, msg } });
  if (headers['x-mbx-apikey'] !== VENUE_KEY.apiKey) {
    return refused(-2015, 'Invalid API-key, IP, or permissions for action.');
  }
  const [text = '', given] = query.split('&signature=');
  const expected = createHmac('sha256', VENUE_KEY.secret).update(text).digest('hex');
  return given === expected ? null : refused(-1022, 'Signature for this request is not valid.');
}

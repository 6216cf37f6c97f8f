import { afterEach, describe, expect, it } from 'vitest';
import { symbolId } from '../../src/domain/ids.ts';
import { hostClock } from '../../src/services/clock.ts';
import { probeVenue } from '../../src/services/venue-probe.ts';
import { openVenueClient } from '../../src/venues/ccxt/client.ts';
import type { LoadedCredentials } from '../../src/venues/ccxt/credentials.ts';
import { CcxtProbe, openVenueProbe } from '../../src/venues/ccxt/probe.ts';
import type { LoopbackHttp, Reply } from '../support/loopback-http.ts';
import {
  ACCOUNT,
  account,
  CONTRACTS,
  contract,
  FEE_BURN,
  FUNDING,
  RESTRICTIONS,
  restrictions,
  scriptedVenue,
  TIME,
  VENUE_KEY,
} from '../support/scripted-venue.ts';

const KEY: LoadedCredentials = { ok: true, credentials: VENUE_KEY };
const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

type Script = Parameters<typeof scriptedVenue>[0];

async function probing(
  script: Script = {},
  loaded: LoadedCredentials = KEY,
): Promise<{ venue: LoopbackHttp; probe: CcxtProbe }> {
  const venue = scriptedVenue(script);
  const server = await venue.listen();
  const probe = await openVenueProbe({ kind: 'sim', server }, loaded);
  closing.push(
    () => probe.close(),
    () => venue.close(),
  );
  return { venue, probe };
}
const permissions = async (script?: Script) => (await probing(script)).probe.permissions();
const answering =
  (body: unknown, status = 200) =>
  (): Reply => ({ status, body });

describe('what the exchange library asks of a venue', () => {
  it('PRE-1 a well-made key: every permission as the venue states it, and nothing is changed', async () => {
    const { venue, probe } = await probing();
    expect(await probe.permissions()).toEqual({
      canTradeFutures: true,
      canWithdraw: false,
      canTransfer: false,
      ipRestricted: true,
      hedgeMode: true,
      multiAssetMargin: false,
      feesInOtherCoin: false,
      fundingEndpoint: true,
    });
    await probe.instruments();
    await probe.serverTime();
    expect(new Set(venue.asked.map(({ method }) => method))).toEqual(new Set(['GET']));
  });

  it.each<[string, Script, object]>([
    [
      'whose account may not trade',
      { [ACCOUNT]: answering(account({ canTrade: false })) },
      { canTradeFutures: false },
    ],
    [
      'without futures',
      { [RESTRICTIONS]: answering(restrictions({ enableFutures: false })) },
      { canTradeFutures: false },
    ],
    [
      'that may withdraw',
      { [RESTRICTIONS]: answering(restrictions({ enableWithdrawals: true })) },
      { canWithdraw: true },
    ],
    [
      'that may transfer between accounts of others',
      { [RESTRICTIONS]: answering(restrictions({ enableInternalTransfer: true })) },
      { canTransfer: true },
    ],
    [
      'that may transfer between own accounts',
      { [RESTRICTIONS]: answering(restrictions({ permitsUniversalTransfer: true })) },
      { canTransfer: true },
    ],
    [
      'for any address',
      { [RESTRICTIONS]: answering(restrictions({ ipRestrict: false })) },
      { ipRestricted: false },
    ],
    [
      'of an account in one-way mode',
      { [ACCOUNT]: answering(account({ dualSidePosition: false })) },
      { hedgeMode: false },
    ],
    [
      'of an account with multi-asset margin',
      { [ACCOUNT]: answering(account({ multiAssetsMargin: true })) },
      { multiAssetMargin: true },
    ],
    [
      'of an account that pays fees in another coin',
      { [FEE_BURN]: answering({ feeBurn: true }) },
      { feesInOtherCoin: true },
    ],
    [
      'on a venue without a funding endpoint',
      { [FUNDING]: answering({ code: -5000, msg: 'Path is invalid' }, 404) },
      { fundingEndpoint: false },
    ],
  ])('PRE-1 a key %s', async (_name, script, expected) => {
    expect(await permissions(script)).toMatchObject(expected);
  });

  it('PRE-1 a venue without the call about restrictions does not tell them', async () => {
    const unknown = answering({ code: -5000, msg: 'Path is invalid' }, 404);
    expect(await permissions({ [RESTRICTIONS]: unknown, [FEE_BURN]: unknown })).toMatchObject({
      canTradeFutures: true,
      canWithdraw: null,
      canTransfer: null,
      ipRestricted: null,
      feesInOtherCoin: null,
    });
  });

  it('PRE-1 the demo has no such call: it is not asked, and nothing is pretended', async () => {
    const venue = scriptedVenue();
    const server = await venue.listen();
    const client = await openVenueClient({ kind: 'sim', server }, VENUE_KEY);
    const probe = new CcxtProbe(client, { kind: 'demo' }, KEY);
    closing.push(
      () => probe.close(),
      () => venue.close(),
    );
    expect(await probe.permissions()).toMatchObject({
      canTradeFutures: true,
      canWithdraw: null,
      canTransfer: null,
      ipRestricted: null,
    });
    expect(venue.asked.map(({ path }) => path)).not.toContain(RESTRICTIONS);
  });

  it('PRE-1 without a key nothing signed is asked, and what is missing is said', async () => {
    const { venue, probe } = await probing({}, { ok: false, errors: ['there is no API key'] });
    await expect(probe.permissions()).rejects.toThrow('there is no API key');
    expect(await probe.instruments()).toHaveLength(3);
    expect(venue.asked.map(({ path }) => path)).toEqual([CONTRACTS]);
  });

  const PAGE = '<html><head><title>Bad gateway</title></head><body>nginx</body></html>';
  it.each<[string, Reply, RegExp]>([
    ['answers a page of HTML', { body: PAGE }, /not in the form of this venue/],
    ['answers 500 with a page', { status: 500, body: PAGE }, /500.*Bad gateway/],
    ['answers JSON of another kind', { body: { hello: 1 } }, /not in the form of this venue/],
    ['answers a list', { body: [] }, /not in the form of this venue/],
    ['answers nothing', { body: '' }, /not in the form of this venue/],
    ['cuts the connection', 'cut', /./],
    [
      'wants fewer requests',
      { status: 429, body: { code: -1003, msg: 'Too many requests.' } },
      /-1003 Too many requests.: too many requests: wait/,
    ],
  ])('PRE-1 a venue that %s: one line in words for each question', async (_name, reply, words) => {
    const broken = () => reply;
    const { probe } = await probing({ [CONTRACTS]: broken, [TIME]: broken, [ACCOUNT]: broken });
    for (const asked of [probe.instruments(), probe.serverTime(), probe.permissions()]) {
      const text = await asked.then(String, (error: Error) => error.message);
      expect(text).toMatch(words);
      expect(text).not.toMatch(/signature=|desk-key|desk-secret|\n|<html/);
    }
  });

  it.each<[string, LoadedCredentials, RegExp]>([
    [
      'key',
      { ok: true, credentials: { ...VENUE_KEY, apiKey: 'other' } },
      /-2015 .*the venue refuses the key/,
    ],
    [
      'secret',
      { ok: true, credentials: { ...VENUE_KEY, secret: 'other' } },
      /-1022 .*secret does not belong to the key/,
    ],
  ])('PRE-1 a wrong %s is refused, with what to do', async (_name, loaded, words) => {
    const { probe } = await probing({}, loaded);
    await expect(probe.permissions()).rejects.toThrow(words);
  });

  it('PRE-1 restrictions that the venue fails to tell are a failure, not a good sign', async () => {
    for (const reply of [
      answering(PAGE, 500),
      answering({}),
      answering({ code: -2015, msg: 'no' }, 401),
    ]) {
      await expect(permissions({ [RESTRICTIONS]: reply })).rejects.toThrow();
    }
    const partly = { ...restrictions(), enableWithdrawals: undefined };
    await expect(permissions({ [RESTRICTIONS]: answering(partly) })).rejects.toThrow(
      'the answer about the permissions of the key is not in the form of this venue (enableWithdrawals)',
    );
  });
});

describe('contracts of a venue', () => {
  it('PRE-1 carry the filters orders must pass; the bound of market orders counts', async () => {
    const market = {
      filterType: 'MARKET_LOT_SIZE',
      minQty: '0.001',
      maxQty: '120',
      stepSize: '0.001',
    };
    const filters = [
      { filterType: 'PRICE_FILTER', tickSize: '0.10' },
      { filterType: 'LOT_SIZE', minQty: '0.001', maxQty: '1000', stepSize: '0.001' },
      market,
      { filterType: 'MIN_NOTIONAL', notional: '100' },
    ];
    const { probe } = await probing({
      [CONTRACTS]: answering({ symbols: [contract('BTCUSDT', { filters })] }),
    });
    expect(await probe.instruments()).toEqual([
      {
        symbol: 'BTC/USDT:USDT',
        tickSize: '0.10',
        lotSize: '0.001',
        minQuantity: '0.001',
        maxQuantity: '120',
        minNotional: '100',
        delistsAt: null,
      },
    ]);
  });

  it('OPS-5 carry their announced end; the date far away of a perpetual is none', async () => {
    const end = Date.UTC(2027, 0, 12, 9);
    const { probe } = await probing({
      [CONTRACTS]: answering({
        symbols: [
          contract('BTCUSDT', { deliveryDate: 4_133_404_800_000 }),
          contract('ETHUSDT', { deliveryDate: end }),
        ],
      }),
    });
    const listed = await probe.instruments();
    expect(listed.map(({ delistsAt }) => delistsAt)).toEqual([null, end]);
  });

  it.each<[string, object]>([
    ['that are halted', { status: 'BREAK' }],
    ['with an end', { contractType: 'CURRENT_QUARTER' }],
    ['in another margin coin', { marginAsset: 'USDC' }],
    ['without readable filters', { filters: [{ filterType: 'PRICE_FILTER', tickSize: 'x' }] }],
  ])('PRE-1 do not count those %s', async (_name, change) => {
    const symbols = [contract('BTCUSDT'), contract('ETHUSDT', change), 7, null];
    const { probe } = await probing({ [CONTRACTS]: answering({ symbols }) });
    expect((await probe.instruments()).map(({ symbol }) => symbol)).toEqual(['BTC/USDT:USDT']);
  });

  it('PRE-1 a list in which nothing can be traded is an error', async () => {
    const symbols = [contract('BTCUSDT', { status: 'BREAK' })];
    const { probe } = await probing({ [CONTRACTS]: answering({ symbols }) });
    await expect(probe.instruments()).rejects.toThrow('no perpetual in USDT that trades');
  });
});

describe('a whole look at a venue', () => {
  const btc = {
    symbol: symbolId('BTC/USDT:USDT'),
    tickSize: '0.1',
    lotSize: '0.001',
    minQuantity: '0.001',
    maxQuantity: '1000',
    minNotional: '100',
  };
  const look = (venue: CcxtProbe, contracts = [btc]) =>
    probeVenue({ venue, clock: hostClock, speed: 1, contracts, callLimit: 500 });

  it('PRE-1 PRE-3 records latencies and five samples of the time', async () => {
    const { probe } = await probing();
    const view = await look(probe);
    expect(view).toMatchObject({
      publicCall: { ok: true, latency: expect.any(Number) },
      privateCall: { ok: true, latency: expect.any(Number) },
      missingSymbols: [],
      contractDifferences: [],
      clockError: null,
    });
    expect(view.clock).toHaveLength(5);
  });

  it('PRE-1 names symbols the venue does not list, and contract data it would refuse', async () => {
    const xyz = { ...btc, symbol: symbolId('XYZ/USDT:USDT') };
    const { probe } = await probing();
    const fine = { ...btc, minQuantity: '0.0001' };
    expect(await look(probe, [xyz, fine])).toMatchObject({
      missingSymbols: ['XYZ/USDT:USDT'],
      contractDifferences: ['BTC/USDT:USDT minQuantity 0.0001 does not fit its 0.001'],
    });
  });

  it('PRE-3 a venue whose clock is ahead: the samples show by how much', async () => {
    const { probe } = await probing({
      [TIME]: () => ({ body: { serverTime: Date.now() + 5_000 } }),
    });
    const { clock } = await look(probe);
    for (const { sentAt, serverTime } of clock ?? [])
      expect(serverTime - sentAt).toBeGreaterThan(4_900);
  });

  it.each<Reply>(['hang', 'half'])(
    'PRE-1 PRE-3 a venue that goes silent (%s) ends in words, in time',
    async (reply) => {
      const silent = () => reply;
      const { probe } = await probing({ [CONTRACTS]: silent, [TIME]: silent, [FUNDING]: silent });
      const view = await look(probe);
      expect(view.publicCall).toMatchObject({ ok: false });
      expect(view.clock).toBeNull();
      expect(view.clockError).toMatch(/no answer/);
    },
  );
});

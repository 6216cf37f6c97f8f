/** The executor process at the exchange server process, killed while it trades: real client, real sockets. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PORTFOLIO } from '../../src/domain/closure.ts';
import { Random } from '../../src/market/random.ts';
import { ccxtClient } from '../support/ccxt-client.ts';
import { LoneExecutor } from './support/lone-executor.ts';
import { removeFolders, temporaryFolder } from './support/program.ts';
import { Sim } from './support/sim.ts';
import { pause, until } from './support/waiting.ts';

const KILLS = 8;
const SYMBOLS = [
  { symbol: 'BTC/USDT:USDT', tick: '0.1' },
  { symbol: 'ETH/USDT:USDT', tick: '0.01' },
  { symbol: 'SOL/USDT:USDT', tick: '0.01' },
];
/** Longest wait between an order given and the kill: the way to the venue and back, and more. */
const LATEST_MS = 250;

type Client = Awaited<ReturnType<typeof ccxtClient>>;

describe('kill -9 of the executor at a venue', () => {
  const sim = new Sim('--from', 'now');
  const random = new Random(7, 'kills');
  let executor: LoneExecutor;
  let client: Client;

  beforeAll(async () => {
    const { rest } = await sim.started();
    const port = Number(new URL(rest).port);
    client = await ccxtClient({ port, key: 'septet-key', secret: 'septet-secret' });
    await client.loadMarkets();
    executor = new LoneExecutor(temporaryFolder('home'), rest);
    executor.start();
    await executor.reconciled();
  }, 60_000);
  afterAll(async () => {
    await executor.close();
    await client.close();
    sim.signal('SIGKILL');
    removeFolders();
  });

  /** As the venue has it, asked by somebody else. */
  const atVenue = async () => {
    // Symbol by symbol: executor and test share the venue's limit on requests.
    const each = <T>(ask: (about: { symbol: string }) => Promise<T>): Promise<T[]> =>
      Promise.all(SYMBOLS.map(({ symbol }) => ask({ symbol: marketId(symbol) })));
    const [positions, balances, open, conditional, orders] = await Promise.all([
      client.fapiPrivateV3GetPositionRisk(),
      client.fapiPrivateV3GetBalance(),
      each((about) => client.fapiPrivateGetOpenOrders(about)),
      each((about) => client.fapiPrivateGetOpenAlgoOrders(about)),
      each((about) => client.fapiPrivateGetAllOrders({ ...about, limit: 1_000 })),
    ]);
    return {
      positions: positions as readonly {
        symbol: string;
        positionSide: string;
        positionAmt: string;
      }[],
      open: open.flat() as readonly { clientOrderId: string }[],
      stops: conditional.flat() as readonly {
        symbol: string;
        positionSide: string;
        quantity: string;
      }[],
      balances: balances as readonly { asset: string; balance: string }[],
      orders: orders.flat() as readonly { clientOrderId: string }[],
    };
  };

  const sums = <T>(rows: readonly T[], key: (row: T) => string, amount: (row: T) => number) => {
    const found = new Map<string, number>();
    for (const row of rows) {
      const value = Math.round(((found.get(key(row)) ?? 0) + Math.abs(amount(row))) * 1e6) / 1e6;
      if (value !== 0) found.set(key(row), value);
    }
    return Object.fromEntries([...found].sort());
  };

  const marketId = (symbol: string): string => symbol.replace('/', '').replace(':USDT', '');

  it(`OPS-2 EXIT-1 ${KILLS} times: nothing lost, nothing doubled, every position with its stop`, {
    timeout: 400_000,
  }, async () => {
    for (let round = 0; round < KILLS; round += 1) {
      const { symbol, tick } = SYMBOLS[round % SYMBOLS.length]!;
      const price = Number((await client.fetchTicker(symbol)).last);
      executor.enter(`S${1 + (round % 7)}`, symbol, price, tick);
      if (round % 4 === 3) {
        const scope = { strategy: null, symbol: SYMBOLS[(round + 1) % 3]!.symbol as never };
        executor.tell({ kind: 'flatten', scope, actor: 'desk', reason: 'test' });
      }
      await pause(random.uniform() * LATEST_MS);
      await executor.kill();
      executor.start();
      await executor.reconciled();
      await until('stops for all that is held', 20_000, async () => {
        const held = await executor.positions();
        return held.every((each) => each.stopOnVenue);
      });
      const held = await executor.positions();
      const venue = await atVenue();
      const key = (row: { symbol: string; positionSide: string }) =>
        `${row.symbol} ${row.positionSide}`;
      const own = sums(
        held,
        (each) => `${marketId(each.symbol)} ${each.side.toUpperCase()}`,
        (each) => Number(each.quantity),
      );
      expect(own).toEqual(sums(venue.positions, key, (row) => Number(row.positionAmt)));
      expect(own).toEqual(sums(venue.stops, key, (row) => Number(row.quantity)));
      const ids = venue.orders.map((order) => order.clientOrderId);
      expect(new Set(ids).size).toBe(ids.length);
    }
    expect((await atVenue()).orders.length).toBeGreaterThanOrEqual(KILLS / 2);
  });

  it('OPS-2 at the end everything is left, and the ledger is the wallet to the last digit', {
    timeout: 60_000,
  }, async () => {
    executor.tell({ kind: 'flatten', scope: PORTFOLIO, actor: 'desk', reason: 'the end' });
    await until(
      'nothing to be held',
      30_000,
      async () => (await executor.positions()).length === 0,
    );
    await until('no order to be open', 30_000, async () => {
      const { open, stops } = await atVenue();
      return open.length + stops.length === 0;
    });
    await executor.reconciled();
    const { balances } = await atVenue();
    const wallet = balances.find((row) => row.asset === 'USDT')?.balance;
    await until('the ledger to be the wallet', 10_000, async () => {
      return (await executor.balance()) === wallet;
    });
  });
});

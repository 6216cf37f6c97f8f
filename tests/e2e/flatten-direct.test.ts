/** Leaving everything while no executor runs: real processes, real client, the exchange server. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ccxtClient } from '../support/ccxt-client.ts';
import { LoneExecutor } from './support/lone-executor.ts';
import { removeFolders, septet, temporaryFolder } from './support/program.ts';
import { Sim } from './support/sim.ts';
import { until } from './support/waiting.ts';

type Client = Awaited<ReturnType<typeof ccxtClient>>;

describe('septet flatten --direct', () => {
  const sim = new Sim('--from', 'now');
  const home = temporaryFolder('home');
  let executor: LoneExecutor;
  let client: Client;

  beforeAll(async () => {
    const { rest } = await sim.started();
    const port = Number(new URL(rest).port);
    client = await ccxtClient({ port, key: 'septet-key', secret: 'septet-secret' });
    await client.loadMarkets();
    executor = new LoneExecutor(home, rest);
    executor.start();
    await executor.reconciled();
  }, 60_000);
  afterAll(async () => {
    await executor.close();
    await client.close();
    sim.signal('SIGKILL');
    removeFolders();
  });

  const direct = (...options: readonly string[]) =>
    septet(['flatten', '--direct', '--home', home, ...options], {}, 60_000);
  const priceOf = async (symbol: string) => Number((await client.fetchTicker(symbol)).last);
  const atVenue = async () => {
    const [positions, open, stops] = (await Promise.all([
      client.fapiPrivateV3GetPositionRisk(),
      client.fapiPrivateGetOpenOrders(),
      client.fapiPrivateGetOpenAlgoOrders(),
    ])) as [
      { symbol: string; positionSide: string; positionAmt: string }[],
      { clientOrderId: string }[],
      { clientAlgoId: string }[],
    ];
    return { held: positions.filter((row) => Number(row.positionAmt) !== 0), open, stops };
  };

  it('EXIT-1 refuses while the executor answers, and names the command for it', async () => {
    const { code, stderr } = await direct('--yes');
    expect(stderr).toContain('use `septet flatten`');
    expect(code).toBe(1);
  });

  it('EXIT-1 OPS-2 the executor killed with positions, a resting entry and one by hand: everything is left, then it comes back halted and its ledger is the wallet', {
    timeout: 120_000,
  }, async () => {
    executor.enter('S1', 'BTC/USDT:USDT', await priceOf('BTC/USDT:USDT'), '0.1');
    executor.enter('S2', 'ETH/USDT:USDT', await priceOf('ETH/USDT:USDT'), '0.01');
    await until('stops for two positions', 20_000, async () => {
      const held = await executor.positions();
      return held.length === 2 && held.every((each) => each.stopOnVenue);
    });
    // Long and far below the market: it rests.
    executor.enter('S4', 'SOL/USDT:USDT', (await priceOf('SOL/USDT:USDT')) * 0.9, '0.01');
    const rests = async () => (await atVenue()).open.length === 1;
    await until('an entry that rests', 10_000, rests, 500);
    await executor.kill();
    await client.fapiPrivatePostOrder({
      ...{ symbol: 'SOLUSDT', side: 'SELL', positionSide: 'SHORT', type: 'MARKET', quantity: '2' },
    });

    const { code, stdout, stderr } = await direct('--yes', '--reason', 'drill');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/held: BTC\/USDT:USDT long 0\.0\d/);
    expect(stdout).toContain('held: SOL/USDT:USDT short 2 from');
    expect(stdout).toContain('flat: nothing is held');
    expect(await atVenue()).toEqual({ held: [], open: [], stops: [] });
    const file = readdirSync(home).find((name) => name.startsWith('direct-flatten-'))!;
    const lines = readFileSync(join(home, file), 'utf8').trim().split('\n');
    const kinds = lines.map((line) => (JSON.parse(line) as { kind: string }).kind);
    // Three positions, the entry and two stops.
    expect(kinds.filter((kind) => kind === 'sent')).toHaveLength(6);
    expect(kinds.at(-1)).toBe('ended');

    executor.start();
    await executor.reconciled();
    const empty = async () => (await executor.positions()).length === 0;
    await until('nothing in the books', 20_000, empty);
    const price = await priceOf('BTC/USDT:USDT');
    expect(await executor.enterReply('S1', 'BTC/USDT:USDT', price, '0.1')).toMatchObject({
      ok: false,
      text: expect.stringContaining('ENTRY_HALT'),
    });
    const balances = (await client.fapiPrivateV3GetBalance()) as {
      asset: string;
      balance: string;
    }[];
    expect(await executor.balance()).toBe(balances.find((row) => row.asset === 'USDT')?.balance);
  });
});

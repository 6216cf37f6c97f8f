import { createHmac } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { ccxtClient } from '../support/ccxt-client.ts';
import { FIRST_DAY, makeData } from './support/made-data.ts';
import { removeFolders, septet, temporaryFolder } from './support/program.ts';
import { expectRefused } from './support/refusal.ts';
import { Sim } from './support/sim.ts';
import { until } from './support/waiting.ts';

const sims: Sim[] = [];
const sim = (...options: readonly string[]): Sim => {
  const made = new Sim(...options);
  sims.push(made);
  return made;
};

afterEach(() => {
  for (const one of sims.splice(0)) one.signal('SIGKILL');
});
afterAll(removeFolders);

describe('septet sim', () => {
  it('serves a signed request and a stream, and ends on Ctrl-C while a client is connected', async () => {
    const server = sim('--speed', '600', '--key', 'k1', '--secret', 's1', '--balance', '5000');
    const { rest } = await server.started();
    const query = `timestamp=${Date.now()}`;
    const signature = createHmac('sha256', 's1').update(query).digest('hex');
    const answer = await fetch(`${rest}/fapi/v3/balance?${query}&signature=${signature}`, {
      headers: { 'X-MBX-APIKEY': 'k1' },
    });
    expect(answer.headers.get('x-mbx-used-weight-1m')).toBe('5');
    expect(await answer.json()).toMatchObject([{ asset: 'USDT', balance: '5000' }]);
    const client = await ccxtClient({ port: Number(new URL(rest).port), key: 'k1', secret: 's1' });
    await client.loadMarkets();
    const candles = await client.watchOHLCV('BTC/USDT:USDT', '1m');
    expect(candles.at(-1)![4]).toBeGreaterThan(0);
    const cut = client.watchOHLCV('BTC/USDT:USDT', '5m').then(String, (error: unknown) => error);
    server.signal('SIGINT');
    expect(await server.ended).toBe(0);
    await cut;
    await client.close();
    expect(server.lines.at(-1)).toMatchObject({ kind: 'ended', reason: 'Ctrl-C' });
  });

  it('takes a fault plan, tells its strikes, and refuses a broken plan with all that is wrong', async () => {
    const file = join(temporaryFolder('plan'), 'plan.yaml');
    writeFileSync(file, 'faults:\n  - { kind: maintenance, id: works }\n');
    const server = sim('--faults', file, '--fault-seed', '3');
    const { rest } = await server.started();
    const answer = await fetch(`${rest}/fapi/v1/ping`);
    expect([answer.status, await answer.json()]).toMatchObject([503, { code: -1016 }]);
    const strike = await until('the strike', 5_000, () =>
      server.lines.find((line) => line.kind === 'strike'),
    );
    expect(strike).toMatchObject({ id: 'works', fault: 'maintenance' });
    writeFileSync(file, 'faults:\n  - { kind: tiemout }\n  - { kind: adl, side: long }\n');
    const refused = await septet(['sim', '--port', '0', '--faults', file]);
    expectRefused(refused, 'plan.yaml:2:13 faults[0].kind', 'faults[1].symbol: is missing');
  });

  it('replays recorded candles, and ends by itself when they end', async () => {
    const folder = join(temporaryFolder('sim'), 'data');
    makeData(folder, 1);
    const server = sim('--data', folder, '--from', `${FIRST_DAY}T20:00Z`, '--speed', '3600');
    const { rest } = await server.started();
    const answer = await fetch(`${rest}/fapi/v1/klines?symbol=BTCUSDT&interval=1h&limit=3`);
    const [last] = ((await answer.json()) as number[][]).slice(-1);
    expect(new Date(last![0]!).toISOString().slice(0, 10)).toBe(FIRST_DAY);
    expect(await server.ended).toBe(0);
    expect(server.lines.at(-1)).toMatchObject({ reason: 'the recording has ended' });
  });

  it('says which port is taken, and what to do', async () => {
    const other = createServer();
    await new Promise<void>((done) => other.listen(0, '127.0.0.1', done));
    const { port } = other.address() as { port: number };
    const result = await septet(['sim', '--port', String(port)]);
    other.close();
    expectRefused(result, `port ${port} is in use`, '--port');
  });

  it.each([
    [['--port', '99999'], 'whole number from 0 to 65535'],
    [['--speed', '0'], '1 to 3600'],
    [['--balance', '-5'], 'above 0'],
    [['--from', 'yesterday'], 'a day like'],
    [['--from', '2020-01-01'], 'begins at'],
    [['--to', '2025-02-01'], '--data'],
    [['--data', '/no/such/folder'], 'no such directory'],
    [['--data', '.', '--seed', '1'], 'need no seed'],
  ])('refuses %j in words', async (options, words) => {
    expectRefused(await septet(['sim', '--port', '0', ...options]), words);
  });
});

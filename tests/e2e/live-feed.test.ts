import { type ChildProcess, spawn } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, expect, it } from 'vitest';
import { symbolId } from '../../src/domain/ids.ts';
import type { Candle } from '../../src/domain/market.ts';
import { Feed } from '../../src/market/feed.ts';
import { LiveMarket } from '../../src/venues/ccxt/market/live-market.ts';
import { environment, PROGRAM } from './support/program.ts';
import { until } from './support/waiting.ts';

const BTC = symbolId('BTC/USDT:USDT');
const ETH = symbolId('ETH/USDT:USDT');
const SPEED = 60;

let child: ChildProcess;
let market: LiveMarket | null = null;

afterEach(async () => {
  await market?.close();
  child.kill('SIGKILL');
});

async function startSim(): Promise<string> {
  const options = ['sim', '--json', '--port', '0', '--speed', String(SPEED)];
  child = spawn(process.execPath, [PROGRAM, ...options], {
    env: environment(),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  child.stdout!.setEncoding('utf8').on('data', (more: string) => {
    text += more;
  });
  return await until('the server', 20_000, () => /"rest":"(http:[^"]+)"/.exec(text)?.[1]);
}

it('a feed on `septet sim` at sixty times the speed closes the candles its REST tells', async () => {
  const rest = await startSim();
  const ask = async (path: string): Promise<unknown> => (await fetch(`${rest}${path}`)).json();
  const { time } = (await ask('/fapi/v1/premiumIndex?symbol=BTCUSDT')) as { time: number };
  const origin = performance.now();
  const now = (): number => Math.floor(time + (performance.now() - origin) * SPEED);
  market = await LiveMarket.open({
    endpoint: { kind: 'sim', server: rest },
    symbols: [BTC, ETH],
    at: now(),
    historyKept: 100,
    clock: { now, monotonic: () => performance.now() },
    onLog: () => undefined,
  });
  const feed = new Feed(market);
  feed.start();
  const closed = new Map<string, Candle[]>([
    [BTC, []],
    [ETH, []],
  ]);
  const ended = performance.now() + 20_000;
  while ([...closed.values()].some((candles) => candles.length < 8)) {
    if (performance.now() > ended) throw new Error('eight minutes did not close in 20 s');
    for (const output of feed.advance(now())) {
      if (output.kind !== 'candle' || output.event.timeframe !== '1m') continue;
      closed.get(output.event.symbol)!.push(output.event.candle);
    }
    await pause(20);
  }
  for (const [symbol, own] of closed) {
    const id = symbol.slice(0, 3);
    const from = market.startsAt;
    const rows = (await ask(
      `/fapi/v1/klines?symbol=${id}USDT&interval=1m&startTime=${from}&limit=${own.length}`,
    )) as readonly (readonly unknown[])[];
    const venue = rows.map((row) => row.slice(0, 5).map(Number));
    expect(own.map((c) => [c.openTime, c.open, c.high, c.low, c.close])).toEqual(venue);
    for (const [index, { volume }] of own.entries()) {
      expect(volume).toBeCloseTo(Number(rows[index]![5]), 6);
    }
  }
});

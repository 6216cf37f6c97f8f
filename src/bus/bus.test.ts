import { mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { symbolId } from '../domain/ids.ts';
import type { PriceStep } from '../domain/market.ts';
import { BusClient } from './client.ts';
import { BUS_PROTOCOL } from './protocol.ts';
import { BusServer, type Handlers } from './server.ts';
import { socketPath } from './socket-path.ts';

let home: string;
let closing: (() => unknown)[];

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'septet-bus-'));
  closing = [];
});
afterEach(async () => {
  for (const close of closing.reverse()) await close();
  rmSync(home, { recursive: true, force: true });
});

const step = (at: number): PriceStep => ({
  symbol: symbolId('BTC/USDT:USDT'),
  at,
  length: 5_000,
  open: 1,
  high: 1,
  low: 1,
  close: 1,
  mark: 1,
  volume: 1,
  book: { bids: [], asks: [] },
});

const feedHandlers: Handlers<'feed'> = {
  ready: () => ({ ready: true, text: 'yes', lastStepAt: 7, excluded: null }),
  history: ({ count }) => {
    if (count > 100) throw new Error('at most 100 candles');
    return [];
  },
};

async function feed(handlers = feedHandlers, maxFrameLength?: number): Promise<BusServer<'feed'>> {
  const server = new BusServer({
    service: 'feed',
    path: socketPath(home, 'feed'),
    handlers,
    ...(maxFrameLength === undefined ? {} : { maxFrameLength }),
    outgoing: { droppableFrames: 4, queueLength: 4_096 },
  });
  await server.listen();
  closing.push(() => server.close());
  return server;
}

type Topics = ConstructorParameters<typeof BusClient<'feed'>>[0]['topics'];

function client(topics: Topics = {}, extra: { onUp?: () => void; onDown?: () => void } = {}) {
  const made = new BusClient({
    service: 'feed',
    path: socketPath(home, 'feed'),
    peer: 'test',
    ...(topics === undefined ? {} : { topics }),
    ...extra,
  });
  closing.push(() => made.close());
  return made;
}

describe('bus', () => {
  it('answers a request over a real socket', async () => {
    await feed();
    const caller = client();
    expect(await caller.ready(2_000)).toBe(true);
    expect(await caller.request('ready', {})).toEqual({
      ready: true,
      text: 'yes',
      lastStepAt: 7,
      excluded: null,
    });
  });

  it('hands the words of a failing handler to the one who asked', async () => {
    await feed();
    const caller = client();
    await caller.ready(2_000);
    const asked = caller.request('history', {
      symbol: symbolId('BTC/USDT:USDT'),
      timeframe: '1m',
      count: 101,
    });
    await expect(asked).rejects.toMatchObject({ code: 'failed', message: 'at most 100 candles' });
  });

  it('publishes to those who subscribed, in order', async () => {
    const server = await feed();
    const seen: number[] = [];
    let done: () => void = () => {};
    const all = new Promise<void>((resolve) => {
      done = resolve;
    });
    const subscriber = client({
      price: (price) => {
        seen.push(price.at);
        if (price.at === 3) done();
      },
    });
    await subscriber.ready(2_000);
    for (const at of [1, 2, 3]) server.publish('price', step(at));
    await all;
    expect(seen).toEqual([1, 2, 3]);
  });

  it('fails at once, in words, while the service is down', async () => {
    const caller = client();
    await expect(caller.request('ready', {})).rejects.toMatchObject({ code: 'down' });
    expect(caller.tell('ready', {})).toBe(false);
  });

  it('gives up a request that is never answered', async () => {
    await feed({ ...feedHandlers, ready: () => new Promise(() => {}) });
    const caller = client();
    await caller.ready(2_000);
    await expect(caller.request('ready', {}, 20)).rejects.toMatchObject({ code: 'timeout' });
  });

  it('comes back by itself and says so, so that the caller can resync', async () => {
    const first = await feed();
    let ups = 0;
    let downs = 0;
    let again: () => void = () => {};
    const twice = new Promise<void>((resolve) => {
      again = resolve;
    });
    const caller = client(
      {},
      {
        onUp: () => {
          ups += 1;
          if (ups === 2) again();
        },
        onDown: () => {
          downs += 1;
        },
      },
    );
    await caller.ready(2_000);
    await first.close();
    await feed();
    await twice;
    expect([ups, downs]).toEqual([2, 1]);
    expect((await caller.request('ready', {})).ready).toBe(true);
  });

  it('rejects what was asked when the service dies before it answers', async () => {
    const server = await feed({ ...feedHandlers, ready: () => new Promise(() => {}) });
    const caller = client();
    await caller.ready(2_000);
    const asked = caller.request('ready', {});
    const expected = expect(asked).rejects.toMatchObject({ code: 'down' });
    await server.close();
    await expected;
  });

  it('OPS-7 refuses another protocol version with words that name both builds and the way on', async () => {
    await feed();
    const text = await new Promise<string>((resolve) => {
      const socket = connect(socketPath(home, 'feed'));
      let received = '';
      socket.setEncoding('utf8');
      socket.on('data', (chunk: string) => {
        received += chunk;
      });
      socket.on('close', () => resolve(received));
      const hello = {
        t: 'hello',
        protocol: 'septet.bus/0',
        build: '0.9.0+old',
        peer: 'old',
        topics: [],
      };
      socket.write(`${JSON.stringify(hello)}\n`);
    });
    const [first] = text.split('\n');
    expect(JSON.parse(first ?? '')).toEqual({
      t: 'refused',
      text: `feed (build development) speaks ${BUS_PROTOCOL}, old (build 0.9.0+old) speaks septet.bus/0: finish the upgrade with \`septet upgrade\`, or use the build that runs`,
    });
  });

  it('OPS-7 a service of another build is told apart, and talked to while the protocol is the same', async () => {
    const path = socketPath(home, 'feed');
    const answer = async (protocol: string) => {
      const hello = { t: 'hello', protocol, build: '0.9.0+old', service: 'feed' };
      const server = createServer((socket) => {
        socket.resume().write(`${JSON.stringify(hello)}\n`);
      });
      mkdirSync(dirname(path), { recursive: true });
      await new Promise<void>((resolve) => {
        server.listen(path, resolve);
      });
      const caller = new BusClient({ service: 'feed', path, peer: 'test', reconnect: false });
      await caller.ready(2_000);
      const { up, peerBuild, refusedBecause } = caller;
      caller.close();
      await new Promise((resolve) => server.close(resolve));
      return { up, peerBuild, refusedBecause };
    };
    expect(await answer(BUS_PROTOCOL)).toEqual({
      ...{ up: true, peerBuild: '0.9.0+old', refusedBecause: null },
    });
    const refused = await answer('septet.bus/0');
    expect(refused).toMatchObject({ up: false });
    expect(refused.refusedBecause).toMatch(
      /^feed \(build 0.9.0\+old\) speaks septet.bus\/0, test \(build development\) speaks/,
    );
  });

  it('drops a peer that sends a frame beyond the bound, and lives on', async () => {
    const server = await feed(feedHandlers, 1_000);
    await new Promise<void>((resolve) => {
      const socket = connect(socketPath(home, 'feed'));
      socket.on('error', () => {});
      socket.on('close', () => resolve());
      socket.write('x'.repeat(2_000));
    });
    const caller = client();
    await caller.ready(2_000);
    expect((await caller.request('ready', {})).ready).toBe(true);
    expect(server.peerNames()).toEqual(['test']);
  });

  it('drops the oldest prices of a subscriber that does not read, never the newest', async () => {
    const server = await feed();
    const received: number[] = [];
    const socket = connect(socketPath(home, 'feed'));
    closing.push(() => socket.destroy());
    socket.setEncoding('utf8');
    await new Promise<void>((resolve) => {
      socket.once('data', () => resolve());
      const topics = ['price'];
      socket.write(
        `${JSON.stringify({ t: 'hello', protocol: BUS_PROTOCOL, peer: 's', topics })}\n`,
      );
    });
    socket.pause();
    for (let at = 1; at <= 20_000; at += 1) server.publish('price', step(at));
    let rest = '';
    await new Promise<void>((resolve) => {
      socket.on('data', (chunk: string) => {
        rest += chunk;
        const lines = rest.split('\n');
        rest = lines.pop() ?? '';
        for (const line of lines) received.push(JSON.parse(line).data.at);
        if (received.at(-1) === 20_000) resolve();
      });
      socket.resume();
    });
    expect(received.length).toBeLessThan(20_000);
    expect(received.slice(-4)).toEqual([19_997, 19_998, 19_999, 20_000]);
    expect(received).toEqual([...received].sort((a, b) => a - b));
  });

  it('disconnects a subscriber that does not read what may never be dropped', async () => {
    const server = await feed();
    const socket = connect(socketPath(home, 'feed'));
    closing.push(() => socket.destroy());
    await new Promise<void>((resolve) => {
      socket.once('data', () => resolve());
      const topics = ['candle'];
      socket.write(
        `${JSON.stringify({ t: 'hello', protocol: BUS_PROTOCOL, peer: 's', topics })}\n`,
      );
    });
    socket.pause();
    const symbol = symbolId('BTC/USDT:USDT');
    for (let openTime = 0; openTime < 20_000; openTime += 1) {
      const candle = { openTime, open: 1, high: 1, low: 1, close: 1, volume: 1 };
      server.publish('candle', { symbol, timeframe: '1m', candle });
    }
    for (let turn = 0; turn < 100 && server.peerNames().length > 0; turn += 1) {
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(server.peerNames()).toEqual([]);
  });

  it('listens for its owner alone, and never takes the socket of a living service', async () => {
    await feed();
    expect(statSync(socketPath(home, 'feed')).mode & 0o777).toBe(0o600);
    await expect(feed()).rejects.toThrow('another feed already listens');
  });

  it('moves to a short path where the home is too deep for a socket address', () => {
    const deep = join(home, 'd'.repeat(120));
    const path = socketPath(deep, 'executor');
    expect(Buffer.byteLength(path)).toBeLessThan(104);
    expect(path).not.toBe(socketPath(join(home, 'e'.repeat(120)), 'executor'));
    expect(socketPath(home, 'executor')).toBe(join(home, 'run', 'executor.sock'));
  });
});

import { EventEmitter } from 'node:events';
import { describe, expect, it } from 'vitest';
import type { WebSocket } from 'ws';
import { simServer } from '../../tests/support/sim-server.ts';
import { MAX_CONNECTIONS, Sockets } from './sockets.ts';

const MINUTE = 60_000;

/** A connection's other end: what it was told, in order. */
class Peer extends EventEmitter {
  readonly told: string[] = [];
  readonly bufferedAmount = 0;
  send(text: string): void {
    this.told.push(`event ${(JSON.parse(text) as { e?: string }).e}`);
  }
  ping(): void {
    this.told.push('ping');
  }
  close(code: number, reason: string): void {
    this.told.push(`closed ${code} ${reason}`);
    this.emit('close');
  }
  terminate(): void {
    this.told.push('cut off');
  }
}

/** Sockets whose clock the test moves. */
function sockets() {
  let wall = 1_700_000_000_000;
  const { desk } = simServer({ wall: () => wall });
  const all = new Sockets(desk);
  const connect = (url: string): Peer => {
    const peer = new Peer();
    all.accept(peer as unknown as WebSocket, url);
    return peer;
  };
  const pass = (time: number): void => {
    wall += time;
    all.tick();
  };
  return { all, desk, connect, pass };
}

describe('open websockets', () => {
  it('of a listen key are told and closed when it runs out after an hour', () => {
    const { all, desk, connect, pass } = sockets();
    const peer = connect(`/ws/${desk.listenKeys.open(desk.wall())}`);
    for (let minute = 1; minute < 60; minute += 1) {
      pass(MINUTE);
      peer.emit('pong');
    }
    expect(peer.told.every((each) => each === 'ping')).toBe(true);
    pass(MINUTE);
    expect(peer.told.slice(-2)).toEqual([
      'event listenKeyExpired',
      'closed 1000 listen key expired',
    ]);
    expect(all.count).toBe(0);
  });

  it('live on when the key was renewed in time', () => {
    const { all, desk, connect, pass } = sockets();
    const peer = connect(`/ws/${desk.listenKeys.open(desk.wall())}`);
    for (let minute = 1; minute <= 90; minute += 1) {
      if (minute === 59) desk.listenKeys.renew(desk.wall());
      pass(MINUTE);
      peer.emit('pong');
    }
    expect(all.count).toBe(1);
  });

  it('of a key that is none are refused', () => {
    const { all, connect } = sockets();
    expect(connect(`/ws/${'0'.repeat(64)}`).told).toEqual([
      'closed 1008 This listenKey does not exist.',
    ]);
    expect(all.count).toBe(0);
  });

  it('are pinged after more than 3 minutes, and cut off after more than 10 without a sign of life', () => {
    const { all, connect, pass } = sockets();
    const [silent, alive] = [connect('/ws'), connect('/ws')];
    pass(3 * MINUTE);
    expect(silent.told).toEqual([]);
    pass(1);
    expect(silent.told).toEqual(['ping']);
    alive.emit('pong');
    pass(7 * MINUTE - 1);
    expect(all.count).toBe(2);
    pass(1);
    expect(silent.told.slice(-2)).toEqual(['closed 1008 no pong', 'cut off']);
    expect([all.count, alive.told.includes('cut off')]).toEqual([1, false]);
  });

  it('are 64 at the most', () => {
    const { all, connect } = sockets();
    for (let i = 0; i < MAX_CONNECTIONS; i += 1) connect('/ws');
    expect(connect('/ws').told).toEqual(['closed 1013 too many connections']);
    expect(all.count).toBe(MAX_CONNECTIONS);
  });
});

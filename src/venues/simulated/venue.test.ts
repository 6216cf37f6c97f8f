import { describe, expect, it } from 'vitest';
import type { VenueEvent } from '../../domain/venue.ts';
import { ALWAYS, faultSet } from '../faults/faults-fixture.ts';
import type { Fault } from '../faults/plan.ts';
import {
  cancel,
  exchangeWith,
  limit,
  order,
  query,
  Recorder,
  START,
  step,
  stop,
} from './exchange-fixture.ts';
import { GOOD_PERMISSIONS, SimulatedVenue, type SimulatedVenueOptions } from './venue.ts';
import type { SaveResult, VenueStore } from './venue-store.ts';

type Setup = Partial<Omit<SimulatedVenueOptions, 'faults'>> & {
  readonly faults?: readonly Fault[];
  readonly random?: () => number;
};

/** A venue at 50,000 under a clock the test sets. */
function venueWith({ faults, random = () => 0, ...options }: Setup = {}) {
  const { exchange } = exchangeWith();
  const clock = { at: START, now: () => clock.at };
  const venue = new SimulatedVenue({
    exchange,
    clock,
    latency: 0,
    ...options,
    ...(faults ? { faults: faultSet(faults, START, random) } : {}),
  });
  const heard = new Recorder();
  venue.onEvent(heard.hear);
  expect(venue.start()).toEqual({ ok: true });
  venue.onPriceStep(step(50_000, START));
  return { venue, exchange, clock, heard };
}

const always = { ...ALWAYS, until: 60_000, probability: 1 } as const;
const kinds = (heard: Recorder): readonly VenueEvent['kind'][] =>
  heard.events.map((event) => event.kind);

describe('latency', () => {
  it('none: a command takes effect at once', () => {
    const { venue, heard } = venueWith();
    venue.send(order('a'));
    expect(kinds(heard)).toEqual(['accepted', 'fill', 'order']);
    expect(venue.nextDue()).toBeNull();
  });

  it('a command reaches the venue when it is due, on the book of that time', () => {
    const { venue, heard, clock } = venueWith({ latency: 150 });
    venue.send(order('a'));
    venue.advance(START + 149);
    expect(heard.events).toEqual([]);
    expect(venue.nextDue()).toBe(START + 150);
    venue.onPriceStep(step(50_100, START + 100, { length: 100 }));
    clock.at = START + 150;
    venue.advance(START + 150);
    expect(heard.of('fill')).toMatchObject([{ price: '50100.5', at: START + 150 }]);
  });

  it('a command due inside a step has not seen the path of that step', () => {
    const { venue, heard } = venueWith({ latency: 150 });
    venue.send(limit('a', '49000'));
    venue.onPriceStep(step(50_000, START + 1_000, { length: 1_000, low: 48_000 }));
    venue.advance(START + 1_000);
    expect(kinds(heard)).toEqual(['accepted']);
    venue.onPriceStep(step(50_000, START + 2_000, { length: 1_000, low: 48_000 }));
    expect(kinds(heard)).toEqual(['accepted', 'fill', 'order']);
  });

  it('commands keep their order, and too many under way are refused', () => {
    const { venue, heard } = venueWith({ latency: 10 });
    for (let index = 0; index < 10_001; index += 1) venue.send(query(`q${index}`));
    venue.send(order('a'));
    expect(heard.events).toMatchObject([
      { kind: 'unknown', clientOrderId: 'q10000', operation: 'query' },
      { kind: 'rejected', clientOrderId: 'a', code: '-1015' },
    ]);
    heard.take();
    venue.advance(START + 10);
    expect(heard.of('not_found').map((event) => event.clientOrderId)).toEqual(
      Array.from({ length: 10_000 }, (_, index) => `q${index}`),
    );
  });
});

describe('faults', () => {
  it('a timed-out order that executed: unknown, its fills still pushed, found by query', () => {
    const fault: Fault = {
      kind: 'timeout',
      routes: ['order'],
      answer: 'silence',
      executed: true,
      ...always,
      times: 1,
    };
    const { venue, heard } = venueWith({ faults: [fault] });
    venue.send(order('a'));
    expect(heard.events).toMatchObject([
      { kind: 'unknown', clientOrderId: 'a', operation: 'place' },
      { kind: 'fill', clientOrderId: 'a' },
      { kind: 'order', status: 'filled' },
    ]);
    heard.take();
    venue.send(query('a'));
    expect(kinds(heard)).toEqual(['fill', 'order']);
  });

  it('a timed-out order that did not execute: unknown, and the query does not find it', () => {
    const fault: Fault = {
      kind: 'timeout',
      routes: ['order'],
      answer: 'silence',
      executed: false,
      ...always,
      times: 1,
    };
    const { venue, heard, exchange } = venueWith({ faults: [fault] });
    venue.send(order('a'));
    venue.send(query('a'));
    venue.send(order('b'));
    expect(kinds(heard)).toEqual(['unknown', 'not_found', 'accepted', 'fill', 'order']);
    expect(exchange.account(START).positions).toMatchObject([{ quantity: '1' }]);
  });

  it('a timed-out cancel and a timed-out query', () => {
    const faults: readonly Fault[] = [
      { kind: 'timeout', routes: ['cancel'], answer: 'code', executed: true, ...always },
      { kind: 'timeout', routes: ['query'], answer: 'reset', executed: true, ...always, id: 'b' },
    ];
    const { venue, heard } = venueWith({ faults });
    venue.send(limit('a', '49000'));
    heard.take();
    venue.send(cancel('a'));
    venue.send(cancel('a'));
    venue.send(query('a'));
    expect(heard.events).toMatchObject([
      { kind: 'unknown', operation: 'cancel' },
      { kind: 'order', status: 'cancelled' },
      { kind: 'unknown', operation: 'cancel' },
      { kind: 'unknown', operation: 'query' },
    ]);
  });

  it('rejects with a code, only the orders it names, only so often', () => {
    const fault: Fault = {
      kind: 'reject',
      routes: ['order'],
      status: 400,
      code: -1008,
      message: 'Server is currently overloaded.',
      match: { type: 'stop_market', action: 'reduce', side: 'long' },
      ...always,
      times: 1,
    };
    const { venue, heard } = venueWith({ faults: [fault] });
    venue.send(order('a'));
    venue.send(stop('s', '49000'));
    venue.send(stop('s', '49000'));
    expect(kinds(heard)).toEqual(['accepted', 'fill', 'order', 'rejected', 'accepted']);
    expect(heard.of('rejected')).toMatchObject([{ clientOrderId: 's', code: '-1008' }]);
  });

  it('late and repeated events arrive when they are due, overtaken by others', () => {
    const faults: readonly Fault[] = [
      { kind: 'delay', events: ['fill'], by: { fixed: 500 }, ...always },
      {
        kind: 'duplicate',
        events: ['fill', 'order'],
        after: { fixed: 200 },
        ...always,
        id: 'b',
      },
    ];
    const { venue, heard } = venueWith({ faults });
    venue.send(order('a'));
    expect(kinds(heard)).toEqual(['accepted', 'order']);
    venue.advance(START + 200);
    expect(kinds(heard)).toEqual(['accepted', 'order', 'accepted', 'order']);
    venue.advance(START + 700);
    expect(kinds(heard)).toEqual(['accepted', 'order', 'accepted', 'order', 'fill', 'fill']);
    expect(new Set(heard.of('fill').map((fill) => fill.tradeId)).size).toBe(1);
  });

  it('EXIT-1 in an outage commands are unknown and events lost; stops fill all the same, and are told after it', () => {
    const outage = { id: 'a', from: 100, until: 2_000 };
    const channels = ['websocket', 'rest'] as const;
    const { venue, heard, clock, exchange } = venueWith({
      faults: [{ kind: 'disconnect', channels, ...outage }],
    });
    venue.send(order('a'));
    venue.send(stop('s', '49500'));
    heard.take();
    venue.advance(START + 100);
    clock.at = START + 500;
    venue.send(order('b'));
    venue.send({ kind: 'account' });
    venue.onPriceStep(step(49_000, START + 1_000, { length: 500 }));
    expect(heard.events).toMatchObject([
      { kind: 'connection', up: false },
      { kind: 'unknown', clientOrderId: 'b', operation: 'place' },
    ]);
    expect(exchange.account(START).positions).toEqual([]);
    heard.take();
    clock.at = START + 2_000;
    venue.advance(START + 2_000);
    expect(heard.events).toMatchObject([
      { kind: 'connection', up: true },
      { kind: 'fill', clientOrderId: 's' },
    ]);
  });

  it('strike by chance exactly as the given random sequence says', () => {
    const sequence = [0.9, 0.1, 0.5];
    const random = (): number => sequence.shift() ?? 1;
    const fault: Fault = {
      kind: 'reject',
      routes: ['order'],
      status: 400,
      code: -1000,
      message: '',
      ...always,
      probability: 0.5,
    };
    const { venue, heard } = venueWith({ faults: [fault], random });
    for (const id of ['a', 'b', 'c']) venue.send(limit(id, '49000', { quantity: '0.1' }));
    expect(heard.of('rejected').map((event) => event.clientOrderId)).toEqual(['b']);
  });
});

describe('the venue port', () => {
  it('PRE-1 answers pre-flight: instruments, clock, permissions as configured', async () => {
    const { venue, clock, exchange } = venueWith({ permissions: { canWithdraw: true } });
    clock.at = START + 7;
    expect(await venue.serverTime()).toBe(START + 7);
    expect(await venue.instruments()).toBe(exchange.instruments);
    expect(await venue.permissions()).toEqual({ ...GOOD_PERMISSIONS, canWithdraw: true });
  });

  it('a listener that answers with orders is never called within its own call', () => {
    const faults: readonly Fault[] = [
      {
        kind: 'timeout',
        routes: ['order'],
        answer: 'silence',
        executed: false,
        match: { type: 'stop_market' },
        ...always,
        times: 2,
      },
    ];
    const { venue } = venueWith({ faults });
    const heard = new Recorder();
    let depth = 0;
    venue.onEvent((event) => {
      depth += 1;
      expect(depth).toBe(1);
      heard.hear(event);
      if (event.kind === 'fill' || event.kind === 'unknown') venue.send(stop('s', '49000'));
      depth -= 1;
    });
    venue.send(order('a'));
    expect(kinds(heard)).toEqual(['accepted', 'fill', 'order', 'unknown', 'unknown', 'accepted']);
  });

  it('OPS-3 transfers and funding are told through it', () => {
    const { venue, heard } = venueWith();
    venue.send(order('a'));
    heard.take();
    venue.deposit('10');
    venue.withdraw('4');
    venue.settleFunding({ symbol: order('a').symbol, at: START + 1, rate: 0.0001 });
    expect(kinds(heard)).toEqual(['transfer', 'transfer', 'funding']);
    heard.take();
    venue.retell(START);
    expect(kinds(heard)).toEqual(['fill', 'transfer', 'transfer', 'funding']);
  });
});

describe('saving', () => {
  class CountingStore implements VenueStore {
    saves = 0;
    result: SaveResult = { ok: true };
    load() {
      return { kind: 'empty' } as const;
    }
    save(): SaveResult {
      this.saves += 1;
      return this.result;
    }
    copyTo(): void {
      throw new Error('kept in memory');
    }
    close(): void {}
  }

  it('happens before events are told, not for prices alone, but at checkpoints', () => {
    const store = new CountingStore();
    const { venue } = venueWith({ store, checkpointEvery: 10_000 });
    const before = store.saves;
    const savesAtEvent: number[] = [];
    venue.onEvent(() => savesAtEvent.push(store.saves));
    venue.send(order('a'));
    expect(savesAtEvent).toEqual([before + 1, before + 1, before + 1]);
    venue.onPriceStep(step(50_000, START + 9_999));
    expect(store.saves).toBe(before + 1);
    venue.onPriceStep(step(50_000, START + 10_000));
    expect(store.saves).toBe(before + 2);
  });

  it('a failed save is stated and repeated; the venue goes on', () => {
    const store = new CountingStore();
    const { venue, heard } = venueWith({ store });
    store.result = { ok: false, error: 'disk full' };
    venue.send(order('a'));
    expect(venue.storeFailure).toBe('disk full');
    expect(heard.of('fill')).toHaveLength(1);
    store.result = { ok: true };
    venue.onPriceStep(step(50_000, START + 1));
    expect(venue.storeFailure).toBeNull();
  });
});

import { describe, expect, it } from 'vitest';
import type { VenueEvent } from '../../domain/venue.ts';
import { ALWAYS, faultSet } from '../faults/faults-fixture.ts';
import type { Fault } from '../faults/plan.ts';
import {
  BTC,
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
import { SimulatedVenue } from './venue.ts';

function venueWith(...faults: readonly Fault[]) {
  const { exchange } = exchangeWith();
  const clock = { at: START, now: () => clock.at };
  const set = faultSet(faults, START);
  const venue = new SimulatedVenue({ exchange, clock, latency: 0, faults: set });
  const heard = new Recorder();
  venue.onEvent(heard.hear);
  venue.onPriceStep(step(50_000, START));
  const at = (after: number): void => {
    clock.at = START + after;
    venue.advance(clock.at);
  };
  return { venue, exchange, heard, at };
}
const told = (heard: Recorder): readonly string[] =>
  heard.take().map((event: VenueEvent) => {
    if (event.kind === 'rejected') return `rejected ${event.code}`;
    return event.kind === 'order' ? `order ${event.status}` : event.kind;
  });

describe('the fault plan, as an executor sees it', () => {
  it('latency: each command at its own time, also the answer', () => {
    const slow = { ...ALWAYS, kind: 'latency' } as const;
    const { venue, heard, at } = venueWith(
      { ...slow, leg: 'request', routes: ['order'], by: { fixed: 300 } },
      { ...slow, id: 'b', leg: 'answer', routes: ['account'], by: { fixed: 200 } },
    );
    venue.send(order('a'));
    venue.send({ kind: 'account' });
    expect(told(heard)).toEqual([]);
    at(200);
    expect(heard.events).toMatchObject([{ kind: 'account', positions: [], at: START }]);
    heard.take();
    at(300);
    expect(told(heard)).toEqual(['accepted', 'fill', 'order filled']);
  });

  it('5xx are no answer, executed or not', () => {
    const error = { ...ALWAYS, kind: 'error', status: 503, code: -1000, message: '' } as const;
    const { venue, heard, exchange } = venueWith(
      { ...error, routes: ['order'], times: 1, executed: true },
      { ...error, id: 'b', routes: ['order'], times: 1, executed: false },
    );
    venue.send(order('a'));
    venue.send(order('b'));
    expect(told(heard)).toEqual(['unknown', 'fill', 'order filled', 'unknown']);
    expect(exchange.account(START).positions).toMatchObject([{ quantity: '1' }]);
  });

  it('partial fills: the order gets a part of what it would have got, the rest rests or expires', () => {
    const thin = { ...ALWAYS, kind: 'partial_fill', fraction: 0.3 } as const;
    const { venue, heard } = venueWith(thin);
    venue.send(order('m'));
    expect(heard.of('fill').map((fill) => fill.quantity)).toEqual(['0.3']);
    expect(told(heard)).toEqual(['accepted', 'fill', 'order expired']);
    venue.onPriceStep(step(50_000, START + 1));
    venue.send(limit('l', '50002', { quantity: '3' }));
    expect(heard.of('fill').map((fill) => fill.quantity)).toEqual(['0.9']);
    expect(told(heard)).toEqual(['accepted', 'fill', 'order partially_filled']);
    venue.onPriceStep(step(50_000, START + 2));
    // The rest filled as maker: 3.3 are held.
    expect(told(heard)).toEqual(['fill', 'order filled']);
    venue.send(order('x', { action: 'reduce', quantity: '5' }));
    expect(heard.of('fill').map((fill) => fill.quantity)).toEqual(['0.99']);
  });

  it('a fraction of nothing fills nothing, and leaves stops alone', () => {
    const { venue, heard } = venueWith({ ...ALWAYS, kind: 'partial_fill', fraction: 0, times: 2 });
    venue.send(order('m'));
    expect(told(heard)).toEqual(['accepted', 'order expired']);
    venue.onPriceStep(step(50_000, START + 1));
    venue.send(stop('s', '49000', { action: 'open', positionSide: 'short' }));
    expect(told(heard)).toEqual(['accepted']);
  });

  it('a cut websocket alone: requests are answered, nothing is pushed, it is told again after', () => {
    const cut = { id: 'a', kind: 'disconnect', channels: ['websocket'] } as const;
    const { venue, heard, at } = venueWith({ ...cut, from: 10, until: 20 });
    at(10);
    venue.send(order('a'));
    venue.send(query('a'));
    expect(told(heard)).toEqual(['connection', 'accepted', 'fill', 'order filled']);
    venue.send(limit('l', '49000'));
    venue.send(cancel('l'));
    expect(told(heard)).toEqual(['accepted', 'order cancelled']);
    expect(venue.nextDue()).toBe(START + 20);
    at(20);
    expect(told(heard)).toEqual(['connection', 'fill']);
  });

  it('maintenance: refused, nothing is pushed, until it is over', () => {
    const window = { from: 10, until: 20, message: 'System is under maintenance.' };
    const { venue, heard, at } = venueWith({ id: 'a', kind: 'maintenance', ...window });
    at(10);
    venue.send(order('a'));
    venue.send(query('a'));
    expect(told(heard)).toEqual(['connection', 'rejected -1016', 'unknown']);
    at(20);
    venue.send(query('a'));
    expect(told(heard)).toEqual(['connection', 'not_found']);
  });

  it('a ban, and a key that may not trade for a while', async () => {
    const { venue, heard, at } = venueWith(
      { id: 'a', kind: 'permissions', from: 10, until: 20, trade: false, withdraw: true },
      { id: 'b', kind: 'ban', from: 30, until: 40, status: 418 },
    );
    at(10);
    venue.send(order('a'));
    venue.send(query('a'));
    expect(told(heard)).toEqual(['rejected -2015', 'not_found']);
    expect(await venue.permissions()).toMatchObject({ canTradeFutures: false, canWithdraw: true });
    at(20);
    expect(await venue.permissions()).toMatchObject({ canTradeFutures: true, canWithdraw: false });
    at(30);
    venue.send(order('a'));
    venue.send(query('a'));
    expect(told(heard)).toEqual(['rejected -1003', 'unknown']);
  });

  it('lowered limits: 429 first, and a ban for who goes on', () => {
    const { venue, heard, at } = venueWith({
      ...{ id: 'a', kind: 'limits', from: 0, until: 10_000, ordersPerTenSeconds: 1 },
      weightPerMinute: 2,
    });
    venue.send(limit('a', '49000', { quantity: '0.1' }));
    venue.send(limit('b', '49000', { quantity: '0.1' }));
    expect(told(heard)).toEqual(['accepted', 'rejected -1015']);
    for (let count = 0; count < 3; count += 1) venue.send(query('a'));
    expect(told(heard)).toEqual(['order new', 'order new', 'unknown']);
    for (let count = 0; count < 10; count += 1) venue.send(query('a'));
    at(20_000);
    heard.take();
    venue.send(query('a'));
    expect(told(heard)).toEqual(['unknown']);
    at(121_000);
    venue.send(query('a'));
    expect(told(heard)).toEqual(['order new']);
  });

  it('a clock that is off refuses requests, and tells its own time', async () => {
    const { venue, heard, at } = venueWith(
      { id: 'a', kind: 'clock', from: 10, until: 20, offset: 6_000 },
      { id: 'b', kind: 'clock', from: 20, until: 30, offset: -500 },
    );
    at(10);
    venue.send(order('a'));
    expect(told(heard)).toEqual(['rejected -1021']);
    expect(await venue.serverTime()).toBe(START + 6_010);
    at(20);
    venue.send(order('a', { quantity: '0.1' }));
    expect(told(heard)).toEqual(['accepted', 'fill', 'order filled']);
    expect(await venue.serverTime()).toBe(START - 480);
  });

  it('the venue takes from a position, once there is one', () => {
    const adl = { ...ALWAYS, times: 1, kind: 'adl', symbol: BTC, side: 'long' } as const;
    const { venue, heard } = venueWith({ ...adl, fraction: 0.25 });
    venue.onPriceStep(step(50_000, START + 1));
    venue.send(order('a'));
    heard.take();
    venue.onPriceStep(step(50_000, START + 2));
    venue.onPriceStep(step(50_000, START + 3));
    expect(heard.events).toMatchObject([
      { kind: 'fill', cause: 'adl', quantity: '0.25', fee: '0', clientOrderId: '' },
    ]);
  });
});

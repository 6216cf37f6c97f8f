import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { SetCountdown } from '../../domain/venue.ts';
import {
  BTC,
  ETH,
  exchangeWith,
  limit,
  order,
  Recorder,
  START,
  step,
  stop,
} from './exchange-fixture.ts';
import { SimulatedVenue } from './venue.ts';
import { openVenueStore } from './venue-store.ts';

const countdown = (after: number, symbol = BTC): SetCountdown => ({
  kind: 'countdown',
  symbol,
  after,
});

/** A long of 1 at 50,000 with its stop, a resting entry and a resting exit. */
function busy() {
  const { exchange, heard } = exchangeWith();
  exchange.onPriceStep(step(50_000, START));
  exchange.submit(order('held'), START);
  exchange.submit(stop('stop', '49000'), START);
  exchange.submit(limit('entry', '48000'), START);
  exchange.submit(limit('exit', '52000', { action: 'reduce' }), START);
  heard.take();
  return { exchange, heard };
}

const open = (exchange: ReturnType<typeof busy>['exchange']): readonly string[] =>
  exchange.account(START).openOrders.map((each) => each.clientOrderId);

describe('the countdown of a symbol', () => {
  it('ends its limit orders at the due time, exits too, and leaves stops alone', () => {
    const { exchange, heard } = busy();
    exchange.submit(countdown(60_000), START);
    expect(heard.take()).toEqual([{ kind: 'countdown', symbol: BTC, after: 60_000, at: START }]);
    exchange.advance(START + 59_999);
    expect(open(exchange)).toEqual(['entry', 'exit', 'stop']);
    expect(exchange.nextDue).toBe(START + 60_000);
    exchange.advance(START + 70_000);
    expect(open(exchange)).toEqual(['stop']);
    expect(heard.of('order')).toMatchObject([
      { clientOrderId: 'entry', status: 'cancelled', at: START + 60_000 },
      { clientOrderId: 'exit', status: 'cancelled', at: START + 60_000 },
    ]);
    expect(exchange.nextDue).toBeNull();
    expect(exchange.books().available).toBe(exchangeWithHeld().books().available);
  });

  it('set again it starts anew, set to 0 it is gone', () => {
    const { exchange } = busy();
    exchange.submit(countdown(60_000), START);
    exchange.submit(countdown(60_000), START + 50_000);
    exchange.advance(START + 109_999);
    expect(open(exchange)).toHaveLength(3);
    exchange.submit(countdown(0), START + 109_999);
    expect(exchange.nextDue).toBeNull();
    exchange.advance(START + 999_999);
    expect(open(exchange)).toHaveLength(3);
  });

  it('concerns its symbol alone', () => {
    const { exchange } = busy();
    exchange.onPriceStep(step(3_000, START, { symbol: ETH }));
    exchange.submit(limit('other', '2900', { symbol: ETH }), START);
    exchange.submit(countdown(10_000, ETH), START);
    exchange.submit(countdown(60_000), START);
    exchange.advance(START + 10_000);
    expect(open(exchange)).toEqual(['entry', 'exit', 'stop']);
    expect(exchange.nextDue).toBe(START + 60_000);
  });

  it('comes before whatever is asked later', () => {
    const { exchange, heard } = busy();
    exchange.submit(countdown(1_000), START);
    exchange.submit({ kind: 'account' }, START + 1_000);
    expect(heard.of('account')[0]!.openOrders.map((each) => each.clientOrderId)).toEqual(['stop']);
  });

  it('a step that spans its end may fill the orders still, a later one may not', () => {
    const first = busy();
    first.exchange.submit(countdown(30_000), START);
    first.exchange.onPriceStep(step(50_000, START + 60_000, { low: 47_000 }));
    expect(first.heard.of('fill').map((fill) => fill.clientOrderId)).toEqual(['stop', 'entry']);

    const second = busy();
    second.exchange.submit(countdown(30_000), START);
    second.exchange.onPriceStep(step(50_000, START + 90_000, { low: 47_000 }));
    expect(second.heard.of('fill').map((fill) => fill.clientOrderId)).toEqual(['stop']);
  });

  it('a step that nothing else happens in ends it as well', () => {
    const { exchange } = busy();
    exchange.submit(countdown(30_000), START);
    exchange.onPriceStep(step(50_000, START + 60_000));
    expect(open(exchange)).toEqual(['stop']);
  });

  it('an unknown symbol or a time that is none is not answered', () => {
    const { exchange, heard } = busy();
    for (const after of [-1, 1.5, Number.NaN, Number.POSITIVE_INFINITY]) {
      exchange.submit(countdown(after), START);
    }
    exchange.submit({ ...countdown(1), symbol: 'XXX/USDT:USDT' as typeof BTC }, START);
    expect(heard.events).toEqual([]);
    expect(exchange.nextDue).toBeNull();
  });

  it('is remembered by the snapshot, and absent from an old one', () => {
    const { exchange } = busy();
    exchange.submit(countdown(60_000), START);
    const again = exchangeWith().exchange;
    expect(again.restore(exchange.snapshot())).toEqual({ ok: true });
    expect(again.nextDue).toBe(START + 60_000);
    again.advance(START + 60_000);
    expect(open(again)).toEqual(['stop']);
    const old = JSON.parse(exchange.snapshot());
    for (const market of old.core.markets) delete market.countdownAt;
    expect(again.restore(JSON.stringify(old))).toEqual({ ok: true });
    expect(again.nextDue).toBeNull();
  });

  it('runs on behind the venue port while its host is dead', () => {
    const folder = mkdtempSync(join(tmpdir(), 'septet-countdown-'));
    try {
      const host = () => {
        const opened = openVenueStore(join(folder, 'venue.db'));
        if (!opened.ok) throw new Error(opened.error);
        const { exchange } = exchangeWith();
        const clock = { at: START, now: () => clock.at };
        const venue = new SimulatedVenue({ exchange, clock, latency: 0, store: opened.store });
        const heard = new Recorder();
        venue.onEvent(heard.hear);
        expect(venue.start()).toEqual({ ok: true });
        return { exchange, venue, heard, store: opened.store };
      };
      const first = host();
      first.venue.onPriceStep(step(50_000, START));
      first.venue.send(limit('entry', '48000'));
      first.venue.send(countdown(60_000));
      expect(first.venue.nextDue()).toBe(START + 60_000);
      first.store.close();

      const second = host();
      second.venue.advance(START + 59_999);
      expect(second.heard.events).toEqual([]);
      second.venue.advance(START + 60_000);
      expect(second.heard.of('order')).toMatchObject([{ status: 'cancelled' }]);
      expect(second.venue.nextDue()).toBeNull();
      second.store.close();
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

function exchangeWithHeld() {
  const { exchange } = exchangeWith();
  exchange.onPriceStep(step(50_000, START));
  exchange.submit(order('held'), START);
  return exchange;
}

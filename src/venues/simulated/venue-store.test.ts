import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'libsql';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  BTC,
  exchangeWith,
  limit,
  order,
  Recorder,
  START,
  step,
  stop,
} from './exchange-fixture.ts';
import { SimulatedVenue } from './venue.ts';
import { openVenueStore, type VenueStore } from './venue-store.ts';

let folder = '';
let path = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'septet-venue-'));
  path = join(folder, 'venue.db');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function opened(): VenueStore {
  const result = openVenueStore(path);
  if (!result.ok) throw new Error(result.error);
  return result.store;
}

function hosted(historyLimit = 10_000) {
  const { exchange } = exchangeWith({ historyLimit });
  const store = opened();
  const venue = new SimulatedVenue({ exchange, clock: { now: () => START }, latency: 0, store });
  const heard = new Recorder();
  venue.onEvent(heard.hear);
  return { exchange, store, venue, heard };
}

describe('the venue store', () => {
  it('an empty file is a fresh start', () => {
    const { venue, exchange } = hosted();
    expect(venue.start()).toEqual({ ok: true });
    expect(exchange.books().wallet).toBe('100000');
  });

  it('EXIT-1 the venue outlives its host: a stop fills on the steps missed, and is told', () => {
    const first = hosted();
    first.venue.start();
    first.venue.onPriceStep(step(50_000, START));
    first.venue.send(order('a'));
    first.venue.send(stop('s', '49500'));
    first.venue.send(limit('r', '48000'));
    const saved = first.exchange.snapshot();
    // The host dies without a word: only the file lock is given back.
    first.store.close();

    const second = hosted();
    expect(second.venue.start()).toEqual({ ok: true });
    expect(second.exchange.snapshot()).toBe(saved);
    expect(second.exchange.lastStepAt(BTC)).toBe(START);
    second.venue.onPriceStep(step(49_000, START + 60_000));
    expect(second.heard.events).toMatchObject([
      { kind: 'fill', clientOrderId: 's', tradeId: '2', price: '48999.5', at: START + 60_000 },
      { kind: 'order', clientOrderId: 's', status: 'filled' },
    ]);
    second.heard.take();
    second.venue.retell(START);
    expect(second.heard.of('fill').map((fill) => fill.tradeId)).toEqual(['1', '2']);
    second.store.close();
  });

  it('histories are saved by what is new and bounded; the whole comes back equal', () => {
    const first = hosted(20);
    first.venue.start();
    first.venue.onPriceStep(step(50_000, START));
    for (let index = 0; index < 45; index += 1) {
      first.venue.onPriceStep(step(50_000, START + 1 + index));
      const action = index % 2 === 0 ? 'open' : 'reduce';
      first.venue.send(order(`o${index}`, { action, quantity: '0.1' }));
    }
    const saved = first.exchange.snapshot();
    first.store.close();
    const database = new Database(path);
    const rows = database.prepare('SELECT count(*) AS n, min(number) AS first FROM trades').get();
    expect(rows).toMatchObject({ n: 20, first: 26 });
    database.close();
    const second = hosted(20);
    second.venue.start();
    expect(second.exchange.parts().trades).toEqual(JSON.parse(saved).trades);
    expect(second.exchange.parts().ended).toEqual(JSON.parse(saved).ended);
    second.store.close();
  });

  it('closing saves the prices seen since the last change', async () => {
    const first = hosted();
    first.venue.start();
    first.venue.onPriceStep(step(50_000, START));
    first.venue.onPriceStep(step(50_001, START + 5));
    await first.venue.close();
    const second = hosted();
    second.venue.start();
    expect(second.exchange.lastStepAt(BTC)).toBe(START + 5);
    second.store.close();
  });

  it('a file in use by another process is refused', () => {
    const store = opened();
    const second = openVenueStore(path);
    expect(second.ok ? '' : second.error).toMatch(/venue\.db: .*locked/);
    store.close();
  });

  it('a file that is no database, and one that was tampered with, are refused in words', () => {
    writeFileSync(path, 'this is not a database, it is a sentence about one, long enough');
    const damaged = openVenueStore(path);
    expect(damaged.ok ? '' : damaged.error).toMatch(/venue\.db: .*not a database/);
    rmSync(path);

    const first = hosted();
    first.venue.start();
    first.venue.onPriceStep(step(50_000, START));
    first.venue.send(order('a', { quantity: '3' }));
    first.store.close();
    const database = new Database(path);
    database.exec('DELETE FROM trades WHERE number = 1');
    database.exec('UPDATE trades SET number = 5');
    database.close();
    const second = hosted();
    const result = second.venue.start();
    expect(result.ok ? '' : result.error).toMatch(/history trades has a gap/);
    second.venue.onPriceStep(step(40_000, START + 1));
    expect(second.venue.storeFailure).toMatch(/has not been started/);
    const third = second.store.load();
    expect(third.kind).toBe('error');
    second.store.close();
  });
});

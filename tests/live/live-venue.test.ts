import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BTC, LiveDesk, S1 } from '../support/live-desk.ts';

let desk: LiveDesk;
beforeEach(async () => {
  desk = await LiveDesk.open();
});
afterEach(() => desk.close());

const kinds = (): readonly string[] => desk.facts.map((fact) => fact.kind);
const troubles = () => desk.facts.flatMap((fact) => (fact.kind === 'trouble' ? [fact.code] : []));
const openAtVenue = () => desk.server.desk.exchange.orders({ live: true });
const held = () => desk.executor.positions().filter((each) => each.quantity !== '0');
/** Far enough below the market to rest. */
const belowMarket = { limitPrice: '95000', referencePrice: 97_871.9 };

describe('the executor at a venue behind the real client library', () => {
  it('EXIT-1 fills an entry, rests its stop at the venue, leaves, and its ledger is the wallet', async () => {
    expect(desk.enter()).toMatchObject({ ok: true });
    await desk.settle();
    expect(held()).toMatchObject([{ symbol: BTC, quantity: '0.1', stopOnVenue: true }]);
    await desk.step(3);
    desk.flatten();
    await desk.step(4);
    expect(held()).toEqual([]);
    expect(kinds()).toContain('trade_closed');
    expect(desk.executor.ledgerTotals().balance).toBe(desk.wallet);
    expect(openAtVenue()).toEqual([]);
  });

  it('books a stop that fired at the venue on the strategy whose stop it was', async () => {
    desk.enter({ stopDistance: 0.001, exitPlan: tight });
    await desk.settle();
    for (let steps = 0; steps < 120 && held().length > 0; steps += 1) await desk.step();
    expect(held()).toEqual([]);
    const fills = desk.facts.flatMap((fact) => (fact.kind === 'fill' ? [fact] : []));
    expect(fills.at(-1)).toMatchObject({ role: 'stop', strategy: S1 });
    expect(troubles()).toEqual([]);
    expect(desk.executor.ledgerTotals().balance).toBe(desk.wallet);
  });

  it('HALT-1 cancels a resting entry at the venue when ENTRY_HALT comes', async () => {
    desk.enter(belowMarket);
    await desk.settle();
    expect(openAtVenue()).toHaveLength(1);
    desk.driver.command({ kind: 'halt', on: true, actor: 'desk', reason: 'test' }, desk.now);
    await desk.settle();
    expect(openAtVenue()).toEqual([]);
    expect(desk.facts.at(-1)).toMatchObject({ kind: 'entry_ended', end: 'cancelled' });
  });

  it('tells a refusal of the venue with its code', async () => {
    desk.enter({ quantity: '900', stopDistance: 0.02 });
    await desk.settle();
    const ended = desk.facts.find((fact) => fact.kind === 'entry_ended');
    expect(ended).toMatchObject({ end: 'rejected', reason: 'VENUE_REJECT' });
    expect(ended).toHaveProperty('text', expect.stringContaining('-2019'));
  });

  it('sees what was traded by hand, and books it outside of the strategies', async () => {
    await desk.byHand('buy', 0.2);
    await desk.settle();
    expect(held()).toMatchObject([{ strategy: 'EXTERNAL', quantity: '0.2', side: 'long' }]);
    expect(troubles()).toContain('UNKNOWN_ORDER');
    expect(desk.executor.ledgerTotals().balance).toBe(desk.wallet);
  });

  it('hears once of what happened while its stream was cut, and refuses entries meanwhile', async () => {
    desk.enter();
    await desk.settle();
    desk.cutStream();
    await desk.byHand('sell', 0.1, 'SHORT');
    desk.flatten();
    await desk.until(() => held().length === 1, 'the exit to be done without the stream');
    expect(desk.enter()).toMatchObject({ ok: false });
    await desk.until(() => desk.venue.trouble === null, 'the stream to come back');
    await desk.step(4);
    expect(held()).toMatchObject([{ strategy: 'EXTERNAL', quantity: '0.1', side: 'short' }]);
    const trades = desk.facts.flatMap((fact) => (fact.kind === 'fill' ? [fact.tradeId] : []));
    expect(new Set(trades).size).toBe(trades.length);
    expect(desk.executor.ledgerTotals().balance).toBe(desk.wallet);
    expect(desk.enter()).toMatchObject({ ok: true });
  });

  it('is not cut off by the late end of an old connection to the same address', async () => {
    const all = Object.values(desk.client.clients) as readonly { readonly url: string }[];
    const living = all.find(({ url }) => url.includes('listenKey='));
    const old: unknown = Object.assign(Object.create(living as object), { error: undefined });
    desk.client.onClose(old as Parameters<typeof desk.client.onClose>[0], {});
    desk.client.onError(old as Parameters<typeof desk.client.onError>[0], new Error('late'));
    expect(desk.venue.trouble).toBeNull();
    expect(Object.values(desk.client.clients)).toContain(living);
    expect(desk.enter()).toMatchObject({ ok: true });
    await desk.settle();
    expect(held()).toMatchObject([{ stopOnVenue: true }]);
  });

  it('tells the past of each connection by itself: the answer of an earlier one is not enough', async () => {
    const { client } = desk;
    const ask = client.fapiPrivateGetUserTrades.bind(client);
    const waiting: (() => void)[] = [];
    client.fapiPrivateGetUserTrades = async (parameters) => {
      const rows = await ask(parameters);
      const isFirst = (parameters as { symbol?: string }).symbol === 'BTCUSDT';
      if (isFirst) await new Promise<void>((resolve) => waiting.push(resolve));
      return rows;
    };
    desk.cutStream();
    await desk.until(() => waiting.length === 1, 'the past of the first connection');
    desk.cutStream();
    await desk.byHand('sell', 0.1, 'SHORT');
    await desk.until(() => waiting.length === 2, 'the past of the second connection');
    const ups = () => desk.log.filter((line) => line.includes('connected to the account')).length;
    expect(ups()).toBe(3);
    waiting[0]?.();
    for (let turns = 0; turns < 10; turns += 1) await desk.until(() => true, 'a turn');
    expect(desk.venue.trouble).toBe('the account stream of the venue is down');
    waiting[1]?.();
    await desk.until(() => desk.venue.trouble === null, 'the stream to come back');
    await desk.settle();
    expect(held()).toMatchObject([{ strategy: 'EXTERNAL', quantity: '0.1', side: 'short' }]);
  });

  it('asks for nothing in a ban, not for a stream and not for the time, and comes back after it', async () => {
    const asked: string[] = [];
    const { client } = desk;
    const { fetch } = client;
    client.fetch = async (url, ...rest) => {
      asked.push(String(url));
      return await fetch.call(client, url, ...rest);
    };
    desk.venue.answered(418, { 'retry-after': '1' });
    desk.cutStream();
    const end = performance.now() + 900;
    await desk.until(() => performance.now() > end, 'most of the ban to pass');
    expect(asked).toEqual([]);
    await desk.until(() => desk.venue.trouble === null, 'the stream to come back');
  });

  it('books funding to the last digit, on the side that paid it', async () => {
    desk.enter({ stopDistance: 0.5, exitPlan: { ...tight, stop: 0.5 } });
    await desk.settle();
    await desk.jump(7 * 3_600_000 + 10_000);
    const funding = desk.facts.filter(
      (fact) => fact.kind === 'ledger' && fact.entry.kind === 'funding',
    );
    expect(funding).toMatchObject([{ entry: { strategy: 'S1', positionSide: 'long' } }]);
    expect(desk.executor.ledgerTotals().balance).toBe(desk.wallet);
    expect(troubles()).toEqual([]);
  });

  it('asks for an order whose answer was lost until it knows, and never sends it again', async () => {
    desk.loseNextAnswer();
    desk.enter();
    await desk.settle();
    await desk.step(2);
    expect(held()).toMatchObject([{ quantity: '0.1', stopOnVenue: true }]);
    expect(desk.server.desk.exchange.orders({ symbol: BTC, conditional: false })).toHaveLength(1);
    expect(desk.executor.ledgerTotals().balance).toBe(desk.wallet);
  });

  it('EXIT-1 does not take a page without an order for a stop that rests', async () => {
    const { client } = desk;
    const place = client.fapiPrivatePostAlgoOrder.bind(client);
    client.fapiPrivatePostAlgoOrder = async () => {
      client.fapiPrivatePostAlgoOrder = place;
      return { page: 'please log in' };
    };
    desk.enter();
    await desk.settle();
    expect(held()).toMatchObject([{ stopOnVenue: false }]);
    await desk.step(2);
    expect(held()).toMatchObject([{ stopOnVenue: true }]);
    expect(openAtVenue()).toHaveLength(1);
  });

  it('does not take such a page for a cancelled stop either', async () => {
    const { client } = desk;
    desk.enter();
    await desk.settle();
    const cancel = client.fapiPrivateDeleteAlgoOrder.bind(client);
    client.fapiPrivateDeleteAlgoOrder = async () => {
      client.fapiPrivateDeleteAlgoOrder = cancel;
      return { page: 'please log in' };
    };
    desk.flatten();
    await desk.settle();
    await desk.step(2);
    expect(openAtVenue()).toEqual([]);
  });

  it('comes back although the venue no longer knows an order that somebody had', async () => {
    const { client } = desk;
    desk.cutStream();
    await desk.byHand('buy', 0.2);
    client.fapiPrivateGetOrder = async () => {
      throw new Error('binanceusdm {"code":-2013,"msg":"Order does not exist."}');
    };
    await desk.until(() => desk.venue.trouble === null, 'the stream to come back');
    await desk.settle();
    expect(held()).toMatchObject([{ strategy: 'EXTERNAL', quantity: '0.2' }]);
  });
});

const tight = { stop: 0.001, trailing: null, minimalReturn: [], baseTimeframe: 60_000 };

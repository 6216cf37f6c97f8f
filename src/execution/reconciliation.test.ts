import { describe, expect, it } from 'vitest';
import { type Decimal, decimal } from '../domain/decimal.ts';
import { recoverExecutor } from './executor.ts';
import { BTC, Rig } from './rig-fixture.ts';

describe('reconciliation', () => {
  it('at start, every 30 s, and on reconnect asks for a snapshot', () => {
    const rig = Rig.ready();
    expect(rig.sent('account')).toHaveLength(1);
    rig.wait(29_500);
    expect(rig.sent('account')).toHaveLength(1);
    rig.wait(500);
    expect(rig.sent('account')).toHaveLength(2);
    rig.event({ kind: 'connection', up: false, at: rig.now });
    expect(rig.entry()).toMatchObject({ ok: false, code: 'GATE_CLOSED' });
    rig.event({ kind: 'connection', up: true, at: rig.now });
    expect(rig.sent('account')).toHaveLength(3);
    expect(rig.of('reconciliation').every((f) => f.clean)).toBe(true);
  });

  it('an unanswered snapshot is asked for again', () => {
    const rig = new Rig();
    rig.venue.fault = () => 'silent';
    rig.start();
    rig.wait(35_000);
    expect(rig.sent('account')).toHaveLength(4);
  });

  it('a difference is reported only when a second snapshot confirms it', () => {
    const rig = Rig.ready();
    const wallet = rig.venue.wallet;
    rig.venue.wallet = decimal('9999');
    rig.wait(30_000);
    rig.venue.wallet = wallet;
    rig.wait(10_000);
    expect(rig.of('reconciliation').every((f) => f.clean)).toBe(true);
  });

  it('a confirmed difference closes entries with both figures, then is booked on purpose', () => {
    const rig = Rig.ready();
    rig.venue.wallet = decimal('9999.5');
    rig.wait(32_000);
    expect(rig.of('reconciliation').at(-1)).toMatchObject({
      clean: false,
      differences: ['wallet: venue 9999.5, ledger 10000'],
    });
    expect(rig.entry()).toMatchObject({ ok: false, code: 'GATE_CLOSED' });
    expect(rig.of('ledger').at(-1)!.entry).toMatchObject({ kind: 'adjustment', amount: '-0.5' });
    rig.wait(2_000);
    expect(rig.of('reconciliation').at(-1)).toMatchObject({ clean: true });
    expect(rig.executor.equityMark(rig.now).strategyPnl).toEqual({ EXTERNAL: -0.5 });
  });

  it('left to be mended, a difference stays, told at a bounded rate', () => {
    const rig = Rig.ready({ differences: 'report' });
    rig.venue.wallet = decimal('9999.5');
    rig.wait(120_000, 1_000);
    const told = rig.of('reconciliation').filter((f) => !f.clean);
    expect(told.length).toBeGreaterThan(1);
    expect(told.length).toBeLessThan(6);
    expect(rig.executor.health()).toMatchObject({ reconciled: false });
    expect(rig.of('ledger')).toHaveLength(1);
  });

  it('OPS-2 a position found at the venue becomes EXTERNAL; one lost there is taken off the books', () => {
    const rig = Rig.ready();
    rig.entry();
    const position = rig.venue.position(BTC, 'short');
    position.quantity = decimal('2');
    position.cost = decimal('210');
    const long = rig.venue.position(BTC, 'long');
    long.quantity = decimal('0.4');
    long.cost = decimal('40');
    rig.wait(40_000);
    const held = rig.executor
      .positions()
      .map((p) => [p.strategy, p.side, p.quantity, p.entryPrice]);
    expect(held).toEqual([
      ['S1', 'long', '0.4', '100'],
      ['EXTERNAL', 'short', '2', '105'],
    ]);
    expect(rig.stops()).toEqual(['400@98']);
    const codes = rig.of('trouble').map((f) => f.code);
    expect(new Set(codes)).toEqual(new Set(['UNKNOWN_ORDER']));
    expect(rig.executor.health().reconciled).toBe(true);
  });

  it('a difference is not booked while cut off: the fills behind it are told later, and count once', () => {
    const rig = Rig.ready();
    rig.event({ kind: 'connection', up: false, at: rig.now });
    const short = rig.venue.position(BTC, 'short');
    short.quantity = decimal('2');
    short.cost = decimal('200');
    rig.wait(100_000);
    expect(rig.executor.health()).toMatchObject({ reconciled: false });
    expect(rig.of('fill')).toEqual([]);
    rig.event({
      kind: 'fill',
      tradeId: 'by hand',
      clientOrderId: 'web_1',
      symbol: BTC,
      positionSide: 'short',
      action: 'open',
      quantity: '2',
      price: '100',
      fee: '0',
      realisedPnl: '0',
      maker: false,
      cause: 'order',
      at: rig.now,
    });
    rig.event({ kind: 'connection', up: true, at: rig.now });
    rig.wait(40_000);
    expect(rig.of('fill').map((fill) => fill.quantity)).toEqual(['2']);
    expect(rig.executor.health()).toMatchObject({ reconciled: true });
  });

  it('OPS-8 an open order with our prefix that nobody here knows closes entries', () => {
    const rig = Rig.ready();
    rig.venue.submit({
      kind: 'place',
      clientOrderId: 'main.S1.zz.0ezz',
      symbol: BTC,
      positionSide: 'long',
      action: 'open',
      type: 'limit',
      quantity: '1',
      price: '90',
      stopPrice: null,
      timeInForce: 'GTC',
    });
    rig.wait(32_000);
    expect(rig.executor.health()).toMatchObject({ reconciled: false });
    expect(rig.executor.health().text).toContain('main.S1.zz.0ezz');
    expect(rig.entry()).toMatchObject({ ok: false, code: 'GATE_CLOSED' });
    expect(rig.venue.open()).toHaveLength(1);
  });

  it('a stray stop with our prefix is cancelled, a foreign order only told, once', () => {
    const rig = Rig.ready();
    const stray = {
      symbol: BTC,
      positionSide: 'long',
      action: 'reduce',
      type: 'stop_market',
    } as const;
    const figures = { quantity: '1', price: null, stopPrice: '50', timeInForce: 'GTC' } as const;
    rig.venue.submit({ kind: 'place', clientOrderId: 'main.S1.a.0szz', ...stray, ...figures });
    rig.venue.submit({ kind: 'place', clientOrderId: 'web_1', ...stray, ...figures });
    rig.wait(70_000, 1_000);
    expect(rig.venue.open().map((o) => o.id)).toEqual(['web_1']);
    expect(rig.of('trouble')).toHaveLength(1);
    expect(rig.executor.health()).toMatchObject({ reconciled: true });
  });

  it('an order of others closes entries where the configuration refuses them, and is never touched', () => {
    const rig = Rig.ready({ unknownOrders: 'refuse' });
    rig.venue.submit({
      kind: 'place',
      clientOrderId: 'web_1',
      symbol: BTC,
      positionSide: 'long',
      action: 'reduce',
      type: 'stop_market',
      quantity: '1',
      price: null,
      stopPrice: '50',
      timeInForce: 'GTC',
    });
    rig.wait(35_000, 1_000);
    expect(rig.executor.health()).toMatchObject({
      reconciled: false,
      text: expect.stringContaining('web_1'),
    });
    expect(rig.entry()).toMatchObject({ ok: false, code: 'GATE_CLOSED' });
    expect(rig.of('trouble')).toHaveLength(1);
    rig.wait(60_000, 1_000);
    expect(rig.venue.open().map((order) => order.id)).toEqual(['web_1']);
    rig.venue.orders.delete('web_1');
    rig.wait(5_000, 1_000);
    expect(rig.executor.health()).toMatchObject({ reconciled: true });
  });

  it('an entry that somebody changed at the venue is told and cancelled', () => {
    const rig = Rig.ready();
    rig.entry({ limitPrice: '90', timeout: 600_000 });
    const [ours] = rig.venue.open();
    rig.venue.orders.set(ours!.id, { ...ours!, price: decimal('95') });
    rig.wait(32_000);
    expect(rig.venue.open()).toEqual([]);
    expect(rig.of('entry_ended')).toMatchObject([{ end: 'cancelled', reason: null }]);
    expect(rig.of('trouble')).toMatchObject([
      { code: 'UNKNOWN_ORDER', text: expect.stringContaining('changed at the venue') },
    ]);
  });

  it('fills made while the process was dead come back by asking for the orders', () => {
    const rig = Rig.ready();
    rig.entry({ limitPrice: '90' });
    rig.venue.trade(BTC, '90', rig.now);
    rig.venue.outbox.length = 0;
    rig.crash();
    expect(rig.position()).toMatchObject({ quantity: '1', stopOnVenue: true });
    expect(decimal(rig.executor.ledgerTotals().balance!)).toBe(rig.venue.wallet);
    expect(rig.of('entry_ended')).toMatchObject([{ end: 'filled' }]);
  });

  it('a question about missing fills that got no answer is asked again before anything is estimated', () => {
    const rig = Rig.ready();
    rig.entry({ limitPrice: '90' });
    rig.venue.feeRate = decimal('0.0002') as Decimal;
    rig.venue.trade(BTC, '90', rig.now);
    // The state arrives, the fill is lost, and so is the first answer to the question for it.
    const [, id] = [rig.venue.outbox.splice(0), rig.sent('place')[0]!.clientOrderId];
    let lost = 0;
    rig.venue.fault = (c) => (c.kind === 'query' && lost++ < 2 ? 'lost_request' : 'none');
    const about = { clientOrderId: id, at: rig.now };
    const filled = { status: 'filled', filledQuantity: '1', averagePrice: '90' } as const;
    rig.event({ kind: 'order', ...filled, ...about });
    for (let second = 0; second < 12; second += 1) {
      const before = rig.sent('query').length;
      rig.wait(1_000);
      if (rig.sent('query').length > before && lost <= 2) {
        rig.event({ kind: 'unknown', operation: 'query', clientOrderId: id, at: rig.now });
      }
    }
    expect(rig.of('fill')).toMatchObject([{ tradeId: '1', fee: '0.018' }]);
    expect(rig.of('trouble')).toEqual([]);
    expect(rig.of('ledger').filter((f) => f.entry.kind === 'adjustment')).toEqual([]);
  });

  it('of missing fills nobody ever answers for, the estimate is booked in the end', () => {
    const rig = Rig.ready();
    rig.entry({ limitPrice: '90' });
    rig.venue.trade(BTC, '90', rig.now);
    rig.venue.outbox.length = 0;
    const id = rig.sent('place')[0]!.clientOrderId;
    rig.venue.fault = (c) => (c.kind === 'query' ? 'lost_request' : 'none');
    const filled = { status: 'filled', filledQuantity: '1', averagePrice: '90' } as const;
    rig.event({ kind: 'order', ...filled, clientOrderId: id, at: rig.now });
    for (let second = 0; second < 16; second += 1) {
      rig.wait(1_000);
      rig.event({ kind: 'unknown', operation: 'query', clientOrderId: id, at: rig.now });
    }
    expect(rig.position()).toMatchObject({ quantity: '1', stopOnVenue: true });
  });

  it('an order that is gone from the snapshot explains a difference: nothing is booked before it is asked about', () => {
    const rig = Rig.ready();
    rig.wait(25_000);
    rig.entry({ limitPrice: '90', timeout: 600_000 });
    rig.wait(3_500);
    rig.venue.trade(BTC, '90', rig.now);
    // Fill and state are held up on their way, and the venue does not answer questions.
    const held = rig.venue.outbox.splice(0);
    rig.venue.fault = (c) => (c.kind === 'query' ? 'lost_request' : 'none');
    rig.wait(8_000);
    expect(rig.executor.positions()).toEqual([]);
    expect(rig.of('ledger').filter((f) => f.entry.kind === 'adjustment')).toEqual([]);
    for (const event of held) rig.event(event);
    rig.drain();
    rig.wait(8_000);
    expect(rig.position()).toMatchObject({ quantity: '1', stopOnVenue: true });
    expect(rig.of('fill')).toMatchObject([{ tradeId: '1' }]);
    expect(rig.executor.health().reconciled).toBe(true);
  });

  it('what happened before a process that was killed while it caught up is asked for again', () => {
    const rig = Rig.ready();
    rig.entry();
    rig.wait(40_000);
    const complete = rig.executor.completeUntil()!;
    expect(rig.now - complete).toBeLessThan(30_000);
    // Dead; funding is paid; the next life writes a fact and dies before it has heard of it.
    rig.now += 300_000;
    const early = recoverExecutor(rig.config, rig.facts);
    rig.facts.push(...early.start(rig.now, rig.monotonic).facts);
    const halt = { kind: 'halt', on: true, actor: 'desk', reason: 'test' } as const;
    const { now, monotonic } = rig;
    rig.facts.push(...early.handle({ kind: 'command', command: halt, now, monotonic }).facts);
    expect(rig.facts.at(-1)!.at).toBe(rig.now);
    expect(recoverExecutor(rig.config, rig.facts).completeUntil()).toBe(complete);
  });

  it('books that were never compared are complete from their opening on, and none before', () => {
    const rig = new Rig();
    expect(rig.executor.completeUntil()).toBeNull();
    rig.start();
    expect(rig.executor.completeUntil()).toBe(rig.now);
  });

  it('a fill the venue counts but never tells is booked from the order, protected, and settled', () => {
    const rig = Rig.ready();
    rig.venue.feeRate = decimal('0.0004') as Decimal;
    rig.venue.repeatsFills = false;
    rig.entry({ limitPrice: '90' });
    rig.venue.trade(BTC, '90', rig.now);
    rig.venue.outbox.length = 0;
    rig.crash();
    rig.wait(4_000);
    expect(rig.position()).toMatchObject({ quantity: '1', entryPrice: '90', stopOnVenue: true });
    rig.wait(10_000);
    expect(rig.of('ledger').at(-1)!.entry).toMatchObject({ kind: 'adjustment', amount: '0.009' });
    expect(decimal(rig.executor.ledgerTotals().balance!)).toBe(rig.venue.wallet);
    // Told after all: nothing changes any more.
    for (const order of rig.venue.orders.values()) for (const fill of order.fills) rig.event(fill);
    expect(rig.position()).toMatchObject({ quantity: '1' });
  });

  it('the state of a recovered executor is the state before the crash', () => {
    const rig = Rig.ready();
    rig.entry();
    rig.wait(2_000);
    rig.step(BTC, 102);
    rig.entry({ side: 'short' });
    const again = recoverExecutor(rig.config, rig.facts);
    expect(again.positions()).toEqual(rig.executor.positions());
    expect(again.ledgerTotals()).toEqual(rig.executor.ledgerTotals());
    expect(again.health().halted).toBe(false);
  });

  it('a configuration that could loop or never act is refused with all errors', () => {
    const rig = new Rig();
    const config = {
      ...rig.config,
      portfolio: 'a portfolio',
      exitRetry: 0,
      cancelRetry: Number.NaN,
    };
    expect(() => recoverExecutor(config, [])).toThrow(/portfolio.*cancelRetry.*exitRetry/);
  });
});

import { describe, expect, it } from 'vitest';
import { decimal } from '../domain/decimal.ts';
import { EXTERNAL } from '../domain/ids.ts';
import type { VenueEvent } from '../domain/venue.ts';
import { BTC, ETH, Rig, S1, S2, S3 } from './rig-fixture.ts';

const held = (rig: Rig) =>
  Object.fromEntries(rig.executor.positions().map((p) => [`${p.strategy} ${p.side}`, p.quantity]));

/** S1 holds 1 at 100, S2 holds 3 at 102, both long on one side of the account. */
function shared(): Rig {
  const rig = Rig.ready();
  rig.entry({ strategy: S1 });
  rig.step(BTC, 101.5, { high: 101.5 });
  rig.venue.quote(BTC, '102');
  rig.entry({ strategy: S2, quantity: '3', limitPrice: '102' });
  return rig;
}

describe('several strategies on one side', () => {
  it('each has its own entry price and its own stop; the sum is the venue position', () => {
    const rig = shared();
    expect(rig.position(S1)).toMatchObject({ quantity: '1', entryPrice: '100' });
    expect(rig.position(S2)).toMatchObject({ quantity: '3', entryPrice: '102' });
    expect([...rig.stops()].sort()).toEqual(['1000@101', '3000@100']);
    expect(rig.venue.position(BTC, 'long').quantity).toBe(decimal('4'));
  });

  it('opposite positions on one symbol do not touch each other', () => {
    const rig = shared();
    rig.entry({ strategy: S3, side: 'short', limitPrice: '99' });
    rig.exit(S1);
    expect(held(rig)).toEqual({ 'S2 long': '3', 'S3 short': '1' });
  });

  it('a trade counts on its own entry price, the wallet follows the venue, the rest is a transfer', () => {
    const rig = shared();
    rig.exit(S1);
    const [trade] = rig.of('trade_closed');
    // Venue's average is 101.5: it realised 0.5, of the strategy's own 2.
    expect(trade).toMatchObject({ trade: { grossPnl: '2', entryPrice: '100', exitPrice: '102' } });
    expect(rig.executor.ledgerTotals()).toMatchObject({
      byKind: { realised_pnl: '0.5' },
      virtualRealised: '2',
      internalTransfer: '-1.5',
    });
    // 3 at the venue's average of 101.5 gain 1.5 at 102, and the strategies' sum is the account's.
    rig.step(BTC, 102, { venue: false });
    const mark = rig.executor.equityMark(rig.now);
    expect(mark.unrealisedPnl).toBeCloseTo(1.5, 8);
    const earned = Object.values(mark.strategyPnl).reduce((sum, pnl) => sum + pnl, 0);
    expect(Number(mark.walletBalance) + mark.unrealisedPnl - 10_000).toBeCloseTo(earned, 8);
    rig.exit(S2);
    expect(rig.executor.ledgerTotals()).toMatchObject({ internalTransfer: '0' });
    expect(rig.executor.ledgerTotals().balance).toBe(
      rig.executor.equityMark(rig.now).walletBalance,
    );
  });

  it('a stop that fills although its strategy had closed is shared pro rata and told', () => {
    const rig = shared();
    rig.entry({ strategy: S3, quantity: '1', limitPrice: '102' });
    rig.venue.fault = (c) => (c.kind === 'cancel' ? 'silent' : 'none');
    rig.exit(S1);
    rig.step(BTC, 101, { mark: 102, close: 101, low: 101 });
    expect(rig.of('trouble')).toMatchObject([{ code: 'STOP_OVERFILL', strategy: 'S1' }]);
    expect(held(rig)).toEqual({ 'S2 long': '2.25', 'S3 long': '0.75' });
    rig.venue.fault = () => 'none';
    rig.wait(15_000);
    expect([...rig.stops()].sort()).toEqual(['2250@100', '750@100']);
    expect(decimal(rig.executor.ledgerTotals().balance!)).toBe(rig.venue.wallet);
  });

  it('an exit told before the fill of its entry nets out to one ordinary trade', () => {
    const rig = Rig.ready();
    rig.venue.maxFill = decimal('0.4');
    rig.entry();
    const waiting = rig.venue.outbox;
    rig.deliver = (events) => {
      const late = events.filter((e) => e.kind === 'fill' && e.action === 'open');
      const now = events.filter((e) => !(e.kind === 'fill' && e.action === 'open'));
      if (now.length === 0) return late;
      waiting.push(...late);
      return now;
    };
    rig.venue.maxFill = null;
    rig.step(BTC, 97);
    rig.deliver = (events) => events;
    rig.drain();
    rig.wait(5_000);
    expect(rig.executor.positions()[0]?.quantity ?? '0').toBe(
      String(Number(rig.venue.position(BTC, 'long').quantity) / 1e8),
    );
    expect(rig.of('trouble')).toEqual([]);
  });
});

describe('what nobody here ordered', () => {
  it('OPS-2 a manual trade is booked under EXTERNAL, exactly, and told', () => {
    const rig = Rig.ready();
    rig.venue.external(BTC, 'long', 'open', '0.5');
    rig.drain();
    expect(held(rig)).toEqual({ 'EXTERNAL long': '0.5' });
    expect(rig.of('trouble')).toMatchObject([{ code: 'UNKNOWN_ORDER', strategy: EXTERNAL }]);
    expect(rig.stops()).toEqual([]);
    expect(decimal(rig.executor.ledgerTotals().balance!)).toBe(rig.venue.wallet);
  });

  it('OPS-2 adopted by configuration it gets a stop of its own, and flatten closes it', () => {
    const rig = Rig.ready({ externalStop: 0.1 });
    rig.venue.external(BTC, 'short', 'open', '0.5');
    rig.drain();
    expect(rig.stops()).toEqual(['500@110']);
    const scope = { strategy: null, symbol: null };
    rig.command({ kind: 'flatten', scope, actor: 'op', reason: 'test' });
    expect(held(rig)).toEqual({});
    expect(rig.venue.open()).toEqual([]);
  });

  it('OPS-2 refused by configuration no entry leaves while it is held, and entries go on afterwards', () => {
    const rig = Rig.ready({ differences: 'report' });
    rig.venue.external(BTC, 'long', 'open', '0.5');
    rig.drain();
    expect(rig.of('trouble')).toMatchObject([{ code: 'UNKNOWN_ORDER', severity: 'P1' }]);
    rig.wait(5_000);
    expect(rig.executor.health()).toMatchObject({
      reconciled: false,
      text: 'BTC/USDT:USDT long: 0.5 held that no strategy opened',
    });
    expect(rig.entry()).toMatchObject({ ok: false, code: 'GATE_CLOSED' });
    rig.wait(70_000);
    expect(rig.executor.health()).toMatchObject({ reconciled: false });
    rig.venue.external(BTC, 'long', 'reduce', '0.5');
    rig.drain();
    rig.wait(5_000);
    expect(rig.executor.health()).toMatchObject({ reconciled: true });
    expect(rig.entry()).toMatchObject({ ok: true });
    expect(decimal(rig.executor.ledgerTotals().balance!)).toBe(rig.venue.wallet);
  });

  it('OPS-2 a liquidation takes from everybody on the side, pro rata, and their trades close', () => {
    const rig = shared();
    rig.venue.external(BTC, 'long', 'reduce', '4', 'liquidation');
    rig.drain();
    expect(rig.executor.positions()).toEqual([]);
    expect(rig.of('trade_closed').map((f) => [f.trade.strategy, f.trade.exitReason])).toEqual([
      ['S1', 'liquidation'],
      ['S2', 'liquidation'],
      ['EXTERNAL', 'liquidation'],
    ]);
    expect(rig.of('trouble')[0]).toMatchObject({ code: 'LIQUIDATION' });
    expect(rig.executor.ledgerTotals().byKind.liquidation).toBe('2');
    expect(decimal(rig.executor.ledgerTotals().balance!)).toBe(rig.venue.wallet);
    expect(rig.venue.open()).toEqual([]);
  });

  it('OPS-2 a manual reduction takes EXTERNAL first, then the strategies; stops follow', () => {
    const rig = shared();
    rig.venue.external(BTC, 'long', 'open', '1');
    rig.venue.external(BTC, 'long', 'reduce', '2');
    rig.drain();
    expect(held(rig)).toEqual({ 'S1 long': '0.75', 'S2 long': '2.25' });
    expect([...rig.stops()].sort()).toEqual(['2250@100', '750@101']);
  });

  it('OPS-2 a stop whose fill came first under a name of the venue is booked once, also when it is told again as its own', () => {
    const rig = Rig.ready();
    rig.entry();
    const late: VenueEvent[] = [];
    rig.deliver = (events) =>
      events.flatMap((event) => {
        const ofStop = 'clientOrderId' in event && event.clientOrderId.includes('s');
        if (!ofStop || (event.kind !== 'fill' && event.kind !== 'order')) return [event];
        late.push(event);
        return event.kind === 'fill' ? [{ ...event, clientOrderId: 'autoclose-1' }] : [];
      });
    rig.step(BTC, 97, { low: 97 });
    expect(held(rig)).toEqual({});
    const { balance } = rig.executor.ledgerTotals();
    rig.deliver = (events) => events;
    for (const event of late) rig.event(event);
    expect(rig.of('fill_claimed')).toHaveLength(1);
    expect(held(rig)).toEqual({});
    expect(rig.executor.ledgerTotals()).toMatchObject({ balance, byKind: { fee: '-0.0985' } });
    rig.crash();
    rig.wait(60_000);
    expect(held(rig)).toEqual({});
    expect(rig.executor.ledgerTotals()).toMatchObject({ balance });
    expect(rig.executor.health()).toMatchObject({ reconciled: true });
    expect(rig.of('ledger').filter(({ entry }) => entry.kind === 'adjustment')).toEqual([]);
  });

  it('OPS-8 a fill of an order with our prefix that this journal never wrote goes to EXTERNAL', () => {
    const rig = Rig.ready();
    rig.venue.external(BTC, 'long', 'open', '0.5');
    const [fill] = rig.venue.outbox.splice(0);
    rig.event({ ...fill, clientOrderId: 'main.S1.zz.0ezz' } as typeof fill & object);
    expect(held(rig)).toEqual({ 'EXTERNAL long': '0.5' });
  });
});

describe('money', () => {
  it('funding is shared over the side to the last digit and counts in the trade', () => {
    const rig = shared();
    rig.venue.funding(BTC, 'long', '-0.00000003', 'f1');
    rig.venue.funding(BTC, 'long', '-0.00000003', 'f1');
    rig.drain();
    const booked = rig.of('ledger').filter((f) => f.entry.kind === 'funding');
    expect(booked.map((f) => [f.entry.strategy, f.entry.amount])).toEqual([['S2', '-0.00000003']]);
    rig.venue.funding(BTC, 'long', '-0.1', 'f2');
    rig.drain();
    rig.exit(S1);
    expect(rig.of('trade_closed')[0]!.trade).toMatchObject({ funding: '-0.025', netPnl: '1.874' });
  });

  it('OPS-3 deposits and withdrawals are in the ledger and beside the equity', () => {
    const rig = Rig.ready();
    rig.venue.transfer('500.5', 't1');
    rig.venue.transfer('-100', 't2');
    rig.drain();
    expect(rig.executor.equityMark(rig.now)).toMatchObject({
      walletBalance: '10400.5',
      transfers: '400.5',
      quality: 'good',
      strategyPnl: {},
    });
  });

  it('repeated fills, funding and transfers change nothing, also after kill -9', () => {
    const rig = Rig.ready();
    rig.entry();
    rig.venue.funding(BTC, 'long', '-0.1', 'f1');
    rig.venue.transfer('5', 't1');
    rig.venue.external(ETH, 'long', 'open', '1');
    const events = [...rig.venue.outbox, ...[...rig.venue.orders.values()].flatMap((o) => o.fills)];
    rig.drain();
    const before = rig.executor.ledgerTotals();
    for (const event of events) rig.event(event);
    rig.crash();
    for (const event of events) rig.event(event);
    expect(rig.executor.ledgerTotals()).toEqual(before);
    expect(decimal(before.balance!)).toBe(rig.venue.wallet);
  });
});

describe('equity', () => {
  it('is the wallet plus what is held at mark, per strategy on its own entry price', () => {
    const rig = shared();
    rig.step(BTC, 102);
    const mark = rig.executor.equityMark(rig.now);
    expect(mark.quality).toBe('good');
    expect(mark.unrealisedPnl).toBeCloseTo(2, 8);
    expect(mark.strategyPnl['S1']).toBeCloseTo(2 - 0.05, 8);
    expect(mark.strategyPnl['S2']).toBeCloseTo(-0.153, 8);
  });

  it('is stale when the mark of something held is older than its limit', () => {
    const rig = shared();
    rig.now += 15_001;
    expect(rig.executor.equityMark(rig.now).quality).toBe('stale');
    rig.step(ETH, 100);
    expect(rig.executor.equityMark(rig.now).quality).toBe('stale');
    rig.step(BTC, 102);
    expect(rig.executor.equityMark(rig.now).quality).toBe('good');
  });

  it('is implausible while a mark lies where nothing traded, and keeps the last good one', () => {
    const rig = shared();
    rig.step(BTC, 102);
    const good = rig.executor.equityMark(rig.now).unrealisedPnl;
    for (const mark of [80, 0, Number.NaN]) {
      rig.step(BTC, 102, { mark });
      const doubtful = rig.executor.equityMark(rig.now);
      expect(doubtful).toMatchObject({ quality: 'implausible', unrealisedPnl: good });
    }
    rig.step(BTC, 102);
    expect(rig.executor.equityMark(rig.now).quality).toBe('good');
  });
});

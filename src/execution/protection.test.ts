import { describe, expect, it } from 'vitest';
import { decimal } from '../domain/decimal.ts';
import { BTC, Rig, S1, S2 } from './rig-fixture.ts';

describe('the protective stop', () => {
  it('EXIT-1 leaves in the same output in which the first, partial fill is handled', () => {
    const rig = Rig.ready();
    rig.venue.maxFill = decimal('0.4');
    const { now, monotonic } = rig;
    const command = { kind: 'entry', order: rig.order() } as const;
    rig.accept(rig.executor.handle({ kind: 'command', command, now, monotonic }));
    const fill = rig.venue.outbox.find((event) => event.kind === 'fill')!;
    const output = rig.executor.handle({ kind: 'venue', event: fill, now, monotonic });
    expect(output.send).toMatchObject([
      { kind: 'place', type: 'stop_market', action: 'reduce', quantity: '0.4', stopPrice: '98' },
    ]);
    expect(output.facts.map((f) => f.kind)).toEqual(['fill', 'position', 'ledger', 'intent']);
  });

  it('is resized with each fill, the new one before the old one goes', () => {
    const rig = Rig.ready();
    rig.venue.maxFill = decimal('0.4');
    rig.entry();
    expect(rig.stops()).toEqual(['400@98']);
    const from = rig.venue.sent.length;
    rig.step(BTC, 100);
    expect(rig.stops()).toEqual(['1000@98']);
    const kinds = rig.venue.sent.slice(from).map((c) => c.kind);
    expect(kinds.indexOf('place')).toBeLessThan(kinds.indexOf('cancel'));
    expect(rig.position()).toMatchObject({ quantity: '1', stopOnVenue: true });
  });

  it('rests at the entry price less the stop distance, rounded towards the entry', () => {
    const rig = Rig.ready();
    rig.entry({ limitPrice: '99.7', side: 'short' });
    expect(rig.position(S1, 'short')).toMatchObject({ entryPrice: '100', stopPrice: '102' });
    rig.step(BTC, 97.3);
    rig.entry({ limitPrice: '97.3' });
    expect(rig.position()).toMatchObject({ entryPrice: '97.3', stopPrice: '95.4' });
  });

  it('refused by the venue it is placed again, later each time, and INC-1 told after 10 s', () => {
    const rig = Rig.ready();
    rig.venue.fault = (c) => (c.kind === 'place' && c.type === 'stop_market' ? 'reject' : 'none');
    rig.entry();
    rig.wait(9_500, 250);
    expect(rig.of('trouble')).toEqual([]);
    rig.wait(1_000, 250);
    expect(rig.of('trouble')).toMatchObject([
      { code: 'STOP_MISSING', severity: 'P1', strategy: 'S1', symbol: BTC },
    ]);
    rig.wait(58_000, 250);
    expect(rig.of('trouble')).toHaveLength(1);
    rig.wait(3_000, 250);
    expect(rig.of('trouble')).toHaveLength(2);
    const tries = rig.sent('place').filter((c) => c.type === 'stop_market').length;
    expect(tries).toBeGreaterThan(10);
    expect(tries).toBeLessThan(30);
    rig.venue.fault = () => 'none';
    rig.wait(6_000);
    expect(rig.position()).toMatchObject({ stopOnVenue: true });
  });

  it('a stop whose answer is lost gets a second one beside it after 2 s; one remains', () => {
    const rig = Rig.ready();
    let lost = 1;
    rig.venue.fault = (c) =>
      c.kind === 'place' && c.type === 'stop_market' && lost-- > 0 ? 'lost_request' : 'none';
    rig.entry();
    expect(rig.stops()).toEqual([]);
    rig.wait(2_500);
    expect(rig.stops()).toEqual(['1000@98']);
    rig.wait(10_000);
    expect(rig.stops()).toEqual(['1000@98']);
    expect(rig.position()).toMatchObject({ stopOnVenue: true });
  });

  it('EXIT-1 OPS-2 is repeated also where the clock stands behind the journal after a restart', () => {
    const rig = Rig.ready();
    let lost = 2;
    rig.venue.fault = (c) =>
      c.kind === 'place' && c.type === 'stop_market' && lost-- > 0 ? 'lost_request' : 'none';
    rig.entry();
    rig.now -= 300_000;
    rig.crash();
    rig.wait(1_000, 100);
    expect(rig.executor.health().text).toMatch(
      /clock stands 30\d s before the journal's last fact/,
    );
    expect(rig.entry({ strategy: S2 })).toMatchObject({
      ok: false,
      code: 'GATE_CLOSED',
      text: expect.stringContaining('set it right'),
    });
    rig.wait(15_000, 100);
    expect(rig.stops()).toEqual(['1000@98']);
    expect(rig.position()).toMatchObject({ stopOnVenue: true });
    rig.wait(600_000);
    expect(rig.executor.health().text).toBe('equal to the venue');
  });

  it('refused because the price is beyond it already, the position is left at the market', () => {
    const rig = Rig.ready();
    rig.venue.fault = (c) => (c.kind === 'place' && c.type === 'stop_market' ? 'reject' : 'none');
    rig.step(BTC, 97, { mark: 97, venue: false });
    rig.venue.price = decimal('100');
    rig.entry();
    expect(rig.position()).toBeUndefined();
    expect(rig.of('trade_closed')).toMatchObject([{ trade: { exitReason: 'stop' } }]);
  });

  it('a moved stop that the venue refuses is tried again without waiting for another event', () => {
    const rig = Rig.ready();
    rig.entry();
    rig.wait(2_000);
    let refused = 1;
    rig.venue.fault = (c) => (c.kind === 'place' && refused-- > 0 ? 'reject' : 'none');
    rig.step(BTC, 102);
    expect(rig.stops()).toEqual(['1000@98']);
    expect(rig.executor.nextWake()).toBeLessThanOrEqual(rig.now + 500);
    rig.wait(500);
    expect(rig.stops()).toEqual(['1000@101.5']);
  });

  it('dropped by the venue it is noticed at the next snapshot and replaced', () => {
    const rig = Rig.ready();
    rig.entry();
    for (const order of rig.venue.open()) order.status = 'cancelled';
    rig.wait(32_000);
    expect(rig.stops()).toEqual(['1000@98']);
    expect(rig.position()).toMatchObject({ stopOnVenue: true });
  });

  it('gone without a trace it is asked for, twice, and replaced within seconds of the snapshot', () => {
    const rig = Rig.ready();
    rig.entry();
    rig.wait(20_000);
    for (const { id } of rig.venue.open()) rig.venue.orders.delete(id);
    rig.wait(14_000, 250);
    expect(rig.stops()).toEqual(['1000@98']);
    expect(rig.position()).toMatchObject({ stopOnVenue: true });
    expect(rig.of('trouble')).toEqual([]);
  });

  it('EXIT-1 changed by hand at the venue it is told and replaced, new before old', () => {
    for (const change of [{ quantity: decimal('0.4') }, { stopPrice: decimal('90') }]) {
      const rig = Rig.ready();
      rig.entry();
      rig.wait(20_000);
      const [ours] = rig.venue.open();
      rig.venue.orders.set(ours!.id, { ...ours!, ...change });
      const from = rig.venue.sent.length;
      rig.wait(14_000, 250);
      expect(rig.stops()).toEqual(['1000@98']);
      expect(rig.venue.open()[0]!.id).not.toBe(ours!.id);
      const kinds = rig.venue.sent.slice(from).map((command) => command.kind);
      expect(kinds.filter((kind) => kind === 'place')).toHaveLength(1);
      expect(kinds.indexOf('place')).toBeLessThan(kinds.indexOf('cancel'));
      expect(rig.of('trouble')).toMatchObject([
        { code: 'UNKNOWN_ORDER', strategy: 'S1', text: expect.stringContaining(ours!.id) },
      ]);
      expect(rig.position()).toMatchObject({ stopOnVenue: true });
      expect(rig.executor.health()).toMatchObject({ reconciled: true });
    }
  });

  it('changed by hand and not replaceable, the position counts as unprotected: P1 after 10 s', () => {
    const rig = Rig.ready();
    rig.entry();
    rig.wait(20_000);
    const [ours] = rig.venue.open();
    rig.venue.orders.set(ours!.id, { ...ours!, stopPrice: decimal('50') });
    rig.venue.fault = (c) => (c.kind === 'place' ? 'reject' : 'none');
    rig.wait(25_000, 250);
    // What is left protects a little: it stays until there is something better.
    expect(rig.stops()).toEqual(['1000@50']);
    expect(rig.of('trouble').map(({ code, severity }) => [code, severity])).toEqual([
      ['UNKNOWN_ORDER', null],
      ['STOP_MISSING', 'P1'],
    ]);
  });

  it('is cancelled once its position is closed', () => {
    const rig = Rig.ready();
    rig.entry();
    rig.exit();
    expect(rig.position()).toBeUndefined();
    expect(rig.venue.open()).toEqual([]);
  });

  it('stays while entries are closed, halted and cancelled', () => {
    const rig = Rig.ready();
    rig.entry();
    rig.closeGate();
    rig.command({ kind: 'halt', on: true, actor: 'op', reason: 'test' });
    rig.command({ kind: 'cancel_entries', scope: { strategy: null, symbol: null }, reason: 't' });
    rig.orchestratorAlive = false;
    rig.wait(20_000);
    expect(rig.stops()).toEqual(['1000@98']);
  });

  it('is back after kill -9 between the fill and its placement', () => {
    const rig = Rig.ready();
    const { now, monotonic } = rig;
    const command = { kind: 'entry', order: rig.order() } as const;
    rig.accept(rig.executor.handle({ kind: 'command', command, now, monotonic }));
    const fill = rig.venue.outbox.find((event) => event.kind === 'fill')!;
    const output = rig.executor.handle({ kind: 'venue', event: fill, now, monotonic });
    rig.facts.push(...output.facts);
    rig.venue.outbox.length = 0;
    rig.crash();
    rig.wait(2_500);
    expect(rig.stops()).toEqual(['1000@98']);
    rig.wait(10_000);
    expect(rig.position()).toMatchObject({ stopOnVenue: true });
    expect(rig.stops()).toEqual(['1000@98']);
  });

  it('a position too large for one order of the venue is refused as an entry', () => {
    const rig = Rig.ready();
    rig.entry({ quantity: '600' });
    expect(rig.entry({ quantity: '600' })).toMatchObject({ ok: false, code: 'NOT_EVALUATED' });
    expect(rig.position()).toMatchObject({ quantity: '600', stopOnVenue: true });
  });
});

import { describe, expect, it } from 'vitest';
import { closureId, PORTFOLIO } from '../domain/closure.ts';
import { createExecutor, recoverExecutor } from './executor.ts';
import { BTC, ETH, PLAN, Rig, S1, S2 } from './rig-fixture.ts';

const last = (rig: Rig) => rig.of('entry_ended').at(-1);

describe('entries fail closed', () => {
  it('without a gate there is no entry', () => {
    const rig = new Rig();
    rig.start();
    rig.command({ kind: 'lease', writer: 1 });
    expect(rig.entry()).toMatchObject({ ok: false, code: 'GATE_CLOSED' });
    expect(last(rig)).toMatchObject({ end: 'refused', reason: 'GATE_CLOSED', decision: 1 });
    expect(rig.sent('place')).toEqual([]);
  });

  it('before the first clean reconciliation there is no entry', () => {
    const rig = new Rig();
    rig.venue.fault = (command) => (command.kind === 'account' ? 'silent' : 'none');
    rig.start();
    rig.openGate();
    expect(rig.entry()).toMatchObject({ ok: false, code: 'GATE_CLOSED' });
    rig.venue.fault = () => 'none';
    rig.wait(11_000);
    expect(rig.entry()).toMatchObject({ ok: true });
  });

  it('a closure covers its own scope only', () => {
    const rig = Rig.ready();
    rig.closeGate({ strategy: S1, symbol: BTC });
    expect(rig.entry({ strategy: S1 })).toMatchObject({ ok: false, code: 'GATE_CLOSED' });
    expect(rig.entry({ strategy: S2 })).toMatchObject({ ok: true });
    expect(rig.entry({ strategy: S1, symbol: ETH })).toMatchObject({ ok: true });
  });

  it('a decision from before a closing stays refused when the closure is gone again', () => {
    const rig = Rig.ready();
    const early = rig.order();
    rig.closeGate();
    rig.openGate();
    expect(rig.command({ kind: 'entry', order: early })).toMatchObject({ code: 'GATE_EPOCH' });
    expect(rig.entry()).toMatchObject({ ok: true });
  });

  it('a closing opened and released unseen still refuses decisions from before it', () => {
    const rig = Rig.ready();
    const early = rig.order();
    rig.epoch += 1;
    rig.openGate();
    expect(rig.command({ kind: 'entry', order: early })).toMatchObject({ code: 'GATE_EPOCH' });
  });

  it('an older writer can neither set the gate, nor hold the lease, nor enter', () => {
    const rig = Rig.ready();
    const order = rig.order();
    rig.command({ kind: 'gate', gate: { epoch: 1, writer: 2, closures: [] } });
    rig.command({ kind: 'lease', writer: 2 });
    expect(rig.openGate()).toMatchObject({ ok: false, code: 'GATE_EPOCH' });
    expect(rig.command({ kind: 'lease', writer: 1 })).toMatchObject({ ok: false });
    expect(rig.command({ kind: 'entry', order })).toMatchObject({ code: 'GATE_EPOCH' });
    expect(rig.entry({ writer: 2 })).toMatchObject({ ok: true });
  });

  it('a lease not renewed for 2 s of machine time refuses', () => {
    const rig = Rig.ready();
    rig.orchestratorAlive = false;
    rig.wait(1_500);
    expect(rig.entry({ limitPrice: '90' })).toMatchObject({ ok: true });
    rig.wait(500);
    expect(rig.entry()).toMatchObject({ ok: false, code: 'LEASE_DEAD' });
  });

  it('resting entries are cancelled 5 s after the lease died, stops stay', () => {
    const rig = Rig.ready();
    rig.entry();
    rig.entry({ strategy: S2, limitPrice: '90' });
    rig.orchestratorAlive = false;
    rig.wait(6_500);
    expect(rig.venue.open()).toHaveLength(2);
    rig.wait(1_000);
    expect(rig.stops()).toEqual(['1000@98']);
    expect(rig.venue.open()).toHaveLength(1);
    expect(last(rig)).toMatchObject({ end: 'cancelled', reason: 'LEASE_DEAD' });
  });

  it('a decision older than its lifetime is refused', () => {
    const rig = Rig.ready();
    expect(rig.entry({ expiresAt: rig.now })).toMatchObject({ code: 'DECISION_EXPIRED' });
  });

  it.each([
    [{ quantity: '0.0015' }, 'NOT_EVALUATED'],
    [{ quantity: '-1' }, 'NOT_EVALUATED'],
    [{ limitPrice: '100.05' }, 'NOT_EVALUATED'],
    [{ limitPrice: 'NaN' }, 'NOT_EVALUATED'],
    [{ quantity: '1001' }, 'NOT_EVALUATED'],
    [{ timeout: 0 }, 'NOT_EVALUATED'],
    [{ exitPlan: { ...PLAN, stop: 0 } }, 'NOT_EVALUATED'],
    [{ exitPlan: { ...PLAN, stop: Number.NaN } }, 'NOT_EVALUATED'],
    [{ symbol: 'XRP/USDT:USDT' as typeof BTC }, 'UNKNOWN_SYMBOL'],
  ])('%j cannot be sent or protected: refused', (overrides, code) => {
    const rig = Rig.ready();
    expect(rig.entry(overrides)).toMatchObject({ ok: false, code });
  });

  it('the wire check refuses what closed between acceptance and sending, and the entry ends', () => {
    const rig = Rig.ready();
    const order = rig.order();
    const { now, monotonic } = rig;
    const output = rig.executor.handle({
      kind: 'command',
      command: { kind: 'entry', order },
      now,
      monotonic,
    });
    const place = output.send.find((command) => command.kind === 'place');
    expect(rig.executor.mayLeave(place!, now, monotonic)).toBeNull();
    expect(rig.executor.mayLeave(place!, now + 5_000, monotonic)).toBe('DECISION_EXPIRED');
    expect(rig.executor.mayLeave(place!, now, monotonic + 2_000)).toBe('LEASE_DEAD');
    rig.closeGate();
    expect(rig.executor.mayLeave(place!, now, monotonic)).toBe('GATE_CLOSED');
    rig.openGate();
    expect(rig.executor.mayLeave(place!, now, monotonic)).toBe('GATE_EPOCH');
    rig.accept(output);
    expect(last(rig)).toMatchObject({ end: 'refused', reason: 'GATE_EPOCH' });
    expect(rig.sent('place')).toEqual([]);
  });
});

describe('ENTRY_HALT', () => {
  it('HALT-1 stops entries at once without the orchestrator, cancels what rests, survives kill -9', () => {
    const rig = Rig.ready();
    rig.entry({ limitPrice: '90' });
    rig.orchestratorAlive = false;
    rig.command({ kind: 'halt', on: true, actor: 'op', reason: 'test' });
    expect(rig.venue.open()).toEqual([]);
    expect(last(rig)).toMatchObject({ end: 'cancelled', reason: 'GATE_CLOSED' });
    rig.crash();
    expect(rig.executor.health()).toMatchObject({ halted: true });
    expect(rig.entry()).toMatchObject({ ok: false, code: 'GATE_CLOSED' });
    const lift = { kind: 'halt', on: false, actor: 'op', reason: 'over' } as const;
    const older = rig.command({ ...lift, writer: 0 });
    expect(older).toMatchObject({ ok: false, code: 'GATE_EPOCH' });
    expect(rig.executor.health()).toMatchObject({ halted: true });
    rig.command(lift);
    expect(rig.entry()).toMatchObject({ ok: true });
  });

  it('HALT-1 in the environment starts halted, once in the journal', () => {
    const rig = new Rig();
    const options = { entryHalt: { actor: 'environment', reason: 'ENTRY_HALT=true' } };
    rig.executor = createExecutor(rig.config, options);
    rig.start();
    rig.openGate();
    expect(rig.entry()).toMatchObject({ ok: false, code: 'GATE_CLOSED' });
    rig.executor = recoverExecutor(rig.config, rig.facts, options);
    rig.start();
    expect(rig.of('halt')).toHaveLength(1);
  });
});

describe('life of an entry', () => {
  it('a decision told twice is one order', () => {
    const rig = Rig.ready();
    const order = rig.order();
    rig.command({ kind: 'entry', order });
    expect(rig.command({ kind: 'entry', order })).toMatchObject({ ok: true });
    rig.crash();
    expect(rig.command({ kind: 'entry', order })).toMatchObject({ ok: true });
    expect(rig.sent('place').filter((c) => c.action === 'open')).toHaveLength(1);
    const refused = rig.order({ expiresAt: 0 });
    rig.command({ kind: 'entry', order: refused });
    rig.command({ kind: 'entry', order: refused });
    expect(rig.of('entry_ended').filter((f) => f.decision === refused.decision)).toHaveLength(1);
  });

  it.each([
    [0, null],
    [2, 'ORDER_TIMEOUT_FAIL'],
  ] as const)(
    'not filled in time it is cancelled: attempt %i ends timed_out, %s',
    (attempt, reason) => {
      const rig = Rig.ready();
      rig.entry({ limitPrice: '90', attempt });
      rig.wait(89_500, 1_000);
      expect(rig.venue.open()).toHaveLength(1);
      rig.wait(1_000);
      expect(rig.venue.open()).toEqual([]);
      expect(last(rig)).toMatchObject({ end: 'timed_out', reason, filledQuantity: '0' });
    },
  );

  it('what filled before the timeout is kept and protected', () => {
    const rig = Rig.ready();
    rig.venue.maxFill = 40_000_000n as never;
    rig.entry();
    rig.wait(91_000, 1_000);
    expect(last(rig)).toMatchObject({
      end: 'timed_out',
      filledQuantity: '0.4',
      averagePrice: '100',
    });
    expect(rig.position()).toMatchObject({ quantity: '0.4', stopOnVenue: true });
  });

  it('a rejection ends it at once', () => {
    const rig = Rig.ready();
    rig.venue.fault = (c) => (c.kind === 'place' ? 'reject' : 'none');
    rig.entry();
    expect(last(rig)).toMatchObject({ end: 'rejected', reason: 'VENUE_REJECT', text: '-2010: no' });
  });

  it.each(['lost_answer', 'silent'] as const)(
    '%s: queried until known, never sent again',
    (fault) => {
      const rig = Rig.ready();
      rig.venue.fault = (c) => (c.kind === 'place' && c.action === 'open' ? fault : 'none');
      rig.venue.repeatsFills = true;
      rig.deliver = (events) => events.filter((e) => e.kind !== 'fill');
      rig.entry();
      expect(rig.position()).toBeUndefined();
      rig.deliver = (events) => events;
      rig.wait(4_000);
      expect(rig.position()).toMatchObject({ quantity: '1', stopOnVenue: true });
      expect(rig.sent('place').filter((c) => c.action === 'open')).toHaveLength(1);
    },
  );

  it('"not found" proves absence only after the receive window', () => {
    const rig = Rig.ready();
    rig.venue.fault = (c) => (c.kind === 'place' ? 'lost_request' : 'none');
    rig.entry();
    rig.wait(4_500);
    expect(rig.sent('query').length).toBeGreaterThan(0);
    expect(last(rig)).toBeUndefined();
    rig.wait(1_500);
    expect(last(rig)).toMatchObject({
      end: 'rejected',
      reason: 'VENUE_REJECT',
      filledQuantity: '0',
    });
  });

  it('a request that arrives late executes once and is protected', () => {
    const rig = Rig.ready();
    rig.venue.fault = (c) => (c.kind === 'place' && c.action === 'open' ? 'late' : 'none');
    rig.entry();
    rig.wait(8_000);
    expect(rig.position()).toMatchObject({ quantity: '1', stopOnVenue: true });
    expect(last(rig)).toMatchObject({ end: 'filled' });
  });

  it('a cancel is repeated at a bounded rate until the venue confirms', () => {
    const rig = Rig.ready();
    rig.entry({ limitPrice: '90' });
    rig.venue.fault = (c) => (c.kind === 'cancel' || c.kind === 'query' ? 'silent' : 'none');
    rig.command({ kind: 'cancel_entries', scope: PORTFOLIO, reason: 'test' });
    rig.wait(60_000, 500);
    const cancels = rig.sent('cancel').length;
    expect(cancels).toBeGreaterThan(6);
    expect(cancels).toBeLessThan(12);
    expect(last(rig)).toBeUndefined();
    rig.venue.fault = () => 'none';
    rig.wait(12_000);
    expect(last(rig)).toMatchObject({ end: 'cancelled', reason: 'GATE_CLOSED' });
  });

  it('a fill that arrives while it is being cancelled is kept and protected', () => {
    const rig = Rig.ready();
    rig.entry({ limitPrice: '90' });
    rig.venue.fault = (c) => (c.kind === 'cancel' ? 'silent' : 'none');
    rig.closeGate();
    rig.command({
      kind: 'cancel_entries',
      scope: PORTFOLIO,
      reason: closureId('incident', PORTFOLIO),
    });
    rig.step(BTC, 90);
    expect(rig.position()).toMatchObject({ quantity: '1', stopOnVenue: true, stopPrice: '88.2' });
    expect(last(rig)).toMatchObject({ end: 'filled' });
  });

  it('cancel_entries keeps to its scope', () => {
    const rig = Rig.ready();
    rig.entry({ limitPrice: '90' });
    rig.entry({ limitPrice: '90', strategy: S2 });
    rig.command({ kind: 'cancel_entries', scope: { strategy: S2, symbol: null }, reason: 'test' });
    expect(rig.venue.open().map((o) => o.id)).toEqual(['main.S1.1.0e1']);
  });
});

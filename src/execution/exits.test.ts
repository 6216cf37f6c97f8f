import { describe, expect, it } from 'vitest';
import { PORTFOLIO } from '../domain/closure.ts';
import { decimal } from '../domain/decimal.ts';
import { BTC, ETH, PLAN, Rig, S1, S2, T0 } from './rig-fixture.ts';

const reasons = (rig: Rig) => rig.of('trade_closed').map((f) => f.trade.exitReason);
const exits = (rig: Rig) =>
  rig.sent('place').filter((c) => c.action === 'reduce' && c.type !== 'stop_market');

/** Nothing but the executor and the venue is alive, and everything that can be closed is. */
function darkened(): Rig {
  const rig = Rig.ready();
  rig.entry();
  rig.entry({ symbol: ETH, side: 'short', strategy: S2 });
  rig.closeGate();
  rig.command({ kind: 'halt', on: true, actor: 'op', reason: 'test' });
  rig.orchestratorAlive = false;
  rig.wait(10_000);
  return rig;
}

describe('exits fail open', () => {
  it('EXIT-1 the rule exit works halted, closed and without a lease', () => {
    const rig = darkened();
    rig.exit();
    expect(rig.position()).toBeUndefined();
    expect(reasons(rig)).toEqual(['rule']);
  });

  it('EXIT-1 the trailing stop works halted, closed and without a lease', () => {
    const rig = darkened();
    rig.step(BTC, 102);
    expect(rig.position()).toMatchObject({ trailingArmed: true, stopPrice: '101.5' });
    rig.step(BTC, 101.4);
    expect(reasons(rig)).toEqual(['trailing_stop']);
  });

  it('EXIT-1 the minimal return works halted, closed and without a lease', () => {
    const rig = darkened();
    rig.now = T0 + 11 * 60_000;
    rig.step(BTC, 100.5);
    expect(reasons(rig)).toEqual(['minimal_return']);
  });

  it("EXIT-1 the executor's own watch leaves a position whose stop the venue does not have", () => {
    const rig = Rig.ready();
    rig.venue.fault = (c) => (c.kind === 'place' && c.type === 'stop_market' ? 'reject' : 'none');
    rig.entry();
    rig.wait(2_000);
    rig.step(BTC, 99, { low: 97.9, venue: false });
    expect(reasons(rig)).toEqual(['stop']);
  });

  it('EXIT-1 a stop that the venue has but does not fire is followed up after the grace time', () => {
    const rig = Rig.ready();
    rig.entry();
    rig.wait(2_000);
    rig.step(BTC, 99, { low: 97.9, venue: false });
    expect(rig.position()).toBeDefined();
    rig.wait(2_000);
    expect(reasons(rig)).toEqual(['stop']);
    expect(rig.venue.open()).toEqual([]);
  });

  it('EXIT-1 flatten closes a scope, the rest stays', () => {
    const rig = darkened();
    const scope = { strategy: null, symbol: ETH };
    rig.command({ kind: 'flatten', scope, actor: 'op', reason: 'test' });
    expect(reasons(rig)).toEqual(['flatten by op']);
    rig.command({ kind: 'flatten', scope: PORTFOLIO, actor: 'op', reason: 'test' });
    expect(rig.executor.positions()).toEqual([]);
  });

  it('flatten takes resting entries along, and a fill that still slips through', () => {
    const rig = Rig.ready();
    rig.entry({ limitPrice: '90' });
    rig.venue.fault = (c) => (c.kind === 'cancel' ? 'silent' : 'none');
    rig.command({ kind: 'flatten', scope: PORTFOLIO, actor: 'op', reason: 'test' });
    rig.step(BTC, 90);
    expect(rig.executor.positions()).toEqual([]);
    expect(reasons(rig)).toEqual(['flatten by op']);
  });

  it('an exit also covers an entry that somebody else is cancelling already', () => {
    const rig = Rig.ready();
    rig.entry({ limitPrice: '90' });
    rig.venue.fault = (c) => (c.kind === 'cancel' ? 'silent' : 'none');
    const scope = PORTFOLIO;
    rig.command({ kind: 'cancel_entries', scope, reason: 'test' });
    rig.exit();
    rig.step(BTC, 90);
    expect(rig.executor.positions()).toEqual([]);
    expect(reasons(rig)).toEqual(['rule']);
  });

  it('nothing held is no error', () => {
    const rig = Rig.ready();
    expect(rig.exit()).toEqual({ ok: true, text: 'nothing is held' });
    expect(exits(rig)).toEqual([]);
  });
});

describe('exit orders', () => {
  it('never have more than the position in flight, however often they are asked for', () => {
    const rig = Rig.ready();
    rig.entry();
    rig.venue.fault = (c) => (c.kind === 'place' ? 'lost_request' : 'none');
    for (let i = 0; i < 5; i++) rig.exit();
    rig.command({ kind: 'flatten', scope: PORTFOLIO, actor: 'op', reason: 'test' });
    rig.wait(3_000);
    expect(exits(rig)).toHaveLength(1);
  });

  it('an exit with an unknown outcome is queried, then tried again; nothing is closed twice', () => {
    const rig = Rig.ready();
    rig.entry();
    let lost = 1;
    rig.venue.fault = (c) => (c.kind === 'place' && lost-- > 0 ? 'lost_request' : 'none');
    rig.exit();
    rig.wait(8_000);
    expect(exits(rig)).toHaveLength(2);
    expect(reasons(rig)).toEqual(['rule']);
    expect(rig.venue.position(BTC, 'long').quantity).toBe(0n);
  });

  it('INC-1 three failures of one exit within 5 min are told, and it goes on at a bounded rate', () => {
    const rig = Rig.ready();
    rig.entry();
    rig.venue.fault = (c) => (c.kind === 'place' && c.type === 'market' ? 'reject' : 'none');
    rig.exit();
    rig.wait(500, 50);
    expect(rig.of('trouble')).toEqual([]);
    rig.wait(60_000, 50);
    expect(rig.of('trouble')[0]).toMatchObject({
      code: 'EXIT_FAILED',
      strategy: 'S1',
      symbol: BTC,
    });
    expect(rig.of('trouble').length).toBeLessThanOrEqual(2);
    expect(exits(rig).length).toBeGreaterThan(10);
    expect(exits(rig).length).toBeLessThan(25);
    expect(rig.stops()).toEqual(['1000@98']);
    rig.venue.fault = () => 'none';
    rig.wait(6_000);
    expect(reasons(rig)).toEqual(['rule']);
  });

  it('the wish survives kill -9', () => {
    const rig = Rig.ready();
    rig.entry();
    rig.venue.fault = (c) => (c.kind === 'place' && c.type === 'market' ? 'reject' : 'none');
    rig.exit();
    rig.venue.fault = () => 'none';
    rig.crash();
    expect(reasons(rig)).toEqual(['rule']);
  });

  it('a partly filled exit goes on with the rest, and the stop is resized meanwhile', () => {
    const rig = Rig.ready();
    rig.entry();
    rig.venue.fault = (c) => (c.kind === 'place' && c.type === 'market' ? 'silent' : 'none');
    rig.exit();
    expect(reasons(rig)).toEqual(['rule']);
    expect(rig.venue.open()).toEqual([]);
  });

  it('limit first: rests at the touch, then goes to the market', () => {
    const rig = Rig.ready({ exitLimitFirst: true });
    rig.entry();
    rig.venue.price = decimal('99.5');
    rig.exit();
    expect(exits(rig)).toMatchObject([{ type: 'limit', price: '100', quantity: '1' }]);
    rig.wait(5_500);
    expect(exits(rig).map((c) => c.type)).toEqual(['limit', 'market']);
    expect(reasons(rig)).toEqual(['rule']);
  });

  it('limit first gives way at once to an urgent wish', () => {
    const rig = Rig.ready({ exitLimitFirst: true });
    rig.entry();
    rig.venue.price = decimal('99.5');
    rig.exit();
    rig.command({ kind: 'flatten', scope: PORTFOLIO, actor: 'op', reason: 'test' });
    expect(exits(rig).map((c) => c.type)).toEqual(['limit', 'market']);
    expect(rig.executor.positions()).toEqual([]);
  });

  it('a rule exit cancels what of its own entry still rests', () => {
    const rig = Rig.ready();
    rig.venue.maxFill = decimal('0.4');
    rig.entry();
    rig.venue.maxFill = null;
    rig.exit();
    expect(rig.executor.positions()).toEqual([]);
    expect(rig.venue.open()).toEqual([]);
    expect(rig.of('entry_ended')).toMatchObject([
      { end: 'partially_filled', filledQuantity: '0.4' },
    ]);
  });
});

describe('the exit plan on a step', () => {
  const position = (side: 'long' | 'short' = 'long'): Rig => {
    const rig = Rig.ready();
    rig.entry({ side });
    rig.wait(30_000, 1_000);
    return rig;
  };

  it('whole candle: the stop as it was before the step comes first, the offset in it arms nothing', () => {
    const rig = position();
    rig.step(BTC, 99, { low: 97.5, high: 103, length: 1_000 });
    expect(reasons(rig)).toEqual(['stop']);
  });

  it('arms exactly at the offset, not a tick before', () => {
    const rig = position();
    rig.step(BTC, 100.9);
    expect(rig.position()).toMatchObject({ trailingArmed: false, stopPrice: '98' });
    rig.step(BTC, 101);
    expect(rig.position()).toMatchObject({ trailingArmed: true, stopPrice: '100.5' });
    expect(rig.stops()).toEqual(['1000@100.5']);
  });

  it('trails the best price of the step and never gives back', () => {
    const rig = position('short');
    rig.step(BTC, 98, { low: 97.8 });
    expect(rig.position(S1, 'short')).toMatchObject({ trailingArmed: true, stopPrice: '98.2' });
    rig.step(BTC, 98.1);
    expect(rig.position(S1, 'short')).toMatchObject({ stopPrice: '98.2' });
    rig.step(BTC, 98.2);
    expect(reasons(rig)).toEqual(['trailing_stop']);
  });

  it('moves by the configured minimum only', () => {
    const rig = Rig.ready({ trailingMinimumMove: 0.005 });
    rig.entry();
    rig.wait(2_000);
    rig.step(BTC, 102);
    rig.step(BTC, 102.4);
    expect(rig.position()).toMatchObject({ stopPrice: '101.5' });
    rig.step(BTC, 102.6);
    expect(rig.position()).toMatchObject({ stopPrice: '102.1' });
  });

  it('a step that ends beyond the stop it has just moved is left at once', () => {
    const rig = position();
    rig.step(BTC, 100.6, { high: 102, venue: false });
    expect(reasons(rig)).toEqual(['trailing_stop']);
  });

  it('a position opened inside the step is held against its end only', () => {
    const rig = Rig.ready();
    rig.venue.fault = (c) => (c.kind === 'place' && c.type === 'stop_market' ? 'reject' : 'none');
    rig.entry();
    rig.step(BTC, 100, { low: 97, high: 103, length: 60_000, venue: false });
    expect(rig.position()).toMatchObject({ trailingArmed: false });
  });

  it.each([
    [9, 100.9, []],
    [10, 100.5, ['minimal_return']],
    [10, 100.4, []],
  ])('after %i min at %f it leaves: %j net of both fees', (minutes, price, wanted) => {
    const rig = Rig.ready();
    rig.entry();
    rig.now = T0 + minutes * 60_000;
    rig.step(BTC, price);
    expect(reasons(rig)).toEqual(wanted);
  });

  it('the minimal return acts on closes of the base timeframe only', () => {
    const rig = Rig.ready();
    rig.entry({ exitPlan: { ...PLAN, baseTimeframe: 900_000 } });
    rig.now = T0 + 14 * 60_000;
    rig.step(BTC, 100.9);
    expect(reasons(rig)).toEqual([]);
    rig.now = T0 + 15 * 60_000;
    rig.step(BTC, 100.9);
    expect(reasons(rig)).toEqual(['minimal_return']);
  });

  it('the minimal return is suspended once the trailing stop has armed', () => {
    const rig = position();
    rig.step(BTC, 101);
    rig.now = T0 + 11 * 60_000;
    rig.step(BTC, 100.9);
    expect(reasons(rig)).toEqual([]);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decimal } from '../../domain/decimal.ts';
import { type SymbolId, symbolId } from '../../domain/ids.ts';
import type { Side } from '../../domain/market.ts';
import type { VenueCommand } from '../../domain/venue.ts';
import { type Fault, ScriptedVenue } from '../venue-fixture.ts';
import { DirectFlatten } from './direct-flatten.ts';

const BTC = symbolId('BTC/USDT:USDT');
const ETH = symbolId('ETH/USDT:USDT');
const DOGE = symbolId('DOGE/USDT:USDT');
const TICK = 50;

/** A venue and the machine in front of it, in virtual time. */
class Run {
  readonly venue = new ScriptedVenue('10000');
  readonly machine: DirectFlatten;

  constructor(symbols: readonly SymbolId[] | null = [BTC, ETH]) {
    this.machine = new DirectFlatten(
      { portfolio: 'main', symbols, maxQuantity: () => decimal('2'), run: 'r1' },
      0,
    );
  }

  hold(symbol: SymbolId, side: Side, quantity: string): void {
    this.venue.external(symbol, side, 'open', quantity);
    this.venue.outbox.length = 0;
  }

  rest(clientOrderId: string, type: 'limit' | 'stop_market', symbol = BTC): void {
    const entry = type === 'limit';
    this.venue.submit({
      kind: 'place',
      clientOrderId,
      symbol,
      positionSide: 'long',
      action: entry ? 'open' : 'reduce',
      type,
      quantity: '1',
      price: entry ? '50' : null,
      stopPrice: entry ? null : '90',
      timeInForce: 'GTC',
    });
    this.venue.outbox.length = 0;
  }

  advance(): void {
    this.venue.now += TICK;
    this.venue.arrive();
    this.send(this.machine.tend(this.venue.now));
    for (const event of this.venue.outbox.splice(0)) {
      this.send(this.machine.onEvent(event, this.venue.now));
    }
  }

  /** To the end, or `longest` ms. */
  toEnd(longest = 700_000) {
    if (this.machine.seen === null) this.advance();
    this.machine.begin(this.venue.now);
    const end = this.venue.now + longest;
    while (this.machine.result === null && this.venue.now < end) this.advance();
    return this.machine.result;
  }

  get sent(): readonly Exclude<VenueCommand, { kind: 'account' }>[] {
    return this.venue.sent.flatMap((command) => (command.kind === 'account' ? [] : [command]));
  }

  private send(commands: readonly VenueCommand[]): void {
    for (const command of commands) this.venue.submit(command);
  }
}

describe('leaving everything without an executor', () => {
  it('EXIT-1 looks first and touches nothing before it is told to begin', () => {
    const run = new Run();
    run.hold(BTC, 'long', '1');
    run.rest('main.S1.1.0e1', 'limit');
    run.venue.sent.length = 0;
    for (let i = 0; i < 100; i += 1) run.advance();
    expect(run.sent).toEqual([]);
    expect(run.machine.positions()).toMatchObject([{ symbol: BTC, quantity: '1' }]);
  });

  it('EXIT-1 cancels our entry, reduces at the market, and the stop goes only after the position', () => {
    const run = new Run();
    run.hold(BTC, 'long', '5');
    run.rest('main.S1.1.0e1', 'limit');
    run.rest('main.S1.1.0s2', 'stop_market');
    run.venue.sent.length = 0;
    expect(run.toEnd()).toEqual({ flat: true, left: [] });
    expect(
      run.sent.map((each) =>
        each.kind === 'place' ? each.quantity : 'clientOrderId' in each ? each.clientOrderId : '',
      ),
    ).toEqual(['main.S1.1.0e1', '2', '2', '1', 'main.S1.1.0s2']);
    expect(run.venue.open()).toEqual([]);
  });

  it('EXIT-1 leaves alone what is not ours or not of our symbols, unless all symbols are asked for', () => {
    const prepare = (run: Run): Run => {
      run.hold(DOGE, 'short', '3');
      run.rest('by-hand', 'limit');
      run.rest('other.S1.1.0e1', 'limit');
      return run;
    };
    const own = prepare(new Run());
    expect(own.toEnd()).toEqual({ flat: true, left: [] });
    expect(own.venue.position(DOGE, 'short').quantity).toBe(decimal('3'));
    expect(own.machine.foreignOrders().map((order) => order.clientOrderId)).toEqual([
      'by-hand',
      'other.S1.1.0e1',
    ]);
    const all = prepare(new Run(null));
    expect(all.toEnd()).toEqual({ flat: true, left: [] });
    expect(all.venue.position(DOGE, 'short').quantity).toBe(0n);
    expect(all.venue.open()).toHaveLength(2);
  });

  it('EXIT-1 an entry that a dying executor sent is still caught when it fills 4 s later', () => {
    const run = new Run();
    run.advance();
    run.machine.begin(run.venue.now);
    while (run.venue.now < 4_000) run.advance();
    run.hold(ETH, 'long', '1');
    expect(run.toEnd()).toEqual({ flat: true, left: [] });
    expect(run.venue.position(ETH, 'long').quantity).toBe(0n);
  });

  it('EXIT-1 a position that the venue refuses to reduce is given up after ten tries and named; the others are left, its stop stays', () => {
    const run = new Run();
    run.hold(BTC, 'long', '1');
    run.hold(ETH, 'short', '1');
    run.rest('main.S1.1.0s2', 'stop_market');
    run.venue.sent.length = 0;
    run.venue.fault = (command) =>
      command.kind === 'place' && command.symbol === BTC ? 'reject' : 'none';
    const result = run.toEnd();
    expect(result).toMatchObject({ flat: false });
    expect(result?.left).toEqual([
      'BTC/USDT:USDT long 1 held (given up after 10 tries: -2010 no)',
      expect.stringContaining('order main.S1.1.0s2'),
    ]);
    expect(run.venue.position(ETH, 'short').quantity).toBe(0n);
    expect(run.sent.filter((each) => each.kind === 'place' && each.symbol === BTC)).toHaveLength(
      10,
    );
  });

  it('EXIT-1 a venue that is silent to the end is told as such, not taken for flat', () => {
    const run = new Run();
    run.hold(BTC, 'long', '1');
    run.advance();
    run.venue.fault = () => 'silent';
    const result = run.toEnd();
    expect(result?.flat).toBe(false);
    expect(result?.left[0]).toContain('BTC/USDT:USDT long 1 held (not done within 10 minutes');
  });

  it('EXIT-1 whatever answers are lost: it never opens, never turns a position, ends, and calls flat only what is flat', () => {
    const fault = fc.constantFrom<Fault>(
      ...(['none', 'none', 'reject', 'lost_answer', 'lost_request', 'silent', 'late'] as const),
    );
    fc.assert(
      fc.property(
        fc.array(fault, { minLength: 1, maxLength: 30 }),
        fc.array(
          fc.record({
            symbol: fc.constantFrom(BTC, ETH),
            side: fc.constantFrom<Side>('long', 'short'),
            quantity: fc.integer({ min: 1, max: 9 }),
          }),
          { maxLength: 4 },
        ),
        (faults, positions) => {
          const run = new Run();
          for (const each of positions) run.hold(each.symbol, each.side, String(each.quantity));
          run.rest('main.S1.1.0e1', 'limit');
          run.rest('main.S1.1.0s2', 'stop_market');
          run.venue.sent.length = 0;
          run.advance();
          let asked = 0;
          run.venue.fault = () => faults[asked++] ?? 'none';
          const result = run.toEnd();
          expect(result).not.toBeNull();
          for (const each of run.sent) {
            expect(each.kind === 'place' && each.action === 'open').toBe(false);
          }
          const held = [BTC, ETH].flatMap((symbol) =>
            (['long', 'short'] as const).map((side) => run.venue.position(symbol, side).quantity),
          );
          expect(held.every((quantity) => quantity >= 0n)).toBe(true);
          const empty = held.every((quantity) => quantity === 0n);
          if (result!.flat) expect([empty, run.venue.open().length]).toEqual([true, 0]);
          else expect(result!.left).not.toEqual([]);
        },
      ),
      { numRuns: 300 },
    );
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decimal } from '../domain/decimal.ts';
import { BTC, ETH, Rig, S1, S2 } from './rig-fixture.ts';

const countdowns = (rig: Rig) => rig.sent('countdown').map(({ symbol, after }) => [symbol, after]);
const MINUTE = 60_000;

describe('the dead man’s switch', () => {
  it('is set before the entry leaves, and renewed every 20 s while it rests', () => {
    const rig = Rig.ready();
    const from = rig.venue.sent.length;
    rig.entry({ limitPrice: '90', timeout: 300_000 });
    expect(rig.venue.sent.slice(from).map((command) => command.kind)).toEqual([
      'countdown',
      'place',
    ]);
    rig.wait(61_000, 250);
    expect(countdowns(rig)).toEqual(Array(4).fill([BTC, MINUTE]));
    expect(rig.venue.open()).toHaveLength(1);
  });

  it('is taken away with the renewal that finds nothing resting; an entry before it finds it set', () => {
    const rig = Rig.ready();
    rig.entry();
    rig.wait(5_000);
    rig.entry({ strategy: S2 });
    rig.wait(14_000);
    expect(countdowns(rig)).toEqual([[BTC, MINUTE]]);
    rig.wait(2_000);
    expect(countdowns(rig)).toEqual([
      [BTC, MINUTE],
      [BTC, 0],
    ]);
    rig.wait(MINUTE);
    expect(countdowns(rig)).toHaveLength(2);
    // Positions without a resting entry need none, and their stops rest on.
    expect(rig.stops()).toEqual(['1000@98', '1000@98']);
  });

  it('is kept for each symbol by itself', () => {
    const rig = Rig.ready();
    rig.step(ETH, 100);
    rig.entry({ limitPrice: '90', timeout: 10_000 });
    rig.entry({ limitPrice: '90', symbol: ETH, timeout: 300_000 });
    rig.wait(41_000);
    expect(countdowns(rig)).toEqual([
      [BTC, MINUTE],
      [ETH, MINUTE],
      [ETH, MINUTE],
      [BTC, 0],
      [ETH, MINUTE],
    ]);
  });

  it('unanswered it is set again after 3, 6, 12, then every 20 s', () => {
    const rig = Rig.ready();
    rig.venue.fault = (command) => (command.kind === 'countdown' ? 'silent' : 'none');
    rig.entry({ limitPrice: '90', timeout: 300_000 });
    const start = rig.now;
    const times: number[] = [0];
    while (rig.now - start < 62_000) {
      const before = countdowns(rig).length;
      rig.wait(1_000);
      if (countdowns(rig).length > before) times.push((rig.now - start) / 1_000);
    }
    expect(times).toEqual([0, 3, 9, 21, 41, 61]);
  });

  it('taken away and wanted again: what arrives last at the venue is that it is set', () => {
    const rig = Rig.ready();
    rig.entry();
    rig.venue.fault = (command) =>
      command.kind === 'countdown' && command.after === 0 ? 'silent' : 'none';
    rig.wait(21_000);
    rig.entry({ strategy: S2, limitPrice: '90', timeout: 300_000 });
    // The command that took it away was under way all the time, and overtaken.
    rig.event({ kind: 'countdown', symbol: BTC, after: 0, at: rig.now });
    const last = () => countdowns(rig).map(([, after]) => after);
    expect(last()).toEqual([MINUTE, 0, MINUTE, MINUTE]);
    rig.wait(5_000);
    expect(last()).toHaveLength(4);
  });

  it('a connection that comes back renews it at once', () => {
    const rig = Rig.ready();
    rig.entry({ limitPrice: '90', timeout: 300_000 });
    rig.event({ kind: 'connection', up: false, at: rig.now });
    rig.wait(1_000);
    rig.event({ kind: 'connection', up: true, at: rig.now });
    expect(countdowns(rig)).toHaveLength(2);
  });

  it('a restarted executor takes it up for the entries that rest', () => {
    const rig = Rig.ready();
    rig.entry({ limitPrice: '90', timeout: 300_000 });
    rig.wait(30_000);
    const before = countdowns(rig).length;
    rig.crash();
    expect(countdowns(rig).slice(before)).toEqual([[BTC, MINUTE]]);
  });

  it('0 in the configuration: the venue is never asked', () => {
    const rig = Rig.ready({ countdown: 0 });
    rig.entry({ limitPrice: '90' });
    rig.wait(MINUTE);
    expect(countdowns(rig)).toEqual([]);
  });

  it('one lost renewal must not end it: the configuration is refused otherwise', () => {
    expect(() => new Rig({ countdown: 30_000, countdownRenew: 20_000 })).toThrow(
      'countdownRenew 20000 must be at most half of countdown 30000',
    );
    expect(() => new Rig({ countdownRenew: 0 })).toThrow('countdownRenew is 0: must be > 0');
  });

  it('EXIT-2 a limit exit that it ends goes on at the market', () => {
    const rig = Rig.ready({ exitLimitFirst: true, exitLimitTimeout: 10 * MINUTE });
    rig.entry();
    rig.entry({ strategy: S2, limitPrice: '90', timeout: 20 * MINUTE });
    rig.step(BTC, 100.5, { book: { bids: [100.6, 10], asks: [100.7, 10] } });
    rig.exit();
    const resting = () => rig.venue.open().map((order) => `${order.action} ${order.type}`);
    expect(resting()).toContain('reduce limit');
    // The venue hears nothing of renewals: it thinks that we are dead.
    rig.venue.fault = (command) => (command.kind === 'countdown' ? 'silent' : 'none');
    rig.wait(MINUTE + 1_000, 250);
    expect(resting()).toEqual([]);
    expect(rig.position()).toBeUndefined();
    const exits = rig.of('intent').filter((intent) => intent.role === 'exit');
    expect(exits.map((intent) => intent.type)).toEqual(['limit', 'market']);
    expect(rig.of('entry_ended').map((fact) => [fact.strategy, fact.end])).toEqual([
      [S1, 'filled'],
      [S2, 'cancelled'],
    ]);
  });

  it('EXIT-1 whenever the executor dies: no entry rests a minute later, every stop does, and the next snapshot shows it', () => {
    const trade = fc.record({
      strategy: fc.constantFrom(S1, S2),
      symbol: fc.constantFrom(BTC, ETH),
      side: fc.constantFrom('long' as const, 'short' as const),
      away: fc.integer({ min: -30, max: 30 }),
      wait: fc.integer({ min: 0, max: 45_000 }),
      leave: fc.boolean(),
    });
    fc.assert(
      fc.property(
        fc.array(trade, { minLength: 1, maxLength: 8 }),
        fc.option(fc.integer({ min: 0, max: 40 }), { nil: null }),
        fc.integer({ min: 60_000, max: 3_600_000 }),
        (trades, fuse, absence) => {
          const rig = Rig.ready({ exitLimitFirst: true });
          rig.step(ETH, 100);
          rig.fuse = fuse;
          try {
            for (const { away, wait, leave, ...order } of trades) {
              // Partly through the market, partly far from it.
              const limitPrice = String(100 + away / 10);
              rig.entry({ ...order, limitPrice, timeout: 600_000 });
              if (leave) rig.exit(order.strategy, order.side, order.symbol);
              rig.wait(wait);
            }
          } catch (killed) {
            expect(rig.fuse).toBeLessThan(0);
            expect(killed).toBeInstanceOf(Error);
          }
          const stops = rig.venue.open().filter((order) => order.type === 'stop_market');
          // Dead: the venue's time goes on alone, at prices that trade nothing.
          rig.now += absence;
          rig.venue.now = rig.now;
          rig.venue.arrive();
          rig.venue.outbox.length = 0;
          const left = rig.venue.open();
          expect(left.filter((order) => order.type === 'limit')).toEqual([]);
          expect(left).toEqual(stops);

          rig.crash();
          rig.wait(20_000, 250);
          const account = rig.venue.account();
          if (account.kind !== 'account') throw new Error('no account');
          for (const position of rig.executor.positions()) {
            const { symbol, side, quantity } = position;
            expect(position).toMatchObject({ stopOnVenue: true });
            const shown = account.openOrders.filter(
              (order) => order.symbol === symbol && order.positionSide === side,
            );
            const covered = shown.reduce((sum, order) => sum + decimal(order.quantity), 0n);
            expect(covered >= decimal(quantity)).toBe(true);
          }
          expect(rig.executor.health()).toMatchObject({ reconciled: true });
          expect(decimal(rig.executor.ledgerTotals().balance!)).toBe(rig.venue.wallet);
        },
      ),
      { numRuns: 100 },
    );
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Decimal, decimal, toNumber } from '../domain/decimal.ts';
import type { StrategyId, SymbolId } from '../domain/ids.ts';
import type { Side } from '../domain/market.ts';
import type { VenueCommand, VenueEvent } from '../domain/venue.ts';
import { unrealisedAt } from './accounting.ts';
import { recoverExecutor } from './executor.ts';
import { BTC, ETH, Killed, Rig, S1, S2, S3 } from './rig-fixture.ts';
import type { Fault } from './venue-fixture.ts';

type Action =
  | {
      kind: 'entry';
      strategy: StrategyId;
      symbol: SymbolId;
      side: Side;
      lots: number;
      tick: number;
    }
  | { kind: 'step'; symbol: SymbolId; move: number; range: number }
  | { kind: 'exit'; strategy: StrategyId; symbol: SymbolId; side: Side }
  | { kind: 'flatten' }
  | { kind: 'cancel' }
  | { kind: 'wait'; ms: number }
  | { kind: 'funding'; side: Side; cents: number }
  | { kind: 'external'; side: Side; open: boolean; lots: number }
  | { kind: 'crash'; lose: boolean }
  | { kind: 'fuse'; points: number }
  | { kind: 'disconnect'; lose: boolean };

const side = fc.constantFrom<Side>('long', 'short');
const strategy = fc.constantFrom(S1, S2, S3);
const symbol = fc.constantFrom(BTC, ETH);
const action: fc.Arbitrary<Action> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('entry' as const),
      strategy,
      symbol,
      side,
      lots: fc.integer({ min: 1, max: 3_000 }),
      tick: fc.integer({ min: -20, max: 20 }),
    }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant('step' as const),
      symbol,
      move: fc.integer({ min: -25, max: 25 }),
      range: fc.integer({ min: 0, max: 20 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('exit' as const), strategy, symbol, side }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('flatten' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('cancel' as const) }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('wait' as const),
      ms: fc.integer({ min: 100, max: 8_000 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('funding' as const),
      side,
      cents: fc.integer({ min: -999, max: 999 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('external' as const),
      side,
      open: fc.boolean(),
      lots: fc.integer({ min: 1, max: 1_000 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('crash' as const), lose: fc.boolean() }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('fuse' as const),
      points: fc.integer({ min: 0, max: 12 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('disconnect' as const), lose: fc.boolean() }),
  },
);

interface Weather {
  readonly faults: readonly Fault[];
  /** Per event: 0 plain, 1 twice, 2 to the end of the batch, 3 held back to a later batch. */
  readonly mail: readonly number[];
  readonly maxFill: number | null;
  readonly repeatsFills: boolean;
}
const weather: fc.Arbitrary<Weather> = fc.record({
  faults: fc.array(
    fc.constantFrom<Fault>(
      'none',
      'none',
      'none',
      'reject',
      'lost_answer',
      'lost_request',
      'silent',
      'late',
    ),
    { minLength: 1, maxLength: 30 },
  ),
  mail: fc.array(fc.constantFrom(0, 0, 0, 1, 2, 3), { minLength: 1, maxLength: 40 }),
  maxFill: fc.option(fc.integer({ min: 100, max: 900 }), { nil: null }),
  repeatsFills: fc.boolean(),
});

/** Lets a list be read round and round. */
function cycle<T>(items: readonly T[]): () => T {
  let at = 0;
  return () => items[at++ % items.length]!;
}

class Storm {
  readonly rig = Rig.ready();
  readonly prices = new Map<SymbolId, number>([
    [BTC, 1000],
    [ETH, 1000],
  ]);
  held: VenueEvent[] = [];
  kills = 0;
  settlements = 0;

  constructor(weather: Weather) {
    const { rig } = this;
    const nextFault = cycle(weather.faults);
    const nextMail = cycle(weather.mail);
    rig.venue.maxFill =
      weather.maxFill === null ? null : ((BigInt(weather.maxFill) * 100_000n) as Decimal);
    rig.venue.repeatsFills = weather.repeatsFills;
    rig.venue.fault = (command: VenueCommand) => {
      const fault = nextFault();
      return command.kind === 'place' || fault !== 'reject' ? fault : 'none';
    };
    rig.deliver = (events) => {
      const now: VenueEvent[] = this.held;
      const last: VenueEvent[] = [];
      this.held = [];
      for (const event of events) {
        const mail = nextMail();
        if (mail === 3) this.held.push(event);
        else if (mail === 2) last.push(event);
        else now.push(event);
        if (mail === 1) last.push(event);
      }
      return [...now, ...last];
    };
  }

  /** Does the action; kill -9 may happen at any point of it. */
  act(action: Action): void {
    try {
      this.#act(action);
    } catch (error) {
      if (!(error instanceof Killed)) throw error;
      this.kills += 1;
      this.rig.crash();
    }
  }

  #act(action: Action): void {
    const { rig } = this;
    switch (action.kind) {
      case 'entry': {
        const tick = this.prices.get(action.symbol)! + action.tick;
        rig.entry({
          strategy: action.strategy,
          symbol: action.symbol,
          side: action.side,
          quantity: String(action.lots / 1_000),
          limitPrice: String(tick / 10),
          timeout: 10_000,
        });
        return;
      }
      case 'step': {
        const close = Math.max(500, this.prices.get(action.symbol)! + action.move);
        this.prices.set(action.symbol, close);
        const high = (close + action.range) / 10;
        const low = (close - action.range) / 10;
        rig.step(action.symbol, close / 10, { high, low });
        return;
      }
      case 'exit':
        rig.exit(action.strategy, action.side, action.symbol);
        return;
      case 'flatten':
        rig.command({
          kind: 'flatten',
          scope: { strategy: null, symbol: null },
          actor: 'op',
          reason: 'test',
        });
        return;
      case 'cancel':
        rig.command({
          kind: 'cancel_entries',
          scope: { strategy: null, symbol: null },
          reason: 'test',
        });
        return;
      case 'wait':
        rig.wait(action.ms);
        return;
      case 'funding':
        rig.venue.funding(BTC, action.side, String(action.cents / 100), `f${this.settlements++}`);
        rig.drain();
        return;
      case 'external': {
        const quantity = (BigInt(action.lots) * 100_000n) as Decimal;
        const held = rig.venue.position(BTC, action.side).quantity;
        const size = action.open || quantity < held ? quantity : held;
        if (size <= 0n) return;
        rig.venue.external(
          BTC,
          action.side,
          action.open ? 'open' : 'reduce',
          String(toNumber(size)),
        );
        rig.drain();
        return;
      }
      case 'crash':
        if (action.lose) this.lose();
        // The answers to commands that had left arrive at the new process, or never.
        rig.crash();
        return;
      case 'fuse':
        rig.fuse = action.points;
        return;
      case 'disconnect':
        rig.event({ kind: 'connection', up: false, at: rig.now });
        if (action.lose) this.lose();
        rig.event({ kind: 'connection', up: true, at: rig.now });
        rig.drain();
        return;
      default:
        action satisfies never;
    }
  }

  lose(): void {
    this.held = [];
    this.rig.venue.outbox.length = 0;
  }

  /** The faults end; what was held back arrives; then half a minute of calm. */
  calm(): void {
    const { rig } = this;
    rig.fuse = null;
    rig.venue.fault = () => 'none';
    rig.venue.maxFill = null;
    rig.deliver = (events) => {
      const all = [...this.held, ...events];
      this.held = [];
      return all;
    };
    for (const [symbol, price] of this.prices) rig.step(symbol, price / 10);
    rig.wait(45_000, 250);
  }
}

function check(storm: Storm): void {
  const { rig } = storm;
  const { executor, venue } = rig;
  const positions = executor.positions();
  for (const symbol of [BTC, ETH]) {
    for (const side of ['long', 'short'] as const) {
      const ours = positions.filter((p) => p.symbol === symbol && p.side === side);
      const sum = ours.reduce((total, p) => total + decimal(p.quantity), 0n);
      expect(sum).toBe(venue.position(symbol, side).quantity);
      for (const p of ours) expect(decimal(p.quantity) > 0n).toBe(true);
    }
  }
  // Every position with a plan has exactly one stop, of its size; nothing else rests.
  const planned = positions.filter((p) => p.strategy !== 'EXTERNAL');
  for (const p of planned) expect([p, p.stopOnVenue]).toEqual([p, true]);
  const resting = venue
    .open()
    .map((o) => `${o.symbol} ${o.side} ${o.type} ${o.quantity - o.filled}`);
  const wanted = planned.map((p) => `${p.symbol} ${p.side} stop_market ${decimal(p.quantity)}`);
  expect([...resting].sort()).toEqual([...wanted].sort());
  // The ledger is the wallet, to the last digit.
  expect(decimal(executor.ledgerTotals().balance!)).toBe(venue.wallet);
  expect(executor.health().reconciled).toBe(true);
  // Nothing doubled: no entry filled beyond its size, every decision ended exactly once.
  const ends = rig.of('entry_ended').map((f) => f.decision);
  expect(new Set(ends).size).toBe(ends.length);
  const accepted = rig.of('intent').filter((f) => f.role === 'entry');
  for (const intent of accepted) expect(ends).toContain(intent.decision);
}

function checkRecovery(storm: Storm): void {
  const { rig } = storm;
  const again = recoverExecutor(rig.config, rig.facts);
  expect(again.positions()).toEqual(rig.executor.positions());
  expect(again.ledgerTotals()).toEqual(rig.executor.ledgerTotals());
}

/** A killed process or a lost connection loses the events that were on their way. */
const losesEvents = (action: Action): boolean =>
  action.kind === 'fuse' || ('lose' in action && action.lose);

/** Virtual realised + unrealised is the venue's, whoever shares a side with whom. */
function checkAttribution({ rig, prices }: Storm): void {
  const mark = rig.executor.equityMark(rig.now);
  const strategies = Object.values(mark.strategyPnl).reduce((a, b) => a + b, 0);
  const account = Number(mark.walletBalance) - 10_000 - Number(mark.transfers);
  let unrealised = 0;
  for (const side of ['long', 'short'] as const) {
    for (const symbol of [BTC, ETH]) {
      const held = rig.venue.position(symbol, side);
      const price = prices.get(symbol)! / 10;
      if (held.quantity > 0n) unrealised += unrealisedAt(held, side, price);
    }
  }
  expect(strategies).toBeCloseTo(account + unrealised, 5);
  expect(rig.of('ledger').filter((f) => f.entry.kind === 'adjustment')).toEqual([]);
}

describe('executor under random weather', () => {
  it('EXIT-1 OPS-2 loses nothing, doubles nothing, protects every position and keeps the ledger exact', () => {
    fc.assert(
      fc.property(
        weather,
        fc.array(action, { minLength: 10, maxLength: 60, size: 'max' }),
        (sky, actions) => {
          const storm = new Storm(sky);
          for (const one of actions) {
            storm.act(one);
            checkRecovery(storm);
          }
          storm.calm();
          check(storm);
          if (!actions.some(losesEvents) && sky.repeatsFills) checkAttribution(storm);
          checkRecovery(storm);
        },
      ),
      { numRuns: Number(process.env['EXECUTOR_RUNS'] ?? 100) },
    );
  }, 600_000);
});

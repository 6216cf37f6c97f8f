/** Random but plausible events of a market and an account, with every kind of kernel event in them. */
import fc from 'fast-check';
import { CLOSURE_CAUSES } from '../../src/domain/closure.ts';
import { EXTERNAL } from '../../src/domain/ids.ts';
import type { Signal } from '../../src/domain/signal.ts';
import { HOUR_MS, MINUTE_MS } from '../../src/domain/time.ts';
import { approvedOrder, type DecidedBy } from '../../src/kernel/decision/approved-order.ts';
import type { KernelEvent, KernelOutput } from '../../src/kernel/events.ts';
import { STRATEGIES, SYMBOLS } from './kernel-config.ts';
import { T0 } from './kernel-scenario.ts';

/** One random move: the driver below turns it into events that fit the state of the run. */
export interface Move {
  readonly kind: number;
  readonly gap: number;
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly x: number;
}
export const moveArbitrary: fc.Arbitrary<Move> = fc.record({
  kind: fc.integer({ min: 0, max: 28 }),
  gap: fc.oneof(
    fc.constant(0),
    fc.integer({ min: 1, max: 5_000 }),
    fc.constant(MINUTE_MS),
    fc.integer({ min: 1, max: 3 * HOUR_MS }),
  ),
  a: fc.nat(6),
  b: fc.nat(2),
  c: fc.nat(3),
  x: fc.double({ min: 0, max: 1, noNaN: true }),
});

/** Events of a plausible market and account, with every kind of event in it. */
export class Driver {
  at = T0;
  equity = 100_000;
  next = 0;
  open: {
    decision: number;
    strategy: string;
    symbol: string;
    side: string;
    price: number;
    quantity: number;
  }[] = [];
  positions: {
    strategy: string;
    symbol: string;
    side: string;
    decision: number;
    quantity: number;
    price: number;
  }[] = [];
  closures: string[] = [];

  events(move: Move): KernelEvent[] {
    this.at += move.gap;
    const { at } = this;
    const strategy = STRATEGIES[move.a]!.id;
    const symbol = SYMBOLS[move.b]!;
    switch (move.kind) {
      case 0:
      case 1:
      case 2:
        this.equity *= 1 + (move.x - 0.51) * 0.006;
        return [this.mark(move)];
      case 3:
      case 4:
        return SYMBOLS.map((each, i) =>
          book(at, each, 100 * (i + 1) * (0.9 + move.x / 5), move.c === 3 ? 0.02 : 0.0002),
        );
      case 5: {
        const price = 100 * (1 + move.x);
        return [
          {
            kind: 'candle_1h',
            at,
            symbol,
            openTime: Math.floor(at / HOUR_MS - 1) * HOUR_MS,
            open: price,
            high: price * (1 + move.x),
            low: price * 0.9,
            close: price,
          },
        ];
      }
      case 6: {
        const entry = this.open.shift();
        if (entry === undefined) return [];
        const end = (['timed_out', 'filled', 'rejected', 'refused'] as const)[move.c]!;
        const filled = end === 'filled' ? entry.quantity : 0;
        if (filled > 0) this.positions.push({ ...entry });
        const ended: KernelEvent = {
          kind: 'entry_ended',
          at,
          decision: entry.decision,
          end,
          reason: end === 'rejected' ? 'VENUE_REJECT' : null,
          filledQuantity: filled,
          averagePrice: entry.price,
        };
        return filled > 0 ? [ended, this.position(entry, filled)] : [ended];
      }
      case 7: {
        const position = this.positions.shift();
        if (position === undefined) return [];
        return [
          this.position(position, 0),
          {
            kind: 'trade_closed',
            at,
            strategy: position.strategy,
            symbol: position.symbol,
            side: position.side,
            netPnl: (move.x - 0.7) * 100,
          } as unknown as KernelEvent,
        ];
      }
      case 8: {
        if (move.x < 0.7) return [];
        const cause = CLOSURE_CAUSES[(move.a * 3 + move.b) % CLOSURE_CAUSES.length]!;
        const scope = {
          strategy: move.c % 2 === 0 ? strategy : null,
          symbol: move.c > 1 ? symbol : null,
        };
        const id = `${cause}:${scope.strategy}:${scope.symbol}:outside`;
        this.closures.push(id);
        return [
          {
            kind: 'close',
            at,
            closure: {
              id,
              cause,
              scope,
              since: at,
              until: move.x > 0.5 ? at + 60_000 : null,
              reason: 'test',
            },
          },
        ];
      }
      case 9:
      case 10: {
        const closureId = this.closures.shift();
        return closureId === undefined ? [] : [{ kind: 'release', at, closureId, by: 'test' }];
      }
      case 11:
        return [
          {
            kind: 'funding',
            at,
            symbol,
            status: (['ok', 'degraded', 'absent', 'ok'] as const)[move.c]!,
            rate: (move.x - 0.5) / 200,
            nextFundingTime: at + HOUR_MS,
            interval: 8 * HOUR_MS,
          },
        ];
      case 12:
        return [
          {
            kind: 'set_profile',
            at,
            profile: ['conservative', 'balanced', 'aggressive'][move.b]!,
            actor: 'a',
            reason: 'r',
          },
        ];
      case 13:
        return [
          {
            kind: 'set_strategy_enabled',
            at,
            strategy,
            enabled: move.x > 0.3,
            actor: 'a',
            reason: 'r',
          },
        ];
      case 14:
        if (move.a === 6) return [overrides(move, at)];
        return move.x < 0.5
          ? [{ kind: 'set_strictness', at, strictness: move.c as 0 | 1 | 2 | 3 }]
          : [byHand(move.c, at)];
      case 15:
        return [{ kind: 'time', at }];
      case 16:
        return [
          {
            kind: 'position',
            at,
            strategy: EXTERNAL,
            symbol,
            side: 'long',
            decision: 0,
            quantity: move.x,
            entryPrice: 100,
            stopPrice: null,
          },
        ];
      default: {
        const signal: KernelEvent = { kind: 'signal', at, signal: this.signal(move) };
        if (move.x < 0.1) return [signal];
        return [
          this.mark({ ...move, c: 0 }),
          ...SYMBOLS.map((each, i) => book(at, each, 100 * (i + 1) * (1 + move.x / 20), 0.0002)),
          signal,
        ];
      }
    }
  }

  mark(move: Move): KernelEvent {
    const { equity, at } = this;
    const strategyPnl = Object.fromEntries(
      STRATEGIES.map((each, i) => [each.id, (equity - 100_000) * (i + 1) * 0.03 + move.x * i]),
    );
    const quality = move.c === 3 && move.a > 3 ? 'stale' : 'good';
    return {
      kind: 'equity',
      at,
      equity,
      walletBalance: equity,
      transfers: move.a === 0 ? 100 : 0,
      quality,
      strategyPnl,
    };
  }

  position(
    from: { strategy: string; symbol: string; side: string; decision: number; price?: number },
    quantity: number,
  ): KernelEvent {
    return {
      kind: 'position',
      at: this.at,
      strategy: from.strategy,
      symbol: from.symbol,
      side: from.side,
      decision: from.decision,
      quantity,
      entryPrice: from.price ?? 100,
      stopPrice: (from.price ?? 100) * 0.98,
    } as unknown as KernelEvent;
  }

  signal(move: Move): Signal {
    this.next += 1;
    const strategy = STRATEGIES[move.a]!;
    return {
      id: `${strategy.id}-${this.next}`,
      strategy: strategy.id,
      symbol: SYMBOLS[move.b]!,
      side: move.c < 3 ? 'long' : 'short',
      edge: move.x,
      stopDistance: 0.001 + move.x * 0.05,
      referencePrice: 100,
      at: this.at,
      expectedHoldingHours: 1 + move.x * 20,
      requestedNotional: move.x > 0.8 ? move.x * 20_000 : null,
      capitalMultiplier: move.x > 0.9 ? 0.4 : 1,
      leverageCeiling: 3,
      onset: move.x > 0.2,
      paused: move.x > 0.97,
      veto: move.x > 0.95 ? 'holding' : null,
      exitPlan: {
        stop: 0.001 + move.x * 0.05,
        trailing: null,
        minimalReturn: [[0, 0.02]],
        baseTimeframe: MINUTE_MS,
      },
    };
  }

  learn(kernel: DecidedBy, outputs: readonly KernelOutput[]): void {
    for (const output of outputs) {
      if (output.kind !== 'decision' || output.verdict === 'refused') continue;
      const order = approvedOrder(kernel, output);
      this.open.push({
        decision: order.decision,
        strategy: order.strategy,
        symbol: order.symbol,
        side: order.side,
        price: Number(order.limitPrice),
        quantity: Number(order.quantity),
      });
    }
  }
}

function book(
  at: number,
  symbol: (typeof SYMBOLS)[number],
  mark: number,
  spread: number,
): KernelEvent {
  return {
    kind: 'book',
    at,
    symbol,
    mark,
    bids: [mark * (1 - spread / 2), 1_000, mark * 0.99, 5_000],
    asks: [mark * (1 + spread / 2), 1_000, mark * 1.01, 5_000],
  };
}

export const opening = (driver: Driver): KernelEvent[] => [
  driver.mark({ kind: 0, gap: 0, a: 1, b: 0, c: 0, x: 0 }),
  ...SYMBOLS.map((symbol, i) => book(T0, symbol, 100 * (i + 1), 0.0002)),
];

const BREAKERS = [
  'daily_soft',
  'daily_hard',
  'drawdown_warning',
  'drawdown_breaker',
  'loss_streak',
  'volatility',
] as const;

/** Some breakers off, or all on again. */
function overrides({ b, c, x }: Move, at: number): KernelEvent {
  const breakersOff = c === 0 ? [] : BREAKERS.filter((_, i) => (i + b) % 3 !== 0);
  const exempt = x > 0.5 ? [STRATEGIES[1]!.id] : [];
  return { kind: 'set_overrides', at, breakersOff, exempt, text: 'overrides of a test' };
}

/** What people begin in an incident. */
function byHand(which: number, at: number): KernelEvent {
  const who = { at, actor: 'desk', reason: 'drill' };
  if (which === 0) return { kind: 'trip_drawdown', ...who };
  if (which === 1) return { kind: 'start_cluster', ...who };
  const from = which === 2 ? at : at + 60_000;
  return { kind: 'set_ceiling', profile: 'conservative', from, until: at + 3_600_000, ...who };
}

/** Sequences of good and hostile kernel events, and what must hold after each of them. */
import fc from 'fast-check';
import { EXTERNAL } from '../../src/domain/ids.ts';
import { DAY_MS, HOUR_MS } from '../../src/domain/time.ts';
import { describeDecision } from '../../src/kernel/decision/describe-decision.ts';
import type { KernelEvent } from '../../src/kernel/events.ts';
import { createKernel } from '../../src/kernel/kernel.ts';
import { step } from '../../src/kernel/step.ts';
import { BTC, kernelConfig, S1, S3, STRATEGIES, SYMBOLS } from './kernel-config.ts';
import { Driver, type Move, moveArbitrary, opening } from './kernel-driver.ts';
import { checkAllowed, checkState } from './kernel-invariants.ts';
import { T0 } from './kernel-scenario.ts';

/** One good mark opens entries again after a doubtful one, so that runs get back to deciding. */
const base = kernelConfig();
const config = { ...base, breakers: { ...base.breakers, degradedConfirmations: 1 } };

/** A move as the driver makes it, and what is done to one field of its events. */
export interface HostileMove {
  readonly move: Move;
  /** Null: the events stay good. */
  readonly damage: Damage | null;
  /** Instead of the driver's events: one of extreme figures that may just be accepted. */
  readonly wild: readonly number[] | null;
}

interface Damage {
  /** Chooses the event, the field, and an element when the field is a list. */
  readonly event: number;
  readonly field: number;
  readonly element: number;
  readonly value: unknown;
}

/** Numbers at every edge, small and huge ones that are still plausible, and other types. */
const hostileValue: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(
    Number.NaN,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
    -0,
    0,
    -1,
    Number.MIN_VALUE,
    Number.MAX_VALUE,
    Number.MAX_SAFE_INTEGER,
    2 ** 53 + 2,
    -(2 ** 53),
    1e-9,
    1e-6,
    1e9,
    1e12,
    1e15,
    0.5,
    1,
  ),
  fc.double(),
  fc.double({ min: 1e-12, max: 1e16, noNaN: true }),
  fc.integer(),
  fc.constantFrom<unknown>(
    undefined,
    null,
    true,
    '',
    '1',
    'NaN',
    [],
    [1],
    {},
    { id: 'x' },
    S1,
    S3,
    BTC,
    'S9',
    'EXTERNAL',
    'XYZ/USDT:USDT',
    'constructor',
    '__proto__',
    'long',
    'good',
    T0,
    T0 - 1,
    T0 + 400 * DAY_MS,
    T0 + 40 * DAY_MS,
  ),
  fc.jsonValue({ maxDepth: 2 }),
);

const damage: fc.Arbitrary<Damage> = fc.record({
  event: fc.nat(5),
  field: fc.nat(40),
  element: fc.nat(8),
  value: hostileValue,
});

/** Most moves follow each other within seconds, before data grows stale. */
const hurried = moveArbitrary.map((move) =>
  move.x < 0.8 ? { ...move, gap: move.gap % 5_000 } : move,
);

/** Null in two of three. */
const sometimes = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | null> =>
  fc.oneof({ weight: 2, arbitrary: fc.constant(null) }, { weight: 1, arbitrary });

/** Figures at the edges of what is accepted, and everyday ones. */
const extreme = fc.oneof(
  fc.constantFrom(0, -0, 1e-9, 1e-6, 0.01, 1, 100, 1e5, 1e9, 1e12, 1e15, -1, -1e15),
  fc.double({ min: 1e-9, max: 1e9, noNaN: true }),
  fc.double({ min: 50, max: 400, noNaN: true }),
  fc.double({ min: 0.0001, max: 5, noNaN: true }),
);

export const hostileArbitrary: fc.Arbitrary<HostileMove[]> = fc.array(
  fc.record({
    move: hurried,
    damage: sometimes(damage),
    wild: sometimes(fc.array(extreme, { minLength: 8, maxLength: 8 })),
  }),
  { minLength: 1, maxLength: 20, size: 'max' },
);

export interface Tally {
  cases: number;
  events: number;
  rejected: number;
  allowed: number;
  refused: number;
  /** Refusals and reasons by code. */
  readonly codes: Map<string, number>;
}

export const tally = (): Tally => ({
  cases: 0,
  events: 0,
  rejected: 0,
  allowed: 0,
  refused: 0,
  codes: new Map(),
});

const count = (sum: Tally, code: string): void => {
  sum.codes.set(code, (sum.codes.get(code) ?? 0) + 1);
};

/** Runs one sequence; throws as soon as something does not hold. */
export function runHostile(moves: readonly HostileMove[], sum: Tally): void {
  const state = createKernel(config, { at: T0, writer: 1 });
  const driver = new Driver();
  const feed = (event: KernelEvent): void => {
    const outputs = step(state, event);
    driver.learn(state, outputs);
    sum.events += 1;
    for (const output of outputs) {
      if (output.kind === 'rejected_input') {
        sum.rejected += 1;
        count(sum, output.code);
      }
      if (output.kind !== 'decision') continue;
      JSON.stringify(describeDecision(state, output));
      sum[output.verdict] += 1;
      if (output.reason !== null) count(sum, output.reason);
      if (output.verdict === 'allowed') checkAllowed(state, output);
    }
  };
  opening(driver).forEach(feed);
  for (const { move, damage, wild } of moves) {
    const events = wild === null ? driver.events(move) : [wildEvent(driver, move, wild)];
    // An accepted leap moves the kernel's clock; the good events after it follow.
    driver.at = Math.max(driver.at, state.core.now);
    events.forEach((event, i) => {
      const good = event.at < state.core.now ? { ...event, at: state.core.now } : event;
      const hit = damage !== null && damage.event % events.length === i;
      feed(hit ? damaged(good, damage) : good);
    });
  }
  checkState(state);
}

/** A copy with one field replaced, at any depth: the field's number walks the event's leaves. */
function damaged(event: KernelEvent, { field, element, value }: Damage): KernelEvent {
  if (field === 0) return value as KernelEvent;
  const copy = structuredClone(event) as unknown as Record<string, unknown>;
  const places: [Record<string, unknown>, string][] = [];
  const walk = (part: Record<string, unknown>): void => {
    for (const key of Object.keys(part)) {
      places.push([part, key]);
      const child = part[key];
      if (Array.isArray(child) && child.length > 0) {
        places.push([child as unknown as Record<string, unknown>, `${element % child.length}`]);
      } else if (typeof child === 'object' && child !== null) {
        walk(child as Record<string, unknown>);
      }
    }
  };
  walk(copy);
  const [part, key] = places[field % places.length]!;
  if (value === undefined) delete part[key];
  else part[key] = value;
  return copy as unknown as KernelEvent;
}

/** An event of the move's strategy, symbol and time with extreme figures. */
function wildEvent(driver: Driver, move: Move, wild: readonly number[]): KernelEvent {
  driver.at += move.gap;
  const { at } = driver;
  const [p, q, r, t, u, v, w, x] = wild as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const strategy = [...STRATEGIES.map(({ id }) => id), EXTERNAL][(move.a + move.kind) % 8]!;
  const symbol = SYMBOLS[move.b]!;
  const side = move.c < 2 ? 'long' : 'short';
  const decision = driver.open[0]?.decision ?? move.a;
  switch (move.kind % 8) {
    case 0: {
      const good = driver.mark(move) as Extract<KernelEvent, { kind: 'equity' }>;
      const quality = move.c === 0 ? 'implausible' : 'good';
      return { ...good, equity: p, walletBalance: q, transfers: move.c > 1 ? r : 0, quality };
    }
    case 1: {
      const [low, high] = [Math.min(p, q), Math.max(p, q)];
      return {
        kind: 'book',
        at,
        symbol,
        mark: r,
        bids: [low, t, low / 2, u],
        asks: [high, v, high * 2, w],
      };
    }
    case 2: {
      const position = { quantity: p, entryPrice: q, stopPrice: move.x > 0.5 ? null : r };
      return { kind: 'position', at, strategy, symbol, side, decision, ...position };
    }
    case 3: {
      const fill = { filledQuantity: move.x > 0.5 ? move.x : p, averagePrice: 100 * (move.b + 1) };
      return { kind: 'entry_progress', at, decision, ...fill };
    }
    case 4: {
      const openTime = Math.floor(at / HOUR_MS - 1 + (move.c % 2)) * HOUR_MS;
      const [low, high] = [Math.min(p, q), Math.max(p, q)];
      const prices = { open: low, high, low, close: move.x > 0.5 ? high : low };
      return {
        kind: 'candle_1h',
        at: Math.max(at, openTime + HOUR_MS),
        symbol,
        openTime,
        ...prices,
      };
    }
    case 5:
      return { kind: 'trade_closed', at, strategy, symbol, side, netPnl: move.x > 0.7 ? p : -p };
    case 6: {
      const plan = {
        status: 'ok',
        rate: p,
        nextFundingTime: Math.floor(q),
        interval: 60_000 + r,
      } as const;
      return { kind: 'funding', at, symbol, ...plan };
    }
    default: {
      const good = driver.signal(move);
      const figures = { stopDistance: p, requestedNotional: q, edge: move.x, leverageCeiling: r };
      const more = { expectedHoldingHours: t, capitalMultiplier: u > 1 ? 1 : u, referencePrice: x };
      return { kind: 'signal', at, signal: { ...good, ...figures, ...more } };
    }
  }
}

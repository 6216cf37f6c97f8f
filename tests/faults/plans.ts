/** The faults of the matrix: each kind in its variants, aimed at one operation or at everything. */
import type { Ms } from '../../src/domain/time.ts';
import type { Random } from '../../src/market/random.ts';
import type { Fault, Match, RouteClass } from '../../src/venues/faults/plan.ts';
import { BTC } from './rig.ts';

export const OPERATIONS = ['entry', 'exit', 'stop', 'cancel'] as const;
export type Operation = (typeof OPERATIONS)[number];

/** Where the faults begin. */
export const FROM: Ms = 10_000;

interface Aim {
  readonly window: { readonly id: string; readonly from: Ms; readonly until: Ms };
  readonly chance: { readonly probability: number; readonly times: number | null };
  readonly routes: readonly RouteClass[];
  readonly match: Match | undefined;
  readonly random: Random;
}
interface Variant {
  readonly faults: (aim: Aim) => readonly Fault[];
  /** How long the fault lasts beyond its window. */
  readonly after?: Ms;
}

const EVENTS = ['order', 'fill', 'money'] as const;
const requests = ({ window, chance, routes, match }: Aim) => ({
  ...window,
  ...chance,
  routes,
  match,
});
const events = ({ window, chance }: Aim) => ({ ...window, ...chance, events: EVENTS });
const pick = <T>(random: Random, values: readonly T[]): T =>
  values[Math.floor(random.uniform() * values.length)] as T;

export const VARIANTS: Readonly<Record<string, Variant>> = {
  'latency fixed': {
    faults: (aim) => [
      {
        ...requests(aim),
        kind: 'latency',
        leg: 'request',
        by: { fixed: pick(aim.random, [300, 2_500, 4_900]) },
      },
    ],
    after: 5_000,
  },
  'latency uniform, beyond the receive window': {
    faults: (aim) => [
      { ...requests(aim), kind: 'latency', leg: 'request', by: { uniform: [0, 9_000] } },
    ],
    after: 9_000,
  },
  'latency log-normal': {
    faults: (aim) => [
      {
        ...{ ...requests(aim), kind: 'latency', leg: 'request' },
        by: { logNormal: { median: 400, sigma: 1.5, most: 8_000 } },
      },
    ],
    after: 8_000,
  },
  'latency of answers': {
    faults: (aim) => [
      { ...requests(aim), kind: 'latency', leg: 'answer', by: { uniform: [0, 8_000] } },
    ],
    after: 8_000,
  },
  'latency of both': {
    faults: (aim) => [
      { ...requests(aim), kind: 'latency', leg: 'request', by: { uniform: [0, 5_500] } },
      { ...requests(aim), id: 'b', kind: 'latency', leg: 'answer', by: { uniform: [0, 8_000] } },
    ],
    after: 14_000,
  },
  'timeout, executed': {
    faults: (aim) => [{ ...requests(aim), kind: 'timeout', executed: true, answer: 'silence' }],
  },
  'timeout, not executed': {
    faults: (aim) => [{ ...requests(aim), kind: 'timeout', executed: false, answer: 'code' }],
  },
  'timeouts of either sort': {
    faults: (aim) => [
      ...[true, false].map((executed) => ({
        ...{ ...requests(aim), id: String(executed), probability: 0.4, executed },
        ...{ kind: 'timeout' as const, answer: 'reset' as const },
      })),
    ],
  },
  'error 500': {
    faults: (aim) => [
      {
        ...{ ...requests(aim), kind: 'error', status: 500, code: -1000, message: 'internal' },
        executed: aim.random.uniform() < 0.5,
      },
    ],
  },
  'error 503, executed': {
    faults: (aim) => [
      { ...requests(aim), kind: 'error', status: 503, code: -1000, message: '', executed: true },
    ],
  },
  'error 503, not executed': {
    faults: (aim) => [
      { ...requests(aim), kind: 'error', status: 503, code: -1008, message: '', executed: false },
    ],
  },
  reject: {
    faults: (aim) => [
      {
        ...{ ...requests(aim), kind: 'reject', status: 400, message: 'by plan' },
        code: pick(aim.random, [-2010, -2019, -1008, -4131, -2021, -5022, -4164]),
      },
    ],
  },
  'partial fill': {
    faults: (aim) => [
      {
        ...{ ...aim.window, ...aim.chance, match: aim.match, kind: 'partial_fill' },
        fraction: pick(aim.random, [0, 0.1, 0.5, 0.9]),
      },
    ],
  },
  disconnect: {
    faults: ({ window }) => [{ ...window, kind: 'disconnect', channels: ['websocket', 'rest'] }],
  },
  'disconnect of the websocket': {
    faults: ({ window }) => [{ ...window, kind: 'disconnect', channels: ['websocket'] }],
  },
  'disconnect of REST': {
    faults: ({ window }) => [{ ...window, kind: 'disconnect', channels: ['rest'] }],
  },
  'events told twice': {
    faults: (aim) => [{ ...events(aim), kind: 'duplicate', after: { uniform: [0, 6_000] } }],
    after: 6_000,
  },
  'late events': {
    faults: (aim) => [{ ...events(aim), kind: 'delay', by: { uniform: [0, 8_000] } }],
    after: 8_000,
  },
  'events out of order': {
    faults: (aim) => [{ ...events(aim), kind: 'reorder', within: 2_000 }],
    after: 2_000,
  },
  'stale market data': {
    faults: ({ window }) => [{ ...window, kind: 'market_data', how: 'stale', symbols: [] }],
  },
  'crossed market data': {
    faults: ({ window }) => [{ ...window, kind: 'market_data', how: 'crossed', symbols: [BTC] }],
  },
  'frozen market data': {
    faults: ({ window }) => [{ ...window, kind: 'market_data', how: 'frozen', symbols: [] }],
  },
  'clock skew': {
    faults: ({ window, random }) => [
      { ...window, kind: 'clock', offset: pick(random, [-1_500, 6_000, 3_000]) },
    ],
  },
  'rate limits squeezed': {
    faults: ({ window, random }) => [
      {
        ...{ ...window, kind: 'limits', weightPerMinute: pick(random, [2, 8, 20]) },
        ordersPerTenSeconds: pick(random, [0, 1, 3]),
      },
    ],
    // The ban of who goes on.
    after: 121_000,
  },
  maintenance: {
    faults: ({ window }) => [
      { ...window, kind: 'maintenance', message: 'System is under maintenance.' },
    ],
  },
  'automatic deleveraging': {
    faults: ({ window, random }) => [
      {
        ...{ ...window, probability: 1, times: 1, kind: 'adl', symbol: BTC },
        ...{ side: 'long', fraction: pick(random, [0.3, 1]) },
      },
    ],
  },
  'key without the right to trade': {
    faults: ({ window }) => [{ ...window, kind: 'permissions', trade: false }],
  },
  'banned address': {
    faults: ({ window, random }) => [
      { ...window, kind: 'ban', status: pick<418 | 403>(random, [418, 403]) },
    ],
  },
};

const AIMS: Readonly<Record<Operation, { routes: readonly RouteClass[]; match?: Match }>> = {
  entry: { routes: ['order'], match: { action: 'open' } },
  exit: { routes: ['order'], match: { action: 'reduce', type: 'market' } },
  stop: { routes: ['order'], match: { type: 'stop_market' } },
  cancel: { routes: ['cancel'] },
};
const ALL: readonly RouteClass[] = ['order', 'cancel', 'query', 'account'];

/** The faults of one run, and when they are over. */
export function planOf(
  variant: Variant,
  operation: Operation,
  random: Random,
): { readonly faults: readonly Fault[]; readonly over: Ms } {
  const length = 1_000 + Math.floor(random.uniform() * 20_000);
  const until = FROM + length;
  const aimed = random.uniform() < 0.5;
  const { routes, match } = AIMS[operation];
  const faults = variant.faults({
    window: { id: 'a', from: FROM, until },
    chance: {
      probability: pick(random, [1, 0.6]),
      times: pick(random, [null, null, 1, 2]),
    },
    routes: aimed ? routes : ALL,
    match: aimed ? match : undefined,
    random,
  });
  return { faults, over: until + (variant.after ?? 0) };
}

/**
 * The checks of a decision in order: what each measured and what it was held against, read from the
 * figures, the signal and the configuration. NaN is "no figure": the check did not apply.
 */
import type { KernelConfig } from '../../domain/config.ts';
import type { Signal } from '../../domain/signal.ts';
import * as L from './layout.ts';

type Reading = (figures: readonly number[], signal: Signal, config: KernelConfig) => number;

export interface Check {
  readonly check: string;
  /** Unit of input and limit. */
  readonly unit: string;
  readonly input: Reading;
  readonly limit: Reading;
}

const at =
  (slot: number): Reading =>
  (figures) =>
    figures[slot]!;
const always =
  (value: number): Reading =>
  () =>
    value;
const check = (name: string, unit: string, input: Reading, limit: Reading): Check => ({
  check: name,
  unit,
  input,
  limit,
});

/** Strategy, asset, top three, total; notional, then risk. */
const MEASURES = L.LIMITS.slice(L.LIMIT_CAPS, L.LIMIT_VENUE_MAXIMUM);
const caps = (prefix: string, first: number): Check[] =>
  MEASURES.map((cap, i) =>
    check(
      cap.replace('cap', prefix),
      'fraction',
      at(first + i),
      at(L.CAP_STRATEGY + Math.floor(i / 2)),
    ),
  );

export const CHECKS: readonly Check[] = [
  check('signal_age', 'ms', at(L.SIGNAL_AGE), (_f, _s, { guards }) => guards.signalMaxAge),
  check(
    'allow_list',
    'boolean',
    (f, signal, { strategies }) =>
      strategies[f[L.STRATEGY]!]!.symbols.includes(signal.symbol) ? 1 : 0,
    always(1),
  ),
  check('closures', 'count', at(L.CLOSURES), always(0)),
  check('worker_open', 'boolean', (_f, { paused }) => (paused ? 0 : 1), always(1)),
  check('strategy_wants_it', 'boolean', (_f, { veto }) => (veto === null ? 1 : 0), always(1)),
  check('strategy_active', 'boolean', at(L.ENABLED), always(1)),
  check('strategy_weight', 'fraction', at(L.STRATEGY_WEIGHT), always(0)),
  check('equity', 'USDT', at(L.EQUITY), always(0)),
  check('equity_age', 'ms', at(L.EQUITY_AGE), (_f, _s, { guards }) => guards.equityStaleAfter),
  check('already_in_position', 'count', at(L.IN_POSITION), always(0)),
  check(
    'cluster_entry_interval',
    'ms',
    at(L.CLUSTER_INTERVAL),
    (_f, _s, { correlation }) => correlation.cluster.entryInterval,
  ),
  check('cluster_worst_strategy', 'percentile', at(L.PERCENTILE), always(Number.NaN)),
  check('cluster_best_edge', 'percentile', at(L.PERCENTILE), at(L.BEST_PERCENTILE)),
  check(
    'entries_per_minute',
    'count',
    at(L.ENTRIES),
    (_f, _s, { guards }) => guards.maxEntriesPerMinute,
  ),
  check('book_age', 'ms', at(L.BOOK_AGE), (_f, _s, { guards }) => guards.marketStaleAfter),
  check('spread', 'bps', at(L.SPREAD), at(L.SPREAD_LIMIT)),
  check(
    'funding_rate',
    'fraction',
    at(L.FUNDING),
    (_f, _s, { guards }) => guards.funding.refuseRate,
  ),
  check('open_trades', 'count', (f) => f[L.OPEN_TRADES]! + 1, at(L.OPEN_LIMIT)),
  ...caps('over_cap', L.BEFORE),
  check('price_collar', 'fraction', at(L.COLLAR), (_f, _s, { guards }) => guards.priceCollar),
  check('minimum_size', 'USDT', at(L.NOTIONAL), at(L.MINIMUM)),
  check('order_ceiling', 'USDT', at(L.NOTIONAL), (_f, _s, { sizing }) => sizing.maxOrderNotional),
  check('slippage', 'bps', at(L.SLIPPAGE), at(L.SLIPPAGE_LIMIT)),
  check(
    'identical_in_a_row',
    'count',
    at(L.IDENTICAL),
    (_f, _s, { guards }) => guards.maxIdenticalInARow,
  ),
  ...caps('cap', L.AFTER),
];

export const CHECK_SIGNAL_AGE = 0;
export const CHECK_ALLOW_LIST = 1;
export const CHECK_CLOSURES = 2;
export const CHECK_WORKER_OPEN = 3;
export const CHECK_WANTED = 4;
export const CHECK_STRATEGY_ACTIVE = 5;
export const CHECK_STRATEGY_WEIGHT = 6;
export const CHECK_EQUITY = 7;
export const CHECK_EQUITY_AGE = 8;
export const CHECK_IN_POSITION = 9;
export const CHECK_CLUSTER_INTERVAL = 10;
export const CHECK_CLUSTER_WORST = 11;
export const CHECK_CLUSTER_BEST = 12;
export const CHECK_ENTRY_RATE = 13;
export const CHECK_BOOK_AGE = 14;
export const CHECK_SPREAD = 15;
export const CHECK_FUNDING = 16;
export const CHECK_OPEN_TRADES = 17;
export const CHECK_OVER_CAP = 18;
export const CHECK_COLLAR = 26;
export const CHECK_MINIMUM = 27;
export const CHECK_CEILING = 28;
export const CHECK_SLIPPAGE = 29;
export const CHECK_IDENTICAL = 30;
export const CHECK_CAPS = 31;

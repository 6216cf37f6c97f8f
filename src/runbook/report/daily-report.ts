/** The report of a day from its book: reads only. */
import type { KernelConfig } from '../../domain/config.ts';
import {
  DAILY_REPORT_SCHEMA,
  type DailyReport,
  type DayHour,
  type DayRate,
  type ReasonCount,
  type TimeInForce,
} from '../../domain/daily-report.ts';
import { type DecimalText, decimal } from '../../domain/decimal.ts';
import { REASONS, type ReasonCode } from '../../domain/reasons.ts';
import type { DayThrottle } from '../../domain/throttle.ts';
import { DAY_MS, type EpochMs } from '../../domain/time.ts';
import { hoursUntilNow } from './day-hours.ts';
import { dayPnl, dayReturn, plus } from './day-money.ts';
import { type DayBook, type DayFigures, dayName, sorted } from './day-state.ts';
import { pnlByAsset, pnlByStrategy } from './pnl-tables.ts';

/** What a report takes from outside the book. */
export interface ReportView {
  readonly config: KernelConfig;
  readonly configVersion: string;
  readonly build: string;
  readonly throttle: DayThrottle;
  /** Since the day's open. */
  readonly beyond: DayHour['beyond'];
  /** In force now, in words; absent: none. */
  readonly overrides?: readonly string[];
}

export function dailyReport(book: DayBook, view: ReportView, now: EpochMs): DailyReport {
  const { day } = book;
  const closed = now > day.start + DAY_MS;
  const to = closed ? day.start + DAY_MS : now;
  const { config } = view;
  const { seen } = day;
  return {
    schema: DAILY_REPORT_SCHEMA,
    portfolio: config.portfolio,
    day: dayName(day.start),
    from: day.from,
    to,
    closed,
    madeAt: now,
    configVersion: view.configVersion,
    build: view.build,
    profile: seen?.profile ?? book.profile,
    riskState: seen?.riskState ?? 'unknown',
    regime: seen?.regime ?? 'unknown',
    starts: day.starts,
    gaps: day.gaps,
    equity: equityOf(book, config),
    drawdown: { rolling: day.rolling, ofDay: day.ofDay, atClose: seen?.drawdown ?? null },
    pnl: pnlOf(book),
    ledger: ledgerOf(book),
    exposure: exposureOf(day),
    breakers: day.breakers,
    breakerCounts: sorted(day.breakerCounts).map(([name, count]) => {
      const [breaker = '', transition = ''] = name.split('|');
      return { breaker, transition, count };
    }),
    hours: hoursUntilNow(book, view.beyond),
    throttle: view.throttle,
    throttles: inForce(day.throttles, to),
    riskStates: inForce(day.riskStates, to),
    regimes: day.regimes,
    profiles: day.profiles,
    closures: sorted(day.closures).map(([cause, opened]) => ({ cause, opened })),
    halts: day.halts,
    entries: entriesOf(day),
    execution: executionOf(day, config.rates.minSamples),
    alerts: sorted(day.alerts).map(([name, count]) => {
      const [severity = '', ...rest] = name.split('|');
      return { name: rest.join('|'), severity, count };
    }),
    incidents: day.incidents,
    cadence: cadenceOf(day),
    overrides: [...(day.overrides ?? []), ...(view.overrides ?? [])],
    troubles: sorted(day.troubles).map(([code, count]) => ({ code, count })),
    rejectedInputs: day.rejectedInputs,
    omitted: Object.fromEntries(sorted(day.omitted)),
  };
}

function equityOf(book: DayBook, config: KernelConfig): DailyReport['equity'] {
  const { day, last } = book;
  return {
    open: day.open === null ? null : { at: day.open.at, equity: day.open.equity },
    close: last === null ? null : { at: last.at, equity: last.equity },
    high: day.high,
    low: day.low,
    pnl: dayPnl(book),
    return: dayReturn(book),
    transfers: day.open === null || last === null ? 0 : last.transfers - day.open.transfers,
    samples: day.samples,
    marks: day.marks,
    limits: {
      dailySoft: config.breakers.dailySoft.limit,
      dailyHard: day.seen?.hardLimit ?? null,
      drawdownWarning: config.breakers.drawdown.warning,
      drawdownBreaker: config.breakers.drawdown.breaker,
    },
  };
}

function pnlOf(book: DayBook): DailyReport['pnl'] {
  const total = dayPnl(book);
  const byStrategy = pnlByStrategy(book);
  const byAsset = pnlByAsset(book);
  const rest = (rows: DailyReport['pnl']['byAsset']): number =>
    total - rows.reduce((sum, { net }) => sum + net, 0);
  return {
    byStrategy,
    byAsset,
    strategyDifference: rest(byStrategy),
    assetDifference: rest(byAsset),
  };
}

function ledgerOf({ day, balance }: DayBook): DailyReport['ledger'] {
  const kinds = new Map<string, { entries: number; amount: DecimalText }>();
  let sum = day.openBalance;
  for (const [name, { entries, amount }] of sorted(day.ledger)) {
    const kind = name.split('|')[0] ?? name;
    const before = kinds.get(kind) ?? { entries: 0, amount: '0' };
    kinds.set(kind, { entries: before.entries + entries, amount: plus(before.amount, amount) });
    sum = plus(sum, amount);
  }
  return {
    open: day.openBalance,
    close: balance ?? day.openBalance,
    byKind: [...kinds].map(([kind, row]) => ({ kind, ...row })),
    exact: decimal(sum) === decimal(balance ?? day.openBalance),
    late: day.late,
  };
}

function exposureOf({ seen, maxima }: DayFigures): DailyReport['exposure'] {
  return {
    gross: seen?.gross ?? 0,
    riskCapacity: seen?.riskCapacity ?? 0,
    atClose: {
      total: seen?.total ?? null,
      topThree: seen?.topThree ?? null,
      strategies: seen?.strategies ?? [],
      assets: seen?.assets ?? [],
    },
    maxima: {
      total: maxima.total,
      topThree: maxima.topThree,
      strategies: sorted(maxima.strategies).map(([, row]) => row),
      assets: sorted(maxima.assets).map(([, row]) => row),
    },
    openPositions: seen?.openPositions ?? 0,
  };
}

const inForce = (table: DayFigures['throttles'], to: EpochMs): readonly TimeInForce[] =>
  sorted(table).map(([name, { since, times, total }]) => ({
    name,
    times,
    inForce: total + (since === null ? 0 : Math.max(0, to - since)),
    open: since !== null,
  }));

const reasonCounts = (table: Readonly<Record<string, number>>): readonly ReasonCount[] =>
  sorted(table)
    .map(([reason, count]) => ({
      reason,
      class: Object.hasOwn(REASONS, reason) ? REASONS[reason as ReasonCode] : ('none' as const),
      count,
    }))
    .sort((a, b) => b.count - a.count);

function entriesOf(day: DayFigures): DailyReport['entries'] {
  const sum = (table: Readonly<Record<string, number>>): number =>
    Object.values(table).reduce((total, count) => total + count, 0);
  const names = [...new Set([...Object.keys(day.allowed), ...Object.keys(day.refused)])].sort();
  return {
    allowed: sum(day.allowed),
    refused: sum(day.refused),
    refusedByReason: reasonCounts(day.refusedByReason),
    byStrategy: names.map((strategy) => ({
      strategy,
      allowed: day.allowed[strategy] ?? 0,
      refused: day.refused[strategy] ?? 0,
    })),
  };
}

/** Below the least number of samples a ratio says nothing (specification 1.10). */
const rate = (numerator: number, denominator: number, samples: number, least: number): DayRate => ({
  value: samples >= least && denominator > 0 ? numerator / denominator : null,
  samples,
});

function executionOf(day: DayFigures, least: number): DailyReport['execution'] {
  const all = { orders: 0, submitted: 0, filled: 0, fills: 0, slippage: 0 };
  const rows = sorted(day.quality).map(([name, sums]) => {
    for (const key of ['orders', 'submitted', 'filled', 'fills', 'slippage'] as const) {
      all[key] += sums[key];
    }
    const [bucket = '', symbol = ''] = name.split('|');
    const { orders, submitted, filled, fills, slippage } = sums;
    return {
      bucket,
      symbol,
      orders,
      submitted,
      filled,
      fillRatio: rate(filled, submitted, orders, 1),
      slippageBps: rate(slippage, filled, fills, 1),
    };
  });
  const { judged, rejected, ended, timedOut } = day.attempts;
  const refusedNow = unexpected(day.refusedByReason);
  const attempts = judged + refusedNow + Math.max(0, timedOut - day.retriesRefused);
  return {
    ends: sorted(day.ends).map(([end, count]) => ({ end, count })),
    fillRatio: rate(all.filled, all.submitted, all.orders, least),
    slippageBps: rate(all.slippage, all.filled, all.fills, least),
    rejectedRate: rate(rejected + refusedNow, attempts, attempts, least),
    timeoutRate: rate(timedOut, ended + timedOut, ended + timedOut, least),
    rows,
    endedByReason: reasonCounts(day.endedByReason),
    counts: {
      attempts,
      rejected: rejected + refusedNow,
      ended: ended + timedOut,
      timedOut,
      minSamples: least,
    },
  };
}

const unexpected = (table: Readonly<Record<string, number>>): number =>
  reasonCounts(table)
    .filter((row) => row.class === 'unexpected')
    .reduce((sum, { count }) => sum + count, 0);

function cadenceOf({ tasks }: DayFigures): DailyReport['cadence'] {
  const count = (holds: (task: DayFigures['tasks'][number]) => boolean): number =>
    tasks.filter(holds).length;
  return {
    tasks,
    done: count(({ state }) => state === 'done'),
    open: count(({ state }) => state === 'due' || state === 'overdue'),
    overdue: count(({ wasOverdue }) => wasOverdue),
    missed: count(({ state }) => state === 'missed'),
  };
}

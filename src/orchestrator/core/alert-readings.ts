/**
 * The figures that alerts rest on, as they are now. Whoever has figures of his own adds a function
 * to `SOURCES`: it is called at every evaluation, reads only, and answers in a fixed order.
 */
import type { AlertMetric } from '../../domain/alert-metrics.ts';
import { closureId, PORTFOLIO } from '../../domain/closure.ts';
import { MINUTE_MS, type Ms, SECOND_MS } from '../../domain/time.ts';
import { utc } from '../../kernel/basis/text.ts';
import type { Rate } from '../../kernel/guards/rates.ts';
import type { KernelReadings } from '../../kernel/readings.ts';
import type { Reading } from '../../runbook/alerts/state.ts';
import { inForce } from '../../runbook/rollback/watch.ts';
import type { CoreContext } from './context.ts';
import { expectedSilence } from './maintenance.ts';

type Source = (core: CoreContext, kernel: KernelReadings) => readonly Reading[];

const SOURCES: readonly Source[] = [
  riskReadings,
  executionReadings,
  venueReadings,
  dataReadings,
  contractReadings,
  processReadings,
  runbookReadings,
  happeningReadings,
  taskReadings,
  rollbackReadings,
];

export const readingsOf = (core: CoreContext, kernel: KernelReadings): readonly Reading[] =>
  SOURCES.flatMap((source) => source(core, kernel));

const ALL = '*';
const yes = (on: boolean): number => (on ? 1 : 0);

function riskReadings({ state }: CoreContext, kernel: KernelReadings): readonly Reading[] {
  const { trips } = state.desk.seen;
  const levels = { normal: 0, high: 1, extreme: 2 } as const;
  const z = kernel.regimeZ === null ? '' : `z ${kernel.regimeZ.toFixed(2)}`;
  return [
    {
      metric: 'daily_pnl',
      key: ALL,
      value: kernel.dailyPnl,
      profileLimit: kernel.hardLimit,
      text: kernel.dailyText,
    },
    {
      metric: 'drawdown',
      key: ALL,
      value: kernel.drawdown,
      edge: trips.drawdown,
      text: kernel.drawdownText,
    },
    {
      metric: 'loss_streak',
      key: ALL,
      value: kernel.losses,
      edge: trips.streak,
      text: `${kernel.losses} losing closed trades in a row`,
    },
    { metric: 'volatility_regime', key: ALL, value: levels[kernel.regime], text: z },
    {
      metric: 'cluster_throttle',
      key: ALL,
      value: yes(kernel.clusterSince !== null),
      ...(kernel.clusterSince === null ? {} : { since: kernel.clusterSince }),
      text: 'correlation cluster event in force',
    },
    ...kernel.closures
      .filter((closure) => closure.cause === 'over_cap')
      .map(
        ({ id, since, reason }): Reading => ({
          metric: 'over_cap',
          key: id,
          value: 1,
          since,
          text: reason,
        }),
      ),
  ];
}

function rateReading(metric: AlertMetric, { value, samples }: Rate): Reading {
  const text = `over ${samples} samples`;
  return { metric, key: ALL, value: value ?? 'insufficient', text };
}

function executionReadings(_core: CoreContext, kernel: KernelReadings): readonly Reading[] {
  const { slippage } = kernel;
  return [
    rateReading('timeout_rate', kernel.timeouts),
    rateReading('rejected_rate', kernel.rejected),
    ...slippage.map(
      (symbol): Reading => ({
        metric: 'slippage_high',
        key: symbol,
        value: 1,
        text: 'average slippage above its limit in 3 checks in a row',
      }),
    ),
    {
      metric: 'slippage_symbols',
      key: ALL,
      value: slippage.length,
      text: slippage.length === 0 ? '' : slippage.join(', '),
    },
    ...kernel.funding.map(
      ({ symbol, since }): Reading => ({
        metric: 'funding_degraded',
        key: symbol,
        value: 1,
        since,
        text: 'funding data degraded',
      }),
    ),
  ];
}

function venueReadings(core: CoreContext): readonly Reading[] {
  const { state } = core;
  const silent = state.desk.seen.silent ?? expectedSilence(core);
  const difference = state.closures.get(closureId('reconciliation', PORTFOLIO));
  return [
    {
      metric: 'venue_silent',
      key: ALL,
      value: yes(silent !== null),
      ...(silent === null ? {} : { since: silent.since }),
      text: silent?.text ?? '',
    },
    {
      metric: 'reconciliation',
      key: ALL,
      value: state.executor.reconciled === null ? null : yes(!state.executor.reconciled),
      ...(difference === undefined ? {} : { since: difference.since }),
      text: difference?.reason ?? '',
    },
  ];
}

function dataReadings(core: CoreContext, kernel: KernelReadings): readonly Reading[] {
  const { watch, feed, launch } = core.state;
  const limit = core.config.kernel.guards.marketStaleAfter;
  const doubtful = kernel.closures.find((closure) => closure.cause === 'equity_degraded');
  const notReady = feed.connected && !feed.ready && launch.state === 'complete';
  return [
    // Never seen since the start is not stale yet: the launch waits for it, and says so.
    ...watch.symbols.flatMap(({ symbol, stale, lastBookAt }): readonly Reading[] =>
      stale && lastBookAt !== null && core.now - lastBookAt > limit
        ? [
            {
              metric: 'market_stale',
              key: symbol,
              value: 1,
              since: lastBookAt + limit,
              text: `newest book of ${utc(lastBookAt)}, limit ${limit / SECOND_MS} s`,
            },
          ]
        : [],
    ),
    {
      metric: 'equity_degraded',
      key: ALL,
      value: yes(!watch.equityGood || doubtful !== undefined),
      ...(doubtful === undefined ? {} : { since: doubtful.since }),
      text: doubtful?.reason ?? 'no good equity mark',
    },
    {
      metric: 'feed_down',
      key: ALL,
      value: yes(!feed.connected || notReady),
      text: feed.connected
        ? `feed not ready: ${feed.text}`
        : `no connection to the feed: ${feed.text}`,
    },
  ];
}

/** The venue delists a symbol or changed its contract: as long as its closure is open. */
function contractReadings({ state }: CoreContext): readonly Reading[] {
  return [...state.closures.values()].flatMap(({ cause, scope, since, reason }) =>
    (cause === 'delisting' || cause === 'contract_changed') && scope.symbol !== null
      ? [{ metric: 'contract', key: scope.symbol, value: 1, since, text: reason } as const]
      : [],
  );
}

function processReadings({ state, config, now }: CoreContext): readonly Reading[] {
  const { executor, closures, launch } = state;
  const journal = closures.get(closureId('journal', PORTFOLIO));
  const levels = { passed: 0, warning: 1, failed: 2 } as const;
  const window = CRASH_WINDOW * config.runtime.speed;
  const crashes = state.desk.seen.crashes.filter((at) => at > now - window);
  return [
    {
      metric: 'executor_down',
      key: ALL,
      value: yes(!executor.connected),
      text: `no connection to the executor: ${executor.text}`,
    },
    {
      metric: 'journal_failed',
      key: ALL,
      value: yes(journal !== undefined),
      ...(journal === undefined ? {} : { since: journal.since }),
      text: journal?.reason ?? '',
    },
    {
      metric: 'orchestrator_crashes',
      key: ALL,
      value: crashes.length,
      text: `${crashes.length} crashes within ${CRASH_WINDOW / MINUTE_MS} min`,
    },
    ...launch.preflight.map(
      ({ id, state: result, evidence }): Reading => ({
        metric: id === 'PRE-3' ? 'clock_check' : 'preflight_check',
        key: id === 'PRE-3' ? ALL : id,
        value: levels[result],
        text: evidence,
      }),
    ),
    ...Object.entries(state.desk.seen.channels)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(
        ([channel, { since, text }]): Reading => ({
          metric: channel === WATCHDOG ? 'watchdog_failed' : 'channel_failed',
          key: channel === WATCHDOG ? ALL : channel,
          value: 1,
          since,
          text,
        }),
      ),
  ];
}

/** Machine time: three crashes within it are an exception loop (requirements RB-T1 to RB-T4). */
export const CRASH_WINDOW: Ms = 5 * MINUTE_MS;
/** Name of the outside watchdog among the channels. */
const WATCHDOG = 'watchdog';

function runbookReadings({ state }: CoreContext): readonly Reading[] {
  const { launch, halt } = state;
  const report = launch.report;
  const held = launch.steps.find((step) => step.state === 'held');
  return [
    {
      metric: 'launch_held',
      key: ALL,
      value: yes(launch.state === 'held'),
      text: held === undefined ? 'the launch is held' : `${held.id}: ${held.evidence}`,
    },
    {
      metric: 'acceptance_failed',
      key: ALL,
      value: yes(report !== null && !report.passed),
      text:
        report === null
          ? ''
          : report.criteria
              .filter((criterion) => !criterion.passed)
              .map((criterion) => `${criterion.id} ${criterion.text}`)
              .join('; '),
    },
    {
      metric: 'entry_halt',
      key: ALL,
      value: yes(halt !== null),
      ...(halt === null ? {} : { since: halt.since }),
      text: halt === null ? '' : `ENTRY_HALT by ${halt.actor}: ${halt.reason}`,
    },
  ];
}

function happeningReadings({ state }: CoreContext): readonly Reading[] {
  return state.desk.seen.happenings.map(
    ({ metric, key, at, text }): Reading => ({ metric, key, value: 1, since: at, text }),
  );
}

/** Tasks of the operator cadence that are overdue, by name. */
function taskReadings({ state }: CoreContext): readonly Reading[] {
  return state.cadence.open
    .filter(({ task }) => task.state === 'overdue')
    .map(
      ({ task }): Reading => ({
        metric: 'task_overdue',
        key: task.task,
        value: 1,
        since: task.graceUntil,
        text: `${task.title}, due since ${utc(task.dueAt)}`,
      }),
    );
}

/** Triggers of a rollback that last, by name (requirements RB-T1 to RB-T3). */
function rollbackReadings({ state }: CoreContext): readonly Reading[] {
  return inForce(state.rollback).map(
    ({ trigger, at, evidence }): Reading => ({
      metric: 'rollback_trigger',
      key: trigger,
      value: 1,
      since: at,
      text: evidence.join('; '),
    }),
  );
}

/** The eyes of the rollback triggers RB-T1 to RB-T3, and where they speak. */
import type { RollbackReading, TriggerRecord } from '../../domain/rollback.ts';
import type { EpochMs } from '../../domain/time.ts';
import { capViolation } from '../../runbook/cap-check.ts';
import { drawdownBounds } from '../../runbook/report/day-money.ts';
import { trailingBaseline } from '../../runbook/review/baseline.ts';
import { compareBreakers } from '../../runbook/rollback/breaker-compare.ts';
import { ledgerCandle, ledgerMark, ledgerTrade } from '../../runbook/rollback/breaker-ledger.ts';
import {
  COMPARE_EVERY,
  JUDGE_EVERY,
  rejectsWake,
  watchBreakers,
  watchCaps,
  watchRejects,
} from '../../runbook/rollback/watch.ts';
import type { ConsumedInput } from './consumed.ts';
import type { CoreContext } from './context.ts';

/** After the day's figures were recorded, before alerts: a trigger alerts in its own batch. */
export function tickRollback(core: CoreContext, batch: readonly ConsumedInput[]): void {
  const { rollback: watch } = core.state;
  for (const input of batch) takeInput(core, input);
  const violations = core.out.flatMap((output) => {
    const found = output.kind === 'decision' ? capViolation(output.record) : null;
    return found === null ? [] : [found];
  });
  say(core, watchCaps(watch, violations, core.now));
  if (core.now - watch.judgedAt >= JUDGE_EVERY || core.now >= rollbackWake(core)) {
    say(core, watchRejects(watch, core.kernel.readings(core.now).rejectedWatched, core.now));
  }
  if (core.now - watch.comparedAt >= COMPARE_EVERY && core.state.watch.equityGood) compare(core);
}

/** When time alone moves a trigger; infinity: never. */
export const rollbackWake = ({ state }: CoreContext): EpochMs => {
  const wake = rejectsWake(state.rollback);
  return wake ?? Number.POSITIVE_INFINITY;
};

function takeInput(core: CoreContext, input: ConsumedInput): void {
  const { rollback, dayBook } = core.state;
  const { ledger } = rollback;
  const { breakers } = core.config.kernel;
  if (input.kind === 'equity') {
    if (input.quality !== 'good') ledger.doubted = true;
    else {
      const bounds = drawdownBounds(dayBook, breakers.drawdown.window);
      ledgerMark(ledger, input, bounds?.least ?? null, breakers);
    }
  } else if (input.kind === 'candle_1h') {
    const { volatility } = breakers;
    if (input.symbol === volatility.symbol) ledgerCandle(ledger, input, volatility);
  } else if (input.kind === 'fact' && input.fact.kind === 'trade_closed') {
    const { netPnl } = input.fact.trade;
    ledgerTrade(ledger, Number(netPnl), input.fact.at, breakers);
  }
}

function compare(core: CoreContext): void {
  const { rollback: watch, dayBook } = core.state;
  const { breakers: config } = core.config.kernel;
  const status = core.kernel.status(core.now);
  const daily = status.breakers.filter(({ id }) => id === 'daily_soft' || id === 'daily_hard');
  if (daily.every(({ state }) => state === 'inactive')) watch.ledger.doubted = false;
  const drawdown = drawdownBounds(dayBook, config.drawdown.window);
  const sides = { config, status, ledger: watch.ledger, drawdown, now: core.now };
  say(core, watchBreakers(watch, compareBreakers(sides), core.now));
}

function say(core: CoreContext, record: TriggerRecord | null): void {
  if (record === null) return;
  core.launchDirty = true;
  core.out.push({ kind: 'rollback_trigger', record });
}

/** What the supervisor looks at every second. */
export function rollbackReading(
  core: Pick<CoreContext, 'state' | 'kernel' | 'setup'>,
  at: EpochMs,
): RollbackReading {
  const { writer, version, build, launch, executor, halt, rollback } = core.state;
  const { closures, rates } = core.kernel.status(at);
  const whole = closures.find(({ scope }) => scope.strategy === null && scope.symbol === null);
  const lasting = rollback.triggers.filter(({ until }) => until === null);
  const grave = core.state.desk.alerts.entries.find(
    ({ alert }) => alert?.state === 'firing' && alert.severity === 'critical',
  );
  const unhealthy =
    whole?.reason ??
    (launch.state === 'complete' ? null : `the launch is ${launch.state}`) ??
    (lasting.length === 0 ? null : `trigger ${lasting[0]?.trigger} is in force`) ??
    (grave?.alert == null ? null : `alert ${grave.alert.id} is critical`);
  return {
    at,
    writer,
    version,
    build,
    launch: launch.state,
    phase: core.setup.launch.phases[launch.phase]?.name ?? null,
    caughtUp: executor.caughtUp,
    halt: halt === null ? null : { actor: halt.actor, reason: halt.reason },
    closed: whole === undefined ? null : whole.reason,
    unhealthy,
    violations: rollback.violations,
    triggers: rollback.triggers,
    timeouts: rates.timeouts,
    slippageBps: rates.slippageBps,
    baseline: trailingBaseline(core.state.week, at),
  };
}

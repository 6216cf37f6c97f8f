/** What happens at a start of the process, the first one and every one after it. */
import type { SeptetConfig } from '../../domain/config.ts';
import type { KernelStatus } from '../../domain/status.ts';
import type { EpochMs } from '../../domain/time.ts';
import {
  alignCadence,
  type CadenceState,
  createCadence,
} from '../../runbook/cadence/cadence-state.ts';
import { tradedSymbols } from '../../runbook/dry-cycle.ts';
import { createLaunch } from '../../runbook/launch-state.ts';
import { createOverrides } from '../../runbook/overrides/overrides.ts';
import { createDayBook, type DayBook } from '../../runbook/report/day-state.ts';
import { createWeekBook } from '../../runbook/review/week-book.ts';
import {
  createRollbackWatch,
  judgeAnew,
  type RollbackWatch,
} from '../../runbook/rollback/watch.ts';
import { createThrottleBook } from '../../runbook/throttle/throttle-state.ts';
import { createRequests } from '../../runbook/two-people.ts';
import { applyHalt } from './commands.ts';
import type { StartInput } from './consumed.ts';
import { Core } from './core.ts';
import { type DeskState, startDesk } from './desk-state.ts';
import { closeForIncidents } from './incidents.ts';
import type { KernelFactory, KernelPort } from './kernel-port.ts';
import { closeForLaunch } from './launch.ts';
import { createMarketWatch } from './market-watch.ts';
import type { CoreOutput } from './output.ts';
import { startOverrides } from './overrides.ts';
import { effectiveConfig } from './overrides-in-force.ts';
import type { CoreState } from './state.ts';
import { closeUnseen } from './watch.ts';

/**
 * A start of the process: a fresh core, or the one before (recovered) under a new writer. Either
 * way it is a cold start: everything that was seen counts as unseen, all phases run again; what
 * the kernel knows (breakers, day, drawdown, streaks) and an operator's halt survive.
 */
export function startCore(
  before: Core | null,
  start: StartInput,
  factory: KernelFactory,
): { readonly core: Core; readonly outputs: readonly CoreOutput[] } {
  const config = start.config ?? before?.base;
  if (config === undefined) throw new Error('the first start names no configuration');
  const kernel = kernelFor(before, config, start, factory);
  const core = new Core(config, kernel, startState(before, config, start, kernel), start.at);
  // The kernel is as it was left: the first week may have ended meanwhile.
  const weekBefore = before?.config.firstLive.week;
  const weekOver = weekBefore !== undefined && core.config.firstLive.week === undefined;
  if (weekOver && start.config === null) kernel.reconfigure(core.config.kernel);
  closeForLaunch(core, 'launch not complete: phases open entries');
  closeUnseen(core);
  closeForIncidents(core);
  if (before !== null && start.config !== null) followConfiguration(core, before.config);
  startOverrides(core, start.clockBack ?? 0);
  if (start.entryHalt !== null) {
    applyHalt(core, start.entryHalt.actor, start.entryHalt.reason, 'operator');
  } else if (core.state.halt !== null) {
    const { actor, reason } = core.state.halt;
    core.out.push({ kind: 'executor', command: { kind: 'halt', on: true, actor, reason } });
  }
  if (core.state.gate !== null) {
    core.state.gate = { ...core.state.gate, writer: start.writer };
    core.out.push({ kind: 'executor', command: { kind: 'gate', gate: core.state.gate } });
  }
  return { core, outputs: core.out };
}

/** What the new configuration chooses where the old one chose otherwise. */
function followConfiguration(core: Core, from: SeptetConfig): void {
  const actor = 'configuration';
  const reason = `configuration ${core.config.kernel.version}`;
  for (const { id, enabled } of core.config.kernel.strategies) {
    const before = from.kernel.strategies.find((strategy) => strategy.id === id);
    if (before === undefined || before.enabled === enabled) continue;
    const at = core.now;
    core.kernelStep({ kind: 'set_strategy_enabled', at, strategy: id, enabled, actor, reason });
  }
  const { profile } = core.config.kernel;
  if (profile !== from.kernel.profile) {
    core.kernelStep({ kind: 'set_profile', at: core.now, profile, actor, reason });
  }
}

function kernelFor(
  before: Core | null,
  config: SeptetConfig,
  start: StartInput,
  factory: KernelFactory,
): KernelPort {
  if (before === null) {
    const { kernel } = effectiveConfig(config, createOverrides(), start.at).config;
    return factory.create(kernel, { at: start.at, writer: start.writer });
  }
  if (start.config === null) return before.kernel;
  const { kernel } = effectiveConfig(config, before.state.overrides, start.at).config;
  return factory.migrate(before.config.kernel, kernel, before.kernel.save());
}

function cadenceAt(
  known: CadenceState | undefined,
  config: SeptetConfig,
  at: EpochMs,
): CadenceState {
  const cadence = known ?? createCadence();
  alignCadence(cadence, config.cadence, at);
  return cadence;
}

function dayBookAt(status: KernelStatus, at: EpochMs): DayBook {
  const losses = status.breakers.find(({ id }) => id === 'loss_streak')?.value ?? 0;
  return createDayBook(at, { profile: status.profile, losses, knew: status.equity !== null });
}

/** Crashes of another version or build are not held against this one. */
function deskAt(known: CoreState | undefined, start: StartInput): DeskState {
  const { version, build } = known ?? start;
  if (known !== undefined && (version !== start.version || build !== start.build)) {
    known.desk.seen.crashes = [];
  }
  return startDesk(known?.desk ?? null, start.at, start.crashed);
}

/** Who starts on a journal that knew no watch follows from the middle on. */
function rollbackAt(known: CoreState | undefined, start: StartInput): RollbackWatch {
  const watch = known?.rollback ?? createRollbackWatch(known === undefined);
  const same = known?.version === start.version && known.build === start.build;
  if (known !== undefined && !same) judgeAnew(watch, start.at);
  return watch;
}

function startState(
  before: Core | null,
  config: SeptetConfig,
  start: StartInput,
  kernel: KernelPort,
): CoreState {
  const status = kernel.status(start.at);
  const known = before?.state;
  return {
    writer: start.writer,
    version: start.version,
    build: start.build,
    ...(start.named === undefined ? {} : { named: start.named }),
    halt: known?.halt ?? null,
    gate: known?.gate ?? null,
    closures: new Map(known?.closures),
    cancels: known?.cancels ?? [],
    positions: new Map(known?.positions),
    fills: new Map(known?.fills),
    deliveries: new Map(known?.deliveries),
    watch: createMarketWatch(tradedSymbols(config.kernel), known?.watch ?? null),
    spreads: {},
    executor: {
      connected: false,
      caughtUp: false,
      reconciled: null,
      clean: 0,
      text: 'not connected',
    },
    contracts: (known?.contracts ?? []).filter(({ symbol }) =>
      tradedSymbols(config.kernel).includes(symbol),
    ),
    delistingSaid: known?.delistingSaid ?? {},
    feed: { connected: false, ready: false, text: 'not connected' },
    workers: new Map(),
    alerts: new Map(known?.alerts),
    riskState: status.riskState,
    regime: status.regime,
    riskDepartures: 0,
    feasibilityDue: true,
    equity: known?.equity ?? null,
    walletBalance: known?.walletBalance ?? null,
    kernelAt: Math.max(start.at, known?.kernelAt ?? start.at),
    factSequence: known?.factSequence ?? 0,
    rejected: known?.rejected ?? 0,
    launch: createLaunch({ launch: config.launch, kernel: config.kernel }, 'cold_start', start.at),
    cadence: cadenceAt(known?.cadence, config, start.at),
    dayBook: known?.dayBook ?? dayBookAt(status, start.at),
    throttle: known?.throttle ?? createThrottleBook(),
    week: known?.week ?? createWeekBook(),
    desk: deskAt(known, start),
    rollback: rollbackAt(known, start),
    overrides: known?.overrides ?? createOverrides(),
    requests: known?.requests ?? createRequests(),
  };
}

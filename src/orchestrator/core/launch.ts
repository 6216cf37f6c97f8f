/** The launch machine's eyes and hands: what it sees of the core, and what its words do. */
import { closureId } from '../../domain/closure.ts';
import type { SymbolId } from '../../domain/ids.ts';
import { stepLaunch } from '../../runbook/launch.ts';
import { allStrategies } from '../../runbook/launch-commands.ts';
import type { LaunchOutput, LaunchView } from '../../runbook/launch-state.ts';
import { holdingAlerts } from './alerts.ts';
import { type CoreContext, CRITICAL_HOLD_MS } from './context.ts';
import { medianSpread } from './spread-window.ts';

export function tickLaunch(core: CoreContext): void {
  core.launchDirty = false;
  const outputs = stepLaunch(core.setup, core.state.launch, launchView(core), core.now);
  applyLaunch(core, outputs);
  // A complete launch needs no spreads; the next one collects its own.
  if (core.state.launch.state === 'complete') core.state.spreads = {};
}

export function applyLaunch(core: CoreContext, outputs: readonly LaunchOutput[]): void {
  for (const output of outputs) {
    core.out.push({ kind: 'launch', output });
    if (output.kind === 'close') {
      for (const strategy of output.strategies) closeStrategy(core, strategy, output.reason);
    } else if (output.kind === 'open') {
      for (const strategy of output.strategies) {
        core.release(launchClosure(strategy), `phase ${output.phase}`);
        core.out.push({ kind: 'worker_control', strategy, entries: 'open' });
      }
    }
  }
}

type Strategy = ReturnType<typeof allStrategies>[number];
const launchClosure = (strategy: Strategy): string =>
  closureId('launch', { strategy, symbol: null });

function closeStrategy(core: CoreContext, strategy: Strategy, reason: string): void {
  if (core.state.closures.has(launchClosure(strategy))) return;
  core.close('launch', { strategy, symbol: null }, reason);
  core.out.push({ kind: 'worker_control', strategy, entries: 'paused' });
}

/** At a start: every configured strategy, before anything else can happen. */
export function closeForLaunch(core: CoreContext, reason: string): void {
  for (const strategy of allStrategies(core.setup)) {
    core.close('launch', { strategy, symbol: null }, reason);
  }
}

export function launchView(core: CoreContext): LaunchView {
  const { state, now } = core;
  const { executor, feed, watch } = state;
  return {
    executor,
    feed: { ready: feed.connected && feed.ready, text: feed.text },
    workers: state.workers,
    staleSymbols: watch.symbols.filter((symbol) => symbol.stale).map((symbol) => symbol.symbol),
    staleAlerts: watch.staleAlerts,
    riskDepartures: state.riskDepartures,
    riskState: state.riskState,
    regime: state.regime,
    equityGood: watch.equityGood,
    critical: criticalOf(core),
    halt: state.halt,
    medianSpreadBps: (symbol: SymbolId) =>
      medianSpread(state.spreads, core.config.launch.spreadWindow, symbol, now),
    kernel: () => core.kernel.status(now),
  };
}

/**
 * Where somebody attends: critical alerts that fire, muted or not, and what was raised in this very
 * batch, which the alerts are evaluated after. Elsewhere: whatever was raised within its hold.
 */
function criticalOf(core: CoreContext): readonly string[] {
  const raised = [...core.state.alerts.values()];
  if (!core.config.attended) return raised.map(({ text }) => text);
  const fresh = raised.filter(({ until }) => until === core.now + CRITICAL_HOLD_MS);
  return [...holdingAlerts(core), ...fresh.map(({ text }) => text)];
}

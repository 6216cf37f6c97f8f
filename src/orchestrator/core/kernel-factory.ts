/** The risk kernel behind the port that the orchestrator drives. */
import type { KernelConfig } from '../../domain/config.ts';
import { feasibilityTable } from '../../kernel/allocation/feasibility.ts';
import { approvedOrder } from '../../kernel/decision/approved-order.ts';
import { describeDecision } from '../../kernel/decision/describe-decision.ts';
import { kernelInsight } from '../../kernel/insight.ts';
import { createKernel, type KernelState, nextWake } from '../../kernel/kernel.ts';
import { kernelPanel } from '../../kernel/panel.ts';
import { kernelReadings } from '../../kernel/readings.ts';
import { loadKernel, SnapshotRefused, saveKernel, stateTexts } from '../../kernel/snapshot.ts';
import { kernelStatus } from '../../kernel/status.ts';
import { step } from '../../kernel/step.ts';
import type { FeasibilityRow } from '../../runbook/feasibility.ts';
import type { KernelFactory, KernelPort } from './kernel-port.ts';
import { shapeDifferences } from './state-shape.ts';

export const kernelFactory: KernelFactory = {
  create: (config, options) => portOf(createKernel(config, options)),
  load: (config, text) => portOf(loadKernel(config, text)),
  migrate: (from, to, text) => portOf(migrated(from, to, text)),
};

function migrated(from: KernelConfig, to: KernelConfig, text: string): KernelState {
  const differences = shapeDifferences(from, to);
  if (differences.length > 0) {
    throw new SnapshotRefused(
      `the state was made under configuration ${from.version}; ${to.version} changes ${differences.join(', ')}, which the state is arranged by: go back to ${from.version}, or start with a new home`,
    );
  }
  const state = loadKernel(to, relabelled(text, to.version));
  followBreaker(state.drawdown, from, to);
  return state;
}

/** The level at which it fires next is the limit, unless a resume has set it higher. */
function followBreaker(
  drawdown: KernelState['drawdown'],
  { breakers: before }: KernelConfig,
  { breakers: after }: KernelConfig,
): void {
  const limit = after.drawdown.breaker;
  if (drawdown.fireLevel === before.drawdown.breaker) drawdown.fireLevel = limit;
  else drawdown.fireLevel = Math.max(drawdown.fireLevel, limit);
}

function portOf(initial: KernelState): KernelPort {
  let state = initial;
  return {
    reconfigure: (config) => {
      state = migrated(state.config, config, saveKernel(state));
    },
    step: (event) => step(state, event),
    nextWake: () => nextWake(state),
    readings: (at) => kernelReadings(state, at),
    status: (at) => kernelStatus(state, at),
    insight: () => kernelInsight(state),
    panel: (at) => kernelPanel(state, at),
    describe: (decision) => describeDecision(state, decision),
    orderOf: (decision) => approvedOrder(state, decision),
    feasibility: () => feasibilityTable(state).map(runbookRow),
    stateTexts: () => stateTexts(state),
    save: () => saveKernel(state),
  };
}

type KernelRow = ReturnType<typeof feasibilityTable>[number];

/** A strategy without weight now is not infeasible: nothing can be said about its size. */
function runbookRow(row: KernelRow): FeasibilityRow {
  const { strategy, symbol, text, minimum } = row;
  if (row.feasible === null || row.notional === 0) {
    const why = row.feasible === null ? text : `${strategy} ${symbol}: no weight now`;
    return { strategy, symbol, notional: null, minimum: null, feasible: null, text: why };
  }
  return { strategy, symbol, notional: row.roundedNotional, minimum, feasible: row.feasible, text };
}

/** The saved text under another configuration's version; everything else stays as it is. */
function relabelled(text: string, version: string): string {
  const saved = JSON.parse(text) as Record<string, unknown>;
  return JSON.stringify({ ...saved, config: version });
}

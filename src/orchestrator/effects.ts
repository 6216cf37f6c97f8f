/** What of the core's outputs leaves the orchestrator, and in which order. */
import type { Gate } from '../domain/closure.ts';
import type { StrategyId } from '../domain/ids.ts';
import type { CoreOutput } from './core/output.ts';
import type { EntriesLatch, OrchestratorEffect } from './messages.ts';

/**
 * The gate as it is in the end goes first: a closing is in the executor before anything that was
 * decided before it. Decisions and events are told from their journaled records, not from here.
 */
export function effectsOf(outputs: readonly CoreOutput[]): OrchestratorEffect[] {
  const effects: OrchestratorEffect[] = [];
  let gate: Gate | null = null;
  for (const output of outputs) {
    if (output.kind === 'kernel' && output.output.kind === 'gate') gate = output.output.gate;
    else if (output.kind === 'executor' && output.command.kind === 'gate') {
      gate = output.command.gate;
    } else {
      const effect = effectOf(output);
      if (effect !== null) effects.push(effect);
    }
  }
  if (gate !== null) effects.unshift({ kind: 'executor', command: { kind: 'gate', gate } });
  return effects;
}

function effectOf(output: CoreOutput): OrchestratorEffect | null {
  switch (output.kind) {
    case 'kernel': {
      if (output.output.kind !== 'cancel_entries') return null;
      const { scope, cause } = output.output;
      return { kind: 'executor', command: { kind: 'cancel_entries', scope, reason: cause } };
    }
    case 'decision':
      if (output.order === null) return null;
      return { kind: 'executor', command: { kind: 'entry', order: output.order } };
    case 'executor':
      return { kind: 'executor', command: output.command };
    case 'worker_control':
      return { kind: 'worker_control', strategy: output.strategy, entries: output.entries };
    case 'reply':
      return { kind: 'reply', id: output.id, reply: output.reply };
    case 'launch':
    case 'alert':
    case 'alert_change':
    case 'incident':
    case 'task':
    case 'override':
    case 'request':
    case 'message':
    case 'rollback_trigger':
    case 'report':
    case 'weekly_report':
      return null;
  }
}

/** Effects of outputs that could not be journaled. */
export interface UndurableEffects {
  /** What closes, cancels, halts or answers: leaves at once. */
  readonly now: readonly OrchestratorEffect[];
  /** What opens without adding exposure: leaves once the journal has it. Entries never do. */
  readonly later: readonly OrchestratorEffect[];
}

export function undurable(effects: readonly OrchestratorEffect[]): UndurableEffects {
  const now: OrchestratorEffect[] = [];
  const later: OrchestratorEffect[] = [];
  for (const effect of effects) {
    if (effect.kind === 'executor' && effect.command.kind === 'entry') continue;
    if (opens(effect)) later.push(effect);
    else now.push(effect);
  }
  return { now, later };
}

function opens(effect: OrchestratorEffect): boolean {
  if (effect.kind === 'worker_control') return effect.entries === 'open';
  return effect.kind === 'executor' && effect.command.kind === 'halt' && !effect.command.on;
}

/** Of what waited for the journal, whatever is still wanted now. */
export function stillWanted(
  later: readonly OrchestratorEffect[],
  halted: boolean,
  entriesOf: (strategy: StrategyId) => EntriesLatch,
): readonly OrchestratorEffect[] {
  return later.filter((effect) =>
    effect.kind === 'worker_control' ? entriesOf(effect.strategy) === effect.entries : !halted,
  );
}

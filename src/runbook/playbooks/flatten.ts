/**
 * Flattening the positions with the largest loss at stop (playbook D). Which ones is decided once,
 * by the table of that moment; the orders are said again until the positions are gone, because a
 * crash may lie between the journal and the executor. The executor takes a repeat as none.
 */
import { strategyId, symbolId } from '../../domain/ids.ts';
import { SECOND_MS } from '../../domain/time.ts';
import { keyOf, positionTable } from '../incidents/positions.ts';
import type { ActionRecord, IncidentRecord } from '../incidents/state.ts';
import { type IncidentHands, type IncidentView, outOfReach } from '../incidents/view.ts';
import type { Found } from './found.ts';

/** While targets are open their orders are given again this often. */
const AGAIN_MS = 15 * SECOND_MS;

/** A position by whom opened it: a later one of the same strategy and symbol is another one. */
function targetsLeft(record: ActionRecord, view: IncidentView): readonly string[] {
  const open = new Set(view.positions.map((each) => `${keyOf(each)}|${each.decision}`));
  return record.targets.filter((target) => open.has(target));
}

const nameOf = (target: string): string => target.split('|').slice(0, 3).join(' ');

export function lookAtFlatten(record: ActionRecord, view: IncidentView): Found {
  const silent = outOfReach(view);
  if (record.state === 'in_force') {
    const left = targetsLeft(record, view);
    if (silent === null && left.length === 0) return { state: 'done', evidence: 'closed' };
    return { state: 'in_force', evidence: `being closed: ${left.map(nameOf).join(', ')}` };
  }
  if (silent !== null) return { state: 'impossible', evidence: `nothing is assumed: ${silent}` };
  const chosen = riskiest(view);
  if (chosen.length === 0) return { state: 'impossible', evidence: 'no position is open' };
  return { state: 'absent', evidence: `to be closed: ${chosen.map(nameOf).join(', ')}` };
}

/**
 * Largest loss at stop first, until the configured share of all of it is off; positions without a
 * stop in any case.
 */
function riskiest(view: IncidentView): readonly string[] {
  const rows = positionTable(view);
  const total = rows.reduce((sum, row) => sum + (row.lossAtStop ?? 0), 0);
  const decisions = new Map(view.positions.map((each) => [keyOf(each), each.decision]));
  const chosen: string[] = [];
  let off = 0;
  for (const row of rows) {
    if (row.lossAtStop !== null && chosen.length > 0 && off >= total * view.config.flattenShare)
      break;
    chosen.push(`${keyOf(row)}|${decisions.get(keyOf(row))}`);
    off += row.lossAtStop ?? 0;
  }
  return chosen;
}

export function flattenRiskiest(
  incident: IncidentRecord,
  record: ActionRecord,
  view: IncidentView,
  hands: IncidentHands,
): string {
  record.targets = [...riskiest(view)];
  say(incident, record, view, hands);
  return `being closed: ${record.targets.map(nameOf).join(', ')}`;
}

/** Gives the orders again when it is time; every tick while the action is in force. */
export function flattenAgain(
  incident: IncidentRecord,
  record: ActionRecord,
  view: IncidentView,
  hands: IncidentHands,
): void {
  if (outOfReach(view) !== null || view.now - (record.saidAt ?? 0) < AGAIN_MS) return;
  say(incident, record, view, hands);
}

function say(
  incident: IncidentRecord,
  record: ActionRecord,
  view: IncidentView,
  hands: IncidentHands,
): void {
  record.saidAt = view.now;
  const actor = record.approvedBy ?? 'system';
  for (const target of targetsLeft(record, view)) {
    const [strategy = '', symbol = ''] = target.split('|');
    const reason = `incident ${incident.id}: largest loss at stop`;
    hands.flatten(strategyId(strategy), symbolId(symbol), actor, reason);
  }
}

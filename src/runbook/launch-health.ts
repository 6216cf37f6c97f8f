/** What keeps a phase from counting time and a launch from going on (requirement LAU-6). */
import type { LaunchState, LaunchView } from './launch-state.ts';
import { PREFLIGHT_IDS, type PreflightCheck } from './preflight.ts';

/** A hold: `key` is stable while it waits for the same thing, `text` has the figures. */
export interface Hold {
  readonly key: string;
  readonly text: string;
}

/** Everything that is not healthy now; empty: phase time counts. */
export function holdsOf(state: LaunchState, view: LaunchView): readonly Hold[] {
  const holds: Hold[] = [];
  const add = (key: string, text: string) => holds.push({ key, text });
  if (view.halt !== null) {
    add('halt', `ENTRY_HALT by ${view.halt.actor} (${view.halt.reason}): waits for resume`);
  }
  const risk = riskHold(state, view);
  if (risk !== null && view.halt === null) holds.push(risk);
  if (!view.executor.connected) add('executor', `no connection to the executor`);
  else if (!view.executor.caughtUp) add('catch_up', `not caught up: ${view.executor.text}`);
  if (view.executor.reconciled === false) {
    add('reconciliation', 'account differs from the venue: waits for a clean reconciliation');
  }
  if (!view.feed.ready) add('feed', `feed not ready: ${view.feed.text}`);
  if (view.staleSymbols.length > 0) {
    const names = view.staleSymbols.join(', ');
    add(`stale:${names}`, `stale market data on ${names}: waits for fresh books`);
  }
  if (!view.equityGood) add('equity', 'equity unknown or degraded: waits for a good mark');
  for (const text of view.critical) add(`critical:${text}`, `critical alert: ${text}`);
  const failed = failedChecks(state.preflight);
  if (failed.length > 0) {
    const names = failed.map((check) => check.id).join(', ');
    add(`preflight:${names}`, failed.map(checkText).join('; '));
  }
  return holds;
}

function riskHold(state: LaunchState, view: LaunchView): Hold | null {
  if (view.riskState === 'NORMAL') return null;
  const key = `risk:${view.riskState}`;
  if (view.riskState !== 'WARNING') {
    return { key, text: `risk state ${view.riskState}: waits for NORMAL` };
  }
  // A resume rests on its playbook's conditions: what it leaves in force is known and wanted.
  if (state.accepted !== null || state.cause === 'resume') return null;
  return {
    key,
    text: 'risk state WARNING: waits for NORMAL, or for a named person to accept the warnings',
  };
}

export const failedChecks = (checks: readonly PreflightCheck[]): readonly PreflightCheck[] =>
  checks.filter((check) => check.state === 'failed');

/** Checks that nobody has reported yet. */
export const missingChecks = (checks: readonly PreflightCheck[]): readonly string[] =>
  PREFLIGHT_IDS.filter((id) => !checks.some((check) => check.id === id));

export const checkText = (check: PreflightCheck): string =>
  `${check.id} ${check.title} failed: ${check.evidence}${check.remedy === null ? '' : ` (${check.remedy})`}`;

export const holdKey = (holds: readonly Hold[]): string => holds.map((h) => h.key).join('|');
export const holdText = (holds: readonly Hold[]): string => holds.map((h) => h.text).join('; ');

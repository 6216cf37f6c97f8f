/**
 * What each primitive finds in force, and what it does where nothing is. Finding comes first: what
 * a breaker or a throttle did by itself is not done again, and neither is what was done before a
 * crash. So the same action, run again at any step, changes nothing.
 */
import { type ClosureCause, closureId } from '../../domain/closure.ts';
import type { SymbolId } from '../../domain/ids.ts';
import { DAY_MS, dayStart } from '../../domain/time.ts';
import { utc } from '../../kernel/basis/text.ts';
import { type ActionRecord, freezes, type IncidentRecord } from '../incidents/state.ts';
import { type IncidentHands, type IncidentView, timingOut } from '../incidents/view.ts';
import { lookAtCluster } from './cluster-parts.ts';
import type { Primitive } from './definitions.ts';
import { flattenRiskiest, lookAtFlatten } from './flatten.ts';
import type { Found } from './found.ts';

const absent = (evidence: string): Found => ({ state: 'absent', evidence });
const inForce = (evidence: string): Found => ({ state: 'in_force', evidence });

/** First instant of the next UTC day. */
const tomorrow = (view: IncidentView): number => dayStart(view.now) + DAY_MS;

export function look(
  id: Primitive,
  incident: IncidentRecord,
  record: ActionRecord,
  view: IncidentView,
): Found {
  switch (id) {
    case 'halt_entries':
    case 'pause':
      return lookAtFreeze(incident);
    case 'lowest_next_session':
      return lookAtLowest(view, record);
    case 'step_down':
      return lookAtStepDown(view, record);
    case 'close_risky':
      return lookAtRisky(view);
    case 'drawdown_freeze':
      return lookAtDrawdownFreeze(view);
    case 'recovery_multiplier':
      return lookAtRecovery(view);
    case 'cluster_multiplier':
    case 'cluster_rate':
    case 'cluster_best_edge':
      return lookAtCluster(id, view);
    case 'strictness_up':
      if (record.level === null) return absent(`strictness ${view.insight.strictness}`);
      return inForce(`strictness ${record.level} until the incident is closed`);
    case 'cooldown_symbols':
      return lookAtCooldown(incident, record, view);
    case 'flatten_riskiest':
      return lookAtFlatten(record, view);
  }
}

export interface Applied {
  readonly refused: boolean;
  /** What it did, or why the kernel refused. */
  readonly text: string;
}

const done = (text: string): Applied => ({ refused: false, text });
const said = (refusal: string | null, text: string): Applied =>
  refusal === null ? done(text) : { refused: true, text: refusal };

/** Does it. */
export function apply(
  id: Primitive,
  incident: IncidentRecord,
  record: ActionRecord,
  view: IncidentView,
  hands: IncidentHands,
): Applied {
  const at = view.now;
  const who = { at, actor: record.approvedBy ?? 'system', reason: `incident ${incident.id}` };
  switch (id) {
    case 'halt_entries':
    case 'pause':
      hands.freeze(incident);
      return done('entries of the portfolio are closed until resume');
    case 'lowest_next_session': {
      const from = tomorrow(view);
      const until = from + DAY_MS;
      const profile = view.kernel.profiles[0]?.name ?? view.status.profile;
      const refused = hands.kernel({ kind: 'set_ceiling', ...who, profile, from, until });
      return said(refused, `ceiling ${profile} from ${utc(from)} until ${utc(until)}`);
    }
    case 'step_down': {
      const until = tomorrow(view) + DAY_MS;
      const profile = lowerProfile(view) ?? view.status.profile;
      record.targets = [profile];
      const refused = hands.kernel({ kind: 'set_ceiling', ...who, profile, from: at, until });
      return said(
        refused,
        `${view.status.profile} -> ${profile}, not above it until ${utc(until)}`,
      );
    }
    case 'close_risky':
      return closeRisky(incident, view, hands);
    case 'drawdown_freeze':
    case 'recovery_multiplier': {
      const refused = hands.kernel({ kind: 'trip_drawdown', ...who });
      return said(refused, 'freeze window and recovery of the drawdown breaker, begun by hand');
    }
    case 'cluster_multiplier':
    case 'cluster_rate':
    case 'cluster_best_edge': {
      const refused = hands.kernel({ kind: 'start_cluster', ...who });
      return said(refused, 'throttles of a cluster event, begun by hand');
    }
    case 'strictness_up': {
      const level = Math.min(3, view.insight.strictness + 1) as 0 | 1 | 2 | 3;
      const refused = hands.kernel({ kind: 'set_strictness', at, strictness: level });
      record.level = level;
      return said(refused, `strictness ${view.insight.strictness} -> ${level}`);
    }
    case 'cooldown_symbols':
      return coolDown(incident, record, view, hands);
    case 'flatten_riskiest':
      return done(flattenRiskiest(incident, record, view, hands));
  }
}

function lookAtFreeze(incident: IncidentRecord): Found {
  if (freezes(incident)) return inForce('entries of the portfolio are closed until resume');
  if (incident.resumed !== null) return { state: 'ended', evidence: 'resumed' };
  return absent('entries are not closed by this incident');
}

function lookAtLowest(view: IncidentView, record: ActionRecord): Found {
  const lowest = view.kernel.profiles[0]?.name;
  const from = tomorrow(view);
  const holds = view.insight.ceilings.find(
    (ceiling) => ceiling.profile === lowest && ceiling.until > view.now && ceiling.from <= from,
  );
  if (holds !== undefined) {
    return inForce(`ceiling ${holds.profile} from ${utc(holds.from)} until ${utc(holds.until)}`);
  }
  if (record.state === 'waiting') return absent('no ceiling for the next session');
  return { state: 'ended', evidence: 'the conservative session is over' };
}

const lowerProfile = ({ kernel, status }: IncidentView) => {
  const at = kernel.profiles.findIndex(({ name }) => name === status.profile);
  return at > 0 ? kernel.profiles[at - 1]?.name : undefined;
};

function lookAtStepDown(view: IncidentView, record: ActionRecord): Found {
  if (record.state === 'waiting') {
    const lower = lowerProfile(view);
    if (lower !== undefined)
      return absent(`profile ${view.status.profile}, one step down is ${lower}`);
    return {
      state: 'impossible',
      evidence: `${view.status.profile} is the lowest profile already`,
    };
  }
  const holds = view.insight.ceilings.find(
    ({ profile, until }) => profile === record.targets[0] && until > view.now,
  );
  if (holds === undefined) return { state: 'ended', evidence: 'the ceiling is over' };
  return inForce(`ceiling ${holds.profile} until ${utc(holds.until)}`);
}

/** Is the strategy, or the symbol, closed for this cause? Until when: the latest. */
function closedUntil(
  view: IncidentView,
  cause: ClosureCause,
  of: (scope: { readonly strategy: string | null; readonly symbol: string | null }) => boolean,
): number | null {
  let until: number | null = null;
  for (const closure of view.status.closures) {
    if (closure.cause !== cause || !of(closure.scope)) continue;
    until = Math.max(until ?? 0, closure.until ?? 0);
  }
  return until;
}

function lookAtRisky(view: IncidentView): Found {
  const { riskyClosedFrom } = view.insight;
  const risky = view.kernel.breakers.riskyStrategies;
  const names = risky.join(', ');
  if (risky.length === 0) return { state: 'done', evidence: 'no strategy is configured as risky' };
  if (riskyClosedFrom !== null)
    return inForce(`${names} will be closed from ${utc(riskyClosedFrom)}`);
  const ends = risky.map((id) => closedUntil(view, 'playbook', (scope) => scope.strategy === id));
  const closed = ends.filter((until) => until !== null);
  if (closed.length === 0) return absent(`${names} not closed`);
  return inForce(`${names} closed until ${utc(Math.max(...closed))}`);
}

/** From now on: nothing enters before the next day anyway, and there is no gap at midnight. */
function closeRisky(incident: IncidentRecord, view: IncidentView, hands: IncidentHands): Applied {
  const until = tomorrow(view) + view.config.riskyClosed;
  const refusals: string[] = [];
  for (const strategy of view.kernel.breakers.riskyStrategies) {
    const scope = { strategy, symbol: null };
    const id = closureId('playbook', scope, incident.id);
    const reason = `playbook A of ${incident.id}: closed for the first hours of the next day`;
    const closure = { id, cause: 'playbook' as const, scope, since: view.now, until, reason };
    const refused = hands.kernel({ kind: 'close', at: view.now, closure });
    if (refused !== null) refusals.push(refused);
  }
  const names = view.kernel.breakers.riskyStrategies.join(', ');
  return said(
    refusals.length > 0 ? refusals.join('; ') : null,
    `${names} closed until ${utc(until)}`,
  );
}

function lookAtDrawdownFreeze(view: IncidentView): Found {
  const until = closedUntil(view, 'freeze_drawdown', () => true);
  if (until !== null) return inForce(`freeze of the drawdown breaker until ${utc(until)}`);
  // Between the end of its freeze and the resume the breaker is still what holds entries back.
  if (view.insight.drawdownFrozen) return { state: 'ended', evidence: 'the freeze window is over' };
  return absent('the drawdown breaker is not tripped');
}

function lookAtRecovery({ insight, kernel }: IncidentView): Found {
  const { recoveryRiskMultiplier, recoveryHold } = kernel.breakers.drawdown;
  const what = `risk x${recoveryRiskMultiplier.toFixed(2)} until cumulative PnL stayed >= 0 for ${recoveryHold / 3_600_000} h`;
  if (insight.recovering) return inForce(what);
  if (insight.drawdownFrozen) return inForce(`from the resume on: ${what}`);
  return absent('the drawdown breaker is not tripped');
}

/** Symbols its alerts name, whose fills are too dear or whose entries time out now; in configured order. */
function problemSymbols(incident: IncidentRecord, view: IncidentView): readonly SymbolId[] {
  const dear = view.insight.slippageRuns.filter(({ run }) => run >= 3).map(({ symbol }) => symbol);
  const slow = timingOut(view);
  return view.kernel.instruments
    .map(({ symbol }) => symbol)
    .filter((symbol) => [...incident.symbols, ...dear, ...slow].includes(symbol));
}

function lookAtCooldown(incident: IncidentRecord, record: ActionRecord, view: IncidentView): Found {
  const fresh = problemSymbols(incident, view).filter((symbol) => !record.targets.includes(symbol));
  if (fresh.length > 0) return absent(`to be put on the cooldown list: ${fresh.join(', ')}`);
  if (record.targets.length === 0)
    return { state: 'impossible', evidence: 'no problem symbol is known' };
  const listed = record.targets.flatMap((name) => {
    const until = closedUntil(view, 'symbol_cooldown', (scope) => scope.symbol === name);
    return until === null ? [] : [`${name} until ${utc(until)}`];
  });
  if (listed.length === 0) return { state: 'ended', evidence: 'the cooldown is over' };
  return inForce(`on the cooldown list: ${listed.join(', ')}`);
}

function coolDown(
  incident: IncidentRecord,
  record: ActionRecord,
  view: IncidentView,
  hands: IncidentHands,
): Applied {
  const until = view.now + view.kernel.guards.cooldown.duration;
  const words: string[] = [];
  for (const symbol of problemSymbols(incident, view)) {
    if (record.targets.includes(symbol)) continue;
    const scope = { strategy: null, symbol };
    const id = closureId('symbol_cooldown', scope, incident.id);
    const reason = `playbook D of ${incident.id}: problem symbol, on the cooldown list`;
    const closure = {
      id,
      cause: 'symbol_cooldown' as const,
      scope,
      since: view.now,
      until,
      reason,
    };
    const refused = hands.kernel({ kind: 'close', at: view.now, closure });
    record.targets.push(symbol);
    words.push(refused ?? `${symbol} until ${utc(until)}`);
  }
  return done(`on the cooldown list: ${words.join(', ')}`);
}

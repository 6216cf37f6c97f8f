/**
 * The incident machine (requirements INC-1 to INC-3, WF-1 to WF-8): opened by alerts or by hand;
 * what is automatic is done in the same batch, before anybody acknowledges.
 */
import type { Alert, AlertChange, IncidentClass, PlaybookId } from '../../domain/alerts.ts';
import type { EpochMs } from '../../domain/time.ts';
import { conditionsOf } from '../playbooks/conditions.ts';
import { playbookOf } from '../playbooks/definitions.ts';
import { createAction, runActions } from '../playbooks/run.ts';
import { diagnose } from './evidence.ts';
import { actionsMessage, openedMessage, raisedMessage, stableMessage } from './messages.ts';
import { positionTable } from './positions.ts';
import {
  ALERTS_FIRING,
  ALERTS_NAMED,
  CLOSED_KEPT,
  freezes,
  type IncidentRecord,
  type IncidentsState,
  JOINS_TOLD,
  note,
  OPEN_MAX,
} from './state.ts';
import { type IncidentHands, type IncidentView, outOfReach } from './view.ts';
import { startWatch, watchIncident } from './watch.ts';

/** What an incident is opened with. */
export interface Opening {
  readonly class: IncidentClass;
  readonly title: string;
  readonly playbook: PlaybookId | null;
  readonly group: string;
  readonly causeAt: EpochMs;
  readonly actor: string;
  readonly basis: string;
  readonly byDrawdown: boolean;
}

const RANK: Readonly<Record<IncidentClass, number>> = { P1: 1, P2: 2, P3: 3 };
export const isGraver = (a: IncidentClass, b: IncidentClass): boolean => RANK[a] < RANK[b];

export function openIncident(
  state: IncidentsState,
  opening: Opening,
  view: IncidentView,
  hands: IncidentHands,
): IncidentRecord {
  state.last += 1;
  const { actor, class: grade, title, playbook, group, causeAt, basis, byDrawdown } = opening;
  const incident: IncidentRecord = {
    id: `I${state.last}`,
    class: grade,
    title,
    playbook,
    group,
    causeAt,
    openedAt: view.now,
    openedBy: actor,
    ...view.provenance,
    basis,
    byDrawdown,
    alerts: [],
    alertCount: 0,
    firing: [],
    symbols: [],
    acknowledged: null,
    frozenAt: null,
    resumed: null,
    tableAt: null,
    positions: [],
    diagnosedAt: null,
    evidence: [],
    actions: playbookOf(playbook).actions.map(createAction),
    mitigatedAt: null,
    resolved: null,
    timeline: [],
    watch: startWatch(view),
  };
  state.open.push(incident);
  note(incident, view.now, actor, `opened as ${grade}: ${basis}`);
  if (grade !== 'P3') hands.freeze(incident);
  return incident;
}

/** What alerts did in this batch. Returns the incidents that were opened, and those that were raised. */
export function takeAlerts(
  state: IncidentsState,
  changes: readonly AlertChange[],
  eyes: () => IncidentView,
  hands: IncidentHands,
): { readonly opened: readonly IncidentRecord[]; readonly raised: readonly IncidentRecord[] } {
  const opened: IncidentRecord[] = [];
  const raised: IncidentRecord[] = [];
  for (const { change, alert } of changes) {
    if (change === 'over') forget(state, alert);
    if ((change !== 'fired' && change !== 'raised') || alert.incident === null) continue;
    const known = incidentFor(state, alert);
    if (known === undefined) {
      const incident = openIncident(state, openingOf(alert, alert.incident), eyes(), hands);
      join(incident, alert, eyes());
      opened.push(incident);
      continue;
    }
    const before = known.class;
    join(known, alert, eyes());
    if (!isGraver(alert.incident.class, before)) continue;
    known.class = alert.incident.class;
    note(known, eyes().now, 'system', `raised from ${before} to ${known.class}: ${alert.basis}`);
    hands.freeze(known);
    if (!opened.includes(known) && !raised.includes(known)) raised.push(known);
  }
  return { opened, raised };
}

const openingOf = (
  alert: Alert,
  { class: grade, playbook }: NonNullable<Alert['incident']>,
): Opening => ({
  class: grade,
  title: alert.title,
  playbook,
  group: alert.group,
  causeAt: alert.causeAt,
  actor: 'system',
  basis: alert.basis,
  byDrawdown: playbook === 'B',
});

/**
 * The open incident of its group; of the alert that mutes it, when there is one. One that was
 * resumed takes no alert that closes entries: what comes again is an incident of its own, and so is
 * what another playbook answers (a drawdown on the day of a hard loss).
 */
function incidentFor(state: IncidentsState, alert: Alert): IncidentRecord | undefined {
  const grade = alert.incident?.class;
  const takes = (incident: IncidentRecord): boolean =>
    incident.resolved === null && (incident.resumed === null || grade === 'P3');
  const { inhibitedBy, group } = alert;
  const playbook = alert.incident?.playbook ?? null;
  const parent = state.open.find(
    (incident) => takes(incident) && inhibitedBy !== null && incident.alerts.includes(inhibitedBy),
  );
  const own =
    parent ??
    state.open.find(
      (each) =>
        takes(each) && each.group === group && (playbook === null || each.playbook === playbook),
    );
  if (own !== undefined || state.open.length < OPEN_MAX) return own;
  return state.open.findLast(takes);
}

function join(incident: IncidentRecord, alert: Alert, { now, kernel }: IncidentView): void {
  incident.alertCount += 1;
  const known = incident.alerts.includes(alert.id);
  if (!known && incident.alerts.length < ALERTS_NAMED) incident.alerts.push(alert.id);
  if (!incident.firing.includes(alert.id) && incident.firing.length < ALERTS_FIRING) {
    incident.firing.push(alert.id);
  }
  const symbol = kernel.instruments.find((each) => each.symbol === alert.key)?.symbol;
  if (symbol !== undefined && !incident.symbols.includes(symbol)) incident.symbols.push(symbol);
  if (incident.alertCount > JOINS_TOLD) return;
  note(incident, now, 'system', `alert ${alert.id} (${alert.severity}): ${alert.basis}`);
}

function forget(state: IncidentsState, alert: Alert): void {
  for (const incident of state.open) {
    if (!incident.firing.includes(alert.id)) continue;
    incident.firing = incident.firing.filter((id) => id !== alert.id);
  }
}

/** One round over everything open: first contact, diagnosis, actions, conditions. */
export function tickIncidents(
  state: IncidentsState,
  changes: readonly AlertChange[],
  eyes: () => IncidentView,
  hands: IncidentHands,
): void {
  const { opened, raised } = takeAlerts(state, changes, eyes, hands);
  for (const incident of [...state.open]) {
    advance(incident, eyes, hands, opened.includes(incident), raised.includes(incident));
  }
  closeFinished(state, eyes, hands);
}

/** `fresh`: opened in this batch; its message says what was done at once. */
export function advance(
  incident: IncidentRecord,
  eyes: () => IncidentView,
  hands: IncidentHands,
  fresh: boolean,
  raised = false,
): void {
  const view = eyes();
  watchIncident(incident, view);
  const news: string[] = fresh ? [`opened: ${incident.basis}`] : [];
  if (raised) news.push(`raised to ${incident.class}`);
  const verified = verifyPositions(incident, view, fresh);
  if (verified !== null) news.push(verified);
  if (incident.diagnosedAt === null) diagnoseNow(incident, view);
  const moved = incident.resolved === null ? runActions(incident, eyes, hands) : [];
  for (const { text } of moved) note(incident, view.now, 'system', text);
  news.push(...moved.map(({ text }) => text));
  const told = moved.filter(({ ended }) => !ended).map(({ text }) => text);
  if (fresh) hands.send(openedMessage(incident, eyes(), told));
  else if (raised) hands.send(raisedMessage(incident, eyes(), told));
  else if (told.length > 0) hands.send(actionsMessage(incident, view.now, told));
  if (becameStable(incident, eyes())) {
    news.push('stabilisation conditions hold');
    if (freezes(incident)) hands.send(stableMessage(incident, view.now));
  }
  if (news.length > 0) hands.changed(incident, news.join('; '));
}

/** WF-3; again when a person acknowledges. Null: nothing to tell. */
function verifyPositions(
  incident: IncidentRecord,
  view: IncidentView,
  fresh: boolean,
): string | null {
  if (incident.tableAt !== null) return null;
  const silent = outOfReach(view);
  if (silent !== null) {
    if (!fresh) return null;
    note(incident, view.now, 'system', `positions not verified, nothing is assumed: ${silent}`);
    return null;
  }
  return tabulate(incident, view);
}

export function tabulate(incident: IncidentRecord, view: IncidentView): string {
  incident.positions = positionTable(view);
  incident.tableAt = view.now;
  const bare = incident.positions.filter(({ stopPrice }) => stopPrice === null).length;
  const without = bare === 0 ? '' : `, ${bare} WITHOUT A STOP`;
  const text = `positions verified: ${incident.positions.length} open${without}`;
  note(incident, view.now, 'system', text);
  return text;
}

export function diagnoseNow(incident: IncidentRecord, view: IncidentView): void {
  incident.evidence = diagnose(view);
  incident.diagnosedAt = view.now;
  const [first] = incident.evidence;
  if (first === undefined) return;
  const text = `diagnosis: ${first.category} speaks loudest, ${first.score.toFixed(2)} (${first.findings[0] ?? 'no finding'})`;
  note(incident, view.now, 'system', text);
}

function becameStable(incident: IncidentRecord, view: IncidentView): boolean {
  if (incident.mitigatedAt !== null || incident.resolved !== null) return false;
  if (!conditionsOf(incident, view).every(({ met }) => met)) return false;
  incident.mitigatedAt = view.now;
  note(incident, view.now, 'system', 'mitigated: stabilisation conditions hold');
  return true;
}

/** Resolved and not closing entries: it is closed. What it asked of the guards falls back. */
export function closeFinished(
  state: IncidentsState,
  eyes: () => IncidentView,
  hands: IncidentHands,
): void {
  const finished = state.open.filter((each) => each.resolved !== null && !freezes(each));
  if (finished.length === 0) return;
  const left = state.open.filter((each) => !finished.includes(each));
  state.open.splice(0, state.open.length, ...left);
  const levels = left.flatMap(({ actions }) => actions.map(({ level }) => level ?? 0));
  const wanted = Math.max(0, ...levels) as 0 | 1 | 2 | 3;
  const view = eyes();
  const asked = finished.some(({ actions }) => actions.some(({ level }) => level !== null));
  if (asked && view.insight.strictness > wanted) {
    hands.kernel({ kind: 'set_strictness', at: view.now, strictness: wanted });
  }
  for (const incident of finished) {
    for (const action of incident.actions) {
      if (action.id === 'strictness_up' && action.state === 'in_force') {
        Object.assign(action, { state: 'ended', at: view.now, evidence: `strictness ${wanted}` });
        note(incident, view.now, 'system', `closed: strictness back to ${wanted}`);
      }
    }
    state.closed.push(incident);
  }
  if (state.closed.length > CLOSED_KEPT) state.closed.splice(0, state.closed.length - CLOSED_KEPT);
}

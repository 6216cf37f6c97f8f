/** The incident machine's eyes and hands: what it sees of the core, and what its words do. */
import type { CommandReply } from '../../bus/messages.ts';
import type { Alert, AlertChange, PlaybookId } from '../../domain/alerts.ts';
import { closureId, PORTFOLIO } from '../../domain/closure.ts';
import type { Incident, PlaybookPlan } from '../../domain/incidents.ts';
import type { KernelEvent } from '../../kernel/events.ts';
import {
  type IncidentCommand,
  incidentCommand,
  resumeIncidents,
  resumeRefusal,
} from '../../runbook/incidents/commands.ts';
import { openIncident, tickIncidents as tick } from '../../runbook/incidents/machine.ts';
import { projectIncident } from '../../runbook/incidents/project.ts';
import {
  closureDetail,
  createIncidents,
  freezes,
  type IncidentRecord,
  TIMEOUTS_KEPT,
  TROUBLES_KEPT,
} from '../../runbook/incidents/state.ts';
import type { IncidentHands, IncidentView } from '../../runbook/incidents/view.ts';
import { PLAYBOOKS } from '../../runbook/playbooks/definitions.ts';
import { planPlaybook } from '../../runbook/playbooks/plan.ts';
import { sendMessage } from './alerts.ts';
import type { ConsumedInput } from './consumed.ts';
import type { CoreContext } from './context.ts';
import { kernelOverrides } from './overrides-in-force.ts';

/** Closed incidents that the status shows beside those that are open. */
const CLOSED_SHOWN = 5;

const closureOf = (incident: IncidentRecord): string =>
  closureId('incident', PORTFOLIO, closureDetail(incident));

export function tickIncidents(core: CoreContext, batch: readonly ConsumedInput[]): void {
  const { incidents } = core.state.desk;
  for (const input of batch) {
    noteTrouble(core, input);
    noteTimeout(core, input);
  }
  const changes: AlertChange[] = [];
  for (const output of core.out) {
    if (output.kind === 'alert_change') changes.push(withoutOverridden(core, output.change));
  }
  changes.push(...heldBackUntilNow(core));
  if (changes.length === 0 && incidents.open.length === 0) return;
  const { eyes, hands } = bodyOf(core);
  tick(incidents, changes, eyes, hands);
}

/**
 * An alert over the figure of a breaker that an override has switched off tells the desk, and opens
 * no incident: that would close the entries which the override is to keep open.
 */
function withoutOverridden(core: CoreContext, change: AlertChange): AlertChange {
  const { alert } = change;
  if (alert.incident === null || !isSwitchedOff(core, alert)) return change;
  if (change.change === 'fired' || change.change === 'raised') {
    const { incidents } = core.state.desk;
    const held = incidents.heldBack ?? [];
    if (!held.includes(alert.id)) incidents.heldBack = [...held, alert.id];
  }
  return { ...change, alert: { ...alert, incident: null } };
}

/** Does the alert speak of a breaker that an override has switched off? */
function isSwitchedOff(core: CoreContext, alert: Alert): boolean {
  const { breakersOff } = kernelOverrides(core.state);
  if (breakersOff.length === 0) return false;
  const metric = core.config.alerts.rules.find(({ id }) => id === alert.rule)?.metric;
  const breaker =
    metric === 'daily_pnl' ? 'daily_hard' : metric === 'drawdown' ? 'drawdown_breaker' : null;
  return breaker !== null && breakersOff.includes(breaker);
}

/**
 * Alerts that fired while their breaker was off and go on now that it is on again: what they were
 * kept from opening is opened now, in the batch in which the override ended.
 */
function heldBackUntilNow(core: CoreContext): readonly AlertChange[] {
  const { incidents, alerts } = core.state.desk;
  const held = incidents.heldBack ?? [];
  if (held.length === 0) return [];
  const due: AlertChange[] = [];
  const left: string[] = [];
  for (const id of held) {
    const alert = alerts.entries.find((entry) => entry.id === id)?.alert ?? null;
    if (alert?.state !== 'firing' || alert.incident === null) continue;
    if (isSwitchedOff(core, alert)) left.push(id);
    else due.push({ change: 'fired', alert });
  }
  if (left.length > 0) incidents.heldBack = left;
  else delete incidents.heldBack;
  return due;
}

/** What the executor reports of the venue; the last ones are kept. */
function noteTrouble(core: CoreContext, input: ConsumedInput): void {
  const { incidents } = core.state.desk;
  const text = troubleOf(core, input);
  if (input.kind === 'equity') incidents.markGood = input.quality === 'good';
  if (text === null) return;
  incidents.troubles = [...incidents.troubles, { at: core.now, text }].slice(-TROUBLES_KEPT);
}

function noteTimeout(core: CoreContext, input: ConsumedInput): void {
  if (input.kind !== 'fact' || input.fact.kind !== 'entry_ended') return;
  const { reason, symbol } = input.fact;
  if (reason !== 'ORDER_TIMEOUT_FAIL') return;
  const { incidents } = core.state.desk;
  incidents.timeouts = [...incidents.timeouts, { at: core.now, symbol }].slice(-TIMEOUTS_KEPT);
}

function troubleOf(core: CoreContext, input: ConsumedInput): string | null {
  if (input.kind === 'equity') {
    const lost = core.state.desk.incidents.markGood && input.quality !== 'good';
    return lost ? `mark of the account ${input.quality}` : null;
  }
  if (input.kind !== 'fact') return null;
  const { fact } = input;
  if (fact.kind === 'trouble') return `${fact.code}: ${fact.text}`;
  if (fact.kind === 'reconciliation' && !fact.clean) {
    return `account differs from the venue: ${fact.differences[0] ?? 'a difference'}`;
  }
  return null;
}

function viewOf(core: CoreContext): IncidentView {
  const { state, config, now } = core;
  return {
    now,
    provenance: core.provenance,
    config: config.incidents,
    kernel: config.kernel,
    leverage: config.venue.leverage,
    status: core.kernel.status(now),
    insight: core.kernel.insight(),
    executor: state.executor,
    equityGood: state.watch.equityGood,
    venueSilent: state.desk.seen.silent?.text ?? null,
    timeouts: state.desk.incidents.timeouts,
    positions: [...state.positions.values()].map((position) => ({
      ...position,
      mark: core.symbolWatch.get(position.symbol)?.mark ?? null,
    })),
    troubles: state.desk.incidents.troubles,
  };
}

interface Body {
  readonly eyes: () => IncidentView;
  readonly hands: IncidentHands;
}

/** Looks once, and anew after a hand moved. */
function bodyOf(core: CoreContext): Body {
  let seen: IncidentView | null = null;
  const eyes = (): IncidentView => {
    seen ??= viewOf(core);
    return seen;
  };
  const moved = (act: () => void): void => {
    seen = null;
    act();
  };
  const hands: IncidentHands = {
    freeze: (incident) => moved(() => freeze(core, incident)),
    unfreeze: (incident, by) => moved(() => core.release(closureOf(incident), by)),
    kernel: (event) => {
      seen = null;
      return kernelStep(core, event);
    },
    flatten: (strategy, symbol, actor, reason) => {
      const scope = { strategy, symbol };
      core.out.push({ kind: 'executor', command: { kind: 'flatten', scope, actor, reason } });
    },
    send: (message) => sendMessage(core, message),
    changed: (incident, text) => {
      core.launchDirty = true;
      core.out.push({ kind: 'incident', incident: projected(incident, eyes), text });
    },
  };
  return { eyes, hands };
}

/** Words when the kernel refused. */
function kernelStep(core: CoreContext, event: KernelEvent): string | null {
  const from = core.out.length;
  core.kernelStep(event);
  for (const output of core.out.slice(from)) {
    if (output.kind === 'kernel' && output.output.kind === 'rejected_input') {
      return `${output.output.code}: ${output.output.text}`;
    }
  }
  return null;
}

function freeze(core: CoreContext, incident: IncidentRecord): void {
  if (freezes(incident)) return;
  incident.frozenAt ??= core.now;
  incident.resumed = null;
  closeFor(core, incident);
}

const closeFor = (core: CoreContext, incident: IncidentRecord): void =>
  core.close(
    'incident',
    PORTFOLIO,
    `incident ${incident.id} (${incident.class}): ${incident.title}; released by resume once it is stable`,
    closureDetail(incident),
  );

/** At a start: what an incident closed stays closed. */
export function closeForIncidents(core: CoreContext): void {
  for (const incident of core.state.desk.incidents.open) {
    // Reconciliations are counted anew by the process that begins.
    incident.watch.cleanBase = 0;
    if (freezes(incident)) closeFor(core, incident);
  }
}

export function replyToIncident(core: CoreContext, command: IncidentCommand): CommandReply {
  const { eyes, hands } = bodyOf(core);
  return incidentCommand(core.state.desk.incidents, command, eyes, hands);
}

/** Does an incident close entries now? */
export const isFrozenByIncident = ({ state }: CoreContext): boolean =>
  state.desk.incidents.open.some(freezes);

/** Those that close entries and are, or ever were, P1: a resume of them needs two people. */
export const freezingP1 = ({ state }: CoreContext): readonly string[] =>
  state.desk.incidents.open
    .filter((each) => freezes(each) && (each.worst ?? each.class) === 'P1')
    .map(({ id }) => id);

/** Null: no incident stands against a resume. */
export const incidentsAgainstResume = (core: CoreContext): CommandReply | null =>
  resumeRefusal(core.state.desk.incidents, () => viewOf(core));

export function releaseIncidents(core: CoreContext, actor: string): void {
  const { eyes, hands } = bodyOf(core);
  resumeIncidents(core.state.desk.incidents, actor, eyes, hands);
}

const projected = (incident: IncidentRecord, eyes: () => IncidentView): Incident =>
  projectIncident(incident, incident.resolved !== null && !freezes(incident) ? null : eyes());

/** Newest first: all that are open, and the last that are closed (all that are kept: `all`). */
export function incidentList(core: CoreContext, all: boolean): readonly Incident[] {
  const { open, closed } = core.state.desk.incidents;
  const shown = all ? closed : closed.slice(-CLOSED_SHOWN);
  const view = open.length === 0 ? null : viewOf(core);
  return [
    ...open.map((incident) => projectIncident(incident, view)),
    ...shown.map((incident) => projectIncident(incident, null)),
  ].sort((a, b) => Number(b.id.slice(1)) - Number(a.id.slice(1)));
}

/** What the playbook would do now, for an open incident or for one as it would be opened; null: there is no such incident. */
export function dryRun(
  core: CoreContext,
  playbook: PlaybookId,
  id: string | null,
): PlaybookPlan | null {
  const view = viewOf(core);
  const { open } = core.state.desk.incidents;
  if (id !== null) {
    const incident = open.find((each) => each.id === id);
    return incident === undefined ? null : planPlaybook(playbook, incident, true, view);
  }
  const imagined = openIncident(
    createIncidents(),
    {
      class: playbook === 'A' ? 'P1' : 'P2',
      title: PLAYBOOKS[playbook].title,
      playbook,
      group: 'dry run',
      causeAt: core.now,
      actor: 'system',
      basis: 'dry run',
      byDrawdown: false,
    },
    view,
    IDLE_HANDS,
  );
  return planPlaybook(playbook, imagined, false, view);
}

/** Hands that do nothing: for looking ahead. */
const IDLE_HANDS: IncidentHands = {
  freeze: () => {},
  unfreeze: () => {},
  kernel: () => null,
  flatten: () => {},
  send: () => {},
  changed: () => {},
};

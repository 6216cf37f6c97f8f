/** Everything that happens in a drill, as one list of events in the order it became known. */
import type { AlertChange, DeskMessage } from '../domain/alerts.ts';
import type { Closure } from '../domain/closure.ts';
import type { DecisionRecord } from '../domain/decision.ts';
import type { Envelope } from '../domain/envelope.ts';
import type { ExecutorFact } from '../domain/execution.ts';
import type { Incident } from '../domain/incidents.ts';
import type { CadenceTask } from '../domain/operations.ts';
import type { EpochMs } from '../domain/time.ts';
import type { VenueCommand } from '../domain/venue.ts';
import type { KernelOutput } from '../kernel/events.ts';
import type { CoreOutput } from '../orchestrator/core/output.ts';
import type { LaunchOutput } from '../runbook/launch-state.ts';
import { type DrillEvent, type EventKind, type FieldValue, matches } from './event-kinds.ts';
import { resolveMoment } from './moment.ts';
import type { InstantRule } from './scenario.ts';
import type { WorldState } from './world-state.ts';

/** Events kept; a drill with more is a loop, and fails. */
const EVENTS_MAX = 500_000;

type Fields = Readonly<Record<string, FieldValue>>;
type OutputOf<K extends CoreOutput['kind']> = Extract<CoreOutput, { kind: K }>;

interface Sender {
  readonly role: string;
  readonly strategy: string;
}

export class Recorder {
  readonly events: DrillEvent[] = [];
  readonly instants = new Map<string, { readonly at: EpochMs; readonly sequence: number }>();
  /** Incidents by id as they are now. */
  readonly incidents = new Map<string, Incident>();
  private readonly state: WorldState;
  private readonly startsAt: EpochMs;
  private waiting: { readonly rule: InstantRule; seen: number }[];
  private readonly senders = new Map<string, Sender>();

  constructor(state: WorldState, startsAt: EpochMs, instants: readonly InstantRule[]) {
    this.state = state;
    this.startsAt = startsAt;
    this.waiting = instants.map((rule) => ({ rule, seen: 0 }));
  }

  add(event: EventKind, at: EpochMs, fields: Fields, text: string): void {
    if (this.events.length >= EVENTS_MAX) throw new Error(`more than ${EVENTS_MAX} events`);
    // What is told late happened, for the desk, when it was told.
    const latest = Math.max(at, this.events.at(-1)?.at ?? at);
    const added = { sequence: this.events.length + 1, at: latest, event, fields, text };
    this.events.push(added);
    this.state.apply(added);
    this.resolve(added);
  }

  private resolve(event: DrillEvent): void {
    const { startsAt, instants } = this;
    for (const entry of this.waiting) {
      const { rule } = entry;
      if (!matches(rule.pattern, event)) continue;
      if (rule.after !== null) {
        const after = resolveMoment(rule.after, { startsAt, instants });
        if (after === null || event.at < after) continue;
      }
      entry.seen += 1;
      if (entry.seen < rule.nth) continue;
      instants.set(rule.name, { at: event.at, sequence: event.sequence });
    }
    this.waiting = this.waiting.filter(({ rule }) => !instants.has(rule.name));
  }

  /** Records of the orchestrator's journal, as they become durable. */
  onRecord({ type, at, data }: Envelope): void {
    switch (type) {
      case 'output.decision':
        this.decision(data as DecisionRecord);
        return;
      case 'output.reply':
        this.reply(data as OutputOf<'reply'>, at);
        return;
      case 'output.alert': {
        const { code, severity, text } = data as OutputOf<'alert'>;
        this.add('notice', at, { code, severity }, text);
        return;
      }
      case 'output.alert_change':
        this.alert(data as AlertChange, at);
        return;
      case 'output.incident':
        this.incident(data as OutputOf<'incident'>, at);
        return;
      case 'output.task': {
        const { task, text } = data as { readonly task: CadenceTask; readonly text: string };
        this.add('task', at, { task: task.task, state: task.state }, text);
        return;
      }
      case 'output.message': {
        const { kind, severity, about, title } = data as DeskMessage;
        this.add('message', at, { message: kind, severity, about }, title);
        return;
      }
      case 'output.command':
        this.order(data as OutputOf<'executor'>['command'], at);
        return;
      default:
        if (type.startsWith('output.launch_')) this.launch(data as LaunchOutput);
        else if (type.startsWith('output.')) this.kernel(data as KernelOutput);
    }
  }

  private kernel(output: KernelOutput): void {
    const { at } = output;
    switch (output.kind) {
      case 'closure_opened':
        this.closure('opened', output.closure, output.closure.reason, at);
        return;
      case 'closure_released':
        this.closure('released', output.closure, output.by, at);
        return;
      case 'breaker': {
        const { breaker, transition, severity, value, text } = output;
        this.add('breaker', at, { breaker, transition, severity, value }, text);
        return;
      }
      case 'regime':
        this.add('regime', at, { from: output.from, to: output.to }, output.text);
        return;
      case 'throttle': {
        const { throttle, active, value, text } = output;
        this.add('throttle', at, { throttle, active, value }, text);
        return;
      }
      case 'risk_state': {
        const { from, to } = output;
        this.add('risk_state', at, { from, to }, `risk state ${from} to ${to}`);
        return;
      }
      case 'profile':
        this.add('profile', at, { from: output.from, to: output.to }, output.text);
        return;
      case 'notice':
        this.add('notice', at, { code: output.code, severity: output.severity }, output.text);
        return;
      case 'cancel_entries': {
        const { scope, cause } = output;
        const fields = { command: 'cancel_entries', on: null, ...scope };
        this.add('order', at, fields, `resting entries cancelled: ${cause}`);
        return;
      }
      default:
        return;
    }
  }

  private closure(change: string, closure: Closure, why: string, at: EpochMs): void {
    const { id, cause, scope } = closure;
    const by = change === 'released' ? why : null;
    this.add('closure', at, { id, change, cause, by, ...scope }, `${id} ${change}: ${why}`);
  }

  private decision(record: DecisionRecord): void {
    const { signal, multipliers, order } = record;
    const product = (factors: Readonly<Record<string, number>>): number =>
      Object.values(factors).reduce((result, factor) => result * factor, 1);
    const fields = {
      verdict: record.verdict,
      reason: record.reason,
      reasonClass: record.reasonClass,
      ...{ strategy: signal.strategy, symbol: signal.symbol, side: signal.side },
      ...{ profile: record.profile, regime: record.regime, strictness: record.strictness },
      riskMultiplier: product(multipliers.risk),
      sizeMultiplier: product(multipliers.size),
      notional: order === null ? null : Number(order.quantity) * Number(order.limitPrice),
    };
    this.add('decision', record.at, fields, `${record.id} ${record.verdict}: ${record.text}`);
  }

  private reply({ command, reply }: OutputOf<'reply'>, at: EpochMs): void {
    const code = reply.ok ? null : reply.code;
    const fields = { command: command.kind, ok: reply.ok, code };
    this.add('reply', at, fields, `${command.kind} by ${command.actor}: ${reply.text}`);
  }

  private alert({ change, alert }: AlertChange, at: EpochMs): void {
    const { rule, key, severity, id, basis } = alert;
    const incident = alert.incident?.class ?? null;
    this.add('alert', at, { rule, key, change, severity, incident }, `${id} ${change}: ${basis}`);
  }

  /** The incident, and each step and action of it that moved. */
  private incident({ incident, text }: OutputOf<'incident'>, at: EpochMs): void {
    const { id, playbook, state, freezes } = incident;
    const before = this.incidents.get(id);
    this.incidents.set(id, incident);
    const fields = { id, class: incident.class, playbook, state, freezes };
    this.add('incident', at, fields, `${id} (${incident.class}): ${text}`);
    const known = new Map([...(before?.steps ?? []), ...(before?.actions ?? [])].map(stateOf));
    for (const part of [...incident.steps, ...incident.actions]) {
      if (known.get(part.id) === part.state) continue;
      const action = { incident: incident.class, playbook, action: part.id, state: part.state };
      this.add('action', at, action, `${id} ${part.id} ${part.state}: ${part.text}`);
    }
  }

  private order(command: OutputOf<'executor'>['command'], at: EpochMs): void {
    const scope = 'scope' in command ? command.scope : { strategy: null, symbol: null };
    const on = command.kind === 'halt' ? command.on : null;
    const reason = 'reason' in command ? `: ${command.reason}` : '';
    this.add('order', at, { command: command.kind, on, ...scope }, `${command.kind}${reason}`);
  }

  private launch(output: LaunchOutput): void {
    const { at } = output;
    switch (output.kind) {
      case 'state':
        this.add('launch', at, { from: output.from, to: output.to }, output.text);
        return;
      case 'step': {
        const { id, state, evidence } = output.step;
        const text = `${id} ${state}: ${evidence}`;
        this.add('check', at, { id, from: output.from, to: state }, text);
        return;
      }
      case 'open': {
        const text = `phase ${output.phase}: entries open for ${output.strategies.join(' ')}`;
        this.add('phase', at, { change: 'opened', phase: output.phase }, text);
        return;
      }
      case 'close':
        this.add('phase', at, { change: 'closed', phase: null }, output.reason);
        return;
      case 'acceptance':
        return;
    }
  }

  onFact(fact: ExecutorFact): void {
    const { at } = fact;
    switch (fact.kind) {
      case 'intent':
        this.senders.set(fact.clientOrderId, { role: fact.role, strategy: fact.strategy });
        return;
      case 'fill': {
        const { role, strategy, symbol, positionSide: side, quantity, price } = fact;
        const text = `${role} of ${strategy} filled: ${side} ${quantity} ${symbol} at ${price}`;
        this.add('fill', at, { role, strategy, symbol, side }, text);
        return;
      }
      case 'entry_ended': {
        const { end, reason, strategy, symbol, text } = fact;
        this.add('entry_ended', at, { end, reason, strategy, symbol }, `entry ${end}: ${text}`);
        return;
      }
      case 'position': {
        const { strategy, symbol, side, quantity, stopOnVenue, stopPrice } = fact.position;
        const open = Number(quantity) !== 0;
        const fields = { strategy, symbol, side, open, protected: stopOnVenue };
        const stop = stopOnVenue ? `stop at ${stopPrice} on the venue` : 'no stop on the venue';
        this.add('position', at, fields, `${strategy} ${side} ${quantity} ${symbol}, ${stop}`);
        return;
      }
      case 'trade_closed': {
        const { strategy, symbol, side, exitReason: exit, netPnl } = fact.trade;
        const fields = { strategy, symbol, side, exit, netPnl: Number(netPnl) };
        const text = `${strategy} closed ${side} ${symbol}: ${netPnl} USDT net (${exit})`;
        this.add('trade_closed', at, fields, text);
        return;
      }
      case 'halt': {
        const text = `latch ${fact.on ? 'closed' : 'open'} by ${fact.actor}: ${fact.reason}`;
        this.add('halt', at, { on: fact.on, actor: fact.actor }, text);
        return;
      }
      case 'reconciliation': {
        const text = fact.clean ? 'clean' : fact.differences.join('; ');
        this.add('reconciliation', at, { clean: fact.clean }, text);
        return;
      }
      case 'trouble': {
        const { code, severity, strategy, symbol, text } = fact;
        this.add('trouble', at, { code, severity, strategy, symbol }, text);
        return;
      }
      default:
        return;
    }
  }

  /** A command on its way to the venue, judged by the closures in force at this moment. */
  onSend(command: VenueCommand, at: EpochMs): void {
    const id = 'clientOrderId' in command ? command.clientOrderId : '';
    const { role, strategy } = this.senders.get(id) ?? { role: null, strategy: null };
    const symbol = 'symbol' in command ? command.symbol : null;
    const side = command.kind === 'place' ? command.positionSide : null;
    const opens = command.kind === 'place' && command.action === 'open';
    const cause =
      opens && strategy !== null && symbol !== null ? this.state.closedFor(strategy, symbol) : null;
    const fields = { command: command.kind, role, strategy, symbol, side };
    const text = `${command.kind} ${role ?? ''} ${strategy ?? ''} ${side ?? ''} ${symbol ?? ''}`;
    this.add('sent', at, { ...fields, closed: cause !== null, cause }, text.trim());
  }
}

const stateOf = ({ id, state }: { readonly id: string; readonly state: string }) =>
  [id, state] as const;

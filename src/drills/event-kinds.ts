/**
 * What a drill can see happen, and the figures of each kind that a scenario may ask for. Patterns
 * in scenarios, the recorder and the schema all go by this one table.
 */
import type { EpochMs } from '../domain/time.ts';

export type FieldType = 'text' | 'number' | 'flag';

/** By kind: its fields, and what it means. */
export const EVENT_KINDS = {
  closure: {
    about: 'a reason why entries are closed begins or ends',
    fields: {
      id: 'text',
      change: 'text',
      cause: 'text',
      strategy: 'text',
      symbol: 'text',
      by: 'text',
    },
  },
  breaker: {
    about: 'a breaker moves',
    fields: { breaker: 'text', transition: 'text', severity: 'text', value: 'number' },
  },
  regime: { about: 'the volatility regime changes', fields: { from: 'text', to: 'text' } },
  throttle: {
    about: 'a correlation throttle begins or ends',
    fields: { throttle: 'text', active: 'flag', value: 'number' },
  },
  risk_state: { about: 'the risk state changes', fields: { from: 'text', to: 'text' } },
  profile: { about: 'the profile changes', fields: { from: 'text', to: 'text' } },
  notice: { about: 'worth a look', fields: { code: 'text', severity: 'text' } },
  alert: {
    about: 'an alert changes',
    fields: { rule: 'text', key: 'text', change: 'text', severity: 'text', incident: 'text' },
  },
  incident: {
    about: 'an incident moves',
    fields: { id: 'text', class: 'text', playbook: 'text', state: 'text', freezes: 'flag' },
  },
  action: {
    about: 'an action of a playbook, or a step of the workflow, moves',
    fields: { incident: 'text', playbook: 'text', action: 'text', state: 'text' },
  },
  task: { about: 'a task of the cadence moves', fields: { task: 'text', state: 'text' } },
  message: {
    about: 'a message leaves for the desk',
    fields: { message: 'text', severity: 'text', about: 'text' },
  },
  decision: {
    about: 'a signal is decided',
    fields: {
      verdict: 'text',
      reason: 'text',
      reasonClass: 'text',
      strategy: 'text',
      symbol: 'text',
      side: 'text',
      profile: 'text',
      regime: 'text',
      strictness: 'number',
      riskMultiplier: 'number',
      sizeMultiplier: 'number',
      notional: 'number',
    },
  },
  sent: {
    about: 'a command goes out on the wire to the venue',
    fields: {
      command: 'text',
      role: 'text',
      strategy: 'text',
      symbol: 'text',
      side: 'text',
      closed: 'flag',
      cause: 'text',
    },
  },
  fill: {
    about: 'an order is filled',
    fields: { role: 'text', strategy: 'text', symbol: 'text', side: 'text' },
  },
  entry_ended: {
    about: 'an entry has its final word',
    fields: { end: 'text', reason: 'text', strategy: 'text', symbol: 'text' },
  },
  position: {
    about: 'a position changes',
    fields: { strategy: 'text', symbol: 'text', side: 'text', open: 'flag', protected: 'flag' },
  },
  trade_closed: {
    about: 'a trade is closed',
    fields: { strategy: 'text', symbol: 'text', side: 'text', exit: 'text', netPnl: 'number' },
  },
  halt: { about: 'the latch of the executor moves', fields: { on: 'flag', actor: 'text' } },
  reconciliation: { about: 'the books are held against the venue', fields: { clean: 'flag' } },
  trouble: {
    about: 'the executor reports trouble',
    fields: { code: 'text', severity: 'text', strategy: 'text', symbol: 'text' },
  },
  order: {
    about: 'the orchestrator commands the executor',
    fields: { command: 'text', strategy: 'text', symbol: 'text', on: 'flag' },
  },
  launch: { about: 'the launch moves', fields: { from: 'text', to: 'text' } },
  phase: {
    about: 'a phase opens entries, or the launch closes them',
    fields: { change: 'text', phase: 'text' },
  },
  check: {
    about: 'a step of pre-flight or launch moves',
    fields: { id: 'text', from: 'text', to: 'text' },
  },
  reply: {
    about: 'a command is answered',
    fields: { command: 'text', ok: 'flag', code: 'text' },
  },
  process: { about: 'a process ends or starts', fields: { process: 'text', change: 'text' } },
  step: { about: 'the script did something', fields: { do: 'text' } },
  fault: { about: 'a fault struck', fields: { id: 'text', kind: 'text' } },
} as const satisfies Readonly<
  Record<string, { readonly about: string; readonly fields: Readonly<Record<string, FieldType>> }>
>;

export type EventKind = keyof typeof EVENT_KINDS;
export type FieldValue = string | number | boolean | null;

export interface DrillEvent {
  /** Ascending from 1, in the order in which it became known. */
  readonly sequence: number;
  readonly at: EpochMs;
  readonly event: EventKind;
  /** Exactly the fields of its kind; null: it has none of these. */
  readonly fields: Readonly<Record<string, FieldValue>>;
  readonly text: string;
}

/** What an event must look like; an absent field may be anything. */
export interface Pattern {
  readonly event: EventKind;
  readonly fields: Readonly<Record<string, Wanted>>;
  /** Part of its text. */
  readonly text: string | null;
}

export type Wanted =
  | { readonly oneOf: readonly FieldValue[] }
  | { readonly atLeast: number; readonly atMost: number };

export function matches(pattern: Pattern, event: DrillEvent): boolean {
  if (pattern.event !== event.event) return false;
  if (pattern.text !== null && !event.text.includes(pattern.text)) return false;
  for (const [name, wanted] of Object.entries(pattern.fields)) {
    const value = event.fields[name] ?? null;
    if ('oneOf' in wanted) {
      if (!wanted.oneOf.includes(value)) return false;
    } else if (!(typeof value === 'number' && value >= wanted.atLeast && value <= wanted.atMost)) {
      return false;
    }
  }
  return true;
}

export function patternText({ event, fields, text }: Pattern): string {
  const parts = Object.entries(fields).map(([name, wanted]) => `${name} ${wantedText(wanted)}`);
  if (text !== null) parts.push(`"${text}"`);
  return [event, ...parts].join(' ');
}

function wantedText(wanted: Wanted): string {
  if ('oneOf' in wanted) return wanted.oneOf.map((value) => String(value ?? 'none')).join(' or ');
  const { atLeast, atMost } = wanted;
  if (atLeast === Number.NEGATIVE_INFINITY) return `at most ${atMost}`;
  return atMost === Number.POSITIVE_INFINITY ? `at least ${atLeast}` : `${atLeast} to ${atMost}`;
}

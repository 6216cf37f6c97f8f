/** Closures and what operators command: who, why and what, before it changes anything. */
import { CLOSURE_CAUSES } from '../../domain/closure.ts';
import { BREAKER_IDS } from '../../domain/risk.ts';
import { DAY_MS } from '../../domain/time.ts';
import { profileOf } from '../basis/config-index.ts';
import { show } from '../basis/text.ts';
import { isOff } from '../breakers/switched-off.ts';
import type { KernelEvent } from '../events.ts';
import { ceilingAt, MAX_CEILINGS } from '../profile/profile.ts';
import type { KernelState } from '../state.ts';
import { isId, isObject, isText, strategyFault, symbolFault } from './plausible.ts';
import type { Fault } from './rejections.ts';

type Of<K extends KernelEvent['kind']> = Extract<KernelEvent, { kind: K }>;
type Begin = Extract<KernelEvent, { readonly kind: 'trip_drawdown' | 'start_cluster' }>;

/** A closure of what does not exist closes nothing: whoever asked for it must know. */
export function closureFault(state: KernelState, event: Of<'close'>): Fault | null {
  const { closure } = event;
  if (!isObject(closure)) return invalidClosure(`closure is ${show(closure)}`);
  const { id, cause, scope, since, until, reason } = closure;
  if (!isId(id) || !isText(reason) || !CLOSURE_CAUSES.includes(cause)) {
    return invalidClosure(`closure ${show(id)} of cause ${show(cause)}, reason ${show(reason)}`);
  }
  if (!isObject(scope)) return invalidClosure(`scope is ${show(scope)}`);
  const { strategy, symbol } = scope;
  const fault =
    (strategy === null ? null : strategyFault(state, strategy, true)) ??
    (symbol === null ? null : symbolFault(state, symbol));
  if (fault !== null) return fault;
  if (!Number.isSafeInteger(since)) return invalidClosure(`since is ${show(since)}`);
  if (until === null) return null;
  if (!Number.isSafeInteger(until)) return invalidClosure(`until is ${show(until)}`);
  if (until > event.at) return null;
  return { code: 'CLOSURE_OVER', text: `${show(id)} ended at ${until}` };
}

const invalidClosure = (text: string): Fault => ({ code: 'CLOSURE_INVALID', text });

/** Whether such a closure is in force is known only after the timers up to its time have run. */
export function releaseFault(event: Of<'release'>): Fault | null {
  if (isText(event.closureId) && isText(event.by)) return null;
  return invalidCommand(`closure is ${show(event.closureId)}, by ${show(event.by)}`);
}

/** A ceiling holds at the time of the command; no timer before it can set one. */
export function profileFault(state: KernelState, event: Of<'set_profile'>): Fault | null {
  const fault = actorFault(event);
  if (fault !== null) return fault;
  const profile = profileOf(state.index, event.profile);
  if (profile < 0) {
    return { code: 'UNKNOWN_PROFILE', text: `unknown profile ${show(event.profile)}` };
  }
  const ceiling = ceilingAt(state.profile, event.at);
  if (ceiling === null || profile <= ceiling) return null;
  const { name } = state.index.profiles[ceiling]!;
  const text = `${event.profile} is above the ceiling ${name} in force`;
  return { code: 'PROFILE_ABOVE_CEILING', text };
}

/** A ceiling that is over before it begins, or that never ends in practice, is a slip. */
export function ceilingFault(state: KernelState, event: Of<'set_ceiling'>): Fault | null {
  const fault = actorFault(event);
  if (fault !== null) return fault;
  if (profileOf(state.index, event.profile) < 0) {
    return { code: 'UNKNOWN_PROFILE', text: `unknown profile ${show(event.profile)}` };
  }
  const { at, from, until } = event;
  if (!Number.isSafeInteger(from) || !Number.isSafeInteger(until)) {
    return invalidCommand(`from is ${show(from)}, until ${show(until)}`);
  }
  if (until <= from || until <= at || until - at > CEILING_MAX) {
    return invalidCommand(`from ${from} until ${until}: ends within 7 days, after it begins`);
  }
  if (state.profile.ceilings.length < MAX_CEILINGS) return null;
  return invalidCommand(`${MAX_CEILINGS} ceilings are set already`);
}

/** Farthest end of a ceiling. */
const CEILING_MAX = 7 * DAY_MS;

/** By hand: who begins what a breaker or a throttle else begins, and why. */
export function beginFault({ overrides }: KernelState, event: Begin): Fault | null {
  const fault = actorFault(event);
  if (fault !== null || event.kind !== 'trip_drawdown') return fault;
  if (!isOff(overrides, 'drawdown_breaker')) return null;
  return invalidCommand('an override has switched the drawdown breaker off: end it first');
}

const BREAKERS: readonly unknown[] = BREAKER_IDS;

export function overridesFault(state: KernelState, event: Of<'set_overrides'>): Fault | null {
  const { breakersOff, exempt, text } = event;
  if (!isText(text)) return invalidCommand(`text is ${show(text)}`);
  if (!Array.isArray(breakersOff) || new Set(breakersOff).size < breakersOff.length) {
    return invalidCommand(`breakersOff is ${show(breakersOff)}`);
  }
  const strange = breakersOff.find((breaker) => !BREAKERS.includes(breaker));
  if (strange !== undefined) return invalidCommand(`there is no breaker ${show(strange)}`);
  if (!Array.isArray(exempt)) return invalidCommand(`exempt is ${show(exempt)}`);
  for (const strategy of exempt) {
    const fault = strategyFault(state, strategy, true);
    if (fault !== null) return fault;
  }
  return null;
}

/** Who and why go into texts as they are. */
function actorFault(event: { readonly actor: string; readonly reason: string }): Fault | null {
  if (isId(event.actor) && isText(event.reason)) return null;
  return invalidCommand(`actor is ${show(event.actor)}, reason ${show(event.reason)}`);
}

export function enabledFault(state: KernelState, event: Of<'set_strategy_enabled'>): Fault | null {
  const fault = strategyFault(state, event.strategy, true) ?? actorFault(event);
  if (fault !== null) return fault;
  return typeof event.enabled === 'boolean'
    ? null
    : invalidCommand(`enabled is ${show(event.enabled)}`);
}

export function strictnessFault(event: Of<'set_strictness'>): Fault | null {
  return [0, 1, 2, 3].includes(event.strictness)
    ? null
    : invalidCommand(`strictness is ${show(event.strictness)}`);
}

const invalidCommand = (text: string): Fault => ({ code: 'COMMAND_INVALID', text });

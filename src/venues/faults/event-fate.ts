/** What becomes of a message that the venue pushes: late, repeated, overtaken. */
import type { EpochMs, Ms } from '../../domain/time.ts';
import type { FaultSet } from './fault-set.ts';
import type { EventClass } from './plan.ts';

export interface EventFate {
  /** Delay of the event, ms. */
  readonly delay: Ms;
  /** Delay of each further copy, ms, after the event's own time. */
  readonly copies: readonly Ms[];
}

const PROMPT: EventFate = { delay: 0, copies: [] };

/** Delays add up, each duplicate adds a copy. */
export function eventFate(set: FaultSet, kind: EventClass, name: string, now: EpochMs): EventFate {
  if (set.isEmpty) return PROMPT;
  let delay = 0;
  const copies: Ms[] = [];
  for (const { fault, inForce } of set.status(now)) {
    if (!inForce) continue;
    if (fault.kind !== 'delay' && fault.kind !== 'duplicate' && fault.kind !== 'reorder') continue;
    if (!fault.events.includes(kind) || !set.strikes(fault, now, name)) continue;
    if (fault.kind === 'delay') delay += set.draw(fault, fault.by);
    else if (fault.kind === 'duplicate') copies.push(set.draw(fault, fault.after));
    else delay += set.draw(fault, { uniform: [0, fault.within] });
  }
  return delay === 0 && copies.length === 0 ? PROMPT : { delay, copies };
}

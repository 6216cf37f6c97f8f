/** Is this an event, and may its time come next? Checked before anything of it is read. */
import { DAY_MS, type Ms } from '../../domain/time.ts';
import { show } from '../basis/text.ts';
import type { KernelEvent } from '../events.ts';
import type { KernelState } from '../state.ts';
import { isObject } from './plausible.ts';
import type { Fault } from './rejections.ts';

/** Furthest a single event may move the clock: beyond it the time stamp is taken for an error. */
export const LONGEST_JUMP: Ms = 366 * DAY_MS;

export function timeFault(state: KernelState, event: KernelEvent): Fault | null {
  if (!isObject(event)) return { code: 'EVENT_INVALID', text: `event is ${show(event)}` };
  const { at } = event;
  const { now } = state.core;
  if (!Number.isSafeInteger(at)) return { code: 'TIME_INVALID', text: `time is ${show(at)}` };
  if (at >= now && at <= now + LONGEST_JUMP) return null;
  return at < now
    ? { code: 'TIME_BACKWARDS', text: `${at} is before ${now}` }
    : { code: 'TIME_JUMP', text: `${at} is too far after ${now}` };
}

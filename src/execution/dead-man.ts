/**
 * The venue's dead man's switch, per symbol: set before an entry leaves, renewed while one may
 * rest, so that no entry of a dead executor fills. It takes limit exits with it (they go on at the
 * market) and leaves stops alone.
 */
import type { SymbolId } from '../domain/ids.ts';
import type { VenueEvent } from '../domain/venue.ts';
import { liveEntries } from './entries.ts';
import type { Session } from './session.ts';
import { backOff } from './state.ts';

export function tendCountdowns(session: Session): void {
  const { config, countdowns, now } = session;
  if (config.countdown === 0) return;
  const wanted = new Set<SymbolId>();
  for (const order of liveEntries(session)) wanted.add(order.symbol);
  for (const symbol of wanted) {
    if (!countdowns.has(symbol)) countdowns.set(symbol, { dueAt: now, setAt: now, tries: 0 });
  }
  for (const [symbol, countdown] of countdowns) {
    if (now < countdown.dueAt) continue;
    if (wanted.has(symbol)) {
      // Before the entry that waits behind it in the same output.
      session.send.unshift({ kind: 'countdown', symbol, after: config.countdown });
      const pause = backOff(config.acknowledgeWithin, config.countdownRenew, countdown.tries);
      countdowns.set(symbol, { dueAt: now + pause, setAt: now, tries: countdown.tries + 1 });
    } else {
      // Taken away only when a renewal is due: an entry of the meantime finds it running.
      session.send.push({ kind: 'countdown', symbol, after: 0 });
      countdowns.delete(symbol);
    }
  }
}

/**
 * Unanswered, it is set again soon; answered, with the next renewal. Taking it away and setting it
 * may overtake each other on the way: one that is wanted again is set once more afterwards.
 */
export function onCountdown(
  session: Session,
  { symbol, after }: Extract<VenueEvent, { kind: 'countdown' }>,
): void {
  const countdown = session.countdowns.get(symbol);
  if (countdown === undefined) return;
  const dueAt = after === 0 ? session.now : countdown.setAt + session.config.countdownRenew;
  session.countdowns.set(symbol, { ...countdown, dueAt, tries: 0 });
}

/** After a lost connection nobody knows which of them still run. */
export function renewCountdowns(session: Session): void {
  for (const [symbol, countdown] of session.countdowns) {
    session.countdowns.set(symbol, { ...countdown, dueAt: session.now });
  }
}

export function countdownWake(session: Session): number {
  let next = Number.POSITIVE_INFINITY;
  for (const { dueAt } of session.countdowns.values()) next = Math.min(next, dueAt);
  return next;
}

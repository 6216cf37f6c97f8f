/**
 * What waits for one channel, and how it is doing. A state machine on machine time: somebody else
 * sends what `next` hands out and tells `settled` what came of it.
 *
 * Bounds: 200 things to tell. Beyond it the mildest goes, of these the oldest, and the next
 * delivery says how many are missing. A thing is tried at most 1 440 times (a day at one a minute), and five
 * times when the carrier refuses it for what it is; then it counts as missing as well.
 */
import type { DeskMessage } from '../../domain/alerts.ts';
import type { ChannelState } from '../../domain/channels.ts';
import { type Ms, SECOND_MS } from '../../domain/time.ts';
import { Pace, waitAfter } from './backoff.ts';
import { type Cursor, cursorAt, isSettled, settle } from './cursor.ts';
import { countOf, firstOf, type Group, groupOf, joined, RANK, without } from './group.ts';
import { holds, NO_NUMBERS, type NumberRanges, only, union } from './numbers.ts';

/** From here on are numbers that no cursor remembers: of an age before the numbers began anew. */
export const OWN_FROM = 2 ** 52;
/** And from here on those of the carrier's own words. */
export const WORDS_FROM = OWN_FROM + 2 ** 50;
const AGE = 2 ** 32;

const GROUPS_MAX = 200;
const ATTEMPTS_MAX = 1_440;
const REFUSALS_MAX = 5;
/** A channel has failed after so many failures in a row, or this long after the first of them. */
const FAILED_AFTER = 3;
const FAILED_AFTER_MS: Ms = 10 * SECOND_MS;

export type Outcome =
  | { readonly ok: true }
  | {
      readonly ok: false;
      /** In words, without anything secret. */
      readonly text: string;
      /** What the carrier asked for. */
      readonly retryAfter: Ms | null;
      /** It refused this very message: trying again changes little. */
      readonly refused: boolean;
    };

interface Flight {
  readonly group: Group;
  readonly missing: number;
  readonly since: Ms;
}

export class ChannelQueue {
  cursor: Cursor;
  /** Messages that it will never carry. */
  lost = 0;
  problem: string | null = null;
  lastSuccess: Ms | null = null;
  /** Its last failure was ended by a success, not by having nothing left to carry. */
  proven = true;
  private own: NumberRanges = NO_NUMBERS;
  private groups: Group[] = [];
  private flight: Flight | null = null;
  private failures = 0;
  private failingSince: Ms = 0;
  private notBefore: Ms = 0;
  /** Missing ones that no delivery has told of. */
  private missing = 0;
  private readonly pace = new Pace();

  constructor(cursor: Cursor) {
    this.cursor = cursor;
  }

  isSettled(number: number): boolean {
    return number >= OWN_FROM ? holds(this.own, number) : isSettled(this.cursor, number);
  }

  /** Told again, it is taken once. */
  add(message: DeskMessage, number: number): void {
    if (this.isSettled(number) || this.isWaiting(number)) return;
    this.put(groupOf(message, number));
  }

  /** Nobody has to tell these here: not wanted, or told elsewhere. */
  drop(numbers: NumberRanges): void {
    const real = only(numbers, (number) => number < OWN_FROM);
    if (real.length > 0) this.cursor = settle(this.cursor, real);
    this.own = union(
      this.own,
      only(numbers, (number) => number >= OWN_FROM),
    );
  }

  /** Forgets what waits and is settled by `elsewhere`; a channel that stands by is then idle. */
  prune(elsewhere: (number: number) => boolean): void {
    const kept: Group[] = [];
    for (const group of this.groups) {
      this.drop(only(group.numbers, elsewhere));
      const left = without(group, (number) => this.isSettled(number));
      if (left !== undefined) kept.push(left);
    }
    this.groups = kept;
    if (kept.length === 0 && this.flight === null && this.failures > 0) {
      this.proven = false;
      this.recover();
    }
  }

  /**
   * Numbers of messages began anew, for the `age`th time: what was settled says nothing any more,
   * and what waits keeps waiting under numbers that do not come again.
   */
  restart(age: number): void {
    const old = (number: number): number =>
      number < OWN_FROM ? OWN_FROM + (age % 2 ** 17) * AGE + (number % AGE) : number;
    const renumbered = (group: Group): Group => ({
      ...group,
      numbers: group.numbers.map(([from, to]) => [old(from), old(to)] as const),
    });
    this.groups = this.groups.map(renumbered);
    if (this.flight !== null)
      this.flight = { ...this.flight, group: renumbered(this.flight.group) };
    this.cursor = cursorAt(0);
  }

  /** `count` messages are gone for good before anybody could carry them. */
  miss(count: number): void {
    this.missing += count;
    this.lost += count;
  }

  get waiting(): number {
    const waiting = this.groups.reduce((sum, group) => sum + countOf(group), 0);
    return waiting + (this.flight === null ? 0 : countOf(this.flight.group));
  }

  stateAt(now: Ms): ChannelState {
    if (this.failures === 0) return this.lastSuccess === null ? 'untried' : 'good';
    const long = now - this.failingSince >= FAILED_AFTER_MS;
    return this.failures >= FAILED_AFTER || long ? 'failed' : 'retrying';
  }

  /** When there may be something to do; infinity: nothing waits. */
  wake(now: Ms): Ms {
    const turns =
      this.failures > 0 ? this.failingSince + FAILED_AFTER_MS : Number.POSITIVE_INFINITY;
    const failsAt = turns > now ? turns : Number.POSITIVE_INFINITY;
    if (this.flight !== null || this.groups.length === 0) return failsAt;
    return Math.min(failsAt, Math.max(this.notBefore, this.pace.next(now)));
  }

  /** What is sent now, the worst first and of these the oldest; null: nothing. */
  next(now: Ms): { readonly group: Group; readonly missing: number } | null {
    if (this.flight !== null || this.groups.length === 0) return null;
    if (now < this.notBefore || this.pace.next(now) > now) return null;
    const group = this.groups.reduce((best, each) => (isBefore(each, best) ? each : best));
    this.groups = this.groups.filter((each) => each !== group);
    this.flight = { group, missing: this.missing, since: now };
    this.pace.take(now);
    return this.flight;
  }

  /** What came of what `next` handed out. */
  settled(outcome: Outcome, now: Ms): void {
    const { flight } = this;
    if (flight === null) return;
    this.flight = null;
    if (outcome.ok) {
      this.missing -= flight.missing;
      this.lastSuccess = now;
      this.proven = true;
      this.recover();
      this.drop(flight.group.numbers);
      return;
    }
    if (this.failures === 0) this.failingSince = flight.since;
    this.failures += 1;
    this.problem = outcome.text;
    this.notBefore = now + waitAfter(this.failures, outcome.retryAfter);
    const refusals = flight.group.refusals + (outcome.refused ? 1 : 0);
    if (refusals >= REFUSALS_MAX || this.failures % ATTEMPTS_MAX === 0) this.giveUp(flight.group);
    else this.putBack({ ...flight.group, refusals });
  }

  private recover(): void {
    this.failures = 0;
    this.problem = null;
    this.notBefore = 0;
  }

  private isWaiting(number: number): boolean {
    if (this.flight !== null && holds(this.flight.group.numbers, number)) return true;
    return this.groups.some((group) => holds(group.numbers, number));
  }

  private put(group: Group): void {
    const index = this.groups.findIndex(({ about }) => about === group.about);
    const known = this.groups[index];
    if (known !== undefined) this.groups[index] = joined(known, group);
    else this.groups.push(group);
    this.bound();
  }

  private putBack(group: Group): void {
    const index = this.groups.findIndex(({ about }) => about === group.about);
    const newer = this.groups[index];
    if (newer !== undefined) this.groups[index] = joined(group, newer);
    else this.groups.push(group);
    this.bound();
  }

  private bound(): void {
    if (this.groups.length <= GROUPS_MAX) return;
    const mildest = this.groups.reduce((worst, each) => (isMilder(each, worst) ? each : worst));
    this.groups = this.groups.filter((each) => each !== mildest);
    this.giveUp(mildest);
  }

  private giveUp(group: Group): void {
    this.miss(countOf(group));
    this.drop(group.numbers);
  }
}

const isBefore = (a: Group, b: Group): boolean =>
  RANK[a.severity] === RANK[b.severity]
    ? firstOf(a) < firstOf(b)
    : RANK[a.severity] > RANK[b.severity];

const isMilder = (a: Group, b: Group): boolean =>
  RANK[a.severity] === RANK[b.severity]
    ? firstOf(a) < firstOf(b)
    : RANK[a.severity] < RANK[b.severity];

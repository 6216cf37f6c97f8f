/**
 * Who carries which message (requirement ALR-7). Every primary channel carries all that is severe
 * enough for it. A fallback holds what some primary has not settled yet, and carries it while as
 * many primaries have failed as fallbacks before it can make up for, in the order of the
 * configuration. What a failed channel missed waits for it, and reaches it combined. A channel that
 * hangs or fails holds up no other one.
 */
import type { DeskMessage } from '../../domain/alerts.ts';
import type { ChannelReport, ChannelRole, ChannelStatus } from '../../domain/channels.ts';
import type { EpochMs, Ms } from '../../domain/time.ts';
import type { Carried } from '../carried.ts';
import { ChannelQueue, type Outcome, OWN_FROM, WORDS_FROM } from './channel-queue.ts';
import { type Cursor, cursorAt } from './cursor.ts';
import { countOf, RANK } from './group.ts';
import { oneNumber, only, sizeOf } from './numbers.ts';

export interface Route {
  /** `<kind>.<name>` */
  readonly id: string;
  readonly role: ChannelRole;
  /** Milder messages are not carried. */
  readonly minSeverity: DeskMessage['severity'];
}

/** To be sent now. */
export interface Send {
  readonly channel: string;
  readonly carried: Carried;
}

export interface DeliveryOptions {
  readonly portfolio: string;
  /** In the order in which fallbacks step in. */
  readonly routes: readonly Route[];
  /** Where each of them stood; one that is not among them begins behind `start`. */
  readonly cursors: Readonly<Record<string, Cursor>>;
  readonly start: number;
}

interface Lane extends Route {
  readonly queue: ChannelQueue;
  failed: boolean;
}

export class Delivery {
  private readonly lanes: readonly Lane[];
  private readonly portfolio: string;
  private reports: ChannelReport[] = [];
  private nextWords = WORDS_FROM;
  private age = 0;

  constructor({ portfolio, routes, cursors, start }: DeliveryOptions) {
    this.portfolio = portfolio;
    this.lanes = routes.map((route) => {
      const cursor = cursors[route.id] ?? cursorAt(start);
      return { ...route, queue: new ChannelQueue(cursor), failed: false };
    });
  }

  /** Everything up to this number is settled on every channel. */
  get through(): number {
    return Math.min(...this.lanes.map(({ queue }) => queue.cursor.through));
  }

  take(message: DeskMessage): void {
    this.put(message, message.number);
  }

  /** Words of the carrier itself: they have no number and outlive no restart. */
  say(message: Omit<DeskMessage, 'number'>): void {
    this.put({ ...message, number: 0 }, this.nextWords);
    this.nextWords += 1;
  }

  /** Messages `from` to `to` exist no more: every channel says so. */
  miss(from: number, to: number): void {
    for (const { queue } of this.lanes) {
      const gone = only([[from, to]], (number) => !queue.isSettled(number));
      queue.drop(gone);
      queue.miss(sizeOf(gone));
    }
  }

  /** Nobody will ever ask for these: they are older than this home's memory of channels. */
  skip(from: number, to: number): void {
    for (const { queue } of this.lanes) queue.drop([[from, to]]);
  }

  /** Numbers began anew. */
  restart(): void {
    this.age += 1;
    for (const { queue } of this.lanes) queue.restart(this.age);
  }

  /** What is to be sent now; each is answered by `settled`, in whatever order. */
  tick(now: Ms, sentAt: EpochMs): readonly Send[] {
    this.look(now);
    const active = this.carrying();
    const sends: Send[] = [];
    for (const lane of this.lanes) {
      // One that has failed is tried on and on: nothing else would tell that it works again.
      if (!active.has(lane.id) && !lane.failed) continue;
      const next = lane.queue.next(now);
      if (next === null) continue;
      const { group, missing } = next;
      const carried: Carried = {
        portfolio: this.portfolio,
        sentAt,
        message: group.message,
        severity: group.severity,
        numbers: only(group.numbers, (number) => number < OWN_FROM),
        count: countOf(group),
        earlier: group.earlier.map(({ title }) => title),
        missing,
      };
      sends.push({ channel: lane.id, carried });
    }
    return sends;
  }

  settled(channel: string, outcome: Outcome, now: Ms): void {
    const lane = this.lanes.find(({ id }) => id === channel);
    if (lane === undefined) return;
    lane.queue.settled(outcome, now);
    this.relieve();
    this.look(now);
  }

  /** Channels that failed or work again since the last call. */
  takeReports(): readonly ChannelReport[] {
    return this.reports.splice(0);
  }

  /** Not one channel works. */
  get stuck(): boolean {
    return this.lanes.length > 0 && this.lanes.every(({ failed }) => failed);
  }

  cursors(): Readonly<Record<string, Cursor>> {
    return Object.fromEntries(this.lanes.map(({ id, queue }) => [id, queue.cursor]));
  }

  /** When `tick` is wanted next; infinity: when something comes. */
  wake(now: Ms): Ms {
    const active = this.carrying();
    const used = this.lanes.filter(({ id, failed }) => failed || active.has(id));
    return Math.min(Number.POSITIVE_INFINITY, ...used.map(({ queue }) => queue.wake(now)));
  }

  /** `now` is machine time, `at` the same instant by the clock of this machine. */
  status(now: Ms, at: EpochMs): readonly ChannelStatus[] {
    const active = this.carrying();
    return this.lanes.map(({ id, role, queue }) => ({
      id,
      role,
      state: queue.stateAt(now),
      carries: active.has(id),
      lastSuccess: queue.lastSuccess === null ? null : Math.round(at - (now - queue.lastSuccess)),
      waiting: queue.waiting,
      lost: queue.lost,
      problem: queue.problem,
    }));
  }

  private put(message: DeskMessage, number: number): void {
    const wanted = this.lanes.filter(({ role, minSeverity }) => {
      return role === 'primary' && RANK[message.severity] >= RANK[minSeverity];
    });
    for (const { role, queue, minSeverity } of this.lanes) {
      const mild = RANK[message.severity] < RANK[minSeverity];
      // Nothing to stand in for: every primary has it, or wants none of it.
      const idle = role === 'fallback' && wanted.every((each) => each.queue.isSettled(number));
      if (mild || idle) queue.drop(oneNumber(number));
      else queue.add(message, number);
    }
  }

  /** Notes who failed and who works again. */
  private look(now: Ms): void {
    for (const lane of this.lanes) {
      const failed = lane.queue.stateAt(now) === 'failed';
      if (failed === lane.failed) continue;
      lane.failed = failed;
      this.reports.push({ channel: lane.id, ok: !failed, text: this.words(lane) });
    }
  }

  private words({ id, failed, queue }: Lane): string {
    if (!failed && queue.proven) return `${id} works again`;
    if (!failed) return `${id} is not needed any more; it was not tried since it failed`;
    const waits = `${queue.waiting} message${queue.waiting === 1 ? ' waits' : 's wait'} for it`;
    const others = [...this.carrying()].filter((each) => each !== id && !this.hasFailed(each));
    const by = others.length === 0 ? 'no other channel works' : `carried by ${others.join(', ')}`;
    return `${id} failed: ${queue.problem ?? 'no answer'}; ${waits}; ${by}`;
  }

  private hasFailed(channel: string): boolean {
    return this.lanes.some(({ id, failed }) => id === channel && failed);
  }

  /** Primaries always; of the fallbacks as many that work as primaries do not. */
  private carrying(): ReadonlySet<string> {
    const primaries = this.lanes.filter(({ role }) => role === 'primary');
    const needed = primaries.filter(({ failed }) => failed).length;
    const able = this.lanes.filter(({ role, failed }) => role === 'fallback' && !failed);
    return new Set([...primaries, ...able.slice(0, needed)].map(({ id }) => id));
  }

  /** A fallback need not keep what every primary has settled. */
  private relieve(): void {
    const primaries = this.lanes.filter(({ role }) => role === 'primary');
    const settled = (number: number): boolean =>
      primaries.every(({ queue }) => queue.isSettled(number));
    for (const { role, queue } of this.lanes) {
      if (role === 'fallback') queue.prune(settled);
    }
  }
}

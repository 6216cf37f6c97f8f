/**
 * The simulated exchange behind the venue port: what lies between an adapter and its venue is
 * here (latency, lost answers, late and repeated events, outages), and the exchange's memory on
 * disk, so that it outlives the process that hosts it as a real venue does.
 */
import type { DecimalText } from '../../domain/decimal.ts';
import type { FundingSettlement, PriceStep } from '../../domain/market.ts';
import { type Clock, type EpochMs, MINUTE_MS, type Ms } from '../../domain/time.ts';
import type { Venue, VenueCommand, VenueEvent, VenuePermissions } from '../../domain/venue.ts';
import type { FaultSet } from '../faults/fault-set.ts';
import type { Outcome } from './account.ts';
import { type Executing, type Said, waysOf } from './answers.ts';
import type { SimulatedExchange } from './exchange.ts';
import { FaultInjector } from './faults.ts';
import type { RestoreResult } from './snapshot.ts';
import { TimedQueue } from './timed-queue.ts';
import type { VenueStore } from './venue-store.ts';

/** What a well-made key may do. */
export const GOOD_PERMISSIONS: VenuePermissions = {
  canTradeFutures: true,
  canWithdraw: false,
  canTransfer: false,
  ipRestricted: true,
  hedgeMode: true,
  multiAssetMargin: false,
  feesInOtherCoin: false,
  fundingEndpoint: true,
};

/** Commands on their way beyond this many are refused (-1015), events then go out undelayed. */
const MAX_UNDER_WAY = 10_000;
/** Bound of one telling; only a listener that keeps answering its own orders can reach it. */
const MAX_TOLD = 1_000_000;

export interface SimulatedVenueOptions {
  readonly exchange: SimulatedExchange;
  readonly clock: Pick<Clock, 'now'>;
  /** From `send` to the engine, ms of market time; 0: at once. */
  readonly latency: Ms;
  readonly faults?: FaultSet;
  readonly store?: VenueStore;
  /** Longest market time between two saves; prices alone are saved no sooner. Default 10 min. */
  readonly checkpointEvery?: Ms;
  readonly permissions?: Partial<VenuePermissions>;
}

export class SimulatedVenue implements Venue {
  readonly name = 'simulated';
  /** Why the last save failed; null while all is well. The exchange goes on in memory. */
  storeFailure: string | null = null;
  private readonly options: SimulatedVenueOptions;
  private readonly exchange: SimulatedExchange;
  private readonly faults: FaultInjector | null;
  private readonly incoming = new TimedQueue<VenueCommand>();
  private readonly late = new TimedQueue<VenueEvent>();
  /** What the exchange said and nobody has been told. */
  private readonly outbox: Said[] = [];
  private listener: (event: VenueEvent) => void = () => undefined;
  /** Events due at the listener now. */
  private readonly arrived: VenueEvent[] = [];
  private telling = false;
  private executing: Executing | null = null;
  private advancedTo: EpochMs = Number.NEGATIVE_INFINITY;
  private downSince: EpochMs | null = null;
  private started = false;
  private savedRevision = -1;
  private savedAt: EpochMs = Number.NEGATIVE_INFINITY;

  constructor(options: SimulatedVenueOptions) {
    this.options = options;
    this.exchange = options.exchange;
    const { faults } = options;
    this.faults = faults === undefined ? null : new FaultInjector(faults, this.exchange);
    this.exchange.onEvent((event) => this.say(event));
  }

  /**
   * Takes over what the store remembers; the caller then feeds the steps missed since. Required
   * with a store: until it succeeded nothing is saved, so that a file it refused stays as it is.
   */
  start(): RestoreResult {
    const { store } = this.options;
    if (store === undefined) return { ok: true };
    const loaded = store.load();
    if (loaded.kind === 'error') return { ok: false, error: loaded.error };
    if (loaded.kind === 'snapshot') {
      const restored = this.exchange.restore(loaded.text);
      if (!restored.ok) return restored;
      this.savedRevision = this.exchange.revision;
    }
    this.storeFailure = null;
    this.started = true;
    return { ok: true };
  }

  onEvent(listener: (event: VenueEvent) => void): void {
    this.listener = listener;
  }

  send(command: VenueCommand): void {
    const now = this.options.clock.now();
    if (this.incoming.size >= MAX_UNDER_WAY) {
      this.overloaded(command, now);
      return;
    }
    const latency = this.options.latency + (this.faults?.latency(command, 'request', now) ?? 0);
    if (latency > 0) {
      this.incoming.add(now + latency, command);
    } else {
      this.deliver(command, now);
    }
  }

  /** Delivers commands and late events that are due, notices outages; never goes back in time. */
  advance(now: EpochMs): void {
    if (now > this.advancedTo) this.advancedTo = now;
    this.refreshConnection(now);
    for (;;) {
      const command = this.incoming.takeDue(now);
      if (command === undefined) break;
      this.deliver(command.item, command.due);
    }
    if ((this.exchange.nextDue ?? now + 1) <= now) {
      this.exchange.advance(now);
      this.flush(now);
    }
    for (;;) {
      const event = this.late.takeDue(now);
      if (event === undefined) break;
      this.hand(event.item);
    }
  }

  /** Next instant at which `advance` has something to do; null when nothing is under way. */
  nextDue(): EpochMs | null {
    const dues = [
      ...[this.incoming.nextDue, this.late.nextDue, this.exchange.nextDue],
      this.faults?.nextChange(this.advancedTo) ?? null,
    ];
    const next = dues.reduce<EpochMs>((a, b) => Math.min(a, b ?? a), Number.POSITIVE_INFINITY);
    return Number.isFinite(next) ? next : null;
  }

  /** A command due within a step is matched after it: the order has not seen the step's path. */
  onPriceStep(step: PriceStep): void {
    if (this.incoming.size > 0 || this.late.size > 0 || this.faults !== null) {
      this.advance(step.at - step.length);
      this.refreshConnection(step.at);
    }
    this.exchange.onPriceStep(step);
    this.faults?.onStep(step.at);
    this.flush(step.at);
  }

  settleFunding(settlement: FundingSettlement): void {
    this.exchange.settleFunding(settlement);
    this.flush(settlement.at);
  }

  deposit(amount: DecimalText): Outcome {
    const now = this.options.clock.now();
    const outcome = this.exchange.deposit(amount, now);
    this.flush(now);
    return outcome;
  }

  withdraw(amount: DecimalText): Outcome {
    const now = this.options.clock.now();
    const outcome = this.exchange.withdraw(amount, now);
    this.flush(now);
    return outcome;
  }

  /**
   * Tells again every fill, funding and transfer at or after `since` (as far as remembered), with
   * the ids they had: what a live adapter fetches after a restart or an outage.
   */
  retell(since: EpochMs): void {
    for (const event of this.exchange.walletEvents(since)) this.say(event);
    this.flush(this.options.clock.now());
  }

  async instruments() {
    const { instruments } = this.exchange;
    return this.faults?.listed(instruments, this.options.clock.now()) ?? instruments;
  }

  async serverTime(): Promise<EpochMs> {
    const now = this.options.clock.now();
    return now + (this.faults?.clockOffset(now) ?? 0);
  }

  async permissions(): Promise<VenuePermissions> {
    const usual = { ...GOOD_PERMISSIONS, ...this.options.permissions };
    return this.faults?.permissions(usual, this.options.clock.now()) ?? usual;
  }

  /** Its state of now as a file; throws in words, also when it keeps none. */
  copyTo(path: string): void {
    const { store } = this.options;
    if (store === undefined) throw new Error('this venue keeps no state on disk');
    this.save(store, this.options.clock.now());
    if (this.storeFailure !== null) throw new Error(this.storeFailure);
    store.copyTo(path);
  }

  async close(): Promise<void> {
    const { store } = this.options;
    if (store === undefined) return;
    this.save(store, this.options.clock.now());
    store.close();
  }

  private deliver(command: VenueCommand, now: EpochMs): void {
    this.refreshConnection(now);
    const fate = this.faults?.onCommand(command, now) ?? { kind: 'pass' };
    if (fate.kind === 'pass') {
      const answerAfter = this.faults?.latency(command, 'answer', now) ?? 0;
      this.execute({ command, muted: false, answerAfter }, now);
    } else if (fate.kind === 'unknown') {
      if (fate.executed) this.execute({ command, muted: true, answerAfter: 0 }, now);
      this.fail(command, now);
    } else if (command.kind === 'place') {
      this.refuse(command.clientOrderId, fate.code, fate.message, now);
    } else {
      this.fail(command, now);
    }
    this.flush(now);
  }

  private execute(executing: Executing, now: EpochMs): void {
    this.executing = executing;
    this.exchange.submit(executing.command, now);
    this.executing = null;
  }

  /** The exchange, or the venue for it, says something: noted with the ways it takes. */
  private say(event: VenueEvent): void {
    const { executing } = this;
    const ways = waysOf(event, executing?.command ?? null);
    const answer = ways.answer && executing?.muted !== true;
    if (!answer && !ways.pushed) return;
    const { pushed } = ways;
    this.outbox.push({ event, answer, pushed, answerAfter: executing?.answerAfter ?? 0 });
  }

  private refuse(clientOrderId: string, code: string, message: string, at: EpochMs): void {
    const event: VenueEvent = { kind: 'rejected', clientOrderId, code, message, at };
    this.outbox.push({ event, answer: true, pushed: false, answerAfter: 0 });
  }

  /** No answer: `unknown`; lost questions about the account and countdowns have none at all. */
  private fail(command: VenueCommand, now: EpochMs): void {
    if (command.kind === 'account' || command.kind === 'countdown') return;
    const { kind: operation, clientOrderId } = command;
    this.hand({ kind: 'unknown', clientOrderId, operation, at: now });
  }

  private overloaded(command: VenueCommand, now: EpochMs): void {
    if (command.kind !== 'place') {
      this.fail(command, now);
      return;
    }
    this.refuse(command.clientOrderId, '-1015', 'Too many new orders.', now);
    this.flush(now);
  }

  private refreshConnection(now: EpochMs): void {
    if (this.faults === null) return;
    const up = this.faults.connected(now);
    if (up === (this.downSince === null)) return;
    if (!up) {
      this.downSince = now;
      this.hand({ kind: 'connection', up: false, at: now });
      return;
    }
    const since = this.downSince ?? now;
    this.downSince = null;
    this.hand({ kind: 'connection', up: true, at: now });
    this.retell(since);
  }

  /** Saves what changed, then sends what happened on its way. */
  private flush(now: EpochMs): void {
    const { store } = this.options;
    if (store !== undefined && this.isSaveDue(now)) this.save(store, now);
    if (this.outbox.length === 0) return;
    for (const said of this.outbox.splice(0)) this.pass(said, now);
    this.tell();
  }

  /** One event on its way to the listener: lost in an outage, late, repeated, or as it is. */
  private pass({ event, answer, pushed, answerAfter }: Said, now: EpochMs): void {
    const streamed = pushed && this.downSince === null;
    if (!answer && !streamed) return;
    const room = this.late.size < MAX_UNDER_WAY;
    const news = streamed || event.kind === 'accepted';
    const fate = room && news ? this.faults?.onEvent(event, now) : undefined;
    const answered = answer && !streamed ? answerAfter : 0;
    const delay = (fate?.delay ?? 0) + (room ? answered : 0);
    if (delay > 0) this.late.add(now + delay, event);
    else this.arrived.push(event);
    for (const after of fate?.copies ?? []) this.late.add(now + delay + after, event);
  }

  /** Past all faults, straight to the listener. */
  private hand(event: VenueEvent): void {
    this.arrived.push(event);
    this.tell();
  }

  /** Tells what arrived; a call from inside the listener leaves its own events to this loop. */
  private tell(): void {
    if (this.telling) return;
    this.telling = true;
    try {
      for (let index = 0; index < this.arrived.length; index += 1) {
        if (index >= MAX_TOLD) throw new RangeError('the listener answers itself endlessly');
        const event = this.arrived[index];
        if (event !== undefined) this.listener(event);
      }
    } finally {
      this.arrived.length = 0;
      this.telling = false;
    }
  }

  private isSaveDue(now: EpochMs): boolean {
    if (this.exchange.revision !== this.savedRevision) return true;
    return now - this.savedAt >= (this.options.checkpointEvery ?? 10 * MINUTE_MS);
  }

  private save(store: VenueStore, now: EpochMs): void {
    if (!this.started) {
      this.storeFailure = 'the venue has not been started from its store';
      return;
    }
    const saved = store.save(this.exchange);
    this.savedAt = now;
    if (saved.ok) {
      this.savedRevision = this.exchange.revision;
      this.storeFailure = null;
    } else {
      this.storeFailure = saved.error;
    }
  }
}

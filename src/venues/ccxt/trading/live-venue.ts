/**
 * A real venue (or the exchange server that speaks like one) behind the venue port. Commands pass
 * the budget of requests and become calls; answers and the user-data stream become events, which
 * wait here until the executor's driver takes them: it is never called in between.
 */
import type { SymbolId } from '../../../domain/ids.ts';
import { type Clock, type EpochMs, MINUTE_MS, type Ms, SECOND_MS } from '../../../domain/time.ts';
import type { VenueCommand, VenueEvent } from '../../../domain/venue.ts';
import { readUserMessage } from '../../binance/read-events.ts';
import {
  type BudgetRequest,
  DEFAULT_BUDGET,
  RequestBudget,
  type RequestBudgetConfig,
} from '../budget/request-budget.ts';
import type { VenueClient } from '../client.ts';
import { wordsOf } from '../words.ts';
import { AccountCalls } from './account-calls.ts';
import { AccountSetup } from './account-setup.ts';
import { ClockCheck } from './clock-check.ts';
import { HeldNews } from './held-news.ts';
import { Inbox } from './inbox.ts';
import { OrderCalls } from './order-calls.ts';
import { OrderNumbers } from './order-numbers.ts';
import { neverLeft, requestOf, unanswered, type Work } from './requests.ts';
import { type ReconnectPause, UserStream } from './user-stream.ts';

export interface LiveVenueOptions {
  readonly client: VenueClient;
  readonly symbols: readonly SymbolId[];
  /** Set at the venue for each of them; null: nothing is set, and no order that opens leaves. */
  readonly leverage: number | null;
  readonly clock: Clock;
  readonly random: () => number;
  readonly budget?: RequestBudgetConfig;
  readonly pause?: ReconnectPause;
  readonly log: (level: 'info' | 'warn' | 'error', text: string) => void;
  /** Something waits for `advance`. */
  readonly onWake: () => void;
}

/** The past is asked for from this long before what was heard last. */
const OVERLAP: Ms = MINUTE_MS;
const PAST_RETRY: Ms = 2 * SECOND_MS;
const CONNECT_POLL: Ms = 20;

export class LiveVenue {
  private readonly options: LiveVenueOptions;
  private readonly budget: RequestBudget<Work>;
  private readonly numbers = new OrderNumbers();
  private readonly held = new HeldNews(this.numbers);
  private readonly orders: OrderCalls;
  private readonly account: AccountCalls;
  private readonly stream: UserStream;
  private readonly setup: AccountSetup;
  private listener: (event: VenueEvent) => void = () => undefined;
  private readonly inbox = new Inbox();
  private connected = true;
  /** The past from here on has to be told before this connection counts as up. */
  private pastFrom: { readonly since: EpochMs } | null = null;
  private pastAt: Ms = 0;
  private lastHeard: EpochMs;
  private readonly clockCheck: ClockCheck;
  private moneyAsked = false;
  /** What moved the wallet before has been told. */
  private moneyFrom: EpochMs;
  private accountUnderWay = false;
  private readonly sent = new Set<Ms>();

  constructor(options: LiveVenueOptions) {
    const { client, clock, random, log, pause } = options;
    this.options = options;
    this.budget = new RequestBudget<Work>(options.budget ?? DEFAULT_BUDGET);
    this.clockCheck = new ClockCheck(client, log);
    this.orders = new OrderCalls(
      client,
      this.numbers,
      () => clock.now(),
      () => this.clockCheck.soon(),
    );
    this.account = new AccountCalls(client, this.numbers, () => clock.now());
    this.setup = new AccountSetup(options);
    this.lastHeard = clock.now();
    this.moneyFrom = clock.now();
    this.stream = new UserStream({
      client,
      random,
      silence: () => this.budget.silence(clock.monotonic()),
      ...(pause === undefined ? {} : { pause }),
      onUp: () => {
        log('info', 'connected to the account stream of the venue');
        this.pastFrom = { since: this.lastHeard - OVERLAP };
        this.pastAt = 0;
        options.onWake();
      },
      onDown: (reason) => {
        log('warn', `the account stream of the venue is down: ${reason}`);
        this.down();
      },
    });
  }

  /** Opens the account stream. What happened at or after `since` is told before anything new. */
  start(since: EpochMs): void {
    this.lastHeard = since;
    this.moneyFrom = since;
    this.down();
    void this.stream.run();
  }

  /**
   * Before the driver starts: waits until the stream is connected, the past has been told and the
   * account was looked at, at most so long. False: not yet, `trouble` says what entries wait for.
   */
  async connect(longest: Ms): Promise<boolean> {
    const { clock } = this.options;
    for (const end = clock.monotonic() + longest; clock.monotonic() < end; ) {
      this.advance(clock.now());
      if (this.connected && !this.setup.underWay) return this.trouble === null;
      await new Promise((resolve) => setTimeout(resolve, CONNECT_POLL));
    }
    return false;
  }

  /** Hooks of the client, by name as the client calls them. */
  message(message: unknown): void {
    const { log, onWake, clock } = this.options;
    const news = readUserMessage(message);
    if (news === undefined) return;
    this.lastHeard = clock.now();
    switch (news.kind) {
      case 'order':
      case 'conditional':
        this.inbox.push(this.held.take(news, clock.monotonic()));
        break;
      case 'money':
        this.askMoney();
        break;
      case 'key_expired':
        void this.stream.renew('its key has expired');
        break;
      case 'problem':
        log('error', news.text);
        break;
      default:
        news satisfies never;
    }
    onWake();
  }

  connectedTo(url: string): void {
    this.stream.connected(url);
  }
  disconnectedFrom(url: string): void {
    this.stream.disconnected(url);
  }
  answered(status: number, headers: Readonly<Record<string, string>>): void {
    const now = this.options.clock.monotonic();
    const sentAt = Math.min(now, ...this.sent);
    const before = this.budget.blocked(now);
    this.budget.answered({ status, headers, sentAt }, now);
    const blocked = this.budget.blocked(now);
    if (blocked !== null && before === null) this.options.log('error', blocked.reason);
  }

  onEvent(listener: (event: VenueEvent) => void): void {
    this.listener = listener;
  }

  send(command: VenueCommand): void {
    if (command.kind === 'place') this.numbers.add(command.clientOrderId, command.action);
    if (command.kind === 'account' && this.accountUnderWay) return;
    const opens = command.kind === 'place' && command.action === 'open';
    if (opens && this.setup.fault !== null) {
      this.drop(command, this.setup.fault);
      return;
    }
    // One instant for both: an entry leaves at once or not at all.
    const now = this.options.clock.monotonic();
    this.offer(this.request(command), now);
    this.release(now);
  }

  /** Tells what has arrived, and lets go what waited for room. */
  advance(_now: EpochMs): void {
    const monotonic = this.options.clock.monotonic();
    this.inbox.push(this.held.expire(monotonic));
    this.askPast(monotonic);
    if (this.budget.blocked(monotonic) === null) {
      this.clockCheck.tend(monotonic);
      this.setup.tend(monotonic);
    }
    this.release(monotonic);
    for (const event of this.inbox.take()) this.listener(event);
  }

  /** 0, at once, while something is to be told or done; it cannot say when the next answer comes. */
  nextDue(): EpochMs | null {
    const now = this.options.clock.monotonic();
    const past = this.pastFrom === null ? Number.POSITIVE_INFINITY : this.pastAt;
    // Every request makes a ban longer: these are not made while nothing may leave.
    const free = this.budget.blocked(now) === null;
    const own = free ? Math.min(this.clockCheck.nextAt, this.setup.nextAt) : past;
    const next = Math.min(past, own, this.held.nextAt, this.budget.nextAt(now) ?? past);
    return !this.inbox.isEmpty || next <= now ? 0 : null;
  }

  /** The venue makes its own prices and settlements. */
  onPriceStep(): void {}
  settleFunding(): void {}

  /** Why nothing, or no entry, leaves now, in words, or null. */
  get trouble(): string | null {
    const blocked = this.budget.blocked(this.options.clock.monotonic());
    const down = this.connected ? null : 'the account stream of the venue is down';
    return blocked?.reason ?? down ?? this.setup.fault;
  }

  /** Calls under way, or news that wait. */
  get busy(): boolean {
    const { inbox, held, sent, setup } = this;
    return !inbox.isEmpty || !held.isEmpty || sent.size > 0 || setup.underWay;
  }

  async close(): Promise<void> {
    await this.stream.close();
  }

  private offer(request: BudgetRequest<Work>, now: Ms): void {
    const reason = this.budget.offer(request, now);
    if (reason !== null) this.drop(request.payload, reason);
  }

  private release(now: Ms): void {
    if (this.budget.nextAt(now) === null) return;
    const { send, dropped } = this.budget.release(now);
    for (const { payload, reason } of dropped) this.drop(payload, reason);
    for (const work of send) void this.run(work);
  }

  private request(work: Work): BudgetRequest<Work> {
    const { symbols } = this.options;
    return requestOf(work, symbols.length, (id) => this.numbers.reduces(id));
  }

  private drop(work: Work, reason: string): void {
    const { log, onWake, clock } = this.options;
    const events = neverLeft(work, reason, clock.now());
    if (events.length === 0) log('warn', `${work.kind} was not asked for: ${reason}`);
    if (work.kind === 'money') this.moneyAsked = false;
    this.inbox.push(events);
    onWake();
  }

  private async run(work: Work): Promise<void> {
    const { log, onWake, clock } = this.options;
    const sentAt = clock.monotonic();
    this.sent.add(sentAt);
    try {
      this.inbox.push(await this.eventsOf(work));
    } catch (error) {
      log('warn', `${work.kind}: ${wordsOf(error)}`);
      this.inbox.push(unanswered(work, clock.now()));
    } finally {
      this.sent.delete(sentAt);
      onWake();
    }
  }

  private async eventsOf(work: Work): Promise<readonly VenueEvent[]> {
    switch (work.kind) {
      case 'place':
        return await this.orders.place(work);
      case 'cancel':
        return await this.orders.cancel(work);
      case 'query':
        return await this.orders.query(work);
      case 'countdown':
        return await this.orders.countdown(work);
      case 'account':
        return await this.snapshot();
      case 'money':
        this.moneyAsked = false;
        return await this.money();
      case 'past':
        return await this.past();
      default:
        return work satisfies never;
    }
  }

  /** Balances first, then what moved them: funding told after its sum would look like a difference. */
  private async snapshot(): Promise<readonly VenueEvent[]> {
    this.accountUnderWay = true;
    try {
      const account = await this.account.snapshot();
      return [...(await this.money()), account];
    } finally {
      this.accountUnderWay = false;
    }
  }

  private async money(): Promise<readonly VenueEvent[]> {
    const asked = this.options.clock.now();
    const events = await this.account.money(this.moneyFrom - OVERLAP);
    this.moneyFrom = Math.max(this.moneyFrom, asked);
    return events;
  }

  /** Fills and money since the stream was heard last; then the connection counts as up. */
  private async past(): Promise<readonly VenueEvent[]> {
    const asked = this.pastFrom;
    if (asked === null) return [];
    const { clock, symbols } = this.options;
    this.pastAt = Number.POSITIVE_INFINITY;
    try {
      const fills = await this.account.fills(symbols, asked.since);
      this.moneyFrom = Math.min(this.moneyFrom, asked.since);
      const told = [...fills, ...(await this.money())];
      // Asked for an earlier connection: what happened between the two is missing.
      if (this.pastFrom !== asked) return told;
      this.pastFrom = null;
      this.connected = true;
      this.lastHeard = clock.now();
      return [...told, { kind: 'connection', up: true, at: this.lastHeard }];
    } finally {
      this.pastAt = Math.min(this.pastAt, clock.monotonic() + PAST_RETRY);
    }
  }

  private askPast(monotonic: Ms): void {
    if (this.pastFrom === null || monotonic < this.pastAt) return;
    this.pastAt = monotonic + PAST_RETRY;
    this.offer(this.request({ kind: 'past' }), monotonic);
  }

  private askMoney(): void {
    if (this.moneyAsked) return;
    this.moneyAsked = true;
    this.offer(this.request({ kind: 'money' }), this.options.clock.monotonic());
  }

  private down(): void {
    this.pastFrom = null;
    if (!this.connected) return;
    this.connected = false;
    this.inbox.push([{ kind: 'connection', up: false, at: this.options.clock.now() }]);
    this.options.onWake();
  }
}

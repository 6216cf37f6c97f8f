/**
 * The budget of requests to a real venue: everything that goes there passes here. Exits before
 * cancels, queries, entries, snapshots; a reserve that only reductions, cancels and the questions
 * about them may use; after 429 and 418 nothing leaves before the venue's time is over, because a
 * ban grows with every request. Machine time comes in; no timers: `nextAt` says when to ask
 * `release` again.
 *
 * A request waits only so long, and shorter than the venue's receive window: what is given back as
 * dropped has never left, and will not.
 */
import { MINUTE_MS, type Ms, SECOND_MS } from '../../../domain/time.ts';
import { type Blocked, BudgetBlock } from './budget-block.ts';
import { UseWindow } from './use-window.ts';

/**
 * In the order in which they leave. `exit`: every order that reduces, protective stops too;
 * `vital_query`: about a reduction, or about an order that is being cancelled. The first three may
 * use the reserve.
 */
export const REQUEST_CLASSES = [
  'exit',
  'cancel',
  'vital_query',
  'query',
  'entry',
  'snapshot',
] as const;
export type RequestClass = (typeof REQUEST_CLASSES)[number];

const VITAL: ReadonlySet<RequestClass> = new Set(['exit', 'cancel', 'vital_query'] as const);

export interface BudgetRequest<T> {
  readonly class: RequestClass;
  /** Weight the venue counts; 0 for new orders on Binance futures. */
  readonly weight: number;
  /** Orders the venue counts: 1 for a new order, 0 for everything else. */
  readonly orders: 0 | 1;
  /** While one of the same class and key waits, another is not put in line. */
  readonly key?: string;
  readonly payload: T;
}

export interface RequestBudgetConfig {
  readonly weightPerMinute: number;
  readonly ordersPerTenSeconds: number;
  readonly ordersPerMinute: number;
  /** Fraction of each limit kept for exits, cancels and vital queries, 0 to below 1. */
  readonly reserve: number;
  /** Longest wait of a class, ms; 0: leaves at once or not at all. */
  readonly longestWait: Readonly<Record<RequestClass, Ms>>;
  /** Requests of one class that may wait. */
  readonly queued: number;
}

export const DEFAULT_BUDGET: RequestBudgetConfig = {
  weightPerMinute: 2_400,
  ordersPerTenSeconds: 300,
  ordersPerMinute: 1_200,
  reserve: 0.2,
  longestWait: {
    exit: 3 * SECOND_MS,
    cancel: 3 * SECOND_MS,
    vital_query: 3 * SECOND_MS,
    query: 3 * SECOND_MS,
    // An entry never waits: halt and gate were asked for this instant, not for a later one.
    entry: 0,
    snapshot: 5 * SECOND_MS,
  },
  queued: 500,
};

export interface Dropped<T> {
  readonly payload: T;
  /** In words; the request never left. */
  readonly reason: string;
}

export interface Released<T> {
  /** To be sent now, in this order; counted already. */
  readonly send: readonly T[];
  readonly dropped: readonly Dropped<T>[];
}

/** What an answer tells about the limits. */
export interface BudgetAnswer {
  readonly status: number;
  /** When its request left, machine time. */
  readonly sentAt: Ms;
  /** As received; names in any case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
}

interface Waiting<T> {
  readonly request: BudgetRequest<T>;
  readonly deadline: Ms;
}

/** Limits that a request before this one waits for: it is not overtaken there. */
interface Shortage {
  weight: boolean;
  orders: boolean;
}

export class RequestBudget<T> {
  private readonly config: RequestBudgetConfig;
  private readonly queues: Record<RequestClass, Waiting<T>[]>;
  private readonly weight: UseWindow;
  private readonly tenSeconds: UseWindow;
  private readonly minute: UseWindow;
  private readonly block = new BudgetBlock();
  private dropped: Dropped<T>[] = [];

  /** Throws a RangeError when the figures make no sense. */
  constructor(config: RequestBudgetConfig = DEFAULT_BUDGET) {
    const errors = budgetErrors(config);
    if (errors.length > 0) throw new RangeError(`request budget: ${errors.join('; ')}`);
    this.config = config;
    this.queues = { exit: [], cancel: [], vital_query: [], query: [], entry: [], snapshot: [] };
    this.weight = new UseWindow(config.weightPerMinute, MINUTE_MS);
    this.tenSeconds = new UseWindow(config.ordersPerTenSeconds, 10 * SECOND_MS);
    this.minute = new UseWindow(config.ordersPerMinute, MINUTE_MS);
  }

  /** Puts a request in line for `release`; a reason in words when it cannot wait: it never left. */
  offer(request: BudgetRequest<T>, now: Ms): string | null {
    const queue = this.queues[request.class];
    const { key } = request;
    if (key !== undefined && queue.some((each) => each.request.key === key)) return null;
    const deadline = now + this.config.longestWait[request.class];
    const most = this.limitOf(this.weight, request);
    if (request.weight > most) return `weight ${request.weight} is beyond the whole limit ${most}`;
    if (queue.length >= this.config.queued) return `${queue.length} of its kind wait already`;
    const blocked = this.block.at(now);
    if (blocked !== null && blocked.until > deadline) return blocked.reason;
    queue.push({ request, deadline });
    return null;
  }

  /** What may leave now, and what waited too long. */
  release(now: Ms): Released<T> {
    const send: T[] = [];
    const silent = this.block.at(now) !== null;
    const shortage: Shortage = { weight: silent, orders: silent };
    for (const name of REQUEST_CLASSES) {
      this.queues[name] = this.queues[name].filter(({ request, deadline }) => {
        if (!silent && now <= deadline && this.fits(request, shortage, now)) {
          this.count(request, now);
          send.push(request.payload);
          return false;
        }
        if (now < deadline) return true;
        const reason = `no room in the budget of requests within ${this.config.longestWait[name]} ms`;
        this.dropped.push({ payload: request.payload, reason });
        return false;
      });
    }
    const { dropped } = this;
    this.dropped = [];
    return { send, dropped };
  }

  /** When `release` may have something to do; null while nothing waits. */
  nextAt(now: Ms): Ms | null {
    if (this.dropped.length > 0) return now;
    let next = Number.POSITIVE_INFINITY;
    for (const name of REQUEST_CLASSES) {
      // Within a class all wait equally long: the first one's time is over first.
      next = Math.min(next, this.queues[name][0]?.deadline ?? next);
    }
    if (next === Number.POSITIVE_INFINITY) return null;
    const blocked = this.block.at(now);
    if (blocked !== null) return Math.min(next, blocked.until);
    for (const window of this.windows()) next = Math.min(next, window.nextChange(now) ?? next);
    return next;
  }

  /** Takes in what an answer tells: use of the limits, and whether to be silent, and how long. */
  answered(answer: BudgetAnswer, now: Ms): void {
    const { sentAt, status } = answer;
    const headers = new Map(
      Object.entries(answer.headers).map(([name, value]) => [name.toLowerCase(), value]),
    );
    const figure = (name: string): number => Number.parseFloat(headers.get(name) ?? '');
    this.weight.report(figure('x-mbx-used-weight-1m'), sentAt, now);
    this.tenSeconds.report(figure('x-mbx-order-count-10s'), sentAt, now);
    this.minute.report(figure('x-mbx-order-count-1m'), sentAt, now);
    if (status !== 429 && status !== 418) {
      if (status < 500) this.block.answered(now);
      return;
    }
    const blocked = this.block.refused(status, figure('retry-after'), now);
    // The end of its window is what the venue tells with a 429.
    if (status === 429) for (const window of this.windows()) window.freeAt(blocked.until, now);
    this.giveBack(blocked);
  }

  /** Why nothing leaves now, exits included: trouble of the connection. Null: requests may leave. */
  blocked(now: Ms): Blocked | null {
    return this.block.at(now);
  }

  /** How long nothing leaves from now on, ms; 0: requests may leave. */
  silence(now: Ms): Ms {
    return (this.block.at(now)?.until ?? now) - now;
  }

  /** Use of each limit, and how many wait. */
  view(now: Ms): {
    readonly weight: number;
    readonly ordersInTenSeconds: number;
    readonly ordersInMinute: number;
    readonly waiting: number;
  } {
    return {
      weight: this.weight.used(now),
      ordersInTenSeconds: this.tenSeconds.used(now),
      ordersInMinute: this.minute.used(now),
      waiting: REQUEST_CLASSES.reduce((sum, name) => sum + this.queues[name].length, 0),
    };
  }

  private windows(): readonly UseWindow[] {
    return [this.weight, this.tenSeconds, this.minute];
  }

  private fits(request: BudgetRequest<T>, shortage: Shortage, now: Ms): boolean {
    const needs = { weight: request.weight > 0, orders: request.orders > 0 };
    const room = (window: UseWindow, amount: number): boolean =>
      window.used(now) + amount <= this.limitOf(window, request);
    if (needs.weight && !room(this.weight, request.weight)) shortage.weight = true;
    if (needs.orders && !(room(this.tenSeconds, 1) && room(this.minute, 1))) shortage.orders = true;
    return !(needs.weight && shortage.weight) && !(needs.orders && shortage.orders);
  }

  private limitOf({ limit }: UseWindow, request: BudgetRequest<T>): number {
    return VITAL.has(request.class) ? limit : Math.floor(limit * (1 - this.config.reserve));
  }

  private count(request: BudgetRequest<T>, now: Ms): void {
    this.weight.add(request.weight, now);
    this.tenSeconds.add(request.orders, now);
    this.minute.add(request.orders, now);
  }

  /** What cannot live to see the end of the silence is given back now. */
  private giveBack({ until, reason }: Blocked): void {
    for (const name of REQUEST_CLASSES) {
      this.queues[name] = this.queues[name].filter(({ request, deadline }) => {
        if (deadline >= until) return true;
        this.dropped.push({ payload: request.payload, reason });
        return false;
      });
    }
  }
}

function budgetErrors(config: RequestBudgetConfig): readonly string[] {
  const errors: string[] = [];
  const counts = ['weightPerMinute', 'ordersPerTenSeconds', 'ordersPerMinute', 'queued'] as const;
  for (const name of counts) {
    const value = config[name];
    if (!(Number.isSafeInteger(value) && value >= 1)) {
      errors.push(`${name} is ${value}: must be a whole number of at least 1`);
    }
  }
  if (!(config.reserve >= 0 && config.reserve < 1)) {
    errors.push(`reserve is ${config.reserve}: must be at least 0 and below 1`);
  }
  for (const [name, wait] of Object.entries(config.longestWait)) {
    if (!(Number.isFinite(wait) && wait >= 0)) {
      errors.push(`longestWait.${name} is ${wait}: must be a finite number >= 0`);
    }
  }
  return errors;
}

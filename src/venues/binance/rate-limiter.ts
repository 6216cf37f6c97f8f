/**
 * Request weights and order counts in fixed windows of machine time: over the limit every request
 * is answered 429 until the window ends; who keeps on is banned with 418, longer each time.
 */
import { MINUTE_MS, type Ms, SECOND_MS } from '../../domain/time.ts';
import { VenueError } from './errors.ts';

export interface RateLimits {
  readonly weightPerMinute: number;
  readonly ordersPerMinute: number;
  readonly ordersPerTenSeconds: number;
}
export const DEFAULT_LIMITS: RateLimits = {
  weightPerMinute: 2_400,
  ordersPerMinute: 1_200,
  ordersPerTenSeconds: 300,
};

/** Requests answered 429 in one window before the ban. */
const PATIENCE = 10;
const FIRST_BAN: Ms = 2 * MINUTE_MS;
const LONGEST_BAN: Ms = 3 * 24 * 60 * MINUTE_MS;

class Window {
  used = 0;
  private index = -1;
  private readonly length: Ms;

  constructor(length: Ms) {
    this.length = length;
  }

  /** Opens the window that `now` lies in; true when it is a new one. */
  open(now: Ms): boolean {
    const index = Math.floor(now / this.length);
    if (index === this.index) return false;
    this.index = index;
    this.used = 0;
    return true;
  }

  /** Whole seconds until it ends, at least 1. */
  left(now: Ms): number {
    return Math.max(1, Math.ceil(((this.index + 1) * this.length - now) / SECOND_MS));
  }
}

export class RateLimiter {
  /** May be changed at any time. */
  limits: RateLimits;
  private readonly minute = new Window(MINUTE_MS);
  private readonly orderMinute = new Window(MINUTE_MS);
  private readonly orderTen = new Window(10 * SECOND_MS);
  private refusals = 0;
  private bans = 0;
  private bannedUntil = 0;

  constructor(limits: RateLimits = DEFAULT_LIMITS) {
    this.limits = limits;
  }

  /** Counts a request at machine time `now`; throws the `VenueError` it is answered with instead. */
  count(weight: number, order: boolean, now: Ms): void {
    if (now < this.bannedUntil) throw this.banned(now);
    if (this.minute.open(now)) this.refusals = 0;
    this.orderMinute.open(now);
    this.orderTen.open(now);
    this.minute.used += weight;
    const { weightPerMinute, ordersPerMinute, ordersPerTenSeconds } = this.limits;
    if (this.minute.used > weightPerMinute) {
      this.refusals += 1;
      if (this.refusals > PATIENCE) throw this.ban(now);
      const text = `Too much request weight used; current limit is ${weightPerMinute} request weight per 1 MINUTE. Please use the websocket for live updates to avoid polling the API.`;
      throw new VenueError(429, -1003, text, this.minute.left(now));
    }
    if (!order) return;
    if (this.orderTen.used >= ordersPerTenSeconds) {
      throw tooManyOrders(ordersPerTenSeconds, '10 SECOND', this.orderTen.left(now));
    }
    if (this.orderMinute.used >= ordersPerMinute) {
      throw tooManyOrders(ordersPerMinute, '1 MINUTE', this.orderMinute.left(now));
    }
    this.orderTen.used += 1;
    this.orderMinute.used += 1;
  }

  /** What a response tells about use so far. */
  headers(order: boolean): Readonly<Record<string, string>> {
    const weight = { 'X-MBX-USED-WEIGHT-1M': String(this.minute.used) };
    if (!order) return weight;
    return {
      ...weight,
      'X-MBX-ORDER-COUNT-10S': String(this.orderTen.used),
      'X-MBX-ORDER-COUNT-1M': String(this.orderMinute.used),
    };
  }

  private ban(now: Ms): VenueError {
    this.bannedUntil = now + Math.min(FIRST_BAN * 2 ** this.bans, LONGEST_BAN);
    this.bans = Math.min(this.bans + 1, 30);
    return this.banned(now);
  }

  private banned(now: Ms): VenueError {
    const seconds = Math.max(1, Math.ceil((this.bannedUntil - now) / SECOND_MS));
    const text = `Way too many requests; IP banned for ${seconds} seconds. Please use the websocket for live updates to avoid bans.`;
    return new VenueError(418, -1003, text, seconds);
  }
}

const tooManyOrders = (most: number, interval: string, seconds: number): VenueError =>
  new VenueError(
    429,
    -1015,
    `Too many new orders; current limit is ${most} orders per ${interval}.`,
    seconds,
  );

import { describe, expect, it } from 'vitest';
import { VenueError } from './errors.ts';
import { RateLimiter } from './rate-limiter.ts';

const LIMITS = { weightPerMinute: 10, ordersPerMinute: 4, ordersPerTenSeconds: 2 };
const START = 1_700_000_040_000;

function refusal(work: () => void): VenueError | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    if (error instanceof VenueError) return error;
    throw error;
  }
}

describe('the limits of requests', () => {
  it('count weights, tell them, and begin anew with the minute', () => {
    const limiter = new RateLimiter(LIMITS);
    limiter.count(4, false, START);
    limiter.count(6, false, START + 1_000);
    expect(limiter.headers(false)).toEqual({ 'X-MBX-USED-WEIGHT-1M': '10' });
    const refused = refusal(() => limiter.count(1, false, START + 20_000));
    expect(refused).toMatchObject({ status: 429, code: -1003 });
    const next = START + 20_000 + refused!.retryAfter! * 1_000;
    expect(refusal(() => limiter.count(1, false, next - 1_000))?.status).toBe(429);
    expect(refusal(() => limiter.count(1, false, next))).toBeUndefined();
  });

  it('ban who goes on, twice as long the second time', () => {
    const limiter = new RateLimiter(LIMITS);
    const ban = (from: number): VenueError => {
      let last: VenueError | undefined;
      for (let count = 0; count < 30 && last?.status !== 418; count += 1) {
        last = refusal(() => limiter.count(5, false, from));
      }
      return last!;
    };
    expect(ban(START)).toMatchObject({ status: 418, retryAfter: 120 });
    const during = refusal(() => limiter.count(0, false, START + 119_000));
    expect(during).toMatchObject({ status: 418, retryAfter: 1 });
    expect(refusal(() => limiter.count(1, false, START + 120_000))).toBeUndefined();
    expect(ban(START + 120_000)).toMatchObject({ status: 418, retryAfter: 240 });
  });

  it('count orders in ten seconds and in a minute', () => {
    const limiter = new RateLimiter(LIMITS);
    const order = (at: number): number | undefined =>
      refusal(() => limiter.count(0, true, START + at))?.code;
    expect([order(0), order(0), order(0)]).toEqual([undefined, undefined, -1015]);
    expect([order(10_000), order(10_000), order(20_000)]).toEqual([undefined, undefined, -1015]);
    expect(limiter.headers(true)).toMatchObject({ 'X-MBX-ORDER-COUNT-1M': '4' });
    expect(order(60_000)).toBeUndefined();
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEFAULT_LIMITS, RateLimiter } from '../../binance/rate-limiter.ts';
import {
  type BudgetRequest,
  DEFAULT_BUDGET,
  REQUEST_CLASSES,
  RequestBudget,
  type RequestBudgetConfig,
  type RequestClass,
} from './request-budget.ts';

const SMALL: RequestBudgetConfig = {
  ...DEFAULT_BUDGET,
  weightPerMinute: 100,
  ordersPerTenSeconds: 10,
  ordersPerMinute: 30,
  queued: 5,
};

const WEIGHT: Record<RequestClass, number> = {
  exit: 0,
  cancel: 1,
  vital_query: 1,
  query: 1,
  entry: 0,
  snapshot: 10,
};

const request = (name: RequestClass, payload: string = name): BudgetRequest<string> => ({
  class: name,
  weight: WEIGHT[name],
  orders: name === 'exit' || name === 'entry' ? 1 : 0,
  payload,
});

function offered(budget: RequestBudget<string>, names: readonly RequestClass[], now: number) {
  const refusals = names.map((name, index) => budget.offer(request(name, `${name} ${index}`), now));
  return refusals.filter((refusal) => refusal !== null);
}

const repeat = (name: RequestClass, times: number): RequestClass[] => Array(times).fill(name);

describe('the budget of requests', () => {
  it('lets exits leave first, then cancels, queries, entries, snapshots', () => {
    const budget = new RequestBudget<string>();
    for (const name of [...REQUEST_CLASSES].reverse()) budget.offer(request(name), 0);
    expect(budget.release(0)).toEqual({ send: [...REQUEST_CLASSES], dropped: [] });
    expect(budget.nextAt(0)).toBeNull();
  });

  it('keeps a fifth for reductions, cancels and the questions about them', () => {
    const budget = new RequestBudget<string>({ ...SMALL, queued: 100 });
    expect(offered(budget, repeat('entry', 9), 0)).toEqual([]);
    const entries = budget.release(0);
    expect(entries.send).toHaveLength(8);
    // An entry never waits: halt and gate were asked for this instant only.
    expect(entries.dropped).toMatchObject([{ payload: 'entry 8' }]);
    offered(budget, repeat('exit', 3), 1);
    expect(budget.release(1).send).toEqual(['exit 0', 'exit 1']);

    offered(budget, repeat('query', 81), 2);
    expect(budget.release(2).send).toHaveLength(80);
    offered(budget, [...repeat('vital_query', 10), ...repeat('cancel', 11)], 3);
    const vital = budget.release(3).send;
    expect(vital.filter((each) => each.startsWith('cancel'))).toHaveLength(11);
    expect(vital.filter((each) => each.startsWith('vital'))).toHaveLength(9);
    expect(budget.view(3)).toMatchObject({ weight: 100, ordersInTenSeconds: 10 });
  });

  it('lets what waits leave when its use is a window old, and gives it back when that is too late', () => {
    const budget = new RequestBudget<string>(SMALL);
    for (let at = 0; at < 10; at += 1) {
      offered(budget, ['exit'], at * 100);
      budget.release(at * 100);
    }
    offered(budget, ['exit'], 6_000);
    expect(budget.release(6_000)).toEqual({ send: [], dropped: [] });
    expect(budget.release(8_999).dropped).toEqual([]);
    expect(budget.nextAt(8_999)).toBe(9_000);
    expect(budget.release(9_000).dropped).toMatchObject([{ payload: 'exit 0' }]);

    offered(budget, ['exit'], 9_500);
    expect(budget.release(9_999).send).toEqual([]);
    expect(budget.nextAt(9_999)).toBe(10_000);
    expect(budget.release(10_000).send).toEqual(['exit 0']);
  });

  it('is not overtaken where it waits, and does not hold up who needs something else', () => {
    const budget = new RequestBudget<string>({ ...SMALL, queued: 100 });
    budget.offer({ ...request('query', 'big'), weight: 75 }, 0);
    budget.release(0);
    budget.offer({ ...request('query', 'waits'), weight: 8 }, 1);
    offered(budget, ['query', 'snapshot', 'entry', 'cancel'], 1);
    expect(budget.release(1).send).toEqual(['cancel 3', 'entry 2']);
  });

  it('bounds what waits of each kind, and puts the same question in line once', () => {
    const budget = new RequestBudget<string>(SMALL);
    offered(budget, repeat('exit', 5), 0);
    budget.release(0);
    offered(budget, repeat('exit', 5), 0);
    budget.release(0);
    const refusals = offered(budget, [...repeat('exit', 7), 'cancel'], 1);
    expect(refusals).toEqual(['5 of its kind wait already', '5 of its kind wait already']);
    for (let i = 0; i < 9; i += 1) budget.offer({ ...request('query'), key: 'query of A' }, 2);
    expect(budget.view(2).waiting).toBe(5 + 1 + 1);
    expect(budget.offer({ ...request('snapshot'), weight: 81 }, 2)).toContain('81');
  });

  it('believes the venue about what others on the same address used', () => {
    const budget = new RequestBudget<string>({ ...SMALL, queued: 100 });
    offered(budget, ['query'], 0);
    budget.release(0);
    budget.answered({ status: 200, sentAt: 0, headers: { 'X-MBX-USED-WEIGHT-1M': '70' } }, 50);
    expect(budget.view(50).weight).toBe(70);
    offered(budget, repeat('query', 20), 100);
    expect(budget.release(100).send).toHaveLength(10);
    // Late: the answer to something that left before the last one heard.
    budget.answered({ status: 200, sentAt: -5, headers: { 'x-mbx-used-weight-1m': '3' } }, 150);
    expect(budget.view(150).weight).toBe(80);
    // The venue's minute began anew; what we sent ourselves still counts for a whole one.
    budget.answered({ status: 200, sentAt: 100, headers: { 'x-mbx-used-weight-1m': '2' } }, 200);
    expect(budget.view(200).weight).toBe(11);
    expect(budget.view(60_100).weight).toBe(2);
    expect(budget.view(60_200).weight).toBe(0);
  });

  it('does not believe headers that are no figures', () => {
    const budget = new RequestBudget<string>(SMALL);
    for (const text of ['', 'many', '-5', 'NaN', 'Infinity', undefined]) {
      budget.answered({ status: 200, sentAt: 0, headers: { 'x-mbx-used-weight-1m': text } }, 1);
    }
    expect(budget.view(1).weight).toBe(0);
  });

  it('after 429 nothing leaves before Retry-After is over, then the window is free', () => {
    const budget = new RequestBudget<string>(SMALL);
    const headers = { 'retry-after': '2', 'x-mbx-used-weight-1m': '130' };
    offered(budget, ['exit'], 0);
    budget.answered({ status: 429, sentAt: 0, headers }, 10);
    expect(budget.blocked(10)?.reason).toContain('429');
    offered(budget, ['cancel'], 20);
    // An entry would have to wait: it comes back at once.
    expect(offered(budget, ['entry'], 20)).toHaveLength(1);
    expect(budget.release(2_009)).toEqual({ send: [], dropped: [] });
    expect(budget.nextAt(2_009)).toBe(2_010);
    expect(budget.release(2_010).send).toEqual(['exit 0', 'cancel 0']);
    expect(budget.blocked(2_010)).toBeNull();
    expect(budget.view(2_010).weight).toBe(1);
  });

  it('a ban holds exits too, gives back at once what waits, and is obeyed to its end', () => {
    const budget = new RequestBudget<string>(SMALL);
    offered(budget, ['exit', 'cancel', 'snapshot'], 0);
    budget.answered({ status: 418, sentAt: 0, headers: { 'Retry-After': '120' } }, 100);
    expect(budget.release(100)).toMatchObject({
      send: [],
      dropped: [{ payload: 'exit 0' }, { payload: 'cancel 1' }, { payload: 'snapshot 2' }],
    });
    expect(offered(budget, ['exit', 'cancel'], 60_000)).toMatchObject([
      expect.stringContaining('banned by the venue (418) for 120 s'),
      expect.stringContaining('exits included'),
    ]);
    // Those that were under way are told the same, shorter: the longest counts.
    budget.answered({ status: 418, sentAt: 0, headers: { 'Retry-After': '1' } }, 200);
    expect(budget.blocked(200)).toMatchObject({ until: 120_100 });
    expect(offered(budget, ['exit'], 118_000)).toEqual([]);
    expect(budget.release(120_099).send).toEqual([]);
    expect(budget.release(120_100).send).toEqual(['exit 0']);
  });

  it('waits longer each time where the venue does not say how long, small again once it answers', () => {
    const budget = new RequestBudget<string>(SMALL);
    let now = 0;
    const silence = (status: number): number => {
      budget.answered({ status, sentAt: now, headers: {} }, now);
      const { until } = budget.blocked(now)!;
      const length = until - now;
      now = until;
      return length;
    };
    expect([silence(429), silence(429), silence(429)]).toEqual([1_000, 2_000, 4_000]);
    expect([silence(418), silence(418)]).toEqual([120_000, 240_000]);
    for (let i = 0; i < 40; i += 1) silence(429);
    expect(silence(429)).toBe(60_000);
    // A server that is broken says nothing about limits.
    budget.answered({ status: 503, sentAt: now, headers: {} }, now);
    expect(silence(429)).toBe(60_000);
    budget.answered({ status: 200, sentAt: now, headers: {} }, now);
    expect(silence(429)).toBe(1_000);
  });

  it('a ban longer than the venue ever gives is not believed', () => {
    const budget = new RequestBudget<string>(SMALL);
    budget.answered({ status: 418, sentAt: 0, headers: { 'retry-after': '99999999999' } }, 0);
    expect(budget.blocked(0)?.until).toBe(3 * 24 * 60 * 60_000);
  });

  it('figures that make no sense are refused with all of them named', () => {
    const bad = { ...SMALL, weightPerMinute: 0, reserve: 1, queued: 1.5 };
    const make = () =>
      new RequestBudget({ ...bad, longestWait: { ...SMALL.longestWait, exit: -1 } });
    expect(make).toThrow(
      /weightPerMinute is 0.*queued is 1.5.*reserve is 1.*longestWait.exit is -1/,
    );
  });

  it('never brings the venue to refuse, whatever is asked for, whenever its windows begin', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.record({
            wait: fc.integer({ min: 0, max: 4_000 }),
            name: fc.constantFrom(...REQUEST_CLASSES),
            times: fc.integer({ min: 1, max: 400 }),
          }),
          { minLength: 10, maxLength: 60 },
        ),
        fc.integer({ min: 0, max: 59_999 }),
        (load, offset) => {
          const venue = new RateLimiter(DEFAULT_LIMITS);
          const budget = new RequestBudget<BudgetRequest<string>>();
          let now = 1_700_000_000_000;
          let asked = 0;
          let left = 0;
          let back = 0;
          const turn = (): void => {
            const { send, dropped } = budget.release(now);
            left += send.length;
            back += dropped.length;
            for (const each of send) venue.count(each.weight, each.orders > 0, now + offset);
          };
          for (const { wait, name, times } of load) {
            now += wait;
            turn();
            for (let i = 0; i < times; i += 1) {
              asked += 1;
              const payload = request(name);
              if (budget.offer({ ...payload, payload }, now) !== null) back += 1;
            }
            turn();
          }
          for (let next = budget.nextAt(now); next !== null; next = budget.nextAt(now)) {
            now = next;
            turn();
          }
          expect(left + back).toBe(asked);
        },
      ),
      { numRuns: 60 },
    );
  });
});

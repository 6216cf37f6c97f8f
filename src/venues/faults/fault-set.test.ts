import { describe, expect, it } from 'vitest';
import { Random } from '../../market/random.ts';
import { BTC, START, step } from '../simulated/exchange-fixture.ts';
import { eventFate } from './event-fate.ts';
import { FaultSet, MAX_FAULTS, type Strike } from './fault-set.ts';
import { ALWAYS, faultSet } from './faults-fixture.ts';
import type { Distribution, Fault } from './plan.ts';
import { StepView } from './step-view.ts';

const seeded = (faults: readonly Fault[], seed = 7): FaultSet =>
  new FaultSet({ faults }, (stream) => new Random(seed, stream), START);

const latency = (id: string, by: Distribution): Fault => ({
  ...{ ...ALWAYS, id, kind: 'latency', by, leg: 'request', routes: ['order'] },
});
const chancy = (id: string): Fault => ({
  ...{ ...ALWAYS, id, probability: 0.5, kind: 'reject', routes: ['order'] },
  ...{ status: 400, code: -1, message: '' },
});
const strikesOf = (set: FaultSet, fault: Fault, count: number): readonly boolean[] =>
  Array.from({ length: count }, () => set.strikes(fault, START, 'x'));

describe('a fault plan at work', () => {
  it('draws lengths of time as the distribution says', () => {
    const by = (distribution: Distribution): readonly number[] => {
      const fault = latency('a', distribution);
      const set = seeded([fault]);
      return Array.from({ length: 2_000 }, () => set.draw(fault, distribution)).sort(
        (a, b) => a - b,
      );
    };
    expect(new Set(by({ fixed: 30 }))).toEqual(new Set([30]));
    const uniform = by({ uniform: [100, 300] });
    expect([uniform[0], uniform.at(-1)]).toEqual([100, 300]);
    expect(uniform[1_000]).toBeGreaterThan(185);
    expect(uniform[1_000]).toBeLessThan(215);
    const logNormal = by({ logNormal: { median: 100, sigma: 0.5, most: 300 } });
    expect(logNormal.at(-1)).toBe(300);
    expect(logNormal[1_000]).toBeGreaterThan(92);
    expect(logNormal[1_000]).toBeLessThan(108);
    // One standard deviation of the logarithm up: e^0.5.
    expect(logNormal[Math.floor(2_000 * 0.841)]).toBeGreaterThan(150);
    expect(logNormal[Math.floor(2_000 * 0.841)]).toBeLessThan(180);
  });

  it('gives the same strikes for the same seed, whatever else is in the plan', () => {
    const fault = chancy('b');
    const alone = strikesOf(seeded([fault]), fault, 50);
    const set = seeded([chancy('a'), fault, latency('c', { uniform: [0, 9] })]);
    const among = Array.from({ length: 50 }, () => {
      strikesOf(set, chancy('a'), 3);
      return set.strikes(fault, START, 'x');
    });
    expect(among).toEqual(alone);
    expect(new Set(alone).size).toBe(2);
    expect(strikesOf(seeded([fault], 8), fault, 50)).not.toEqual(alone);
  });

  it('strikes so often as it may, and tells each strike', () => {
    const fault: Fault = { ...chancy('a'), probability: 1, times: 2 } as Fault;
    const set = seeded([fault]);
    const told: Strike[] = [];
    set.onStrike((strike) => told.push(strike));
    expect(strikesOf(set, fault, 3)).toEqual([true, true, false]);
    expect(told).toEqual([1, 2].map((count) => ({ ...told[0], count })));
    expect(set.status(START)).toEqual([{ fault, strikes: 2, inForce: true }]);
  });

  it('can be changed while it runs; times count from the change', () => {
    const window: Fault = { id: 'w', kind: 'maintenance', from: 10, until: 20, message: '' };
    const set = seeded([]);
    expect(set.isEmpty).toBe(true);
    set.add([window], START + 100);
    expect(set.inForce('maintenance', START + 109)).toEqual([]);
    expect(set.inForce('maintenance', START + 110)).toEqual([window]);
    expect(set.inForce('maintenance', START + 120)).toEqual([]);
    expect(set.nextChange(START + 100)).toBe(START + 110);
    expect(set.nextChange(START + 110)).toBe(START + 120);
    expect(set.nextChange(START + 120)).toBeNull();
    expect(() => set.add([window], START)).toThrow('same id');
    const many = Array.from({ length: MAX_FAULTS }, (_, index) => chancy(`f${index}`));
    expect(() => set.add(many, START)).toThrow('more than 256');
    expect([set.remove('w'), set.remove('w')]).toEqual([true, false]);
    set.replace([chancy('a')], START);
    expect(set.status(START).map(({ fault }) => fault.id)).toEqual(['a']);
  });

  it('lets events overtake each other', () => {
    const fault: Fault = { ...ALWAYS, kind: 'reorder', events: ['fill'], within: 1_000 };
    const set = seeded([fault]);
    const delays = Array.from({ length: 20 }, () => eventFate(set, 'fill', 'x', START).delay);
    expect([...delays].sort((a, b) => a - b)).not.toEqual(delays);
    expect(Math.max(...delays)).toBeLessThanOrEqual(1_000);
    expect(eventFate(set, 'order', 'x', START)).toEqual({ delay: 0, copies: [] });
  });
});

describe('market data', () => {
  const view = (how: 'stale' | 'frozen' | 'crossed') =>
    new StepView(
      faultSet([{ id: 'a', kind: 'market_data', from: 10, until: 30, how, symbols: [BTC] }], START),
    );

  it('stop coming', () => {
    const seen = view('stale');
    const steps = [0, 10, 29, 30].map((at) => seen.of(step(50_000, START + at)));
    expect(steps.map((each) => each?.at)).toEqual([START, undefined, undefined, START + 30]);
  });

  it('go on with the figures of the first instant', () => {
    const seen = view('frozen');
    seen.of(step(50_000, START));
    const first = seen.of(step(50_100, START + 10, { high: 50_200 }));
    const second = seen.of(step(49_000, START + 20));
    expect(first).toMatchObject({ close: 50_100, high: 50_100, mark: 50_100, volume: 0 });
    expect(second).toEqual({ ...first, at: START + 20 });
    expect(seen.of(step(48_000, START + 30))?.close).toBe(48_000);
  });

  it('show the best bid above the best ask', () => {
    const { book } = view('crossed').of(step(50_000, START + 10))!;
    expect(book.bids.slice(0, 2)).toEqual([50_000.5, 2]);
    expect(book.asks.slice(0, 2)).toEqual([49_999.5, 2]);
  });
});

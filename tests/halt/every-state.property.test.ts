/** HALT-1 and EXIT-1 in every state: whatever people, processes, links, journals and the market do. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { covers, PORTFOLIO } from '../../src/domain/closure.ts';
import { strategyId } from '../../src/domain/ids.ts';
import type { VenueCommand } from '../../src/domain/venue.ts';
import { parseClientOrderId } from '../../src/execution/client-order-id.ts';
import { passedChecks } from '../../src/orchestrator/testing/rig.ts';
import { House, SYMBOLS } from './house.ts';

const LEASE_MS = 2_000;
const STRATEGIES = ['S1', 'S2', 'S3', 'S4', 'S5', 'S6', 'S7'].map(strategyId);
const DESK = { actor: 'desk', reason: 'drill' };

type Act =
  | { readonly act: 'signals'; readonly from: number; readonly count: number }
  | { readonly act: 'halt' | 'lift'; readonly way: 'orchestrator' | 'executor' | 'both' }
  | { readonly act: 'launch'; readonly verb: 'retry' | 'abort' | 'accept' }
  | { readonly act: 'skip'; readonly step: string }
  | { readonly act: 'wait'; readonly seconds: number }
  | { readonly act: 'kill' | 'start' | 'restart' | 'cut' | 'join' | 'hold' | 'deliver' }
  | { readonly act: 'disk'; readonly whose: 'executor' | 'orchestrator'; readonly times: number }
  | { readonly act: 'silence'; readonly symbol: number }
  | { readonly act: 'speak' }
  | { readonly act: 'preflight'; readonly ok: boolean }
  | { readonly act: 'loss'; readonly usdt: number }
  | { readonly act: 'exit'; readonly position: number }
  | { readonly act: 'stray'; readonly nth: number }
  /** The executor is halted within the lease of an orchestrator that does not hear of it. */
  | { readonly act: 'alone'; readonly how: 'kill' | 'cut'; readonly nth: number }
  /** An entry decided before a halt arrives after it was lifted. */
  | { readonly act: 'late'; readonly nth: number };

const constant = <T extends Act>(act: T) => fc.constant(act);
const way = fc.constantFrom('orchestrator', 'executor', 'both');
const act: fc.Arbitrary<Act> = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.record({
      act: fc.constant('signals' as const),
      from: fc.nat(20),
      count: fc.integer({ min: 1, max: 6 }),
    }),
  },
  { weight: 4, arbitrary: fc.record({ act: fc.constant('halt' as const), way }) },
  { weight: 5, arbitrary: fc.record({ act: fc.constant('lift' as const), way }) },
  {
    weight: 2,
    arbitrary: fc.record({
      act: fc.constant('launch' as const),
      verb: fc.constantFrom('retry', 'abort', 'accept'),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      act: fc.constant('skip' as const),
      step: fc.constantFrom('A', 'B', 'C', 'warnings'),
    }),
  },
  {
    weight: 10,
    arbitrary: fc.record({
      act: fc.constant('wait' as const),
      seconds: fc.integer({ min: 1, max: 40 }),
    }),
  },
  ...(['kill', 'start', 'restart', 'cut', 'join', 'hold', 'deliver'] as const).map((name) => ({
    weight: name === 'start' || name === 'join' || name === 'deliver' ? 4 : 2,
    arbitrary: constant({ act: name }),
  })),
  {
    weight: 2,
    arbitrary: fc.record({
      act: fc.constant('disk' as const),
      whose: fc.constantFrom('executor', 'orchestrator'),
      times: fc.integer({ min: 1, max: 8 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ act: fc.constant('silence' as const), symbol: fc.nat(2) }) },
  { weight: 1, arbitrary: constant({ act: 'speak' }) },
  { weight: 1, arbitrary: fc.record({ act: fc.constant('preflight' as const), ok: fc.boolean() }) },
  {
    weight: 1,
    arbitrary: fc.record({
      act: fc.constant('loss' as const),
      usdt: fc.constantFrom(0, -2_100, -3_500, -6_500, -9_500),
    }),
  },
  { weight: 10, arbitrary: fc.record({ act: fc.constant('stray' as const), nth: fc.nat(20) }) },
  { weight: 2, arbitrary: fc.record({ act: fc.constant('exit' as const), position: fc.nat(5) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      act: fc.constant('alone' as const),
      how: fc.constantFrom('kill', 'cut'),
      nth: fc.nat(20),
    }),
  },
  { weight: 2, arbitrary: fc.record({ act: fc.constant('late' as const), nth: fc.nat(20) }) },
);

function perform(house: House, given: Act): void {
  switch (given.act) {
    case 'signals':
      for (let i = 0; i < given.count; i += 1) {
        const nth = given.from + i;
        house.signal(STRATEGIES[nth % 7]!, SYMBOLS[Math.floor(nth / 7) % 3]!);
      }
      return;
    case 'stray':
      house.stray(STRATEGIES[given.nth % 7]!, SYMBOLS[Math.floor(given.nth / 7)]!);
      return;
    case 'late': {
      const order = house.draft(STRATEGIES[given.nth % 7]!, SYMBOLS[Math.floor(given.nth / 7)]!);
      house.say({ kind: 'halt', ...DESK });
      house.tell({ kind: 'halt', on: false, ...DESK });
      house.say({ kind: 'resume', ...DESK });
      house.tell({ kind: 'entry', order });
      return;
    }
    case 'alone':
      if (given.how === 'kill') house.killOrchestrator();
      else house.cut();
      house.tell({ kind: 'halt', on: true, ...DESK });
      house.stray(STRATEGIES[given.nth % 7]!, SYMBOLS[Math.floor(given.nth / 7)]!);
      return;
    case 'halt':
      if (given.way !== 'orchestrator') house.tell({ kind: 'halt', on: true, ...DESK });
      if (given.way !== 'executor') house.say({ kind: 'halt', ...DESK });
      return;
    case 'lift':
      if (given.way !== 'orchestrator') house.tell({ kind: 'halt', on: false, ...DESK });
      if (given.way !== 'executor') house.say({ kind: 'resume', ...DESK });
      return;
    case 'launch':
      house.say({ kind: `launch_${given.verb}`, ...DESK });
      return;
    case 'skip':
      house.say({ kind: 'launch_skip', step: given.step, ...DESK });
      return;
    case 'wait':
      house.pass(given.seconds);
      return;
    case 'kill':
      house.killOrchestrator();
      return;
    case 'start':
      house.startOrchestrator();
      return;
    case 'restart':
      house.restartExecutor();
      return;
    case 'cut':
      house.cut();
      return;
    case 'join':
      house.join();
      return;
    case 'hold':
      house.held ??= [];
      return;
    case 'deliver':
      house.deliver();
      return;
    case 'disk':
      if (given.whose === 'executor') house.executorJournal.failNext('disk full', given.times);
      else house.orchestratorJournal.failNext('disk full', given.times);
      return;
    case 'silence':
      house.silent.add(SYMBOLS[given.symbol]!);
      return;
    case 'speak':
      house.silent.clear();
      return;
    case 'preflight':
      house.check(
        passedChecks().map((check) =>
          check.id === 'PRE-1' && !given.ok ? { ...check, state: 'failed' as const } : check,
        ),
      );
      return;
    case 'loss':
      house.shock = given.usdt;
      return;
    case 'exit': {
      const position = house.positions()[given.position];
      if (position === undefined) return;
      const { strategy, symbol, side } = position;
      const request = { strategy, symbol, side, reason: 'rule', at: house.now };
      house.tell({ kind: 'exit', request });
    }
  }
}

/** Counted over all runs: a property about entries needs some. */
const seen = { entries: 0, exits: 0, closed: 0 };

/** What must hold at the very moment an entry leaves. */
function guardEntries(house: House): void {
  house.onSend = (command: VenueCommand) => {
    if (command.kind !== 'place') return;
    if (command.action !== 'open') {
      seen.exits += 1;
      return;
    }
    seen.entries += 1;
    const said = `${command.clientOrderId} at ${house.now}`;
    if (house.latch) throw new Error(`${said} left under ENTRY_HALT`);
    const age = house.now - house.leaseAt;
    if (age >= LEASE_MS) throw new Error(`${said} left on a lease of ${age} ms`);
    const { decision } = parseClientOrderId(command.clientOrderId) ?? { decision: 0 };
    const epoch = house.epochs.get(decision);
    if (epoch === undefined) throw new Error(`${said} was told by nobody`);
    if (epoch < house.haltEpoch) throw new Error(`${said} was decided before the last halt`);
    if (house.driver.journalFailure !== null) throw new Error(`${said} left without a journal`);
    if (house.orchestrator === null || !house.linked) return;
    const strategy = STRATEGIES.find((id) => command.clientOrderId.includes(id));
    if (strategy === undefined) throw new Error(`${said} names no strategy`);
    const closed = house.orchestrator
      .status(house.now)
      .closures.filter(({ scope }) => covers(scope, strategy, command.symbol));
    if (closed.length > 0) throw new Error(`${said} left under ${closed[0]?.id}`);
  };
}

/** A house whose launch is through, with some positions. */
function launched(): House {
  const house = new House();
  guardEntries(house);
  house.pass(150);
  for (const [strategy, symbol] of [
    ['S3', 0],
    ['S4', 1],
    ['S5', 2],
    ['S1', 1],
  ] as const) {
    house.signal(strategyId(strategy), SYMBOLS[symbol]!);
  }
  house.pass(5);
  return house;
}

describe('whatever happens', () => {
  it('HALT-1 EXIT-1 no entry leaves under a halt, a closure or a dead lease, and every position can be left', {
    timeout: 120_000,
  }, () => {
    fc.assert(
      fc.property(
        fc.array(act, { minLength: 1, maxLength: 40 }),
        fc.constantFrom('flatten', 'stops'),
        (acts, ending) => {
          const house = launched();
          for (const given of acts) perform(house, given);
          const open = house.positions().length;
          // In whatever state all that has left the house, and with its disk failing as well.
          house.executorJournal.failNext('disk full', 1_000_000);
          if (ending === 'flatten') {
            house.tell({ kind: 'flatten', scope: PORTFOLIO, ...DESK });
            house.pass(20);
          } else {
            // Held from above every stop to below each of them.
            house.level = 0.85;
            house.pass(40);
          }
          expect(house.positions()).toEqual([]);
          seen.closed += open;
        },
      ),
      { numRuns: 200, seed: 20_251_128 },
    );
    expect(seen.entries).toBeGreaterThan(400);
    expect(seen.closed).toBeGreaterThan(200);
    expect(seen.exits).toBeGreaterThan(seen.closed);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { kernelConfig } from '../../tests/support/kernel-config.ts';
import { Driver, type Move, moveArbitrary, opening } from '../../tests/support/kernel-driver.ts';
import { T0 } from '../../tests/support/kernel-scenario.ts';
import { describeDecision } from './decision/describe-decision.ts';
import type { KernelEvent, KernelOutput } from './events.ts';
import { createKernel, type KernelState, nextWake } from './kernel.ts';
import { loadKernel, saveKernel, stateTexts } from './snapshot.ts';
import { kernelStatus } from './status.ts';
import { step } from './step.ts';

const config = kernelConfig();

/** Runs the moves and hands every step to the observer. */
function run(
  moves: readonly Move[],
  observe: (
    state: KernelState,
    event: KernelEvent,
    outputs: readonly KernelOutput[],
  ) => KernelState | undefined,
): KernelState {
  let state = createKernel(config, { at: T0, writer: 1 });
  const driver = new Driver();
  const feed = (event: KernelEvent): void => {
    const outputs = step(state, event);
    driver.learn(state, outputs);
    state = observe(state, event, outputs) ?? state;
  };
  opening(driver).forEach(feed);
  for (const move of moves) driver.events(move).forEach(feed);
  return state;
}

const movesArbitrary = fc.array(moveArbitrary, { minLength: 20, maxLength: 150 });
const runs = { numRuns: 60 };

describe('kernel properties', () => {
  it('RB-T2 no allowed order ever leaves a cap exceeded, and none is allowed while closed', () => {
    let allowed = 0;
    fc.assert(
      fc.property(movesArbitrary, (moves) => {
        run(moves, (state, _, outputs) => {
          for (const output of outputs) {
            if (output.kind !== 'decision') continue;
            const record = describeDecision(state, output);
            if (record.verdict === 'refused') {
              expect(record.checks.at(-1)?.outcome).not.toBe('pass');
              continue;
            }
            allowed += 1;
            expect(record.closures).toEqual([]);
            const { strategy, asset, topThree, total } = record.exposureAfter;
            expect(Math.max(strategy.notional, strategy.risk)).toBeLessThanOrEqual(
              record.caps.strategy + 1e-9,
            );
            expect(Math.max(asset.notional, asset.risk)).toBeLessThanOrEqual(
              record.caps.asset + 1e-9,
            );
            expect(Math.max(topThree.notional, topThree.risk)).toBeLessThanOrEqual(
              record.caps.topThree + 1e-9,
            );
            expect(Math.max(total.notional, total.risk)).toBeLessThanOrEqual(
              record.caps.total + 1e-9,
            );
            expect(record.openTrades.before).toBeLessThan(record.openTrades.limit);
          }
        });
      }),
      // Enough that the random histories surely contain allowed entries.
      { numRuns: 200 },
    );
    expect(allowed).toBeGreaterThan(25);
  });

  it('AUD-2 the same events give the same outputs and state, and a snapshot continues to the bit', () => {
    fc.assert(
      fc.property(movesArbitrary, fc.nat(200), (moves, split) => {
        const first: string[] = [];
        const second: string[] = [];
        const a = run(moves, (_, __, outputs) => {
          first.push(JSON.stringify(outputs));
          return undefined;
        });
        let count = 0;
        const b = run(moves, (state, _, outputs) => {
          second.push(JSON.stringify(outputs));
          count += 1;
          return count % (split + 1) === split ? loadKernel(config, saveKernel(state)) : state;
        });
        expect(second).toEqual(first);
        expect(stateTexts(b)).toEqual(stateTexts(a));
      }),
      runs,
    );
  });

  it('exposure sums equal the sums over the items, open trades the count of them', () => {
    fc.assert(
      fc.property(movesArbitrary, (moves) => {
        run(moves, (state) => {
          const { positions, entries, exposure, openTrades } = state.holdings;
          const items = [...positions, ...entries.values()];
          const close = (a: number, b: number) => expect(Math.abs(a - b)).toBeLessThan(1e-6);
          close(
            exposure.notional,
            items.reduce((sum, item) => sum + item.notional, 0),
          );
          close(
            exposure.risk,
            items.reduce((sum, item) => sum + item.risk, 0),
          );
          expect(exposure.items).toBe(items.length);
          const waiting = [...entries.values()].filter((entry) => entry.booked === 0).length;
          expect(openTrades).toBe(positions.length + waiting);
          for (const value of exposure.assetNotional) expect(value).toBeGreaterThanOrEqual(-1e-6);
        });
      }),
      runs,
    );
  });

  it('reading status and the next wake changes nothing', () => {
    fc.assert(
      fc.property(movesArbitrary, (moves) => {
        const state = run(moves, () => undefined);
        const before = stateTexts(state);
        kernelStatus(state, state.core.now + 5_000);
        expect(nextWake(state)).toBeGreaterThanOrEqual(state.core.now);
        expect(stateTexts(state)).toEqual(before);
      }),
      { numRuns: 40 },
    );
  });

  it('garbage never throws, is counted, and leaves everything else untouched', () => {
    const kinds = [
      'time',
      'equity',
      'trade_closed',
      'candle_1h',
      'book',
      'funding',
      'signal',
      'entry_progress',
      'entry_ended',
      'position',
      'close',
      'release',
      'set_profile',
      'set_strategy_enabled',
      'set_strictness',
      'set_ceiling',
      'trip_drawdown',
      'start_cluster',
      'nonsense',
    ];
    const nasty = fc.oneof(
      fc.constantFrom(
        Number.NaN,
        Infinity,
        -Infinity,
        -1,
        0,
        1e308,
        null,
        undefined,
        '',
        'S1',
        'BTC/USDT:USDT',
        [],
        {},
      ),
      fc.anything(),
    );
    const eventArbitrary = fc.record(
      {
        kind: fc.constantFrom(...kinds),
        at: fc.oneof(fc.constant(T0), nasty),
        symbol: nasty,
        strategy: nasty,
        equity: nasty,
        walletBalance: nasty,
        transfers: nasty,
        quality: nasty,
        strategyPnl: nasty,
        mark: nasty,
        bids: nasty,
        asks: nasty,
        signal: nasty,
        closure: nasty,
        closureId: nasty,
        profile: nasty,
        enabled: nasty,
        strictness: nasty,
        from: nasty,
        until: nasty,
        actor: nasty,
        reason: nasty,
        status: nasty,
        rate: nasty,
        decision: nasty,
        end: nasty,
        filledQuantity: nasty,
        averagePrice: nasty,
        quantity: nasty,
        entryPrice: nasty,
        stopPrice: nasty,
        side: nasty,
        openTime: nasty,
        open: nasty,
        high: nasty,
        low: nasty,
        close: nasty,
        netPnl: nasty,
        nextFundingTime: nasty,
        interval: nasty,
      },
      { requiredKeys: ['kind'] },
    );
    fc.assert(
      fc.property(fc.array(eventArbitrary, { minLength: 1, maxLength: 20 }), (events) => {
        const state = run([], () => undefined);
        for (const event of events) {
          const { counters: _, ...before } = stateTexts(state);
          const outputs = step(state, event as unknown as KernelEvent);
          if (!outputs.some((output) => output.kind === 'rejected_input')) continue;
          const { counters: __, ...after } = stateTexts(state);
          if (outputs.length === 1 && event.at === T0) expect(after).toEqual(before);
        }
      }),
      { numRuns: 100 },
    );
  });
});

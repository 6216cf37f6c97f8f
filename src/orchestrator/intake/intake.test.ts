import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BTC } from '../../../tests/support/kernel-config.ts';
import { kernelFactory } from '../core/kernel-factory.ts';
import type { OrchestratorInput } from '../messages.ts';
import { replay } from '../record/replay.ts';
import { entries, priceStep, Rig, signalOf } from '../testing/rig.ts';

const KINDS = [
  'price',
  'candle',
  'funding',
  'signal',
  'fact',
  'equity',
  'worker',
  'command',
  'preflight',
  'link',
  'feed',
  'time',
  'nonsense',
];
const FACTS = [
  'intent',
  'order',
  'fill',
  'entry_ended',
  'position',
  'trade_closed',
  'ledger',
  'reconciliation',
  'trouble',
];
const anything = fc.anything({ maxDepth: 2, withBigInt: false });
const garbage = fc.record({
  kind: fc.constantFrom(...KINDS),
  step: anything,
  event: anything,
  info: anything,
  signal: fc.oneof(anything, fc.constant({ ...signalOf('S3' as never, BTC, 1), edge: Number.NaN })),
  sequence: fc.oneof(anything, fc.nat(1_000)),
  pid: fc.oneof(anything, fc.nat()),
  entries: fc.oneof(anything, fc.constantFrom('open', 'paused')),
  warm: fc.oneof(anything, fc.boolean()),
  lacking: fc.oneof(anything, fc.string()),
  fact: fc.oneof(
    anything,
    fc.record(
      {
        kind: fc.constantFrom(...FACTS),
        at: anything,
        role: fc.constant('entry'),
        decision: fc.oneof(anything, fc.integer()),
        quantity: fc.oneof(anything, fc.constantFrom('1', '0', '-1', '1e5')),
        price: fc.oneof(anything, fc.constantFrom('1', '0')),
        filledQuantity: fc.oneof(anything, fc.constant('1')),
        averagePrice: fc.oneof(anything, fc.constant('1')),
        end: fc.oneof(anything, fc.constant('filled')),
        position: anything,
        trade: anything,
        clean: fc.oneof(anything, fc.boolean()),
        differences: fc.oneof(anything, fc.constant([])),
        text: anything,
        code: anything,
      },
      { requiredKeys: ['kind'] },
    ),
  ),
  mark: anything,
  strategy: fc.oneof(anything, fc.constant('S3')),
  id: anything,
  command: anything,
  checks: anything,
  peer: fc.constantFrom('feed', 'executor'),
  up: fc.boolean(),
  ready: fc.boolean(),
  text: fc.string(),
  at: anything,
});

describe('inputs from peers', () => {
  it('nothing a peer says makes it throw, allows an entry, or breaks the replay', () => {
    const rig = new Rig();
    rig.connect();
    fc.assert(
      fc.property(fc.array(garbage, { maxLength: 4 }), (inputs) => {
        rig.now += 1_000;
        const effects = rig.give(...(inputs as unknown as OrchestratorInput[]));
        expect(entries(effects)).toEqual([]);
      }),
      { numRuns: 500 },
    );
    rig.orchestrator.checkpoint(rig.now);
    const result = replay(rig.journal.read(), { kernel: kernelFactory });
    expect(result.difference).toBeNull();
    expect(result.hashes).toEqual(rig.orchestrator.stateHashes());
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, 1.5])(
    'AUD-2 a mark with sequence %s is refused and does not disturb the catching up',
    (sequence) => {
      const rig = new Rig();
      rig.launch();
      const before = rig.status().closures;
      rig.orchestrator.handle([{ kind: 'equity', sequence, mark: rig.mark() }], rig.now);
      rig.step();
      expect(rig.status().closures).toEqual(before);
      rig.orchestrator.checkpoint(rig.now);
      expect(replay(rig.journal.read(), { kernel: kernelFactory }).difference).toBeNull();
    },
  );

  it('a fact told twice counts once', () => {
    const rig = new Rig();
    rig.launch();
    const fact = rig.fact({
      kind: 'trade_closed',
      at: rig.now,
      trade: {
        strategy: 'S3' as never,
        symbol: BTC,
        side: 'long',
        decision: 1,
        quantity: '0.1',
        openedAt: rig.now,
        closedAt: rig.now,
        entryPrice: '1',
        exitPrice: '1',
        grossPnl: '-1',
        fees: '0',
        funding: '0',
        netPnl: '-1',
        exitReason: 'stop',
      },
    });
    rig.step(fact);
    rig.step(fact);
    const streak = rig.status().breakers.find((breaker) => breaker.id === 'loss_streak');
    expect(streak?.value).toBe(1);
  });

  it('late news is consumed, and time never runs backwards for the kernel', () => {
    const rig = new Rig();
    rig.launch();
    const before = rig.status().rejectedInputs;
    rig.give({ kind: 'price', step: priceStep(BTC, rig.now - 3_000) });
    rig.give({ kind: 'equity', sequence: rig.sequence, mark: { ...rig.mark(), at: rig.now - 9 } });
    rig.orchestrator.handle([{ kind: 'time', at: rig.now - 60_000 }], rig.now - 60_000);
    rig.step();
    expect(rig.status().rejectedInputs).toBe(before);
  });

  it('a batch is not older than the newest step in it: clocks of processes differ a little', () => {
    const rig = new Rig();
    rig.launch();
    const ahead = rig.now + 400;
    rig.give({ kind: 'price', step: priceStep(BTC, ahead) });
    expect(rig.status().at).toBe(ahead);
    expect(rig.status().rejectedInputs).toBe(0);
  });

  it('time alone changes and records nothing until something is due', () => {
    const rig = new Rig();
    rig.launch();
    const before = rig.journal.head();
    const wake = rig.orchestrator.nextWake()!;
    expect(wake).toBeGreaterThan(rig.now);
    rig.orchestrator.handle([{ kind: 'time', at: wake - 1 }], wake - 1);
    rig.orchestrator.handle(rig.workers(), wake - 1);
    expect(rig.journal.head()).toEqual(before);
  });
});

import { describe, expect, it } from 'vitest';
import { BTC, ETH, SOL } from '../../tests/support/kernel-config.ts';
import { Rig } from './testing/rig.ts';

describe('decisions and events for those who ask', () => {
  it('AUD-1 finds decisions that are no longer in memory, also after a restart', () => {
    const rig = new Rig();
    rig.connect();
    // Refused for the launch, three a step: far more than the memory keeps.
    for (let step = 0; step < 800; step += 1) {
      rig.step(rig.signal('S1', BTC), rig.signal('S2', ETH), rig.signal('S7', SOL));
    }
    const newest = rig.orchestrator.decisions(null, 1)[0]!.decision;
    expect(newest).toBe(2_400);
    const check = () => {
      expect(rig.orchestrator.explain('d5')).toMatchObject({ id: 'd5', decision: 5 });
      expect(rig.orchestrator.explain('d1')?.decision).toBe(1);
      expect(rig.orchestrator.explain('d2400')?.decision).toBe(2_400);
      const page = rig.orchestrator.decisions(700, 3).map((record) => record.decision);
      expect(page).toEqual([699, 698, 697]);
      const seam = rig.orchestrator.decisions(1_402, 400).map((record) => record.decision);
      expect(seam).toEqual(Array.from({ length: 400 }, (_, i) => 1_401 - i));
      expect(rig.orchestrator.decisions(3, 10).map((r) => r.decision)).toEqual([2, 1]);
    };
    check();
    rig.restart();
    check();
  });

  it('EXE-1 tells what became of an order: sent, filled, protected, left', () => {
    const rig = new Rig();
    rig.launch();
    rig.step(rig.signal('S3', BTC));
    const [record] = rig.orchestrator.decisions(null, 1);
    const decision = record!.decision;
    const about = { decision, strategy: 'S3' as never, symbol: BTC };
    const trade = { ...about, side: 'long', quantity: '0.1', openedAt: rig.now, closedAt: rig.now };
    rig.step(
      rig.fact({
        ...{ kind: 'entry_ended', at: rig.now, ...about, attempt: 0, end: 'filled', reason: null },
        ...{ quantity: '0.1', filledQuantity: '0.1', averagePrice: '96000', text: 'all of it' },
      }),
      rig.fact({
        ...{ kind: 'trade_closed', at: rig.now },
        trade: {
          ...{ ...trade, side: 'long' as const, entryPrice: '96000', exitPrice: '96500' },
          ...{ grossPnl: '50', fees: '2', funding: '0', netPnl: '48', exitReason: 'roi' },
        },
      }),
    );
    const fate = rig.orchestrator.fate(decision);
    expect(fate.end).toBe('filled');
    expect(fate.exit).toMatchObject({ price: '96500', netPnl: '48' });
    expect(fate.steps.map(({ text }) => text)).toEqual([
      'entry filled: all of it',
      'closed 0.1 at 96500: 48 USDT net (roi)',
    ]);
  });

  it('pages events by journal sequence, each once, in order', () => {
    const rig = new Rig();
    rig.launch();
    rig.command('halt');
    const all = rig.orchestrator.events(0, 5_000);
    expect(all.length).toBeGreaterThan(30);
    const paged: number[] = [];
    for (let after = 0; ; ) {
      const page = rig.orchestrator.events(after, 7);
      if (page.length === 0) break;
      paged.push(...page.map((event) => event.sequence));
      after = page.at(-1)!.sequence;
    }
    expect(paged).toEqual(all.map((event) => event.sequence));
    expect([...paged].sort((a, b) => a - b)).toEqual(paged);
    rig.restart();
    expect(rig.orchestrator.events(0, all.length)).toEqual(all);
    expect(rig.orchestrator.events(1e9, 10)).toEqual([]);
  });

  it('the status shows positions at mark, the wallet and the head of the journal', () => {
    const rig = new Rig();
    rig.launch();
    rig.step(
      rig.fact({
        kind: 'position',
        at: rig.now,
        position: {
          strategy: 'S3' as never,
          symbol: BTC,
          side: 'short',
          decision: 1,
          quantity: '0.02',
          entryPrice: '101000',
          openedAt: rig.now,
          stopPrice: null,
          stopOnVenue: false,
          trailingArmed: false,
        },
      }),
    );
    const status = rig.status();
    expect(status).toMatchObject({
      schema: 'septet.status/1',
      walletBalance: '100000',
      portfolio: 'paper',
      build: 'build-1',
      journal: rig.journal.head(),
    });
    expect(status.positions).toMatchObject([{ mark: 100_000, unrealisedPnl: 20 }]);
  });
});

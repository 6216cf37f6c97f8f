import { describe, expect, it } from 'vitest';
import { BTC, ETH } from '../../../tests/support/kernel-config.ts';
import { HOUR_MS, MINUTE_MS } from '../../domain/time.ts';
import type { ContractNews } from '../../domain/venue.ts';
import type { OrchestratorInput } from '../messages.ts';
import { replay } from '../record/replay.ts';
import { commandsOf, entries, Rig, reasons } from '../testing/rig.ts';
import { kernelFactory } from './kernel-factory.ts';

const told = (rig: Rig, ...contracts: readonly ContractNews[]): OrchestratorInput => ({
  kind: 'contracts',
  contracts,
  at: rig.now,
});
const fine = (symbol: ContractNews['symbol'], delistsAt: number | null = null): ContractNews => ({
  ...{ symbol, fault: null, delistsAt },
});
const DELISTING = `delisting:*:${ETH}`;
const CHANGED = `contract_changed:*:${ETH}`;
const hold = (rig: Rig, quantity: string): OrchestratorInput =>
  rig.fact({
    kind: 'position',
    at: rig.now,
    position: {
      strategy: 'S3' as never,
      symbol: ETH,
      side: 'long',
      decision: 1,
      quantity,
      entryPrice: '2500',
      openedAt: rig.now,
      stopPrice: '2400',
      stopOnVenue: true,
      trailingArmed: false,
    },
  });

describe('contracts as the venue lists them', () => {
  it('OPS-5 figures that no longer fit close their symbol with the reason, and open when they fit', () => {
    const rig = new Rig();
    rig.launch();
    const fault = 'ETH/USDT:USDT tickSize 0.01 does not fit its 0.1';
    rig.step(told(rig, fine(BTC), { ...fine(ETH), fault }));
    expect(rig.closures()).toEqual([CHANGED]);
    const refused = rig.step(rig.signal('S3', ETH));
    expect(entries(refused)).toEqual([]);
    expect(reasons(refused)).toContain('CLOSED_CONTRACT_CHANGED');
    expect(rig.status().closures[0]?.reason).toContain('does not fit its 0.1');
    expect(entries(rig.step(rig.signal('S3', BTC)))).toHaveLength(1);
    rig.step(told(rig, fine(BTC), fine(ETH)));
    expect(rig.closures()).toEqual([]);
  });

  it('OPS-5 an announced end closes entries 24 h before, then flattens once a minute until nothing is held', () => {
    const rig = new Rig();
    rig.launch();
    const end = rig.now + 24 * HOUR_MS + MINUTE_MS;
    rig.step(told(rig, fine(ETH, end)), hold(rig, '1'));
    expect(rig.closures()).toEqual([]);
    rig.pass(2);
    expect(rig.closures()).toEqual([DELISTING]);
    expect(reasons(rig.step(rig.signal('S3', ETH)))).toContain('CLOSED_DELISTING');
    // A shorter notice: the venue moved its end.
    const sooner = rig.now + HOUR_MS + MINUTE_MS;
    const before = rig.step(told(rig, fine(ETH, sooner)));
    expect(commandsOf(before, 'flatten')).toEqual([]);
    const said = commandsOf(rig.pass(3), 'flatten');
    expect(said.length).toBeGreaterThanOrEqual(2);
    expect(said.length).toBeLessThanOrEqual(3);
    expect(said[0]).toMatchObject({ scope: { strategy: null, symbol: ETH }, actor: 'delisting' });
    rig.step(hold(rig, '0'));
    expect(commandsOf(rig.pass(3), 'flatten')).toEqual([]);
    expect(rig.closures()).toContain(DELISTING);
  });

  it('OPS-5 an end that is called off opens; a contract that is gone from the list stays closed', () => {
    const rig = new Rig();
    rig.launch();
    rig.step(told(rig, fine(ETH, rig.now + HOUR_MS * 3)));
    expect(rig.closures()).toEqual([DELISTING]);
    rig.step(told(rig, fine(ETH)));
    expect(rig.closures()).toEqual([]);
    rig.step(told(rig, fine(ETH, rig.now + HOUR_MS * 3)));
    rig.step(told(rig, { ...fine(ETH), fault: 'the venue lists no such contract that trades' }));
    expect(rig.closures()).toEqual(expect.arrayContaining([DELISTING, CHANGED]));
  });

  it('OPS-5 AUD-2 a restart knows what was told, and it replays to the same state', () => {
    const rig = new Rig();
    rig.launch();
    rig.step(told(rig, fine(ETH, rig.now + HOUR_MS / 2)), hold(rig, '1'));
    rig.restart();
    rig.connect();
    expect(rig.closures()).toContain(DELISTING);
    expect(commandsOf(rig.pass(2), 'flatten').length).toBeGreaterThanOrEqual(1);
    rig.step(told(rig, 'nonsense' as never));
    rig.orchestrator.checkpoint(rig.now);
    expect(replay(rig.journal.read(), { kernel: kernelFactory })).toMatchObject({ ok: true });
  });
});

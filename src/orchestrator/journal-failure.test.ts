import { describe, expect, it } from 'vitest';
import { BTC } from '../../tests/support/kernel-config.ts';
import { kernelFactory } from './core/kernel-factory.ts';
import { replay } from './record/replay.ts';
import { commandsOf, entries, latchesOf, Rig, reasons, replies } from './testing/rig.ts';

describe('a journal that cannot be written', () => {
  it('closes entries, lets none leave, and opens by itself once it is written again', () => {
    const rig = new Rig();
    rig.launch();
    rig.journal.failNext('no space left on device', 3);
    const effects = rig.step(rig.signal('S3', BTC));
    expect(entries(effects)).toEqual([]);
    expect(effects[0]).toMatchObject({ kind: 'executor', command: { kind: 'gate' } });
    expect(rig.closures()).toEqual(['journal:*:*']);
    // The reservation of what never left is gone again.
    expect(rig.status().openTrades.open).toBe(0);
    rig.step();
    rig.step();
    expect(rig.closures()).toEqual(['journal:*:*']);
    const flushed = rig.step();
    expect(rig.closures()).toEqual([]);
    expect(reasons(flushed)).toEqual([null]);
    expect(entries(flushed)).toEqual([]);
    expect(entries(rig.step(rig.signal('S3', BTC)))).toHaveLength(1);
    rig.orchestrator.checkpoint(rig.now);
    const result = replay(rig.journal.read(), { kernel: kernelFactory });
    expect(result.difference).toBeNull();
    expect(result.hashes).toEqual(rig.orchestrator.stateHashes());
  });

  it('HALT-1 a halt works without it, a resume waits for it', () => {
    const rig = new Rig();
    rig.launch();
    rig.journal.failNext('disk', 2);
    const halt = rig.command('halt');
    expect(commandsOf(halt, 'halt')).toMatchObject([{ on: true }]);
    expect(replies(halt)).toMatchObject([{ ok: true }]);
    expect(commandsOf(rig.command('resume'), 'halt')).toEqual([]);
    expect(commandsOf(rig.step(), 'halt')).toMatchObject([{ on: false }]);
    expect(rig.closures().filter((id) => !id.startsWith('launch'))).toEqual([]);
  });

  it('asks to be driven again soon, and phases do not open workers before it is written', () => {
    const rig = new Rig();
    rig.connect();
    rig.step();
    rig.step();
    rig.journal.failNext('disk', 1);
    expect(latchesOf(rig.step())).toEqual([]);
    expect(rig.orchestrator.nextWake()).toBe(rig.now + 1_000);
    rig.now += 1_000;
    const effects = rig.give();
    expect(latchesOf(effects)).toEqual(['S3 open', 'S4 open', 'S5 open', 'S6 open']);
  });

  it('beyond its bound it keeps the state as a whole, from which a replay goes on', () => {
    const rig = new Rig();
    rig.launch();
    rig.journal.failNext('disk', 10_000);
    rig.pass(400);
    rig.journal.failNext('', 0);
    rig.pass(1);
    expect(rig.closures()).toEqual([]);
    const segment = [...rig.journal.read()].find((record) => record.type === 'segment');
    expect(segment).toBeDefined();
    rig.step(rig.signal('S3', BTC));
    const result = replay(rig.journal.read(), { kernel: kernelFactory });
    expect(result.difference).toBeNull();
    expect(result.hashes).toEqual(rig.orchestrator.stateHashes());
  });

  it('a start without a journal does not start', () => {
    const rig = new Rig();
    rig.journal.failNext('disk', 1);
    expect(() => rig.restart()).toThrow('the journal cannot be written: disk');
  });
});

describe('the desk while the journal cannot be written', () => {
  it('ALR-7 hears of it at once, and of each message once', () => {
    const rig = new Rig();
    rig.launch();
    const numbers = () =>
      rig.effects.flatMap((effect) => (effect.kind === 'message' ? [effect.message.number] : []));
    const before = numbers().length;
    rig.journal.failNext('no space left on device', 3);
    const told = rig
      .step()
      .flatMap((effect) => (effect.kind === 'message' ? [effect.message] : []));
    expect(told).toMatchObject([
      { severity: 'critical', title: 'CRITICAL Journal cannot be written' },
    ]);
    rig.pass(1);
    expect(rig.closures()).toEqual([]);
    expect(numbers().slice(before, before + 1)).toEqual([told[0]?.number]);
    expect(new Set(numbers()).size).toBe(numbers().length);
  });
});

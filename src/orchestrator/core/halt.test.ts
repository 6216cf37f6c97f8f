import { describe, expect, it } from 'vitest';
import { BTC } from '../../../tests/support/kernel-config.ts';
import { commandsOf, latchesOf, Rig, reasons, replies } from '../testing/rig.ts';

describe('ENTRY_HALT', () => {
  it('HALT-1 stops entries at once, reaches the executor, and a resume runs all phases', () => {
    const rig = new Rig();
    rig.launch();
    const effects = rig.command('halt');
    expect(effects[0]).toMatchObject({ kind: 'executor', command: { kind: 'gate' } });
    expect(commandsOf(effects, 'halt')).toEqual([
      { kind: 'halt', on: true, actor: 'desk', reason: 'drill' },
    ]);
    expect(commandsOf(effects, 'cancel_entries')).toContainEqual({
      kind: 'cancel_entries',
      scope: { strategy: null, symbol: null },
      reason: 'operator_halt',
    });
    expect(replies(effects)).toMatchObject([{ ok: true }]);
    expect(rig.status()).toMatchObject({
      riskState: 'HALTED',
      entryHalt: { on: true, actor: 'desk', reason: 'drill' },
    });
    expect(reasons(rig.step(rig.signal('S3', BTC)))).toEqual(['CLOSED_OPERATOR_HALT']);
    rig.pass(60);
    expect(rig.status().launch).toMatchObject({ state: 'held', phase: null });
    const resumed = rig.command('resume');
    expect(commandsOf(resumed, 'halt')).toEqual([
      { kind: 'halt', on: false, actor: 'desk', reason: 'drill' },
    ]);
    // Everything is healthy and measured: phase A opens with the resume, the others do not.
    expect(latchesOf(resumed)).toEqual(['S3 open', 'S4 open', 'S5 open', 'S6 open']);
    expect(reasons(rig.step(rig.signal('S1', BTC)))).toEqual(['CLOSED_LAUNCH']);
    expect(latchesOf(rig.pass(15))).toEqual(['S1 open']);
    expect(latchesOf(rig.pass(15))).toEqual(['S2 open', 'S7 open']);
  });

  it('HALT-1 a resume is refused while nothing is halted', () => {
    const rig = new Rig();
    rig.launch();
    expect(replies(rig.command('resume'))).toMatchObject([{ ok: false, code: 'NOT_HALTED' }]);
    expect(rig.closures()).toEqual([]);
  });

  it('LAU-6 a resume is refused while a freeze is in force, with its end', () => {
    const rig = new Rig();
    rig.launch();
    rig.equity = 97_900;
    rig.pass(1);
    expect(rig.status().riskState).toBe('FROZEN');
    rig.command('halt');
    const [refusal] = replies(rig.command('resume'));
    expect(refusal).toMatchObject({ ok: false, code: 'FREEZE_IN_FORCE' });
    expect(refusal?.text).toContain('freeze_daily_soft until 2025-05-04T12:');
    rig.pass(125);
    expect(replies(rig.command('resume'))).toMatchObject([{ ok: true }]);
  });

  it('HALT-1 survives a crash, and the executor is told again', () => {
    const rig = new Rig();
    rig.launch();
    rig.command('halt');
    rig.restart();
    expect(rig.orchestrator.writer).toBe(2);
    expect(rig.status().entryHalt).toEqual({ on: true, actor: 'desk', reason: 'drill' });
    expect(commandsOf(rig.connect(), 'halt').length).toBeGreaterThan(0);
    rig.pass(40);
    expect(rig.closures()).toContain('operator_halt:*:*');
    expect(rig.status().launch.state).toBe('held');
  });

  it('HALT-1 the environment starts it halted', () => {
    const rig = new Rig(undefined, { entryHalt: { actor: 'environment', reason: 'ENTRY_HALT' } });
    const effects = rig.connect();
    expect(commandsOf(effects, 'halt')[0]).toMatchObject({ on: true, actor: 'environment' });
    rig.pass(40);
    expect(rig.status()).toMatchObject({ riskState: 'HALTED', launch: { state: 'held' } });
    rig.command('resume');
    rig.pass(1);
    expect(rig.status().launch).toMatchObject({ state: 'phasing', phase: 'A' });
  });

  it('HALT-1 a halt given to the executor directly is mirrored, and ends where it began', () => {
    const rig = new Rig();
    rig.launch();
    const at = rig.now;
    const latch = (on: boolean) =>
      rig.step(rig.fact({ kind: 'halt', at, on, actor: 'desk', reason: 'direct' }));
    expect(commandsOf(latch(true), 'halt')).toEqual([]);
    expect(rig.status().entryHalt).toMatchObject({ on: true, actor: 'desk' });
    expect(reasons(rig.step(rig.signal('S3', BTC)))).toEqual(['CLOSED_OPERATOR_HALT']);
    latch(false);
    expect(rig.status().entryHalt.on).toBe(false);
    expect(rig.closures()).toContain('launch:S1:*');
    rig.pass(31);
    expect(rig.closures()).toEqual([]);
  });

  it('HALT-1 the executor’s latch alone does not end a halt that was given here', () => {
    const rig = new Rig();
    rig.launch();
    rig.command('halt');
    const at = rig.now;
    const effects = rig.step(
      rig.fact({ kind: 'halt', at, on: false, actor: 'desk', reason: 'direct' }),
    );
    expect(rig.status().entryHalt).toMatchObject({ on: true, actor: 'desk' });
    expect(commandsOf(effects, 'halt')).toEqual([
      { kind: 'halt', on: true, actor: 'desk', reason: 'drill' },
    ]);
  });

  it('HALT-1 a second halt is answered and told to the executor again', () => {
    const rig = new Rig();
    rig.command('halt');
    const effects = rig.command('halt');
    expect(replies(effects)[0]?.text).toContain('already halted by desk');
    expect(commandsOf(effects, 'halt')).toHaveLength(1);
  });
});

describe('other commands', () => {
  it('PRE-4 chooses a profile, and refuses one that does not exist', () => {
    const rig = new Rig();
    rig.launch();
    expect(replies(rig.command('profile', 'conservative'))).toMatchObject([{ ok: true }]);
    expect(rig.status().profile).toBe('conservative');
    expect(replies(rig.command('profile', 'wild'))).toMatchObject([
      { ok: false, code: 'UNKNOWN_PROFILE' },
    ]);
  });

  it('answers what makes no sense', () => {
    const rig = new Rig();
    const at = rig.now;
    const nobody = { kind: 'halt' } as never;
    expect(replies(rig.give({ kind: 'command', id: 'x', command: nobody, at }))).toMatchObject([
      { ok: false, code: 'COMMAND_INVALID' },
    ]);
    const unknown = { kind: 'explode', actor: 'desk', reason: 'fun' } as never;
    expect(replies(rig.give({ kind: 'command', id: 'y', command: unknown, at }))).toMatchObject([
      { ok: false, code: 'UNKNOWN_COMMAND' },
    ]);
  });
});

import { describe, expect, it } from 'vitest';
import { BTC, ETH, kernelConfig, S3 } from '../../../tests/support/kernel-config.ts';
import type { Envelope } from '../../domain/envelope.ts';
import { canonicalText } from '../../journal/canonical.ts';
import { verifyChain } from '../../journal/verify.ts';
import { kernelFactory } from '../core/kernel-factory.ts';
import { entries, latchesOf, Rig, reasons, septetConfig } from '../testing/rig.ts';
import { replay } from './replay.ts';

const run = (records: Iterable<Envelope>) => replay(records, { kernel: kernelFactory });

/** A run with entries, fills, a trade, a halt, stale data and a crash in it. */
function eventfulRun(): Rig {
  const rig = new Rig();
  rig.launch();
  const [order] = entries(rig.step(rig.signal('S3', BTC), rig.signal('S4', ETH)));
  const about = { strategy: S3, symbol: BTC } as const;
  const filled = { quantity: order!.quantity, filledQuantity: order!.quantity };
  rig.step(
    rig.fact({
      kind: 'fill',
      at: rig.now,
      tradeId: 't1',
      clientOrderId: 'o1',
      role: 'entry',
      decision: order!.decision,
      ...about,
      positionSide: 'long',
      action: 'open',
      quantity: order!.quantity,
      price: '100010',
      fee: '0.5',
      realisedPnl: '0',
      maker: false,
    }),
    rig.fact({
      kind: 'position',
      at: rig.now,
      position: {
        ...about,
        side: 'long',
        decision: order!.decision,
        quantity: order!.quantity,
        entryPrice: '100010',
        openedAt: rig.now,
        stopPrice: '96509.6',
        stopOnVenue: true,
        trailingArmed: false,
      },
    }),
    rig.fact({
      kind: 'entry_ended',
      at: rig.now,
      decision: order!.decision,
      attempt: 0,
      ...about,
      end: 'filled',
      reason: null,
      ...filled,
      averagePrice: '100010',
      text: 'filled',
    }),
  );
  rig.silent.add(ETH);
  rig.step({ kind: 'delivery', channel: 'slack.desk', ok: false, text: '500', at: rig.now });
  rig.pass(1);
  const said = { actor: 'desk', reason: 'seen' };
  for (const command of [
    { kind: 'alert_ack', alert: 'all', ...said },
    { kind: 'alert_silence', of: 'entry_halt', until: rig.now + 60_000, ...said },
  ] as const) {
    rig.give({ kind: 'command', id: command.kind, command, at: rig.now });
  }
  rig.silent.clear();
  rig.pass(1);
  rig.command('halt');
  rig.pass(1);
  rig.command('resume');
  rig.pass(3);
  return rig;
}

/** Without what builds before it did not write: names of version and build in the records. */
function unnamed({ type, data, ...rest }: Envelope): Envelope {
  const names = type === 'output.decision' ? ['build'] : ['configVersion', 'build'];
  const named = type === 'input.start' ? ['named'] : type.startsWith('output.') ? names : [];
  const text = JSON.stringify(data, (key, value: unknown) =>
    named.includes(key) ? undefined : value,
  );
  return { ...rest, type, data: JSON.parse(text) as unknown };
}

describe('version and build in every record', () => {
  it('CHG-1 decisions, alerts, incidents and messages name the version and the build that made them', () => {
    const rig = eventfulRun();
    const names = { configVersion: rig.config.kernel.version, build: rig.status().build };
    const recorded = (type: string) =>
      [...rig.journal.read()].filter((envelope) => envelope.type === type).map(({ data }) => data);
    for (const type of ['output.decision', 'output.message', 'output.alert']) {
      expect(recorded(type).length).toBeGreaterThan(0);
      for (const data of recorded(type)) expect(data).toMatchObject(names);
    }
    expect(recorded('output.alert_change').length).toBeGreaterThan(0);
    for (const data of recorded('output.alert_change'))
      expect(data).toMatchObject({ alert: names });
    rig.say({ kind: 'incident_open', class: 'P3', title: 'a drill', playbook: null });
    for (const data of recorded('output.incident')) expect(data).toMatchObject({ incident: names });
    expect(rig.orchestrator.incidents(true)).toMatchObject([names]);
    expect(rig.orchestrator.messages(0, 1_000).messages[0]).toMatchObject(names);
  });

  it('CHG-1 an incident goes on naming the version it was opened under when another is in force', () => {
    const rig = new Rig();
    rig.connect();
    rig.say({ kind: 'incident_open', class: 'P3', title: 'a drill', playbook: null });
    const kernel = kernelConfig({ version: 'c-000000000002' });
    rig.restart({}, { ...rig.config, kernel });
    rig.say({ kind: 'incident_open', class: 'P3', title: 'another', playbook: null });
    const versions = rig.orchestrator.incidents(true).map((each) => each.configVersion);
    expect(versions).toEqual(['c-000000000002', rig.config.kernel.version]);
  });

  it('AUD-2 a journal of a build whose records named neither replays to the same records', () => {
    const records = [...eventfulRun().journal.read()].filter(({ type }) => type !== 'state');
    const result = run(records.map(unnamed));
    expect(result).toMatchObject({ ok: true, difference: null });
    expect(result.outputs).toBeGreaterThan(50);
  });
});

describe('replay', () => {
  it('AUD-2 gives the same outputs, decisions and state, bit for bit', () => {
    const rig = eventfulRun();
    rig.orchestrator.checkpoint(rig.now);
    const result = run(rig.journal.read());
    expect(result.difference).toBeNull();
    expect(result).toMatchObject({ ok: true, unchecked: 0, starts: 1 });
    expect(result.decisions).toBeGreaterThan(1);
    expect(result.states).toBeGreaterThan(0);
    expect(result.hashes).toEqual(rig.orchestrator.stateHashes());
  });

  it('AUD-2 goes on over a crash and a restart', () => {
    const rig = eventfulRun();
    rig.restart();
    rig.connect();
    rig.pass(20);
    rig.step(rig.signal('S3', ETH));
    rig.orchestrator.checkpoint(rig.now);
    const result = run(rig.journal.read());
    expect(result.difference).toBeNull();
    expect(result).toMatchObject({ ok: true, starts: 2 });
    expect(result.hashes).toEqual(rig.orchestrator.stateHashes());
  });

  const forged = (
    rig: Rig,
    type: string,
    change: (data: Record<string, unknown>) => unknown,
  ): readonly [Envelope[], number] => {
    const records = [...rig.journal.read()];
    const at = records.findLastIndex((record) => record.type === type);
    const data = JSON.parse(canonicalText(records[at]!.data)) as Record<string, unknown>;
    records[at] = { ...records[at]!, data: change(data) };
    return [records, records[at]!.sequence];
  };

  it('AUD-2 names a forged decision with its record, and the chain is broken as well', () => {
    const rig = eventfulRun();
    const [records, sequence] = forged(rig, 'output.decision', (data) => ({
      ...data,
      verdict: 'allowed',
      epoch: 1,
    }));
    expect(run(records).difference).toMatchObject({ sequence, module: 'kernel' });
    expect(verifyChain(records)).toMatchObject({ ok: false, sequence });
  });

  it('AUD-2 names the module whose state differs after a forged input', () => {
    const rig = eventfulRun();
    rig.orchestrator.checkpoint(rig.now);
    const [records] = forged(rig, 'input.book', (data) => ({ ...data, mark: 151 }));
    expect(run(records).difference?.module).toMatch(/^kernel\.(market|holdings)$/);
  });

  it('AUD-2 names a forged launch transition, and a removed output', () => {
    const rig = eventfulRun();
    const [records, sequence] = forged(rig, 'output.launch_open', (data) => ({
      ...data,
      strategies: ['S2'],
    }));
    expect(run(records).difference).toMatchObject({ sequence, module: 'launch' });
    const whole = [...rig.journal.read()];
    const missing = whole.findIndex((record) => record.type === 'output.decision');
    whole.splice(missing, 1);
    expect(run(whole).difference).not.toBeNull();
  });

  it('refuses records of another build when asked to', () => {
    const rig = eventfulRun();
    const options = { kernel: kernelFactory, build: 'build-2' };
    const result = replay(rig.journal.read(), options);
    expect(result.difference?.text).toContain('it was written by build build-1');
  });

  it('says how much could not be checked when inputs were not recorded', () => {
    const rig = new Rig(septetConfig(), { recordInputs: false });
    rig.launch();
    rig.step(rig.signal('S3', BTC));
    const types = new Set([...rig.journal.read()].map((record) => record.type));
    expect([...types].filter((type) => type.startsWith('input.'))).toEqual(['input.start']);
    expect(types).toContain('output.decision');
    const result = run(rig.journal.read());
    expect(result.ok).toBe(true);
    expect(result.unchecked).toBeGreaterThan(0);
  });
});

describe('recovery', () => {
  it('AUD-2 snapshot and tail lead to the same state as the whole journal', () => {
    const rig = eventfulRun();
    rig.orchestrator.checkpoint(rig.now);
    rig.pass(2);
    rig.step(rig.signal('S3', ETH));
    const before = rig.orchestrator.stateHashes();
    expect(rig.journal.latestSnapshot()).toBeDefined();
    rig.restart();
    const after = rig.orchestrator.stateHashes();
    const moved = Object.keys(before).filter((name) => before[name] !== after[name]);
    // A start closes what nobody has seen and begins the launch again; the rest is untouched.
    expect(moved.sort()).toEqual(
      [
        'desk',
        'kernel.allocation',
        'kernel.closures',
        'kernel.core',
        'launch',
        'orchestrator',
        'watch',
      ].filter((name) => moved.includes(name)),
    );
    expect(run(rig.journal.read()).difference).toBeNull();
  });

  it('LAU-5 a restart in the middle of a phase runs all phases again', () => {
    const rig = new Rig();
    rig.connect();
    rig.pass(20);
    expect(rig.status().launch.phase).toBe('B');
    rig.restart();
    expect(rig.status().launch).toMatchObject({ state: 'starting', phase: null });
    expect(rig.closures().filter((id) => id.startsWith('launch:'))).toHaveLength(7);
    expect(rig.closures()).toContain('no_lease:*:*:executor');
    rig.connect();
    rig.pass(1);
    expect(rig.status().launch.phase).toBe('A');
    expect(latchesOf(rig.pass(15))).toEqual(['S1 open']);
  });

  it('what the kernel knows survives: day, freeze, positions, counters', () => {
    const rig = eventfulRun();
    rig.equity = 97_900;
    rig.pass(1);
    expect(rig.status().riskState).toBe('FROZEN');
    const before = rig.status();
    rig.restart();
    const after = rig.status();
    expect(after.riskState).toBe('FROZEN');
    expect(after.dailyPnl).toBe(before.dailyPnl);
    expect(after.positions).toEqual(
      before.positions.map((p) => ({ ...p, mark: null, unrealisedPnl: null })),
    );
    expect(after.entries).toEqual(before.entries);
    rig.connect();
    rig.pass(60);
    // LAU-6: a cold start waits for NORMAL.
    expect(rig.status().launch.state).toBe('held');
    rig.pass(65);
    expect(rig.status().launch.state).toBe('phasing');
  });

  it('AUD-2 a journal that does not replay starts halted, with the difference as the reason', () => {
    const rig = eventfulRun();
    rig.step(rig.signal('S3', ETH));
    const records = [...rig.journal.read()];
    const read = rig.journal.read.bind(rig.journal);
    const at = records.findLastIndex((record) => record.type === 'output.decision');
    rig.journal.read = (from = 1) =>
      [...read(from)].map((record) =>
        record.sequence === records[at]!.sequence
          ? { ...record, data: { ...(record.data as object), text: 'forged' } }
          : record,
      );
    rig.restart();
    const { entryHalt } = rig.status();
    expect(entryHalt).toMatchObject({ on: true, actor: 'recovery' });
    expect(entryHalt.reason).toContain(`from record ${records[at]!.sequence} (kernel)`);
    expect(rig.status().positions).toHaveLength(1);
  });

  it('follows a changed configuration, and refuses one that its state does not fit', () => {
    const rig = eventfulRun();
    const kernel = kernelConfig({ version: 'test-2', profile: 'conservative' });
    const strategies = kernel.strategies.map((s) => (s.id === 'S7' ? { ...s, enabled: false } : s));
    rig.restart({}, septetConfig({ ...kernel, strategies }));
    expect(rig.status()).toMatchObject({ configVersion: 'test-2', profile: 'conservative' });
    expect(rig.status().weights.strategies.find((w) => w.strategy === 'S7')?.weight).toBe(0);
    expect(rig.status().positions).toHaveLength(1);
    expect(run(rig.journal.read()).difference).toBeNull();
    const fewer = { ...kernelConfig({ version: 'test-3' }), strategies: strategies.slice(0, 6) };
    expect(() => rig.restart({}, septetConfig(fewer))).toThrow(/test-3 changes strategies/);
  });

  it('an entry that was decided but never sent before the crash gives its reservation back', () => {
    const rig = new Rig();
    rig.launch();
    expect(reasons(rig.step(rig.signal('S3', BTC)))).toEqual([null]);
    rig.restart();
    expect(rig.status().openTrades.open).toBe(1);
    rig.connect();
    rig.pass(1);
    expect(rig.status().openTrades.open).toBe(0);
  });
});

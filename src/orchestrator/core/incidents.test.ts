import { describe, expect, it } from 'vitest';
import { BTC, ETH } from '../../../tests/support/kernel-config.ts';
import type { DeskMessage, IncidentClass, PlaybookId } from '../../domain/alerts.ts';
import type { Incident } from '../../domain/incidents.ts';
import { MINUTE_MS } from '../../domain/time.ts';
import { replay } from '../record/replay.ts';
import { held } from '../testing/positions.ts';
import { commandsOf, entries, Rig, reasons } from '../testing/rig.ts';
import { kernelFactory } from './kernel-factory.ts';

const launched = (): Rig => {
  const rig = new Rig();
  rig.launch();
  return rig;
};
const open = (rig: Rig, grade: IncidentClass, playbook: PlaybookId | null = null) =>
  rig.say({ kind: 'incident_open', class: grade, title: 'a drill', playbook });
const ack = (rig: Rig, incident = 'I1', grade: IncidentClass | null = null) =>
  rig.say({ kind: 'incident_ack', incident, class: grade });
const resolve = (rig: Rig, incident = 'I1') =>
  rig.say({ kind: 'incident_resolve', incident, rootCause: 'venue' });
const resume = (rig: Rig) => rig.say({ kind: 'resume' });
const incident = (rig: Rig, id = 'I1'): Incident =>
  rig.orchestrator.incidents(true).find((each) => each.id === id)!;
const stepOf = (rig: Rig, id: string) => incident(rig).steps.find((step) => step.id === id)!;
const messages = (rig: Rig): readonly DeskMessage[] => rig.orchestrator.messages(0, 1_000).messages;
const incidentClosures = (rig: Rig) => rig.closures().filter((id) => id.startsWith('incident'));
const reconcile = (rig: Rig) =>
  rig.step(rig.fact({ kind: 'reconciliation', at: rig.now, clean: true, differences: [] }));

describe('opening', () => {
  it.each(['P1', 'P2'] as const)(
    'WF-2 %s closes entries of the portfolio at once, before anyone acknowledges',
    (grade) => {
      const rig = launched();
      expect(open(rig, grade)).toMatchObject({ ok: true });
      expect(incidentClosures(rig)).toEqual(['incident:*:*:I1']);
      expect(rig.status().riskState).toBe('HALTED');
      expect(reasons(rig.step(rig.signal('S3', BTC)))).toEqual(['CLOSED_INCIDENT']);
      expect(stepOf(rig, 'WF-1').state).toBe('waiting');
      expect(stepOf(rig, 'WF-2')).toMatchObject({ state: 'done', by: 'system' });
    },
  );

  it('INC-3 P3 opens without closing anything', () => {
    const rig = launched();
    expect(open(rig, 'P3')).toMatchObject({ ok: true, text: 'I1 is open (P3): entries go on' });
    expect(incidentClosures(rig)).toEqual([]);
    expect(entries(rig.step(rig.signal('S3', BTC)))).toHaveLength(1);
    expect(stepOf(rig, 'WF-2').state).toBe('not_needed');
    expect(stepOf(rig, 'WF-7').state).toBe('not_needed');
  });

  it('WF-3 makes the table of positions with stop, loss at stop and estimated liquidation', () => {
    const rig = launched();
    rig.step(held(rig, { symbol: BTC, quantity: '0.1', entryPrice: '100000', stopPrice: '96500' }));
    open(rig, 'P1');
    const [row] = incident(rig).positions;
    expect(row).toMatchObject({ symbol: BTC, mark: 100_000, stopPrice: 96_500, lossAtStop: 350 });
    // Leverage 5, maintenance 0.4 %: 100,000 x 0.8 / 0.996.
    expect(row?.liquidationPrice).toBeCloseTo(80_321.285, 2);
    expect(row?.liquidationDistance).toBeCloseTo(0.196787, 5);
    expect(stepOf(rig, 'WF-3')).toMatchObject({ state: 'done', text: '1 open' });
  });

  it('WF-3 assumes nothing while the venue cannot be reached, and verifies on first contact', () => {
    const rig = launched();
    rig.step(held(rig, { symbol: BTC, quantity: '0.1', entryPrice: '100000', stopPrice: '96500' }));
    rig.give({ kind: 'link', peer: 'executor', up: false, text: 'gone', at: rig.now });
    open(rig, 'P1', 'D');
    expect(incidentClosures(rig)).toHaveLength(1);
    expect(incident(rig).positions).toEqual([]);
    expect(stepOf(rig, 'WF-3')).toMatchObject({ state: 'waiting' });
    expect(messages(rig).at(-1)?.lines.join(' ')).toContain('nothing is assumed');
    rig.give({ kind: 'link', peer: 'executor', up: true, text: 'back', at: rig.now });
    rig.step();
    expect(incident(rig).positions).toHaveLength(1);
    expect(stepOf(rig, 'WF-3').state).toBe('done');
    const texts = incident(rig).timeline.map(({ text }) => text);
    expect(texts.filter((text) => text.startsWith('positions verified'))).toHaveLength(1);
  });

  it('WF-5 scores evidence for the four categories', () => {
    const rig = launched();
    open(rig, 'P2');
    const { evidence } = incident(rig);
    expect(evidence.map(({ category }) => category).sort()).toEqual([
      'liquidity',
      'model_drift',
      'regime_shift',
      'venue',
    ]);
    for (const { score, findings } of evidence) {
      expect(score).toBeGreaterThanOrEqual(0);
      expect(score).toBeLessThanOrEqual(1);
      expect(findings.length).toBeLessThan(20);
    }
  });

  const bad = [
    { name: 'without a class', class: 'P9', title: 'x', playbook: null },
    { name: 'without a title', class: 'P1', title: ' ', playbook: null },
    { name: 'with a playbook there is none of', class: 'P1', title: 'x', playbook: 'E' },
  ];
  it.each(bad)('WF-1 an incident $name is refused and changes nothing', ({ name: _, ...given }) => {
    const rig = launched();
    const command = { kind: 'incident_open', ...given } as Parameters<Rig['say']>[0];
    expect(rig.say(command)).toMatchObject({ ok: false, code: 'COMMAND_INVALID' });
    expect(rig.orchestrator.incidents(true)).toEqual([]);
    expect(incidentClosures(rig)).toEqual([]);
  });

  it('WF-1 the fifty-first by hand is refused, and says what would be right', () => {
    const rig = launched();
    for (let i = 0; i < 50; i += 1) expect(open(rig, 'P3').ok).toBe(true);
    expect(open(rig, 'P3')).toMatchObject({ ok: false, code: 'TOO_MANY_INCIDENTS' });
  });
});

describe('steps out of order', () => {
  const given: Record<string, (rig: Rig) => unknown> = {
    nothing: () => {},
    opened: (rig) => open(rig, 'P2'),
    acknowledged: (rig) => [open(rig, 'P2'), ack(rig)],
    resolved: (rig) => [open(rig, 'P3'), ack(rig), resolve(rig)],
    resolvedFrozen: (rig) => [open(rig, 'P2'), ack(rig), resolve(rig)],
    unreachable: (rig) => [
      rig.give({ kind: 'link', peer: 'executor', up: false, text: 'gone', at: rig.now }),
      open(rig, 'P2'),
      ack(rig),
    ],
  };
  const approve = (action: string) => (rig: Rig) =>
    rig.say({ kind: 'incident_approve', incident: 'I1', action });
  const cases: readonly (readonly [string, string, (rig: Rig) => unknown, string])[] = [
    ['nothing', 'acknowledge', (rig) => ack(rig), 'UNKNOWN_INCIDENT'],
    ['nothing', 'resolve', (rig) => resolve(rig), 'UNKNOWN_INCIDENT'],
    ['nothing', 'approve', approve('step_down'), 'UNKNOWN_INCIDENT'],
    ['nothing', 'resume', resume, 'NOT_HALTED'],
    ['opened', 'resume', resume, 'INCIDENT_NOT_ACKNOWLEDGED'],
    ['opened', 'resolve', (rig) => resolve(rig), 'INCIDENT_NOT_ACKNOWLEDGED'],
    ['opened', 'approve', approve('step_down'), 'INCIDENT_NOT_ACKNOWLEDGED'],
    ['acknowledged', 'acknowledge again', (rig) => ack(rig), 'INCIDENT_ACKNOWLEDGED'],
    ['acknowledged', 'approve what there is not', approve('dance'), 'UNKNOWN_ACTION'],
    ['acknowledged', 'approve what is in force', approve('halt_entries'), 'ACTION_NOT_WAITING'],
    ['unreachable', 'resume', resume, 'INCIDENT_NOT_STABLE'],
    ['unreachable', 'resolve', (rig) => resolve(rig), 'INCIDENT_NOT_STABLE'],
    ['resolved', 'resolve again', (rig) => resolve(rig), 'INCIDENT_RESOLVED'],
    ['resolved', 'acknowledge', (rig) => ack(rig), 'INCIDENT_RESOLVED'],
    ['resolvedFrozen', 'resolve again', (rig) => resolve(rig), 'INCIDENT_RESOLVED'],
    ['resolved', 'resume', resume, 'NOT_HALTED'],
  ];
  it.each(cases)('WF-1 %s, then %s: refused, and nothing changed', (before, _, act, code) => {
    const rig = launched();
    given[before]!(rig);
    // A command makes the launch look again; its evidence may be newer then.
    const hashes = () => ({ ...rig.orchestrator.stateHashes(), launch: '' });
    const state = hashes();
    const said = messages(rig).length;
    const reply = act(rig) as { readonly ok: boolean; readonly text: string };
    expect(reply).toMatchObject({ ok: false, code });
    expect(reply.text.length).toBeGreaterThan(20);
    expect(hashes()).toEqual(state);
    expect(messages(rig)).toHaveLength(said);
  });

  it('WF-1 nobody cannot acknowledge, and an unknown root cause resolves nothing', () => {
    const rig = launched();
    open(rig, 'P3');
    expect(rig.say({ kind: 'incident_ack', incident: 'I1', class: null }, ' ')).toMatchObject({
      code: 'ACTOR_MISSING',
    });
    ack(rig);
    const command = { kind: 'incident_resolve', incident: 'I1', rootCause: 'bad luck' } as never;
    expect(rig.say(command)).toMatchObject({ ok: false, code: 'COMMAND_INVALID' });
  });
});

describe('the way through', () => {
  it('WF-7 acknowledge, resume, resolve: the phases run again before entries open', () => {
    const rig = launched();
    open(rig, 'P1');
    rig.pass(1);
    expect(ack(rig)).toMatchObject({ ok: true });
    expect(resume(rig)).toEqual({
      ok: true,
      text: 'no longer halted; all phases run again before entries open (at a venue that enforces it, this would wait for a second person)',
    });
    expect(incidentClosures(rig)).toEqual([]);
    expect(rig.closures().filter((id) => id.startsWith('launch'))).toHaveLength(7);
    rig.pass(1);
    expect(rig.status().launch.phase).toBe('A');
    expect(stepOf(rig, 'WF-7')).toMatchObject({ state: 'done', by: 'desk' });
    expect(resolve(rig)).toEqual({ ok: true, text: 'I1 resolved, root cause venue' });
    expect(incident(rig)).toMatchObject({ state: 'resolved', freezes: false, rootCause: 'venue' });
    rig.pass(31);
    expect(rig.status().launch.state).toBe('complete');
  });

  it('WF-7 acknowledging and resolving open nothing: entries stay closed until resume', () => {
    const rig = launched();
    open(rig, 'P2');
    ack(rig);
    expect(resolve(rig)).toMatchObject({ ok: true, text: expect.stringContaining('until resume') });
    rig.pass(5);
    expect(incidentClosures(rig)).toHaveLength(1);
    expect(incident(rig)).toMatchObject({ state: 'resolved', freezes: true });
    expect(resume(rig)).toMatchObject({ ok: true });
    expect(incidentClosures(rig)).toEqual([]);
  });

  it('WF-1 classifying down to P3 opens nothing either, classifying up closes at once', () => {
    const rig = launched();
    open(rig, 'P2');
    expect(ack(rig, 'I1', 'P3')).toMatchObject({ ok: true });
    expect(incidentClosures(rig)).toHaveLength(1);
    open(rig, 'P3');
    expect(ack(rig, 'I2')).toMatchObject({ ok: true });
    expect(ack(rig, 'I2', 'P1')).toMatchObject({ ok: true });
    expect(incidentClosures(rig)).toEqual(['incident:*:*:I1', 'incident:*:*:I2']);
  });

  it('LAU-6 one resume lifts an operator halt and every incident, or none of them', () => {
    const rig = launched();
    open(rig, 'P2');
    open(rig, 'P1');
    rig.command('halt');
    ack(rig, 'I1');
    expect(resume(rig)).toMatchObject({ code: 'INCIDENT_NOT_ACKNOWLEDGED' });
    expect(rig.status().entryHalt.on).toBe(true);
    expect(incidentClosures(rig)).toHaveLength(2);
    ack(rig, 'I2');
    expect(resume(rig)).toMatchObject({ ok: true });
    expect(rig.status().entryHalt.on).toBe(false);
    expect(incidentClosures(rig)).toEqual([]);
  });

  it('LAU-6 a freeze of a breaker that runs refuses the resume', () => {
    const rig = launched();
    rig.equity = 97_900;
    rig.pass(1);
    open(rig, 'P2');
    ack(rig);
    expect(resume(rig)).toMatchObject({
      code: 'FREEZE_IN_FORCE',
      text: expect.stringContaining('freeze_daily_soft until'),
    });
  });

  it('WF-8 timeline and times say who did what when', () => {
    const rig = launched();
    open(rig, 'P1');
    rig.pass(2);
    ack(rig);
    rig.pass(3);
    resume(rig);
    resolve(rig);
    const { times, timeline } = incident(rig);
    expect(times).toEqual({
      detect: 0,
      acknowledge: 2 * MINUTE_MS,
      mitigate: 0,
      resolve: 5 * MINUTE_MS,
    });
    expect(timeline.filter(({ actor }) => actor === 'desk').map(({ text }) => text)).toEqual([
      'opened as P1: drill',
      'acknowledged, classified as P1: drill',
      'resumed: all phases run again before entries open',
      'resolved, root cause venue: drill',
    ]);
  });

  it('WF-8 one message an event: opened, resumed, resolved', () => {
    const rig = launched();
    open(rig, 'P1');
    ack(rig);
    rig.pass(1);
    resume(rig);
    resolve(rig);
    const told = messages(rig).filter(({ incident: id }) => id === 'I1');
    expect(told.map(({ title }) => title)).toEqual([
      'I1 P1 opened: a drill',
      'I1 P1 stable: a drill',
      'I1 P1 resumed: a drill',
      'I1 P1 resolved: a drill',
    ]);
    expect(told.map(({ number }) => number)).toEqual([1, 2, 3, 4]);
  });
});

describe('restarts', () => {
  it('INC-1 the freeze, the incident and its timeline survive a crash', () => {
    const rig = launched();
    open(rig, 'P1', 'D');
    ack(rig);
    const before = incident(rig);
    rig.restart();
    expect(incidentClosures(rig)).toEqual(['incident:*:*:I1']);
    expect(incident(rig).timeline).toEqual(before.timeline);
    expect(incident(rig).actions).toEqual(before.actions);
    rig.connect();
    rig.pass(40);
    expect(rig.status().launch.state).toBe('held');
    expect(incidentClosures(rig)).toHaveLength(1);
    reconcile(rig);
    expect(resume(rig)).toMatchObject({ ok: true });
    rig.pass(32);
    expect(rig.status().launch.state).toBe('complete');
    expect(entries(rig.step(rig.signal('S3', ETH)))).toHaveLength(1);
  });

  it('AUD-2 a run with incidents replays to the same outputs and state', () => {
    const rig = launched();
    rig.step(held(rig, { symbol: BTC, quantity: '0.1', entryPrice: '100000', stopPrice: '96500' }));
    open(rig, 'P2', 'C');
    ack(rig);
    rig.say({ kind: 'incident_approve', incident: 'I1', action: 'flatten_riskiest' });
    rig.pass(31);
    rig.restart();
    rig.connect();
    rig.pass(1);
    resume(rig);
    resolve(rig);
    rig.orchestrator.checkpoint(rig.now);
    const result = replay(rig.journal.read(), { kernel: kernelFactory });
    expect(result.difference).toBeNull();
    expect(result.hashes).toEqual(rig.orchestrator.stateHashes());
  });
});

describe('exits', () => {
  it('EXIT-1 an incident tells the executor to cancel entries and nothing about stops or exits', () => {
    const rig = launched();
    const from = rig.effects.length;
    open(rig, 'P1');
    const after = rig.effects.slice(from);
    expect(commandsOf(after, 'gate')).toHaveLength(1);
    expect(commandsOf(after, 'cancel_entries')).toEqual([
      { kind: 'cancel_entries', scope: { strategy: null, symbol: null }, reason: 'incident' },
    ]);
    expect(commandsOf(after, 'halt')).toEqual([]);
    expect(commandsOf(after, 'exit')).toEqual([]);
  });
});

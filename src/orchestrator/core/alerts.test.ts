import { describe, expect, it } from 'vitest';
import { BTC } from '../../../tests/support/kernel-config.ts';
import type { OrchestratorEffect } from '../messages.ts';
import { Rig, replies } from '../testing/rig.ts';

const messages = (effects: readonly OrchestratorEffect[]) =>
  effects.flatMap((effect) => (effect.kind === 'message' ? [effect.message] : []));
const ids = (rig: Rig) =>
  rig.status().operations.alerts.map(({ id, severity, state }) => `${id} ${severity} ${state}`);

describe('alerts in the orchestrator', () => {
  it('ALR-1 warns at -2.0 % a day, with figure, limit, since when, what was done and what is next', () => {
    const rig = new Rig();
    rig.launch();
    rig.equity = 98_000;
    const [message] = messages(rig.step());
    expect(message).toMatchObject({
      number: 1,
      kind: 'alert',
      severity: 'warning',
      about: 'risk',
      title: 'WARNING Daily loss',
    });
    const text = message?.lines.join('\n') ?? '';
    expect(text).toContain('-2.00 %, warning at or below -2.00 %, since 2025-05-04 10:31:');
    expect(text).toContain('entries of the portfolio closed (freeze_daily_soft until 2025-05-04');
    expect(text).toContain('Next: Look at what lost');
    expect(ids(rig)).toEqual(['daily_loss:* warning firing']);
    expect(messages(rig.pass(1))).toEqual([]);
  });

  it('ALR-1 is critical at the hard limit of the profile, and opens a P1 with playbook A', () => {
    const rig = new Rig();
    rig.launch();
    rig.equity = 98_000;
    rig.step();
    rig.equity = 97_000;
    const [message] = messages(rig.step());
    expect(message).toMatchObject({ number: 2, severity: 'critical' });
    expect(message?.lines.join('\n')).toContain('an incident of class P1 with playbook A');
    const [alert] = rig.status().operations.alerts;
    expect(alert).toMatchObject({ severity: 'critical', limit: -0.03, times: 1 });
    expect(alert?.incident).toEqual({ class: 'P1', playbook: 'A' });
  });

  it('ALR-7 is acknowledged once, silenced with an end, and refuses what makes no sense', () => {
    const rig = new Rig();
    rig.launch();
    const say = (command: object) =>
      replies(
        rig.give({
          kind: 'command',
          id: `x${rig.now}${Math.floor(rig.commands)}`,
          command: { actor: 'desk', reason: 'seen', ...command } as never,
          at: rig.now,
        }),
      )[0];
    expect(say({ kind: 'alert_ack', alert: 'all' })).toMatchObject({
      ok: false,
      code: 'UNKNOWN_ALERT',
    });
    rig.silent.add(BTC);
    rig.pass(1);
    expect(ids(rig)).toEqual([`market_stale:${BTC} warning firing`]);
    expect(say({ kind: 'alert_ack', alert: 'nothing' })?.text).toContain(`market_stale:${BTC}`);
    expect(say({ kind: 'alert_ack', alert: `market_stale:${BTC}` })?.text).toContain(
      'acknowledged 1',
    );
    expect(say({ kind: 'alert_ack', alert: 'all' })?.text).toContain('already acknowledged');
    const hour = 3_600_000;
    const silence = (of: string, until: number) => say({ kind: 'alert_silence', of, until });
    expect(silence('market_stal', rig.now + hour)).toMatchObject({ code: 'UNKNOWN_RULE' });
    expect(silence('market_stale:DOGE', rig.now + hour)).toMatchObject({ code: 'UNKNOWN_KEY' });
    expect(silence('market_stale', rig.now)).toMatchObject({ code: 'SILENCE_PAST' });
    expect(silence('market_stale', Number.POSITIVE_INFINITY)).toMatchObject({
      code: 'SILENCE_WITHOUT_END',
    });
    expect(silence('market_stale', rig.now + 25 * hour)).toMatchObject({
      code: 'SILENCE_TOO_LONG',
    });
    expect(silence('market_stale', rig.now + hour)).toMatchObject({ ok: true });
    expect(rig.status().operations.silences).toMatchObject([{ id: 'Q1', of: 'market_stale' }]);
    expect(say({ kind: 'alert_unsilence', silence: 'Q2' })).toMatchObject({
      code: 'UNKNOWN_SILENCE',
    });
    expect(say({ kind: 'alert_unsilence', silence: 'Q1' })).toMatchObject({ ok: true });
    rig.silent.clear();
    rig.pass(2);
    expect(ids(rig)).toEqual([]);
  });
});

import { describe, expect, it } from 'vitest';
import {
  AlertDesk,
  alertRule,
  alertsOf,
  changesOf,
  messagesOf,
  T0,
} from '../testing/alert-desk.ts';
import { acknowledgeAlerts, silenceAlerts } from './commands.ts';
import { ENTRIES_MAX } from './state.ts';

const LOSS = alertRule({
  id: 'loss',
  title: 'Daily loss',
  metric: 'daily_pnl',
  fires: 'at_or_below',
  warning: { limit: -0.02, for: 0 },
  critical: { limit: 'profile', for: 0 },
  group: 'risk',
  incident: { warning: null, critical: 'P1', playbook: 'A' },
});
const CLUSTER = alertRule({
  id: 'cluster',
  metric: 'cluster_throttle',
  warning: { limit: 1, for: 43_200_000 },
  group: 'risk',
});
const SAID = { actor: 'desk', reason: 'seen' };
const ack = (desk: AlertDesk, which: string) => {
  const changes: string[] = [];
  const reply = acknowledgeAlerts(desk.state, which, SAID, desk.now, ({ change, alert }) =>
    changes.push(`${alert.id} ${change}`),
  );
  return { reply, changes };
};
const silence = (desk: AlertDesk, of: string, length: number) =>
  silenceAlerts(
    desk.config,
    desk.state,
    { ...SAID, of, until: desk.now + length },
    desk.now,
    () => true,
  );

describe('an alert', () => {
  it('ALR-7 fires once, however long its cause lasts', () => {
    const desk = new AlertDesk(alertsOf(LOSS));
    desk.set('daily_pnl', -0.0199, { profileLimit: -0.03 });
    expect(desk.evaluate()).toEqual([]);
    desk.set('daily_pnl', -0.02, { profileLimit: -0.03 });
    expect(changesOf(desk.evaluate())).toEqual(['loss:* fired warning']);
    desk.state.entries[0]!.alert = {
      ...desk.state.entries[0]!.alert!,
      acknowledged: { actor: 'desk', at: T0 },
    };
    expect(desk.pass(86_400_000)).toEqual([]);
  });

  it('ALR-1 goes from warning to critical at the limit of the profile, and says so once', () => {
    const desk = new AlertDesk(alertsOf(LOSS));
    desk.set('daily_pnl', -0.02, { profileLimit: -0.03 }).evaluate();
    ack(desk, 'all');
    desk.now += 1_000;
    desk.set('daily_pnl', -0.03, { profileLimit: -0.03 });
    const out = desk.evaluate();
    expect(changesOf(out)).toEqual(['loss:* raised critical']);
    expect(messagesOf(out)).toMatchObject([{ severity: 'critical', title: 'CRITICAL Daily loss' }]);
    const [entry] = desk.state.entries;
    // Whoever acknowledged the warning has not acknowledged this.
    expect(entry?.alert).toMatchObject({
      acknowledged: null,
      limit: -0.03,
      incident: { class: 'P1' },
    });
    expect(changesOf(desk.pass(60_000))).toEqual([]);
  });

  it('ALR-1 fires critical at once when the figure jumps, and waits for a limit it does not know', () => {
    const desk = new AlertDesk(alertsOf(LOSS));
    desk.set('daily_pnl', -0.05);
    expect(changesOf(desk.evaluate())).toEqual(['loss:* fired warning']);
    desk.set('daily_pnl', -0.05, { profileLimit: -0.03 });
    expect(changesOf(desk.evaluate())).toEqual(['loss:* raised critical']);
  });

  it('INC-2 fires only after its condition held for its time without a break', () => {
    const desk = new AlertDesk(alertsOf(CLUSTER));
    desk.set('cluster_throttle', 1).evaluate();
    expect(changesOf(desk.pass(43_199_999))).toEqual([]);
    desk.set('cluster_throttle', 0);
    expect(changesOf(desk.pass(1))).toEqual([]);
    desk.set('cluster_throttle', 1);
    expect(changesOf(desk.pass(43_199_999))).toEqual([]);
    expect(changesOf(desk.pass(1))).toEqual(['cluster:* fired warning']);
  });

  it('ALR-7 counts the time from the cause where that is known', () => {
    const desk = new AlertDesk(alertsOf(CLUSTER));
    desk.set('cluster_throttle', 1, { since: T0 - 43_199_000 }).evaluate();
    expect(changesOf(desk.pass(1_000))).toEqual(['cluster:* fired warning']);
    expect(desk.state.entries[0]?.alert?.causeAt).toBe(T0 - 43_199_000);
  });

  it('ALR-7 is over by itself once its figure was back for a minute, and stays until acknowledged', () => {
    const desk = new AlertDesk(alertsOf(LOSS));
    desk.set('daily_pnl', -0.02).evaluate();
    desk.set('daily_pnl', -0.019);
    expect(changesOf(desk.pass(59_999))).toEqual([]);
    expect(changesOf(desk.pass(1))).toEqual(['loss:* over warning']);
    expect(desk.state.entries[0]?.alert?.basis).toMatch(/^over since .* it was: -2\.00 %/);
    expect(ack(desk, 'loss:*').changes).toEqual(['loss:* acknowledged']);
    expect(desk.state.entries).toEqual([]);
  });

  it('ALR-7 that flaps is one alert; one that comes back after its end is counted', () => {
    const desk = new AlertDesk(alertsOf(LOSS));
    for (let turn = 0; turn < 20; turn += 1) {
      desk.set('daily_pnl', turn % 2 === 0 ? -0.021 : -0.019);
      desk.pass(10_000);
    }
    expect(desk.state.entries[0]?.alert?.times).toBe(1);
    desk.pass(60_000);
    desk.set('daily_pnl', -0.021);
    expect(changesOf(desk.pass(1))).toEqual(['loss:* fired warning']);
    expect(desk.state.entries[0]?.alert?.times).toBe(2);
  });

  it('ALR-4 a ratio of too few samples never fires, and ends what fired', () => {
    const rule = alertRule({
      id: 'timeouts',
      metric: 'timeout_rate',
      fires: 'over',
      warning: null,
      critical: { limit: 0.08, for: 0 },
    });
    const desk = new AlertDesk(alertsOf(rule));
    desk.set('timeout_rate', 'insufficient').evaluate();
    desk.set('timeout_rate', 0.08);
    expect(changesOf(desk.evaluate())).toEqual([]);
    desk.set('timeout_rate', 0.081);
    expect(changesOf(desk.evaluate())).toEqual(['timeouts:* fired critical']);
    desk.set('timeout_rate', 'insufficient').evaluate();
    expect(changesOf(desk.pass(60_000))).toEqual(['timeouts:* over critical']);
  });

  it('a figure that is not known moves nothing, in neither direction', () => {
    const desk = new AlertDesk(alertsOf(LOSS));
    desk.set('daily_pnl', null).evaluate();
    desk.set('daily_pnl', -0.02).evaluate();
    ack(desk, 'all');
    desk.set('daily_pnl', null);
    expect(desk.pass(3_600_000)).toEqual([]);
    expect(desk.state.entries[0]?.alert?.state).toBe('firing');
  });

  it('ALR-2 fires again when its breaker trips again although the figure was never back', () => {
    const rule = alertRule({
      id: 'dd',
      metric: 'drawdown',
      warning: null,
      critical: { limit: 0.09, for: 0 },
    });
    const desk = new AlertDesk(alertsOf(rule));
    desk.set('drawdown', 0.09, { edge: 1 }).evaluate();
    desk.set('drawdown', 0.1, { edge: 1 });
    expect(changesOf(desk.pass(60_000))).toEqual([]);
    desk.set('drawdown', 0.11, { edge: 2 });
    expect(changesOf(desk.evaluate())).toEqual(['dd:* fired critical']);
    expect(desk.state.entries[0]?.alert?.times).toBe(2);
  });

  it('ALR-7 is escalated once after five minutes without an acknowledgement', () => {
    const desk = new AlertDesk(alertsOf(LOSS));
    desk.set('daily_pnl', -0.02).evaluate();
    expect(desk.pass(299_999)).toEqual([]);
    const late = desk.pass(1);
    expect(changesOf(late)).toEqual(['loss:* escalated warning']);
    expect(messagesOf(late)).toMatchObject([
      { kind: 'escalation', title: 'WARNING nobody acknowledged: Daily loss' },
    ]);
    expect(desk.pass(3_600_000)).toEqual([]);
  });

  it('ALR-7 acknowledged in time is not escalated', () => {
    const desk = new AlertDesk(alertsOf(LOSS));
    desk.set('daily_pnl', -0.02).evaluate();
    desk.pass(299_000);
    expect(ack(desk, 'loss').reply).toMatchObject({ ok: true });
    expect(desk.pass(3_600_000)).toEqual([]);
    expect(ack(desk, 'all')).toMatchObject({
      changes: [],
      reply: { text: expect.stringContaining('already acknowledged') },
    });
  });

  it('a rule that is no longer configured ends its alerts', () => {
    const desk = new AlertDesk(alertsOf(LOSS));
    desk.set('daily_pnl', -0.02).evaluate();
    const other = new AlertDesk(alertsOf(CLUSTER));
    other.state.entries = desk.state.entries;
    expect(changesOf(other.evaluate())).toEqual(['loss:* over warning']);
  });
});

describe('messages', () => {
  const stale = (desk: AlertDesk, count: number, from = 0) => {
    for (let n = from; n < from + count; n += 1) desk.set('market_stale', 1, { key: `S${n}` });
  };

  it('ALR-7 print the basis, what the system did by itself and what to do next', () => {
    const desk = new AlertDesk(alertsOf(alertRule()));
    desk.closures = [
      {
        id: 'x',
        cause: 'stale_data',
        scope: { strategy: null, symbol: 'S0' as never },
        since: T0,
        until: null,
        reason: '',
      },
      {
        id: 'y',
        cause: 'stale_data',
        scope: { strategy: null, symbol: 'S1' as never },
        since: T0,
        until: null,
        reason: '',
      },
    ];
    stale(desk, 1);
    expect(messagesOf(desk.evaluate())[0]).toMatchObject({
      title: 'WARNING Market data stale (S0)',
      about: 'data',
      causeAt: T0,
      lines: [
        'Market data stale (S0): No fresh book; since 2025-05-04 10:00:00 UTC.',
        'By itself: entries of S0 closed (stale_data).',
        'Next: Look at the feed.',
        'operations; docs/alerts.md#stale; septet ack stale:S0.',
      ],
    });
  });

  it('ALR-7 a storm of 10,000 related alerts is one message of few lines with the count', () => {
    const desk = new AlertDesk(alertsOf(alertRule()));
    stale(desk, 10_000);
    const [message, ...others] = messagesOf(desk.evaluate());
    expect(others).toEqual([]);
    expect(message?.title).toBe('WARNING 10000 alerts of data, first Market data stale (S0)');
    expect(message?.lines).toHaveLength(9);
    expect(message?.lines[5]).toBe('And 9995 more alerts of data.');
    expect(desk.state.entries).toHaveLength(ENTRIES_MAX);
    expect(messagesOf(desk.pass(240_000))).toEqual([]);
    expect(ack(desk, 'all').reply.text).toContain('acknowledged 500');
  });

  it('ALR-7 a storm that comes one by one is one message a window', () => {
    const desk = new AlertDesk(alertsOf(alertRule()));
    let sent = 0;
    for (let n = 0; n < 299; n += 1) {
      stale(desk, 1, n);
      sent += messagesOf(desk.pass(100)).length;
    }
    expect(sent).toBe(1);
    expect(messagesOf(desk.pass(1_000))[0]?.title).toBe(
      'WARNING 298 alerts of data, first Market data stale (S1)',
    );
  });

  it('ALR-7 a critical alert of another rule does not wait for the window', () => {
    const critical = alertRule({
      id: 'feed',
      metric: 'feed_down',
      title: 'Feed lost',
      warning: null,
      critical: { limit: 1, for: 0 },
    });
    const desk = new AlertDesk(alertsOf(alertRule(), critical));
    stale(desk, 1);
    desk.evaluate();
    stale(desk, 1, 1);
    desk.set('feed_down', 1);
    const [message] = messagesOf(desk.pass(1_000));
    expect(message).toMatchObject({
      severity: 'critical',
      title: 'CRITICAL 2 alerts of data, first Feed lost',
    });
  });

  it('ALR-7 a silence mutes the message, not the change; what still fires at its end is told', () => {
    const desk = new AlertDesk(alertsOf(LOSS));
    expect(silence(desk, 'loss', 120_000)).toMatchObject({ ok: true });
    desk.set('daily_pnl', -0.04, { profileLimit: -0.03 });
    const out = desk.evaluate();
    expect(changesOf(out)).toEqual(['loss:* fired critical']);
    expect(messagesOf(out)).toEqual([]);
    expect(desk.state.entries[0]?.alert).toMatchObject({
      silencedUntil: T0 + 120_000,
      incident: { class: 'P1' },
    });
    expect(messagesOf(desk.pass(119_999))).toEqual([]);
    expect(messagesOf(desk.pass(1))).toMatchObject([{ title: 'CRITICAL Daily loss' }]);
  });

  it('ALR-7 the venue being down mutes its children; what still fires when it is back is told', () => {
    const down = alertRule({
      id: 'venue',
      metric: 'venue_silent',
      title: 'Venue down',
      group: 'venue',
      warning: null,
      critical: { limit: 1, for: 0 },
    });
    const child = alertRule({ inhibitedBy: ['venue'] });
    const desk = new AlertDesk(alertsOf(child, down));
    desk.set('venue_silent', 1);
    stale(desk, 3);
    const out = desk.evaluate();
    expect(changesOf(out)).toHaveLength(4);
    expect(messagesOf(out).map(({ title }) => title)).toEqual(['CRITICAL Venue down']);
    desk.set('venue_silent', 0);
    const titles = messagesOf(desk.pass(61_000)).map(({ title }) => title);
    expect(titles).toEqual([
      'WARNING 3 alerts of data, first Market data stale (S0)',
      'An alert is over',
    ]);
  });

  it('ALR-7 what came and went under a silence is not told at all', () => {
    const desk = new AlertDesk(alertsOf(LOSS));
    silence(desk, 'loss:*', 300_000);
    desk.set('daily_pnl', -0.02).evaluate();
    desk.set('daily_pnl', 0);
    desk.pass(100_000);
    expect(desk.state.entries[0]?.alert?.state).toBe('over');
    expect(messagesOf(desk.pass(600_000))).toEqual([]);
  });
});

describe('the bound', () => {
  it('ALR-7 a critical alert takes the place of a warning when there is no room', () => {
    const critical = alertRule({
      id: 'loss',
      metric: 'daily_pnl',
      fires: 'at_or_below',
      warning: null,
      critical: { limit: -0.03, for: 0 },
      group: 'risk',
    });
    const desk = new AlertDesk(alertsOf(alertRule(), critical));
    for (let n = 0; n < 600; n += 1) desk.set('market_stale', 1, { key: `S${n}` });
    desk.evaluate();
    desk.set('daily_pnl', -0.04);
    expect(changesOf(desk.pass(1_000))).toContain('loss:* fired critical');
    expect(desk.state.entries).toHaveLength(ENTRIES_MAX);
    // And it keeps it.
    expect(changesOf(desk.pass(1_000))).toEqual([]);
    expect(desk.state.beyond).toEqual({ data: 101 });
  });

  it('ALR-7 whoever found no room fires as soon as there is some', () => {
    const desk = new AlertDesk(alertsOf(alertRule()));
    for (let n = 0; n < 501; n += 1) desk.set('market_stale', 1, { key: `S${n}` });
    desk.evaluate();
    desk.drop('market_stale', 'S7').evaluate();
    desk.pass(60_000);
    desk.evaluate();
    expect(desk.state.beyond).toEqual({});
    expect(desk.state.entries.map(({ id }) => id)).toContain('stale:S500');
  });
});

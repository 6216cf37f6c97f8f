import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AlertDesk, alertRule, alertsOf } from '../testing/alert-desk.ts';
import { acknowledgeAlerts, silenceAlerts } from './commands.ts';
import { type AlertOutput, ENTRIES_MAX } from './state.ts';

const config = alertsOf(
  alertRule({
    id: 'venue',
    metric: 'venue_silent',
    group: 'venue',
    warning: null,
    critical: { limit: 1, for: 30_000 },
    incident: { warning: null, critical: 'P1', playbook: 'D' },
  }),
  alertRule({ warning: { limit: 1, for: 5_000 }, inhibitedBy: ['venue'] }),
  alertRule({
    id: 'loss',
    metric: 'daily_pnl',
    fires: 'at_or_below',
    warning: { limit: -0.02, for: 0 },
    critical: { limit: -0.03, for: 10_000 },
    group: 'risk',
  }),
);

const KEYS = ['A', 'B', 'C'];
const step = fc.oneof(
  fc.record({ do: fc.constant('venue' as const), value: fc.constantFrom(0, 1, null) }),
  fc.record({
    do: fc.constant('stale' as const),
    key: fc.constantFrom(...KEYS),
    value: fc.constantFrom(0, 1, null, 'gone' as const),
  }),
  fc.record({
    do: fc.constant('loss' as const),
    value: fc.double({ min: -0.05, max: 0, noNaN: true }),
  }),
  fc.record({ do: fc.constant('ack' as const), which: fc.constantFrom('all', 'stale', 'loss:*') }),
  fc.record({
    do: fc.constant('silence' as const),
    of: fc.constantFrom('stale', 'stale:A', 'loss', 'venue'),
  }),
  fc.record({ do: fc.constant('pass' as const), length: fc.integer({ min: 1, max: 400_000 }) }),
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

function run(steps: readonly Step[], silences: boolean): { desk: AlertDesk; out: AlertOutput[] } {
  const desk = new AlertDesk(config);
  const out: AlertOutput[] = [];
  const said = { actor: 'desk', reason: 'seen' };
  for (const one of steps) {
    if (one.do === 'venue') desk.set('venue_silent', one.value);
    else if (one.do === 'loss') desk.set('daily_pnl', one.value);
    else if (one.do === 'stale') {
      if (one.value === 'gone') desk.drop('market_stale', one.key);
      else desk.set('market_stale', one.value, { key: one.key });
    } else if (one.do === 'ack') {
      acknowledgeAlerts(desk.state, one.which, said, desk.now, (change) =>
        out.push({ kind: 'change', change }),
      );
    } else if (one.do === 'silence') {
      const asked = { ...said, of: one.of, until: desk.now + 600_000 };
      if (silences) silenceAlerts(config, desk.state, asked, desk.now, () => true);
    } else out.push(...desk.pass(one.length));
    out.push(...desk.evaluate());
  }
  return { desk, out };
}

/** What incidents and the launch are made of: everything of a change but who is muted. */
const facts = (out: readonly AlertOutput[]) =>
  out.flatMap((output) => {
    if (output.kind !== 'change') return [];
    const { inhibitedBy: _i, silencedUntil: _s, ...alert } = output.change.alert;
    return [{ ...output.change, alert }];
  });

describe('alerts, whatever happens', () => {
  it('ALR-7 none fires twice without having been over, and none is over that did not fire', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const firing = new Set<string>();
        for (const { change, alert } of facts(run(steps, true).out)) {
          if (change === 'fired') {
            expect(firing.has(alert.id)).toBe(false);
            firing.add(alert.id);
          } else if (change === 'over') expect(firing.delete(alert.id)).toBe(true);
          else if (change !== 'acknowledged' && change !== 'escalated') {
            expect(firing.has(alert.id)).toBe(true);
          }
        }
      }),
    );
  });

  it('ALR-7 silences change no alert, and so no incident and no launch', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        expect(facts(run(steps, true).out)).toEqual(facts(run(steps, false).out));
      }),
    );
  });

  it('ALR-7 what is kept is bounded, saved and read back it goes on the same', () => {
    fc.assert(
      fc.property(
        fc.array(step, { maxLength: 30 }),
        fc.integer({ min: 0, max: 2_000 }),
        (steps, many) => {
          const { desk } = run(steps, true);
          for (let n = 0; n < many; n += 1) desk.set('market_stale', 1, { key: `X${n}` });
          desk.evaluate();
          expect(desk.state.entries.length).toBeLessThanOrEqual(ENTRIES_MAX);
          const again = new AlertDesk(config);
          Object.assign(again.state, JSON.parse(JSON.stringify(desk.state)));
          again.now = desk.now;
          Object.assign(again, { readings: (desk as unknown as { readings: unknown }).readings });
          expect(again.pass(400_000)).toEqual(desk.pass(400_000));
          expect(again.state).toEqual(desk.state);
        },
      ),
      { numRuns: 30 },
    );
  });
});

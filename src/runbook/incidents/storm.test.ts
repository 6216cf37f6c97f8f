import { describe, expect, it } from 'vitest';
import { Scenario } from '../../../tests/support/kernel-scenario.ts';
import type { Alert, AlertChange, PlaybookId } from '../../domain/alerts.ts';
import { kernelInsight } from '../../kernel/insight.ts';
import { kernelStatus } from '../../kernel/status.ts';
import { septetConfig } from '../../orchestrator/testing/rig.ts';
import { tickIncidents } from './machine.ts';
import { ALERTS_NAMED, createIncidents, TIMELINE_MAX } from './state.ts';
import type { Draft, IncidentHands, IncidentView } from './view.ts';

const scenario = Scenario.ready();
const view: IncidentView = {
  now: scenario.at,
  provenance: {},
  config: septetConfig().incidents,
  kernel: scenario.config,
  leverage: 5,
  status: kernelStatus(scenario.state, scenario.at),
  insight: kernelInsight(scenario.state),
  executor: { connected: true, caughtUp: true, reconciled: true, clean: 2 },
  equityGood: true,
  positions: [],
  troubles: [],
  venueSilent: null,
  timeouts: [],
};

const fired = (number: number, group = 'execution', playbook: PlaybookId = 'D'): AlertChange => ({
  change: 'fired',
  alert: {
    id: `timeouts:${number}`,
    rule: 'timeouts',
    key: String(number),
    title: 'timeouts',
    group,
    severity: 'critical',
    state: 'firing',
    causeAt: scenario.at - 5_000,
    firedAt: scenario.at,
    basis: 'timeout rate 12 %',
    inhibitedBy: null,
    incident: { class: 'P2', playbook },
  } as unknown as Alert,
});

function run(changes: readonly AlertChange[]) {
  const state = createIncidents();
  const sent: Draft[] = [];
  const moved: string[] = [];
  const frozen: string[] = [];
  const hands: IncidentHands = {
    freeze: (incident) => {
      incident.frozenAt ??= view.now;
      frozen.push(incident.id);
    },
    unfreeze: () => {},
    kernel: () => null,
    flatten: () => {},
    send: (message) => sent.push(message),
    changed: (_, text) => moved.push(text),
  };
  tickIncidents(state, changes, () => view, hands);
  return { state, sent, moved, frozen };
}

describe('a storm', () => {
  it('WF-1 10,000 related alerts are one incident, one message and one freeze', () => {
    const { state, sent, moved, frozen } = run(Array.from({ length: 10_000 }, (_, n) => fired(n)));
    expect(state.open).toHaveLength(1);
    expect(state.open[0]).toMatchObject({ id: 'I1', class: 'P2', alertCount: 10_000 });
    expect(state.open[0]?.alerts).toHaveLength(ALERTS_NAMED);
    expect(state.open[0]?.timeline.length).toBeLessThan(TIMELINE_MAX);
    expect(sent.map(({ title }) => title)).toEqual(['I1 P2 opened: timeouts']);
    expect(moved).toHaveLength(1);
    expect(frozen).toEqual(['I1']);
  });

  it('WF-1 alerts of 200 groups: 50 incidents, the rest joins the newest', () => {
    const { state } = run(Array.from({ length: 200 }, (_, n) => fired(n, `group ${n}`)));
    expect(state.open).toHaveLength(50);
    expect(state.open.at(-1)?.alertCount).toBe(151);
  });

  it('WF-6 a drawdown on the day of a hard loss is an incident of its own, with its own playbook', () => {
    const { state } = run([fired(1, 'risk', 'A'), fired(2, 'risk', 'B'), fired(3, 'risk', 'A')]);
    expect(state.open.map(({ playbook, alertCount }) => [playbook, alertCount])).toEqual([
      ['A', 2],
      ['B', 1],
    ]);
  });

  it('WF-8 the time to detect counts from the cause', () => {
    const { state } = run([fired(1)]);
    expect(state.open[0]!.openedAt - state.open[0]!.causeAt).toBe(5_000);
  });
});

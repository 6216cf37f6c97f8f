/** What the desk has to look after as metrics: alerts, incidents, tasks, channels. */
import type { OperationsStatus } from '../../domain/operations.ts';
import type { Metric, MetricsView, Sample } from './metric.ts';

const SEVERITIES = ['warning', 'critical'] as const;
const CLASSES = ['P1', 'P2', 'P3'] as const;
const INCIDENT_STATES = ['open', 'acknowledged', 'mitigated'] as const;

function ofOperations(
  name: string,
  help: string,
  labels: readonly string[],
  samples: (operations: OperationsStatus) => readonly Sample[],
): Metric {
  const read = ({ operations }: MetricsView) => (operations === null ? [] : samples(operations));
  return { name, help, type: 'gauge', labels, samples: read };
}

const counted = (names: readonly string[]): ReadonlyMap<string, number> => {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
};

export const OPERATIONS_METRICS: readonly Metric[] = [
  ofOperations(
    'septet_alerts',
    'Alerts that fire now, by rule and severity.',
    ['rule', 'severity'],
    ({ alerts }) => {
      const firing = alerts.filter(({ state }) => state === 'firing');
      const rules = [...new Set(firing.map(({ rule }) => rule))];
      const counts = counted(firing.map(({ rule, severity }) => `${rule} ${severity}`));
      return rules.flatMap((rule) =>
        SEVERITIES.map(
          (severity): Sample => [counts.get(`${rule} ${severity}`) ?? 0, { rule, severity }],
        ),
      );
    },
  ),
  ofOperations(
    'septet_alerts_unacknowledged',
    'Alerts that nobody has acknowledged, over or not.',
    ['severity'],
    ({ alerts }) => {
      const open = alerts.filter(({ acknowledged }) => acknowledged === null);
      const counts = counted(open.map(({ severity }) => severity));
      return SEVERITIES.map((severity) => [counts.get(severity) ?? 0, { severity }]);
    },
  ),
  ofOperations(
    'septet_alerts_escalated',
    'Alerts told again because nobody acknowledged them.',
    [],
    ({ alerts }) => [
      [alerts.filter((a) => a.escalatedAt !== null && a.acknowledged === null).length],
    ],
  ),
  ofOperations('septet_silences', 'Silences in force.', [], ({ silences }) => [[silences.length]]),
  ofOperations(
    'septet_incidents',
    'Incidents that are not resolved, by class and state.',
    ['class', 'state'],
    ({ incidents }) => {
      const counts = counted(incidents.map((incident) => `${incident.class} ${incident.state}`));
      return CLASSES.flatMap((of) =>
        INCIDENT_STATES.map(
          (state): Sample => [counts.get(`${of} ${state}`) ?? 0, { class: of, state }],
        ),
      );
    },
  ),
  ofOperations(
    'septet_tasks_overdue',
    'Tasks of the cadence that are overdue, by task.',
    ['task'],
    ({ tasks }) => {
      const counts = counted(
        tasks.filter(({ state }) => state === 'overdue').map(({ task }) => task),
      );
      const names = [...new Set(tasks.map(({ task }) => task))];
      return names.map((task) => [counts.get(task) ?? 0, { task }]);
    },
  ),
  {
    name: 'septet_channel_up',
    help: '1: the channel delivers or has not been needed yet, 0: it failed.',
    type: 'gauge',
    labels: ['channel'],
    samples: ({ channels }) =>
      channels.map(({ id, state }) => [state !== 'failed', { channel: id }]),
  },
  {
    name: 'septet_channel_waiting',
    help: 'Messages that wait for a channel.',
    type: 'gauge',
    labels: ['channel'],
    samples: ({ channels }) => channels.map(({ id, waiting }) => [waiting, { channel: id }]),
  },
  {
    name: 'septet_channel_lost_total',
    help: 'Messages a channel will never carry, since the api process started.',
    type: 'counter',
    labels: ['channel'],
    samples: ({ channels }) => channels.map(({ id, lost }) => [lost, { channel: id }]),
  },
];

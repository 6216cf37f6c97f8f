/** The machine behind the portfolio as metrics: gate, launch, processes, journal. */
import { CLOSURE_CAUSES } from '../../domain/closure.ts';
import type { LaunchStatus, ProcessStatus } from '../../domain/status.ts';
import { type Metric, type MetricsView, ofStatus, oneOf, type Sample } from './metric.ts';

const LAUNCH_STATES = [
  'starting',
  'preflight',
  'launching',
  'phasing',
  'complete',
  'held',
  'aborted',
] as const satisfies readonly LaunchStatus['state'][];

const GATE: readonly Metric[] = [
  ofStatus('septet_entry_halt', '1: ENTRY_HALT is on.', (s) => [[s.entryHalt.on]]),
  ofStatus(
    'septet_closures',
    'Closures in force by cause, of any scope.',
    (s) => {
      const counts = new Map<string, number>();
      for (const { cause } of s.closures) counts.set(cause, (counts.get(cause) ?? 0) + 1);
      return CLOSURE_CAUSES.map((cause) => [counts.get(cause) ?? 0, { cause }]);
    },
    ['cause'],
  ),
  ofStatus(
    'septet_portfolio_closed',
    '1: some closure of the whole portfolio is in force.',
    (s) => [[s.closures.some(({ scope }) => scope.strategy === null && scope.symbol === null)]],
  ),
  ofStatus('septet_gate_epoch', 'Epoch of the gate.', (s) => [[s.epoch]]),
  ofStatus('septet_reconciled', '1: the ledger agrees with the venue, 0: it does not.', (s) => [
    [s.reconciled],
  ]),
];

const LAUNCH: readonly Metric[] = [
  ofStatus(
    'septet_launch_state',
    'Launch: 1 for the state that holds.',
    (s) => oneOf(LAUNCH_STATES, s.launch.state, 'state'),
    ['state'],
  ),
  ofStatus('septet_launch_phase_remaining_seconds', 'Healthy time left in the phase.', (s) => [
    [s.launch.phaseRemaining === null ? null : s.launch.phaseRemaining / 1_000],
  ]),
  ofStatus('septet_launch_skips', 'Overrides of this launch.', (s) => [[s.launch.skips.length]]),
  ofStatus(
    'septet_override_seconds_left',
    'Emergency override in force: time until it ends by itself.',
    (s) => s.overrides.map(({ id, what, until }) => [(until - s.at) / 1_000, { id, what }]),
    ['id', 'what'],
  ),
  ofStatus('septet_requests_waiting', 'Actions that wait for a second person.', (s) => [
    [s.requests.length],
  ]),
  ofStatus(
    'septet_acceptance_passed',
    'Acceptance report of this launch: 1 passed, 0 failed.',
    (s) => [[s.launch.acceptance === null ? null : s.launch.acceptance.passed]],
  ),
];

const ofProcesses =
  (samples: (process: ProcessStatus) => number | boolean | null) =>
  ({ processes }: MetricsView): readonly Sample[] =>
    processes.map((process) => [samples(process), { process: process.name }]);

const PROCESSES: readonly Metric[] = [
  {
    name: 'septet_process_up',
    help: '1: the process runs.',
    type: 'gauge',
    labels: ['process'],
    samples: ofProcesses(({ state }) => state === 'running'),
  },
  {
    name: 'septet_process_restarts_total',
    help: 'Restarts since the supervisor started.',
    type: 'counter',
    labels: ['process'],
    samples: ofProcesses(({ restarts }) => restarts),
  },
  {
    name: 'septet_process_resident_bytes',
    help: 'Resident memory.',
    type: 'gauge',
    labels: ['process'],
    samples: ofProcesses(({ residentBytes }) => residentBytes),
  },
  {
    name: 'septet_link_up',
    help: '1: the api process hears this service.',
    type: 'gauge',
    labels: ['service'],
    samples: ({ links }) => Object.entries(links).map(([service, up]) => [up, { service }]),
  },
];

const JOURNAL: readonly Metric[] = [
  {
    name: 'septet_status_age_seconds',
    help: 'Machine time since the orchestrator last told its status.',
    type: 'gauge',
    labels: [],
    samples: ({ statusAge }) => [[statusAge === null ? null : statusAge / 1_000]],
  },
  ofStatus('septet_market_time_seconds', 'Market time of the status, Unix time.', (s) => [
    [s.at / 1_000],
  ]),
  ofStatus('septet_market_speed', 'Market seconds per second of the machine.', (s) => [[s.speed]]),
  ofStatus('septet_journal_sequence', 'Newest record of the journal.', (s) => [
    [s.journal.sequence],
  ]),
  {
    name: 'septet_build_info',
    help: 'What runs: build of the api process and of the orchestrator, and the configuration in force.',
    type: 'gauge',
    labels: ['build', 'orchestrator', 'config', 'portfolio'],
    samples: ({ build, status }) => [
      [
        1,
        {
          build,
          orchestrator: status?.build ?? '',
          config: status?.configVersion ?? '',
          portfolio: status?.portfolio ?? '',
        },
      ],
    ],
  },
];

export const SYSTEM_METRICS: readonly Metric[] = [...GATE, ...LAUNCH, ...PROCESSES, ...JOURNAL];

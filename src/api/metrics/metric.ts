/** A metric as data: its name, its labels, and where its samples come from. */
import type { OperationsStatus } from '../../domain/operations.ts';
import type { PortfolioStatus, ProcessStatus } from '../../domain/status.ts';
import type { Ms } from '../../domain/time.ts';

/** What one scrape looks at. */
export interface MetricsView {
  /** Null until the orchestrator has spoken. */
  readonly status: PortfolioStatus | null;
  /** Machine time since it last spoke. */
  readonly statusAge: Ms | null;
  readonly processes: readonly ProcessStatus[];
  /** Which services the api process hears. */
  readonly links: Readonly<Record<string, boolean>>;
  /** Null until the orchestrator has spoken. */
  readonly operations: OperationsStatus | null;
  /** How messages are delivered. */
  readonly channels: readonly {
    readonly id: string;
    readonly state: string;
    readonly waiting: number;
    readonly lost: number;
  }[];
  readonly build: string;
}

/** A value that is not known is null: its series is then absent, never 0. */
export type Sample = readonly [
  value: number | boolean | null,
  labels?: Readonly<Record<string, string>>,
];

export interface Metric {
  readonly name: string;
  readonly help: string;
  /** `counter`: only grows while one orchestrator writes the journal. */
  readonly type: 'gauge' | 'counter';
  readonly labels: readonly string[];
  readonly samples: (view: MetricsView) => readonly Sample[];
}

/** A metric of the status; without a status it has no series. */
export function ofStatus(
  name: string,
  help: string,
  samples: (status: PortfolioStatus) => readonly Sample[],
  labels: readonly string[] = [],
  type: Metric['type'] = 'gauge',
): Metric {
  return {
    name,
    help,
    type,
    labels,
    samples: ({ status }) => (status === null ? [] : samples(status)),
  };
}

/** One series for each of the closed list `all`: 1 for the one that holds, 0 for the others. */
export const oneOf = <T extends string>(
  all: readonly T[],
  now: T,
  label: string,
  rest: Readonly<Record<string, string>> = {},
): readonly Sample[] => all.map((each) => [each === now, { ...rest, [label]: each }]);

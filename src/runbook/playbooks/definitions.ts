/**
 * Playbooks A to D (runbook section 3) as data: what is done in which order, and what is left to a
 * person. `primitives.ts` says what each word means; an incident without a playbook gets the last.
 */
import type { PlaybookId } from '../../domain/alerts.ts';

/** What the system can do, or find in force because the kernel did it already. */
export type Primitive =
  /** Freeze of the incident. */
  | 'halt_entries'
  /** Lowest profile for the next session. */
  | 'lowest_next_session'
  /** One profile down now, until the end of the next session. */
  | 'step_down'
  /** Risky strategies until the first hours of the next day are over. */
  | 'close_risky'
  /** Configured freeze window of the drawdown breaker. */
  | 'drawdown_freeze'
  /** Reduced risk from the resume on, until cumulative PnL stayed >= 0 long enough. */
  | 'recovery_multiplier'
  | 'cluster_multiplier'
  | 'cluster_rate'
  | 'cluster_best_edge'
  | 'strictness_up'
  | 'cooldown_symbols'
  | 'flatten_riskiest'
  | 'pause';

/**
 * When the system does it by itself: `always`; `freezing`, in P1 and P2; `p1`, in P1 only;
 * `unstable`, when the venue is; `never`. Else a person may approve it.
 */
export type Automatic = 'always' | 'freezing' | 'p1' | 'unstable' | 'never';

export interface ActionDefinition {
  readonly id: Primitive;
  readonly automatic: Automatic;
  readonly text: string;
}

export interface PlaybookDefinition {
  readonly title: string;
  readonly actions: readonly ActionDefinition[];
}

const action = (id: Primitive, automatic: Automatic, text: string): ActionDefinition => ({
  id,
  automatic,
  text,
});

const HALT = action('halt_entries', 'freezing', 'no new entries; exits stay active');
const STEP_DOWN = action(
  'step_down',
  'never',
  'one profile step down until the end of the next session',
);
const FLATTEN = action(
  'flatten_riskiest',
  'never',
  'close the positions with the largest loss at stop',
);

export const PLAYBOOKS: Readonly<Record<PlaybookId, PlaybookDefinition>> = {
  A: {
    title: 'hard daily loss',
    actions: [
      HALT,
      action('lowest_next_session', 'always', 'lowest profile for the next session'),
      action(
        'close_risky',
        'always',
        'risky strategies closed for the first hours of the next day',
      ),
      FLATTEN,
    ],
  },
  B: {
    title: 'rolling drawdown breaker',
    actions: [
      HALT,
      action('drawdown_freeze', 'always', 'entry halt for the configured freeze window'),
      action('recovery_multiplier', 'always', 'reduced risk budget from the resume on'),
      STEP_DOWN,
      FLATTEN,
    ],
  },
  C: {
    title: 'correlation cluster event',
    actions: [
      HALT,
      action('cluster_multiplier', 'always', 'throttle multiplier on the risk of entries'),
      action('cluster_rate', 'always', 'one new position per interval'),
      action('cluster_best_edge', 'always', 'only the highest edge among aligned assets'),
      STEP_DOWN,
      FLATTEN,
    ],
  },
  D: {
    title: 'execution degradation',
    actions: [
      HALT,
      action('strictness_up', 'always', 'spread and slippage limits one step tighter'),
      action('cooldown_symbols', 'always', 'problem symbols on the cooldown list'),
      action('step_down', 'p1', STEP_DOWN.text),
      action('flatten_riskiest', 'unstable', FLATTEN.text),
      action('pause', 'unstable', 'no new entries while the venue is unstable'),
    ],
  },
};

const NO_PLAYBOOK: PlaybookDefinition = {
  title: 'no playbook',
  actions: [HALT, STEP_DOWN, FLATTEN],
};

export const playbookOf = (id: PlaybookId | null): PlaybookDefinition =>
  id === null ? NO_PLAYBOOK : PLAYBOOKS[id];

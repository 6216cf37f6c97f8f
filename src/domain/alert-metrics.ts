/** The closed list of figures that alert rules may be about: what each is counted in, and of what. */

/** What a figure is counted in; `yes`: 0 or 1, `level`: 0 fine, 1 doubtful, 2 failed. */
export type AlertUnit = 'fraction' | 'count' | 'yes' | 'level';

/** What one reading of a figure is about; `portfolio`: there is one of it, its key is `*`. */
export type AlertKeyKind =
  | 'portfolio'
  | 'symbol'
  | 'position'
  | 'decision'
  | 'closure'
  | 'channel'
  | 'check'
  | 'code'
  | 'trigger'
  | 'task';

export interface MetricFacts {
  readonly unit: AlertUnit;
  readonly key: AlertKeyKind;
  readonly text: string;
  /** `machine`: how long it lasts is a matter of this machine, whatever the pace of the market. */
  readonly pace: 'market' | 'machine';
}

const metric = (
  unit: AlertUnit,
  key: AlertKeyKind,
  text: string,
  pace: MetricFacts['pace'] = 'market',
): MetricFacts => ({ unit, key, text, pace });

export const ALERT_METRICS = {
  daily_pnl: metric('fraction', 'portfolio', 'PnL since 00:00 UTC; `profile` is its hard limit'),
  drawdown: metric('fraction', 'portfolio', 'Drawdown from the rolling peak'),
  loss_streak: metric('count', 'portfolio', 'Losing closed trades in a row'),
  timeout_rate: metric(
    'fraction',
    'portfolio',
    'Entry attempts that timed out, of those that ended',
  ),
  rejected_rate: metric('fraction', 'portfolio', 'Entries refused unexpectedly, of all attempts'),
  slippage_high: metric('yes', 'symbol', 'Slippage above its limit in 3 checks in a row'),
  slippage_symbols: metric('count', 'portfolio', 'Symbols with slippage above its limit'),
  funding_degraded: metric('yes', 'symbol', 'Funding data missing although the venue offers it'),
  cluster_throttle: metric('yes', 'portfolio', 'Correlation cluster event in force'),
  volatility_regime: metric('level', 'portfolio', 'Volatility: 0 normal, 1 high, 2 extreme'),
  over_cap: metric('yes', 'closure', 'Exposure that outgrew its cap'),
  cap_violation: metric('yes', 'decision', 'An approved entry beyond a cap, or through a closure'),
  unexplained_exposure: metric('yes', 'symbol', 'A position grew at the venue without a decision'),
  venue_silent: metric('yes', 'portfolio', 'No private answer from the venue for 30 s'),
  exit_failing: metric('yes', 'position', 'An exit failed three times within 5 minutes'),
  stop_missing: metric('yes', 'position', 'A position without a confirmed stop for 10 s'),
  liquidation: metric('yes', 'position', 'The venue liquidated a position'),
  stop_overfill: metric('yes', 'position', 'A stop filled more than its position had'),
  unknown_order: metric('yes', 'position', 'An order or position at the venue nobody here knows'),
  reconciliation: metric('yes', 'portfolio', 'Books differ from the venue'),
  contract: metric('yes', 'symbol', 'The venue delists a contract, or changed its figures'),
  market_stale: metric('yes', 'symbol', 'No fresh book'),
  equity_degraded: metric('yes', 'portfolio', 'No good equity mark', 'machine'),
  feed_down: metric(
    'yes',
    'portfolio',
    'No connection to the feed, or the feed is not ready',
    'machine',
  ),
  executor_down: metric('yes', 'portfolio', 'No connection to the executor', 'machine'),
  journal_failed: metric(
    'yes',
    'portfolio',
    'The journal of decisions cannot be written',
    'machine',
  ),
  clock_check: metric('level', 'portfolio', 'Result of the clock check PRE-3'),
  preflight_check: metric(
    'level',
    'check',
    'Result of a pre-flight check other than the clock',
    'machine',
  ),
  launch_held: metric('yes', 'portfolio', 'A launch step is held'),
  acceptance_failed: metric('yes', 'portfolio', 'The acceptance report of the launch failed'),
  entry_halt: metric('yes', 'portfolio', 'ENTRY_HALT is in force'),
  orchestrator_crashes: metric(
    'count',
    'portfolio',
    'Crashes of the orchestrator within 5 minutes',
    'machine',
  ),
  channel_failed: metric(
    'yes',
    'channel',
    'A channel to the desk did not take a message',
    'machine',
  ),
  watchdog_failed: metric(
    'yes',
    'portfolio',
    'The outside watchdog did not take the heartbeat',
    'machine',
  ),
  input_trouble: metric(
    'yes',
    'code',
    'An input made no sense, or an entry or position is missing',
  ),
  rollback_trigger: metric('yes', 'trigger', 'A trigger of the rollback is in force'),
  task_overdue: metric('yes', 'task', 'A task of the cadence is overdue'),
} as const satisfies Readonly<Record<string, MetricFacts>>;

export type AlertMetric = keyof typeof ALERT_METRICS;

export const isAlertMetric = (name: string): name is AlertMetric =>
  Object.hasOwn(ALERT_METRICS, name);

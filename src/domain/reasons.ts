/**
 * Why an entry was refused or ended: one closed list with stable codes. `deliberate` reasons are
 * the system doing its job (closures, throttles, budget); `unexpected` ones point at a mismatch
 * of liquidity or configuration and count in the rejected order rate (domain specification 1.10).
 */
export type ReasonClass = 'deliberate' | 'unexpected';

export const REASONS = {
  // The signal comes at the wrong time, or for a symbol its strategy may not trade.
  SIGNAL_OUT_OF_TIME: 'unexpected',
  UNKNOWN_SYMBOL: 'unexpected',
  // Closures in force, one code per cause.
  CLOSED_OPERATOR_HALT: 'deliberate',
  CLOSED_INCIDENT: 'deliberate',
  CLOSED_LAUNCH: 'deliberate',
  CLOSED_FREEZE_DAILY_SOFT: 'deliberate',
  CLOSED_DAILY_HARD: 'deliberate',
  CLOSED_FREEZE_DRAWDOWN: 'deliberate',
  CLOSED_FREEZE_LOSS_STREAK: 'deliberate',
  CLOSED_PLAYBOOK: 'deliberate',
  CLOSED_VOLATILITY_EXTREME: 'deliberate',
  CLOSED_SYMBOL_COOLDOWN: 'deliberate',
  CLOSED_STALE_DATA: 'deliberate',
  CLOSED_EQUITY_DEGRADED: 'deliberate',
  CLOSED_NO_LEASE: 'deliberate',
  CLOSED_RECONCILIATION: 'deliberate',
  CLOSED_JOURNAL: 'deliberate',
  CLOSED_OVER_CAP: 'deliberate',
  CLOSED_INFEASIBLE: 'deliberate',
  CLOSED_NOT_IN_PAIRLIST: 'deliberate',
  CLOSED_MAINTENANCE: 'deliberate',
  CLOSED_DELISTING: 'deliberate',
  CLOSED_CONTRACT_CHANGED: 'deliberate',
  CLOSED_OVERRIDE: 'deliberate',
  WORKER_PAUSED: 'deliberate',
  STRATEGY_COOLDOWN: 'deliberate',
  // Portfolio limits that are used up.
  ALREADY_IN_POSITION: 'deliberate',
  MAX_OPEN_TRADES: 'deliberate',
  STRATEGY_SHARE_USED: 'deliberate',
  STRATEGY_INACTIVE: 'deliberate',
  // Correlation and alignment.
  CLUSTER_WORST_STRATEGY: 'deliberate',
  CLUSTER_ENTRY_RATE: 'deliberate',
  CLUSTER_NOT_BEST: 'deliberate',
  // Funding hook.
  FUNDING_ADVERSE: 'deliberate',
  // Throttles.
  ENTRY_RATE: 'deliberate',
  REPEATED_EXECUTION: 'deliberate',
  // Checks that fail on this very signal.
  EQUITY_UNKNOWN: 'unexpected',
  WEIGHT_UNKNOWN: 'unexpected',
  BOOK_MISSING: 'unexpected',
  BOOK_STALE: 'unexpected',
  SPREAD_TOO_WIDE: 'unexpected',
  SLIPPAGE_TOO_HIGH: 'unexpected',
  PRICE_COLLAR: 'unexpected',
  CAP_STRATEGY: 'unexpected',
  CAP_ASSET: 'unexpected',
  CAP_TOP_THREE: 'unexpected',
  CAP_TOTAL: 'unexpected',
  ORDER_CEILING: 'unexpected',
  BELOW_MINIMUM: 'unexpected',
  NOT_EVALUATED: 'unexpected',
  // The executor's and the venue's refusals, after the decision.
  GATE_EPOCH: 'deliberate',
  GATE_CLOSED: 'deliberate',
  LEASE_DEAD: 'deliberate',
  DECISION_EXPIRED: 'unexpected',
  VENUE_REJECT: 'unexpected',
  ORDER_TIMEOUT_FAIL: 'unexpected',
} as const satisfies Readonly<Record<string, ReasonClass>>;

export type ReasonCode = keyof typeof REASONS;
export const reasonClass = (code: ReasonCode): ReasonClass => REASONS[code];

/**
 * Slots of a decision's figures: one flat array of numbers, so that recording every figure costs one
 * array copy. NaN is "no figure". Only the deciding code writes it, only `describe-decision` reads
 * it; the layout belongs to one build and never goes into a file.
 */

export const RETRY_OF = 0;
export const ATTEMPT = 1;
export const EPOCH = 2;
export const RISK_STATE = 3;
export const PROFILE = 4;
export const REGIME = 5;
export const STRICTNESS = 6;
export const STRATEGY = 7;
export const SYMBOL = 8;
export const EQUITY = 9;
export const REGIME_LEVERAGE = 10;
export const GROSS = 11;
export const RISK_CAPACITY = 12;
export const BUCKET_WEIGHT = 13;
export const STRATEGY_WEIGHT = 14;
export const ALIGNMENT = 15;
export const VOTES = 16;
/** 0 none, 1 long, 2 short. */
export const MAJORITY = 17;
export const STRATEGY_CORRELATION = 18;
/** 0 none, 1 cluster event, the joint extreme included. */
export const CLUSTER = 19;
/** Risk multipliers, then size multipliers, in the order of the chain. */
export const MULTIPLIERS = 20;
export const RISK_MULTIPLIERS = [
  'drawdown_recovery',
  'alignment',
  'correlation',
  'cluster',
] as const;
export const SIZE_MULTIPLIERS = ['drawdown_warning', 'capital_state', 'funding', 'retry'] as const;
export const OPEN_TRADES = 28;
export const OPEN_LIMIT = 29;
export const COUNTERFACTUAL = 30;
export const CAP_STRATEGY = 31;
export const CAP_ASSET = 32;
export const CAP_TOP_THREE = 33;
export const CAP_TOTAL = 34;
/** Ten fractions each: strategy, asset, top three, total, asset same direction; notional, risk. */
export const BEFORE = 35;
export const AFTER = 45;
/** Check that ended the evaluation: all before it passed; -1 when all passed. */
export const FAILED_CHECK = 55;
/** 1 deny, 2 not evaluated. */
export const FAILED_OUTCOME = 56;
/** Position among the limits of the chain that bound; -1 when sizing was not reached. */
export const BINDING = 57;
/** Notional of the base step: R0 x weight / stop distance. */
export const BASE_NOTIONAL = 58;
/** Limits of the chain in USDT notional, in order; NaN or infinite when a limit does not apply. */
export const SIZE_LIMITS = 59;
export const LIMITS = [
  'position_share',
  'share_left',
  'requested',
  'leverage_ceiling',
  'cap_strategy_notional',
  'cap_strategy_risk',
  'cap_asset_notional',
  'cap_asset_risk',
  'cap_top_three_notional',
  'cap_top_three_risk',
  'cap_total_notional',
  'cap_total_risk',
  'venue_maximum',
  'lots',
] as const;
export const LIMIT_POSITION_SHARE = 0;
export const LIMIT_SHARE_LEFT = 1;
export const LIMIT_REQUESTED = 2;
export const LIMIT_LEVERAGE = 3;
export const LIMIT_CAPS = 4;
export const LIMIT_VENUE_MAXIMUM = 12;
/** The order itself: its notional, its size in lots and its limit price in ticks, mid at the time. */
export const NOTIONAL = 72;
export const LOTS = 73;
export const TICKS = 74;
export const MID = 75;
/** What checks measured, and those of their limits that are no figure above or of configuration. */
export const SIGNAL_AGE = 76;
export const CLOSURES = 77;
export const ENABLED = 78;
export const EQUITY_AGE = 79;
export const IN_POSITION = 80;
export const CLUSTER_INTERVAL = 81;
export const PERCENTILE = 82;
export const BEST_PERCENTILE = 83;
export const ENTRIES = 84;
export const BOOK_AGE = 85;
export const SPREAD = 86;
export const SPREAD_LIMIT = 87;
export const FUNDING = 88;
export const COLLAR = 89;
export const MINIMUM = 90;
export const SLIPPAGE = 91;
export const SLIPPAGE_LIMIT = 92;
export const IDENTICAL = 93;
const SLOTS = 94;

/** Every slot empty (NaN), with the fields whose "none" is a number set to it. */
export function emptyFigures(): number[] {
  const figures: number[] = [];
  for (let slot = 0; slot < SLOTS; slot += 1) figures.push(Number.NaN);
  for (const slot of [FAILED_CHECK, BINDING]) figures[slot] = -1;
  for (const slot of [FAILED_OUTCOME, MAJORITY, CLUSTER]) figures[slot] = 0;
  figures.fill(1, MULTIPLIERS, MULTIPLIERS + RISK_MULTIPLIERS.length + SIZE_MULTIPLIERS.length);
  return figures;
}

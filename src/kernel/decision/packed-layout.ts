/**
 * Slots of a packed decision: one flat array of numbers, so that recording every figure of a
 * decision costs one array copy. NaN is "no figure". Only `decide` writes it, only
 * `describe-decision` reads it.
 */

export const AT = 0;
export const DECISION = 1;
export const ALLOWED = 2;
/** Position in the list of reason codes; -1 when allowed. */
export const REASON = 3;
/** Check that ended the evaluation: all before it passed; -1 when all passed. */
export const FAILED_CHECK = 4;
/** 1 deny, 2 not evaluated. */
export const FAILED_OUTCOME = 5;
export const RETRY_OF = 6;
export const EPOCH = 7;
export const RISK_STATE = 8;
export const PROFILE = 9;
export const REGIME = 10;
export const STRICTNESS = 11;
export const STRATEGY = 12;
export const SYMBOL = 13;
export const EQUITY = 14;
export const REGIME_LEVERAGE = 15;
export const GROSS = 16;
export const RISK_CAPACITY = 17;
export const BUCKET_WEIGHT = 18;
export const STRATEGY_WEIGHT = 19;
export const ALIGNMENT = 20;
export const VOTES = 21;
/** 0 none, 1 long, 2 short. */
export const MAJORITY = 22;
export const STRATEGY_CORRELATION = 23;
/** 0 none, 1 cluster, 2 joint extreme. */
export const CLUSTER = 24;
/** Risk multipliers, then size multipliers, in the order of the chain. */
export const MULTIPLIERS = 25;
export const RISK_MULTIPLIERS = [
  'drawdown_recovery',
  'alignment',
  'correlation',
  'cluster',
] as const;
export const SIZE_MULTIPLIERS = ['drawdown_warning', 'capital_state', 'funding', 'retry'] as const;
export const OPEN_TRADES = 33;
export const OPEN_LIMIT = 34;
export const COUNTERFACTUAL = 35;
export const CAP_STRATEGY = 36;
export const CAP_ASSET = 37;
export const CAP_TOP_THREE = 38;
export const CAP_TOTAL = 39;
/** Ten fractions each: strategy, asset, top three, total, asset same direction; notional, risk. */
export const BEFORE = 40;
export const AFTER = 50;
/** Position among the limits of the chain that bound; -1 when sizing was not reached. */
export const BINDING = 60;
/** Notional of the base step: R0 x weight / stop distance. */
export const BASE_NOTIONAL = 61;
/** Limits of the chain in USDT notional, in order; NaN when a limit does not apply. */
export const SIZE_LIMITS = 62;
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
export const LIMIT_LOTS = 13;

/** The checks in order, with the unit of their input and limit. */
export const CHECKS = [
  ['signal_age', 'ms'],
  ['allow_list', 'boolean'],
  ['closures', 'count'],
  ['worker_open', 'boolean'],
  ['strategy_wants_it', 'boolean'],
  ['strategy_active', 'boolean'],
  ['strategy_weight', 'fraction'],
  ['equity', 'USDT'],
  ['equity_age', 'ms'],
  ['already_in_position', 'count'],
  ['cluster_entry_interval', 'ms'],
  ['cluster_worst_strategy', 'percentile'],
  ['cluster_best_edge', 'percentile'],
  ['entries_per_minute', 'count'],
  ['book_age', 'ms'],
  ['spread', 'bps'],
  ['funding_rate', 'fraction'],
  ['open_trades', 'count'],
  ['over_cap_strategy_notional', 'fraction'],
  ['over_cap_strategy_risk', 'fraction'],
  ['over_cap_asset_notional', 'fraction'],
  ['over_cap_asset_risk', 'fraction'],
  ['over_cap_top_three_notional', 'fraction'],
  ['over_cap_top_three_risk', 'fraction'],
  ['over_cap_total_notional', 'fraction'],
  ['over_cap_total_risk', 'fraction'],
  ['price_collar', 'fraction'],
  ['minimum_size', 'USDT'],
  ['order_ceiling', 'USDT'],
  ['slippage', 'bps'],
  ['identical_in_a_row', 'count'],
  ['cap_strategy_notional', 'fraction'],
  ['cap_strategy_risk', 'fraction'],
  ['cap_asset_notional', 'fraction'],
  ['cap_asset_risk', 'fraction'],
  ['cap_top_three_notional', 'fraction'],
  ['cap_top_three_risk', 'fraction'],
  ['cap_total_notional', 'fraction'],
  ['cap_total_risk', 'fraction'],
] as const;

export const CHECK_SIGNAL_AGE = 0;
export const CHECK_ALLOW_LIST = 1;
export const CHECK_CLOSURES = 2;
export const CHECK_WORKER_OPEN = 3;
export const CHECK_WANTED = 4;
export const CHECK_STRATEGY_ACTIVE = 5;
export const CHECK_STRATEGY_WEIGHT = 6;
export const CHECK_EQUITY = 7;
export const CHECK_EQUITY_AGE = 8;
export const CHECK_IN_POSITION = 9;
export const CHECK_CLUSTER_INTERVAL = 10;
export const CHECK_CLUSTER_WORST = 11;
export const CHECK_CLUSTER_BEST = 12;
export const CHECK_ENTRY_RATE = 13;
export const CHECK_BOOK_AGE = 14;
export const CHECK_SPREAD = 15;
export const CHECK_FUNDING = 16;
export const CHECK_OPEN_TRADES = 17;
export const CHECK_OVER_CAP = 18;
export const CHECK_COLLAR = 26;
export const CHECK_MINIMUM = 27;
export const CHECK_CEILING = 28;
export const CHECK_SLIPPAGE = 29;
export const CHECK_IDENTICAL = 30;
export const CHECK_CAPS = 31;

/** The eight checks of each kind in a row: strategy, asset, top three, total; notional, risk. */
export const CAP_CHECKS = 8;
/**
 * Input and limit slots of the checks. The cap checks have none: their inputs are the exposures
 * before and after, their limits the caps, which are recorded anyway.
 */
export const INPUTS = SIZE_LIMITS + LIMITS.length;
const OWN_SLOTS = CHECKS.length - 2 * CAP_CHECKS;
export const CHECK_LIMITS = INPUTS + OWN_SLOTS;
export const SLOTS = CHECK_LIMITS + OWN_SLOTS;

/** Place of a check among the input (and limit) slots; checks of caps have none. */
export const ownSlot = (check: number): number =>
  check < CHECK_OVER_CAP ? check : check - CAP_CHECKS;

/** Input and limit of any check. */
export function checkFigures(
  figures: readonly number[],
  check: number,
): readonly [input: number, limit: number] {
  if (check >= CHECK_CAPS) {
    const i = check - CHECK_CAPS;
    return [figures[AFTER + i]!, figures[CAP_STRATEGY + (i >> 1)]!];
  }
  const before = check - CHECK_OVER_CAP;
  if (before >= 0 && before < CAP_CHECKS) {
    return [figures[BEFORE + before]!, figures[CAP_STRATEGY + (before >> 1)]!];
  }
  const slot = ownSlot(check);
  return [figures[INPUTS + slot]!, figures[CHECK_LIMITS + slot]!];
}

/** Every slot empty (NaN), with the fields whose "none" is a number set to it. */
export function emptyFigures(): number[] {
  const figures: number[] = new Array(SLOTS).fill(0.5);
  figures.fill(Number.NaN);
  for (const slot of [REASON, FAILED_CHECK, BINDING]) figures[slot] = -1;
  for (const slot of [ALLOWED, FAILED_OUTCOME, MAJORITY, CLUSTER]) figures[slot] = 0;
  for (let i = 0; i < RISK_MULTIPLIERS.length + SIZE_MULTIPLIERS.length; i += 1) {
    figures[MULTIPLIERS + i] = 1;
  }
  return figures;
}

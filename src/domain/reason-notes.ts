/**
 * What each reason code means and what an operator does about it. `docs/reasons.md` is made of this.
 */
import type { ReasonCode } from './reasons.ts';

export interface ReasonNote {
  /**
   * Checks of the decision that give it, `*` for several of one kind; `executor`: given after it.
   */
  readonly check: string;
  /** Requirement it serves. */
  readonly requirement: string;
  readonly meaning: string;
  readonly remedy: string;
}

/** One line of the table: check, requirement, meaning, remedy. */
const note = (check: string, requirement: string, meaning: string, remedy: string): ReasonNote => ({
  check,
  requirement,
  meaning,
  remedy,
});

/** A code without a note is a type error. */
// biome-ignore format: a table reads best as one.
export const REASON_NOTES: Readonly<Record<ReasonCode, ReasonNote>> = {
  SIGNAL_OUT_OF_TIME: note('signal_age', 'AUD-1', 'The signal was too old when it arrived, or carries a time in the future.', 'Compare the clocks of worker and orchestrator (PRE-3), then look for what delays candles or signals.'),
  UNKNOWN_SYMBOL: note('allow_list', 'PRE-2', 'The strategy may not trade this symbol.', "Add the symbol to the strategy's list in the configuration, or stop proposing it."),
  CLOSED_OPERATOR_HALT: note('closures', 'HALT-1', 'Somebody halted all entries.', 'Find who and why in the closure; `septet resume` when the cause is gone.'),
  CLOSED_INCIDENT: note('closures', 'WF-2', 'A P1 or P2 incident closed all entries.', 'Work through the incident; entries open again by its resume, then phase by phase.'),
  CLOSED_LAUNCH: note('closures', 'LAU-5', "The launch has not reached the strategy's phase.", 'Nothing; see in the status what the launch waits for.'),
  CLOSED_FREEZE_DAILY_SOFT: note('closures', 'ALR-1', 'The daily loss reached the soft limit: frozen for two hours.', 'Nothing; it ends by time. Read the basis in the breaker, look at what lost.'),
  CLOSED_DAILY_HARD: note('closures', 'PB-A', "The daily loss reached the profile's hard limit: closed until 00:00 UTC.", 'Playbook A. No entries today; prepare the conservative session of tomorrow.'),
  CLOSED_FREEZE_DRAWDOWN: note('closures', 'PB-B', 'The drawdown breaker fired: frozen for its window.', 'Playbook B. After the freeze the incident is resumed by a person.'),
  CLOSED_FREEZE_LOSS_STREAK: note('closures', 'ALR-3', 'Six or more losing trades in a row: frozen.', 'Nothing; it ends by time. Review the trades of the streak.'),
  CLOSED_PLAYBOOK: note('closures', 'PB-A', 'A playbook keeps the strategy closed until a stated time.', 'Nothing; it ends by time.'),
  CLOSED_VOLATILITY_EXTREME: note('closures', 'MON-4', 'Volatility is extreme: risky strategies are closed.', 'Wait for three calmer hourly closes, or override the strategy by name with two people.'),
  CLOSED_SYMBOL_COOLDOWN: note('closures', 'PB-D', 'Two guard failures in a row put the symbol on the cooldown list.', 'Nothing; it ends by time. When it repeats, check the liquidity of the symbol.'),
  CLOSED_STALE_DATA: note('closures', 'LAU-1', 'Market data of the symbol is older than its limit.', 'Check feed and connection; it opens by itself with fresh data.'),
  CLOSED_EQUITY_DEGRADED: note('closures', 'ALR-1', 'Equity marks are missing, stale or implausible.', 'Check executor and venue; it opens after three good marks in a row.'),
  CLOSED_NO_LEASE: note('closures', 'LAU-3', 'Orchestrator and executor lost each other.', 'Check both processes; it opens by itself when the lease lives.'),
  CLOSED_RECONCILIATION: note('closures', 'PRE-6', 'Positions or orders differ between executor and venue.', 'Clear up the difference that the reconciliation names; it opens after a clean one.'),
  CLOSED_JOURNAL: note('closures', 'PRE-6', 'The journal cannot be written.', 'Check disk and permissions; it opens by itself when writing works again.'),
  CLOSED_OVER_CAP: note('closures, over_cap_*', 'RB-T2', 'Exposure outgrew a cap without an order: prices, equity, profile or regime moved.', 'Nothing, or trim by hand; it opens when exposure is back within the cap.'),
  CLOSED_INFEASIBLE: note('closures', 'PRE-8', "At today's equity and weights the pair cannot reach the venue's minimum.", 'More equity, a larger weight, or take the pair out of the configuration.'),
  CLOSED_NOT_IN_PAIRLIST: note('closures', 'LAU-1', 'The symbol is not in the pairlist now.', 'Nothing; it opens when the symbol is listed again.'),
  CLOSED_MAINTENANCE: note('closures', 'OPS-4', "The venue's maintenance window is near or runs.", 'Nothing; it ends with the window.'),
  CLOSED_CONTRACT_CHANGED: note('closures', 'OPS-5', 'The configured contract data no longer fit what the venue lists.', 'Take the figures of the venue over into venue.yaml; the closure names them.'),
  CLOSED_DELISTING: note('closures', 'OPS-5', 'The venue delists the symbol.', 'Take the symbol out of the configuration; open positions are flattened.'),
  CLOSED_OVERRIDE: note('closures', 'CHG-3', 'An emergency override closed it.', 'Nothing; it expires by itself, after twelve hours at most.'),
  WORKER_PAUSED: note('worker_open', 'LAU-2', "The worker's own entry latch was closed when it made the signal.", 'Look at why the worker is paused; the launch opens it in its phase.'),
  STRATEGY_COOLDOWN: note('strategy_wants_it', 'AUD-1', 'The strategy cools down after it closed a trade on the symbol.', 'Nothing; it is the rule of the strategy.'),
  ALREADY_IN_POSITION: note('strategy_wants_it, already_in_position', 'AUD-1', 'The strategy holds a position or has an entry on the way on the symbol.', 'Nothing; there is one position per strategy and symbol.'),
  MAX_OPEN_TRADES: note('open_trades', 'AUD-1', 'The profile, under the regime, allows no further open trade.', 'Nothing, or a higher profile (CHG-4).'),
  STRATEGY_SHARE_USED: note('minimum_size', 'AUD-1', "What the strategy has open uses its share of the risk, or leaves less than the venue's minimum.", 'Nothing; the share is free again when a position closes.'),
  STRATEGY_INACTIVE: note('strategy_active', 'CHG-3', 'The strategy is disabled.', 'Enable it when that was not intended.'),
  CLUSTER_WORST_STRATEGY: note('cluster_worst_strategy', 'PB-C', 'In a cluster event the strategy has the lowest mean edge of those that signalled.', 'Nothing; playbook C.'),
  CLUSTER_ENTRY_RATE: note('cluster_entry_interval', 'PB-C', 'In a cluster event one new position per 15 minutes is allowed.', 'Nothing; playbook C.'),
  CLUSTER_NOT_BEST: note('cluster_best_edge', 'PB-C', 'In a cluster event another aligned signal had the higher edge.', 'Nothing; playbook C.'),
  FUNDING_ADVERSE: note('funding_rate', 'ALR-6', 'The position would pay a funding rate beyond the limit for an edge this low.', 'Nothing; compare the rate with other venues when it persists.'),
  ENTRY_RATE: note('entries_per_minute', 'INC-1', 'The strategy already sent its entry orders of this minute.', 'Look for a strategy that runs wild before raising the limit.'),
  REPEATED_EXECUTION: note('identical_in_a_row', 'INC-1', 'The same order would go out for the fourth time in a row.', 'Find out why the orders before it came to nothing.'),
  EQUITY_UNKNOWN: note('equity, equity_age', 'LAU-4', 'Equity is unknown, not positive or too old.', 'Check executor and venue; an account without equity trades nothing.'),
  WEIGHT_UNKNOWN: note('strategy_weight', 'LAU-4', 'The strategy has no capital weight.', 'Look at the weights: a disabled bucket, or caps that leave it nothing.'),
  BOOK_MISSING: note('book_age', 'LAU-1', 'No book of the symbol has come yet.', 'Check the feed of the symbol.'),
  BOOK_STALE: note('book_age', 'ACC-2', 'The newest book is older than its limit.', 'Check feed and connection.'),
  SPREAD_TOO_WIDE: note('spread', 'PB-D', "The spread is above the bucket's limit at the strictness in force.", 'Nothing once; when it persists, playbook D, or take the symbol out.'),
  SLIPPAGE_TOO_HIGH: note('slippage', 'PB-D', 'The book is too thin: the expected average price is too far from mid.', 'Nothing once; when it persists, smaller sizes, or playbook D.'),
  PRICE_COLLAR: note('price_collar', 'AUD-1', 'No price within 2 % of mark can be had, or the touch contradicts the mark.', 'Check mark and book of the symbol against another source.'),
  CAP_STRATEGY: note('minimum_size, cap_strategy_*', 'MON-2', "What the strategy's cap leaves is below the venue's minimum, or the order would exceed the cap.", 'Look at the exposure of the strategy; caps are configuration (CHG-2).'),
  CAP_ASSET: note('minimum_size, cap_asset_*', 'MON-2', "What the asset's cap leaves is below the venue's minimum, or the order would exceed the cap.", 'Look at the exposure of the asset; caps are configuration (CHG-2).'),
  CAP_TOP_THREE: note('minimum_size, cap_top_three_*', 'CAD-2', "What the cap of the three largest assets leaves is below the venue's minimum, or the order would exceed the cap.", 'Review the concentration; caps are configuration (CHG-2).'),
  CAP_TOTAL: note('minimum_size, cap_total_*', 'MON-2', "What the portfolio's capacity leaves is below the venue's minimum, or the order would exceed it.", 'Nothing until something closes; or a higher profile (CHG-4).'),
  ORDER_CEILING: note('order_ceiling', 'AUD-1', 'The order is above the hard ceiling of notional per order.', 'Check equity and weights first: a ceiling that is hit points at a wrong figure.'),
  BELOW_MINIMUM: note('minimum_size', 'PRE-8', "The size after all steps and lots is below the venue's minimum; the text names the step that bound.", 'See the feasibility table; more equity, or take the pair out.'),
  NOT_EVALUATED: note('minimum_size, price_collar, slippage', 'AUD-1', 'A figure that a check needs is missing or no number: it denies.', 'Find the missing figure in the record; it points at a defect or at broken data.'),
  GATE_EPOCH: note('executor', 'HALT-1', 'Entries were closed after the decision, or another orchestrator took over.', 'Nothing; the closure is newer than the decision. Two orchestrators at once: stop one.'),
  GATE_CLOSED: note('executor', 'HALT-1', "The executor's own gate or halt latch is closed.", 'Find the closure or halt that the text names.'),
  LEASE_DEAD: note('executor', 'EXIT-1', 'The orchestrator has not renewed its lease: the executor takes no entry from it.', 'Check the orchestrator; exits go on without it.'),
  DECISION_EXPIRED: note('executor', 'AUD-1', 'The order reached the wire later than a decision lives.', 'Look for what stalls between orchestrator, executor and venue.'),
  VENUE_REJECT: note('executor', 'ACC-4', 'The venue refused the order.', "Read the venue's words in the order; compare contract data and margin."),
  ORDER_TIMEOUT_FAIL: note('executor', 'ALR-4', 'The entry was not filled in its attempts and was cancelled for good.', 'Nothing once; above 8 % an hour, playbook D.'),
};

import type { ExecutionConfig, KernelConfig } from '../domain/config.ts';
import { TRAILING_MINIMUM_MOVE } from '../domain/exit-rules.ts';
import type { Instrument } from '../domain/market.ts';
import { MINUTE_MS, type Ms, SECOND_MS } from '../domain/time.ts';

/**
 * Every figure the executor acts on. Durations are ms of market time unless they say machine time;
 * fractions are fractions (0.0002 = 2 bp).
 */
export interface ExecutorConfig {
  /** Prefix of every client order id, 1 to 10 characters of [A-Za-z0-9_-], unique per account. */
  readonly portfolio: string;
  readonly instruments: readonly Instrument[];
  /** Machine time without a renewed lease after which entries are refused. */
  readonly leaseDeadAfter: Ms;
  /** Machine time after the lease died at which resting entries are cancelled. */
  readonly leaseCancelAfter: Ms;
  /** An order nobody answered for this long counts as unknown and is queried. */
  readonly acknowledgeWithin: Ms;
  /** First and longest interval between queries of one order. */
  readonly queryInterval: Ms;
  readonly queryIntervalMax: Ms;
  /** The venue drops requests older than this: only later does "not found" prove absence. */
  readonly receiveWindow: Ms;
  /** First and longest interval between cancels of one order; repeated until confirmed. */
  readonly cancelRetry: Ms;
  readonly cancelRetryMax: Ms;
  /** How long a fill may lag behind the order state that counts it. */
  readonly lateFillWindow: Ms;
  /** A stop not confirmed for this long gets a second one beside it. */
  readonly stopWithin: Ms;
  readonly stopRetry: Ms;
  readonly stopRetryMax: Ms;
  /** A position not covered by confirmed stops for this long is trouble. */
  readonly stopMissingAfter: Ms;
  /** Stops of one position alive at once, at most. */
  readonly stopsAtOnce: number;
  /** How long the venue's resting stop gets to fire before the executor's own watch reduces. */
  readonly stopWatchGrace: Ms;
  /** The trailing stop moves in steps of at least this fraction of price. */
  readonly trailingMinimumMove: number;
  readonly exitRetry: Ms;
  readonly exitRetryMax: Ms;
  /** An exit order without a result for this long is queried. */
  readonly exitQueryAfter: Ms;
  /** This many failures of one position's exit inside the window are trouble. */
  readonly exitFailures: number;
  readonly exitFailureWindow: Ms;
  /** First try a limit order at the touch, then market; flatten and stops are always market. */
  readonly exitLimitFirst: boolean;
  readonly exitLimitTimeout: Ms;
  /** The same trouble of one position is told at most this often. */
  readonly troubleRepeat: Ms;
  readonly reconcileEvery: Ms;
  /** A difference is confirmed by a second snapshot after this long. */
  readonly reconcileConfirmAfter: Ms;
  /** An unanswered snapshot is asked for again after this long. */
  readonly accountWithin: Ms;
  /** Without a private answer for this long the venue counts as silent; 0: not watched. */
  readonly venueSilentAfter: Ms;
  /** Snapshots looked at before a difference that keeps moving is reported. */
  readonly reconcileAttempts: number;
  /** `book`: a confirmed and reported difference is booked; `report`: it stays until mended. */
  readonly differences: 'book' | 'report';
  /**
   * Open orders that this journal does not know. Stray stops with our prefix are cancelled anyway,
   * orders of others never; `refuse`: theirs are a difference as well.
   */
  readonly unknownOrders: 'report' | 'cancel' | 'refuse';
  /** Protective stop for EXTERNAL positions, fraction of their entry price; null: left alone. */
  readonly externalStop: number | null;
  /** A mark older than this makes equity stale. */
  readonly markStaleAfter: Ms;
  /** A mark further than this fraction outside its step's traded range is implausible. */
  readonly markDeviation: number;
  /** The venue cancels a symbol's limit orders unless told otherwise for this long; 0: never. */
  readonly countdown: Ms;
  readonly countdownRenew: Ms;
  /** Ended orders are remembered this long for late and repeated events. */
  readonly retainOrders: Ms;
}

/** The executor's figures that follow the user's configuration; the others are its defaults. */
export function configuredExecutor(
  kernel: Pick<KernelConfig, 'portfolio' | 'instruments' | 'guards'>,
  execution: ExecutionConfig,
): ExecutorConfig {
  return {
    ...executorDefaults(kernel.portfolio, kernel.instruments),
    ...execution,
    countdownRenew: Math.floor(execution.countdown / 3),
    markStaleAfter: kernel.guards.marketStaleAfter,
  };
}

/** The default figures; the configuration may override each. */
export function executorDefaults(
  portfolio: string,
  instruments: readonly Instrument[],
): ExecutorConfig {
  return {
    portfolio,
    instruments,
    leaseDeadAfter: 2 * SECOND_MS,
    leaseCancelAfter: 5 * SECOND_MS,
    acknowledgeWithin: 3 * SECOND_MS,
    queryInterval: SECOND_MS,
    queryIntervalMax: 10 * SECOND_MS,
    receiveWindow: 5 * SECOND_MS,
    cancelRetry: SECOND_MS,
    cancelRetryMax: 10 * SECOND_MS,
    lateFillWindow: 3 * SECOND_MS,
    stopWithin: 2 * SECOND_MS,
    stopRetry: 500,
    stopRetryMax: 5 * SECOND_MS,
    stopMissingAfter: 10 * SECOND_MS,
    stopsAtOnce: 4,
    stopWatchGrace: 2 * SECOND_MS,
    trailingMinimumMove: TRAILING_MINIMUM_MOVE,
    exitRetry: 250,
    exitRetryMax: 5 * SECOND_MS,
    exitQueryAfter: 2 * SECOND_MS,
    exitFailures: 3,
    exitFailureWindow: 5 * MINUTE_MS,
    exitLimitFirst: false,
    exitLimitTimeout: 5 * SECOND_MS,
    troubleRepeat: MINUTE_MS,
    reconcileEvery: 30 * SECOND_MS,
    reconcileConfirmAfter: 2 * SECOND_MS,
    accountWithin: 10 * SECOND_MS,
    venueSilentAfter: 30 * SECOND_MS,
    reconcileAttempts: 5,
    differences: 'book',
    unknownOrders: 'report',
    externalStop: null,
    markStaleAfter: 15 * SECOND_MS,
    markDeviation: 0.05,
    countdown: MINUTE_MS,
    countdownRenew: 20 * SECOND_MS,
    retainOrders: 60 * MINUTE_MS,
  };
}

/** What is wrong with a configuration, in words; empty when nothing is. */
export function executorConfigErrors(config: ExecutorConfig): readonly string[] {
  const errors: string[] = [];
  if (!/^[A-Za-z0-9_-]{1,10}$/.test(config.portfolio)) {
    errors.push(`portfolio "${config.portfolio}": 1 to 10 characters of [A-Za-z0-9_-]`);
  }
  for (const [name, value] of Object.entries(config)) {
    if (typeof value === 'number' && !(Number.isFinite(value) && value >= 0)) {
      errors.push(`${name} is ${value}: must be a finite number >= 0`);
    }
  }
  const positive = [
    'leaseDeadAfter',
    'acknowledgeWithin',
    'queryInterval',
    'cancelRetry',
    'stopWithin',
    'stopRetry',
    'stopsAtOnce',
    'exitRetry',
    'exitFailures',
    'troubleRepeat',
    'reconcileEvery',
    'reconcileConfirmAfter',
    'accountWithin',
    'reconcileAttempts',
  ] as const;
  for (const name of positive) {
    // A zero interval would repeat without bound at one instant.
    if (config[name] <= 0) errors.push(`${name} is ${config[name]}: must be > 0`);
  }
  if (config.countdown > 0 && !(config.countdownRenew > 0)) {
    errors.push(`countdownRenew is ${config.countdownRenew}: must be > 0`);
  }
  if (config.countdown > 0 && config.countdownRenew * 2 > config.countdown) {
    errors.push(
      `countdownRenew ${config.countdownRenew} must be at most half of countdown ${config.countdown}: one lost renewal must not end it`,
    );
  }
  return errors;
}

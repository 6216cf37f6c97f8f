/** Is the reason of a refusal true, and had what was allowed none? */
import type { DecisionRecord } from '../../src/domain/decision.ts';
import { assetOf } from '../../src/domain/ids.ts';
import { type EpochMs, MINUTE_MS } from '../../src/domain/time.ts';
import { type Findings, TOLERANCE } from './findings.ts';
import { identity, type PortfolioReference } from './reference/portfolio.ts';

/** A refusal's reason must be true; what is allowed must have none. */
export function auditReason(
  ref: PortfolioReference,
  findings: Findings,
  record: DecisionRecord,
  now: EpochMs,
): void {
  const { id, reason, signal } = record;
  const { symbol, strategy } = signal;
  const truth = truths(ref, record, now);
  if (reason === null) {
    for (const [code, holds] of Object.entries(truth)) {
      findings.check('allowed-has-no-reason', id, holds !== true, () => `${code} holds`);
    }
    return;
  }
  const holds = truth[reason];
  if (holds === undefined || holds === null) return;
  findings.check(`reason ${reason}`, id, holds, () => `${strategy} ${symbol}: it does not hold`);
}

/** Null where this audit cannot tell. */
function truths(
  ref: PortfolioReference,
  record: DecisionRecord,
  now: EpochMs,
): Record<string, boolean | null> {
  const { signal, exposureBefore: before, caps, capacity, openTrades, alignment } = record;
  const { symbol, strategy } = signal;
  const causes = ref.breakers.causes(now);
  const key = `${strategy} ${symbol}`;
  const held = [...ref.exposure.held.keys()].some((each) => each.startsWith(`${key} `));
  const coming = [...ref.exposure.entries.values()].some(
    ({ order }) => order.strategy === strategy && order.symbol === symbol,
  );
  const risky = ref.config.breakers.riskyStrategies.includes(strategy);
  const { cluster } = ref.config.correlation;
  // An entry that is tried again follows itself, not another one.
  const last = ref.admitted.findLast(({ signal: id }) => id !== signal.id)?.at ?? null;
  const inCluster = ref.correlation.cluster;
  const worst = inCluster ? ref.correlation.worst(now) : [];
  const aligned =
    alignment.majority === signal.side &&
    ref.config.correlation.alignmentAssets.includes(assetOf(symbol));
  const over = (['strategy', 'asset', 'topThree', 'total'] as const).some((what) =>
    (['notional', 'risk'] as const).some((m) => before[what][m] > caps[what] * (1 + TOLERANCE)),
  );
  const wasOver = [assetOf(symbol), strategy].some(
    (scope) => now - (ref.lastOver.get(scope) ?? 0) <= MINUTE_MS * 2,
  );
  const share =
    capacity.risk *
    record.weights.strategyWeight *
    Object.values(record.multipliers.risk).reduce((a, b) => a * b, 1);
  const left = (share - before.strategy.risk * capacity.risk) / signal.stopDistance;
  const instrument = ref.config.instruments.find((each) => each.symbol === symbol)!;
  return {
    CLOSED_FREEZE_DAILY_SOFT: causes.has('freeze_daily_soft'),
    CLOSED_DAILY_HARD: causes.has('daily_hard'),
    CLOSED_FREEZE_DRAWDOWN: causes.has('freeze_drawdown'),
    CLOSED_FREEZE_LOSS_STREAK: causes.has('freeze_loss_streak'),
    CLOSED_PLAYBOOK: risky && now < ref.breakers.riskyUntil,
    CLOSED_VOLATILITY_EXTREME: risky && ref.regime.regime === 'extreme',
    CLOSED_SYMBOL_COOLDOWN: ref.cooldown.listed(symbol, now),
    // Released by itself when gone and confirmed: a refusal may come an evaluation later.
    CLOSED_OVER_CAP: record.reason === null ? over : over || wasOver,
    WORKER_PAUSED: signal.paused,
    STRATEGY_COOLDOWN: signal.veto === 'cooldown',
    ALREADY_IN_POSITION: signal.veto === 'holding' || held || coming,
    MAX_OPEN_TRADES: openTrades.before + 1 > openTrades.limit,
    STRATEGY_SHARE_USED: left <= 0 ? true : shareTooSmall(record, left, instrument.minNotional),
    CLUSTER_ENTRY_RATE: inCluster && last !== null && now - last < cluster.entryInterval,
    // On a tie one of them is refused, and which one is not said.
    CLUSTER_WORST_STRATEGY: worst.length > 1 ? null : worst[0] === strategy,
    CLUSTER_NOT_BEST: inCluster && aligned ? null : false,
  };
}

/** Less than the venue's minimum left: judged only when it is refused for it. */
function shareTooSmall(record: DecisionRecord, left: number, minimum: string): boolean | null {
  if (record.reason !== 'STRATEGY_SHARE_USED') return null;
  const sizes = Object.values(record.multipliers.size).reduce((a, b) => a * b, 1);
  const { step } = record.size.reduce(
    (best, each) =>
      each.limit !== null && each.limit < best.limit
        ? { step: each.step, limit: each.limit }
        : best,
    { step: '', limit: Number.POSITIVE_INFINITY },
  );
  const lotsLeft = record.size.at(-1)!.notional;
  return (
    (step === 'lots' || step === 'share_left') &&
    (left * sizes < Number(minimum) || lotsLeft < Number(minimum))
  );
}

/**
 * Aligned signals of a cluster that waited together: only the highest percentile goes, the
 * earlier one on a tie (1.7, 1.11). `records` are those of one instant, in the file's order.
 */
export function auditContest(
  ref: PortfolioReference,
  findings: Findings,
  records: readonly DecisionRecord[],
): void {
  const { contestWindow } = ref.config.correlation.cluster;
  const rank = ({ signal }: DecisionRecord): number =>
    ref.correlation.percentiles.get(signal.id) ?? Number.NaN;
  const field = records.filter(({ at, signal, retryOf }) => retryOf === null && at > signal.at);
  for (const record of field) {
    const { id, reason, checks, at, signal } = record;
    const waited = at - signal.at;
    findings.check('contest', id, waited <= contestWindow, () => `waited ${waited} ms`);
    const best = Math.max(...field.map(rank));
    const mine = rank(record);
    const check = checks.find((each) => each.check === 'cluster_best_edge');
    if (reason === 'CLUSTER_NOT_BEST') {
      findings.near('contest', id, 'percentile', check?.input ?? null, mine);
      findings.near('contest', id, 'best', check?.limit ?? null, best);
    } else {
      findings.near('contest', id, 'the admitted one is the best', mine, best);
    }
  }
  const others = field.filter(({ reason }) => reason !== 'CLUSTER_NOT_BEST');
  const one = others.length <= 1;
  if (field.length > 0) {
    findings.check('contest', field[0]!.id, one, () => `${others.length} went on`);
  }
}

/** At most 10 entry orders a minute and 3 identical ones in a row, by strategy (1.9). */
export function auditThrottle(
  ref: PortfolioReference,
  findings: Findings,
  record: DecisionRecord,
): void {
  const { id, at, signal } = record;
  const { maxEntriesPerMinute, maxIdenticalInARow } = ref.config.guards;
  const mine = ref.approved.filter((each) => each.strategy === signal.strategy);
  const minute = mine.filter((each) => each.at > at - MINUTE_MS).length + 1;
  findings.check('entry-rate', id, minute <= maxEntriesPerMinute, () => `${minute} in a minute`);
  const key = identity(record);
  const row = mine.slice(-maxIdenticalInARow);
  const same = row.length === maxIdenticalInARow && row.every((each) => each.key === key);
  findings.check('entry-rate', id, !same, () => `${maxIdenticalInARow + 1} identical`);
}

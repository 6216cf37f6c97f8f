/** Watches one side of a pair and keeps what the comparison needs: counters and hourly points. */
import { add, type Decimal, decimal, subtract, toNumber, ZERO } from '../../domain/decimal.ts';
import type { DecisionRecord } from '../../domain/decision.ts';
import type { EquityMark, ExecutorFact } from '../../domain/execution.ts';
import type { Measured, PaperPoint, SideFigures } from '../../domain/paper.ts';
import { type ReasonCode, reasonClass } from '../../domain/reasons.ts';
import type { BreakerStatus } from '../../domain/status.ts';
import { type EpochMs, HOUR_MS } from '../../domain/time.ts';

/** A ratio over fewer samples says nothing (specification 1.10). */
const MIN_SAMPLES = 20;
/** Hourly points kept: 60 days, far beyond the longest validation. */
const POINTS_MAX = 1_440;

type Ended = Extract<ExecutorFact, { kind: 'entry_ended' }>;
type Fill = Extract<ExecutorFact, { kind: 'fill' }>;

/** Choices of the correlation throttle against a signal. */
const CLUSTER: ReadonlySet<string> = new Set<ReasonCode>([
  'CLUSTER_WORST_STRATEGY',
  'CLUSTER_ENTRY_RATE',
  'CLUSTER_NOT_BEST',
]);
const THROTTLES = ['alignment', 'correlation', 'cluster'] as const;

export class SideRecorder {
  private readonly points: PaperPoint[] = [];
  private readonly reasons = new Map<ReasonCode, number>();
  private readonly trips = new Map<string, number>();
  private readonly breakerStates = new Map<string, BreakerStatus['state']>();
  /** Reference prices of entries that have not ended. */
  private readonly references = new Map<number, number>();
  private initial: number | null = null;
  private equity = 0;
  private peak = 0;
  private deepest = 0;
  private exposureSum = 0;
  private exposurePeak = 0;
  private exposure = 0;
  private marks = 0;
  private nextPoint: EpochMs | null = null;
  private allowed = 0;
  private deliberate = 0;
  private unexpected = 0;
  private venueRejects = 0;
  private ended = 0;
  private timedOut = 0;
  private submitted = 0;
  private filled = 0;
  private slipped = 0;
  private slipWeight = 0;
  private entryFills = 0;
  private closed = 0;
  private won = 0;
  private fees: Decimal = ZERO;
  private funding: Decimal = ZERO;
  private ledger: Decimal = ZERO;
  private troubles = 0;
  private reduced = 0;
  private clusterRefused = 0;
  private wanted = 0;
  private taken = 0;

  decision(record: DecisionRecord): void {
    const { reason, order } = record;
    if (order !== null) this.references.set(order.decision, order.referencePrice);
    if (reason === null) {
      this.allowed += 1;
      this.throttled(record);
      return;
    }
    if (reasonClass(reason) === 'deliberate') this.deliberate += 1;
    else this.unexpected += 1;
    if (CLUSTER.has(reason)) this.clusterRefused += 1;
    this.reasons.set(reason, (this.reasons.get(reason) ?? 0) + 1);
  }

  fact(fact: ExecutorFact): void {
    switch (fact.kind) {
      case 'fill':
        this.fill(fact);
        return;
      case 'entry_ended':
        this.end(fact);
        return;
      case 'trade_closed':
        this.closed += 1;
        if (decimal(fact.trade.netPnl) > 0n) this.won += 1;
        return;
      case 'ledger': {
        const amount = decimal(fact.entry.amount);
        this.ledger = add(this.ledger, amount);
        if (fact.entry.kind === 'fee') this.fees = add(this.fees, amount);
        if (fact.entry.kind === 'funding') this.funding = add(this.funding, amount);
        return;
      }
      case 'trouble':
        this.troubles += 1;
        return;
      default:
        return;
    }
  }

  /** At a change of a breaker: what has tripped since the last look. */
  breakers(states: readonly BreakerStatus[]): void {
    for (const { id, state } of states) {
      const before = this.breakerStates.get(id) ?? 'inactive';
      this.breakerStates.set(id, state);
      const harder = state === 'active' || (state === 'warning' && before === 'inactive');
      if (state === before || !harder) continue;
      const name = `${id} ${state}`;
      this.trips.set(name, (this.trips.get(name) ?? 0) + 1);
    }
  }

  /** After everything of the instant `at` has been done; `gross`: notional of what is open. */
  mark(at: EpochMs, mark: EquityMark, gross: number): void {
    const equity = toNumber(decimal(mark.walletBalance)) + mark.unrealisedPnl;
    this.initial ??= equity;
    this.nextPoint ??= at - (at % HOUR_MS) + HOUR_MS;
    this.pointsUntil(at);
    this.equity = equity;
    this.exposure = equity > 0 ? gross / equity : 0;
    this.marks += 1;
    this.exposureSum += this.exposure;
    this.exposurePeak = Math.max(this.exposurePeak, this.exposure);
    this.peak = Math.max(this.peak, equity);
    if (this.peak > 0) this.deepest = Math.max(this.deepest, 1 - equity / this.peak);
  }

  figures(
    about: Pick<
      SideFigures,
      'version' | 'profile' | 'symbols' | 'missing' | 'strategies' | 'stateHashes'
    >,
    venueBalance: string,
  ): SideFigures {
    const initialEquity = this.initial ?? 0;
    const attempts = this.allowed + this.unexpected;
    return {
      ...about,
      initialEquity,
      equity: this.equity,
      pnl: this.equity - initialEquity,
      return: initialEquity > 0 ? this.equity / initialEquity - 1 : 0,
      maxDrawdown: this.deepest,
      exposure: {
        mean: this.marks === 0 ? 0 : this.exposureSum / this.marks,
        peak: this.exposurePeak,
      },
      trades: { closed: this.closed, won: this.won },
      costs: { fees: toNumber(this.fees), funding: toNumber(this.funding) },
      decisions: {
        allowed: this.allowed,
        deliberate: this.deliberate,
        unexpected: this.unexpected,
        byReason: this.reasonCounts(),
      },
      rejected: measured(this.unexpected + this.venueRejects, attempts),
      timeouts: measured(this.timedOut, this.ended),
      fillRatio: { ...measured(this.filled, this.submitted), ...few(this.ended) },
      slippage:
        this.entryFills < MIN_SAMPLES
          ? { value: null, samples: this.entryFills }
          : { value: this.slipped / this.slipWeight, samples: this.entryFills },
      breakers: Object.fromEntries([...this.trips].sort(([a], [b]) => (a < b ? -1 : 1))),
      throttle: {
        reduced: this.reduced,
        refused: this.clusterRefused,
        wanted: this.wanted,
        taken: this.taken,
      },
      troubles: this.troubles,
      ledgerExact: subtract(this.ledger, decimal(venueBalance)) === ZERO,
      points: this.points,
    };
  }

  /** Equity stands as it was between two marks: the hours of both sides are the same. */
  private pointsUntil(at: EpochMs): void {
    while (this.nextPoint !== null && this.nextPoint < at) this.point(this.nextPoint);
  }

  private point(at: EpochMs): void {
    this.nextPoint = at + HOUR_MS;
    this.points.push({ at, equity: this.equity, exposure: this.exposure });
    if (this.points.length > POINTS_MAX) this.points.shift();
  }

  private throttled({ multipliers, counterfactual, size }: DecisionRecord): void {
    const wanted = counterfactual.notionalWithoutCorrelation;
    const taken = size.findLast(({ step }) => step !== 'lots')?.notional;
    const throttled = THROTTLES.some((name) => (multipliers.risk[name] ?? 1) < 1);
    if (wanted === null || taken === undefined || !throttled) return;
    this.reduced += 1;
    this.wanted += wanted;
    this.taken += taken;
  }

  private fill({ role, decision, action, positionSide, quantity, price }: Fill): void {
    const reference = this.references.get(decision);
    if (role !== 'entry' || action !== 'open' || reference === undefined) return;
    const paid = toNumber(decimal(price));
    const weight = toNumber(decimal(quantity)) * reference;
    const sign = positionSide === 'long' ? 1 : -1;
    this.slipped += ((sign * (paid - reference)) / reference) * 10_000 * weight;
    this.slipWeight += weight;
    this.entryFills += 1;
  }

  private end({ decision, end, reason, quantity, filledQuantity }: Ended): void {
    const reference = this.references.get(decision) ?? 0;
    this.references.delete(decision);
    this.ended += 1;
    this.submitted += toNumber(decimal(quantity)) * reference;
    this.filled += toNumber(decimal(filledQuantity)) * reference;
    if (reason === 'ORDER_TIMEOUT_FAIL') this.timedOut += 1;
    if (end === 'rejected') this.venueRejects += 1;
    if (reason !== null) this.reasons.set(reason, (this.reasons.get(reason) ?? 0) + 1);
  }

  private reasonCounts(): SideFigures['decisions']['byReason'] {
    return [...this.reasons]
      .map(([reason, count]) => ({ reason, class: reasonClass(reason), count }))
      .sort((a, b) => b.count - a.count || (a.reason < b.reason ? -1 : 1));
  }
}

const few = (samples: number): Partial<Measured> & { readonly samples: number } =>
  samples < MIN_SAMPLES ? { value: null, samples } : { samples };

const measured = (part: number, whole: number): Measured => ({
  value: whole < MIN_SAMPLES ? null : part / whole,
  samples: whole,
});

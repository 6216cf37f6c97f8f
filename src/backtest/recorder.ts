/**
 * Watches a run and keeps what the report needs: bounded memory whatever the length of the run
 * (hourly equity points, closed trades, counters, a bounded timeline).
 */
import { add, type Decimal, decimal, formatDecimal, toNumber, ZERO } from '../domain/decimal.ts';
import type {
  EntryEnd,
  EquityMark,
  ExecutorFact,
  LedgerKind,
  TradeClosed,
  VirtualPosition,
} from '../domain/execution.ts';
import { type ReasonCode, reasonClass } from '../domain/reasons.ts';
import type { KernelStatus } from '../domain/status.ts';
import { DAY_MS, type EpochMs, HOUR_MS } from '../domain/time.ts';
import type { EquityPoint, LedgerProof, ReasonCount, TimelineEntry } from './report.ts';
import { DrawdownMeter } from './statistics.ts';

const TIMELINE_MAX = 2_000;

interface StrategyTally {
  signals: number;
  allowed: number;
  refused: number;
  marksInMarket: number;
  pnl: number;
  dayStartPnl: number;
  readonly dailyReturns: number[];
  readonly drawdown: DrawdownMeter;
}

export class RunRecorder {
  readonly trades: TradeClosed[] = [];
  readonly points: EquityPoint[] = [];
  readonly timeline: TimelineEntry[] = [];
  timelineOmitted = 0;
  readonly fired = new Map<string, number>();
  readonly reasons = new Map<ReasonCode, number>();
  readonly ends = new Map<EntryEnd, number>();
  readonly dailyReturns: number[] = [];
  readonly drawdown = new DrawdownMeter();
  readonly byStrategy = new Map<string, StrategyTally>();
  allowed = 0;
  refused = 0;
  maxExposure = 0;
  maxOpenPositions = 0;
  initialEquity: number | undefined;
  equity = 0;

  private readonly strategies: readonly string[];
  private readonly ledgerByKind = new Map<LedgerKind, Decimal>();
  private ledgerEntries = 0;
  private opening: Decimal = ZERO;
  private sum: Decimal = ZERO;
  private marks = 0;
  private exposureSum = 0;
  private dayStartEquity: number | undefined;
  private day = 0;
  private nextPointAt: EpochMs = 0;

  constructor(strategies: readonly string[]) {
    this.strategies = strategies;
    for (const id of strategies) this.byStrategy.set(id, newTally());
  }

  get averageExposure(): number {
    return this.marks === 0 ? 0 : this.exposureSum / this.marks;
  }

  timeInMarket(strategy: string): number {
    const tally = this.byStrategy.get(strategy);
    return tally === undefined || this.marks === 0 ? 0 : tally.marksInMarket / this.marks;
  }

  decision(strategy: string, reason: ReasonCode | null): void {
    const tally = this.byStrategy.get(strategy);
    if (tally) tally.signals += 1;
    if (reason === null) {
      this.allowed += 1;
      if (tally) tally.allowed += 1;
      return;
    }
    this.refused += 1;
    if (tally) tally.refused += 1;
    this.reasons.set(reason, (this.reasons.get(reason) ?? 0) + 1);
  }

  note(entry: TimelineEntry): void {
    this.fired.set(entry.kind, (this.fired.get(entry.kind) ?? 0) + 1);
    if (this.timeline.length < TIMELINE_MAX) this.timeline.push(entry);
    else this.timelineOmitted += 1;
  }

  fact(fact: ExecutorFact): void {
    switch (fact.kind) {
      case 'trade_closed':
        this.trades.push(fact.trade);
        return;
      case 'entry_ended':
        this.ends.set(fact.end, (this.ends.get(fact.end) ?? 0) + 1);
        return;
      case 'ledger':
        this.book(fact.entry.kind, decimal(fact.entry.amount));
        return;
      case 'trouble':
        this.note({
          at: fact.at,
          kind: `trouble.${fact.code}`,
          severity: 'critical',
          text: fact.text,
        });
        return;
      default:
        return;
    }
  }

  /** At every mark: equity, exposure and day boundaries. `status` is asked for once an hour. */
  mark(
    mark: EquityMark,
    gross: number,
    positions: readonly VirtualPosition[],
    status: () => KernelStatus,
  ): void {
    const equity = toNumber(decimal(mark.walletBalance)) + mark.unrealisedPnl;
    this.equity = equity;
    this.initialEquity ??= equity;
    this.dayStartEquity ??= equity;
    this.markStrategies(mark, positions);
    this.rollDay(mark, equity);
    this.drawdown.add(equity);
    this.marks += 1;
    const exposure = equity > 0 ? gross / equity : 0;
    this.exposureSum += exposure;
    if (exposure > this.maxExposure) this.maxExposure = exposure;
    if (positions.length > this.maxOpenPositions) this.maxOpenPositions = positions.length;
    if (mark.at >= this.nextPointAt) {
      this.nextPointAt = mark.at - (mark.at % HOUR_MS) + HOUR_MS;
      this.point(mark, equity, exposure, positions.length, status());
    }
  }

  /** Closes the last day; call once at the end. */
  finish(
    mark: EquityMark,
    gross: number,
    positions: readonly VirtualPosition[],
    status: KernelStatus,
  ): void {
    const equity = toNumber(decimal(mark.walletBalance)) + mark.unrealisedPnl;
    this.endDay(equity);
    const last = this.points.at(-1);
    if (last?.at !== mark.at) {
      this.point(mark, equity, equity > 0 ? gross / equity : 0, positions.length, status);
    }
  }

  reasonCounts(): readonly ReasonCount[] {
    return [...this.reasons]
      .map(([reason, count]) => ({ reason, class: reasonClass(reason), count }))
      .sort((a, b) => b.count - a.count || (a.reason < b.reason ? -1 : 1));
  }

  /** Proves that the ledger explains the venue's wallet balance to the last digit. */
  ledgerProof(finalBalance: string): LedgerProof {
    const kinds: LedgerKind[] = [
      'opening_balance',
      'realised_pnl',
      'fee',
      'funding',
      'transfer',
      'liquidation',
      'adjustment',
    ];
    const byKind = Object.fromEntries(
      kinds.map((kind) => [kind, formatDecimal(this.ledgerByKind.get(kind) ?? ZERO)]),
    ) as Record<LedgerKind, string>;
    return {
      openingBalance: formatDecimal(this.opening),
      entries: this.ledgerEntries,
      byKind,
      sum: formatDecimal(this.sum),
      finalBalance,
      exact: add(this.opening, this.sum) === decimal(finalBalance),
    };
  }

  private book(kind: LedgerKind, amount: Decimal): void {
    this.ledgerEntries += 1;
    this.ledgerByKind.set(kind, add(this.ledgerByKind.get(kind) ?? ZERO, amount));
    if (kind === 'opening_balance') this.opening = add(this.opening, amount);
    else this.sum = add(this.sum, amount);
  }

  private rollDay(mark: EquityMark, equity: number): void {
    const day = Math.floor(mark.at / DAY_MS);
    if (this.day === 0) this.day = day;
    if (day === this.day) return;
    this.day = day;
    this.endDay(equity);
  }

  private endDay(equity: number): void {
    const start = this.dayStartEquity;
    if (start === undefined || start <= 0) return;
    this.dailyReturns.push(equity / start - 1);
    for (const tally of this.byStrategy.values()) {
      tally.dailyReturns.push((tally.pnl - tally.dayStartPnl) / start);
      tally.dayStartPnl = tally.pnl;
    }
    this.dayStartEquity = equity;
  }

  private markStrategies(mark: EquityMark, positions: readonly VirtualPosition[]): void {
    for (const [id, tally] of this.byStrategy) {
      tally.pnl = mark.strategyPnl[id] ?? 0;
      tally.drawdown.add(tally.pnl);
    }
    const seen = new Set<string>();
    for (const position of positions) {
      if (seen.has(position.strategy)) continue;
      seen.add(position.strategy);
      const tally = this.byStrategy.get(position.strategy);
      if (tally) tally.marksInMarket += 1;
    }
  }

  private point(
    mark: EquityMark,
    equity: number,
    exposure: number,
    openPositions: number,
    status: KernelStatus,
  ): void {
    this.points.push({
      at: mark.at,
      equity,
      walletBalance: mark.walletBalance,
      unrealisedPnl: mark.unrealisedPnl,
      dailyPnl: status.dailyPnl,
      drawdown: status.drawdown,
      exposure,
      openPositions,
      riskState: status.riskState,
      regime: status.regime,
      strategyPnl: this.strategies.map((id) => mark.strategyPnl[id] ?? 0),
    });
  }
}

function newTally(): StrategyTally {
  return {
    signals: 0,
    allowed: 0,
    refused: 0,
    marksInMarket: 0,
    pnl: 0,
    dayStartPnl: 0,
    dailyReturns: [],
    drawdown: new DrawdownMeter(),
  };
}

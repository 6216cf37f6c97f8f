/**
 * The portfolio as the specification has it, kept beside the product from the same inputs: what is
 * held and on the way, marks and books, breakers, regime, correlation, weights.
 */
import type { KernelConfig } from '../../../src/domain/config.ts';
import type { DecisionRecord } from '../../../src/domain/decision.ts';
import type { ExecutorFact } from '../../../src/domain/execution.ts';
import { assetOf } from '../../../src/domain/ids.ts';
import type { Book, FundingInfo } from '../../../src/domain/market.ts';
import type { EpochMs } from '../../../src/domain/time.ts';
import type { OrchestratorInput } from '../../../src/orchestrator/messages.ts';
import { AllocationAudit } from '../allocation-audit.ts';
import { regimeEffect } from '../file-audit.ts';
import { BreakerReference } from './breakers.ts';
import { CorrelationReference } from './correlation.ts';
import { ExposureReference, type Pair, topThree } from './exposure.ts';
import { CooldownReference } from './guards.ts';
import { RegimeReference } from './regime.ts';

export class PortfolioReference {
  readonly exposure = new ExposureReference();
  readonly breakers: BreakerReference;
  readonly regime: RegimeReference;
  readonly correlation: CorrelationReference;
  readonly allocation: AllocationAudit;
  readonly config: KernelConfig;
  readonly books = new Map<string, Book>();
  readonly funding = new Map<string, FundingInfo>();
  readonly cooldown: CooldownReference;
  readonly approved: {
    readonly at: EpochMs;
    readonly key: string;
    readonly strategy: string;
  }[] = [];
  readonly admitted: { readonly at: EpochMs; readonly signal: string }[] = [];
  readonly retriesDue = new Map<number, string>();
  /** By asset and by strategy. */
  readonly lastOver = new Map<string, EpochMs>();
  private now: EpochMs = 0;

  constructor(config: KernelConfig) {
    this.config = config;
    this.breakers = new BreakerReference(config);
    this.regime = new RegimeReference(config.breakers.volatility);
    const strategies = config.strategies.filter(({ enabled }) => enabled).map(({ id }) => id);
    this.correlation = new CorrelationReference(config.correlation, strategies);
    this.allocation = new AllocationAudit(config, this.breakers.profile.perStrategyCap);
    this.cooldown = new CooldownReference(config.guards.cooldown);
  }

  /** Moves to `now`, before anything new is heard at this instant. */
  time(now: EpochMs): void {
    this.now = now;
    this.breakers.time(now);
    this.allocation.active(this.isActive, this.breakers.profile.perStrategyCap);
    this.correlation.evaluate(now);
  }

  take(input: OrchestratorInput): void {
    switch (input.kind) {
      case 'price':
        this.books.set(input.step.symbol, input.step.book);
        this.exposure.marks.set(input.step.symbol, input.step.mark);
        return;
      case 'fact':
        this.fact(input.fact, this.now);
        return;
      case 'equity':
        this.breakers.mark(input.mark);
        this.correlation.mark(input.mark);
        this.allocation.mark(input.mark, this.isActive, this.breakers.profile.perStrategyCap);
        return;
      case 'candle':
        if (input.event.timeframe !== '1h' || input.event.symbol !== this.regimeSymbol) return;
        this.regime.candle(input.event.candle);
        this.allocation.active(this.isActive, this.breakers.profile.perStrategyCap);
        return;
      case 'funding':
        this.funding.set(input.info.symbol, input.info);
        return;
      case 'signal':
        this.correlation.signal(input.signal);
        this.correlation.evaluate(this.now);
        return;
      default:
        return;
    }
  }

  /** An allowed entry is reserved at once. */
  allowed(record: DecisionRecord): void {
    const { order, signal } = record;
    if (order === null) return;
    this.exposure.reserve(order);
    this.admitted.push({ at: this.now, signal: signal.id });
    if (this.admitted.length > 50) this.admitted.shift();
    this.approved.push({ at: this.now, strategy: signal.strategy, key: identity(record) });
    if (this.approved.length > 500) this.approved.shift();
  }

  /** Remembers when an asset, or a strategy that holds it, was beyond its cap at mark. */
  watchCaps(now: EpochMs): void {
    if (this.exposure.held.size === 0 || this.breakers.equity === null) return;
    const { profile, equity } = this.breakers;
    const effect = regimeEffect(this.config, this.regime.regime).leverage;
    const gross = equity * profile.leverage * effect;
    const risk = equity * profile.riskBudget * effect;
    const sums = this.exposure.sums();
    const beyond = (pair: Pair | undefined, cap: number): boolean =>
      pair !== undefined && (pair.notional / gross > cap || pair.risk / risk > cap);
    for (const { symbol, strategy } of this.exposure.held.values()) {
      const asset = assetOf(symbol);
      const cap =
        (this.config.caps.asset[asset] ?? this.config.caps.otherAsset) * profile.assetCapMultiplier;
      if (beyond(sums.strategies.get(strategy), profile.perStrategyCap)) {
        this.lastOver.set(strategy, now);
      }
      const over =
        beyond(sums.assets.get(asset), cap) ||
        topThree(sums.assets, 'notional') / gross > this.config.caps.topThree ||
        topThree(sums.assets, 'risk') / risk > this.config.caps.topThree ||
        beyond(sums.total, this.config.caps.total);
      if (over) this.lastOver.set(asset, now);
    }
  }

  private get regimeSymbol(): string {
    return this.config.breakers.volatility.symbol;
  }

  /** Enabled, and not closed by the regime or by a playbook until a time. */
  readonly isActive = (strategy: string): boolean => {
    const risky = this.config.breakers.riskyStrategies.some((id) => id === strategy);
    return !risky || (this.regime.regime !== 'extreme' && this.now >= this.breakers.riskyUntil);
  };

  private fact(fact: ExecutorFact, now: EpochMs): void {
    this.exposure.fact(fact);
    if (fact.kind === 'trade_closed') {
      const { strategy, netPnl } = fact.trade;
      this.breakers.trade(Number(netPnl), now);
      this.allocation.active(this.isActive, this.breakers.profile.perStrategyCap);
      const { closedTrades } = this.allocation;
      closedTrades.set(strategy, (closedTrades.get(strategy) ?? 0) + 1);
    } else if (fact.kind === 'position') {
      this.allocation.touched(fact.position.strategy);
    } else if (fact.kind === 'entry_ended' && fact.end === 'timed_out' && fact.attempt < 2) {
      // What filled in part is a position, and a strategy does not add to one.
      if (Number(fact.filledQuantity) > 0) return;
      this.retriesDue.set(fact.decision, fact.strategy);
    }
  }
}

/** What makes two entry orders of a strategy identical. */
export const identity = ({ signal, order }: DecisionRecord): string =>
  [signal.symbol, signal.side, order?.quantity, order?.limitPrice].join();

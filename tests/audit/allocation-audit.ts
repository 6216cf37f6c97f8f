/** Follows days and PnL of the strategies, and says what the weights must be (1.4, 1.11). */
import type { KernelConfig } from '../../src/domain/config.ts';
import type { EquityMark } from '../../src/domain/execution.ts';
import { dayStart, type EpochMs } from '../../src/domain/time.ts';
import { allocate, type Member, type Weights } from './reference/allocation.ts';
import { equityOf } from './reference/breakers.ts';

export class AllocationAudit {
  weights: Weights;
  readonly closedTrades = new Map<string, number>();
  private readonly config: KernelConfig;
  private readonly strategies: KernelConfig['strategies'];
  private readonly returns = new Map<string, number[]>();
  private readonly bucketReturns = new Map<string, number[]>();
  private day: EpochMs | null = null;
  private openPnl: Readonly<Record<string, number>> = {};
  private openEquity = 0;
  private openWeights: Weights;
  private last: EquityMark | null = null;
  /** Open for entries, or holding something, at any time of the day. */
  private readonly alive = new Set<string>();
  private activeKey = '';
  private first = true;

  constructor(config: KernelConfig, perStrategyCap: number) {
    this.config = config;
    this.strategies = config.strategies.filter((strategy) => strategy.enabled);
    this.weights = this.allocate(() => true, perStrategyCap);
    this.openWeights = this.weights;
  }

  touched(strategy: string): void {
    this.alive.add(strategy);
  }

  /**
   * Weights change at 00:00 UTC and when a strategy is disabled or enabled; also when the profile
   * is stepped down, because no weight may exceed the per-strategy cap of the profile in force.
   */
  active(isActive: (strategy: string) => boolean, perStrategyCap: number): void {
    const active = this.strategies.map(({ id }) => (isActive(id) ? id : '-'));
    const key = [...active, perStrategyCap].join();
    if (key === this.activeKey) return;
    this.activeKey = key;
    this.weights = this.allocate(isActive, perStrategyCap);
  }

  mark(mark: EquityMark, isActive: (strategy: string) => boolean, perStrategyCap: number): void {
    if (mark.quality !== 'good') return;
    const day = dayStart(mark.at);
    if (this.day === null) {
      this.open(day, mark);
    } else if (day > this.day) {
      // The last mark at or before midnight ends the day. The day of the start had no 00:00 and
      // therefore no capital "at 00:00": it has no return.
      const closing = mark.at === day ? mark : this.last!;
      if (!this.first) this.close(closing);
      this.first = false;
      this.weights = this.allocate(isActive, perStrategyCap);
      this.open(day, closing);
    }
    this.last = mark;
  }

  private open(day: EpochMs, mark: EquityMark): void {
    this.day = day;
    this.openPnl = mark.strategyPnl;
    this.openEquity = equityOf(mark);
    this.openWeights = this.weights;
    this.alive.clear();
  }

  private close(mark: EquityMark): void {
    const change = (id: string): number => (mark.strategyPnl[id] ?? 0) - (this.openPnl[id] ?? 0);
    for (const { id } of this.strategies) {
      const capital = (this.openWeights.strategies.get(id) ?? 0) * this.openEquity;
      if (capital > 0 && this.alive.has(id)) push(this.returns, id, change(id) / capital);
    }
    for (const { id } of this.config.buckets) {
      const members = this.strategies.filter((strategy) => strategy.bucket === id);
      const capital = (this.openWeights.buckets.get(id) ?? 0) * this.openEquity;
      if (capital <= 0 || !members.some((member) => this.alive.has(member.id))) continue;
      const pnl = members.reduce((sum, member) => sum + change(member.id), 0);
      push(this.bucketReturns, id, pnl / capital);
    }
  }

  private allocate(isActive: (strategy: string) => boolean, perStrategyCap: number): Weights {
    const { allocation, buckets } = this.config;
    const members: readonly Member[] = this.strategies.map(({ id, bucket }) => ({
      id,
      bucket,
      active: isActive(id),
      returns: this.returns.get(id) ?? [],
      closedTrades: this.closedTrades.get(id) ?? 0,
    }));
    return allocate(allocation, buckets, members, this.bucketReturns, perStrategyCap);
  }
}

function push(map: Map<string, number[]>, key: string, value: number): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}

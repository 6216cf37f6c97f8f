/** A kernel with a plain market and account around it: what the cases of a smoke test run on. */
import type { KernelConfig, StrategyConfig } from '../../domain/config.ts';
import type { DecisionRecord } from '../../domain/decision.ts';
import type { SymbolId } from '../../domain/ids.ts';
import type { KernelStatus } from '../../domain/status.ts';
import { type EpochMs, HOUR_MS, MINUTE_MS, type Ms } from '../../domain/time.ts';
import { describeDecision } from '../../kernel/decision/describe-decision.ts';
import type { KernelEvent, KernelOutput } from '../../kernel/events.ts';
import { createKernel } from '../../kernel/kernel.ts';
import type { KernelState } from '../../kernel/state.ts';
import { kernelStatus } from '../../kernel/status.ts';
import { step } from '../../kernel/step.ts';

/** A Monday, 01:00 UTC: the day is long enough for every case. */
const START: EpochMs = 1_767_574_800_000;
export const EQUITY = 100_000;
/** Every symbol costs this, with a book deep enough for any order. */
export const PRICE = 100;
const DEPTH = 1e9;
/** Longer than a cluster event and a cooldown keep entries apart. */
const BETWEEN: Ms = 16 * MINUTE_MS;
const CONTEST: Ms = 3_000;

export interface SmokeOutcome {
  readonly wrong: readonly string[];
  /** In words, when nothing is wrong. */
  readonly text: string;
  /** `name=value`, in a fixed order. */
  readonly figures: readonly string[];
}

export class SmokeDesk {
  at: EpochMs = START;
  equity = EQUITY;
  private readonly config: KernelConfig;
  private readonly state: KernelState;
  private signals = 0;

  constructor(config: KernelConfig) {
    this.config = config;
    this.state = createKernel(config, { at: START, writer: 1 });
  }

  /** First mark, books, no funding to pay. */
  open(): this {
    this.refresh();
    for (const { symbol } of this.config.instruments) {
      const nextFundingTime = this.at + 1_000 * HOUR_MS;
      const figures = { rate: 0, nextFundingTime, interval: 8 * HOUR_MS };
      this.take({ kind: 'funding', at: this.at, symbol, status: 'ok', ...figures });
    }
    return this;
  }

  take(event: KernelEvent): readonly KernelOutput[] {
    return [...step(this.state, event)];
  }

  mark(equity: number): void {
    this.equity = equity;
    this.refresh();
  }

  private refresh(): void {
    const { at, equity } = this;
    const money = { equity, walletBalance: equity, transfers: 0, strategyPnl: {} };
    this.take({ kind: 'equity', at, quality: 'good', ...money });
    for (const { symbol } of this.config.instruments) {
      const bids = [PRICE * 0.99999, DEPTH];
      const asks = [PRICE * 1.00001, DEPTH];
      this.take({ kind: 'book', at, symbol, mark: PRICE, bids, asks });
    }
  }

  /** In steps in which no mark and no book gets stale. */
  wait(time: Ms): void {
    const { marketStaleAfter, equityStaleAfter } = this.config.guards;
    const stride = Math.max(1, Math.floor(Math.min(marketStaleAfter, equityStaleAfter) / 2));
    const until = this.at + time;
    while (this.at < until) {
      this.at = Math.min(until, this.at + stride);
      this.refresh();
    }
    this.take({ kind: 'time', at: this.at });
  }

  status(): KernelStatus {
    return kernelStatus(this.state, this.at);
  }

  /** Asks for an entry as large as may be; filled at once when it is allowed. */
  enter(strategy: StrategyConfig, symbol: SymbolId) {
    this.wait(BETWEEN);
    this.signals += 1;
    const { at } = this;
    // Both directions in turn: nothing is aligned, so caps decide and not the correlation.
    const side = this.signals % 2 === 0 ? 'short' : 'long';
    const outputs = this.take({
      kind: 'signal',
      at,
      signal: {
        id: `smoke-${this.signals}`,
        strategy: strategy.id,
        symbol,
        side,
        edge: 0.9,
        stopDistance: strategy.stop,
        referencePrice: PRICE,
        at,
        expectedHoldingHours: strategy.expectedHoldingHours,
        requestedNotional: null,
        capitalMultiplier: 1,
        leverageCeiling: strategy.leverageCeiling,
        onset: true,
        paused: false,
        veto: null,
        exitPlan: {
          stop: strategy.stop,
          trailing: null,
          minimalReturn: [],
          baseTimeframe: HOUR_MS,
        },
      },
    });
    // During a cluster event a signal waits for others to contest with.
    this.at += CONTEST;
    const later = this.take({ kind: 'time', at: this.at });
    const decision = [...outputs, ...later].find((output) => output.kind === 'decision');
    if (decision === undefined) throw new Error(`no decision on a signal of ${strategy.id}`);
    const record = describeDecision(this.state, decision);
    if (record.verdict === 'allowed') this.fill(strategy, record);
    return record;
  }

  private fill({ id: strategy, stop }: StrategyConfig, record: DecisionRecord): void {
    const { at } = this;
    const { decision, order } = record;
    if (order === null) return;
    const { symbol, side } = order;
    const quantity = Number(order.quantity);
    const filled = { filledQuantity: quantity, averagePrice: PRICE };
    this.take({ kind: 'entry_ended', at, decision, end: 'filled', reason: null, ...filled });
    const stopPrice = PRICE * (side === 'long' ? 1 - stop : 1 + stop);
    const held = { quantity, entryPrice: PRICE, stopPrice };
    this.take({ kind: 'position', at, strategy, symbol, side, decision, ...held });
  }
}

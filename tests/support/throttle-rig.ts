/** A throttle book with decisions, candles and trades told to it by hand: every figure can be checked. */
import type { DecisionRecord } from '../../src/domain/decision.ts';
import type { VirtualPosition } from '../../src/domain/execution.ts';
import type { StrategyId, SymbolId } from '../../src/domain/ids.ts';
import type { Side } from '../../src/domain/market.ts';
import type { ReasonCode } from '../../src/domain/reasons.ts';
import type { ExitPlan } from '../../src/domain/signal.ts';
import type { DayThrottle } from '../../src/domain/throttle.ts';
import { MINUTE_MS } from '../../src/domain/time.ts';
import { dayThrottle, turnThrottleDay } from '../../src/runbook/throttle/day-throttle.ts';
import { takeThrottled } from '../../src/runbook/throttle/judge.ts';
import {
  takeEntryEnd,
  takeFunding,
  takeMinute,
  takeTouch,
  takeTradeEnd,
} from '../../src/runbook/throttle/throttle.ts';
import {
  createThrottleBook,
  type ThrottleBook,
} from '../../src/runbook/throttle/throttle-state.ts';
import { BTC, kernelConfig, S3 } from './kernel-config.ts';
import { Scenario, T0 } from './kernel-scenario.ts';

const TEMPLATE: DecisionRecord = Scenario.ready().decide();

export interface Told {
  readonly strategy?: StrategyId;
  readonly symbol?: SymbolId;
  readonly side?: Side;
  /** Minutes since the start. */
  readonly minute?: number;
  /** Notional without throttling, USDT; default 10,000. */
  readonly without?: number | null;
  readonly reason?: ReasonCode;
  readonly plan?: Partial<ExitPlan>;
  readonly holdingHours?: number;
  readonly multipliers?: Readonly<Record<string, number>>;
  readonly cluster?: boolean;
  readonly strategyCorrelation?: number | null;
  readonly openTrades?: number;
  /** Gross exposure of everything before the entry, fraction of capacity. */
  readonly exposed?: number;
}

export type Ohlc = readonly [open: number, high: number, low: number, close: number];

export class ThrottleRig {
  readonly book: ThrottleBook = createThrottleBook();
  readonly config = kernelConfig();
  readonly marks = new Map<string, number>();
  readonly positions = new Map<number, VirtualPosition>();
  private decisions = 0;

  /** Bid and ask are both 100,000 unless told otherwise: no spread to reckon with. */
  constructor(bid = 100_000, ask = bid) {
    takeTouch(this.book, BTC, bid, ask);
  }

  private view = {
    config: this.config,
    markOf: (symbol: string) => this.marks.get(symbol) ?? null,
    positionOf: (decision: number) => this.positions.get(decision) ?? null,
  };

  private record(told: Told): DecisionRecord {
    this.decisions += 1;
    const { strategy = S3, symbol = BTC, side = 'long', minute = 0, holdingHours = 1_000 } = told;
    const { plan = {}, without = 10_000, exposed = 0 } = told;
    const exitPlan: ExitPlan = {
      stop: 0.01,
      trailing: null,
      minimalReturn: [],
      baseTimeframe: 15 * MINUTE_MS,
      ...plan,
    };
    const pair = { notional: exposed, risk: exposed };
    const { signal, multipliers, alignment, openTrades } = TEMPLATE;
    return {
      ...TEMPLATE,
      id: `d${this.decisions}`,
      decision: this.decisions,
      at: T0 + minute * MINUTE_MS,
      signal: {
        ...signal,
        strategy,
        symbol,
        side,
        stopDistance: exitPlan.stop,
        expectedHoldingHours: holdingHours,
        exitPlan,
      },
      multipliers: { ...multipliers, risk: { ...multipliers.risk, ...told.multipliers } },
      alignment: {
        ...alignment,
        cluster: told.cluster ?? false,
        strategyCorrelation: told.strategyCorrelation ?? null,
      },
      exposureBefore: { ...TEMPLATE.exposureBefore, total: pair },
      openTrades: { ...openTrades, before: told.openTrades ?? 0 },
      counterfactual: { notionalWithoutCorrelation: without },
    };
  }

  /** An entry that throttling refused, in a cluster event unless told otherwise. */
  refused(told: Told = {}): number {
    const record = this.record({ cluster: true, ...told });
    const reason = told.reason ?? 'CLUSTER_NOT_BEST';
    takeThrottled(
      this.book,
      { ...record, verdict: 'refused', reason, reasonClass: 'deliberate', order: null },
      this.config,
    );
    return record.decision;
  }

  /** An entry that was allowed with this quantity of BTC at 100,000. */
  allowed(quantity: string, told: Told = {}): number {
    const record = this.record(told);
    const { strategy, symbol, side } = record.signal;
    if (TEMPLATE.order === null) throw new Error('the template was refused');
    const order = { ...TEMPLATE.order, decision: record.decision, strategy, symbol, side };
    takeThrottled(
      this.book,
      { ...record, order: { ...order, quantity, limitPrice: '100000' } },
      this.config,
    );
    return record.decision;
  }

  /** Its position is open with this quantity since it was filled at 100,000. */
  holds(decision: number, quantity: string): void {
    this.positions.set(decision, {
      strategy: S3,
      symbol: BTC,
      side: 'long',
      decision,
      quantity,
      entryPrice: '100000',
      openedAt: T0,
      stopPrice: '99000',
      stopOnVenue: true,
      trailingArmed: false,
    });
  }

  ends(decision: number, filled: number): void {
    takeEntryEnd(this.book, decision, filled);
  }

  closes(decision: number, netPnl: string): void {
    this.positions.delete(decision);
    takeTradeEnd(this.book, { decision, netPnl }, T0);
  }

  /** The 1m candle that opens so many minutes after the start. */
  minute(index: number, [open, high, low, close]: Ohlc, symbol: string = BTC): void {
    this.marks.set(symbol, close);
    const candle = { symbol, openTime: T0 + index * MINUTE_MS, open, high, low, close };
    takeMinute(this.book, candle, this.config);
  }

  funding(minute: number, rate: number): void {
    takeFunding(this.book, BTC, T0 + minute * MINUTE_MS, rate);
  }

  day(): DayThrottle {
    return dayThrottle(this.book, this.view);
  }

  turn(): void {
    turnThrottleDay(this.book, this.view);
  }
}

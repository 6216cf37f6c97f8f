/**
 * Entries that flow into a running executor in the orchestrator's place: whole, fresh orders of the
 * writer and epoch in force, resting below the market. What is accepted has left for the venue: the
 * executor sends before it answers. 25 a second is 20 times what seven strategies may send at most
 * (10 a minute each).
 */
import { decimal, formatDecimal } from '../src/domain/decimal.ts';
import type { EntryOrder } from '../src/domain/decision.ts';
import { strategyId, symbolId } from '../src/domain/ids.ts';
import type { ExecutorListener, OrchestratorListener } from '../tests/e2e/support/listener.ts';

const EVERY_MS = 40;
/** Orders without an answer; with more of them none is added. */
const OPEN_MAX = 50;
/** Far enough below the market to rest, near enough for the venue. */
const BELOW = 0.98;
const SYMBOLS = [
  { symbol: symbolId('BTC/USDT:USDT'), quantity: '0.002', tick: 1 },
  { symbol: symbolId('ETH/USDT:USDT'), quantity: '0.05', tick: 2 },
  { symbol: symbolId('SOL/USDT:USDT'), quantity: '1', tick: 2 },
] as const;

export interface Accepted {
  readonly decision: number;
  /** When it was sent and answered, `performance.now()`. */
  readonly sentAt: number;
  readonly answeredAt: number;
}

export class EntryLoad {
  readonly accepted: Accepted[] = [];
  sent = 0;
  /** Answers so far, accepted or refused. */
  answered = 0;
  lastRefusal = '';
  private ended = 0;
  private readonly executor: ExecutorListener;
  private readonly orchestrator: OrchestratorListener;
  private readonly prices: ReadonlyMap<string, number>;
  private readonly timer: NodeJS.Timeout;
  private decision = 1_000_000;

  constructor(
    executor: ExecutorListener,
    orchestrator: OrchestratorListener,
    prices: ReadonlyMap<string, number>,
  ) {
    this.executor = executor;
    this.orchestrator = orchestrator;
    this.prices = prices;
    this.timer = setInterval(() => void this.one(), EVERY_MS);
  }

  /** Where the next answers begin. */
  mark(): number {
    return this.accepted.length;
  }

  stop(): void {
    clearInterval(this.timer);
  }

  private async one(): Promise<void> {
    const status = this.orchestrator.statuses.at(-1);
    const mark = this.executor.lastMark;
    if (this.sent - this.ended >= OPEN_MAX) return;
    if (status === undefined || mark === null || this.prices.size < SYMBOLS.length) return;
    // Only the newest counts, and the list would grow for hours.
    this.orchestrator.statuses.splice(0, this.orchestrator.statuses.length - 1);
    this.decision += 1;
    this.sent += 1;
    const decision = this.decision;
    const sentAt = performance.now();
    try {
      const order = this.order(decision, Math.max(status.at, mark.at), status.epoch);
      const reply = await this.executor.client.request('command', { kind: 'entry', order });
      this.answered += 1;
      if (reply.ok) this.accepted.push({ decision, sentAt, answeredAt: performance.now() });
      else this.lastRefusal = reply.text;
    } catch (error) {
      this.lastRefusal = String(error);
    } finally {
      this.ended += 1;
    }
  }

  private order(decision: number, at: number, epoch: number): EntryOrder {
    const { symbol, quantity, tick } = SYMBOLS[decision % SYMBOLS.length]!;
    const price = (this.prices.get(symbol) ?? 0) * BELOW;
    return {
      decision,
      attempt: 0,
      strategy: strategyId('S3'),
      symbol,
      side: 'long',
      quantity: formatDecimal(decimal(quantity)),
      limitPrice: price.toFixed(tick),
      referencePrice: price,
      stopDistance: 0.05,
      timeout: 120_000,
      exitPlan: { stop: 0.05, trailing: null, minimalReturn: [], baseTimeframe: 60_000 },
      epoch,
      writer: this.writer,
      decidedAt: at,
      expiresAt: at + 3_600_000,
    };
  }

  /** Each start of the orchestrator is one writer further. */
  writer = 1;
}

/** Workers, positions and a market with runs of signals, for the worker's tests. */
import type { VirtualPosition } from '../../domain/execution.ts';
import { strategyId } from '../../domain/ids.ts';
import type { CandleClosed } from '../../domain/market.ts';
import type { Signal } from '../../domain/signal.ts';
import { timeframeMs } from '../../domain/timeframe.ts';
import { type Implementation, strategyCatalog } from '../catalog.ts';
import { rawSignals } from '../raw-signals.ts';
import { createWorker, type Worker, type WorkerOutput } from '../worker.ts';
import { BASKET, BTC, closeOf, feed, wander } from './candles.ts';
import { configOf } from './config.ts';

export const worker = (implementation: Implementation, symbols = BASKET): Worker =>
  createWorker(configOf(implementation, symbols), { basket: BASKET });

export const market = (
  implementation: Implementation,
  count: number,
  volatility: number,
  seed = 11,
): CandleClosed[] => {
  const { timeframe, contexts } = strategyCatalog[implementation];
  const length = timeframeMs(timeframe);
  return feed(
    timeframe,
    contexts,
    new Map(BASKET.map((symbol, n) => [symbol, wander(n + seed, count, length, volatility)])),
  );
};

export const signalsIn = (outputs: readonly WorkerOutput[]): Signal[] =>
  outputs.flatMap((output) => (output.kind === 'signal' ? [output.signal] : []));

export const position = (
  strategy: string,
  openedAt: number,
  change: Partial<VirtualPosition> = {},
): VirtualPosition => ({
  strategy: strategyId(strategy),
  symbol: BTC,
  side: 'long',
  decision: 1,
  quantity: '1',
  entryPrice: '100',
  openedAt,
  stopPrice: null,
  stopOnVenue: false,
  trailingArmed: false,
  ...change,
});

/** S1 on BTC: two runs of signals at least, and the candles they come from. */
export const S1_EVENTS = market('s1', 2_500, 0.0012);
export const S1_RAW = [...rawSignals(configOf('s1', [BTC]), { basket: [] }, S1_EVENTS)];
export const RUN = S1_RAW.findIndex(
  (raw, index) => raw.onset && S1_RAW[index + 1]?.onset === false,
);

export const runTo = (target: Worker, at: number, events = S1_EVENTS): WorkerOutput[] =>
  events.filter((event) => closeOf(event) <= at).flatMap((event) => target.onCandle(event));

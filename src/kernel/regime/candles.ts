/** Closed hourly candles: volatility regime on its symbol, closes for the correlation panel. */
import type { Regime } from '../../domain/decision.ts';
import { type EpochMs, HOUR_MS } from '../../domain/time.ts';
import { utc } from '../basis/text.ts';
import { reportBreaker } from '../breakers/breaker-effects.ts';
import { isOff } from '../breakers/switched-off.ts';
import { addHourlyClose } from '../correlation/asset-correlation.ts';
import type { KernelEvent } from '../events.ts';
import { evaluateOverCap } from '../exposure/over-cap.ts';
import type { KernelState } from '../state.ts';
import { addRegimeCandle } from './regime.ts';
import { closeRisky, openRisky } from './risky.ts';

type CandleEvent = Extract<KernelEvent, { kind: 'candle_1h' }>;

export function handleCandle(state: KernelState, event: CandleEvent): void {
  const { config, index, regime } = state;
  const symbol = index.symbolOf.get(event.symbol)!;
  const { window } = config.correlation.guard;
  addHourlyClose(state.hourlyCloses, symbol, event.openTime, event.close, window);
  if (symbol !== index.regimeSymbol) return;
  const to = addRegimeCandle(regime, event, config.breakers.volatility);
  // History warms the averages up; what it went through has no effect now and is no news.
  if (event.at - event.openTime >= 2 * HOUR_MS) return;
  const from = regime.regime;
  if (from === to) return;
  regime.regime = to;
  changeRegime(state, event.at, from, to);
}

function changeRegime(state: KernelState, at: EpochMs, from: Regime, to: Regime): void {
  const { regime, config } = state;
  const { volatility } = config.breakers;
  const z = regime.z ?? 0;
  const text = `volatility ${from} to ${to}: z ${z.toFixed(4)} of ${volatility.symbol} over ${regime.values.length} hours, candle of ${utc(regime.lastOpenTime)}`;
  state.out.push({ kind: 'regime', at, from, to, z, text });
  const up = to === 'extreme' || from === 'normal';
  const limit = to === 'extreme' || from === 'extreme' ? volatility.extreme : volatility.high;
  const severity = to === 'extreme' ? 'critical' : up ? 'warning' : 'info';
  reportBreaker(
    state,
    at,
    'volatility',
    up ? 'tripped' : 'cleared',
    severity,
    z,
    limit,
    null,
    text,
  );
  if (to === 'extreme' && !isOff(state.overrides, 'volatility')) {
    closeRisky(state, at, () => true, text);
  }
  if (from === 'extreme') openRisky(state, at, () => true, 'volatility is no longer extreme');
  evaluateOverCap(state, at);
}

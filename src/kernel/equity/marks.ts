/**
 * Equity marks: the index, the day, and the breakers that rest on them (domain specification 1.3,
 * 1.8). A doubtful mark moves no reference: it closes entries and trips a breaker only when
 * confirmed, or by realised money alone.
 */
import { closureId, PORTFOLIO } from '../../domain/closure.ts';
import type { EpochMs } from '../../domain/time.ts';
import { percent, utc } from '../basis/text.ts';
import {
  drawdownText,
  hardLimit,
  type MarkReading,
  reportBreaker,
  tripDailyHard,
  tripDailySoft,
  tripDrawdown,
  warnDrawdown,
} from '../breakers/breaker-effects.ts';
import { evaluateDaily } from '../breakers/daily.ts';
import { evaluateDrawdown } from '../breakers/drawdown.ts';
import { updateThrottles } from '../correlation/cluster.ts';
import { closeHours } from '../correlation/strategy-correlation.ts';
import type { KernelEvent } from '../events.ts';
import { evaluateOverCap } from '../exposure/over-cap.ts';
import { openOwnClosure, releaseClosure } from '../gate/gate.ts';
import type { KernelState } from '../state.ts';
import { createReading, readMark, recordGoodMark } from './equity-index.ts';

type EquityEvent = Extract<KernelEvent, { kind: 'equity' }>;

/** First half, before the timers of the same instant: a mark at 00:00 belongs to both days. */
export function takeMark(state: KernelState, event: EquityEvent): void {
  const { equity, strategyPnl, config } = state;
  equity.heardAt = event.at;
  equity.quality = event.quality;
  state.wakeDirty = true;
  if (event.quality !== 'good') return;
  if (closeHours(strategyPnl, event.at, config.correlation)) updateThrottles(state, event.at);
  const first = equity.lastAt < 0;
  const { window } = config.breakers.drawdown;
  recordGoodMark(equity, event, window);
  // A freeze may end at this very instant: its resume starts from this mark.
  readMark(equity, event, window, state.reading);
  for (let s = 0; s < strategyPnl.last.length; s += 1) {
    const pnl = event.strategyPnl[state.index.strategies[s]!.id];
    if (pnl === undefined) continue;
    strategyPnl.last[s] = pnl;
    // What was earned before the first mark belongs to no hour and no day of this kernel.
    if (first) {
      strategyPnl.atHour[s] = pnl;
      strategyPnl.atDay[s] = pnl;
    }
  }
}

/** Second half: the breakers on this mark. */
export function evaluateMark(state: KernelState, event: EquityEvent): void {
  const good = event.quality === 'good';
  trackQuality(state, event.at, good, event.quality);
  const window = state.config.breakers.drawdown.window;
  const reading = readMark(state.equity, event, window, good ? state.reading : createReading());
  evaluateDay(state, event.at, { reading, good });
  evaluateTrailing(state, event.at, { reading, good });
  if (good) evaluateOverCap(state, event.at);
}

const DEGRADED = closureId('equity_degraded', PORTFOLIO);

/** Closes entries on a doubtful mark; opens them after enough good ones in a row. */
function trackQuality(state: KernelState, at: EpochMs, good: boolean, quality: string): void {
  const { equity, config } = state;
  if (!good) {
    degrade(state, at, `the equity mark at ${utc(at)} is ${quality}`);
    return;
  }
  equity.goodRun += 1;
  if (equity.goodRun < config.breakers.degradedConfirmations) return;
  releaseClosure(state, at, DEGRADED, `${equity.goodRun} good marks in a row`);
}

/** A doubtful mark, or one that did not come. */
export function degrade(state: KernelState, at: EpochMs, reason: string): void {
  state.equity.goodRun = 0;
  if (state.closures.all.has(DEGRADED)) return;
  openOwnClosure(state, at, 'equity_degraded', PORTFOLIO, null, reason);
  state.out.push({
    kind: 'notice',
    at,
    severity: 'warning',
    code: 'EQUITY_DEGRADED',
    text: reason,
  });
}

function evaluateDay(state: KernelState, at: EpochMs, mark: MarkReading): void {
  const { daily, config } = state;
  const { pnl, realisedPnl: realised } = mark.reading;
  const loss = { pnl, realised, good: mark.good };
  const moved = evaluateDaily(daily, loss, config.breakers, hardLimit(state));
  if (moved.softTripped) tripDailySoft(state, at, mark);
  if (moved.hardTripped) tripDailyHard(state, at, mark);
  if (!moved.softRearmed) return;
  const { rearmAbove } = config.breakers.dailySoft;
  const text = `daily PnL ${percent(pnl)} is above ${percent(rearmAbove)} again`;
  reportBreaker(state, at, 'daily_soft', 'rearmed', 'info', pnl, rearmAbove, null, text);
}

function evaluateTrailing(state: KernelState, at: EpochMs, mark: MarkReading): void {
  const { drawdown, config } = state;
  const limits = config.breakers.drawdown;
  const { fireLevel } = drawdown;
  const { drawdown: value, realisedDrawdown: realised, index } = mark.reading;
  const loss = { at, drawdown: value, realised, index, good: mark.good };
  const moved = evaluateDrawdown(drawdown, loss, config.breakers);
  if (moved.warningTripped) warnDrawdown(state, at, mark);
  if (moved.breakerTripped) tripDrawdown(state, at, mark, fireLevel);
  const report = reportBreaker.bind(null, state, at);
  if (moved.warningCleared) {
    const text = drawdownText(mark.reading);
    report('drawdown_warning', 'cleared', 'info', value, limits.warningEnd, null, text);
  }
  if (moved.rearmed) {
    const text = drawdownText(mark.reading);
    report('drawdown_breaker', 'rearmed', 'info', value, limits.rearmBelow, null, text);
  }
  if (moved.recovered) {
    const text = `cumulative PnL since the resume stayed >= 0: baseline risk restored; ${drawdownText(mark.reading)}`;
    report('drawdown_breaker', 'recovered', 'info', value, limits.breaker, null, text);
  }
}

/**
 * RB-T3: do the breakers do what the recorded figures demand? Demanded and not in force is one
 * difference, in force and never demanded the other. Reads only.
 */
import type { BreakersConfig } from '../../domain/config.ts';
import type { BreakerId } from '../../domain/risk.ts';
import type { BreakerStatus, KernelStatus } from '../../domain/status.ts';
import { type EpochMs, MINUTE_MS, type Ms } from '../../domain/time.ts';
import { percent, utc } from '../../kernel/basis/text.ts';
import { type BreakerLedger, candleAge, ledgerPnl } from './breaker-ledger.ts';

export interface Difference {
  readonly breaker: BreakerId;
  /** Both sides with their figures. */
  readonly text: string;
}

/** Bounds of the rolling drawdown from the recorded highs; null: not known. */
export type DrawdownBounds = { readonly least: number; readonly most: number } | null;

/** Of figures that were added up in another order. */
const TOLERANCE = 1e-6;
/** Instants may differ by the way of a batch. */
const TIME_TOLERANCE: Ms = MINUTE_MS;

interface Sides {
  readonly config: BreakersConfig;
  readonly status: KernelStatus;
  readonly ledger: BreakerLedger;
  readonly drawdown: DrawdownBounds;
  readonly now: EpochMs;
}

/** Empty while equity is doubtful: then the breakers rest on what no mark tells. */
export function compareBreakers(sides: Sides): readonly Difference[] {
  const { status, ledger } = sides;
  const streakAndRegime = [...streak(sides), ...regime(sides)];
  if (status.equityQuality !== 'good' || ledger.mark === null) return streakAndRegime;
  return [...figures(sides), ...soft(sides), ...hard(sides), ...fall(sides), ...streakAndRegime];
}

const breakerOf = ({ status }: Sides, id: BreakerId): BreakerStatus | undefined =>
  status.breakers.find((breaker) => breaker.id === id);

/** End of a closure of the whole portfolio; 0: not in force. */
function closedUntil({ status }: Sides, cause: string): EpochMs {
  const closure = status.closures.find(
    (one) => one.cause === cause && one.scope.strategy === null && one.scope.symbol === null,
  );
  return closure === undefined ? 0 : (closure.until ?? Number.POSITIVE_INFINITY);
}

const differ = (breaker: BreakerId, text: string): readonly Difference[] => [{ breaker, text }];

function figures({ status, ledger, drawdown }: Sides): readonly Difference[] {
  const found: Difference[] = [];
  const pnl = ledgerPnl(ledger);
  if (pnl !== null && (status.dailyPnl === null || Math.abs(status.dailyPnl - pnl) > TOLERANCE)) {
    const told = status.dailyPnl === null ? 'unknown' : percent(status.dailyPnl);
    found.push({
      breaker: 'daily_soft',
      text: `daily PnL ${told}, from the marks ${percent(pnl)}`,
    });
  }
  const fallen = status.drawdown;
  if (drawdown === null || fallen === null) return found;
  if (fallen < drawdown.least - TOLERANCE || fallen > drawdown.most + TOLERANCE) {
    const range = `${percent(drawdown.least)} to ${percent(drawdown.most)}`;
    const text = `drawdown ${percent(fallen)}, from the marks ${range}`;
    found.push({ breaker: 'drawdown_breaker', text });
  }
  return found;
}

function soft(sides: Sides): readonly Difference[] {
  const { ledger, config, now } = sides;
  const breaker = breakerOf(sides, 'daily_soft');
  if (breaker === undefined) return differ('daily_soft', 'missing');
  const pnl = percent(ledgerPnl(ledger) ?? 0);
  const limit = percent(config.dailySoft.limit);
  const demanded = (ledgerPnl(ledger) ?? 0) <= config.dailySoft.limit - TOLERANCE;
  if (demanded && breaker.state === 'inactive') {
    return differ('daily_soft', `inactive at daily PnL ${pnl}, limit ${limit}`);
  }
  const until = closedUntil(sides, 'freeze_daily_soft');
  if (now < ledger.soft.until - TIME_TOLERANCE && until < ledger.soft.until - TIME_TOLERANCE) {
    return differ('daily_soft', `no freeze until ${utc(ledger.soft.until)} is in force`);
  }
  if (ledger.doubted) return [];
  const founded = ledger.lowest <= config.dailySoft.limit + TOLERANCE;
  if (!founded && until === 0 && breaker.state !== 'inactive') {
    return differ(
      'daily_soft',
      `${breaker.state}, lowest PnL of the day ${percent(ledger.lowest)}`,
    );
  }
  return [];
}

function hard(sides: Sides): readonly Difference[] {
  const { ledger } = sides;
  const breaker = breakerOf(sides, 'daily_hard');
  if (breaker === undefined) return differ('daily_hard', 'missing');
  const lowest = percent(ledger.lowest);
  const limit = percent(breaker.limit);
  const closed = closedUntil(sides, 'daily_hard') > 0;
  if (ledger.lowest <= breaker.limit - TOLERANCE && !(breaker.state === 'active' && closed)) {
    const gate = closed ? 'closed' : 'not closed';
    const text = `${breaker.state} (${gate}) at lowest PnL of the day ${lowest}, limit ${limit}`;
    return differ('daily_hard', text);
  }
  if (ledger.doubted || breaker.state === 'inactive') return [];
  if (ledger.lowest <= breaker.limit + TOLERANCE) return [];
  return differ('daily_hard', `active at lowest PnL of the day ${lowest}, limit ${limit}`);
}

function fall(sides: Sides): readonly Difference[] {
  const { drawdown, config, ledger, now } = sides;
  if (drawdown === null) return [];
  const found: Difference[] = [];
  const warning = breakerOf(sides, 'drawdown_warning');
  const breaker = breakerOf(sides, 'drawdown_breaker');
  if (warning === undefined || breaker === undefined) return differ('drawdown_breaker', 'missing');
  const range = `${percent(drawdown.least)} to ${percent(drawdown.most)}`;
  const { warning: warns, warningEnd, breaker: fires, refireStep } = config.drawdown;
  if (drawdown.least >= warns + TOLERANCE && warning.state === 'inactive') {
    found.push({ breaker: 'drawdown_warning', text: `inactive at drawdown ${range}` });
  }
  if (drawdown.most < warningEnd - TOLERANCE && warning.state !== 'inactive') {
    found.push({ breaker: 'drawdown_warning', text: `${warning.state} at drawdown ${range}` });
  }
  // After a resume it fires later, by the step beyond the drawdown of then: never more than that.
  if (breaker.limit < fires - TOLERANCE || breaker.limit > 1 + refireStep) {
    const text = `fires at ${percent(breaker.limit)}, configured ${percent(fires)}`;
    found.push({ breaker: 'drawdown_breaker', text });
  }
  if (drawdown.least >= breaker.limit + TOLERANCE && breaker.state !== 'active') {
    const text = `${breaker.state} at drawdown ${range}, fires at ${percent(breaker.limit)}`;
    found.push({ breaker: 'drawdown_breaker', text });
  }
  const first = breaker.limit <= fires + TOLERANCE && breaker.state === 'inactive';
  if (first && now < ledger.drawdownUntil - TIME_TOLERANCE && drawdown.least >= fires) {
    const text = `inactive, though its freeze runs until ${utc(ledger.drawdownUntil)}`;
    found.push({ breaker: 'drawdown_breaker', text });
  }
  return found;
}

function streak(sides: Sides): readonly Difference[] {
  const { ledger, now } = sides;
  const breaker = breakerOf(sides, 'loss_streak');
  if (breaker === undefined) return differ('loss_streak', 'missing');
  if (breaker.value !== ledger.losses) {
    const text = `${breaker.value} losing trades in a row, from the closed trades ${ledger.losses}`;
    return differ('loss_streak', text);
  }
  const until = closedUntil(sides, 'freeze_loss_streak');
  const due = ledger.streakUntil;
  if (now < due - TIME_TOLERANCE && until < due - TIME_TOLERANCE) {
    return differ('loss_streak', `no freeze until ${utc(due)} after ${ledger.losses} losses`);
  }
  if (until > Math.max(due, now) + TIME_TOLERANCE && due > 0) {
    return differ('loss_streak', `frozen until ${utc(until)}, by the trades until ${utc(due)}`);
  }
  return [];
}

/** Only while its last candle is young: history is warmed up with, and has no effect then. */
function regime(sides: Sides): readonly Difference[] {
  const { ledger, status, now } = sides;
  const own = ledger.regime;
  if (own === null || own.percents.length === 0) return [];
  const age = candleAge(own, now);
  if (age === null || age >= 2) return [];
  if (own.regime === status.regime) return [];
  const z = own.zs.at(-1);
  const text = `regime ${status.regime} (z ${status.regimeZ?.toFixed(4) ?? 'unknown'}), from the candles ${own.regime} (z ${z?.toFixed(4) ?? 'unknown'})`;
  return differ('volatility', text);
}

/** The day book's eyes, and the report at the close of the day (requirement CAD-3). */
import type { DailyReport } from '../../domain/daily-report.ts';
import { decimal, toNumber } from '../../domain/decimal.ts';
import { DAY_MS, type EpochMs } from '../../domain/time.ts';
import { utc } from '../../kernel/basis/text.ts';
import { dailyReport } from '../../runbook/report/daily-report.ts';
import {
  takeAlert,
  takeHalt,
  takeIncident,
  takeKernel,
  takeOverride,
  takeRiskState,
  takeTask,
} from '../../runbook/report/day-events.ts';
import { takeDecision, takeEnded } from '../../runbook/report/day-execution.ts';
import { takeStatus } from '../../runbook/report/day-exposure.ts';
import { takeHour } from '../../runbook/report/day-hours.ts';
import { takeLedger, takeMark, takeTrade } from '../../runbook/report/day-money.ts';
import { count, type DayBook, dayOf, keep } from '../../runbook/report/day-state.ts';
import { GAP_MIN, turnDay } from '../../runbook/report/day-turn.ts';
import { digest, headline } from '../../runbook/report/digest.ts';
import { takeDay } from '../../runbook/review/week-book.ts';
import { weekDigest } from '../../runbook/review/week-digest.ts';
import { beyondToday, dayThrottle, turnThrottleDay } from '../../runbook/throttle/day-throttle.ts';
import { sendMessage } from './alerts.ts';
import type { ConsumedFact, ConsumedInput } from './consumed.ts';
import type { CoreContext } from './context.ts';
import type { CoreOutput } from './output.ts';
import { throttleView } from './throttle.ts';

/**
 * First of a batch: closes the day that ended before it, with what of the batch still belongs to
 * it. Returns the end of that day; null while the day runs on.
 */
export function closeDay(core: CoreContext, batch: readonly ConsumedInput[]): EpochMs | null {
  const book = core.state.dayBook;
  const end = book.day.start + DAY_MS;
  if (core.now <= end) return null;
  takeInputs(core, batch, (at) => at <= end);
  const report = reportNow(core);
  core.out.push({ kind: 'report', report });
  sendMessage(core, {
    at: core.now,
    causeAt: end,
    kind: 'report',
    severity: 'info',
    about: 'daily_report',
    title: `Daily report ${report.day}: ${headline(report)}`,
    lines: digest(report),
    incident: null,
  });
  closeWeek(core, report);
  turnDay(book, dayOf(core.now), core.now);
  turnThrottleDay(core.state.throttle, throttleView(core));
  return end;
}

/** The review of a week that ended with this day (requirement CHG-5). */
function closeWeek(core: CoreContext, report: DailyReport): void {
  const weekly = takeDay(core.state.week, report, dayOf(core.now), core.now);
  if (weekly === null) return;
  core.out.push({ kind: 'weekly_report', report: weekly });
  sendMessage(core, {
    at: core.now,
    causeAt: weekly.to,
    kind: 'report',
    severity: 'info',
    about: 'weekly_report',
    title: `Weekly review ${weekly.week}: PnL ${weekly.equity.pnl.toFixed(2)} USDT`,
    lines: weekDigest(weekly),
    incident: null,
  });
}

/** What came in is written into the day, before a task compares it with the kernel's figures. */
export function recordInputs(
  core: CoreContext,
  batch: readonly ConsumedInput[],
  closed: EpochMs | null,
): void {
  const { state, now } = core;
  const { dayBook: book } = state;
  if (closed === null && now - book.at > GAP_MIN) {
    keep(book.day, 'gaps', book.day.gaps, { from: book.at, to: now }, GAPS_MAX);
  }
  book.at = now;
  if (book.writer !== state.writer) recordStart(core, book);
  takeInputs(core, batch, (at) => closed === null || at > closed);
}

/** Last of a batch: what came of it. */
export function recordDay(core: CoreContext, batch: readonly ConsumedInput[]): void {
  const { state, now } = core;
  const { dayBook: book } = state;
  if (batch.some((input) => input.kind === 'equity' && input.quality === 'good')) {
    const { unrealised, open } = openPositions(core);
    takeStatus(book, core.kernel.status(now), unrealised, open, now);
    takeHour(book, () => beyondToday(state.throttle, throttleView(core)));
  }
  for (const output of core.out) takeOutput(book, output, now);
  takeRiskState(book, state.riskState, now);
  takeHalt(book, state.halt, now);
}

const GAPS_MAX = 100;
const STARTS_MAX = 50;

/** Report of the running day as it is now. */
export const reportNow = (core: Pick<CoreContext, 'state' | 'config' | 'now'>): DailyReport => {
  const { version: configVersion, build, dayBook, throttle: book } = core.state;
  const view = throttleView(core);
  const throttle = dayThrottle(book, view);
  const beyond = beyondToday(book, view);
  const overrides = core.state.overrides.inForce.map(
    ({ id, what, until }) => `in force: ${id} ${what}, until ${utc(until)} UTC`,
  );
  const words = { config: core.config.kernel, configVersion, build, overrides };
  const about = { ...words, throttle, beyond };
  return dailyReport(dayBook, about, core.now);
};

/** A start may have changed the profile before anything was recorded. */
function recordStart(core: CoreContext, book: DayBook): void {
  const { writer, version: configVersion, build } = core.state;
  book.writer = writer;
  book.profile = core.kernel.status(core.now).profile;
  const start = { at: core.now, writer, configVersion, build };
  keep(book.day, 'starts', book.day.starts, start, STARTS_MAX);
}

function takeInputs(
  core: CoreContext,
  batch: readonly ConsumedInput[],
  wanted: (at: EpochMs) => boolean,
): void {
  const { dayBook } = core.state;
  // The kernel's reading rests on the last mark of the batch: earlier ones have none.
  const last = batch.findLast((input) => input.kind === 'equity' && input.quality === 'good');
  for (const input of batch) {
    if (input.kind === 'rejected') {
      if (wanted(core.now)) dayBook.day.rejectedInputs += 1;
    } else if (input.kind === 'fact') {
      if (wanted(input.fact.at)) takeFact(dayBook, input.fact);
    } else if (input.kind === 'equity' && input.quality === 'good' && wanted(input.at)) {
      const { at, equity, transfers, strategyPnl } = input;
      const drawdown = input === last ? core.kernel.status(core.now).drawdown : null;
      takeMark(dayBook, { at, equity, transfers, strategyPnl }, drawdown);
    }
  }
}

function takeFact(book: DayBook, fact: ConsumedFact): void {
  switch (fact.kind) {
    case 'ledger':
      takeLedger(book, fact.entry);
      return;
    case 'trade_closed':
      takeTrade(book, fact.trade);
      return;
    case 'entry_ended':
      takeEnded(book, fact);
      return;
    case 'trouble':
      count(book.day.troubles, fact.code);
      return;
    case 'intent':
    case 'fill':
    case 'position':
    case 'halt':
    case 'reconciliation':
      return;
  }
}

function takeOutput(book: DayBook, output: CoreOutput, at: EpochMs): void {
  switch (output.kind) {
    case 'kernel':
      takeKernel(book, output.output, at);
      return;
    case 'decision':
      takeDecision(book, output.record);
      return;
    case 'alert':
      if (output.severity !== 'info') count(book.day.alerts, `${output.severity}|${output.code}`);
      return;
    case 'alert_change':
      if (output.change.change === 'fired') takeAlert(book, output.change.alert);
      return;
    case 'incident':
      takeIncident(book, output.incident);
      return;
    case 'task':
      takeTask(book, output.task);
      return;
    case 'override':
      takeOverride(book, output.text, at);
      return;
    case 'launch':
      if (output.output.kind === 'skip') {
        const { step, what, actor, reason } = output.output.skip;
        takeOverride(book, `${step} skipped by ${actor} (${reason}): ${what}`, at);
      }
      return;
    case 'request':
    case 'executor':
    case 'worker_control':
    case 'reply':
    case 'message':
    case 'rollback_trigger':
    case 'report':
    case 'weekly_report':
      return;
  }
}

/** Of all positions, by symbol, at the mark of the symbol; at cost while it has none. */
function openPositions({ state, symbolWatch }: CoreContext): {
  readonly unrealised: Record<string, number>;
  readonly open: number;
} {
  const unrealised: Record<string, number> = {};
  for (const { symbol, side, quantity, entryPrice } of state.positions.values()) {
    const entry = toNumber(decimal(entryPrice));
    const mark = symbolWatch.get(symbol)?.mark ?? entry;
    const pnl = toNumber(decimal(quantity)) * (mark - entry) * (side === 'long' ? 1 : -1);
    unrealised[symbol] = (unrealised[symbol] ?? 0) + pnl;
  }
  return { unrealised, open: state.positions.size };
}

/** The overview as lines of a terminal: pure, cut to the size it is given. */
import type { PortfolioStatus } from '../domain/status.ts';
import type { EpochMs } from '../domain/time.ts';
import { countdown, figure, instant, money, percent, signedPercent, timeOfDay } from './figures.ts';
import { cut } from './live-line.ts';
import type { Palette } from './paint.ts';

export interface WatchInput {
  /** Null: nothing was heard yet. */
  readonly status: PortfolioStatus | null;
  /** Equity of the last minutes, USDT, oldest first. */
  readonly equity: readonly number[];
  /** Newest last. */
  readonly events: readonly { readonly at: EpochMs; readonly text: string }[];
  /** Since the last word of the orchestrator, machine time, ms; null: none yet. */
  readonly silentFor: number | null;
  /** Why the connection is down; null: it is up. */
  readonly down: string | null;
}

export interface Size {
  readonly columns: number;
  readonly rows: number;
}

/** A page that says nothing for so long says so (requirement MON-1). */
const STALE_AFTER_MS = 3_000;
const BAR = 20;
const SPARKS = '▁▂▃▄▅▆▇█';

/** At most `rows` lines of at most `columns` characters; what does not fit is counted. */
export function watchLines(input: WatchInput, paint: Palette, size: Size): readonly string[] {
  const { columns, rows } = size;
  const footer = paint.dim('q or Ctrl-C ends the view, nothing else · septet halt closes entries');
  const room = Math.max(1, rows - 1);
  const body = bodyOf(input, paint);
  const kept = body.length <= room ? body : body.slice(0, room - 1);
  const more =
    kept.length < body.length ? [paint.dim(`${body.length - kept.length} more lines`)] : [];
  return [...kept, ...more, footer].slice(-rows).map((line) => cut(line, columns));
}

function bodyOf(input: WatchInput, paint: Palette): readonly string[] {
  const { status } = input;
  const link = linkLines(input, paint);
  if (status === null) return [...link, 'waiting for the orchestrator'];
  return [
    ...link,
    ...headLines(status, input.equity, paint),
    ...section('closed to entries', closureLines(status), paint),
    ...section('open', attentionLines(status, paint), paint),
    ...section('breakers', breakerLines(status, paint), paint),
    ...section('exposure (share of capacity, cap)', exposureLines(status, paint), paint),
    ...section('positions', positionLines(status), paint),
    ...section('events', input.events.map(eventLine).reverse(), paint),
  ];
}

const section = (title: string, lines: readonly string[], paint: Palette): readonly string[] =>
  lines.length === 0 ? [] : ['', paint.bold(title), ...lines];

function linkLines({ silentFor, down }: WatchInput, paint: Palette): readonly string[] {
  if (down !== null) return [paint.red(`NOT CONNECTED: ${clean(down)}; what stands below is old`)];
  if (silentFor === null || silentFor < STALE_AFTER_MS) return [];
  return [
    paint.red(
      `SILENT for ${Math.round(silentFor / 1_000)} s: the orchestrator says nothing; what stands below is old`,
    ),
  ];
}

function headLines(
  status: PortfolioStatus,
  equity: readonly number[],
  paint: Palette,
): readonly string[] {
  const { launch, entryHalt, entries } = status;
  const phase = launch.phase === null ? '' : `, phase ${launch.phase}`;
  const left = launch.phaseRemaining === null ? '' : `, ${countdown(launch.phaseRemaining)} left`;
  const open = status.closures.length === 0;
  const state = open ? paint.green(status.riskState) : paint.yellow(status.riskState);
  const sum = status.equity === null ? 'unknown' : `${money(status.equity)} USDT`;
  return [
    `${paint.bold(status.portfolio)}  ${instant(status.at)} UTC  x${status.speed}  profile ${status.profile}  ${status.configVersion}  ${paint.dim(status.build)}`,
    `${paint.bold(state)}  launch ${launch.state}${phase}${left}  regime ${status.regime}`,
    ...(entryHalt.on
      ? [paint.red(`ENTRY_HALT is on, by ${clean(entryHalt.actor)}: ${clean(entryHalt.reason)}`)]
      : []),
    `equity ${sum}  day ${signedPercent(status.dailyPnl)}  drawdown ${percent(status.drawdown)}  ${paint.cyan(spark(equity))}`,
    `entries ${entries.allowed} allowed, ${entries.refused} refused  trades ${status.openTrades.open} of ${status.openTrades.limit}  reconciled ${status.reconciled === null ? 'not yet' : status.reconciled ? 'yes' : paint.red('NO')}`,
  ];
}

const closureLines = ({ closures, at }: PortfolioStatus): readonly string[] =>
  closures.map(({ id, reason, until }) => {
    const left = until === null ? '' : ` (${countdown(until - at)} left)`;
    return `${id}: ${clean(reason)}${left}`;
  });

/** What waits for a person, or will end by itself. */
function attentionLines(status: PortfolioStatus, paint: Palette): readonly string[] {
  const { alerts, incidents, tasks } = status.operations;
  return [
    ...incidents
      .filter(({ state }) => state !== 'resolved')
      .map(({ id, class: grade, state, title }) =>
        paint.red(`incident ${id} ${grade} ${state}: ${clean(title)}`),
      ),
    ...alerts.map(({ severity, id, state, title }) => {
      const line = `alert ${severity} ${id} ${state}: ${clean(title)}`;
      return severity === 'critical' ? paint.red(line) : paint.yellow(line);
    }),
    ...tasks
      .filter(({ state }) => state === 'due' || state === 'overdue')
      .map(({ id, title, state }) => `task ${state} ${id}: ${clean(title)}`),
    ...status.requests.map(
      ({ id, what, actor }) => `request ${id} of ${clean(actor)}: ${clean(what)}`,
    ),
    ...status.overrides.map(
      ({ id, what, actor, until }) =>
        `override ${id} of ${clean(actor)}: ${clean(what)} (${countdown(until - status.at)} left)`,
    ),
  ];
}

function breakerLines({ breakers }: PortfolioStatus, paint: Palette): readonly string[] {
  return breakers.map(({ id, state, value, limit, unit, text }) => {
    const share = value === null || limit === 0 ? null : value / limit;
    const word = state === 'inactive' ? state : paint.red(state);
    const show = (of: number): string => (unit === 'fraction' ? percent(of) : figure(of, 2));
    const figures = `${value === null ? '-' : show(value)} of ${show(limit)}`;
    return `${id.padEnd(24)} ${bar(share)} ${figures.padEnd(22)} ${word}${text === '' ? '' : `  ${paint.dim(text)}`}`;
  });
}

function exposureLines({ exposure }: PortfolioStatus, paint: Palette): readonly string[] {
  const rows = [
    { ...exposure.total, key: 'total' },
    ...exposure.strategies.filter(({ notional, risk }) => notional > 0 || risk > 0),
    ...exposure.assets.filter(({ notional, risk }) => notional > 0 || risk > 0),
  ];
  return rows.map(({ key, notional, risk, cap, overCap }) => {
    const most = Math.max(notional, risk);
    const mark = overCap ? paint.red('  OVER ITS CAP') : '';
    return `${key.padEnd(24)} ${bar(cap === 0 ? null : most / cap)} notional ${percent(notional)}, risk ${percent(risk)}, cap ${percent(cap)}${mark}`;
  });
}

const positionLines = ({ positions }: PortfolioStatus): readonly string[] =>
  positions.map(
    ({ strategy, symbol, side, quantity, entryPrice, mark, stopPrice, unrealisedPnl }) =>
      `${strategy.padEnd(9)} ${symbol.padEnd(16)} ${side.padEnd(5)} ${quantity} at ${entryPrice}, mark ${mark === null ? '-' : figure(mark)}, stop ${stopPrice ?? 'NONE'}, ${unrealisedPnl === null ? '-' : money(unrealisedPnl)} USDT`,
  );

const eventLine = ({ at, text }: WatchInput['events'][number]): string =>
  `${timeOfDay(at)} ${clean(text)}`;

/** What people or venues wrote moves no cursor and starts no new line. */
const clean = (text: string): string => text.replaceAll(/\p{Cc}+/gu, ' ');

/** `share` of a limit as a bar, full at the limit. */
function bar(share: number | null): string {
  if (share === null) return '·'.repeat(BAR);
  const full = Math.min(BAR, Math.max(0, Math.round(share * BAR)));
  return '█'.repeat(full) + '░'.repeat(BAR - full);
}

/** A line of blocks between the least and the greatest of `values`. */
function spark(values: readonly number[]): string {
  const least = Math.min(...values);
  const range = Math.max(...values) - least;
  if (values.length < 2 || range === 0) return '';
  const last = SPARKS.length - 1;
  return values.map((value) => SPARKS[Math.round(((value - least) / range) * last)] ?? '').join('');
}

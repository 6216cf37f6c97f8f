/** The daily report as titled tables: one arrangement that Markdown, CSV and HTML share. */
import type { DailyReport, PnlRow, ReasonCount } from '../domain/daily-report.ts';
import { type Section, table } from './section.ts';
import {
  executionQuality,
  executionRows,
  exposureAtClose,
  exposureMaxima,
} from './sections-trading.ts';
import { money, percent, signed, span, utc } from './text.ts';
import { dayThrottleSections } from './weekly-throttle.ts';

export const titleOf = (report: DailyReport): string =>
  `Daily operations report ${report.day}${report.closed ? '' : ' (the day still runs)'}`;

export const leadOf = (report: DailyReport): string =>
  `${report.portfolio} · ${utc(report.from)} to ${utc(report.to)} UTC · profile ${report.profile} · configuration ${report.configVersion} · build ${report.build}`;

export function sectionsOf(report: DailyReport): readonly Section[] {
  return [
    equity(report),
    pnl(
      'pnl_by_strategy',
      'PnL by strategy, USDT',
      report.pnl.byStrategy,
      report.pnl.strategyDifference,
    ),
    pnl('pnl_by_asset', 'PnL by asset, USDT', report.pnl.byAsset, report.pnl.assetDifference),
    ledger(report),
    exposureAtClose(report),
    exposureMaxima(report),
    table(
      'breakers',
      'Breakers',
      ['time', 'breaker', 'what', 'basis'],
      report.breakers.map((row) => [utc(row.at), row.breaker, row.transition, row.text]),
      omitted(report, 'breakers'),
    ),
    table(
      'time_in_force',
      'Throttles and risk states',
      ['kind', 'name', 'times', 'in force', 'at the close'],
      [
        ...report.throttles.map((row) => [
          'throttle',
          row.name,
          `${row.times}`,
          span(row.inForce),
          row.open ? 'in force' : '',
        ]),
        ...report.riskStates.map((row) => [
          'risk state',
          row.name,
          `${row.times}`,
          span(row.inForce),
          row.open ? 'in force' : '',
        ]),
      ],
    ),
    ...dayThrottleSections(report.throttle),
    table(
      'changes',
      'Regime and profile',
      ['time', 'kind', 'from', 'to', 'basis'],
      [
        ...report.regimes.map((row) => [utc(row.at), 'regime', row.from, row.to, row.text]),
        ...report.profiles.map((row) => [utc(row.at), 'profile', row.from, row.to, row.text]),
      ],
    ),
    entries(report),
    reasons('refused', 'Entries refused by reason', report.entries.refusedByReason),
    executionQuality(report),
    executionRows(report),
    reasons('ended', 'Entry orders ended by reason', report.execution.endedByReason),
    halts(report),
    table(
      'alerts',
      'Alerts',
      ['alert', 'severity', 'times'],
      report.alerts.map((row) => [row.name, row.severity, `${row.count}`]),
    ),
    table(
      'incidents',
      'Incidents',
      ['id', 'class', 'opened', 'state', 'title'],
      report.incidents.map((row) => [row.id, row.class, utc(row.openedAt), row.state, row.title]),
    ),
    cadence(report),
    table(
      'overrides',
      'Overrides',
      ['override'],
      report.overrides.map((text) => [text]),
      report.overrides.length === 0 ? 'No override was in force.' : '',
    ),
    run(report),
  ];
}

const omitted = (report: DailyReport, list: string): string => {
  const count = report.omitted[list] ?? 0;
  return count === 0 ? '' : `${count} more did not fit.`;
};

function equity({ equity: e, drawdown }: DailyReport): Section {
  const mark = (name: string, at: DailyReport['equity']['open']): readonly string[] => [
    name,
    at === null ? '-' : `${money(at.equity)} USDT`,
    at === null ? '' : utc(at.at),
  ];
  const worst = (name: string, at: DailyReport['drawdown']['rolling']): readonly string[] => [
    name,
    percent(at?.value ?? null),
    at === null ? '' : utc(at.at),
  ];
  const rows = [
    mark('open', e.open),
    mark('close', e.close),
    mark('high', e.high),
    mark('low', e.low),
    ['PnL without transfers', `${signed(e.pnl)} USDT`, ''],
    [
      'return',
      percent(e.return),
      `soft limit ${percent(e.limits.dailySoft)}, hard limit ${percent(e.limits.dailyHard)}`,
    ],
    ['deposits and withdrawals', `${signed(e.transfers)} USDT`, 'they do not move the return'],
    worst('largest rolling drawdown', drawdown.rolling),
    worst('largest drawdown within the day', drawdown.ofDay),
    [
      'rolling drawdown at the close',
      percent(drawdown.atClose),
      `warning ${percent(e.limits.drawdownWarning)}, breaker ${percent(e.limits.drawdownBreaker)}`,
    ],
  ];
  return table(
    'equity',
    'Equity',
    ['figure', 'value', 'when, or against what'],
    rows,
    `${e.marks} good equity marks.`,
  );
}

/** Differences below this are rounding of the last digit, USDT. */
const ROUNDING = 0.005;

function pnl(id: string, title: string, rows: readonly PnlRow[], difference: number): Section {
  const sum = (pick: (row: PnlRow) => number): number =>
    rows.reduce((total, row) => total + pick(row), 0);
  const line = (row: PnlRow): readonly string[] => [
    row.key,
    signed(row.net),
    signed(Number(row.realised)),
    signed(Number(row.fees)),
    signed(Number(row.funding)),
    signed(row.unrealisedChange),
    `${row.closed}`,
    `${row.won}`,
    `${row.lost}`,
    signed(Number(row.closedNet)),
  ];
  const total = [
    'all',
    signed(sum((row) => row.net)),
    signed(sum((row) => Number(row.realised))),
    signed(sum((row) => Number(row.fees))),
    signed(sum((row) => Number(row.funding))),
    signed(sum((row) => row.unrealisedChange)),
    `${sum((row) => row.closed)}`,
    `${sum((row) => row.won)}`,
    `${sum((row) => row.lost)}`,
    signed(sum((row) => Number(row.closedNet))),
  ];
  const note =
    Math.abs(difference) < ROUNDING
      ? 'The sum is the PnL of the day.'
      : `The PnL of the day is ${signed(difference)} USDT beyond this sum: marks of another instant, or strategies that share a position, which the venue books at its average entry.`;
  const head = [
    'key',
    'net',
    'realised',
    'fees',
    'funding',
    'open positions',
    'closed',
    'won',
    'lost',
    'net of closed',
  ];
  return table(id, title, head, rows.length === 0 ? [] : [...rows.map(line), total], note);
}

function ledger({ ledger: l }: DailyReport): Section {
  const rows = [
    ['balance at the open', '', l.open],
    ...l.byKind.map(({ kind, entries: count, amount }) => [kind, `${count}`, amount]),
    ['balance at the close', '', l.close],
  ];
  const exact = l.exact
    ? 'Exact: open and entries add up to the close.'
    : 'NOT EXACT: entries do not add up.';
  const late = l.late === 0 ? '' : ` ${l.late} entries of earlier days arrived on this one.`;
  return table('ledger', 'Ledger, USDT', ['what', 'entries', 'amount'], rows, `${exact}${late}`);
}

function entries({ entries: e }: DailyReport): Section {
  const rows = e.byStrategy.map((row) => [row.strategy, `${row.allowed}`, `${row.refused}`]);
  return table(
    'entries',
    'Entries',
    ['strategy', 'allowed', 'refused'],
    [...rows, ['all', `${e.allowed}`, `${e.refused}`]],
  );
}

const reasons = (id: string, title: string, counts: readonly ReasonCount[]): Section =>
  table(
    id,
    title,
    ['reason', 'class', 'times'],
    counts.map((row) => [row.reason, row.class, `${row.count}`]),
  );

function halts(report: DailyReport): Section {
  const rows = report.halts.map((row) => [
    utc(row.since),
    row.until === null ? 'in force' : utc(row.until),
    row.actor,
    row.reason,
  ]);
  return table(
    'halts',
    'Halts',
    ['since', 'until', 'by', 'reason'],
    rows,
    report.closures
      .map(({ cause, opened }) => `${cause} ${opened}`)
      .join(', ')
      .replace(/^(?=.)/, 'Closures opened: '),
  );
}

function cadence({ cadence: c }: DailyReport): Section {
  const rows = c.tasks.map((row) => [
    row.id,
    row.state,
    row.by ?? '',
    row.doneAt === null ? '' : utc(row.doneAt),
    row.wasOverdue ? 'was overdue' : '',
    row.outcome,
  ]);
  const note = `${c.done} done, ${c.open} open, ${c.missed} missed; ${c.overdue} were overdue.`;
  return table(
    'cadence',
    'Operator cadence',
    ['task', 'state', 'by', 'when', '', 'outcome'],
    rows,
    note,
  );
}

function run(report: DailyReport): Section {
  const rows = [
    ...report.starts.map((row) => [
      utc(row.at),
      `start of the orchestrator, writer ${row.writer}, configuration ${row.configVersion}, build ${row.build}`,
    ]),
    ...report.gaps.map((row) => [
      utc(row.from),
      `nothing was recorded for ${span(row.to - row.from)}`,
    ]),
    ...report.troubles.map((row) => ['', `trouble ${row.code}, ${row.count} times`]),
    ...Object.entries(report.omitted).map(([list, count]) => [
      '',
      `${count} of ${list} did not fit`,
    ]),
  ];
  return table(
    'run',
    'The run',
    ['when', 'what'],
    rows,
    `${report.rejectedInputs} inputs were refused. Made at ${utc(report.madeAt)}.`,
  );
}

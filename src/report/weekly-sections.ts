/** The weekly review as titled tables: one arrangement that Markdown, CSV and HTML share. */
import type { ReasonCount } from '../domain/daily-report.ts';
import type { Contribution, WeeklyReport, WeekPnl } from '../domain/weekly-report.ts';
import { type Section, table } from './section.ts';
import { percent, signed, span, utc } from './text.ts';
import { qualitySections } from './weekly-quality.ts';
import { throttleSections } from './weekly-throttle.ts';

/** Reasons, exposures and names that are shown; CSV and JSON have them all. */
const TOP = 15;

export const weekTitle = ({ week, closed }: WeeklyReport): string =>
  `Weekly review ${week}${closed ? '' : ' (the week still runs)'}`;

export const weekLead = (report: WeeklyReport): string =>
  `${report.portfolio} · ${utc(report.from)} to ${utc(report.to)} UTC · configuration ${report.configVersion} · build ${report.build}`;

export function weekSections(report: WeeklyReport): readonly Section[] {
  return [
    days(report),
    breakers(report),
    reasons('refused', 'Entries refused by reason', report.entries.refusedByReason),
    reasons('ended', 'Entry orders ended by reason', report.entries.endedByReason),
    concentration(report),
    leg(report),
    pnl('pnl_by_strategy', 'PnL by strategy, USDT', report.pnl.byStrategy),
    pnl('pnl_by_asset', 'PnL by asset, USDT', report.pnl.byAsset),
    ...throttleSections(report),
    incidents(report),
    ...qualitySections(report),
    changes(report),
    cadence(report),
    uptime(report),
  ];
}

function days({ days: rows, equity, notes }: WeeklyReport): Section {
  const lines = rows.map((row) =>
    row.recorded
      ? [
          row.day,
          signed(row.pnl),
          percent(row.return),
          signed(row.impact),
          row.closed ? '' : 'still runs',
        ]
      : [row.day, '-', '-', '-', 'no report'],
  );
  const total = [
    'the week',
    signed(equity.pnl),
    percent(equity.return),
    signed(rows.reduce((sum, { impact }) => sum + impact, 0)),
    equity.transfers === 0 ? '' : `transfers ${signed(equity.transfers)}`,
  ];
  const head = ['day', 'PnL, USDT', 'return', 'impact of throttling', ''];
  const note = notes.map((text) => `${text}.`).join(' ');
  return table('days', 'Days', head, [...lines, total], note);
}

const breakers = ({ breakers: rows }: WeeklyReport): Section =>
  table(
    'breakers',
    'Breakers: how often',
    ['breaker', 'what', 'times'],
    rows.map((row) => [row.breaker, row.transition, `${row.count}`]),
  );

function reasons(id: string, title: string, counts: readonly ReasonCount[]): Section {
  const rows = counts.slice(0, TOP).map((row) => [row.reason, row.class, `${row.count}`]);
  const rest = counts.length - rows.length;
  const note = rest > 0 ? `${rest} more reasons were rarer.` : '';
  return table(id, title, ['reason', 'class', 'times'], rows, note);
}

function concentration({ concentration: all }: WeeklyReport): Section {
  const rows = all
    .slice(0, TOP)
    .map((row) => [
      row.kind,
      row.key,
      percent(row.notional),
      percent(row.risk),
      percent(row.cap),
      row.overCapFor === 0 ? '' : span(row.overCapFor),
      utc(row.at),
    ]);
  const over = all.filter(({ overCapFor }) => overCapFor > 0).length;
  const note = `${over === 0 ? 'Nothing was over its cap' : `${over} were over their cap at some time`}. The two measures need not be of one instant.`;
  const head = ['kind', 'name', 'notional', 'at risk', 'cap', 'over its cap', 'largest at'];
  return table(
    'concentration',
    'Concentration: exceptions and largest exposures',
    head,
    rows,
    note,
  );
}

function leg({ drawdown }: WeeklyReport): Section {
  const { leg: fall, rolling } = drawdown;
  const worst =
    rolling === null
      ? ''
      : ` Largest rolling drawdown at any mark: ${percent(rolling.value)} at ${utc(rolling.at)}.`;
  const head = ['kind', 'name', 'PnL on the way down, USDT', 'share'];
  const title = 'Drawdown: who made the deepest fall';
  if (fall === null) {
    const note = `Equity did not fall between two full hours.${worst}`;
    return table('drawdown', title, head, [], note);
  }
  const of = (kind: string, rows: readonly Contribution[]): readonly (readonly string[])[] =>
    rows
      .slice(0, TOP)
      .map(({ key, pnl: made }) => [
        kind,
        key,
        signed(made),
        fall.pnl < 0 ? percent(made / fall.pnl) : '-',
      ]);
  const note = `From ${utc(fall.peakAt)} to ${utc(fall.troughAt)}: ${percent(fall.depth)}, ${signed(fall.pnl)} USDT, between full hours.${worst}`;
  const rows = [...of('strategy', fall.byStrategy), ...of('asset', fall.byAsset)];
  return table('drawdown', title, head, rows, note);
}

const pnl = (id: string, title: string, rows: readonly WeekPnl[]): Section =>
  table(
    id,
    title,
    ['key', 'net', 'closed', 'won', 'lost'],
    rows.map((row) => [row.key, signed(row.net), `${row.closed}`, `${row.won}`, `${row.lost}`]),
  );

function incidents({ incidents: rows }: WeeklyReport): Section {
  const took = (ms: number | null | undefined): string =>
    ms === null || ms === undefined ? '-' : span(ms);
  return table(
    'incidents',
    'Incidents',
    [
      'id',
      'class',
      'opened',
      'state',
      'detected',
      'acknowledged',
      'mitigated',
      'resolved',
      'title',
    ],
    rows.map((row) => [
      row.id,
      row.class,
      utc(row.openedAt),
      row.state,
      took(row.times?.detect),
      took(row.times?.acknowledge),
      took(row.times?.mitigate),
      took(row.times?.resolve),
      row.title,
    ]),
    'Times since the cause.',
  );
}

function changes({ changes: all, uptime: { starts } }: WeeklyReport): Section {
  const rows = [
    ...starts.map((row) => [
      utc(row.at),
      'start',
      '',
      `configuration ${row.configVersion}, build ${row.build}`,
    ]),
    ...all.profiles.map((row) => [
      utc(row.at),
      'profile',
      '',
      `${row.from} to ${row.to}: ${row.text}`,
    ]),
    ...all.overrides.map((text) => ['', 'override', '', text]),
    ...(all.office ?? []).map((row) => [utc(row.at), row.what, row.actor, row.text]),
  ].sort(([a = ''], [b = '']) => (a < b ? -1 : a > b ? 1 : 0));
  const note = all.office === null ? 'The change office was not asked.' : '';
  return table('changes', 'Changes and overrides', ['time', 'what', 'who', 'text'], rows, note);
}

const cadence = ({ cadence: rows }: WeeklyReport): Section =>
  table(
    'cadence',
    'Operator cadence',
    ['task', 'done', 'missed', 'were overdue'],
    rows.map((row) => [row.task, `${row.done}`, `${row.missed}`, `${row.overdue}`]),
  );

function uptime({ uptime: up }: WeeklyReport): Section {
  const share = up.expected > 0 ? percent(up.recorded / up.expected) : '-';
  const rows = [
    ['time of the week so far', span(up.expected)],
    ['recorded', `${span(up.recorded)} (${share})`],
    ['gaps of more than two minutes', `${up.gaps}`],
    ['starts of the orchestrator', `${up.starts.length}`],
  ];
  return table('uptime', 'Uptime', ['figure', 'value'], rows);
}

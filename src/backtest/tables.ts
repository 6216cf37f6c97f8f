/** The report's tables, once: the terminal and the HTML page show the same rows. */
import { count, instant, minutes, money, percent, ratio, signedMoney } from './format.ts';
import type { BacktestReport } from './report.ts';

export interface Table {
  readonly title: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** Said below the table. */
  readonly note?: string;
}

export function summaryTable(report: BacktestReport): Table {
  const p = report.portfolio;
  return {
    title: 'Portfolio',
    head: ['figure', 'value'],
    rows: [
      ['period (UTC)', `${instant(report.from)} to ${instant(report.to)}`],
      ['profile, configuration', `${report.profile}, ${report.configVersion}`],
      [
        'equity',
        `${money(p.initialEquity)} to ${money(p.finalEquity)} USDT (${percent(p.totalReturn)})`,
      ],
      ['closed trades', `${count(p.trades)}, ${percent(p.winRate, 1)} won`],
      ['PnL of closed trades', `${signedMoney(Number(p.netPnl))} USDT net`],
      ['fees, funding', `${money(Number(p.fees))}, ${signedMoney(Number(p.funding))} USDT`],
      ['max drawdown', `${percent(p.maxDrawdownFraction)} (${money(p.maxDrawdown)} USDT)`],
      ['profit factor, Sharpe', `${ratio(p.profitFactor)}, ${ratio(p.sharpe)}`],
      [
        'exposure',
        `${percent(p.averageExposure, 1)} average, ${percent(p.maxExposure, 1)} at most`,
      ],
      ['open positions', `${p.maxOpenPositions} at most`],
      [
        'decisions',
        `${count(report.decisions.allowed)} allowed, ${count(report.decisions.refused)} refused`,
      ],
    ],
  };
}

export function strategyTable(report: BacktestReport): Table {
  return {
    title: 'Strategies',
    head: [
      '',
      'bucket',
      'candles',
      'signals',
      'allowed',
      'trades',
      'won',
      'net PnL',
      'fees',
      'funding',
    ].concat(['max DD', 'PF', 'Sharpe', 'in market', 'held']),
    rows: report.strategies.map((s) => [
      s.strategy,
      s.bucket,
      count(s.candlesEvaluated),
      count(s.signals),
      count(s.allowed),
      count(s.trades),
      percent(s.winRate, 1),
      signedMoney(Number(s.netPnl)),
      money(Number(s.fees)),
      signedMoney(Number(s.funding)),
      money(s.maxDrawdown),
      ratio(s.profitFactor),
      ratio(s.sharpe),
      percent(s.timeInMarket, 1),
      minutes(s.averageHoldingMinutes),
    ]),
    note: 'PnL, fees, funding and drawdown in USDT, over closed trades, net of fees and funding.',
  };
}

export function reasonTable(report: BacktestReport): Table {
  return {
    title: 'Refused entries by reason',
    head: ['reason', 'class', 'count'],
    rows: report.decisions.byReason.map((r) => [r.reason, r.class, count(r.count)]),
  };
}

export function orderTable(report: BacktestReport): Table {
  const o = report.orders;
  return {
    title: 'Entry orders',
    head: [
      'filled',
      'partly filled',
      'timed out',
      'rejected',
      'cancelled',
      'refused by the executor',
    ],
    rows: [
      [o.filled, o.partiallyFilled, o.timedOut, o.rejected, o.cancelled, o.refused].map(count),
    ],
  };
}

export function firedTable(report: BacktestReport): Table {
  return {
    title: 'What fired',
    head: ['event', 'times'],
    rows: Object.entries(report.fired).map(([kind, times]) => [kind, count(times)]),
    ...(report.timelineOmitted > 0
      ? { note: `${count(report.timelineOmitted)} later events are counted but not listed.` }
      : {}),
  };
}

export function ledgerTable(report: BacktestReport): Table {
  const { ledger } = report;
  const { opening_balance: _opening, ...kinds } = ledger.byKind;
  return {
    title: 'Ledger',
    head: ['entry', 'USDT'],
    rows: [
      ['opening balance', ledger.openingBalance],
      ...Object.entries(kinds).map(([kind, amount]) => [kind.replace('_', ' '), amount]),
      [`sum of ${count(ledger.entries)} entries`, ledger.sum],
      ['wallet balance at the venue', ledger.finalBalance],
    ],
    note: ledger.exact
      ? 'Exact: opening balance + sum of entries = wallet balance, to the last digit.'
      : 'NOT EXACT: the ledger does not explain the wallet balance.',
  };
}

export function reportTables(report: BacktestReport): readonly Table[] {
  return [
    summaryTable(report),
    strategyTable(report),
    reasonTable(report),
    orderTable(report),
    firedTable(report),
    ledgerTable(report),
  ];
}

/** Plain text with aligned columns; figures to the right, first column to the left. */
export function tableText(table: Table): string {
  const all = [table.head, ...table.rows];
  const widths = table.head.map((_, i) => Math.max(...all.map((row) => row[i]?.length ?? 0)));
  const line = (row: readonly string[]): string =>
    row
      .map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0)))
      .join('  ')
      .trimEnd();
  const rule = widths.map((width) => '-'.repeat(width)).join('  ');
  const body = table.rows.length === 0 ? ['(none)'] : table.rows.map(line);
  return [table.title, line(table.head), rule, ...body, ...(table.note ? [table.note] : [])].join(
    '\n',
  );
}

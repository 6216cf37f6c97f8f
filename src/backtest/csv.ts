/** `trades.csv` and `equity.csv`: a header, one row a record, times in UTC epoch ms, no quoting needed. */
import type { TradeClosed } from '../domain/execution.ts';
import type { EquityPoint } from './report.ts';

export const TRADE_COLUMNS = [
  'strategy',
  'symbol',
  'side',
  'decision',
  'quantity',
  'opened_at_ms',
  'closed_at_ms',
  'entry_price',
  'exit_price',
  'gross_pnl',
  'fees',
  'funding',
  'net_pnl',
  'exit_reason',
] as const;

export function tradesCsv(trades: readonly TradeClosed[]): string {
  const rows = trades.map((t) =>
    [
      t.strategy,
      t.symbol,
      t.side,
      t.decision,
      t.quantity,
      t.openedAt,
      t.closedAt,
      t.entryPrice,
      t.exitPrice,
      t.grossPnl,
      t.fees,
      t.funding,
      t.netPnl,
      t.exitReason.replaceAll(',', ';'),
    ].join(','),
  );
  return `${[TRADE_COLUMNS.join(','), ...rows].join('\n')}\n`;
}

export function equityCsv(points: readonly EquityPoint[], strategies: readonly string[]): string {
  const head = [
    'time_ms',
    'equity',
    'wallet_balance',
    'unrealised_pnl',
    'daily_pnl',
    'drawdown',
    'exposure',
    'open_positions',
    'risk_state',
    'regime',
    ...strategies.map((id) => `pnl_${id}`),
  ];
  const rows = points.map((p) =>
    [
      p.at,
      p.equity,
      p.walletBalance,
      p.unrealisedPnl,
      p.dailyPnl ?? '',
      p.drawdown ?? '',
      p.exposure,
      p.openPositions,
      p.riskState,
      p.regime,
      ...p.strategyPnl,
    ].join(','),
  );
  return `${[head.join(','), ...rows].join('\n')}\n`;
}

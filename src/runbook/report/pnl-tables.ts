/** Profit and loss of the day by strategy and by asset, from exact bookings and the marks. */
import type { PnlRow } from '../../domain/daily-report.ts';
import { type DecimalText, decimal, toNumber } from '../../domain/decimal.ts';
import { assetOf, EXTERNAL, symbolId } from '../../domain/ids.ts';
import { plus } from './day-money.ts';
import { type DayBook, type DayFigures, sorted } from './day-state.ts';

const NOTHING: DecimalText = '0';

interface Sums {
  booked: DecimalText;
  realised: DecimalText;
  fees: DecimalText;
  funding: DecimalText;
  closed: number;
  won: number;
  lost: number;
  closedNet: DecimalText;
}

/** Of strategies that booked, traded or whose open positions moved, by name. */
export function pnlByStrategy(book: DayBook): readonly PnlRow[] {
  const sums = sumsBy(book.day, (strategy) => (strategy === '' ? EXTERNAL : strategy));
  const before = book.day.open?.strategyPnl ?? {};
  const now = book.last?.strategyPnl ?? {};
  const moved = new Map<string, number>();
  for (const key of Object.keys(now)) {
    const net = (now[key] ?? 0) - (before[key] ?? 0);
    const booked = sums.get(key)?.booked ?? '0';
    moved.set(key, net - toNumber(decimal(booked)));
  }
  return rowsOf(sums, moved);
}

/** Open positions at the marks that came with the last equity mark. */
export function pnlByAsset({ day }: DayBook): readonly PnlRow[] {
  const asset = (symbol: string): string => (symbol === '' ? '' : assetOf(symbolId(symbol)));
  const moved = new Map<string, number>();
  const move = (symbol: string, by: number): void => {
    moved.set(asset(symbol), (moved.get(asset(symbol)) ?? 0) + by);
  };
  for (const [symbol, value] of sorted(day.seen?.unrealised ?? day.openUnrealised))
    move(symbol, value);
  for (const [symbol, value] of sorted(day.openUnrealised)) move(symbol, -value);
  return rowsOf(
    sumsBy(day, (_strategy, symbol) => asset(symbol)),
    moved,
  );
}

/** Bookings without an owner (of the whole account) have the key `''`. */
function sumsBy(
  day: DayFigures,
  keyOf: (strategy: string, symbol: string) => string,
): Map<string, Sums> {
  const table = new Map<string, Sums>();
  const sumsOf = (key: string): Sums => {
    const known = table.get(key);
    if (known !== undefined) return known;
    const money = { booked: NOTHING, realised: NOTHING, fees: NOTHING, funding: NOTHING };
    const sums = { ...money, closed: 0, won: 0, lost: 0, closedNet: NOTHING };
    table.set(key, sums);
    return sums;
  };
  for (const [name, { amount }] of sorted(day.ledger)) {
    const [kind = '', strategy = '', symbol = ''] = name.split('|');
    if (kind === 'transfer' || kind === 'opening_balance') continue;
    const sums = sumsOf(keyOf(strategy, symbol));
    sums.booked = plus(sums.booked, amount);
    if (kind === 'realised_pnl') sums.realised = plus(sums.realised, amount);
    else if (kind === 'fee') sums.fees = plus(sums.fees, amount);
    else if (kind === 'funding') sums.funding = plus(sums.funding, amount);
  }
  for (const [name, trades] of sorted(day.trades)) {
    const [strategy = '', symbol = ''] = name.split('|');
    const sums = sumsOf(keyOf(strategy, symbol));
    sums.closed += trades.closed;
    sums.won += trades.won;
    sums.lost += trades.lost;
    sums.closedNet = plus(sums.closedNet, trades.net);
  }
  return table;
}

/** Change of open positions below this is rounding of the marks, USDT. */
const ROUNDING = 1e-6;

function rowsOf(
  sums: ReadonlyMap<string, Sums>,
  moved: ReadonlyMap<string, number>,
): readonly PnlRow[] {
  const keys = [...new Set([...sums.keys(), ...moved.keys()])].sort();
  const rows = keys.map((key): PnlRow => {
    const own = sums.get(key);
    const change = moved.get(key) ?? 0;
    const unrealisedChange = Math.abs(change) < ROUNDING ? 0 : change;
    return {
      key: key === '' ? 'account' : key,
      booked: own?.booked ?? NOTHING,
      realised: own?.realised ?? NOTHING,
      fees: own?.fees ?? NOTHING,
      funding: own?.funding ?? NOTHING,
      unrealisedChange,
      net: toNumber(decimal(own?.booked ?? NOTHING)) + unrealisedChange,
      closed: own?.closed ?? 0,
      won: own?.won ?? 0,
      lost: own?.lost ?? 0,
      closedNet: own?.closedNet ?? NOTHING,
    };
  });
  return rows.filter(
    (row) => row.booked !== NOTHING || row.unrealisedChange !== 0 || row.closed > 0,
  );
}

/** Names of market streams: what a client may subscribe to, and what is asked for by each. */
import type { SymbolId } from '../../domain/ids.ts';
import { type Interval, isInterval } from './intervals.ts';
import type { SymbolTable } from './parameters.ts';

type SimpleKind = 'bookTicker' | 'markPrice' | 'ticker' | 'miniTicker' | 'trade' | 'aggTrade';
type StreamKind =
  | { readonly kind: 'kline'; readonly interval: Interval }
  | { readonly kind: 'depth'; readonly levels: number | null }
  | { readonly kind: SimpleKind };

/** Null symbol: of all symbols, as one array where the name says `@arr`. */
export type Stream = StreamKind & {
  readonly name: string;
  readonly symbol: SymbolId | null;
};

const OF_ALL: Readonly<Record<string, 'bookTicker' | 'markPrice' | 'ticker' | 'miniTicker'>> = {
  '!bookTicker': 'bookTicker',
  '!markPrice@arr': 'markPrice',
  '!markPrice@arr@1s': 'markPrice',
  '!ticker@arr': 'ticker',
  '!miniTicker@arr': 'miniTicker',
};
const SIMPLE: readonly SimpleKind[] = ['bookTicker', 'ticker', 'miniTicker', 'trade', 'aggTrade'];
const isSimple = (text: string): text is SimpleKind => (SIMPLE as readonly string[]).includes(text);
const SPEED = /@(0|100|250|500)ms$/;
const DEPTH_LEVELS = [5, 10, 20];

/** Undefined when there is no such stream. */
export function parseStream(name: string, symbols: SymbolTable): Stream | undefined {
  if (Object.hasOwn(OF_ALL, name)) return { name, symbol: null, kind: OF_ALL[name]! };
  const at = name.indexOf('@');
  const id = name.slice(0, Math.max(0, at));
  const symbol = symbols.ofId(id.toUpperCase());
  if (symbol === undefined || id !== id.toLowerCase()) return undefined;
  const kind = kindOf(name.slice(at + 1));
  return kind === undefined ? undefined : { name, symbol, ...kind };
}

function kindOf(text: string): StreamKind | undefined {
  if (isSimple(text)) return { kind: text };
  if (text === 'markPrice' || text === 'markPrice@1s') return { kind: 'markPrice' };
  if (text.startsWith('kline_')) {
    const interval = text.slice('kline_'.length);
    return isInterval(interval) ? { kind: 'kline', interval } : undefined;
  }
  const depth = `@${text}`.replace(SPEED, '').slice(1);
  if (depth === 'depth') return { kind: 'depth', levels: null };
  const levels = DEPTH_LEVELS.find((count) => depth === `depth${count}`);
  return levels === undefined ? undefined : { kind: 'depth', levels };
}

/** Numbers every change of the visible books, and says what changed. */
import { marketIdOf, type SymbolId } from '../domain/ids.ts';
import type { SimulatedExchange } from '../venues/simulated/exchange.ts';
import type { BookView } from '../venues/simulated/views.ts';

/** A change of one book. Quantity 0 in `difference`: the level is gone. */
export interface BookChange {
  readonly symbol: SymbolId;
  readonly id: number;
  readonly difference: BookView;
  readonly book: BookView;
  readonly bestChanged: boolean;
}

const LEVELS = 1_000;
type Side = BookView['bids'];

export class BookTracker {
  private readonly exchange: SimulatedExchange;
  private readonly known = new Map<SymbolId, { id: number; book: BookView }>();
  private readonly stamps = new Map<SymbolId, string>();

  constructor(exchange: SimulatedExchange) {
    this.exchange = exchange;
  }

  /** The book with the number of its last change. */
  read(symbol: SymbolId): { readonly id: number; readonly book: BookView } {
    const known = this.known.get(symbol);
    if (known === undefined) throw new RangeError(`no book of ${marketIdOf(symbol)}`);
    return known;
  }

  /** Undefined when nothing changed since the last look. */
  refresh(symbol: SymbolId): BookChange | undefined {
    const stamp = this.exchange.bookStamp(symbol);
    if (this.stamps.get(symbol) === stamp) return undefined;
    this.stamps.set(symbol, stamp);
    const book = this.exchange.book(symbol, LEVELS);
    const before = this.known.get(symbol) ?? { id: 0, book: { bids: [], asks: [] } };
    const difference = {
      bids: sideDifference(before.book.bids, book.bids),
      asks: sideDifference(before.book.asks, book.asks),
    };
    if (difference.bids.length + difference.asks.length === 0) {
      this.known.set(symbol, before);
      return undefined;
    }
    const id = before.id + 1;
    this.known.set(symbol, { id, book });
    const bestChanged =
      !sameLevel(before.book.bids[0], book.bids[0]) ||
      !sameLevel(before.book.asks[0], book.asks[0]);
    return { symbol, id, difference, book, bestChanged };
  }
}

const sameLevel = (a: Side[number] | undefined, b: Side[number] | undefined): boolean =>
  a?.[0] === b?.[0] && a?.[1] === b?.[1];

function sideDifference(before: Side, after: Side): Side {
  const left = new Map(before);
  const changed: (readonly [string, string])[] = [];
  for (const [price, quantity] of after) {
    if (left.get(price) !== quantity) changed.push([price, quantity]);
    left.delete(price);
  }
  for (const price of left.keys()) changed.push([price, '0']);
  return changed;
}

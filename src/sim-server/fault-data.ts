/** Market data as a client sees them while the plan spoils them: answers and streams alike. */
import { type SymbolId, symbolOfMarketId } from '../domain/ids.ts';
import type { EpochMs } from '../domain/time.ts';
import type { Stream } from '../venues/binance/streams.ts';
import { dataFault } from '../venues/faults/conditions.ts';
import type { FaultSet } from '../venues/faults/fault-set.ts';

type Fields = Readonly<Record<string, unknown>>;
type Level = readonly [price: string, quantity: string];

/** Old answers and messages that are remembered. */
const MOST_REMEMBERED = 2_000;
/** Names under which answers and messages carry their time. */
const TIMES = ['E', 'T', 'time'];

export class FaultData {
  private readonly set: FaultSet;
  private readonly now: () => EpochMs;
  private readonly old = new Map<string, unknown>();

  constructor(set: FaultSet, now: () => EpochMs) {
    this.set = set;
    this.now = now;
  }

  /** What is answered instead of `body`. `name`: path and query. */
  answer(name: string, symbol: SymbolId | null, body: unknown): unknown {
    if (Array.isArray(body) && symbol === null) {
      return body.map((item: unknown, index) => {
        const own = symbolOf((item as Fields | null)?.['symbol']);
        return own === null ? item : this.answer(`${name} ${index}`, own, item);
      });
    }
    const how = this.how(symbol);
    if (how === null) return body;
    if (how === 'crossed') return crossed(body);
    const before = this.remembered(`answer ${name}`, body);
    return how === 'stale' ? before : this.retimed(before);
  }

  /** What is told instead of a message; null: nothing. */
  message(stream: Stream, message: object): object | null {
    if (Array.isArray(message)) {
      const told = message
        .map((item: Fields) => this.one(stream, symbolOf(item['s']), item))
        .filter((item) => item !== null);
      return told.length === 0 ? null : told;
    }
    return this.one(stream, symbolOf((message as Fields)['s']) ?? stream.symbol, message);
  }

  private one(stream: Stream, symbol: SymbolId | null, message: object): object | null {
    const how = this.how(symbol);
    if (how === null) return message;
    if (how === 'stale') return null;
    // Differences of a book that does not move: none.
    const differences = stream.kind === 'depth' && stream.levels === null;
    if (how === 'frozen' && differences) return null;
    if (how === 'crossed') return differences ? message : (crossed(message) as object);
    return this.retimed(this.remembered(`${stream.name} ${symbol}`, message)) as object;
  }

  private how(symbol: SymbolId | null): 'stale' | 'frozen' | 'crossed' | null {
    const now = this.now();
    const faults = this.set.inForce('market_data', now);
    if (faults.length === 0) {
      this.old.clear();
      return null;
    }
    return symbol === null ? null : dataFault(this.set, symbol, now);
  }

  private remembered(name: string, value: unknown): unknown {
    if (this.old.has(name)) return this.old.get(name);
    if (this.old.size < MOST_REMEMBERED) this.old.set(name, value);
    return value;
  }

  private retimed(value: unknown): unknown {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
    const times = TIMES.filter((name) => name in value).map((name) => [name, this.now()] as const);
    return { ...value, ...Object.fromEntries(times) };
  }
}

const symbolOf = (marketId: unknown): SymbolId | null =>
  typeof marketId === 'string' ? (symbolOfMarketId(marketId) ?? null) : null;

/** Best bid and best ask change places, in every form in which a book is told. */
function crossed(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const fields = value as Fields;
  for (const [bid, ask] of [
    ['bids', 'asks'],
    ['b', 'a'],
    ['bidPrice', 'askPrice'],
  ] as const) {
    const low = fields[bid];
    const high = fields[ask];
    if (typeof low === 'string' && typeof high === 'string') {
      return { ...fields, [bid]: high, [ask]: low };
    }
    if (!Array.isArray(low) || !Array.isArray(high)) continue;
    const [best, ...bids] = low as readonly Level[];
    const [least, ...asks] = high as readonly Level[];
    if (best === undefined || least === undefined) return value;
    return { ...fields, [bid]: [least, ...bids], [ask]: [best, ...asks] };
  }
  return value;
}

/** Parameters of a request, from query and body alike, with the venue's errors for what is wrong. */
import { marketIdOf, type SymbolId } from '../../domain/ids.ts';
import type { EpochMs } from '../../domain/time.ts';
import { VENUE_ERRORS } from './errors.ts';

const MAX_PARAMETERS = 64;
const WHOLE = /^\d{1,15}$/;

export class Parameters {
  private readonly values: ReadonlyMap<string, string>;

  private constructor(values: ReadonlyMap<string, string>) {
    this.values = values;
  }

  /** Throws a `VenueError` when one name occurs twice, or there are absurdly many. */
  static read(query: string, body: string): Parameters {
    const values = new Map<string, string>();
    for (const text of [query, body]) {
      for (const [name, value] of new URLSearchParams(text)) {
        if (values.has(name) || values.size >= MAX_PARAMETERS) throw VENUE_ERRORS.duplicate(name);
        values.set(name, value);
      }
    }
    return new Parameters(values);
  }

  /** Those of one order in a list of several: texts, numbers, flags. */
  static of(item: unknown): Parameters {
    if (typeof item !== 'object' || item === null || Array.isArray(item)) {
      throw VENUE_ERRORS.invalid('batchOrders');
    }
    const entries = Object.entries(item);
    if (entries.length > MAX_PARAMETERS) throw VENUE_ERRORS.invalid('batchOrders');
    const values = new Map<string, string>();
    for (const [name, value] of entries) {
      if (!['string', 'number', 'boolean'].includes(typeof value)) throw VENUE_ERRORS.invalid(name);
      values.set(name, String(value));
    }
    return new Parameters(values);
  }

  /** Undefined when absent or empty. */
  text(name: string): string | undefined {
    return this.values.get(name) || undefined;
  }

  mandatory(name: string): string {
    const value = this.text(name);
    if (value === undefined) throw VENUE_ERRORS.mandatory(name);
    return value;
  }

  whole(name: string): number | undefined {
    const value = this.text(name);
    if (value === undefined) return undefined;
    if (!WHOLE.test(value)) throw VENUE_ERRORS.illegal(name, '^[0-9]{1,15}$');
    return Number(value);
  }

  flag(name: string): boolean | undefined {
    const value = this.text(name)?.toLowerCase();
    if (value === undefined) return undefined;
    if (value !== 'true' && value !== 'false') throw VENUE_ERRORS.invalid(name);
    return value === 'true';
  }

  /** From 1 to `most`; what is absent is `otherwise`. */
  limit(otherwise: number, most: number): number {
    const value = this.whole('limit');
    if (value === undefined) return otherwise;
    if (value < 1 || value > most) throw VENUE_ERRORS.invalid('limit');
    return value;
  }

  /** `startTime` to `endTime`, both inclusive and open where absent. */
  period(): { readonly from: EpochMs; readonly to: EpochMs; readonly fromGiven: boolean } {
    const from = this.whole('startTime');
    const to = this.whole('endTime');
    if (from !== undefined && to !== undefined && from > to) throw VENUE_ERRORS.startAfterEnd();
    return {
      from: from ?? 0,
      to: to ?? Number.POSITIVE_INFINITY,
      fromGiven: from !== undefined,
    };
  }
}

/** The symbols a venue offers, by their market ids. */
export class SymbolTable {
  readonly symbols: readonly SymbolId[];
  private readonly byId: ReadonlyMap<string, SymbolId>;

  constructor(symbols: readonly SymbolId[]) {
    this.symbols = symbols;
    this.byId = new Map(symbols.map((symbol) => [marketIdOf(symbol), symbol]));
  }

  ofId(marketId: string): SymbolId | undefined {
    return this.byId.get(marketId);
  }

  mandatory(parameters: Parameters): SymbolId {
    const symbol = this.ofId(parameters.mandatory('symbol'));
    if (symbol === undefined) throw VENUE_ERRORS.symbol();
    return symbol;
  }

  optional(parameters: Parameters): SymbolId | undefined {
    return parameters.text('symbol') === undefined ? undefined : this.mandatory(parameters);
  }
}

/**
 * Of entries in time order, those in the period: the first `limit` when a start was asked for, else
 * the last.
 */
export function inPeriod<T>(
  entries: readonly T[],
  at: (entry: T) => EpochMs,
  period: ReturnType<Parameters['period']>,
  limit: number,
): readonly T[] {
  const found = entries.filter((entry) => at(entry) >= period.from && at(entry) <= period.to);
  return period.fromGiven ? found.slice(0, limit) : found.slice(-limit);
}

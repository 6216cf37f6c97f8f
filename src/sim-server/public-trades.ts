/**
 * Trades of the market, made from price steps: nobody recorded them one by one. Each step's volume
 * in whole lots, split along its path (open, both extremes, close), the same for the same step.
 * What the account trades is not among them.
 */
import type { SymbolId } from '../domain/ids.ts';
import type { Instrument, PriceStep } from '../domain/market.ts';
import type { MarketTrade } from '../venues/binance/render-streams.ts';
import { BoundedLog } from '../venues/simulated/bounded-log.ts';

const MOST_PER_STEP = 8;
/** Trades remembered per symbol. */
const REMEMBERED = 10_000;

interface Tape {
  readonly log: BoundedLog<MarketTrade>;
  readonly tick: number;
  readonly lot: number;
  /** Volume below a lot, carried on to the next step. */
  carried: number;
  price: number;
  falling: boolean;
}

export class PublicTrades {
  private readonly tapes: ReadonlyMap<SymbolId, Tape>;

  constructor(instruments: readonly Instrument[]) {
    this.tapes = new Map(
      instruments.map(({ symbol, tickSize, lotSize }) => [
        symbol,
        {
          log: new BoundedLog<MarketTrade>(REMEMBERED),
          tick: Number(tickSize),
          lot: Number(lotSize),
          carried: 0,
          price: 0,
          falling: false,
        },
      ]),
    );
  }

  /** Trades after `id` as far as remembered, oldest first. */
  after(symbol: SymbolId, id: number): readonly MarketTrade[] {
    const tape = this.tapes.get(symbol);
    return tape === undefined ? [] : [...tape.log.after(id)].map(([, trade]) => trade);
  }

  /** The trades of a step, oldest first. */
  add(step: PriceStep): readonly MarketTrade[] {
    const tape = this.tapes.get(step.symbol);
    if (tape === undefined) return [];
    const volume = step.volume + tape.carried;
    const lots = Math.floor(volume / tape.lot + 1e-9);
    tape.carried = Math.max(0, volume - lots * tape.lot);
    const count = Math.min(MOST_PER_STEP, lots);
    const prices = along(step, count);
    const each = Math.floor(lots / count);
    return prices.map((exact, index) => {
      const price = Math.round(exact / tape.tick) * tape.tick;
      if (price !== tape.price) tape.falling = price < tape.price;
      tape.price = price;
      const trade: MarketTrade = {
        id: tape.log.last + 1,
        symbol: step.symbol,
        price,
        quantity: (index === 0 ? lots - each * (count - 1) : each) * tape.lot,
        // Within the step's candle, whose end belongs to the next one.
        at: step.at - 1 - Math.floor((step.length * (count - 1 - index)) / count),
        buyerIsMaker: tape.falling,
      };
      tape.log.append(trade);
      return trade;
    });
  }
}

/** `count` prices from open to close; from four on both extremes are among them. */
function along(step: PriceStep, count: number): readonly number[] {
  const { open, high, low, close } = step;
  if (count < 1) return [];
  if (count < 4) return [open, (open + close) / 2, close].slice(3 - count);
  const corners = close >= open ? [open, low, high, close] : [open, high, low, close];
  const between = count - 4;
  const prices = [...corners];
  // What is left goes between the extremes, where the way is longest.
  const from = corners[1] ?? open;
  const to = corners[2] ?? close;
  const middle = Array.from({ length: between }, (_, index) => {
    return from + ((to - from) * (index + 1)) / (between + 1);
  });
  prices.splice(2, 0, ...middle);
  return prices;
}

/** The market as a client sees it while the plan spoils its data; the venue goes by the truth. */
import type { SymbolId } from '../../domain/ids.ts';
import type { Book, PriceStep } from '../../domain/market.ts';
import { dataFault } from './conditions.ts';
import type { FaultSet } from './fault-set.ts';

export class StepView {
  private readonly set: FaultSet;
  /** The first step of the window, while figures are frozen. */
  private readonly frozen = new Map<SymbolId, PriceStep>();

  constructor(set: FaultSet) {
    this.set = set;
  }

  /** The step as it arrives; null when it does not. */
  of(step: PriceStep): PriceStep | null {
    const how = dataFault(this.set, step.symbol, step.at);
    if (how !== 'frozen') this.frozen.delete(step.symbol);
    if (how === null) return step;
    if (how === 'stale') return null;
    if (how === 'crossed') return { ...step, book: crossed(step.book) };
    const first = this.frozen.get(step.symbol) ?? still(step);
    this.frozen.set(step.symbol, first);
    return { ...first, at: step.at };
  }
}

/** Nothing moves any more. */
function still(step: PriceStep): PriceStep {
  const { close } = step;
  return { ...step, open: close, high: close, low: close, volume: 0 };
}

/** The best prices change sides. */
function crossed(book: Book): Book {
  const [bid, ...bids] = book.bids;
  const [ask, ...asks] = book.asks;
  return bid === undefined || ask === undefined
    ? book
    : { bids: [ask, ...bids], asks: [bid, ...asks] };
}

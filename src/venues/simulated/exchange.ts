/**
 * The simulated exchange: one account, linear perpetuals in USDT. Synchronous and
 * deterministic: commands, price steps and settlements go in, venue events come out through one
 * listener, in order, after the operation that caused them is complete. A listener may call back:
 * what it calls takes effect at once, its events are told after those already waiting.
 * Contract and limits: docs/simulated-exchange.md.
 */
import { type DecimalText, decimalOf, parseDecimal } from '../../domain/decimal.ts';
import type { SymbolId } from '../../domain/ids.ts';
import type { FundingSettlement, Instrument, PriceStep, Side } from '../../domain/market.ts';
import type { EpochMs } from '../../domain/time.ts';
import type {
  CancelOrder,
  PlaceOrder,
  QueryOrder,
  VenueCommand,
  VenueEvent,
} from '../../domain/venue.ts';
import { type AccountEvent, accountOf, type Outcome, settleFunding, transfer } from './account.ts';
import { amend, type Change } from './amend.ts';
import {
  completeConfig,
  type SimulatedExchangeConfig,
  type SimulatedExchangeOptions,
} from './config.ts';
import { endCountdown, endCountdowns, setCountdown } from './countdown.ts';
import { endOrder, tellOrder } from './lifecycle.ts';
import { deleverage } from './liquidation.ts';
import { isConditional, type Order } from './order.ts';
import { place } from './place.ts';
import { changeMargin, setLeverage, setMarginType, setPositionMode } from './settings.ts';
import { type RestoreResult, restoreState, type StateParts, snapshotState } from './snapshot.ts';
import type { ExchangeOrder } from './special.ts';
import { createState, type ExchangeState } from './state.ts';
import { isUsable, matchStep } from './step.ts';
import { thinBook } from './thin.ts';
import {
  type BooksView,
  type BookView,
  bookStamp,
  booksView,
  bookView,
  fillsOf,
  findOrders,
  newestOrder,
  type OrderFilter,
  type OrderView,
  orderView,
  type SideView,
  sideViews,
  walletEvents,
} from './views.ts';
import { refreshTriggers } from './watch.ts';

/** Bound of one telling; only a listener that keeps answering its own orders can reach it. */
const MAX_EVENTS_TOLD = 1_000_000;

export class SimulatedExchange {
  /** Steps that were dropped: older than the last one, or not made of sane prices. */
  ignoredSteps = 0;
  private readonly state: ExchangeState;
  private readonly waiting: VenueEvent[] = [];
  private listener: (event: VenueEvent) => void = () => undefined;
  private telling = false;

  /** Throws a RangeError when the options make no sense. */
  constructor(options: SimulatedExchangeOptions) {
    this.state = createState(completeConfig(options), (event) => {
      this.waiting.push(event);
    });
  }

  get instruments(): readonly Instrument[] {
    return this.state.config.instruments;
  }

  /** Figures it was opened with, defaults filled in. */
  get config(): SimulatedExchangeConfig {
    return this.state.config;
  }

  /** Number of the newest order that was accepted, 0 before the first. */
  get lastOrderNumber(): number {
    return this.state.lastOrderNumber;
  }

  /** Entries each history remembers. */
  get historyLimit(): number {
    return this.state.config.historyLimit;
  }

  /** Moves with every change worth saving; price steps alone do not move it. */
  get revision(): number {
    return this.state.revision;
  }

  onEvent(listener: (event: VenueEvent) => void): void {
    this.listener = listener;
  }

  /** Executes a command at market time `now`. */
  submit(command: VenueCommand | ExchangeOrder, now: EpochMs): void {
    endCountdowns(this.state, now);
    switch (command.kind) {
      case 'place':
        place(this.state, command, now);
        break;
      case 'cancel':
        this.cancel(command, now);
        break;
      case 'query':
        this.query(command, now);
        break;
      case 'account':
        this.state.emit(this.account(now));
        break;
      case 'countdown':
        setCountdown(this.state, command, now);
        break;
      default:
        command satisfies never;
    }
    this.tell();
  }

  /** The market moved. Steps of unknown symbols, old steps and insane ones change nothing. */
  onPriceStep(step: PriceStep): void {
    const market = this.state.markets.get(step.symbol);
    if (market === undefined || !isUsable(market, step)) {
      this.ignoredSteps += 1;
      return;
    }
    // Orders live on to the end of the step in which their countdown ends: it may fill them.
    endCountdown(this.state, market, step.at - step.length);
    market.step = step;
    market.depth = null;
    if (
      step.low > market.fallTrigger &&
      step.mark > market.fallTrigger &&
      step.high < market.riseTrigger &&
      step.mark < market.riseTrigger &&
      step.at < market.nextExpiry &&
      !market.crossed
    ) {
      if (step.at < market.countdownAt) return;
    } else {
      matchStep(this.state, market, step);
    }
    endCountdown(this.state, market, step.at);
    this.tell();
  }

  /** Time alone: ends the countdowns that are due. */
  advance(now: EpochMs): void {
    endCountdowns(this.state, now);
    this.tell();
  }

  /** When the next countdown ends; null while none runs. */
  get nextDue(): EpochMs | null {
    return Number.isFinite(this.state.countdownAt) ? this.state.countdownAt : null;
  }

  /** Funding at the last mark; each settlement counts once. */
  settleFunding(settlement: FundingSettlement): void {
    settleFunding(this.state, settlement);
    this.tell();
  }

  /** Into the wallet; refused when the amount is not a decimal > 0. */
  deposit(amount: DecimalText, now: EpochMs): Outcome {
    return this.transfer('deposit', amount, now);
  }

  /** Out of the wallet; refused beyond the available balance. */
  withdraw(amount: DecimalText, now: EpochMs): Outcome {
    return this.transfer('withdraw', amount, now);
  }

  /** Whole number from 1 to the instrument's maximum; never lower with an isolated position open. */
  setLeverage(symbol: SymbolId, leverage: number): Outcome {
    return setLeverage(this.state, symbol, leverage);
  }

  /** Crossed or isolated margin of a symbol without positions and orders. */
  setMarginType(symbol: SymbolId, crossed: boolean): Outcome {
    return setMarginType(this.state, symbol, crossed);
  }

  isCrossed(symbol: SymbolId): boolean {
    return this.state.markets.get(symbol)?.crossed === true;
  }

  /** One position a symbol instead of two, of an account without positions and orders. */
  setPositionMode(oneWay: boolean): Outcome {
    return setPositionMode(this.state, oneWay);
  }

  get oneWay(): boolean {
    return this.state.oneWay;
  }

  /** Puts margin into an isolated side, or takes it out (negative amount). */
  changeMargin(symbol: SymbolId, side: Side, amount: DecimalText): Outcome {
    return changeMargin(this.state, symbol, side, amount);
  }

  /** Changes a resting limit order; `taken` is told before what it trades at once. */
  amend(
    order: Pick<CancelOrder, 'clientOrderId' | 'symbol'>,
    change: Change,
    now: EpochMs,
    taken: () => void = () => undefined,
  ): Outcome {
    const rejection = amend(this.state, order, change, now, taken);
    this.tell();
    return rejection === null ? { ok: true } : { ok: false, rejection };
  }

  /** The venue takes up to `quantity` from a side at the last mark price, on the tick. */
  autoDeleverage(symbol: SymbolId, side: Side, quantity: DecimalText, now: EpochMs): void {
    const market = this.state.markets.get(symbol);
    const amount = parseDecimal(quantity);
    if (market === undefined || market.step === null || amount === undefined) return;
    const mark = decimalOf(market.step.mark);
    const price = (mark - (mark % market.terms.tickSize)) as typeof mark;
    deleverage(this.state, market, side, amount, price, now);
    refreshTriggers(market);
    this.tell();
  }

  /** Others take from the book before this order: `fraction` of what it would get is left for it. */
  thin(order: PlaceOrder, fraction: number): void {
    const market = this.state.markets.get(order.symbol);
    if (market !== undefined) thinBook(market, order, decimalOf(fraction));
  }

  account(at: EpochMs): AccountEvent {
    return accountOf(this.state, at);
  }

  books(): BooksView {
    return booksView(this.state);
  }

  /** Both sides of every symbol (in one-way mode one position), in the order of the instruments. */
  sides(symbol?: SymbolId): readonly SideView[] {
    return sideViews(this.state, symbol);
  }

  /** Orders by number: live ones, and those that ended as far as remembered. */
  orders(filter: OrderFilter): readonly OrderView[] {
    return findOrders(this.state, filter);
  }

  /** The newest order of that client order id, live or ended. */
  order(clientOrderId: string): OrderView | undefined {
    const order = newestOrder(this.state, clientOrderId);
    return order === undefined ? undefined : orderView(order);
  }

  /** The same text as long as the book has not changed. */
  bookStamp(symbol: SymbolId): string {
    return bookStamp(this.state.markets.get(symbol));
  }

  /** The book as the next order would find it. */
  book(symbol: SymbolId, levels: number): BookView {
    return bookView(this.state.markets.get(symbol), levels);
  }

  /** End of the last step taken for a symbol; null before the first. */
  lastStepAt(symbol: SymbolId): EpochMs | null {
    return this.state.markets.get(symbol)?.step?.at ?? null;
  }

  /** What moved the wallet at or after `since`, as far as remembered: trades first, then income. */
  walletEvents(since: EpochMs): readonly VenueEvent[] {
    return walletEvents(this.state, since);
  }

  /** Everything, as JSON text; restoring it into an exchange of the same options continues alike. */
  snapshot(): string {
    return JSON.stringify(this.parts());
  }

  /** Snapshot in parts, with the histories' entries after the given numbers only. */
  parts(after = { ended: 0, trades: 0, income: 0 }): StateParts {
    return snapshotState(this.state, after);
  }

  /** Takes over a snapshot; the state is untouched when the text is refused. */
  restore(text: string): RestoreResult {
    this.waiting.length = 0;
    return restoreState(this.state, text);
  }

  private cancel(command: CancelOrder, now: EpochMs): void {
    const { clientOrderId, symbol, conditional } = command;
    const order = this.live(clientOrderId, symbol, conditional);
    const market = this.state.markets.get(symbol);
    if (order === undefined || market === undefined) {
      this.state.emit({ kind: 'not_found', clientOrderId, operation: 'cancel', at: now });
      return;
    }
    endOrder(this.state, market, order, 'cancelled', now);
    refreshTriggers(market);
  }

  /** Tells the order's fills again (their trade ids tell repetitions), then its state. */
  private query(command: QueryOrder, now: EpochMs): void {
    const { clientOrderId, symbol, conditional: kind } = command;
    const order =
      this.live(clientOrderId, symbol, kind) ?? this.state.ended.find(clientOrderId, kind);
    if (order === undefined || order.symbol !== symbol) {
      this.state.emit({ kind: 'not_found', clientOrderId, operation: 'query', at: now });
      return;
    }
    for (const fill of fillsOf(this.state, order)) this.state.emit(fill);
    tellOrder(this.state, order, now);
  }

  private live(clientOrderId: string, symbol: SymbolId, conditional: boolean): Order | undefined {
    const order = this.state.live.get(clientOrderId);
    if (order === undefined || order.symbol !== symbol) return undefined;
    return isConditional(order) === conditional ? order : undefined;
  }

  private transfer(direction: 'deposit' | 'withdraw', amount: DecimalText, now: EpochMs): Outcome {
    const outcome = transfer(this.state, direction, amount, now);
    this.tell();
    return outcome;
  }

  /** Tells the waiting events; a call from inside the listener leaves its own to this loop. */
  private tell(): void {
    if (this.telling) return;
    this.telling = true;
    try {
      for (let index = 0; index < this.waiting.length; index += 1) {
        if (index >= MAX_EVENTS_TOLD) throw new RangeError('the listener answers itself endlessly');
        const event = this.waiting[index];
        if (event !== undefined) this.listener(event);
      }
    } finally {
      this.waiting.length = 0;
      this.telling = false;
    }
  }
}

/**
 * A small scripted venue for the executor's tests: exact hedge-mode books, immediate matching at
 * the last price, and a fault for every command. Events wait in `outbox` until the test delivers.
 */
import { type Decimal, decimal, formatDecimal, multiply, ZERO } from '../domain/decimal.ts';
import type { SymbolId } from '../domain/ids.ts';
import type { Side } from '../domain/market.ts';
import type { EpochMs } from '../domain/time.ts';
import type {
  OrderAction,
  OrderType,
  PlaceOrder,
  SetCountdown,
  VenueCommand,
  VenueEvent,
  VenueOrder,
  VenueOrderStatus,
} from '../domain/venue.ts';
import { bookFill, type Holding, realisedBy } from './accounting.ts';

/** `late`: the answer is lost and the order reaches the venue 3 s later, or not at all. */
export type Fault = 'none' | 'reject' | 'lost_answer' | 'lost_request' | 'silent' | 'late';

interface Order {
  readonly id: string;
  readonly symbol: SymbolId;
  readonly side: Side;
  readonly action: OrderAction;
  readonly type: OrderType;
  readonly quantity: Decimal;
  readonly price: Decimal | null;
  readonly stopPrice: Decimal | null;
  status: VenueOrderStatus;
  filled: Decimal;
  notional: Decimal;
  readonly fills: VenueEvent[];
}

export class ScriptedVenue {
  readonly orders = new Map<string, Order>();
  readonly outbox: VenueEvent[] = [];
  readonly sent: VenueCommand[] = [];
  readonly countdowns = new Map<SymbolId, EpochMs>();
  late: { readonly command: PlaceOrder; readonly sentAt: EpochMs }[] = [];
  wallet: Decimal;
  now: EpochMs = 0;
  readonly #prices = new Map<SymbolId, Decimal>();
  #price: Decimal = decimal('100');
  feeRate: Decimal = decimal('0.0005');
  /** Part of the order that fills per match, in lots; null fills whole orders. */
  maxFill: Decimal | null = null;
  /** Does an answer to a query repeat the order's fills? */
  repeatsFills = true;
  fault: (command: VenueCommand) => Fault = () => 'none';
  readonly #positions = new Map<string, Holding>();
  #trades = 0;

  constructor(balance: string) {
    this.wallet = decimal(balance);
  }

  submit(command: VenueCommand): void {
    this.sent.push(command);
    const fault = this.fault(command);
    switch (command.kind) {
      case 'place':
        this.#place(command, fault);
        return;
      case 'cancel':
        this.#cancel(command.clientOrderId, fault);
        return;
      case 'query':
        this.#query(command.clientOrderId, fault);
        return;
      case 'account':
        if (fault === 'none') this.outbox.push(this.account());
        return;
      case 'countdown':
        if (fault === 'none') this.#setCountdown(command);
        return;
      default:
        command satisfies never;
    }
  }

  #place(command: PlaceOrder, fault: Fault): void {
    const { clientOrderId } = command;
    const about = { clientOrderId, at: this.now };
    if (this.orders.has(clientOrderId)) throw new Error(`order sent twice: ${clientOrderId}`);
    if (fault === 'reject') {
      this.outbox.push({ kind: 'rejected', code: '-2010', message: 'no', ...about });
      return;
    }
    if (fault === 'late') this.late.push({ command, sentAt: this.now });
    if (fault === 'lost_answer' || fault === 'lost_request' || fault === 'late') {
      this.outbox.push({ kind: 'unknown', operation: 'place', ...about });
    }
    if (fault === 'none' || fault === 'lost_answer' || fault === 'silent') {
      this.#take(command, fault === 'none');
    }
  }

  #setCountdown({ symbol, after }: SetCountdown): void {
    this.countdowns.set(symbol, after === 0 ? Number.POSITIVE_INFINITY : this.now + after);
    this.outbox.push({ kind: 'countdown', symbol, after, at: this.now });
  }

  #endCountdowns(): void {
    const due = [...this.countdowns].filter(([, at]) => this.now >= at).map(([symbol]) => symbol);
    for (const symbol of due) this.countdowns.delete(symbol);
    for (const order of this.open()) {
      if (order.type !== 'limit' || !due.includes(order.symbol)) continue;
      order.status = 'cancelled';
      this.#tell(order);
    }
  }

  /** Late requests reach the venue after 3 s; from 5 s on (the receive window) they are refused. */
  arrive(): void {
    this.#endCountdowns();
    const due = this.late.filter(({ sentAt }) => this.now - sentAt >= 3_000);
    this.late = this.late.filter((request) => !due.includes(request));
    for (const { command, sentAt } of due) {
      if (this.now - sentAt < 5_000) this.#take(command, false);
    }
  }

  #take(command: PlaceOrder, answer: boolean): void {
    const order: Order = {
      id: command.clientOrderId,
      symbol: command.symbol,
      side: command.positionSide,
      action: command.action,
      type: command.type,
      quantity: decimal(command.quantity),
      price: command.price === null ? null : decimal(command.price),
      stopPrice: command.stopPrice === null ? null : decimal(command.stopPrice),
      status: 'new',
      filled: ZERO,
      notional: ZERO,
      fills: [],
    };
    this.orders.set(order.id, order);
    if (answer) this.outbox.push({ kind: 'accepted', clientOrderId: order.id, at: this.now });
    this.#match(order);
  }

  #cancel(id: string, fault: Fault): void {
    const order = this.orders.get(id);
    if (fault === 'lost_request' || fault === 'silent') {
      if (fault === 'lost_request') {
        this.outbox.push({ kind: 'unknown', operation: 'cancel', clientOrderId: id, at: this.now });
      }
      return;
    }
    const live = order && (order.status === 'new' || order.status === 'partially_filled');
    if (live) order.status = 'cancelled';
    if (fault !== 'none') {
      this.outbox.push({ kind: 'unknown', operation: 'cancel', clientOrderId: id, at: this.now });
    } else if (live) this.#tell(order);
    else {
      this.outbox.push({ kind: 'not_found', operation: 'cancel', clientOrderId: id, at: this.now });
    }
  }

  #query(id: string, fault: Fault): void {
    if (fault !== 'none') return;
    const order = this.orders.get(id);
    if (!order) {
      this.outbox.push({ kind: 'not_found', operation: 'query', clientOrderId: id, at: this.now });
      return;
    }
    if (this.repeatsFills) this.outbox.push(...order.fills);
    this.#tell(order);
  }

  #tell(order: Order): void {
    const average = order.filled === 0n ? 0n : (order.notional * 100_000_000n) / order.filled;
    this.outbox.push({
      kind: 'order',
      clientOrderId: order.id,
      status: order.status,
      filledQuantity: formatDecimal(order.filled),
      averagePrice: formatDecimal(average as Decimal),
      at: this.now,
    });
  }

  /** One price for all symbols; nothing is matched by it. */
  set price(price: Decimal) {
    this.#prices.clear();
    this.#price = price;
  }

  #priceOf(symbol: SymbolId): Decimal {
    return this.#prices.get(symbol) ?? this.#price;
  }

  /** A symbol trades at `price`: everything that can fill there does. */
  trade(symbol: SymbolId, price: string, now: EpochMs = this.now): void {
    this.now = now;
    this.quote(symbol, price);
    for (const order of [...this.orders.values()]) {
      if (order.symbol === symbol) this.#match(order);
    }
  }

  quote(symbol: SymbolId, price: string): void {
    this.#prices.set(symbol, decimal(price));
  }

  #match(order: Order): void {
    // A whole order in bounded pieces; without a bound it is one piece.
    for (let i = 0; i < 50 && this.#mayFill(order); i++) {
      const left = (order.quantity - order.filled) as Decimal;
      const piece = this.maxFill !== null && this.maxFill < left ? this.maxFill : left;
      const holding = this.position(order.symbol, order.side);
      const size = order.action === 'reduce' && holding.quantity < piece ? holding.quantity : piece;
      if (size <= 0n) {
        order.status = 'expired';
        this.#tell(order);
        return;
      }
      this.fill(order, size, this.#priceOf(order.symbol));
      if (this.maxFill !== null && order.type === 'limit') return;
    }
  }

  #mayFill(order: Order): boolean {
    if (order.status !== 'new' && order.status !== 'partially_filled') return false;
    const price = this.#priceOf(order.symbol);
    const buys = (order.side === 'long') === (order.action === 'open');
    if (order.type === 'market' || (order.stopPrice !== null && order.filled > 0n)) return true;
    if (order.stopPrice !== null) {
      return buys ? price >= order.stopPrice : price <= order.stopPrice;
    }
    return buys ? price <= order.price! : price >= order.price!;
  }

  fill(order: Order, quantity: Decimal, price: Decimal): void {
    order.filled = (order.filled + quantity) as Decimal;
    order.notional = (order.notional + multiply(quantity, price)) as Decimal;
    order.status = order.filled >= order.quantity ? 'filled' : 'partially_filled';
    const told = this.#book(order.symbol, order.side, order.action, quantity, price, 'order');
    const event = { ...told, clientOrderId: order.id } as VenueEvent;
    order.fills.push(event);
    this.outbox.push(event);
  }

  /** A fill of no client order: manual trade, liquidation, ADL. */
  external(
    symbol: SymbolId,
    side: Side,
    action: OrderAction,
    quantity: string,
    cause: 'order' | 'liquidation' | 'adl' = 'order',
  ): void {
    this.outbox.push(
      this.#book(symbol, side, action, decimal(quantity), this.#priceOf(symbol), cause),
    );
  }

  #book(
    symbol: SymbolId,
    side: Side,
    action: OrderAction,
    quantity: Decimal,
    price: Decimal,
    cause: 'order' | 'liquidation' | 'adl',
  ): VenueEvent {
    const holding = this.position(symbol, side);
    const realised = realisedBy(holding, side, action, quantity, price);
    bookFill(holding, side, action, quantity, price, realised);
    const fee = multiply(multiply(quantity, price), this.feeRate);
    this.wallet = (this.wallet + realised - fee) as Decimal;
    this.#trades += 1;
    return {
      kind: 'fill',
      tradeId: String(this.#trades),
      clientOrderId: '',
      symbol,
      positionSide: side,
      action,
      quantity: formatDecimal(quantity),
      price: formatDecimal(price),
      fee: formatDecimal(fee),
      realisedPnl: formatDecimal(realised),
      maker: false,
      cause,
      at: this.now,
    };
  }

  funding(symbol: SymbolId, side: Side, amount: string, id: string): void {
    this.wallet = (this.wallet + decimal(amount)) as Decimal;
    const about = { symbol, positionSide: side, amount, id, at: this.now };
    this.outbox.push({ kind: 'funding', rate: 0.0001, ...about });
  }

  transfer(amount: string, id: string): void {
    this.wallet = (this.wallet + decimal(amount)) as Decimal;
    this.outbox.push({ kind: 'transfer', id, amount, at: this.now });
  }

  position(symbol: SymbolId, side: Side): Holding {
    const key = `${symbol} ${side}`;
    let found = this.#positions.get(key);
    if (!found) {
      found = { quantity: ZERO, cost: ZERO };
      this.#positions.set(key, found);
    }
    return found;
  }

  open(): readonly Order[] {
    return [...this.orders.values()].filter(
      (o) => o.status === 'new' || o.status === 'partially_filled',
    );
  }

  account(): VenueEvent {
    const positions = [...this.#positions.entries()]
      .filter(([, holding]) => holding.quantity !== 0n)
      .map(([key, holding]) => {
        const [symbol, side] = key.split(' ') as [SymbolId, Side];
        const entryPrice = (holding.cost * 100_000_000n) / holding.quantity;
        return {
          symbol,
          side,
          quantity: formatDecimal(holding.quantity),
          entryPrice: formatDecimal(entryPrice as Decimal),
          liquidationPrice: null,
        };
      });
    const openOrders: VenueOrder[] = this.open().map((o) => ({
      clientOrderId: o.id,
      symbol: o.symbol,
      positionSide: o.side,
      action: o.action,
      type: o.type,
      quantity: formatDecimal(o.quantity),
      filledQuantity: formatDecimal(o.filled),
      price: o.price === null ? null : formatDecimal(o.price),
      stopPrice: o.stopPrice === null ? null : formatDecimal(o.stopPrice),
      status: o.status,
    }));
    const walletBalance = formatDecimal(this.wallet);
    return { kind: 'account', walletBalance, positions, openOrders, at: this.now };
  }
}

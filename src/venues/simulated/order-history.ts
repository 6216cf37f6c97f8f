/** Ended orders by client order id: the newest `limit` of them, older ones are not found. */
import { BoundedLog } from './bounded-log.ts';
import { isConditional, type Order } from './order.ts';

/** The two books number their client order ids apart, so an ended id may occur in each. */
const keyOf = (clientOrderId: string, conditional: boolean): string =>
  conditional ? `c ${clientOrderId}` : `l ${clientOrderId}`;
const keyOfOrder = (order: Order): string => keyOf(order.clientOrderId, isConditional(order));

export class OrderHistory {
  readonly log: BoundedLog<Order>;
  private readonly newest = new Map<string, Order>();

  constructor(limit: number) {
    this.log = new BoundedLog(limit);
  }

  add(order: Order): void {
    const dropped = this.log.append(order);
    if (dropped !== undefined && this.newest.get(keyOfOrder(dropped)) === dropped) {
      this.newest.delete(keyOfOrder(dropped));
    }
    this.newest.set(keyOfOrder(order), order);
  }

  /** The newest ended order of that id in that book. */
  find(clientOrderId: string, conditional: boolean): Order | undefined {
    return this.newest.get(keyOf(clientOrderId, conditional));
  }

  reset(last: number, orders: readonly Order[]): void {
    this.log.reset(last, orders);
    this.newest.clear();
    for (const [, order] of this.log.after(0)) this.newest.set(keyOfOrder(order), order);
  }
}

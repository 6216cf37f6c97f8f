/**
 * Which of our client order ids belongs to which of the venue's order numbers. The order that a
 * conditional one makes when it triggers has a number of its own, and may have another client id.
 */
import type { OrderAction } from '../../../domain/venue.ts';

const MOST = 20_000;

export class OrderNumbers {
  private readonly byNumber = new Map<string, string>();
  private readonly actions = new Map<string, OrderAction | null>();

  /** An order that we sent or the venue showed us; `action` null: not told. */
  add(clientOrderId: string, action: OrderAction | null): void {
    remember(this.actions, clientOrderId, action ?? this.actions.get(clientOrderId) ?? null);
  }

  link(orderId: string, clientOrderId: string): void {
    if (orderId !== '' && orderId !== '0') remember(this.byNumber, orderId, clientOrderId);
  }

  knows(clientOrderId: string): boolean {
    return this.actions.has(clientOrderId);
  }

  clientOrderId(orderId: string): string | undefined {
    return this.byNumber.get(orderId);
  }

  /** What nobody can tell counts as a reduction: those come first. */
  reduces(clientOrderId: string): boolean {
    return this.actions.get(clientOrderId) !== 'open';
  }
}

function remember<V>(map: Map<string, V>, key: string, value: V): void {
  map.delete(key);
  map.set(key, value);
  if (map.size <= MOST) return;
  for (const oldest of map.keys()) {
    map.delete(oldest);
    return;
  }
}

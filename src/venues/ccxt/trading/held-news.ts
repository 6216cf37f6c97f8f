/**
 * News of an order that nobody here knows, held back for a moment: it may be the one that a
 * conditional order made, under a name and of a kind of its own, and the conditional book says
 * whose it is before or after. What stays unclaimed is told as it is.
 */
import { type Ms, SECOND_MS } from '../../../domain/time.ts';
import type { VenueEvent } from '../../../domain/venue.ts';
import type { UserNews } from '../../binance/read-events.ts';
import type { OrderNumbers } from './order-numbers.ts';

type OrderNews = Extract<UserNews, { kind: 'order' }>;
type ConditionalNews = Extract<UserNews, { kind: 'conditional' }>;

const HELD_FOR: Ms = SECOND_MS;
const MOST_HELD = 1_000;

export class HeldNews {
  private readonly numbers: OrderNumbers;
  private held: { readonly news: OrderNews; readonly until: Ms }[] = [];

  constructor(numbers: OrderNumbers) {
    this.numbers = numbers;
  }

  take(news: OrderNews | ConditionalNews, now: Ms): readonly VenueEvent[] {
    return news.kind === 'order' ? this.takeOrder(news, now) : this.takeConditional(news);
  }

  get isEmpty(): boolean {
    return this.held.length === 0;
  }

  /** When the first of what is held is told unclaimed; infinity when nothing is. */
  get nextAt(): Ms {
    return this.held[0]?.until ?? Number.POSITIVE_INFINITY;
  }

  /** What nobody claimed in time. */
  expire(now: Ms): readonly VenueEvent[] {
    if (this.held.length === 0) return [];
    const over = this.held.filter(({ until }) => until <= now);
    if (over.length === 0) return [];
    this.held = this.held.filter(({ until }) => until > now);
    return over.flatMap(({ news }) => news.events(news.clientOrderId));
  }

  private takeOrder(news: OrderNews, now: Ms): readonly VenueEvent[] {
    const { orderId, clientOrderId } = news;
    if (clientOrderId === '') return news.events('');
    const known = this.numbers.clientOrderId(orderId);
    if (known !== undefined) return news.events(known);
    if (this.numbers.knows(clientOrderId) || this.held.length >= MOST_HELD) {
      this.numbers.link(orderId, clientOrderId);
      return news.events(clientOrderId);
    }
    this.held.push({ news, until: now + HELD_FOR });
    return [];
  }

  private takeConditional(news: ConditionalNews): readonly VenueEvent[] {
    const { clientOrderId, orderId } = news;
    this.numbers.add(clientOrderId, null);
    if (orderId === '') return news.events;
    this.numbers.link(orderId, clientOrderId);
    const claimed = this.held.filter((each) => each.news.orderId === orderId);
    this.held = this.held.filter((each) => each.news.orderId !== orderId);
    return [...claimed.flatMap((each) => each.news.events(clientOrderId)), ...news.events];
  }
}

/**
 * Leaving everything without an executor (requirement EXIT-1): a machine over the venue port that
 * keeps no books. Each fresh snapshot of the account says what is still held; it is reduced at the
 * market until nothing is. In hedge mode an order of the closing side can only shrink its position,
 * so an order in doubt is simply followed by a new look: what comes twice cannot turn a position.
 *
 * Order of work: our resting orders first (an entry must not fill behind our back), then the
 * positions, and each protective stop only once its position is gone. Times are machine time.
 */
import { type Decimal, decimal, formatDecimal, minimum } from '../../domain/decimal.ts';
import type { SymbolId } from '../../domain/ids.ts';
import type { Side } from '../../domain/market.ts';
import { type Ms, SECOND_MS } from '../../domain/time.ts';
import type { VenueCommand, VenueEvent, VenueOrder, VenuePosition } from '../../domain/venue.ts';
import { parseClientOrderId } from '../client-order-id.ts';
import { backOff } from '../state.ts';

export interface DirectFlattenConfig {
  /** Prefix of our client order ids. */
  readonly portfolio: string;
  /** Contracts that are left; null: all of the account. */
  readonly symbols: readonly SymbolId[] | null;
  /** Largest order of a contract; undefined: not known, the whole position is sent. */
  readonly maxQuantity: (symbol: SymbolId) => Decimal | undefined;
  /** Part of the ids of our orders, unique for each run, at most 9 characters of [0-9a-z]. */
  readonly run: string;
}

/** Tries of one position without any progress, and of one cancel. */
const MOST_TRIES = 10;
/** Pause after the first failure of a round; it doubles up to the longest. */
const FIRST_PAUSE: Ms = 250;
const LONGEST_PAUSE: Ms = 5 * SECOND_MS;
/** A snapshot or an order without an answer for so long is given up; the client gives up after 5 s. */
const ANSWER_WITHIN: Ms = 7 * SECOND_MS;
/**
 * What a dying executor sent can arrive for so long after it left (the venue's receive window and
 * the clocks' difference): before that, an empty account proves nothing.
 */
const MAY_ARRIVE: Ms = 7 * SECOND_MS;
/** The whole run: a venue that is away longer leaves the rest to a second call. */
const LONGEST_RUN: Ms = 10 * 60 * SECOND_MS;

export interface DirectResult {
  /** Nothing is held and none of our orders rests. */
  readonly flat: boolean;
  /** What is left, in words with the venue's last refusal. */
  readonly left: readonly string[];
}

type Account = Extract<VenueEvent, { kind: 'account' }>;

interface Pursuit {
  tries: number;
  /** Held when it was tried last; a smaller position begins anew. */
  quantity: Decimal | null;
  /** Last refusal, in words. */
  failure: string | null;
}

export class DirectFlatten {
  private readonly config: DirectFlattenConfig;
  private account: Account | null = null;
  private askedAt: Ms | null = null;
  private askAt: Ms = Number.NEGATIVE_INFINITY;
  private begunAt: Ms | null = null;
  private readonly startedAt: Ms;
  /** Orders and cancels without an answer, by client order id. */
  private readonly pending = new Map<string, { readonly at: Ms; readonly key: string }>();
  private readonly pursuits = new Map<string, Pursuit>();
  private troubles = 0;
  private sequence = 0;
  private ended: DirectResult | null = null;

  constructor(config: DirectFlattenConfig, now: Ms) {
    this.config = config;
    this.startedAt = now;
  }

  /** Null until it is over. */
  get result(): DirectResult | null {
    return this.ended;
  }

  /** As the venue told it last; null: it has not answered yet. */
  get seen(): Account | null {
    return this.account;
  }

  positions(): readonly VenuePosition[] {
    return (this.account?.positions ?? []).filter((each) => this.covers(each.symbol));
  }

  /** Open orders of the scope that are not ours: left alone. */
  foreignOrders(): readonly VenueOrder[] {
    return (this.account?.openOrders ?? []).filter(
      (order) => this.covers(order.symbol) && !this.isOurs(order),
    );
  }

  ownOrders(): readonly VenueOrder[] {
    return (this.account?.openOrders ?? []).filter(
      (order) => this.covers(order.symbol) && this.isOurs(order),
    );
  }

  /** From now on it acts; until then it only looks. */
  begin(now: Ms): void {
    this.begunAt = now;
    this.askAt = now;
  }

  onEvent(event: VenueEvent, now: Ms): readonly VenueCommand[] {
    if (event.kind === 'account') return this.onAccount(event, now);
    if ('clientOrderId' in event) this.onOrder(event);
    return [];
  }

  /** No call is under way any more: a snapshot that was asked for brought no answer. */
  idle(now: Ms): void {
    if (this.askedAt === null) return;
    this.askedAt = null;
    this.askAt = now + SECOND_MS;
  }

  tend(now: Ms): readonly VenueCommand[] {
    if (this.ended !== null) return [];
    if (this.begunAt !== null && now - this.begunAt >= LONGEST_RUN) {
      this.finish(`not done within ${LONGEST_RUN / 60_000} minutes`);
      return [];
    }
    for (const [id, { at, key }] of this.pending) {
      if (now - at < ANSWER_WITHIN) continue;
      this.pending.delete(id);
      this.pursuit(key).failure = 'the venue did not answer';
    }
    if (this.askedAt !== null && now - this.askedAt >= ANSWER_WITHIN) this.askedAt = null;
    if (this.askedAt !== null || this.pending.size > 0 || now < this.askAt) return [];
    this.askedAt = now;
    return [{ kind: 'account' }];
  }

  private onAccount(account: Account, now: Ms): readonly VenueCommand[] {
    this.askedAt = null;
    this.account = account;
    // Before it begins one look is enough; the next is due when it does.
    this.askAt = Number.POSITIVE_INFINITY;
    if (this.begunAt === null || this.ended !== null) return [];
    const work = [...this.cancels(), ...this.reductions()];
    for (const command of work) {
      const { clientOrderId } = command;
      const key = command.kind === 'place' ? sideKey(command) : clientOrderId;
      this.pending.set(clientOrderId, { at: now, key });
    }
    if (work.length > 0) {
      this.askAt = now + backOff(FIRST_PAUSE, LONGEST_PAUSE, this.troubles);
      return work;
    }
    if (this.positions().length > 0 || this.ownOrders().length > 0) {
      this.finish(`given up after ${MOST_TRIES} tries`);
    } else if (now - this.startedAt >= MAY_ARRIVE) this.finish('');
    else this.askAt = this.startedAt + MAY_ARRIVE;
    return [];
  }

  /** Resting orders at once; a stop only when what it protects is gone. */
  private cancels() {
    const held = new Set(this.positions().map(keyOf));
    return this.ownOrders()
      .filter((order) => order.type !== 'stop_market' || !held.has(sideKey(order)))
      .filter((order) => this.pursue(order.clientOrderId, null))
      .map(({ clientOrderId, symbol, type }) => ({
        kind: 'cancel' as const,
        clientOrderId,
        symbol,
        conditional: type === 'stop_market',
      }));
  }

  private reductions() {
    return this.positions()
      .filter((each) => this.pursue(keyOf(each), decimal(each.quantity)))
      .map(({ symbol, side, quantity }) => {
        const held = decimal(quantity);
        this.sequence += 1;
        return {
          kind: 'place' as const,
          // Not of the form of the executor's own ids: its books know no order behind it.
          clientOrderId: `${this.config.portfolio}.direct.${this.config.run}.${this.sequence.toString(36)}`,
          symbol,
          positionSide: side,
          action: 'reduce' as const,
          type: 'market' as const,
          quantity: formatDecimal(minimum(held, this.config.maxQuantity(symbol) ?? held)),
          price: null,
          stopPrice: null,
          timeInForce: 'IOC' as const,
        };
      });
  }

  /** Counts a try; false: there were enough without progress. */
  private pursue(key: string, quantity: Decimal | null): boolean {
    const pursuit = this.pursuit(key);
    const less = quantity !== null && pursuit.quantity !== null && quantity < pursuit.quantity;
    if (less) {
      pursuit.tries = 0;
      this.troubles = 0;
    }
    pursuit.quantity = quantity;
    if (pursuit.tries >= MOST_TRIES) return false;
    pursuit.tries += 1;
    return true;
  }

  private onOrder(event: Extract<VenueEvent, { clientOrderId: string }>): void {
    const waiting = this.pending.get(event.clientOrderId);
    if (waiting === undefined) return;
    const failure = failureOf(event);
    if (failure !== null) {
      this.troubles += 1;
      const pursuit = this.pursuit(waiting.key);
      pursuit.failure = failure;
      // It never left us (a ban, a full budget): the time limit alone bounds these.
      if (event.kind === 'rejected' && event.code === 'NOT_SENT') pursuit.tries -= 1;
    }
    // An acceptance of a market order says nothing yet; its state comes with it or is looked up.
    this.pending.delete(event.clientOrderId);
  }

  private covers(symbol: SymbolId): boolean {
    return this.config.symbols?.includes(symbol) ?? true;
  }

  private isOurs({ clientOrderId }: VenueOrder): boolean {
    const { portfolio, run } = this.config;
    return (
      parseClientOrderId(clientOrderId)?.portfolio === portfolio ||
      clientOrderId.startsWith(`${portfolio}.direct.${run}.`)
    );
  }

  private pursuit(key: string): Pursuit {
    const known = this.pursuits.get(key);
    if (known !== undefined) return known;
    const fresh: Pursuit = { tries: 0, quantity: null, failure: null };
    this.pursuits.set(key, fresh);
    return fresh;
  }

  private finish(why: string): void {
    const left: string[] = [];
    const because = (key: string): string => {
      const failure = this.pursuits.get(key)?.failure;
      return failure === null || failure === undefined ? why : `${why}: ${failure}`;
    };
    for (const each of this.positions()) {
      left.push(`${each.symbol} ${each.side} ${each.quantity} held (${because(keyOf(each))})`);
    }
    for (const order of this.ownOrders()) {
      left.push(
        `order ${order.clientOrderId} (${order.action} ${order.quantity} ${order.symbol} ${order.positionSide}) rests (${because(order.clientOrderId)})`,
      );
    }
    if (this.account === null) left.push('the venue did not tell what is held');
    else if (why !== '' && left.length === 0)
      left.push(`${why}; nothing was held at the last look`);
    this.ended = { flat: left.length === 0, left };
  }
}

const failureOf = (event: Extract<VenueEvent, { clientOrderId: string }>): string | null => {
  if (event.kind === 'rejected') return `${event.code} ${event.message}`;
  return event.kind === 'unknown' ? 'the venue did not answer' : null;
};

const keyOf = ({ symbol, side }: { readonly symbol: SymbolId; readonly side: Side }): string =>
  `${symbol} ${side}`;
const sideKey = ({
  symbol,
  positionSide,
}: {
  readonly symbol: SymbolId;
  readonly positionSide: Side;
}): string => keyOf({ symbol, side: positionSide });

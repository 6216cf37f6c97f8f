/**
 * The fault plan of the server: what it does to requests, streams, user-data messages, websockets
 * and positions. Windows go by market time, delays on the wire by the machine's.
 */
import type { Ms } from '../domain/time.ts';
import { deleverageByPlan } from '../venues/faults/adl.ts';
import { clockOffset, isStreaming, listedNow, rightsNow } from '../venues/faults/conditions.ts';
import { eventFate } from '../venues/faults/event-fate.ts';
import type { FaultSet } from '../venues/faults/fault-set.ts';
import type { EventClass } from '../venues/faults/plan.ts';
import type { Desk, KeyPermissions } from './desk.ts';
import { FaultData } from './fault-data.ts';
import { FaultyRest } from './fault-rest.ts';
import type { Rest } from './rest.ts';
import type { Sockets } from './sockets.ts';

/** Messages and requests that are held up at one time; further ones go at once. */
const MOST_HELD = 10_000;

type Fields = Readonly<Record<string, unknown>>;

export class FaultDesk {
  readonly set: FaultSet;
  private readonly desk: Desk;
  private readonly sockets: Sockets;
  private readonly held = new Map<NodeJS.Timeout, () => void>();
  private readonly data: FaultData;
  private streaming = true;
  /** What the key may do without faults. */
  private readonly usual: Readonly<KeyPermissions>;

  constructor(desk: Desk, sockets: Sockets, set: FaultSet) {
    this.set = set;
    this.desk = desk;
    this.sockets = sockets;
    this.usual = { ...desk.permissions };
    this.data = new FaultData(set, () => desk.time);
    desk.listed = (contracts) => listedNow(set, contracts, desk.time);
    desk.clockOffset = () => clockOffset(set, desk.time);
    desk.onAdvance = () => this.advance();
    desk.hub.view = (stream, message) => this.data.message(stream, message);
    sockets.mail = (message, tell) => this.mail(message, tell);
  }

  /** The REST interface behind the plan. */
  rest(rest: Rest): FaultyRest {
    const { desk, set, data } = this;
    const sleep = (length: Ms): Promise<void> =>
      new Promise((resolve) => this.later(length, resolve));
    return new FaultyRest({ rest, desk, set, data, sleep });
  }

  /** May a new websocket be opened? */
  get accepting(): boolean {
    const now = this.desk.time;
    return isStreaming(this.set, now) && this.set.inForce('ban', now).length === 0;
  }

  /** The plan was changed, or time went on. */
  advance(): void {
    const { desk, set, sockets, usual } = this;
    const { trade, withdraw, transfer, ipRestricted } = rightsNow(set, desk.time);
    desk.permissions.canTradeFutures = trade ?? usual.canTradeFutures;
    desk.permissions.canWithdraw = withdraw ?? usual.canWithdraw;
    desk.permissions.canTransfer = transfer ?? usual.canTransfer;
    desk.permissions.ipRestricted = ipRestricted ?? usual.ipRestricted;
    deleverageByPlan(set, desk.exchange, desk.market.now);
    const streaming = isStreaming(set, desk.time);
    if (!streaming && this.streaming) {
      for (const kind of ['disconnect', 'maintenance'] as const) {
        for (const fault of set.inForce(kind, desk.time)) {
          set.strikes(fault, desk.time, `${sockets.count} websockets`);
        }
      }
      sockets.cut();
    }
    this.streaming = streaming;
  }

  /** What is held up goes at once. */
  close(): void {
    for (const [timer, act] of [...this.held]) {
      clearTimeout(timer);
      act();
    }
    this.held.clear();
  }

  private mail(message: object, tell: () => void): void {
    const kind = classOf(message as Fields);
    if (kind === null || this.set.isEmpty) {
      tell();
      return;
    }
    const name = String((message as Fields)['e']);
    const { delay, copies } = eventFate(this.set, kind, name, this.desk.time);
    if (delay > 0) this.later(delay, tell);
    else tell();
    for (const after of copies) this.later(delay + after, tell);
  }

  private later(length: Ms, act: () => void): void {
    if (this.held.size >= MOST_HELD) {
      act();
      return;
    }
    const timer = setTimeout(() => {
      this.held.delete(timer);
      act();
    }, length);
    this.held.set(timer, act);
  }
}

function classOf(message: Fields): EventClass | null {
  switch (message['e']) {
    case 'ORDER_TRADE_UPDATE':
      return (message['o'] as Fields)['x'] === 'TRADE' ? 'fill' : 'order';
    case 'ALGO_UPDATE':
      return 'order';
    case 'ACCOUNT_UPDATE':
      return (message['a'] as Fields)['m'] === 'ORDER' ? 'fill' : 'money';
    default:
      return null;
  }
}

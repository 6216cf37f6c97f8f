/** The account at the venue: a snapshot, and what happened to it since an instant. */
import { z } from 'zod';
import { decimal } from '../../../domain/decimal.ts';
import { marketIdOf, type SymbolId } from '../../../domain/ids.ts';
import type { Side } from '../../../domain/market.ts';
import { DAY_MS, type EpochMs, MINUTE_MS } from '../../../domain/time.ts';
import type { VenueEvent } from '../../../domain/venue.ts';
import {
  algoRow,
  balanceRow,
  fillOfTrade,
  type IncomeRow,
  incomeRow,
  openAlgoOrder,
  openOrder,
  orderRow,
  position,
  positionRow,
  symbolOf,
  type TradeRow,
  tradeRow,
} from '../../binance/read-order.ts';
import { attempt, UNKNOWN_ORDER_CODES } from '../call.ts';
import type { VenueClient } from '../client.ts';
import type { OrderNumbers } from './order-numbers.ts';

/** Rows of one page, the venue's own limit, and pages of one request for the past. */
const PAGE = 1_000;
const MOST_PAGES = 20;
/** Further back the venue does not tell in one question. */
const LONGEST_PAST = 7 * DAY_MS - MINUTE_MS;
/** Incomes that the fills tell already. */
const TOLD_BY_FILLS: ReadonlySet<string> = new Set([
  'REALIZED_PNL',
  'COMMISSION',
  'INSURANCE_CLEAR',
]);

const balances = z.array(balanceRow);
const positions = z.array(positionRow);
const orders = z.array(orderRow);
const algoOrders = z.array(algoRow);
const trades = z.array(tradeRow);
const incomes = z.array(incomeRow);
const fundingRates = z.array(z.object({ fundingRate: z.coerce.number() }));

/** Answers of the venue are awaited side by side; a failure of one is that of the whole. */
export class AccountCalls {
  private readonly client: VenueClient;
  private readonly numbers: OrderNumbers;
  private readonly now: () => EpochMs;

  constructor(client: VenueClient, numbers: OrderNumbers, now: () => EpochMs) {
    this.client = client;
    this.numbers = numbers;
    this.now = now;
  }

  async snapshot(): Promise<VenueEvent> {
    const [balance, held, open, conditional] = await Promise.all([
      this.client.fapiPrivateV3GetBalance(),
      this.client.fapiPrivateV3GetPositionRisk(),
      this.client.fapiPrivateGetOpenOrders(),
      this.client.fapiPrivateGetOpenAlgoOrders(),
    ]);
    const wallet = balances.parse(balance).find((row) => row.asset === 'USDT');
    const rows = orders.parse(open);
    for (const row of rows) this.numbers.link(row.orderId, row.clientOrderId);
    const openOrders = [
      ...rows.map(openOrder),
      ...algoOrders.parse(conditional).map(openAlgoOrder),
    ];
    for (const order of openOrders) this.numbers.add(order.clientOrderId, order.action);
    return {
      kind: 'account',
      walletBalance: wallet?.balance ?? '0',
      positions: positions
        .parse(held)
        .map(position)
        .filter((each) => each !== undefined),
      openOrders,
      at: this.now(),
    };
  }

  /** Every fill of these symbols at or after `since`, oldest first, a page after the other. */
  async fills(symbols: readonly SymbolId[], since: EpochMs): Promise<readonly VenueEvent[]> {
    const found: VenueEvent[] = [];
    for (const symbol of symbols) {
      const rows = await this.tradesSince(symbol, since);
      const names = await this.namesOf(symbol, rows);
      found.push(...rows.map((row) => fillOfTrade(row, names.get(row.orderId) ?? '')));
    }
    return found.sort((a, b) => a.at - b.at);
  }

  /** Funding, transfers and whatever else moved the wallet beside fills. */
  async money(since: EpochMs): Promise<readonly VenueEvent[]> {
    const found = new Map<string, IncomeRow>();
    let startTime = this.earliest(since);
    for (let page = 0; page < MOST_PAGES; page += 1) {
      const rows = incomes.parse(
        await this.client.fapiPrivateGetIncome({ startTime, limit: PAGE }),
      );
      const before = found.size;
      for (const row of rows) found.set(incomeId(row), row);
      const last = rows.at(-1);
      if (last === undefined || rows.length < PAGE || found.size === before) break;
      startTime = last.time;
    }
    const events: VenueEvent[] = [];
    for (const row of found.values()) {
      if (row.asset !== 'USDT' || TOLD_BY_FILLS.has(row.incomeType)) continue;
      events.push(await this.moneyEvent(row));
    }
    return events;
  }

  private async moneyEvent(row: IncomeRow): Promise<VenueEvent> {
    const common = { id: incomeId(row), amount: row.income, at: row.time };
    if (row.incomeType !== 'FUNDING_FEE') return { kind: 'transfer', ...common };
    const rate = await this.fundingRate(row);
    return {
      kind: 'funding',
      ...common,
      symbol: symbolOf(row.symbol),
      positionSide: payingSide(row, rate),
      rate,
    };
  }

  /** NaN when the venue has none. A lost answer is one of the whole: the side depends on it. */
  private async fundingRate({ symbol, time }: IncomeRow): Promise<number> {
    const answer = await this.client.fapiPublicGetFundingRate({
      symbol,
      startTime: time - MINUTE_MS,
      endTime: time + MINUTE_MS,
      limit: 1,
    });
    return fundingRates.parse(answer)[0]?.fundingRate ?? Number.NaN;
  }

  private earliest(since: EpochMs): EpochMs {
    return Math.max(since, this.now() - LONGEST_PAST);
  }

  private async tradesSince(symbol: SymbolId, since: EpochMs): Promise<readonly TradeRow[]> {
    const found: TradeRow[] = [];
    let position: { startTime: EpochMs } | { fromId: string } = {
      startTime: this.earliest(since),
    };
    for (let page = 0; page < MOST_PAGES; page += 1) {
      const answer = await this.client.fapiPrivateGetUserTrades({
        symbol: marketIdOf(symbol),
        ...position,
        limit: PAGE,
      });
      const rows = trades.parse(answer);
      found.push(...rows);
      const last = rows.at(-1);
      if (last === undefined || rows.length < PAGE) break;
      position = { fromId: String(BigInt(last.id) + 1n) };
    }
    return found;
  }

  /** Client order ids by the venue's numbers; the list of trades does not have them. */
  private async namesOf(
    symbol: SymbolId,
    rows: readonly TradeRow[],
  ): Promise<ReadonlyMap<string, string>> {
    const names = new Map<string, string>();
    const unknown = new Set<string>();
    for (const { orderId } of rows) {
      const known = this.numbers.clientOrderId(orderId);
      if (known !== undefined) names.set(orderId, known);
      else if (orderId !== '0') unknown.add(orderId);
    }
    if (unknown.size === 0) return names;
    for (const row of await this.conditionalOrders(symbol)) {
      if (!unknown.delete(row.actualOrderId)) continue;
      names.set(row.actualOrderId, row.clientAlgoId);
      this.numbers.link(row.actualOrderId, row.clientAlgoId);
    }
    for (const orderId of unknown) {
      const answer = await attempt(() =>
        this.client.fapiPrivateGetOrder({ symbol: marketIdOf(symbol), orderId }),
      );
      // What the venue itself no longer knows stays nameless: it must not hold up all the rest.
      if (!answer.ok && UNKNOWN_ORDER_CODES.has(answer.code)) continue;
      if (!answer.ok) throw new Error(`order ${orderId}: ${answer.message}`);
      const row = orderRow.parse(answer.value);
      names.set(orderId, row.clientOrderId);
      this.numbers.link(orderId, row.clientOrderId);
    }
    return names;
  }

  private async conditionalOrders(symbol: SymbolId) {
    const answer = await this.client.fapiPrivateGetAllAlgoOrders({
      symbol: marketIdOf(symbol),
      limit: PAGE,
    });
    return algoOrders.parse(answer);
  }
}

/** One income of one kind: the venue's numbers are unique within a kind and a user only. */
const incomeId = (row: IncomeRow): string => `${row.incomeType}:${row.tranId}:${row.symbol}`;

/** Longs pay a positive rate. A list of incomes names no side: sign and rate do. */
function payingSide(row: IncomeRow, rate: number): Side {
  const pays = decimal(row.income) < 0n;
  return pays === !(rate < 0) ? 'long' : 'short';
}

/** Messages of the user-data stream. */
import { decimal, formatDecimal, multiply, negate } from '../../domain/decimal.ts';
import { marketIdOf } from '../../domain/ids.ts';
import type { EpochMs } from '../../domain/time.ts';
import type { FillEvent } from '../simulated/state.ts';
import type { OrderView, SideView } from '../simulated/views.ts';
import {
  algoFailure,
  algoStatus,
  callbackPercent,
  originalType,
  positionSideText,
  sideText,
  traitsOf,
  typeText,
} from './render-order.ts';

type Execution = 'NEW' | 'TRADE' | 'CANCELED' | 'EXPIRED' | 'AMENDMENT';

/** Where an order stands at one of its events; `filled` counts the fill of this event, too. */
export interface OrderMoment {
  readonly order: OrderView;
  readonly execution: Execution;
  readonly status: string;
  readonly filled: string;
  readonly averagePrice: string;
  readonly fill: FillEvent | null;
  readonly at: EpochMs;
}

export function orderUpdate(moment: OrderMoment): object {
  const { order, fill, at } = moment;
  const traits = traitsOf(order);
  const callback = callbackPercent(order);
  return {
    e: 'ORDER_TRADE_UPDATE',
    E: at,
    T: at,
    o: {
      s: marketIdOf(order.symbol),
      c: order.clientOrderId,
      S: traits.side,
      o: typeText(order),
      f: traits.timeInForce,
      q: order.quantity,
      p: order.price ?? '0',
      ap: moment.averagePrice,
      sp: order.stopPrice ?? '0',
      x: moment.execution,
      X: moment.status,
      i: order.number,
      l: fill?.quantity ?? '0',
      z: moment.filled,
      L: fill?.price ?? '0',
      ...(fill === null ? {} : { N: 'USDT', n: fill.fee }),
      T: at,
      t: fill === null ? 0 : Number(fill.tradeId),
      b: '0',
      a: '0',
      m: fill?.maker ?? false,
      R: traits.reduceOnly,
      wt: traits.workingType,
      ot: originalType(order),
      ps: traits.positionSide,
      cp: traits.closePosition,
      ...(callback === null ? {} : { AP: order.special?.activation ?? '0', cr: callback }),
      rp: fill?.realisedPnl ?? '0',
      pP: traits.priceProtect,
      si: 0,
      ss: 0,
      V: traits.selfTradePreventionMode,
      pm: traits.priceMatch,
      gtd: traits.goodTillDate,
    },
  };
}

/** A closing nobody ordered: liquidation, or auto-deleveraging. */
export function forcedUpdate(fill: FillEvent): object {
  const liquidation = fill.cause === 'liquidation';
  return {
    e: 'ORDER_TRADE_UPDATE',
    E: fill.at,
    T: fill.at,
    o: {
      s: marketIdOf(fill.symbol),
      c: liquidation ? `autoclose-${fill.tradeId}` : 'adl_autoclose',
      S: sideText((fill.positionSide === 'long') === (fill.action === 'open')),
      o: liquidation ? 'LIQUIDATION' : 'MARKET',
      f: 'IOC',
      q: fill.quantity,
      p: fill.price,
      ap: fill.price,
      sp: '0',
      x: 'CALCULATED',
      X: 'FILLED',
      i: 0,
      l: fill.quantity,
      z: fill.quantity,
      L: fill.price,
      N: 'USDT',
      n: fill.fee,
      T: fill.at,
      t: Number(fill.tradeId),
      b: '0',
      a: '0',
      m: false,
      R: false,
      wt: 'CONTRACT_PRICE',
      ot: liquidation ? 'LIQUIDATION' : 'MARKET',
      ps: positionSideText(fill),
      cp: false,
      rp: fill.realisedPnl,
    },
  };
}

/** A conditional order's own life, before and beside what it trades. */
export function algoUpdate(
  order: OrderView,
  status: 'NEW' | 'TRIGGERED' | 'final',
  at: EpochMs,
): object {
  const traded = status === 'NEW' ? '0' : order.filled;
  const final = algoStatus(order);
  const traits = traitsOf(order);
  const triggers = status === 'TRIGGERED' || (status === 'final' && final === 'FINISHED');
  const untouched = status === 'NEW' || final === 'CANCELED' || final === 'EXPIRED';
  return {
    e: 'ALGO_UPDATE',
    E: at,
    T: at,
    o: {
      caid: order.clientOrderId,
      aid: order.number,
      at: 'CONDITIONAL',
      o: originalType(order),
      s: marketIdOf(order.symbol),
      S: traits.side,
      ps: traits.positionSide,
      f: traits.timeInForce,
      q: order.quantity,
      X: status === 'final' ? final : status,
      ai: triggers ? String(order.number) : '',
      ap: status === 'NEW' ? '0' : order.averagePrice,
      aq: traded,
      act: triggers ? typeText(order) : '0',
      tp: order.stopPrice ?? '0',
      p: order.price ?? '0',
      V: traits.selfTradePreventionMode,
      wt: traits.workingType,
      pm: traits.priceMatch,
      cp: traits.closePosition,
      pP: traits.priceProtect,
      R: traits.reduceOnly,
      tt: untouched ? 0 : at,
      gtd: traits.goodTillDate,
      rm: status === 'final' ? algoFailure(order) : '',
    },
  };
}

export type AccountReason = 'ORDER' | 'FUNDING_FEE' | 'DEPOSIT' | 'WITHDRAW' | 'MARGIN_TRANSFER';

export interface AccountMoment {
  readonly reason: AccountReason;
  readonly wallet: string;
  /** Wallet outside of isolated positions. */
  readonly cross: string;
  /** Change of the wallet that trades do not explain. */
  readonly change: string;
  readonly sides: readonly (SideView & { readonly realised: string })[];
  readonly at: EpochMs;
}

export function accountUpdate(moment: AccountMoment): object {
  return {
    e: 'ACCOUNT_UPDATE',
    E: moment.at,
    T: moment.at,
    a: {
      m: moment.reason,
      B: [{ a: 'USDT', wb: moment.wallet, cw: moment.cross, bc: moment.change }],
      P: moment.sides.map((side) => ({
        s: marketIdOf(side.symbol),
        pa: side.side === 'short' ? formatDecimal(negate(decimal(side.quantity))) : side.quantity,
        ep: side.entryPrice,
        bep: side.entryPrice,
        cr: side.realised,
        up: side.unrealised,
        mt: side.crossed ? 'cross' : 'isolated',
        iw: side.crossed ? '0' : side.margin,
        ps: positionSideText({ positionSide: side.side, oneWay: side.oneWay }),
        ma: 'USDT',
      })),
    },
  };
}

export function leverageUpdate(marketId: string, leverage: number, at: EpochMs): object {
  return { e: 'ACCOUNT_CONFIG_UPDATE', E: at, T: at, ac: { s: marketId, l: leverage } };
}

export const listenKeyExpired = (listenKey: string, at: EpochMs): object => ({
  e: 'listenKeyExpired',
  E: at,
  listenKey,
});

/** Running average of fills: turnover / quantity. */
export const notionalOf = (quantity: string, price: string): string =>
  formatDecimal(multiply(decimal(quantity), decimal(price)));

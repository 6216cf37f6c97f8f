/** Account, balances and positions as the venue's REST interface writes them (versions 2 and 3). */
import {
  add,
  type Decimal,
  decimal,
  divide,
  formatDecimal,
  negate,
  ZERO,
} from '../../domain/decimal.ts';
import { marketIdOf, type SymbolId } from '../../domain/ids.ts';
import type { Side } from '../../domain/market.ts';
import type { EpochMs } from '../../domain/time.ts';
import type { SideView } from '../simulated/views.ts';
import { positionSideText } from './render-order.ts';

export interface AccountFigures {
  readonly wallet: string;
  readonly available: string;
  /** Wallet outside of isolated margins, and the unrealised result of crossed positions. */
  readonly crossWallet: string;
  readonly crossUnrealised: string;
  readonly sides: readonly SideView[];
  /** When the wallet, or a side, changed last. */
  readonly updatedAt: EpochMs;
  readonly sideUpdatedAt: (symbol: SymbolId, side: Side) => EpochMs;
}

const signed = (side: SideView, text: string): string =>
  side.side === 'short' ? formatDecimal(negate(decimal(text))) : text;
const total = (sides: readonly SideView[], of: (side: SideView) => string): Decimal =>
  sides.reduce((sum, side) => add(sum, decimal(of(side))), ZERO);
const initialMargin = (side: SideView): string =>
  formatDecimal(divide(decimal(side.notional), decimal(String(side.leverage))));
const withProfit = (side: SideView): string =>
  formatDecimal(add(decimal(side.margin), decimal(side.unrealised)));
const sideText = (side: SideView): string =>
  positionSideText({ positionSide: side.side, oneWay: side.oneWay });
const isolatedMargin = (side: SideView): string => (side.crossed ? '0' : withProfit(side));
const isolatedWallet = (side: SideView): string => (side.crossed ? '0' : side.margin);

interface Totals {
  readonly unrealised: string;
  readonly marginBalance: string;
  readonly maintenance: string;
  readonly position: string;
  readonly orders: string;
  readonly initial: string;
}

function totalsOf({ wallet, sides }: AccountFigures): Totals {
  const unrealised = total(sides, (side) => side.unrealised);
  const position = total(sides, (side) => side.margin);
  const orders = total(sides, (side) => side.orderMargin);
  return {
    unrealised: formatDecimal(unrealised),
    marginBalance: formatDecimal(add(decimal(wallet), unrealised)),
    maintenance: formatDecimal(total(sides, (side) => side.maintenanceMargin)),
    position: formatDecimal(position),
    orders: formatDecimal(orders),
    initial: formatDecimal(add(position, orders)),
  };
}

/** Below zero there is nothing to withdraw. */
const notNegative = (text: string): string => (decimal(text) < 0n ? '0' : text);

export function accountJson(figures: AccountFigures, version: 2 | 3): Record<string, unknown> {
  const totals = totalsOf(figures);
  const { wallet, updatedAt } = figures;
  const available = notNegative(figures.available);
  const old = version === 2;
  const asset = {
    asset: 'USDT',
    walletBalance: wallet,
    unrealizedProfit: totals.unrealised,
    marginBalance: totals.marginBalance,
    maintMargin: totals.maintenance,
    initialMargin: totals.initial,
    positionInitialMargin: totals.position,
    openOrderInitialMargin: totals.orders,
    crossWalletBalance: figures.crossWallet,
    crossUnPnl: figures.crossUnrealised,
    availableBalance: available,
    maxWithdrawAmount: available,
    ...(old ? { marginAvailable: true } : {}),
    updateTime: updatedAt,
  };
  const held = figures.sides.filter((side) => old || isUsed(side));
  return {
    ...(old
      ? {
          feeTier: 0,
          canTrade: true,
          canDeposit: false,
          canWithdraw: false,
          feeBurn: false,
          multiAssetsMargin: false,
          tradeGroupId: -1,
          updateTime: updatedAt,
        }
      : {}),
    totalInitialMargin: totals.initial,
    totalMaintMargin: totals.maintenance,
    totalWalletBalance: wallet,
    totalUnrealizedProfit: totals.unrealised,
    totalMarginBalance: totals.marginBalance,
    totalPositionInitialMargin: totals.position,
    totalOpenOrderInitialMargin: totals.orders,
    totalCrossWalletBalance: figures.crossWallet,
    totalCrossUnPnl: figures.crossUnrealised,
    availableBalance: available,
    maxWithdrawAmount: available,
    assets: [asset],
    positions: held.map((side) => accountPosition(figures, side, old)),
  };
}

const isUsed = (side: SideView): boolean =>
  decimal(side.quantity) > 0n || decimal(side.orderMargin) > 0n;

function accountPosition(figures: AccountFigures, side: SideView, old: boolean): object {
  return {
    symbol: marketIdOf(side.symbol),
    positionSide: sideText(side),
    positionAmt: signed(side, side.quantity),
    unrealizedProfit: side.unrealised,
    isolatedMargin: isolatedMargin(side),
    isolatedWallet: isolatedWallet(side),
    notional: signed(side, side.notional),
    initialMargin: formatDecimal(add(decimal(initialMargin(side)), decimal(side.orderMargin))),
    maintMargin: side.maintenanceMargin,
    ...(old
      ? {
          leverage: String(side.leverage),
          entryPrice: side.entryPrice,
          isolated: !side.crossed,
          positionInitialMargin: initialMargin(side),
          openOrderInitialMargin: side.orderMargin,
        }
      : {}),
    updateTime: figures.sideUpdatedAt(side.symbol, side.side),
  };
}

export function balanceJson(figures: AccountFigures): readonly object[] {
  const available = notNegative(figures.available);
  return [
    {
      accountAlias: 'septet',
      asset: 'USDT',
      balance: figures.wallet,
      crossWalletBalance: figures.crossWallet,
      crossUnPnl: figures.crossUnrealised,
      availableBalance: available,
      maxWithdrawAmount: available,
      marginAvailable: true,
      updateTime: figures.updatedAt,
    },
  ];
}

/** Version 3 tells only sides that hold something or have orders. */
export function positionRiskJson(
  figures: AccountFigures,
  symbol: SymbolId | undefined,
  version: 2 | 3,
): readonly object[] {
  return figures.sides
    .filter((side) => symbol === undefined || side.symbol === symbol)
    .filter((side) => version === 2 || isUsed(side))
    .map((side) => ({
      symbol: marketIdOf(side.symbol),
      positionSide: sideText(side),
      positionAmt: signed(side, side.quantity),
      entryPrice: side.entryPrice,
      markPrice: side.mark,
      unRealizedProfit: side.unrealised,
      liquidationPrice: side.liquidationPrice ?? '0',
      isolatedMargin: isolatedMargin(side),
      notional: signed(side, side.notional),
      isolatedWallet: isolatedWallet(side),
      ...(version === 2
        ? {
            marginType: side.crossed ? 'cross' : 'isolated',
            isAutoAddMargin: 'false',
            leverage: String(side.leverage),
          }
        : {
            marginAsset: 'USDT',
            initialMargin: formatDecimal(
              add(decimal(initialMargin(side)), decimal(side.orderMargin)),
            ),
            maintMargin: side.maintenanceMargin,
            positionInitialMargin: initialMargin(side),
            openOrderInitialMargin: side.orderMargin,
          }),
      updateTime: figures.sideUpdatedAt(side.symbol, side.side),
    }));
}

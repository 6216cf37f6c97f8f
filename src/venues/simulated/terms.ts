import type { Decimal } from '../../domain/decimal.ts';
import type { SymbolId } from '../../domain/ids.ts';

/** An instrument as exact decimals. */
export interface Terms {
  readonly symbol: SymbolId;
  readonly tickSize: Decimal;
  readonly lotSize: Decimal;
  /** Finest decimal place of prices and of quantities, as a decimal (0.01). */
  readonly pricePlace: Decimal;
  readonly quantityPlace: Decimal;
  readonly minQuantity: Decimal;
  readonly maxQuantity: Decimal;
  readonly minNotional: Decimal;
  readonly makerFee: Decimal;
  readonly takerFee: Decimal;
  readonly maintenanceMarginRate: Decimal;
  readonly maxLeverage: number;
}

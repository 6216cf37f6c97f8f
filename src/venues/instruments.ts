/**
 * Contract data of the default symbols, in the shape and size of Binance USDT-M perpetuals
 * (domain specification 1.1). Live venues state their own; these serve the simulated exchange.
 */
import type { DecimalText } from '../domain/decimal.ts';
import { type AssetId, assetId, type SymbolId, symbolId } from '../domain/ids.ts';
import type { Instrument } from '../domain/market.ts';

/** Fees of the lowest tier, fractions of notional. */
const MAKER_FEE: DecimalText = '0.0002';
const TAKER_FEE: DecimalText = '0.0005';

interface ContractFigures {
  readonly asset: AssetId;
  readonly tickSize: DecimalText;
  readonly lotSize: DecimalText;
  readonly maxQuantity: DecimalText;
  readonly minNotional: DecimalText;
  readonly maintenanceMarginRate: DecimalText;
  readonly maxLeverage: number;
}

const CONTRACTS: readonly ContractFigures[] = [
  {
    asset: assetId('BTC'),
    tickSize: '0.1',
    lotSize: '0.001',
    maxQuantity: '1000',
    minNotional: '100',
    maintenanceMarginRate: '0.004',
    maxLeverage: 125,
  },
  {
    asset: assetId('ETH'),
    tickSize: '0.01',
    lotSize: '0.001',
    maxQuantity: '10000',
    minNotional: '20',
    maintenanceMarginRate: '0.005',
    maxLeverage: 100,
  },
  {
    asset: assetId('SOL'),
    tickSize: '0.01',
    lotSize: '0.01',
    maxQuantity: '1000000',
    minNotional: '5',
    maintenanceMarginRate: '0.005',
    maxLeverage: 100,
  },
  {
    asset: assetId('BNB'),
    tickSize: '0.01',
    lotSize: '0.01',
    maxQuantity: '100000',
    minNotional: '5',
    maintenanceMarginRate: '0.005',
    maxLeverage: 75,
  },
  {
    asset: assetId('XRP'),
    tickSize: '0.0001',
    lotSize: '0.1',
    maxQuantity: '10000000',
    minNotional: '5',
    maintenanceMarginRate: '0.005',
    maxLeverage: 75,
  },
  {
    asset: assetId('ADA'),
    tickSize: '0.0001',
    lotSize: '1',
    maxQuantity: '2000000',
    minNotional: '5',
    maintenanceMarginRate: '0.01',
    maxLeverage: 75,
  },
];

/** BTC, ETH, SOL, BNB, XRP, ADA against USDT, in this order. */
export const DEFAULT_INSTRUMENTS: readonly Instrument[] = CONTRACTS.map((contract) => ({
  symbol: symbolId(`${contract.asset}/USDT:USDT`),
  tickSize: contract.tickSize,
  lotSize: contract.lotSize,
  minQuantity: contract.lotSize,
  maxQuantity: contract.maxQuantity,
  minNotional: contract.minNotional,
  makerFee: MAKER_FEE,
  takerFee: TAKER_FEE,
  maintenanceMarginRate: contract.maintenanceMarginRate,
  maxLeverage: contract.maxLeverage,
}));

/** Default contract data of a symbol; undefined when there is none. */
export function defaultInstrument(symbol: SymbolId): Instrument | undefined {
  return DEFAULT_INSTRUMENTS.find((instrument) => instrument.symbol === symbol);
}

/** Settings of the simulated exchange and their defaults. Fractions are decimal text, exact. */
import { type Decimal, type DecimalText, parseDecimal } from '../../domain/decimal.ts';
import type { Instrument } from '../../domain/market.ts';

export interface SimulatedExchangeConfig {
  readonly instruments: readonly Instrument[];
  /** Opening wallet balance, USDT. */
  readonly initialBalance: DecimalText;
  /** Leverage of every symbol until it is set otherwise; whole number, capped per instrument. */
  readonly leverage: number;
  /** Share of a step's traded volume that our resting orders may take together, fraction. */
  readonly volumeShare: DecimalText;
  /** Widest distance of a limit price, or of a market order's best price, from mark, fraction. */
  readonly priceCollar: DecimalText;
  /** Worsening of what a triggered stop needs beyond the visible book, fraction of price. */
  readonly beyondDepthSlippage: DecimalText;
  /** Fee of a liquidation, fraction of notional, at most the margin that is left. */
  readonly liquidationFee: DecimalText;
  /** Resting orders per symbol; the next one is refused (-2025). */
  readonly maxOpenOrders: number;
  /** Conditional orders per symbol; the next one is refused (-4045). */
  readonly maxConditionalOrders: number;
  /** Ended orders, trades and income entries that are remembered, each. */
  readonly historyLimit: number;
}

const SIMULATED_EXCHANGE_DEFAULTS = {
  leverage: 5,
  volumeShare: '0.1',
  priceCollar: '0.05',
  beyondDepthSlippage: '0.002',
  liquidationFee: '0.0125',
  maxOpenOrders: 200,
  maxConditionalOrders: 200,
  historyLimit: 10_000,
} as const;

export type SimulatedExchangeOptions = Pick<
  SimulatedExchangeConfig,
  'instruments' | 'initialBalance'
> &
  Partial<SimulatedExchangeConfig>;

/** The same figures as exact decimals. */
export interface Limits {
  readonly volumeShare: Decimal;
  readonly priceCollar: Decimal;
  readonly beyondDepthSlippage: Decimal;
  readonly liquidationFee: Decimal;
  readonly maxOpenOrders: number;
  readonly maxConditionalOrders: number;
}

/** Fills in the defaults. Throws a RangeError that names every figure out of range. */
export function completeConfig(options: SimulatedExchangeOptions): SimulatedExchangeConfig {
  const config: SimulatedExchangeConfig = { ...SIMULATED_EXCHANGE_DEFAULTS, ...options };
  const faults: string[] = [];
  const fraction = (name: string, text: DecimalText): void => {
    const value = parseDecimal(text);
    if (value === undefined || value < 0n || value > 100_000_000n) {
      faults.push(`${name} must be a decimal from 0 to 1, is "${text}"`);
    }
  };
  fraction('volumeShare', config.volumeShare);
  fraction('priceCollar', config.priceCollar);
  fraction('beyondDepthSlippage', config.beyondDepthSlippage);
  fraction('liquidationFee', config.liquidationFee);
  const whole = (name: string, value: number): void => {
    if (!Number.isInteger(value) || value < 1) {
      faults.push(`${name} must be a whole number from 1, is ${value}`);
    }
  };
  whole('leverage', config.leverage);
  whole('maxOpenOrders', config.maxOpenOrders);
  whole('maxConditionalOrders', config.maxConditionalOrders);
  whole('historyLimit', config.historyLimit);
  const balance = parseDecimal(config.initialBalance);
  if (balance === undefined || balance < 0n) {
    faults.push(`initialBalance must be a decimal not below 0, is "${config.initialBalance}"`);
  }
  if (faults.length > 0) throw new RangeError(`simulated exchange: ${faults.join('; ')}`);
  return config;
}

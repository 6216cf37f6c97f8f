/**
 * Parameters of a rule set: named figures with a default, a permitted range and a description.
 * The configuration may change any of them; a name that is not in the table is an error.
 */
export interface ParameterSpec {
  readonly default: number;
  /** Permitted range, both ends included. */
  readonly min: number;
  readonly max: number;
  /** Counts of candles are whole numbers. */
  readonly integer: boolean;
  /** What it means, with its unit. */
  readonly description: string;
}

export type ParameterTable = Readonly<Record<string, ParameterSpec>>;
export type ParametersOf<T extends ParameterTable> = { readonly [K in keyof T]: number };

/** Longest window or period, in candles: bounds the memory of a worker. */
const PERIOD_MAX = 1_000;

/** A period or window in candles; `min` is 1 unless the indicator needs more. */
export const candles = (value: number, description: string, min = 1): ParameterSpec => ({
  default: value,
  min,
  max: PERIOD_MAX,
  integer: true,
  description,
});

/** A threshold on an oscillator (RSI, ADX) that lives in [0, 100]. */
export const level = (value: number, description: string): ParameterSpec => ({
  default: value,
  min: 0,
  max: 100,
  integer: false,
  description,
});

/** A fraction of price, or a quantile: 0.01 = 1 %, in [0, 1]. */
export const fraction = (value: number, description: string): ParameterSpec => ({
  default: value,
  min: 0,
  max: 1,
  integer: false,
  description,
});

/** A ratio, or a number of standard deviations, in [0, 100]. */
export const ratio = (value: number, description: string): ParameterSpec => ({
  default: value,
  min: 0,
  max: 100,
  integer: false,
  description,
});

/**
 * Parameters for a rule set: the configured figures, defaults for the others. The configuration
 * has been validated against the same table, so an unknown name or a figure out of range here is
 * a bug of the caller and throws.
 */
export function readParameters<T extends ParameterTable>(
  table: T,
  configured: Readonly<Record<string, number>>,
): ParametersOf<T> {
  for (const name of Object.keys(configured)) {
    if (!Object.hasOwn(table, name)) throw new RangeError(`unknown parameter "${name}"`);
  }
  const values: Record<string, number> = {};
  for (const [name, spec] of Object.entries(table)) {
    const value = configured[name] ?? spec.default;
    const inRange = value >= spec.min && value <= spec.max;
    if (!inRange || (spec.integer && !Number.isInteger(value))) {
      throw new RangeError(
        `parameter "${name}" must be ${spec.integer ? 'a whole number ' : ''}` +
          `from ${spec.min} to ${spec.max}, not ${value}`,
      );
    }
    values[name] = value;
  }
  return values as ParametersOf<T>;
}

/**
 * The scalar notations of the configuration files: durations (`90s`), fractions (`2.2%` or 0.022),
 * sizes in bytes (`512MiB`), instants (ISO 8601), exact decimals, names. Each reads to the unit
 * that the program uses and says in its error what would be right.
 */
import { z } from 'zod';
import { decimalOf, formatDecimal, parseDecimal, toNumber } from '../domain/decimal.ts';

const DURATION = /^(\d+(?:\.\d+)?)\s*(ms|s|m|h|d)$/;
const DURATION_MS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};
const PERCENT = /^([+-]?\d+(?:\.\d+)?)\s*%$/;
const BYTES = /^(\d+)\s*(B|KiB|MiB|GiB)$/;
const BYTES_FACTOR: Readonly<Record<string, number>> = {
  B: 1,
  KiB: 1_024,
  MiB: 1_048_576,
  GiB: 1_073_741_824,
};
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,3})?Z$/;

/** Milliseconds of `90s`, `15m`, `1.5h`; undefined when the text is none or not whole ms. */
export function parseDuration(text: string): number | undefined {
  const match = DURATION.exec(text.trim());
  if (!match) return undefined;
  const ms = Number(match[1]) * (DURATION_MS[match[2] ?? ''] ?? Number.NaN);
  return Number.isSafeInteger(ms) ? ms : undefined;
}

/** Shortest notation of a duration: `90000` -> `90s`. */
export function formatDuration(ms: number): string {
  for (const unit of ['d', 'h', 'm', 's'] as const) {
    const length = DURATION_MS[unit] as number;
    if (ms !== 0 && ms % length === 0) return `${ms / length}${unit}`;
  }
  return `${ms}ms`;
}

/**
 * Fraction of `2.2%`; undefined when the text is none. The decimal point is moved in the text, so
 * that `2.2%` is the float 0.022 and not 2.2 / 100 = 0.022000000000000002.
 */
export function parsePercent(text: string): number | undefined {
  const match = PERCENT.exec(text.trim());
  return match ? Number(`${match[1]}e-2`) : undefined;
}

export interface Range {
  readonly min?: number;
  readonly max?: number;
  /** The bound itself is not allowed. */
  readonly above?: number;
  readonly below?: number;
}

/** The violated bound in words, or undefined when the value is inside. */
function outside(value: number, range: Range, format: (value: number) => string) {
  if (range.min !== undefined && value < range.min) return `at least ${format(range.min)}`;
  if (range.max !== undefined && value > range.max) return `at most ${format(range.max)}`;
  if (range.above !== undefined && value <= range.above) return `above ${format(range.above)}`;
  if (range.below !== undefined && value >= range.below) return `below ${format(range.below)}`;
  return undefined;
}

type Context = { issues: unknown[] };

function refuse(ctx: Context, input: unknown, message: string, remedy: string): never {
  ctx.issues.push({ code: 'custom', message, input, params: { remedy } });
  return z.NEVER;
}

const show = (value: unknown): string =>
  typeof value === 'string' ? `"${value}"` : JSON.stringify(value);

/** A duration in ms, written with its unit. */
export function duration(description: string, range: Range = {}) {
  return z
    .string({ error: 'expected a duration with its unit, like 90s, 15m or 2h' })
    .meta({ pattern: DURATION.source })
    .transform((text, ctx) => {
      const ms = parseDuration(text);
      if (ms === undefined) {
        return refuse(
          ctx,
          text,
          `${show(text)} is not a duration`,
          'write it as 500ms, 90s, 15m, 2h or 30d',
        );
      }
      const bound = outside(ms, range, formatDuration);
      if (bound) return refuse(ctx, text, `is ${text}`, `must be ${bound}`);
      return ms;
    })
    .meta({ description });
}

/** A fraction: a plain number (0.022) or a percentage (`2.2%`). */
export function fraction(description: string, range: Range = {}) {
  return z
    .union([z.number(), z.string().meta({ pattern: PERCENT.source })], {
      error: 'expected a fraction',
    })
    .transform((input, ctx) => {
      const value = typeof input === 'number' ? input : parsePercent(input);
      if (value === undefined || !Number.isFinite(value)) {
        return refuse(ctx, input, `${show(input)} is not a fraction`, 'write it as 2.2% or 0.022');
      }
      const bound = outside(
        value,
        range,
        (limit) => `${limit} (${Number((limit * 100).toPrecision(12))}%)`,
      );
      if (bound) return refuse(ctx, input, `is ${input}`, `must be ${bound}`);
      return value;
    })
    .meta({ description });
}

/** A plain number. */
export function number(description: string, range: Range = {}) {
  return z
    .number({ error: 'expected a number' })
    .transform((value, ctx) => {
      const bound = outside(value, range, String);
      if (bound) return refuse(ctx, value, `is ${value}`, `must be ${bound}`);
      return value;
    })
    .meta({ description });
}

/** A whole number. */
export function whole(description: string, range: Range = {}) {
  return z
    .number({ error: 'expected a whole number' })
    .transform((value, ctx) => {
      if (!Number.isSafeInteger(value)) {
        return refuse(ctx, value, `is ${value}`, 'must be a whole number');
      }
      const bound = outside(value, range, String);
      if (bound) return refuse(ctx, value, `is ${value}`, `must be ${bound}`);
      return value;
    })
    .meta({ description });
}

/** Bytes, written with their unit. */
export function bytes(description: string, range: Range = {}) {
  return z
    .string({ error: 'expected a size with its unit, like 512MiB' })
    .meta({ pattern: BYTES.source })
    .transform((text, ctx) => {
      const match = BYTES.exec(text.trim());
      const value = match ? Number(match[1]) * (BYTES_FACTOR[match[2] ?? ''] ?? 0) : Number.NaN;
      if (!Number.isSafeInteger(value)) {
        return refuse(ctx, text, `${show(text)} is not a size`, 'write it as 512MiB or 2GiB');
      }
      const bound = outside(value, range, (limit) => `${limit} bytes`);
      if (bound) return refuse(ctx, text, `is ${text}`, `must be ${bound}`);
      return value;
    })
    .meta({ description });
}

/** An instant in UTC, ISO 8601 with `Z`; epoch ms inside. */
export function instant(description: string) {
  return z
    .string({ error: 'expected an instant in UTC' })
    .meta({ pattern: INSTANT.source })
    .transform((text, ctx) => {
      const at = INSTANT.test(text) ? Date.parse(text) : Number.NaN;
      if (!Number.isSafeInteger(at)) {
        return refuse(
          ctx,
          text,
          `${show(text)} is not an instant`,
          'write it as 2025-01-01T00:00:00Z',
        );
      }
      return at;
    })
    .meta({ description });
}

/** An exact decimal with at most 8 places, as text inside. A YAML number is taken when exact. */
export function exactDecimal(description: string, range: Range = {}) {
  return z
    .union([z.string(), z.number()], { error: 'expected a decimal' })
    .transform((input, ctx) => {
      const value = typeof input === 'string' ? parseDecimal(input) : exactOf(input);
      if (value === undefined) {
        return refuse(
          ctx,
          input,
          `${show(input)} is not a decimal with at most 8 places`,
          "write it in quotes, for example '0.001'",
        );
      }
      const bound = outside(toNumber(value), range, String);
      if (bound) return refuse(ctx, input, `is ${input}`, `must be ${bound}`);
      return formatDecimal(value);
    })
    .meta({ description });
}

function exactOf(value: number) {
  if (!Number.isFinite(value) || Math.abs(value) >= 1e13) return undefined;
  const exact = decimalOf(value);
  return toNumber(exact) === value ? exact : undefined;
}

/** Text of a pattern; `like` shows an example. */
export function name(description: string, pattern: RegExp, like: string) {
  return z
    .string({ error: `expected a name such as ${like}` })
    .meta({ pattern: pattern.source })
    .transform((text, ctx) =>
      pattern.test(text)
        ? text
        : refuse(
            ctx,
            text,
            `${show(text)} is not valid here`,
            `write it like ${like} (${pattern.source})`,
          ),
    )
    .meta({ description });
}

export const flag = (description: string) =>
  z.boolean({ error: 'expected true or false' }).meta({ description });

export const SYMBOL_PATTERN = /^[A-Z0-9]{1,12}\/[A-Z0-9]{2,8}:[A-Z0-9]{2,8}$/;
export const ASSET_PATTERN = /^[A-Z0-9]{1,12}$/;
export const ID_PATTERN = /^[A-Z][A-Z0-9_]{0,15}$/;

export const symbolName = (description: string) =>
  name(description, SYMBOL_PATTERN, 'BTC/USDT:USDT');

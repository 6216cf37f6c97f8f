/**
 * Numbers straight from the bytes of a CSV file, equal to `Number(text)` to the last bit: up to 15
 * significant digits and 22 decimal places both the digits as a whole number and the power of ten
 * are exact floats, so that one division rounds correctly (the classic fast path of decimal
 * parsing). Whatever is longer or has an exponent goes through `Number`.
 */
const POWERS = Array.from({ length: 23 }, (_, power) => Number(`1e${power}`));
const PLAIN_NUMBER = /^-?\d+(\.\d+)?([eE][+-]?\d{1,3})?$/;

const COMMA = 44;
const NEWLINE = 10;
const RETURN = 13;
const POINT = 46;
const ZERO = 48;

export class FieldReader {
  readonly #bytes: Uint8Array;
  /** Position of the delimiter that ended the last field, or the end of the bytes. */
  end = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** The field that starts at `start` as a number, NaN when it is none; sets `end`. */
  number(start: number): number {
    const bytes = this.#bytes;
    const limit = bytes.length;
    let position = start;
    let whole = 0;
    let digits = 0;
    let point = -1;
    for (; position < limit; position += 1) {
      const digit = bytes[position]! - ZERO;
      if (digit >= 0 && digit <= 9) {
        whole = whole * 10 + digit;
        digits += 1;
        continue;
      }
      const byte = digit + ZERO;
      if (byte === COMMA || byte === NEWLINE || byte === RETURN) break;
      if (byte !== POINT || point >= 0 || digits === 0) return this.#slow(start);
      point = position + 1;
    }
    if (digits === 0 || digits > 15 || position === point) return this.#slow(start);
    this.end = position;
    return point < 0 ? whole : whole / POWERS[position - point]!;
  }

  /** The field as text, as it stands in the file; sets `end`. */
  text(start: number): string {
    const bytes = this.#bytes;
    let position = start;
    while (position < bytes.length) {
      const byte = bytes[position]!;
      if (byte === COMMA || byte === NEWLINE || byte === RETURN) break;
      position += 1;
    }
    this.end = position;
    return latin1(bytes, start, position);
  }

  /** Decimal places of the last field read by `number(start)`. */
  places(start: number): number {
    for (let position = this.end - 1; position >= start; position -= 1) {
      if (this.#bytes[position] === POINT) return this.end - 1 - position;
    }
    return 0;
  }

  #slow(start: number): number {
    const text = this.text(start);
    return PLAIN_NUMBER.test(text) ? Number(text) : Number.NaN;
  }
}

export const latin1 = (bytes: Uint8Array, start: number, end: number): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset + start, Math.min(end - start, 200)).toString(
    'latin1',
  );

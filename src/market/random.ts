/**
 * Small fast counter PRNG sfc32 (128 bits of state, 32-bit words), seeded through splitmix32.
 * Integer operations only, so that a seed gives the same numbers on every machine and engine.
 * Not for secrets.
 */
export class Random {
  readonly #state = new Int32Array(4);

  /** `seed`: whole number in [0, 2^53). `stream`: name that separates generators of one seed. */
  constructor(seed: number, stream: string) {
    if (!Number.isSafeInteger(seed) || seed < 0) {
      throw new RangeError(`seed must be a whole number from 0 to 2^53 - 1, not ${seed}`);
    }
    let mix = ((seed % 4_294_967_296) | 0) ^ Math.imul((seed / 4_294_967_296) | 0, 0x9e3779b1);
    mix ^= hashText(stream);
    for (let index = 0; index < 4; index += 1) {
      mix = (mix + 0x9e3779b9) | 0;
      this.#state[index] = mixBits(mix);
    }
    for (let round = 0; round < 12; round += 1) this.word();
  }

  /** Uniform over the whole numbers of [0, 2^32). */
  word(): number {
    const s = this.#state;
    const c = s[2]!;
    const b = s[1]!;
    const result = (((s[0]! + b) | 0) + s[3]!) | 0;
    s[3] = s[3]! + 1;
    s[0] = b ^ (b >>> 9);
    s[1] = c + (c << 3);
    s[2] = ((c << 21) | (c >>> 11)) + result;
    return result >>> 0;
  }

  /** Uniform in [0, 1), 32 bits. */
  uniform(): number {
    return this.word() / 4_294_967_296;
  }

  /**
   * Mean 0, variance 1, close to normal: the sum of the four bytes of one word. Bounded by 3.45
   * in size; fat tails of prices come from changing volatility and jumps instead. Needs no
   * logarithm, whose last bit differs between engines.
   */
  normal(): number {
    return normalOf(this.word());
  }
}

/** Standard deviation of a sum of four independent uniform bytes: sqrt(4 x (256^2 - 1) / 12). */
const BYTE_SUM_DEVIATION = Math.sqrt((4 * (256 * 256 - 1)) / 12);

export function normalOf(word: number): number {
  const sum = (word & 255) + ((word >>> 8) & 255) + ((word >>> 16) & 255) + (word >>> 24);
  return (sum - 510) / BYTE_SUM_DEVIATION;
}

/** FNV-1a over UTF-16 code units, 32 bits, signed. */
export function hashText(text: string): number {
  let hash = 0x811c9dc5 | 0;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return hash;
}

/** Bijective scrambling of 32 bits (the finaliser of MurmurHash3), signed. */
export function mixBits(value: number): number {
  let bits = value | 0;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return bits ^ (bits >>> 16);
}

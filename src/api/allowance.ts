/** How often somebody may ask: so many at once, so many a second in the long run. */
import type { Ms } from '../domain/time.ts';

/** Names that are remembered; beyond it the one that asked longest ago is forgotten. */
const NAMES_MAX = 200;

export interface Limits {
  /** A second. */
  readonly rate: number;
  readonly burst: number;
}

export class Allowance {
  private readonly limits: Limits;
  private readonly now: () => Ms;
  private readonly left = new Map<string, { readonly tokens: number; readonly at: Ms }>();

  /** `now`: monotonic. */
  constructor(limits: Limits, now: () => Ms) {
    this.limits = limits;
    this.now = now;
  }

  /** 0: go ahead, and one less is left; else how long to wait, ms. */
  take(name: string): Ms {
    const at = this.now();
    const { rate, burst } = this.limits;
    const known = this.left.get(name) ?? { tokens: burst, at };
    const tokens = Math.min(burst, known.tokens + ((at - known.at) / 1_000) * rate);
    const enough = tokens >= 1;
    this.left.delete(name);
    this.left.set(name, { tokens: enough ? tokens - 1 : tokens, at });
    if (this.left.size > NAMES_MAX) {
      for (const [oldest] of this.left) {
        this.left.delete(oldest);
        break;
      }
    }
    return enough ? 0 : ((1 - tokens) / rate) * 1_000;
  }
}

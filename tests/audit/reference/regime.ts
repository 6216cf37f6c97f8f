/** Volatility regime by domain specification 1.8 from hourly candles alone. */
import type { BreakersConfig } from '../../../src/domain/config.ts';
import type { Regime } from '../../../src/domain/decision.ts';
import type { Candle } from '../../../src/domain/market.ts';

export class RegimeReference {
  regime: Regime = 'normal';
  z: number | null = null;
  private readonly config: BreakersConfig['volatility'];
  private readonly seed: number[] = [];
  private readonly percents: number[] = [];
  private readonly zs: (number | null)[] = [];
  private previousClose: number | null = null;
  private atr: number | null = null;

  constructor(config: BreakersConfig['volatility']) {
    this.config = config;
  }

  candle(candle: Candle): void {
    const { atrPeriod, window, minSamples } = this.config;
    const { high, low, close } = candle;
    const before = this.previousClose;
    const range =
      before === null
        ? high - low
        : Math.max(high - low, Math.abs(high - before), Math.abs(low - before));
    this.previousClose = close;
    if (this.atr !== null) this.atr += (range - this.atr) / atrPeriod;
    else {
      this.seed.push(range);
      if (this.seed.length === atrPeriod) {
        this.atr = this.seed.reduce((a, b) => a + b, 0) / atrPeriod;
      }
    }
    if (this.atr === null) return;
    this.percents.push((this.atr / close) * 100);
    const trailing = this.percents.slice(-window);
    this.z = null;
    if (trailing.length >= minSamples) {
      const mean = trailing.reduce((a, b) => a + b, 0) / trailing.length;
      const variance = trailing.reduce((a, b) => a + (b - mean) ** 2, 0) / trailing.length;
      if (variance > 0) this.z = (trailing.at(-1)! - mean) / Math.sqrt(variance);
    }
    this.zs.push(this.z);
    this.step();
  }

  /** The last `confirmations` closes all fulfil it. */
  private inARow(test: (z: number) => boolean): boolean {
    const last = this.zs.slice(-this.config.confirmations);
    return last.length === this.config.confirmations && last.every((z) => z !== null && test(z));
  }

  private step(): void {
    const { high, extreme } = this.config;
    const reaches = (limit: number) => (z: number) => z >= limit - 1e-9;
    if (this.z !== null && reaches(extreme)(this.z)) {
      this.regime = 'extreme';
    } else if (this.regime === 'extreme') {
      if (this.inARow((z) => !reaches(extreme)(z))) this.regime = 'high';
    } else if (this.regime === 'high') {
      if (this.inARow((z) => !reaches(high)(z))) this.regime = 'normal';
    } else if (this.inARow(reaches(high))) {
      this.regime = 'high';
    }
  }
}

/** One strategy's view of one symbol: its rules, its recent observations, its runs of signals. */
import type { SymbolId } from '../domain/ids.ts';
import type { Candle, Side } from '../domain/market.ts';
import type { EpochMs, Ms } from '../domain/time.ts';
import type { Timeframe } from '../domain/timeframe.ts';
import { LONGEST_BRIDGED_HOLE } from './context.ts';
import type { ExitReason, Observation, RawEntry, Rules } from './rules.ts';

/** Observations kept to look back to the entry candle of a position, also after a restart. */
export const REMEMBERED_CANDLES = 512;
/** A position's entry candle closed at most this long (and one candle) before it was opened. */
const ENTRY_LOOKBACK: Ms = 3_600_000;

/** What became of one base candle. */
export interface Evaluation {
  readonly symbol: SymbolId;
  readonly closeTime: EpochMs;
  readonly close: number;
  readonly entry: RawEntry | null;
  /** First candle of its run: no signal of the same side on the candle right before. */
  readonly onset: boolean;
  /** The same candle was evaluated before, with less knowledge of other symbols. */
  readonly revision: boolean;
}

/** Rule exit of one open position, judged on every candle since its entry candle. */
export interface PositionWatch {
  /** Judges all candles not judged yet; why to leave, or null. */
  advance(): ExitReason | null;
}

export interface SymbolTrack {
  readonly lastCloseTime: EpochMs | null;
  onContext(timeframe: Timeframe, candle: Candle): void;
  /** Null when the candle is not newer than the last one. */
  onBase(candle: Candle): Evaluation | null;
  /** The newest candle again, with the basket's mean return; null when nothing changes. */
  onBasket(meanReturn: number): Evaluation | null;
  /** Null while no candle is known. */
  watch(side: Side, openedAt: EpochMs): PositionWatch | null;
  /** What is missing before it can signal, in words. */
  lacking(): readonly string[];
}

/** `length`: base timeframe in ms. */
export const trackOf = <O extends Observation>(
  symbol: SymbolId,
  rules: Rules<O>,
  length: Ms,
): SymbolTrack => new RulesTrack(symbol, rules, length);

class RulesTrack<O extends Observation> implements SymbolTrack {
  readonly #symbol: SymbolId;
  readonly #rules: Rules<O>;
  readonly #length: Ms;
  readonly #recent: O[] = [];

  constructor(symbol: SymbolId, rules: Rules<O>, length: Ms) {
    this.#symbol = symbol;
    this.#rules = rules;
    this.#length = length;
  }

  get lastCloseTime(): EpochMs | null {
    return this.#recent.at(-1)?.closeTime ?? null;
  }

  onContext(timeframe: Timeframe, candle: Candle): void {
    this.#rules.onContext(timeframe, candle);
  }

  onBase(candle: Candle): Evaluation | null {
    const previous = this.#recent.at(-1) ?? null;
    if (previous !== null && candle.openTime < previous.closeTime) return null;
    const hole = previous === null ? 0 : candle.openTime - previous.closeTime;
    if (hole > LONGEST_BRIDGED_HOLE) {
      this.#rules.restart();
      this.#recent.length = 0;
    }
    const seen = this.#rules.onBase(candle, candle.openTime + this.#length);
    // Right after a hole "the candle before" is another time: no entry on such a candle.
    const observation = hole > 0 && seen.entry !== null ? { ...seen, entry: null } : seen;
    this.#recent.push(observation);
    // Trimmed in batches, so that a candle costs no shift of the whole array.
    if (this.#recent.length >= 2 * REMEMBERED_CANDLES) this.#recent.splice(0, REMEMBERED_CANDLES);
    return this.#evaluation(observation, false);
  }

  onBasket(meanReturn: number): Evaluation | null {
    const last = this.#recent.at(-1);
    if (last === undefined) return null;
    const seen = this.#rules.onBasket(meanReturn);
    if (seen === null) return null;
    const observation =
      seen.entry !== null && this.#followsHole(last) ? { ...seen, entry: null } : seen;
    this.#recent[this.#recent.length - 1] = observation;
    return this.#evaluation(observation, true);
  }

  watch(side: Side, openedAt: EpochMs): PositionWatch | null {
    const entry = this.#entryCandle(side, openedAt);
    if (entry === null) return null;
    const exit = this.#rules.watch(side, entry);
    let judged = entry.closeTime;
    let last: O | null = null;
    return {
      advance: () => {
        let reason: ExitReason | null = null;
        for (const now of this.#since(judged)) {
          if (now === last || now.closeTime === entry.closeTime) continue;
          const answer = exit.next(now);
          // A close before the position was open is remembered by the watch, but ends nothing.
          if (now.closeTime >= openedAt) reason ??= answer;
          judged = now.closeTime;
          last = now;
        }
        return reason;
      },
    };
  }

  lacking(): readonly string[] {
    return this.#rules.lacking();
  }

  #evaluation(observation: O, revision: boolean): Evaluation {
    const { closeTime, close, entry } = observation;
    const onset = entry !== null && !this.#continuesRun(closeTime, entry.side);
    return { symbol: this.#symbol, closeTime, close, entry, onset, revision };
  }

  /** Did the candle right before the one closing at `closeTime` signal the same side? */
  #continuesRun(closeTime: EpochMs, side: Side): boolean {
    const before = this.#recent.at(-2);
    return before?.closeTime === closeTime - this.#length && before.entry?.side === side;
  }

  #followsHole(observation: O): boolean {
    const before = this.#recent.at(-2);
    return before !== undefined && before.closeTime !== observation.closeTime - this.#length;
  }

  /** Observations from the one that closed at `closeTime` on, oldest first. */
  #since(closeTime: EpochMs): readonly O[] {
    let start = this.#recent.length;
    while (start > 0 && this.#recent[start - 1]!.closeTime >= closeTime) start -= 1;
    return this.#recent.slice(start);
  }

  /**
   * The candle whose signal opened the position: the last one that signalled its side when it was
   * opened. A position nobody here signalled has the last candle before it was opened; one older
   * than all candles known has the oldest of them.
   */
  #entryCandle(side: Side, openedAt: EpochMs): O | null {
    const oldest = openedAt - ENTRY_LOOKBACK - this.#length;
    let fallback: O | null = null;
    for (let index = this.#recent.length - 1; index >= 0; index -= 1) {
      const seen = this.#recent[index]!;
      if (seen.closeTime > openedAt) continue;
      fallback ??= seen;
      if (seen.closeTime < oldest) break;
      if (seen.entry?.side === side) return seen;
    }
    return fallback ?? this.#recent[0] ?? null;
  }
}

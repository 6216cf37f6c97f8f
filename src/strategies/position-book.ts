/** A worker's own positions: what it holds, when it must leave, how long it cools down. */
import type { StrategyConfig } from '../domain/config.ts';
import { decimal } from '../domain/decimal.ts';
import type { VirtualPosition } from '../domain/execution.ts';
import type { SymbolId } from '../domain/ids.ts';
import type { Side } from '../domain/market.ts';
import type { ExitRequest, Signal } from '../domain/signal.ts';
import type { EpochMs, Ms } from '../domain/time.ts';
import { timeframeMs } from '../domain/timeframe.ts';
import type { ExitReason } from './rules.ts';
import type { Evaluation, PositionWatch, SymbolTrack } from './symbol-track.ts';

interface HeldPosition {
  readonly side: Side;
  readonly decision: number;
  readonly openedAt: EpochMs;
  /** Made with the first candle known, which may come after the position. */
  watch: PositionWatch | null;
  /** Why it must leave: once due it stays due, whatever later candles say. */
  due: ExitReason | null;
}

const NO_REQUESTS: readonly ExitRequest[] = [];

export class PositionBook {
  readonly #config: StrategyConfig;
  readonly #trackOf: (symbol: SymbolId) => SymbolTrack | undefined;
  readonly #cooldown: Ms;
  /** At most one position a side and symbol. */
  readonly #held = new Map<SymbolId, HeldPosition[]>();
  readonly #coolUntil = new Map<SymbolId, EpochMs>();

  constructor(config: StrategyConfig, trackOf: (symbol: SymbolId) => SymbolTrack | undefined) {
    this.#config = config;
    this.#trackOf = trackOf;
    this.#cooldown = config.cooldownCandles * timeframeMs(config.timeframe);
  }

  /** Why the strategy does not want an entry on the candle closing at `closeTime`; null: it does. */
  veto(symbol: SymbolId, closeTime: EpochMs): Signal['veto'] {
    if ((this.#held.get(symbol)?.length ?? 0) > 0) return 'holding';
    // The candles that close within this time after the close of the position are the cooldown.
    const until = this.#coolUntil.get(symbol);
    return until !== undefined && closeTime <= until ? 'cooldown' : null;
  }

  /** Judges the positions of a symbol on its newest candle; the exits that are due. */
  judge(evaluation: Evaluation): readonly ExitRequest[] {
    const { symbol } = evaluation;
    const held = this.#held.get(symbol);
    if (held === undefined || held.length === 0) return NO_REQUESTS;
    const requests: ExitRequest[] = [];
    for (const position of held) {
      const newlyDue = this.#advance(symbol, position);
      // A due exit is repeated once a candle, not at each look at the same candle.
      const tell = newlyDue || !evaluation.revision;
      if (position.due !== null && tell) {
        requests.push(this.#request(symbol, position.side, position.due, evaluation.closeTime));
      }
    }
    return requests;
  }

  /** Takes a position fact; an exit that is due already on the candles known. */
  accept(position: VirtualPosition, at: EpochMs): ExitRequest | null {
    const { symbol, side, decision, openedAt } = position;
    if (position.strategy !== this.#config.id) return null;
    const others = (this.#held.get(symbol) ?? []).filter((held) => held.side !== side);
    const known = (this.#held.get(symbol) ?? []).find((held) => held.side === side);
    if (decimal(position.quantity) <= 0n) {
      // A late word on an earlier position must not end the one that is open now.
      if (known !== undefined && known.decision !== decision) return null;
      this.#held.set(symbol, others);
      const until = at + this.#cooldown;
      this.#coolUntil.set(symbol, Math.max(until, this.#coolUntil.get(symbol) ?? until));
      return null;
    }
    if (known?.decision === decision && known.openedAt === openedAt) return null;
    const opened: HeldPosition = { side, decision, openedAt, watch: null, due: null };
    this.#held.set(symbol, [...others, opened]);
    this.#advance(symbol, opened);
    return opened.due === null ? null : this.#request(symbol, side, opened.due, at);
  }

  /** Judges the candles since the last look; true when the exit has just fallen due. */
  #advance(symbol: SymbolId, position: HeldPosition): boolean {
    if (position.due !== null) return false;
    position.watch ??= this.#trackOf(symbol)?.watch(position.side, position.openedAt) ?? null;
    position.due = position.watch?.advance() ?? null;
    return position.due !== null;
  }

  #request(symbol: SymbolId, side: Side, reason: ExitReason, at: EpochMs): ExitRequest {
    return { strategy: this.#config.id, symbol, side, reason, at };
  }
}

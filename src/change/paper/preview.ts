/** A pair over a market from its first to its last step: a preview, which never counts. */

import type { SeptetConfig } from '../../domain/config.ts';
import type { MarketSource } from '../../domain/market.ts';
import type { PaperReport } from '../../domain/paper.ts';
import { DEFAULT_PAPER } from '../../domain/paper.ts';
import { type EpochMs, MINUTE_MS } from '../../domain/time.ts';
import { TIMEFRAMES } from '../../domain/timeframe.ts';
import { Feed } from '../../market/feed.ts';
import { type TapeHead, tapeHead } from '../../market/tape/tape-head.ts';
import type { TapeGroup } from '../../market/tape/tape-line.ts';
import { TapeRecorder } from '../../market/tape/tape-recorder.ts';
import { PaperPair } from './pair.ts';
import { paperReport } from './paper-report.ts';

/** Candles of each timeframe from before the start: more than any strategy or average asks for. */
export const HISTORY = 2_000;
/** Instants run between two signs of progress. */
const SLICE = 720;

export interface PreviewRun {
  readonly inForce: SeptetConfig;
  readonly candidate: SeptetConfig;
  readonly configFiles: number;
  readonly build: string;
  /** With the symbols of both. */
  readonly market: MarketSource;
  readonly to: EpochMs;
  readonly notes: readonly string[];
}

export interface PreviewProgress {
  readonly at: EpochMs;
  readonly from: EpochMs;
  readonly to: EpochMs;
}

export function runPreview(
  run: PreviewRun,
  onProgress: (progress: PreviewProgress) => void,
): PaperReport {
  const { market, inForce, candidate, configFiles, build } = run;
  const from = market.startsAt;
  const to = Math.min(run.to, market.endsAt ?? run.to);
  const feed = new Feed(market);
  feed.start();
  const head = headOf(market, feed, inForce.venue.initialBalance);
  const side = (config: SeptetConfig) => ({ config, configFiles, build, head });
  const reader = liveGroups(feed, from, to);
  const pair = new PaperPair({ inForce: side(inForce), candidate: side(candidate), reader });
  while (pair.advance(SLICE) > 0) onProgress({ at: pair.at, from, to });
  onProgress({ at: to, from, to });
  return paperReport(pair, {
    ...{ proposal: `${candidate.kernel.version} (preview)`, content: '', build, from },
    ...{ counts: false, counted: 0, gaps: 0, limits: DEFAULT_PAPER, notes: run.notes },
  });
}

function headOf(market: MarketSource, feed: Feed, equity: string): TapeHead {
  const { symbols, startsAt, stepLength } = market;
  const candles = Object.fromEntries(
    symbols.map((symbol) => [
      symbol,
      Object.fromEntries(TIMEFRAMES.map((each) => [each, feed.history(symbol, each, HISTORY)])),
    ]),
  );
  return tapeHead({ startsAt, stepLength, symbols, equity, candles });
}

/** The market as a tape that is nowhere: read a minute at a time, in bounded memory. */
function liveGroups(feed: Feed, from: EpochMs, to: EpochMs) {
  const ready: TapeGroup[] = [];
  const writer = {
    tail: [],
    last: null as EpochMs | null,
    append(group: TapeGroup): boolean {
      this.last = group.at;
      ready.push(group);
      return true;
    },
  };
  const recorder = new TapeRecorder(writer);
  let position = from;
  return {
    next(most: number): readonly TapeGroup[] {
      while (ready.length < most && position < to) {
        position = Math.min(to, position + MINUTE_MS);
        for (const output of feed.advance(position)) recorder.take(output);
        if (position === to) recorder.flush();
      }
      return ready.splice(0, most);
    },
  };
}

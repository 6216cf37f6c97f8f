/** From the name of an implementation to its rules: the one place that lists them all. */
import type { SymbolId } from '../domain/ids.ts';
import type { Ms } from '../domain/time.ts';
import type { Implementation } from './catalog.ts';
import type { HistoryNeed } from './history.ts';
import { readParameters } from './parameters.ts';
import { S1_PARAMETERS } from './s1/parameters.ts';
import { S1Rules, s1History } from './s1/rules.ts';
import { S2_PARAMETERS } from './s2/parameters.ts';
import { S2Rules, s2History } from './s2/rules.ts';
import { S3_PARAMETERS } from './s3/parameters.ts';
import { S3Rules, s3History } from './s3/rules.ts';
import { S4_PARAMETERS } from './s4/parameters.ts';
import { S4Rules, s4History } from './s4/rules.ts';
import { s5History } from './s5/indicators.ts';
import { S5_PARAMETERS } from './s5/parameters.ts';
import { S5Rules } from './s5/rules.ts';
import { s6History } from './s6/indicators.ts';
import { S6_PARAMETERS } from './s6/parameters.ts';
import { S6Rules } from './s6/rules.ts';
import { S7_PARAMETERS } from './s7/parameters.ts';
import { S7Rules, s7History } from './s7/rules.ts';
import { type SymbolTrack, trackOf } from './symbol-track.ts';

/** A rule set bound to its parameters. */
export interface RuleSet {
  readonly history: readonly HistoryNeed[];
  /** Candles of the basket's return; null when the rule set reads no basket. */
  readonly basketReturnCandles: number | null;
  /** The rules on one symbol; `length` is the base timeframe in ms. */
  createTrack(symbol: SymbolId, length: Ms): SymbolTrack;
}

/** Throws on an unknown or impossible parameter: the configuration was validated before. */
export function ruleSet(
  implementation: Implementation,
  configured: Readonly<Record<string, number>>,
): RuleSet {
  switch (implementation) {
    case 's1': {
      const p = readParameters(S1_PARAMETERS, configured);
      return plain(s1History(p), (symbol, length) => trackOf(symbol, new S1Rules(p), length));
    }
    case 's2': {
      const p = readParameters(S2_PARAMETERS, configured);
      return plain(s2History(p), (symbol, length) => trackOf(symbol, new S2Rules(p), length));
    }
    case 's3': {
      const p = readParameters(S3_PARAMETERS, configured);
      return plain(s3History(p), (symbol, length) => trackOf(symbol, new S3Rules(p), length));
    }
    case 's4': {
      const p = readParameters(S4_PARAMETERS, configured);
      return plain(s4History(p), (symbol, length) => trackOf(symbol, new S4Rules(p), length));
    }
    case 's5': {
      const p = readParameters(S5_PARAMETERS, configured);
      return plain(s5History(p), (symbol, length) => trackOf(symbol, new S5Rules(p), length));
    }
    case 's6': {
      const p = readParameters(S6_PARAMETERS, configured);
      return {
        ...plain(s6History(p), (symbol, length) => trackOf(symbol, new S6Rules(p), length)),
        basketReturnCandles: p.returnCandles,
      };
    }
    case 's7': {
      const p = readParameters(S7_PARAMETERS, configured);
      return plain(s7History(p), (symbol, length) => trackOf(symbol, new S7Rules(p), length));
    }
  }
}

const plain = (
  history: readonly HistoryNeed[],
  createTrack: (symbol: SymbolId, length: Ms) => SymbolTrack,
): RuleSet => ({ history, basketReturnCandles: null, createTrack });

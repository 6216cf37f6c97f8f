/** A decision as one line of a list; the record itself has everything. */
import type { DecimalText } from './decimal.ts';
import type { DecisionRecord, ProfileName, Regime, RiskState } from './decision.ts';
import type { StrategyId, SymbolId } from './ids.ts';
import type { Side } from './market.ts';
import type { ReasonClass, ReasonCode } from './reasons.ts';
import type { EpochMs } from './time.ts';

export interface DecisionRow {
  readonly id: string;
  readonly decision: number;
  readonly at: EpochMs;
  readonly strategy: StrategyId;
  readonly symbol: SymbolId;
  readonly side: Side;
  readonly verdict: DecisionRecord['verdict'];
  readonly reason: ReasonCode | null;
  readonly reasonClass: ReasonClass | null;
  /** In words, with figures. */
  readonly text: string;
  readonly riskState: RiskState;
  readonly profile: ProfileName;
  readonly regime: Regime;
  readonly edge: number;
  /** Of the order; null where there is none. */
  readonly quantity: DecimalText | null;
  readonly limitPrice: DecimalText | null;
  /** The decision this one tries again; null: a first try. */
  readonly retryOf: number | null;
}

export function decisionRow(record: DecisionRecord): DecisionRow {
  const { id, decision, at, verdict, reason, reasonClass, text, riskState, order } = record;
  const { strategy, symbol, side, edge } = record.signal;
  return {
    ...{ id, decision, at, strategy, symbol, side, verdict, reason, reasonClass, text, riskState },
    ...{ profile: record.profile, regime: record.regime, edge, retryOf: record.retryOf },
    quantity: order?.quantity ?? null,
    limitPrice: order?.limitPrice ?? null,
  };
}

/** The virtual position that a first fill makes. */
import { ZERO } from '../domain/decimal.ts';
import type { ExecutorFact } from '../domain/execution.ts';
import { EXTERNAL, type StrategyId } from '../domain/ids.ts';
import type { ExitPlan } from '../domain/signal.ts';
import {
  type ExecutorState,
  findPosition,
  NEVER,
  type OrderState,
  type PositionState,
  positionKey,
  symbolState,
} from './state.ts';

/** The position a fill belongs to; made when it is the first. */
export function positionFor(
  state: ExecutorState,
  fact: Extract<ExecutorFact, { kind: 'fill' }>,
  order: OrderState | undefined,
): PositionState {
  const found = findPosition(state, fact.strategy, fact.symbol, fact.positionSide);
  if (found) return found;
  const position: PositionState = {
    key: positionKey(fact.strategy, fact.symbol, fact.positionSide),
    strategy: fact.strategy,
    symbol: fact.symbol,
    side: fact.positionSide,
    decision: fact.decision,
    attempt: order?.attempt ?? 0,
    openedAt: fact.at,
    plan: planOf(state, fact.strategy, order),
    quantity: ZERO,
    cost: ZERO,
    stopPrice: null,
    trailingArmed: false,
    stopOnVenue: false,
    exitReason: null,
    reducedBy: '',
    openQuantity: ZERO,
    openNotional: ZERO,
    openFees: ZERO,
    closeQuantity: ZERO,
    closeNotional: ZERO,
    gross: ZERO,
    fees: ZERO,
    funding: ZERO,
    entryNumber: 0,
    stopNumber: Number.NaN,
    exitUrgent: false,
    exitTries: 0,
    exitAt: 0,
    exitFailedAt: [],
    exitTroubleAt: Number.NEGATIVE_INFINITY,
    stopTries: 0,
    stopAt: 0,
    unprotectedSince: NEVER,
    stopTroubleAt: Number.NEGATIVE_INFINITY,
    crossedAt: NEVER,
  };
  symbolState(state, fact.symbol).positions.push(position);
  return position;
}

function planOf(
  state: ExecutorState,
  strategy: StrategyId,
  order: OrderState | undefined,
): ExitPlan | null {
  if (order?.entry && order.strategy === strategy) return order.entry.exitPlan;
  const stop = state.config.externalStop;
  if (strategy !== EXTERNAL || stop === null) return null;
  return { stop, trailing: null, minimalReturn: [], baseTimeframe: 60_000 };
}

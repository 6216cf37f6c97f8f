/** Executor facts become kernel events; halts and differences become closures. */
import { closureId, PORTFOLIO } from '../../domain/closure.ts';
import { add, decimal, formatDecimal, parseDecimal, toNumber } from '../../domain/decimal.ts';
import { decimalNumber } from '../intake/normalise.ts';
import { mirrorHalt } from './commands.ts';
import type { ConsumedFact } from './consumed.ts';
import type { CoreContext } from './context.ts';
import { positionKey } from './state.ts';

/** Clean reconciliations in a row that confirm a difference gone. */
const CLEAN_CONFIRMATIONS = 2;

export function applyFact(core: CoreContext, sequence: number, fact: ConsumedFact): void {
  core.state.factSequence = sequence;
  switch (fact.kind) {
    case 'intent':
      core.state.deliveries.delete(fact.decision);
      return;
    case 'fill':
      applyFill(core, fact);
      return;
    case 'entry_ended':
      applyEntryEnded(core, fact);
      return;
    case 'position':
      applyPosition(core, fact);
      return;
    case 'trade_closed':
      core.kernelStep({
        kind: 'trade_closed',
        at: core.now,
        strategy: fact.trade.strategy,
        symbol: fact.trade.symbol,
        side: fact.trade.side,
        netPnl: decimalNumber(fact.trade.netPnl),
      });
      return;
    case 'halt':
      mirrorHalt(core, fact.on, fact.actor, fact.reason);
      return;
    case 'reconciliation':
      applyReconciliation(core, fact.clean, fact.differences);
      return;
    // Only the day book reads the one, alerts look at the other: see alert-notes.ts.
    case 'ledger':
    case 'venue':
      return;
    case 'trouble':
      core.holdCritical(`${fact.code}:${fact.strategy ?? '*'}:${fact.symbol ?? '*'}`, fact.text);
      core.alert('critical', fact.code, fact.text);
      return;
  }
}

type FactOf<K extends ConsumedFact['kind']> = Extract<ConsumedFact, { kind: K }>;

/** Fills of an entry add up; the kernel hears the cumulative figures. */
function applyFill(core: CoreContext, fact: FactOf<'fill'>): void {
  const quantity = parseDecimal(fact.quantity);
  const price = decimalNumber(fact.price);
  if (quantity === undefined || !(price > 0)) {
    core.alert('warning', 'INPUT_REJECTED', `fill ${fact.tradeId}: quantity or price`);
    return;
  }
  core.state.deliveries.delete(fact.decision);
  const before = core.state.fills.get(fact.decision);
  const filled = add(before === undefined ? decimal('0') : decimal(before.quantity), quantity);
  const cost = (before?.cost ?? 0) + toNumber(quantity) * price;
  core.state.fills.set(fact.decision, { quantity: formatDecimal(filled), cost });
  const filledQuantity = toNumber(filled);
  if (!(filledQuantity > 0)) return;
  core.kernelStep({
    kind: 'entry_progress',
    at: core.now,
    decision: fact.decision,
    filledQuantity,
    averagePrice: cost / filledQuantity,
  });
}

function applyEntryEnded(core: CoreContext, fact: FactOf<'entry_ended'>): void {
  core.state.deliveries.delete(fact.decision);
  core.state.fills.delete(fact.decision);
  core.kernelStep({
    kind: 'entry_ended',
    at: core.now,
    decision: fact.decision,
    end: fact.end,
    reason: fact.reason,
    filledQuantity: decimalNumber(fact.filledQuantity),
    averagePrice: decimalNumber(fact.averagePrice),
  });
}

function applyPosition(core: CoreContext, fact: FactOf<'position'>): void {
  const { position } = fact;
  const quantity = decimalNumber(position.quantity);
  const key = positionKey(position);
  if (quantity === 0) core.state.positions.delete(key);
  else core.state.positions.set(key, position);
  core.kernelStep({
    kind: 'position',
    at: core.now,
    strategy: position.strategy,
    symbol: position.symbol,
    side: position.side,
    decision: position.decision,
    quantity,
    entryPrice: decimalNumber(position.entryPrice),
    stopPrice: position.stopPrice === null ? null : decimalNumber(position.stopPrice),
  });
}

/** A difference closes entries until two reconciliations in a row were clean (promise 4.2.8). */
function applyReconciliation(
  core: CoreContext,
  clean: boolean,
  differences: readonly string[],
): void {
  const { executor } = core.state;
  const id = closureId('reconciliation', PORTFOLIO);
  if (!clean) {
    const text = `account differs from the venue: ${differences.join('; ')}`;
    if (executor.reconciled !== false) core.alert('critical', 'RECONCILIATION_DIFFERENCE', text);
    executor.reconciled = false;
    executor.clean = 0;
    core.launchDirty = true;
    core.close('reconciliation', PORTFOLIO, text);
    return;
  }
  executor.clean += 1;
  if (!core.state.closures.has(id)) executor.reconciled = true;
  else if (executor.clean >= CLEAN_CONFIRMATIONS) {
    executor.reconciled = true;
    core.release(id, `${CLEAN_CONFIRMATIONS} clean reconciliations in a row`);
  }
}

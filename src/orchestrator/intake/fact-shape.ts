/** Runtime shape of executor facts: what the core reads of them is there and is what it says. */
import { parseDecimal } from '../../domain/decimal.ts';
import type { ConsumedFact } from '../core/consumed.ts';

const isText = (value: unknown): boolean => typeof value === 'string';
const isWhole = Number.isSafeInteger;
const isAmount = (value: unknown): boolean =>
  isText(value) && parseDecimal(value as string) !== undefined;
const isRecord = (value: unknown): boolean => typeof value === 'object' && value !== null;

/** Null when the fact may be consumed, else what is wrong with it. */
export function factFault(fact: ConsumedFact): string | null {
  return isSound(fact) ? null : `a field of "${fact.kind}" is missing or makes no sense`;
}

function isSound(fact: ConsumedFact): boolean {
  switch (fact.kind) {
    case 'intent':
      return isWhole(fact.decision);
    case 'fill':
      return isWhole(fact.decision) && isAmount(fact.quantity) && isAmount(fact.price);
    case 'entry_ended':
      return isWhole(fact.decision) && isAmount(fact.filledQuantity) && isAmount(fact.averagePrice);
    case 'position':
      return isRecord(fact.position) && isPosition(fact.position);
    case 'trade_closed':
      return isRecord(fact.trade) && isText(fact.trade.strategy) && isAmount(fact.trade.netPnl);
    case 'halt':
      return typeof fact.on === 'boolean' && isText(fact.actor) && isText(fact.reason);
    case 'reconciliation':
      return typeof fact.clean === 'boolean' && isTexts(fact.differences);
    case 'ledger':
      return isRecord(fact.entry) && isAmount(fact.entry.amount) && isAmount(fact.entry.balance);
    case 'venue':
      return typeof fact.answers === 'boolean' && isWhole(fact.since) && isText(fact.text);
    case 'trouble':
      return isText(fact.code) && isText(fact.text);
  }
}

const isTexts = (value: unknown): boolean => Array.isArray(value) && value.every(isText);

function isPosition(position: Extract<ConsumedFact, { kind: 'position' }>['position']): boolean {
  const { strategy, symbol, side, decision, openedAt, quantity, entryPrice, stopPrice } = position;
  return (
    isText(strategy) &&
    isText(symbol) &&
    (side === 'long' || side === 'short') &&
    isWhole(decision) &&
    isWhole(openedAt) &&
    isAmount(quantity) &&
    isAmount(entryPrice) &&
    (stopPrice === null || isAmount(stopPrice))
  );
}

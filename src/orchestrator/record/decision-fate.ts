/** What became of an order: read from the journal in a bounded piece. */
import type { DecisionFate } from '../../domain/decision-fate.ts';
import type { Envelope } from '../../domain/envelope.ts';
import type { EntryEnd, ExecutorFact } from '../../domain/execution.ts';
import type { Journal } from '../../domain/journal.ts';
import type { DecisionLog } from './decision-log.ts';

/** Records read for one answer, and steps told. */
const RECORDS_MAX = 20_000;
const STEPS_MAX = 100;

export const fateOf = (journal: Journal, log: DecisionLog, decision: number): DecisionFate =>
  read(journal.read(log.placeOf(decision)), decision);

/** From the record of the decision on, until its trade is closed. */
function read(journal: Iterable<Envelope>, decision: number): DecisionFate {
  const steps: { at: number; text: string }[] = [];
  let end: EntryEnd | null = null;
  let records = 0;
  for (const envelope of journal) {
    records += 1;
    if (records > RECORDS_MAX || steps.length >= STEPS_MAX)
      return { steps, end, exit: null, complete: false };
    if (envelope.type !== 'input.fact') continue;
    const { fact } = (envelope as Envelope<{ readonly fact: ExecutorFact }>).data;
    if (fact.kind === 'trade_closed') {
      const { trade } = fact;
      if (trade.decision !== decision) continue;
      const text = `closed ${trade.quantity} at ${trade.exitPrice}: ${trade.netPnl} USDT net (${trade.exitReason})`;
      const exit = { at: trade.closedAt, price: trade.exitPrice, netPnl: trade.netPnl };
      return { steps: [...steps, { at: fact.at, text }], end, exit, complete: true };
    }
    if (!('decision' in fact) || fact.decision !== decision) continue;
    if (fact.kind === 'intent') {
      const at = fact.stopPrice ?? fact.price;
      const where = at === null ? '' : ` at ${at}`;
      steps.push({ at: fact.at, text: `${fact.role} sent: ${fact.quantity}${where}` });
    } else if (fact.kind === 'fill') {
      const text = `${fact.role} filled ${fact.quantity} at ${fact.price}, fee ${fact.fee} USDT`;
      steps.push({ at: fact.at, text });
    } else {
      end = fact.end;
      steps.push({ at: fact.at, text: `entry ${fact.end}: ${fact.text}` });
      if (Number(fact.filledQuantity) === 0) return { steps, end, exit: null, complete: true };
    }
  }
  return { steps, end, exit: null, complete: true };
}

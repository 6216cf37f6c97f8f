/** The books of an executor against those of its venue, and against what it had said before. */
import { expect } from 'vitest';
import { decimal } from '../../src/domain/decimal.ts';
import { parseClientOrderId } from '../../src/execution/client-order-id.ts';
import type { ExecutorReport } from './life.ts';
import type { VenueReport } from './venue-report.ts';

/** What earlier lives told others, after it was durable. */
export interface Acknowledged {
  sequence: number;
  readonly fills: Set<string>;
}

function sums(lines: readonly string[]): ReadonlyMap<string, bigint> {
  const found = new Map<string, bigint>();
  for (const line of lines) {
    const [id, quantity] = line.split(' ') as [string, string];
    found.set(id, (found.get(id) ?? 0n) + decimal(quantity));
  }
  return found;
}

const isTrade = (line: string): boolean => !/^(settle|reconciled|recovered):/.test(line);

export function checkBooks(
  executor: ExecutorReport,
  venue: VenueReport,
  acknowledged: Acknowledged,
): void {
  expect(executor.chain).toBe('whole');
  expect(executor.sequence).toBeGreaterThanOrEqual(acknowledged.sequence);
  const journaled = new Set(executor.fills);
  expect([...acknowledged.fills].filter((fill) => !journaled.has(fill))).toEqual([]);

  // Every trade of the venue is booked once, whole, and nothing else is.
  expect(sums(executor.fills.filter(isTrade))).toEqual(sums(venue.trades));
  expect(executor.fills.filter((fill) => /^(reconciled|recovered):/.test(fill))).toEqual([]);
  expect([executor.reconciled, executor.text]).toEqual([true, 'equal to the venue']);
  expect(executor.adjustments).toEqual([]);
  expect(decimal(executor.balance!)).toBe(decimal(venue.wallet));

  // No order is there twice, no decision has two entries, none filled beyond its size.
  const ids = venue.orders.map(([id]) => id);
  expect(new Set(ids).size).toBe(ids.length);
  const decisions = ids
    .map(parseClientOrderId)
    .flatMap((parts) => (parts?.role === 'entry' ? [parts.decision] : []));
  expect(new Set(decisions).size).toBe(decisions.length);
  for (const [id, filled, quantity] of venue.orders) {
    expect([id, decimal(filled) <= decimal(quantity)]).toEqual([id, true]);
  }

  // Each virtual position has its stop there, of its size; their sum is what the venue holds.
  const sideOf = (each: { symbol: string; side: string }): string => `${each.symbol} ${each.side}`;
  expect(executor.positions.filter((each) => each.strategy === 'EXTERNAL')).toEqual([]);
  expect(
    sums(executor.positions.map((each) => `${sideOf(each).replace(' ', ':')} ${each.quantity}`)),
  ).toEqual(
    sums(venue.positions.map((each) => `${sideOf(each).replace(' ', ':')} ${each.quantity}`)),
  );
  const stops = venue.open
    .filter((order) => order.type === 'stop_market')
    .map((o) => `${o.symbol} ${o.positionSide} ${o.quantity} at ${o.stopPrice}`);
  const wanted = executor.positions.map(
    (each) => `${sideOf(each)} ${each.quantity} at ${each.stopPrice}`,
  );
  expect(stops.sort()).toEqual(wanted.sort());
}

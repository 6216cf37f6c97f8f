/** What has to hold after a session under faults. */
import { expect } from 'vitest';
import { type Decimal, decimal, formatDecimal } from '../../src/domain/decimal.ts';
import type { Operation } from './plans.ts';
import { BTC, type FaultRig, S1, T0 } from './rig.ts';

const sum = (values: readonly string[]): string =>
  formatDecimal(
    values.reduce((total, value) => (total + decimal(value)) as Decimal, 0n as Decimal),
  );

export function check(rig: FaultRig, operation: Operation, run: string): void {
  const { executor, exchange, venue } = rig;
  const placed = venue.sent.filter((command) => command.kind === 'place');
  const ids = placed.map((command) => command.clientOrderId);
  expect(new Set(ids).size, `${run}: no order is sent twice`).toBe(ids.length);
  for (const id of ids) {
    const taken = exchange.orders({ clientOrderId: id });
    expect(taken.length, `${run}: ${id} is at the venue once at most`).toBeLessThanOrEqual(1);
  }

  const account = exchange.account(T0);
  const held = executor.positions();
  for (const side of ['long', 'short'] as const) {
    const ours = held.filter((position) => position.side === side).map((p) => p.quantity);
    const theirs = account.positions.find((p) => p.side === side)?.quantity ?? '0';
    expect(sum(ours), `${run}: ${side} positions are the venue's`).toBe(theirs);
    const trades = exchange.walletEvents(0).filter((event) => event.kind === 'fill');
    const signed = trades
      .filter((fill) => fill.positionSide === side)
      .map((fill) => `${fill.action === 'open' ? '' : '-'}${fill.quantity}`);
    expect(sum(signed), `${run}: fills add up to the ${side} position`).toBe(theirs);
  }
  expect(executor.ledgerTotals().balance, `${run}: the ledger is the wallet`).toBe(
    account.walletBalance,
  );
  // A fill of no order that is late cannot be asked for: two snapshots book it before it is told,
  // and the next ones take that back.
  const kinds = new Set(rig.set.status(T0).map(({ fault }) => fault.kind));
  const lateAndNobodys = kinds.has('adl') && kinds.has('delay');
  const adjusted = rig.of('ledger').filter(({ entry }) => entry.kind === 'adjustment');
  if (!lateAndNobodys) expect(adjusted, `${run}: nothing had to be adjusted`).toEqual([]);
  const foreign = held.filter((position) => position.strategy === 'EXTERNAL');
  expect(foreign, `${run}: nothing is nobody's`).toEqual([]);
  expect(executor.health().reconciled, `${run}: reconciled: ${executor.health().text}`).toBe(true);

  const stops = account.openOrders.filter((order) => order.type === 'stop_market');
  for (const position of held) {
    const own = stops.filter(
      (stop) =>
        stop.positionSide === position.side &&
        stop.clientOrderId.startsWith(`main.${position.strategy}.`),
    );
    expect(
      own.map((stop) => `${stop.positionSide} ${stop.quantity}`),
      `${run}: ${position.strategy} has its one stop at the venue`,
    ).toEqual([`${position.side} ${position.quantity}`]);
    expect(position.stopOnVenue, `${run}: and knows it`).toBe(true);
  }
  expect(stops.length, `${run}: no stop without a position`).toBe(held.length);

  const entries = account.openOrders.filter((order) => order.type !== 'stop_market');
  if (operation !== 'entry' && operation !== 'stop') {
    expect(entries, `${run}: nothing else rests`).toEqual([]);
  }
  const ends = rig.of('entry_ended').map((fact) => fact.decision);
  expect(new Set(ends).size, `${run}: a decision ends once`).toBe(ends.length);
  const resting = new Set(entries.map((order) => order.clientOrderId));
  for (const intent of rig.of('intent')) {
    if (intent.role !== 'entry' || resting.has(intent.clientOrderId)) continue;
    expect(ends, `${run}: entry ${intent.clientOrderId} has ended`).toContain(intent.decision);
  }
  if (operation === 'exit') {
    const left = held.filter((position) => position.strategy === S1 && position.symbol === BTC);
    expect(left, `${run}: the exit is done`).toEqual([]);
  }
}

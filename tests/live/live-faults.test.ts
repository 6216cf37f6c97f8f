import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LiveDesk } from '../support/live-desk.ts';

/** What goes wrong, over the wire, from the moment before an operation; market time. */
const FAULTS: Readonly<Record<string, string>> = {
  'orders executed without an answer':
    '  - { kind: timeout, executed: true, routes: [order], times: 1 }',
  'orders lost on the way': '  - { kind: timeout, executed: false, routes: [order], times: 1 }',
  'connections broken off after the order':
    '  - { kind: timeout, executed: true, answer: reset, routes: [order, cancel], times: 2 }',
  'cancels and questions without an answer':
    '  - { kind: timeout, executed: true, routes: [cancel, query, account], times: 4 }',
  'an error 503 after the order was executed':
    '  - { kind: error, status: 503, code: -1000, executed: true, routes: [order, cancel], times: 2 }',
  'errors 500 that executed nothing':
    '  - { kind: error, status: 500, code: -1001, executed: false, times: 3 }',
  'refusals for no reason': '  - { kind: reject, code: -1008, routes: [order, cancel], times: 2 }',
  'half fills': '  - { kind: partial_fill, fraction: 0.5, until: 30s }',
  'no websocket': '  - { kind: disconnect, channels: [websocket], until: 40s }',
  'no connection at all': '  - { kind: disconnect, channels: [websocket, rest], until: 40s }',
  'late and repeated news': `  - { kind: delay, events: [order, fill], by: 150ms, until: 40s }
  - { kind: duplicate, events: [order, fill, money], after: 60ms, until: 40s }`,
  'news in any order':
    '  - { kind: reorder, events: [order, fill, money], within: 200ms, until: 40s }',
  maintenance: '  - { kind: maintenance, until: 40s }',
  'a clock that is 20 s ahead': '  - { kind: clock, ahead: 20s, until: 40s }',
  'a key that may not trade': '  - { kind: permissions, trade: false, until: 40s }',
};
/** Steps of 10 s: the longest fault, and 30 s more. */
const AFTER = 8;

for (const [name, plan] of Object.entries(FAULTS)) {
  describe(`EXIT-1 with ${name}`, () => {
    let desk: LiveDesk;
    beforeAll(async () => {
      desk = await LiveDesk.open();
      desk.client.timeout = 300;
    });
    afterAll(() => desk.close());

    const held = () => desk.executor.positions().filter((each) => each.quantity !== '0');
    const orders = () => desk.server.desk.exchange.orders({});

    /** After the fault: nothing lost, nothing doubled, books equal, every position with its stop. */
    const whole = async (): Promise<void> => {
      await desk.step(AFTER);
      await desk.faults('');
      await desk.until(() => desk.venue.trouble === null, 'the venue to be reached again');
      await desk.step(3);
      expect(desk.executor.health(), desk.log.join('\n')).toMatchObject({ reconciled: true });
      expect(desk.executor.ledgerTotals().balance).toBe(desk.wallet);
      const adjusted = desk.facts.filter(
        (fact) => fact.kind === 'ledger' && fact.entry.kind === 'adjustment',
      );
      expect(adjusted).toEqual([]);
      const ids = orders().map((order) => order.clientOrderId);
      expect(new Set(ids).size).toBe(ids.length);
      for (const position of held()) expect(position).toMatchObject({ stopOnVenue: true });
      const stops = desk.server.desk.exchange.orders({ live: true, conditional: true });
      expect(stops).toHaveLength(held().length);
    };

    it('an entry is filled once or not at all', async () => {
      await desk.faults(plan);
      desk.enter();
      await whole();
      desk.flatten();
      await desk.step(3);
      expect(held()).toEqual([]);
    });

    it('a position gets its stop, once', async () => {
      desk.openGate();
      await desk.until(() => desk.enter().ok, 'an entry to be taken');
      await desk.faults(plan);
      await whole();
      expect(held()).toHaveLength(1);
    });

    it('a position is left, once', async () => {
      await desk.faults(plan);
      desk.flatten();
      await whole();
      expect(held()).toEqual([]);
    });

    it('a resting entry is cancelled', async () => {
      desk.enter({ limitPrice: '94000', referencePrice: 97_000, stopDistance: 0.05 });
      await desk.settle();
      await desk.faults(plan);
      desk.cancelEntries();
      await whole();
      expect(desk.server.desk.exchange.orders({ live: true })).toEqual([]);
      expect(held()).toEqual([]);
    });
  });
}

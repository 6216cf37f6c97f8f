import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { strategyId } from '../domain/ids.ts';
import { encodeClientOrderId, parseClientOrderId } from './client-order-id.ts';

const parts = fc.record({
  portfolio: fc.stringMatching(/^[A-Za-z0-9_-]{1,10}$/),
  strategy: fc.stringMatching(/^[A-Z][A-Z0-9_]{0,7}$/).map(strategyId),
  decision: fc.integer({ min: 0, max: 36 ** 6 }),
  attempt: fc.integer({ min: 0, max: 2 }),
  role: fc.constantFrom('entry' as const, 'stop' as const, 'exit' as const),
  sequence: fc.integer({ min: 1, max: 36 ** 6 - 1 }),
});

describe('client order ids', () => {
  it('attribute any order: what was encoded is what is parsed, in at most 36 venue characters', () => {
    fc.assert(
      fc.property(parts, (given) => {
        const id = encodeClientOrderId(given)!;
        expect(id).toMatch(/^[A-Za-z0-9_.:/-]{1,36}$/);
        expect(parseClientOrderId(id)).toEqual(given);
      }),
    );
  });

  it('do not cut a name that is too long: there is no id then', () => {
    const strategy = strategyId('A'.repeat(16));
    const long = { portfolio: 'portfolio1', strategy, decision: 36 ** 6, attempt: 0 };
    expect(encodeClientOrderId({ ...long, role: 'entry', sequence: 36 ** 5 })).toBeUndefined();
  });

  it.each(['', 'web_abc', 'autoclose-123', 'main.S1.1.0q1', 'main.s1.1.0e1', 'x'.repeat(40)])(
    'do not claim somebody else\'s order "%s"',
    (id) => expect(parseClientOrderId(id)).toBeUndefined(),
  );
});

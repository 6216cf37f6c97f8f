import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DecisionRecord } from '../domain/decision.ts';
import { openSqliteJournal } from '../journal/sqlite-journal.ts';
import { capViolation } from '../runbook/cap-check.ts';
import { type Home, homeAt, makeHome } from './home.ts';
import { verifyHome } from './verify-home.ts';

let home: Home;
beforeEach(() => {
  home = homeAt(mkdtempSync(join(tmpdir(), 'septet-verify-')));
  makeHome(home);
});
afterEach(() => rmSync(home.path, { recursive: true, force: true }));

function writeLedger(entries: readonly (readonly [amount: string, balance: string])[]): void {
  const journal = openSqliteJournal(home.executorJournal, {
    build: 'b',
    config: 'c',
    source: 'executor',
  });
  for (const [amount, balance] of entries) {
    const entry = { id: 'L', at: 0, kind: 'fee', amount, balance, reference: '' };
    const data = { kind: 'ledger', at: 0, entry: { ...entry, strategy: null, symbol: null } };
    journal.append([{ at: 0, source: 'executor', type: 'fact.ledger', data }]);
  }
  const clean = { kind: 'reconciliation', at: 1, clean: true, differences: [] };
  journal.append([{ at: 1, source: 'executor', type: 'fact.reconciliation', data: clean }]);
  journal.close();
}

const resultOf = (id: string) => verifyHome(home).checks.find((check) => check.id === id);

describe('proof of a home', () => {
  it('adds the ledger up to the last digit', () => {
    writeLedger([
      ['100000', '100000'],
      ['-0.00000001', '99999.99999999'],
      ['0.1', '100000.09999999'],
    ]);
    expect(verifyHome(home).ok).toBe(true);
    expect(resultOf('ledger')?.text).toBe('3 entries add up to 100000.09999999 USDT, exactly');
  });

  it('names the first ledger entry that does not add up', () => {
    writeLedger([
      ['100', '100'],
      ['-1', '99.00000001'],
      ['1', '100'],
    ]);
    expect(resultOf('ledger')).toMatchObject({ ok: false });
    expect(resultOf('ledger')?.text).toContain('states 99.00000001');
  });
});

describe('caps from a decision record alone', () => {
  const pair = (notional: number, risk: number) => ({ notional, risk });
  const record = (strategyRisk: number): DecisionRecord =>
    ({
      id: 'd1',
      verdict: 'allowed',
      closures: [],
      caps: { strategy: 0.18, asset: 0.3, topThree: 0.6, total: 1 },
      exposureAfter: {
        strategy: pair(0.1, strategyRisk),
        asset: pair(0.1, 0.1),
        topThree: pair(0.1, 0.1),
        total: pair(0.1, 0.1),
      },
    }) as unknown as DecisionRecord;

  it('holds at the cap and finds what is beyond it', () => {
    expect(capViolation(record(0.18))).toBeNull();
    expect(capViolation(record(0.1800001))).toContain('strategy risk');
    expect(capViolation(record(Number.NaN))).toContain('strategy risk');
  });

  it('finds an entry that was allowed through a closed gate', () => {
    const closed = { ...record(0.1), closures: [{ id: 'launch:S1:*' }] };
    expect(capViolation(closed as unknown as DecisionRecord)).toContain('launch:S1:*');
    expect(capViolation({ ...record(9), verdict: 'refused' })).toBeNull();
  });
});

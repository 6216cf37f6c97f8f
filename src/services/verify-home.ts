/** Proof of a stopped home from its journals alone: chains, replay, ledger, caps, gate. */
import { existsSync } from 'node:fs';
import { add, decimal, formatDecimal, parseDecimal, ZERO } from '../domain/decimal.ts';
import type { DecisionRecord } from '../domain/decision.ts';
import type { Envelope } from '../domain/envelope.ts';
import type { ExecutorFact } from '../domain/execution.ts';
import { FACT_PREFIX } from '../execution/driver.ts';
import { openSqliteJournal } from '../journal/sqlite-journal.ts';
import { type VerifiableJournal, verifyChain } from '../journal/verify.ts';
import { kernelFactory } from '../orchestrator/core/kernel-factory.ts';
import { DECISION_TYPE } from '../orchestrator/record/records.ts';
import { replay } from '../orchestrator/record/replay.ts';
import { capViolation } from '../runbook/cap-check.ts';
import type { Home } from './home.ts';

/** One thing that was checked: did it hold, and the figures. */
export interface Verified {
  readonly id:
    | 'executor_chain'
    | 'orchestrator_chain'
    | 'replay'
    | 'ledger'
    | 'reconciliation'
    | 'caps';
  readonly title: string;
  readonly ok: boolean;
  readonly text: string;
}

export interface HomeReport {
  readonly ok: boolean;
  readonly checks: readonly Verified[];
  /** Hash of every module's state at the end of the replay. */
  readonly stateHashes: Readonly<Record<string, string>>;
}

/** The home must not run: a journal has one owner. Throws a JournalError when it cannot be opened. */
export function verifyHome(home: Home): HomeReport {
  const checks: Verified[] = [];
  let stateHashes: Readonly<Record<string, string>> = {};
  withJournal(home.executorJournal, (journal) => {
    checks.push(chainCheck('executor_chain', 'Executor journal', journal));
    checks.push(...ledgerChecks(journal.read()));
  });
  withJournal(home.orchestratorJournal, (journal) => {
    checks.push(chainCheck('orchestrator_chain', 'Orchestrator journal', journal));
    const result = replay(journal.read(), { kernel: kernelFactory });
    stateHashes = result.hashes;
    const { difference } = result;
    checks.push({
      id: 'replay',
      title: 'Replay',
      ok: result.ok,
      text:
        difference === null
          ? `${result.inputs} inputs give the same ${result.outputs} outputs and ${result.decisions} decisions; ${result.states} recorded states equal`
          : `differs from record ${difference.sequence} on (${difference.module}): ${difference.text}`,
    });
    checks.push(capsCheck(journal.read()));
  });
  return { ok: checks.every((check) => check.ok), checks, stateHashes };
}

/** A journal that is not there yet has nothing to prove. */
function withJournal(path: string, work: (journal: VerifiableJournal) => void): void {
  if (!existsSync(path)) return;
  const journal = openSqliteJournal(path, {
    build: 'verify',
    config: 'verify',
    mustExist: true,
    verifyTail: 0,
  });
  try {
    work(journal);
  } finally {
    journal.close();
  }
}

function chainCheck(
  id: 'executor_chain' | 'orchestrator_chain',
  title: string,
  journal: VerifiableJournal,
): Verified {
  const report = verifyChain(journal);
  const text = report.ok
    ? `${report.records} records, chain whole, head ${report.head.hash.slice(0, 16)}`
    : report.message;
  return { id, title, ok: report.ok, text };
}

/** The ledger adds up to the last digit, and the last reconciliation with the venue was clean. */
function ledgerChecks(records: Iterable<Envelope>): readonly Verified[] {
  let sum = ZERO;
  let entries = 0;
  let broken: string | null = null;
  let last: Extract<ExecutorFact, { kind: 'reconciliation' }> | null = null;
  for (const { type, data, sequence } of records) {
    if (!type.startsWith(FACT_PREFIX)) continue;
    const fact = data as ExecutorFact;
    if (fact.kind === 'reconciliation') last = fact;
    if (fact.kind !== 'ledger') continue;
    entries += 1;
    sum = add(sum, decimal(fact.entry.amount));
    const stated = parseDecimal(fact.entry.balance);
    if (broken === null && stated !== sum) {
      broken = `entry ${fact.entry.id} (record ${sequence}) states ${fact.entry.balance}, the entries so far add up to ${formatDecimal(sum)}`;
    }
  }
  const clean = last?.clean === true;
  return [
    {
      id: 'ledger',
      title: 'Ledger',
      ok: broken === null,
      text: broken ?? `${entries} entries add up to ${formatDecimal(sum)} USDT, exactly`,
    },
    {
      id: 'reconciliation',
      title: 'Reconciliation',
      ok: clean,
      text:
        last === null
          ? 'never reconciled with the venue'
          : clean
            ? 'clean, the last one as well'
            : `the last one was not clean: ${last.differences.join('; ')}`,
    },
  ];
}

function capsCheck(records: Iterable<Envelope>): Verified {
  let allowed = 0;
  let violations = 0;
  let first: string | null = null;
  for (const { type, data } of records) {
    if (type !== DECISION_TYPE) continue;
    const record = data as DecisionRecord;
    if (record.verdict !== 'allowed') continue;
    allowed += 1;
    const violation = capViolation(record);
    if (violation === null) continue;
    violations += 1;
    first ??= violation;
  }
  return {
    id: 'caps',
    title: 'Caps and gate',
    ok: violations === 0,
    text:
      first === null
        ? `${allowed} allowed entries, none beyond a cap or through a closed gate`
        : `${violations} of ${allowed} allowed entries broke a limit, first ${first}`,
  };
}

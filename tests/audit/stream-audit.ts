/**
 * Follows a run beside the product: fed with the same facts, marks, books, candles and signals in
 * the same order, it says what each decision must have been based on, and compares.
 */
import type { KernelConfig } from '../../src/domain/config.ts';
import type { DecisionRecord } from '../../src/domain/decision.ts';
import { type EpochMs, MINUTE_MS } from '../../src/domain/time.ts';
import { auditBasis, auditExposures } from './basis-audit.ts';
import type { Findings } from './findings.ts';
import { auditGuards } from './guard-audit.ts';
import { auditContest, auditReason, auditThrottle } from './reason-audit.ts';
import { PortfolioReference } from './reference/portfolio.ts';
import type { Batch } from './run.ts';
import { auditStatus } from './status-audit.ts';

/** Market time between two comparisons with the projection. */
const POLL_MS = 15 * MINUTE_MS;

export class StreamAudit {
  readonly findings: Findings;
  readonly reference: PortfolioReference;
  private pollAt = 0;

  constructor(config: KernelConfig, findings: Findings) {
    this.findings = findings;
    this.reference = new PortfolioReference(config);
  }

  batch(batch: Batch): void {
    const { now, inputs } = batch;
    const { reference } = this;
    const pending = [...batch.decisions];
    reference.time(now);
    // A batch is consumed whole: what describes the world first, then the signals on all of it.
    for (const input of inputs) {
      if (input.kind === 'signal') continue;
      reference.take(input);
      if (input.kind !== 'fact' || input.fact.kind !== 'entry_ended') continue;
      if (pending[0]?.retryOf === input.fact.decision) this.decision(pending.shift()!, now);
    }
    for (const input of inputs) {
      if (input.kind !== 'signal') continue;
      reference.take(input);
      const next = pending[0];
      if (next?.retryOf !== null || next.signal.id !== input.signal.id) continue;
      this.decision(next, now);
      pending.shift();
    }
    reference.correlation.evaluate(now);
    reference.watchCaps(now);
    auditContest(reference, this.findings, pending);
    for (const record of pending) this.decision(record, now);
    if (now < this.pollAt || reference.breakers.equity === null) return;
    this.pollAt = now - (now % POLL_MS) + POLL_MS;
    auditStatus(reference, this.findings, batch.status(), now);
  }

  private decision(record: DecisionRecord, now: EpochMs): void {
    const { reference, findings } = this;
    auditBasis(reference, findings, record, now);
    auditExposures(reference, findings, record);
    auditReason(reference, findings, record, now);
    auditGuards(reference, findings, record, now);
    if (record.retryOf !== null) reference.retriesDue.delete(record.retryOf);
    if (record.order !== null) auditThrottle(reference, findings, record);
    reference.allowed(record);
  }
}

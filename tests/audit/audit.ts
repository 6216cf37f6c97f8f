/** One audited run: simulation, stream audit beside it, file audit after it. */
import type { SeptetConfig } from '../../src/domain/config.ts';
import type { DecisionRecord } from '../../src/domain/decision.ts';
import type { MarketSource } from '../../src/domain/market.ts';
import type { EpochMs } from '../../src/domain/time.ts';
import { auditFile } from './file-audit.ts';
import { Findings } from './findings.ts';
import { type AuditedRun, runAudited } from './run.ts';
import { StreamAudit } from './stream-audit.ts';

export interface Audit {
  readonly run: AuditedRun;
  readonly records: readonly DecisionRecord[];
  readonly findings: Findings;
  readonly stream: StreamAudit;
}

export function audit(config: SeptetConfig, market: MarketSource, to: EpochMs): Audit {
  const findings = new Findings();
  const stream = new StreamAudit(config.kernel, findings);
  const run = runAudited(config, market, to, (batch) => stream.batch(batch));
  const records = run.lines.map((line) => JSON.parse(line) as DecisionRecord);
  auditFile(records, config.kernel, findings);
  return { run, records, findings, stream };
}

import type { CommandReply, OperatorCommand } from '../../bus/messages.ts';
import type { AlertChange, DeskMessage } from '../../domain/alerts.ts';
import type { DailyReport } from '../../domain/daily-report.ts';
import type { DecisionRecord } from '../../domain/decision.ts';
import type { ExecutorCommand } from '../../domain/execution.ts';
import type { StrategyId } from '../../domain/ids.ts';
import type { Incident } from '../../domain/incidents.ts';
import type { CadenceTask } from '../../domain/operations.ts';
import type { Override, PendingRequest } from '../../domain/overrides.ts';
import type { Provenance } from '../../domain/provenance.ts';
import type { TriggerRecord } from '../../domain/rollback.ts';
import type { EpochMs } from '../../domain/time.ts';
import type { WeeklyReport } from '../../domain/weekly-report.ts';
import type { ApprovedOrder, KernelOutput } from '../../kernel/events.ts';
import type { LaunchOutput } from '../../runbook/launch-state.ts';
import type { EntriesLatch } from '../messages.ts';

/** What the core answers with, in the order in which it happened. */
export type CoreOutput =
  | { readonly kind: 'kernel'; readonly output: Exclude<KernelOutput, { kind: 'decision' }> }
  | {
      readonly kind: 'decision';
      readonly record: DecisionRecord;
      /** Set exactly when allowed. */
      readonly order: ApprovedOrder | null;
    }
  | { readonly kind: 'launch'; readonly output: LaunchOutput }
  | { readonly kind: 'executor'; readonly command: ExecutorCommand }
  | {
      readonly kind: 'worker_control';
      readonly strategy: StrategyId;
      readonly entries: EntriesLatch;
    }
  | {
      readonly kind: 'reply';
      readonly id: string;
      readonly command: OperatorCommand;
      readonly reply: CommandReply;
    }
  | (Provenance & {
      readonly kind: 'alert';
      readonly at: EpochMs;
      readonly severity: 'info' | 'warning' | 'critical';
      readonly code: string;
      readonly text: string;
    })
  | { readonly kind: 'alert_change'; readonly change: AlertChange }
  /** The incident as it is now; `text`: what moved. */
  | { readonly kind: 'incident'; readonly incident: Incident; readonly text: string }
  | { readonly kind: 'task'; readonly task: CadenceTask; readonly text: string }
  /** An override came into force or ended; `text`: by whom, and why. */
  | {
      readonly kind: 'override';
      readonly change: 'begun' | 'ended';
      readonly override: Override;
      readonly text: string;
    }
  /** Something waits for a second person, or does no longer. */
  | {
      readonly kind: 'request';
      readonly change: 'opened' | 'confirmed' | 'withdrawn' | 'expired';
      readonly request: PendingRequest;
      readonly text: string;
    }
  | { readonly kind: 'message'; readonly message: DeskMessage }
  /** Begins an occurrence of a trigger (requirements RB-T1 to RB-T3); the supervisor looks for it. */
  | { readonly kind: 'rollback_trigger'; readonly record: TriggerRecord }
  /** The week that ended. */
  | { readonly kind: 'weekly_report'; readonly report: WeeklyReport }
  /** The day that closed. */
  | { readonly kind: 'report'; readonly report: DailyReport };

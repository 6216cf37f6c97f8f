/** The kernel as the orchestrator drives it: one object per state, no I/O, deterministic. */
import type { KernelConfig } from '../../domain/config.ts';
import type { DecisionRecord } from '../../domain/decision.ts';
import type { KernelPanel } from '../../domain/panel.ts';
import type { KernelStatus } from '../../domain/status.ts';
import type { EpochMs } from '../../domain/time.ts';
import type {
  AllowedDecision,
  ApprovedOrder,
  Decision,
  KernelEvent,
  KernelOutput,
} from '../../kernel/events.ts';
import type { KernelInsight } from '../../kernel/insight.ts';
import type { KernelReadings } from '../../kernel/readings.ts';
import type { FeasibilityRow } from '../../runbook/feasibility.ts';

export interface KernelPort {
  step(event: KernelEvent): readonly KernelOutput[];
  /** When it wants a `time` event; null: never. */
  nextWake(): EpochMs | null;
  status(at: EpochMs): KernelStatus;
  /** What the runbook looks at beside the status. Reads only. */
  insight(): KernelInsight;
  /** For people and pages: matrices, votes, limits of now. Some ms; reads only. */
  panel(at: EpochMs): KernelPanel;
  /** The figures that alerts rest on; far cheaper than the status. */
  readings(at: EpochMs): KernelReadings;
  describe(decision: Decision): DecisionRecord;
  /** The order of an allowed decision. */
  orderOf(decision: AllowedDecision): ApprovedOrder;
  /** Size of a full entry against the venue's minimum, for every configured pair. */
  feasibility(): readonly FeasibilityRow[];
  /** Canonical text of the state, one per module. */
  stateTexts(): Readonly<Record<string, string>>;
  save(): string;
  /** Goes on under changed limits; throws with words when the state is arranged otherwise. */
  reconfigure(config: KernelConfig): void;
}

export interface KernelFactory {
  create(
    config: KernelConfig,
    options: { readonly at: EpochMs; readonly writer: number },
  ): KernelPort;
  /** Throws with words when the text is not a state of this kernel. */
  load(config: KernelConfig, text: string): KernelPort;
  /** The state under a changed configuration; throws with words when it is arranged otherwise. */
  migrate(from: KernelConfig, to: KernelConfig, text: string): KernelPort;
}

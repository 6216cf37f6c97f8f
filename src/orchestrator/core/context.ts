import type { ClosureCause, ClosureScope } from '../../domain/closure.ts';
import type { SeptetConfig } from '../../domain/config.ts';
import type { StrategyId } from '../../domain/ids.ts';
import type { Override } from '../../domain/overrides.ts';
import type { Provenance } from '../../domain/provenance.ts';
import type { EpochMs } from '../../domain/time.ts';
import type { KernelEvent } from '../../kernel/events.ts';
import type { LaunchSetup } from '../../runbook/launch-state.ts';
import type { KernelPort } from './kernel-port.ts';
import type { SymbolWatch } from './market-watch.ts';
import type { CoreOutput } from './output.ts';
import type { CoreState } from './state.ts';

/** How long a critical alert counts as in force after it was last raised, market time. */
export const CRITICAL_HOLD_MS = 300_000;

/** The core as its parts see it: its state, the batch being consumed, and what they may do. */
export interface CoreContext {
  /** In force: with the limits that overrides change. */
  readonly config: SeptetConfig;
  readonly setup: LaunchSetup;
  readonly kernel: KernelPort;
  readonly state: CoreState;
  /** What records name as in force now. */
  readonly provenance: Provenance;
  readonly symbolWatch: ReadonlyMap<string, SymbolWatch>;
  readonly now: EpochMs;
  readonly out: CoreOutput[];
  /** Set: a settled launch has to look again. */
  launchDirty: boolean;
  kernelStep(event: KernelEvent): void;
  /** Opens a closure of this side, unless it is open already. */
  close(
    cause: ClosureCause,
    scope: ClosureScope,
    reason: string,
    detail?: string,
    until?: EpochMs,
  ): void;
  /** Releases a closure of this side; one that is not open is none. */
  release(id: string, by: string): void;
  /** Puts the overrides of the state in force; what does not fit the configuration is named. */
  followOverrides(text: string): readonly Override[];
  alert(severity: 'info' | 'warning' | 'critical', code: string, text: string): void;
  holdCritical(code: string, text: string): void;
  /** An approved entry that never left: its reservation ends. */
  neverSent(decision: number, reason: 'GATE_CLOSED' | 'DECISION_EXPIRED'): void;
  /** Entries latch a worker should have now. */
  entriesOf(strategy: StrategyId): 'paused' | 'open';
}

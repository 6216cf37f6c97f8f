/** The incident machine's eyes and hands: what it sees of the orchestrator, and what it may do. */
import type { DeskMessage } from '../../domain/alerts.ts';
import type { KernelConfig } from '../../domain/config.ts';
import type { VirtualPosition } from '../../domain/execution.ts';
import type { StrategyId, SymbolId } from '../../domain/ids.ts';
import type { IncidentsConfig } from '../../domain/incidents.ts';
import type { Provenance } from '../../domain/provenance.ts';
import type { KernelStatus } from '../../domain/status.ts';
import type { EpochMs } from '../../domain/time.ts';
import type { KernelEvent } from '../../kernel/events.ts';
import type { KernelInsight } from '../../kernel/insight.ts';
import type { IncidentRecord } from './state.ts';

export interface IncidentView {
  readonly now: EpochMs;
  /** What an incident names as in force. */
  readonly provenance: Provenance;
  readonly config: IncidentsConfig;
  readonly kernel: KernelConfig;
  /** Leverage at the venue: what isolated margin is. */
  readonly leverage: number;
  readonly status: KernelStatus;
  readonly insight: KernelInsight;
  readonly executor: {
    readonly connected: boolean;
    readonly caughtUp: boolean;
    readonly reconciled: boolean | null;
    readonly clean: number;
  };
  readonly equityGood: boolean;
  /** Why the venue counts as silent, in words; null: it answers. */
  readonly venueSilent: string | null;
  readonly timeouts: readonly { readonly at: EpochMs; readonly symbol: SymbolId }[];
  readonly positions: readonly (VirtualPosition & { readonly mark: number | null })[];
  readonly troubles: readonly { readonly at: EpochMs; readonly text: string }[];
}

/** Everything but `number`: messages are numbered where they are sent. */
export type Draft = Omit<DeskMessage, 'number'>;

export interface IncidentHands {
  /** Closes entries of the portfolio for this incident; again changes nothing. */
  freeze(incident: IncidentRecord): void;
  unfreeze(incident: IncidentRecord, by: string): void;
  /** One event for the kernel; words when it refused. */
  kernel(event: KernelEvent): string | null;
  flatten(strategy: StrategyId, symbol: SymbolId, actor: string, reason: string): void;
  send(message: Draft): void;
  /** The incident moved: `text` says how. */
  changed(incident: IncidentRecord, text: string): void;
}

/** Null: the account can be read now. Otherwise why nothing about positions is known. */
export function outOfReach(view: IncidentView): string | null {
  const { executor, equityGood, venueSilent } = view;
  if (!executor.connected) return 'no connection to the executor';
  if (!executor.caughtUp) return 'not caught up with the executor';
  if (venueSilent !== null) return venueSilent;
  if (!equityGood) return 'no good mark of the account: the venue does not answer';
  return null;
}

/** Null: stable. What makes the venue count as unstable is in `incidents.yaml`. */
export function instability({ now, config, troubles }: IncidentView): string | null {
  const { window, troubles: limit } = config.unstable;
  const recent = troubles.filter(({ at }) => at > now - window);
  if (recent.length < limit) return null;
  const latest = recent.at(-1)?.text ?? '';
  return `${recent.length} troubles in ${window / 60_000} min (limit ${limit}), the latest: ${latest}`;
}

/** Entries of one symbol given up within the window that make it a problem, as its guards' failures do. */
const TIMEOUTS_OF_PROBLEM = 2;

/** Symbols whose entries were given up several times within the window of the rates. */
export function timingOut({ now, kernel, timeouts }: IncidentView): readonly SymbolId[] {
  const recent = timeouts.filter(({ at }) => at > now - kernel.rates.window);
  return kernel.instruments
    .map(({ symbol }) => symbol)
    .filter(
      (symbol) => recent.filter((each) => each.symbol === symbol).length >= TIMEOUTS_OF_PROBLEM,
    );
}

/** Input that is refused: counted and told, the rest of the state untouched. */
import type { RejectionCode } from '../../domain/rejections.ts';
import type { KernelEvent, RejectedKind } from '../events.ts';
import type { KernelState } from '../state.ts';

/** What is wrong with an input, with a stable code and words. */
export interface Fault {
  readonly code: RejectionCode;
  readonly text: string;
}

export function rejectInput(
  state: KernelState,
  event: RejectedKind,
  code: RejectionCode,
  text: string,
): void {
  const { counters } = state;
  counters.rejectedInputs += 1;
  counters.byRejection.set(code, (counters.byRejection.get(code) ?? 0) + 1);
  state.out.push({ kind: 'rejected_input', at: state.core.now, event, code, text });
}

/** A kind that is missing here is a type error. */
const KINDS: Readonly<Record<KernelEvent['kind'], true>> = {
  time: true,
  equity: true,
  trade_closed: true,
  candle_1h: true,
  book: true,
  funding: true,
  signal: true,
  entry_progress: true,
  entry_ended: true,
  position: true,
  close: true,
  release: true,
  set_profile: true,
  set_strategy_enabled: true,
  set_strictness: true,
  set_ceiling: true,
  trip_drawdown: true,
  start_cluster: true,
  set_overrides: true,
};

/** Kind of a refused event for the journal: what is none of the known ones is not repeated there. */
export function kindOf(event: KernelEvent): RejectedKind {
  const kind: unknown = event?.kind;
  return typeof kind === 'string' && Object.hasOwn(KINDS, kind)
    ? (kind as KernelEvent['kind'])
    : 'unknown';
}

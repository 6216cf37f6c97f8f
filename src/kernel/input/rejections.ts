/** Input that is refused: counted and told, the rest of the state untouched. */
import type { KernelEvent } from '../events.ts';
import type { KernelState } from '../state.ts';

/** What is wrong with an input, with a stable code and words. */
export interface Fault {
  readonly code: string;
  readonly text: string;
}

export function rejectInput(
  state: KernelState,
  event: KernelEvent['kind'],
  code: string,
  text: string,
): void {
  const { counters } = state;
  counters.rejectedInputs += 1;
  counters.byRejection.set(code, (counters.byRejection.get(code) ?? 0) + 1);
  state.out.push({ kind: 'rejected_input', at: state.core.now, event, code, text });
}

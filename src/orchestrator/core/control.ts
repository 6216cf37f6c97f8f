/** Overrides and what waits for a second person: driven by time, first of every batch. */
import type { EpochMs } from '../../domain/time.ts';
import { overridesWake } from '../../runbook/overrides/overrides.ts';
import type { CoreContext } from './context.ts';
import { tickOverrides } from './overrides.ts';
import { tickRequests } from './two-people.ts';

export function tickControl(core: CoreContext): void {
  tickOverrides(core);
  tickRequests(core);
}

/** When time alone changes something; infinity: never. */
export function controlWake({ state }: CoreContext): EpochMs {
  const ends = state.requests.open.map(({ request }) => request.expiresAt);
  return Math.min(overridesWake(state.overrides), ...ends);
}

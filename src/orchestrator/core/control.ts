/** Overrides and what waits for a second person: driven by time, first of every batch. */
import type { EpochMs } from '../../domain/time.ts';
import { overridesWake } from '../../runbook/overrides/overrides.ts';
import type { CoreContext } from './context.ts';
import { tickFirstWeek } from './first-week.ts';
import { tickOverrides } from './overrides.ts';
import { tickRequests } from './two-people.ts';

export function tickControl(core: CoreContext): void {
  tickFirstWeek(core);
  tickOverrides(core);
  tickRequests(core);
}

/** When time alone changes something; infinity: never. */
export function controlWake({ state, config }: CoreContext): EpochMs {
  const ends = state.requests.open.map(({ request }) => request.expiresAt);
  const week = config.firstLive.week?.until ?? Number.POSITIVE_INFINITY;
  return Math.min(overridesWake(state.overrides), week, ...ends);
}

/**
 * The maintenance calendar as closures (requirement OPS-4): entries close ahead of a window and open
 * after its end, once what entries rest on is healthy again. Exits are never asked.
 */
import { closureId, PORTFOLIO } from '../../domain/closure.ts';
import type { SeptetConfig } from '../../domain/config.ts';
import type { MaintenanceStatus } from '../../domain/operations.ts';
import type { MaintenanceWindow } from '../../domain/operations-config.ts';
import type { EpochMs } from '../../domain/time.ts';
import { utc } from '../../kernel/basis/text.ts';
import type { CoreContext } from './context.ts';

type View = Pick<CoreContext, 'config' | 'state' | 'now'>;

const CAUSE = 'maintenance';
const idOf = (window: string): string => closureId(CAUSE, PORTFOLIO, window);

/** What an older build recorded has no calendar. */
const calendarOf = (config: SeptetConfig): Partial<SeptetConfig['maintenance']> =>
  config.maintenance ?? {};
const windowsOf = (config: SeptetConfig): readonly MaintenanceWindow[] =>
  calendarOf(config).windows ?? [];
const closesAt = (config: SeptetConfig, { from }: MaintenanceWindow): EpochMs =>
  from - (calendarOf(config).closeBefore ?? 0);

export function watchMaintenance(core: CoreContext): void {
  const { config, now, state } = core;
  const windows = windowsOf(config);
  for (const window of windows) {
    if (now >= closesAt(config, window) && now < window.to) {
      const reason = `${window.what}: ${utc(window.from)} to ${utc(window.to)}; released after its end, once everything is healthy`;
      core.close(CAUSE, PORTFOLIO, reason, window.id);
    }
  }
  for (const { id, cause } of [...state.closures.values()]) {
    if (cause !== CAUSE) continue;
    const window = windows.find((each) => idOf(each.id) === id);
    if (window === undefined) core.release(id, 'no longer in the calendar');
    else if (now < closesAt(config, window)) core.release(id, 'moved in the calendar');
    else if (now >= window.to && unhealthy(core) === '') {
      core.release(id, `${window.what} is over, everything is healthy`);
    }
  }
}

/** The next instant at which a window closes entries or ends; infinity: none. */
export function maintenanceWake(config: SeptetConfig, now: EpochMs): EpochMs {
  let next = Number.POSITIVE_INFINITY;
  for (const window of windowsOf(config)) {
    for (const at of [closesAt(config, window), window.to]) if (at > now && at < next) next = at;
  }
  return next;
}

/** What entries still wait for, in words; empty: nothing. */
function unhealthy({ state }: View): string {
  const { executor, feed, watch, desk } = state;
  const waits = [
    ...(executor.connected ? [] : ['no connection to the executor']),
    ...(executor.caughtUp ? [] : ['not caught up with the executor']),
    ...(executor.reconciled === true ? [] : ['not reconciled with the venue']),
    ...(desk.seen.silent === null ? [] : [`the venue is silent: ${desk.seen.silent.text}`]),
    ...(feed.connected && feed.ready ? [] : [`the feed is not ready: ${feed.text}`]),
    ...(watch.equityGood ? [] : ['no good equity mark']),
    ...watch.symbols.filter(({ stale }) => stale).map(({ symbol }) => `no fresh book of ${symbol}`),
  ];
  return waits.join('; ');
}

export function maintenanceStatus(core: View): readonly MaintenanceStatus[] {
  const { config, now, state } = core;
  return windowsOf(config).flatMap((window): readonly MaintenanceStatus[] => {
    const over = now >= window.to;
    if (over && !state.closures.has(idOf(window.id))) return [];
    const closes = closesAt(config, window);
    const before = now < closes ? 'announced' : now < window.from ? 'closed' : 'running';
    return [
      {
        ...window,
        closesAt: closes,
        state: over ? 'ended' : before,
        waits: over ? unhealthy(core) : '',
      },
    ];
  });
}

/** The window that closes entries now: from ahead of its beginning to its end. */
const running = ({ config, now }: View): MaintenanceWindow | undefined =>
  windowsOf(config).find((each) => now >= closesAt(config, each) && now < each.to);

/** A silence that begins within a window is remembered to its end. */
export function noteExpectedSilence(core: View): void {
  const { seen } = core.state.desk;
  const window = running(core);
  if (seen.silent === null || window === undefined || seen.expected?.window === window.id) return;
  seen.expected = { window: window.id, ...seen.silent };
}

/** Within its window a silence counts as lasting, also while the venue answers in between. */
export function expectedSilence(
  core: View,
): { readonly since: EpochMs; readonly text: string } | null {
  const { expected } = core.state.desk.seen;
  const window = running(core);
  if (expected === undefined || expected.window !== window?.id) return null;
  const { since, text } = expected;
  return { since, text: `${text}; counts until ${window.what} is over, ${utc(window.to)}` };
}

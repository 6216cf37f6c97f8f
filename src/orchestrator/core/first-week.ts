/** The first week with real money ends by itself, at its instant (requirement OPS-1). */
import { sendMessage } from './alerts.ts';
import type { CoreContext } from './context.ts';

export function tickFirstWeek(core: CoreContext): void {
  const week = core.config.firstLive.week;
  if (week === undefined || core.now < week.until) return;
  const title = 'The first week with real money is over: usual size from now on';
  core.followOverrides(title);
  const was = `gross capacity was ${week.fraction * 100} % of usual`;
  core.alert('info', 'FIRST_WEEK_OVER', `${title}; ${was}`);
  sendMessage(core, {
    ...{ at: core.now, causeAt: week.until, kind: 'override', severity: 'info' },
    ...{ about: 'first_week', title, incident: null },
    lines: [`${was}; configuration ${core.config.kernel.version} decides now.`],
  });
}

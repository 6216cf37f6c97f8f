/** ACC-1..4: the acceptance report over the first minutes with entries (runbook 1). */
import type { AcceptanceReport } from '../domain/status.ts';
import type { EpochMs } from '../domain/time.ts';
import type { LaunchSetup, LaunchState, LaunchView } from './launch-state.ts';
import { figure } from './preflight.ts';

/** The report at the end of the window; null while no phase has begun. */
export function acceptanceReport(
  setup: LaunchSetup,
  state: LaunchState,
  view: LaunchView,
  at: EpochMs,
): AcceptanceReport | null {
  const window = state.acceptance;
  if (window === null) return null;
  const rates = setup.kernel.rates;
  const { value, samples } = view.kernel().rates.rejected;
  const stale = view.staleAlerts - window.staleAlerts;
  const departures = view.riskDepartures - window.riskDepartures;
  const startedWrong = window.riskAtStart === 'NORMAL' ? 0 : 1;
  const notNormal = departures + startedWrong;
  const enough = value !== null && samples >= rates.minSamples;
  const criteria: AcceptanceReport['criteria'] = [
    counted('ACC-1', 'No configuration parse error', window.configErrors, 'failed checks'),
    counted('ACC-2', 'No stale market data alert', stale, 'alerts'),
    {
      ...counted('ACC-3', 'Risk state NORMAL', notNormal, 'departures from NORMAL'),
      passed: notNormal === 0 && view.riskState === 'NORMAL',
      text: riskText(state, view, notNormal),
    },
    {
      id: 'ACC-4',
      title: 'Rejected order rate',
      passed: !enough || value < rates.rejectedLimit,
      value: enough ? value : null,
      limit: rates.rejectedLimit,
      samples,
      text: enough
        ? `${figure(value * 100, 1)} % of ${samples} attempts, limit below ${figure(rates.rejectedLimit * 100, 1)} %`
        : `insufficient: ${samples} attempts, at least ${rates.minSamples} needed`,
    },
  ];
  const passed = criteria.every((criterion) => criterion.passed);
  return { at, passed, criteria, skips: state.skips };
}

function counted(
  id: string,
  title: string,
  value: number,
  unit: string,
): AcceptanceReport['criteria'][number] {
  return {
    id,
    title,
    passed: value === 0,
    value,
    limit: 0,
    samples: value,
    text: value === 0 ? 'none' : `${value} ${unit}`,
  };
}

function riskText(state: LaunchState, view: LaunchView, notNormal: number): string {
  const accepted = state.accepted === null ? '' : `, warnings accepted by ${state.accepted.actor}`;
  if (notNormal === 0 && view.riskState === 'NORMAL') return `NORMAL throughout${accepted}`;
  return `${notNormal} times not NORMAL, now ${view.riskState}${accepted}`;
}

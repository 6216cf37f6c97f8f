/** Short answers for people in a chat: figures with their units, bounded, plain text. */
import type { OperationsStatus } from '../domain/operations.ts';
import type { PortfolioStatus } from '../domain/status.ts';
import type { EpochMs } from '../domain/time.ts';

/** Rows of a list; beyond it their number is told. */
const ROWS_MAX = 10;
const ROW_MAX = 300;

export const HELP: readonly string[] = [
  '/status  equity, day, drawdown, launch, what is closed',
  '/risk  risk state, breakers with their limits, exposure',
  '/positions  what is open, with mark and stop',
  '/incidents  incidents and alerts that need somebody',
  '/ack <id>  acknowledge an alert (rule:key, or all) or an incident (I1)',
  '/halt <reason>  stop all entries now, until somebody resumes on the command line; exits go on',
  '/report  the day so far',
  'Nothing here resumes, silences, approves or trades.',
];

export function statusAnswer(status: PortfolioStatus): readonly string[] {
  const { launch, openTrades, exposure, closures } = status;
  const phase = launch.phase === null ? '' : `, phase ${launch.phase}`;
  return [
    `${status.portfolio}, ${instant(status.at)} UTC, profile ${status.profile}`,
    `risk state ${status.riskState}; launch ${launch.state}${phase}`,
    equityLine(status),
    `${openTrades.open} of ${openTrades.limit} trades open; ${percent(exposure.total.notional)} of gross capacity used`,
    ...haltLines(status),
    ...(closures.length === 0
      ? ['entries are open']
      : rows(
          'closed',
          closures.map(({ reason }) => reason),
        )),
    ...deskLines(operationsOf(status)),
  ];
}

export function riskAnswer(status: PortfolioStatus): readonly string[] {
  const { exposure, regimeZ, alignment } = status;
  const active = status.breakers.filter(({ state }) => state !== 'inactive');
  const idle = status.breakers.filter(({ state }) => state === 'inactive');
  const over = [...exposure.strategies, ...exposure.assets].filter(({ overCap }) => overCap);
  return [
    `risk state ${status.riskState}, profile ${status.profile}${status.profileCeiling === null ? '' : `, ceiling ${status.profileCeiling}`}`,
    equityLine(status),
    ...haltLines(status),
    ...rows(
      'breaker',
      active.map(({ id, state, text }) => `${id} ${state}: ${text}`),
    ),
    ...(idle.length === 0 ? [] : [`inactive: ${idle.map(({ id }) => id).join(', ')}`]),
    `exposure ${percent(exposure.total.notional)} of gross capacity ${money(exposure.gross)} USDT, ${percent(exposure.total.risk)} of risk capacity ${money(exposure.riskCapacity)} USDT`,
    ...rows(
      'over cap',
      over.map(({ key, notional, cap }) => `${key} ${percent(notional)} of ${percent(cap)}`),
    ),
    `regime ${status.regime}${regimeZ === null ? '' : `, z ${regimeZ.toFixed(2)}`}; alignment ${alignment.value === null ? 'not known' : alignment.value.toFixed(2)}${alignment.cluster ? ', cluster' : ''}`,
  ];
}

export function positionsAnswer(status: PortfolioStatus): readonly string[] {
  const open = status.positions.filter(({ quantity }) => Number(quantity) !== 0);
  if (open.length === 0) return [`no position is open at ${instant(status.at)} UTC`];
  return [
    `${open.length} open at ${instant(status.at)} UTC`,
    ...rows(
      '',
      open.map((each) => {
        const pnl = each.unrealisedPnl === null ? 'not known' : `${money(each.unrealisedPnl)} USDT`;
        const stop =
          each.stopPrice === null
            ? 'NO STOP'
            : `stop ${each.stopPrice}${each.stopOnVenue ? '' : ' (not at the venue)'}`;
        return `${each.strategy} ${each.symbol} ${each.side} ${each.quantity} at ${each.entryPrice}, mark ${each.mark ?? 'not known'}, unrealised ${pnl}, ${stop}`;
      }),
    ),
  ];
}

export function incidentsAnswer(status: PortfolioStatus): readonly string[] {
  const operations = operationsOf(status);
  if (operations === null) return ['this run keeps no incidents'];
  const incidents = operations.incidents.filter(({ state }) => state !== 'resolved');
  const alerts = operations.alerts.filter(({ acknowledged }) => acknowledged === null);
  if (incidents.length + alerts.length === 0)
    return ['no incident, no alert that waits for anybody'];
  return [
    ...rows(
      '',
      incidents.map(
        ({ id, class: severity, state, title, playbook, freezes }) =>
          `${id} ${severity} ${state}: ${title}${playbook === null ? '' : `, playbook ${playbook}`}${freezes ? ', entries frozen' : ''}`,
      ),
    ),
    ...rows(
      'alert',
      alerts.map(({ id, severity, state, basis }) => `${id} ${severity} ${state}: ${basis}`),
    ),
  ];
}

/** The day so far; the whole report is a file of the daily close. */
export function reportAnswer(status: PortfolioStatus): readonly string[] {
  const { entries, rates } = status;
  const reasons = Object.entries(entries.byReason).sort((a, b) => b[1] - a[1]);
  const rate = ({ value, samples }: { readonly value: number | null; readonly samples: number }) =>
    value === null ? `too few (${samples})` : `${percent(value)} of ${samples}`;
  const { slippageBps: slippage } = rates;
  return [
    `${status.portfolio}, the day so far, ${instant(status.at)} UTC`,
    equityLine(status),
    `entries ${entries.allowed} allowed, ${entries.refused} refused${
      reasons.length === 0
        ? ''
        : `: ${reasons
            .slice(0, 5)
            .map(([reason, count]) => `${reason} ${count}`)
            .join(', ')}`
    }`,
    `filled ${rate(rates.fillRatio)}, timed out ${rate(rates.timeouts)}, rejected ${rate(rates.rejected)}, slippage ${slippage.value === null ? 'too few' : `${slippage.value.toFixed(1)} bps`} (${slippage.samples})`,
    ...deskLines(operationsOf(status)),
    'the whole report of a closed day: `septet report`',
  ];
}

function equityLine({ equity, dailyPnl, drawdown, equityQuality }: PortfolioStatus): string {
  const doubt = equityQuality === 'good' ? '' : ` (${equityQuality})`;
  const amount = equity === null ? 'not known' : `${money(equity)} USDT`;
  return `equity ${amount}${doubt}, day ${signed(dailyPnl)}, drawdown ${percent(drawdown)}`;
}

const haltLines = ({ entryHalt }: PortfolioStatus): readonly string[] =>
  entryHalt.on ? [cut(`ENTRY_HALT by ${entryHalt.actor}: ${entryHalt.reason}`)] : [];

function deskLines(operations: OperationsStatus | null): readonly string[] {
  if (operations === null) return [];
  const incidents = operations.incidents.filter(({ state }) => state !== 'resolved').length;
  const alerts = operations.alerts.filter(({ acknowledged }) => acknowledged === null).length;
  const overdue = operations.tasks.filter(({ state }) => state === 'overdue').length;
  return [`${incidents} incidents, ${alerts} alerts to acknowledge, ${overdue} tasks overdue`];
}

/** An orchestrator of an older build tells none. */
const operationsOf = (status: PortfolioStatus): OperationsStatus | null =>
  status.operations ?? null;

function rows(head: string, all: readonly string[]): readonly string[] {
  const shown = all.slice(0, ROWS_MAX).map((row) => cut(head === '' ? row : `${head} ${row}`));
  return all.length > ROWS_MAX ? [...shown, `and ${all.length - ROWS_MAX} more`] : shown;
}

const cut = (text: string): string =>
  text.length > ROW_MAX ? `${text.slice(0, ROW_MAX - 3)}...` : text;

const instant = (at: EpochMs): string => new Date(at).toISOString().slice(0, 19).replace('T', ' ');
const money = (value: number): string =>
  value.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
const percent = (fraction: number | null): string =>
  fraction === null ? 'not known' : `${(fraction * 100).toFixed(2)} %`;
const signed = (fraction: number | null): string =>
  `${fraction !== null && fraction > 0 ? '+' : ''}${percent(fraction)}`;

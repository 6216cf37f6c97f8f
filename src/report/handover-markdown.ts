/** Hand-over of the desk to the next shift, as Markdown (requirement OPS-9). UTC everywhere. */
import type { ChangeStatus } from '../domain/change-office.ts';
import type { DailyReport } from '../domain/daily-report.ts';
import type { CadenceTask } from '../domain/operations.ts';
import type { RollbackStatus } from '../domain/rollback.ts';
import type { PortfolioStatus } from '../domain/status.ts';
import type { EpochMs } from '../domain/time.ts';
import { money, percent, signed, utc } from './text.ts';

export interface Handover {
  readonly status: PortfolioStatus;
  readonly cadence: {
    readonly open: readonly CadenceTask[];
    readonly next: readonly {
      readonly task: string;
      readonly title: string;
      readonly at: EpochMs;
    }[];
  };
  readonly today: DailyReport;
  /** Of the change office; null: no supervisor runs that could tell. */
  readonly changes: ChangeStatus | null;
  readonly rollback: RollbackStatus | null;
}

export function handoverMarkdown(handover: Handover): string {
  const { status, cadence, today } = handover;
  const { entryHalt, launch } = status;
  const halt = entryHalt.on ? `ON, by ${entryHalt.actor}: ${entryHalt.reason}` : 'off';
  const phase = launch.phase === null ? '' : `, phase ${launch.phase}`;
  const incidents = today.incidents.filter(({ state }) => state !== 'resolved');
  return [
    `# Hand-over ${utc(status.at)} UTC`,
    '',
    ...list('State', [
      `${status.portfolio}, configuration ${status.configVersion}, build ${status.build}`,
      `risk state ${status.riskState}, profile ${status.profile}${status.profileCeiling === null ? '' : ` (ceiling ${status.profileCeiling})`}, regime ${status.regime}`,
      `ENTRY_HALT ${halt}`,
      `launch ${launch.state}${phase}`,
      `equity ${status.equity === null ? 'unknown' : `${money(status.equity)} USDT`} (${status.equityQuality}), day ${percent(status.dailyPnl)} (${signed(today.equity.pnl)} USDT), drawdown ${percent(status.drawdown)}`,
      `exposure ${percent(status.exposure.total.notional)} of gross capacity, ${percent(status.exposure.total.risk)} of risk capacity; ${status.openTrades.open} of ${status.openTrades.limit} trades open`,
      `reconciled ${status.reconciled === null ? 'not yet' : status.reconciled ? 'yes' : 'NO'}`,
    ]),
    ...list(
      'Breakers not at rest',
      status.breakers
        .filter(({ state }) => state !== 'inactive')
        .map(
          ({ id, state, until, text }) =>
            `${id} ${state}${until === null ? '' : ` until ${utc(until)}`}: ${text}`,
        ),
    ),
    ...list(
      'Open incidents',
      incidents.map(({ id, title, state, ...row }) => `${id} ${row.class} ${state}: ${title}`),
    ),
    ...list(
      'Closures',
      status.closures.map(
        ({ id, until, reason }) =>
          `${id}${until === null ? '' : ` until ${utc(until)}`}: ${reason}`,
      ),
    ),
    ...list('Overrides', today.overrides),
    ...list(
      'Waiting for a second person',
      status.requests.map(
        ({ id, what, actor, reason, aloneFrom, expiresAt }) =>
          `${id}: ${what}, asked by ${actor} (${reason})${aloneFrom === null ? '' : `, may confirm alone from ${utc(aloneFrom)}`}; forgotten at ${utc(expiresAt)}; septet confirm ${id}`,
      ),
    ),
    ...list('Changes of the configuration', changeLines(handover)),
    ...list(
      'Tasks due',
      cadence.open.map(
        ({ id, state, title, graceUntil }) =>
          `${id} ${state}: ${title}, in time until ${utc(graceUntil)}`,
      ),
    ),
    ...list(
      'Tasks that come',
      cadence.next.map(({ at, task, title }) => `${utc(at)} ${task}: ${title}`),
    ),
    ...list(
      'Positions',
      status.positions.map(
        ({ strategy, symbol, side, quantity, entryPrice, stopPrice, unrealisedPnl }) =>
          `${strategy} ${symbol} ${side} ${quantity} at ${entryPrice}, stop ${stopPrice ?? 'NONE'}, unrealised ${unrealisedPnl === null ? 'unknown' : signed(unrealisedPnl)}`,
      ),
    ),
  ].join('\n');
}

/** What is open with the change office, and what it lacks. */
function changeLines({ changes, rollback }: Handover): readonly string[] {
  if (changes === null) return ['unknown: no supervisor runs that could tell'];
  const open = rollback?.open ?? null;
  const { drift } = changes;
  return [
    ...(open === null
      ? []
      : [
          `rollback ${open.id} ${open.state} since ${utc(open.at)}, ${open.trigger}: ${open.reason}`,
        ]),
    ...changes.open.map(({ id, version, gates }) => {
      const lacks = gates.filter(({ met, enforced }) => !met && enforced).map(({ text }) => text);
      const state = lacks.length === 0 ? 'can be promoted' : `needs ${lacks.join('; ')}`;
      return `proposal ${id}, ${version.class}, of ${version.author}: ${version.reason}; ${state}`;
    }),
    ...(drift.length === 0 ? [] : [`edited and not in force: ${drift.join(', ')}`]),
  ];
}

const list = (title: string, lines: readonly string[]): readonly string[] => [
  `## ${title}`,
  '',
  ...(lines.length === 0 ? ['none'] : lines.map((line) => `- ${line.replace(/\s+/g, ' ')}`)),
  '',
];

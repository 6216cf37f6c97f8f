/** Hand-over of the desk to the next shift, as Markdown (requirement OPS-9). UTC everywhere. */
import type { DailyReport } from '../domain/daily-report.ts';
import type { CadenceTask } from '../domain/operations.ts';
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
}

export function handoverMarkdown({ status, cadence, today }: Handover): string {
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

const list = (title: string, lines: readonly string[]): readonly string[] => [
  `## ${title}`,
  '',
  ...(lines.length === 0 ? ['none'] : lines.map((line) => `- ${line.replace(/\s+/g, ' ')}`)),
  '',
];

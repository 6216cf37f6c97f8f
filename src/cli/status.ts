import type { Command } from 'commander';
import { buildInfo } from '../bus/build-info.ts';
import type { MessengerStatus } from '../domain/channels.ts';
import type { PortfolioStatus, ProcessStatus } from '../domain/status.ts';
import { readPeople } from '../people/people-file.ts';
import { homeAt } from '../services/home.ts';
import { holderVersions } from '../services/process-lock.ts';
import { homeOption } from './arguments.ts';
import { messengerLines } from './channels.ts';
import { connectTo, withService } from './connection.ts';
import { figure, instant, mebibytes, money, percent, signedPercent } from './figures.ts';
import { maintenanceLines } from './maintenance.ts';
import { overrideLines } from './override.ts';
import { printJson, printLines } from './print.ts';
import { changeLines, supervisorView } from './status-changes.ts';

interface Options {
  readonly home?: string;
  readonly json?: boolean;
}

export function registerStatus(root: Command): void {
  root
    .command('status')
    .description('how the portfolio stands: risk state, equity, launch, positions, closures')
    .option('--home <dir>', 'home of the portfolio (default: SEPTET_HOME or ./.septet)')
    .option('--json', 'the whole projection as JSON')
    .action(async (options: Options) => {
      const home = homeOption(options.home);
      const status = await withService(home, 'orchestrator', (service) =>
        service.request('status', {}),
      );
      const [view, messenger] = await Promise.all([supervisorView(home), messengerOf(home)]);
      if (options.json === true)
        printJson({ ...status, ...view, messenger, peopleProblem: peopleProblem(home) });
      else {
        const channels = messenger === null ? [] : messengerLines(messenger);
        printLines([
          ...statusLines(status),
          ...peopleLines(home),
          ...changeLines(view),
          ...channels,
          ...processLines(view.processes, supervisorBuild(home), buildInfo().build),
        ]);
      }
    });
}

/** Null when the api process does not run: then nobody is told of anything. */
async function messengerOf(home: string): Promise<MessengerStatus | null> {
  const api = await connectTo(home, 'api').catch(() => undefined);
  if (api === undefined) return null;
  try {
    return await api.request('messenger', {}, 2_000);
  } catch {
    return null;
  } finally {
    api.close();
  }
}

export function statusLines(status: PortfolioStatus): readonly string[] {
  const { launch, entries, openTrades, exposure } = status;
  const phase = launch.phase === null ? '' : `, phase ${launch.phase}`;
  const equity = status.equity === null ? '-' : `${money(status.equity)} USDT`;
  return [
    `${status.portfolio}  ${instant(status.at)} UTC  profile ${status.profile}  configuration ${status.configVersion}  build ${status.build}`,
    `risk state  ${status.riskState}   launch ${launch.state}${phase}`,
    `equity      ${equity}   day ${signedPercent(status.dailyPnl)}   drawdown ${percent(status.drawdown)}`,
    `entries     ${entries.allowed} allowed, ${entries.refused} refused${reasons(entries.byReason)}`,
    `exposure    ${percent(exposure.total.notional)} of gross capacity, ${percent(exposure.total.risk)} of risk capacity; ${openTrades.open} of ${openTrades.limit} trades open`,
    `regime      ${status.regime}${status.regimeZ === null ? '' : ` (z ${figure(status.regimeZ, 2)})`}   reconciled ${status.reconciled === null ? 'not yet' : status.reconciled ? 'yes' : 'NO'}   journal ${status.journal.sequence}`,
    ...haltLines(status),
    ...launchLines(status),
    ...maintenanceLines(status.operations.maintenance ?? []),
    ...overrideLines(status),
    ...offLines(status),
    ...status.closures.map((closure) => `closed      ${closure.id}: ${closure.reason}`),
    ...status.positions.map(positionLine),
  ];
}

function reasons(byReason: Readonly<Record<string, number>>): string {
  const sorted = Object.entries(byReason).sort((a, b) => b[1] - a[1]);
  if (sorted.length === 0) return '';
  return ` (${sorted.map(([reason, count]) => `${reason} ${count}`).join(', ')})`;
}

/** Nobody may do what needs a role while the list cannot be used: that is not to be found out late. */
function peopleLines(home: string): readonly string[] {
  const problem = peopleProblem(home);
  return problem === null ? [] : [`PEOPLE      nobody is recognised: ${problem}`];
}

const peopleProblem = (home: string): string | null => {
  const known = readPeople(home);
  return known.ok ? null : known.text;
};

const offLines = ({ breakers }: PortfolioStatus): readonly string[] =>
  breakers.flatMap(({ id, off, text }) => (off === undefined ? [] : [`breaker     ${id} ${text}`]));

/** What the launch waits for. */
function launchLines({ launch }: PortfolioStatus): readonly string[] {
  const waits = launch.steps.filter((step) => step.state === 'held' || step.state === 'failed');
  const held = launch.state === 'complete' ? [] : waits;
  return held.map((step) => `waits       ${step.id} ${step.state}: ${step.evidence}`);
}

function haltLines({ entryHalt }: PortfolioStatus): readonly string[] {
  return entryHalt.on ? [`ENTRY_HALT  by ${entryHalt.actor}: ${entryHalt.reason}`] : [];
}

function positionLine(position: PortfolioStatus['positions'][number]): string {
  const pnl = position.unrealisedPnl === null ? '-' : money(position.unrealisedPnl);
  const stop = position.stopPrice ?? 'none';
  return `position    ${position.strategy} ${position.symbol} ${position.side} ${position.quantity} at ${position.entryPrice}, stop ${stop}, unrealised ${pnl}`;
}

/** Null: nobody supervises this home, or one that does not say. */
const supervisorBuild = (home: string): string | null =>
  holderVersions(homeAt(home).lock)?.build ?? null;

/** `supervisor`: its build; null: not known. */
export function processLines(
  processes: readonly ProcessStatus[],
  supervisor: string | null,
  installed: string,
): readonly string[] {
  const other =
    supervisor === null || supervisor === installed
      ? []
      : [`supervisor  runs build ${supervisor}, installed is ${installed}: septet upgrade --check`];
  const lines = processes.map((entry) => {
    const memory = entry.residentBytes === null ? '' : `  ${mebibytes(entry.residentBytes)}`;
    const restarts = entry.restarts === 0 ? '' : `  restarted ${entry.restarts} times`;
    return `process     ${entry.name.padEnd(14)} ${entry.state}  pid ${entry.pid ?? '-'}${memory}${restarts}${otherBuild(entry, installed)}`;
  });
  return [...other, ...lines];
}

const otherBuild = ({ build }: ProcessStatus, installed: string): string =>
  build === undefined || build === installed
    ? ''
    : `  runs build ${build}, installed is ${installed}`;

import type { Command } from 'commander';
import { formatConfigErrors } from '../config/errors.ts';
import type { MaintenanceStatus } from '../domain/operations.ts';
import { homeOption } from './arguments.ts';
import { configFolder } from './config.ts';
import { connectTo } from './connection.ts';
import { CommandError, EXIT } from './exit.ts';
import { instant } from './figures.ts';
import { printJson, printLines } from './print.ts';

interface ListOptions {
  readonly home?: string;
  readonly config?: string;
  readonly json?: boolean;
}

export function registerMaintenance(root: Command): void {
  const maintenance = root
    .command('maintenance')
    .description('the maintenance calendar: entries close ahead of each window');
  maintenance
    .command('list')
    .description('windows that are not over, as the running portfolio has them, else the files')
    .option('--home <dir>', 'home of the portfolio (default: SEPTET_HOME or ./.septet)')
    .option('--config <dir>', 'folder of the configuration, in place of what runs')
    .option('--json', 'the windows as JSON')
    .addHelpText(
      'after',
      '\nWindows are written in operations.yaml (docs/day-to-day.md).\nExample: septet maintenance list --config config',
    )
    .action(async (options: ListOptions) => {
      const running = options.config === undefined ? await ofRunning(options) : undefined;
      const windows = running ?? (await ofFiles(options));
      if (options.json === true) printJson(windows);
      else printLines(windows.length === 0 ? ['no maintenance ahead'] : maintenanceLines(windows));
    });
}

/** Undefined: nothing runs. */
async function ofRunning(options: ListOptions): Promise<readonly MaintenanceStatus[] | undefined> {
  const service = await connectTo(homeOption(options.home), 'orchestrator');
  if (service === undefined) return undefined;
  try {
    return (await service.request('status', {})).operations.maintenance;
  } finally {
    service.close();
  }
}

async function ofFiles(options: ListOptions): Promise<readonly MaintenanceStatus[]> {
  const { loadConfig } = await import('../config/load.ts');
  const loaded = loadConfig(configFolder(options.config));
  if (!loaded.ok) throw new CommandError(EXIT.usage, formatConfigErrors(loaded.errors).join('\n'));
  const { windows, closeBefore } = loaded.config.maintenance;
  const now = Date.now();
  return windows
    .filter(({ to }) => to > now)
    .map((window) => {
      const closesAt = window.from - closeBefore;
      const open = now < closesAt ? 'announced' : 'closed';
      return { ...window, closesAt, state: now < window.from ? open : 'running', waits: '' };
    });
}

/** For status, cadence and the list itself. */
export const maintenanceLines = (windows: readonly MaintenanceStatus[]): readonly string[] =>
  windows.map(({ id, what, from, to, closesAt, state, waits }) => {
    const closes = state === 'announced' ? `, entries close ${instant(closesAt)}` : '';
    const held = waits === '' ? '' : `, entries wait: ${waits}`;
    return `maintenance ${state}: ${what}, ${instant(from)} to ${instant(to)} UTC (${id})${closes}${held}`;
  });

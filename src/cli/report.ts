/** `septet report`: the reports of a home, while it runs and after it was stopped. */
import { writeFileSync } from 'node:fs';
import { Argument, type Command, Option } from 'commander';
import type { DailyReport } from '../domain/daily-report.ts';
import type { AcceptanceReport } from '../domain/status.ts';
import { acceptanceMarkdown } from '../report/acceptance-markdown.ts';
import { REPORT_FORMATS, type ReportFormat, renderDaily } from '../report/daily-files.ts';
import { handoverMarkdown } from '../report/handover-markdown.ts';
import { type Home, homeAt } from '../services/home.ts';
import { homeOption } from './arguments.ts';
import { connectTo, withService } from './connection.ts';
import { CommandError, EXIT, usageError } from './exit.ts';
import { dayFromFile, fromJournal, isDay } from './report-days.ts';
import type { WeekWanted } from './report-weekly.ts';
import { supervisorView } from './status-changes.ts';

interface Options {
  readonly home?: string;
  readonly format: ReportFormat;
  readonly out?: string;
}

const EXAMPLES = `
Examples:
  septet report daily                            the running day, or the one a stopped home ended in
  septet report daily 2025-04-04 --format html --out report.html
  septet report weekly                           the running week
  septet report weekly --week 2026-W47 --format html --out week.html
  septet report acceptance --format json
  septet report handover --out handover.md`;

export function registerReport(root: Command): void {
  const report = root
    .command('report')
    .description('daily report, weekly review, acceptance report of the launch, hand-over')
    .addHelpText('after', EXAMPLES);
  withOptions(report.command('daily'), REPORT_FORMATS)
    .description('figures of one UTC day: equity, PnL, exposures, breakers, execution, tasks')
    .addArgument(new Argument('[day]', 'a day like 2025-04-04, or today').default('today'))
    .action(async (day: string, options: Options) => {
      const found = await dailyOf(homeAt(homeOption(options.home)), day);
      put(renderDaily(found, options.format), options.out);
    });
  withOptions(report.command('weekly'), REPORT_FORMATS)
    .description('review of a week: breakers, refusals, drawdown, execution, impact of throttling')
    .option('--week <week>', 'like 2026-W47, Monday to Sunday UTC (default: the running one)')
    .option('--to <day>', 'seven days up to this one')
    .action(async (options: Options & WeekWanted) => {
      const { weeklyOf } = await import('./report-weekly.ts');
      const { renderWeekly } = await import('../report/weekly-files.ts');
      const found = await weeklyOf(homeAt(homeOption(options.home)), options);
      put(renderWeekly(found, options.format), options.out);
    });
  withOptions(report.command('acceptance'), ['md', 'json'])
    .description('what the launch was judged by after its first minutes, the newest')
    .action(async (options: Options) => {
      const found = await acceptanceOf(homeAt(homeOption(options.home)));
      const json = `${JSON.stringify(found, null, 2)}\n`;
      put(options.format === 'json' ? json : acceptanceMarkdown(found), options.out);
    });
  withOptions(report.command('handover'), ['md', 'json'])
    .description('state, open incidents, closures, overrides and tasks due, for the next shift')
    .action(async (options: Options) => {
      const home = homeOption(options.home);
      const told = await withService(home, 'orchestrator', async (service) => ({
        status: await service.request('status', {}),
        cadence: await service.request('cadence', {}),
        today: await service.request('report', {}),
      }));
      const { changes, rollback } = await supervisorView(home);
      const state = { ...told, changes, rollback };
      const json = `${JSON.stringify(state, null, 2)}\n`;
      put(options.format === 'json' ? json : handoverMarkdown(state), options.out);
    });
}

function withOptions(command: Command, formats: readonly string[]): Command {
  return command
    .addOption(new Option('--format <name>', 'how it is written').choices(formats).default('md'))
    .option('--out <file>', 'write it to this file instead of standard output')
    .option('--home <dir>', 'home of the portfolio (default: SEPTET_HOME or ./.septet)');
}

/** A running home tells its running day; closed days are files, or in the journal of a stopped one. */
async function dailyOf(home: Home, day: string): Promise<DailyReport> {
  if (day !== 'today' && !isDay(day)) {
    throw usageError(`"${day}" is no day: write it like 2025-04-04, or today`);
  }
  const file = day === 'today' ? undefined : await dayFromFile(home, day);
  if (file !== undefined) return file;
  const service = await connectTo(home.path, 'orchestrator');
  if (service !== undefined) {
    try {
      const running = await service.request('report', {});
      if (day === 'today' || running.day === day) return running;
    } finally {
      service.close();
    }
    const text = `${home.path} has no report of ${day}: days that closed are in ${home.reports}; the whole journal can be read once it is stopped`;
    throw new CommandError(EXIT.failed, text);
  }
  const { lastDay, storedReports } = await import('../services/stored-reports.ts');
  const last = await fromJournal(home, () => lastDay(home));
  if (day === 'today' || last.day === day) return last;
  const stored = await fromJournal(home, () => storedReports(home));
  const found = stored.daily.get(day);
  if (found !== undefined) return found;
  const days = [...stored.daily.keys(), last.day].slice(-10).join(', ');
  throw new CommandError(EXIT.failed, `${home.path} has no report of ${day}; it has ${days}`);
}

async function acceptanceOf(home: Home): Promise<AcceptanceReport> {
  const service = await connectTo(home.path, 'orchestrator');
  if (service !== undefined) {
    try {
      const { launch } = await service.request('status', {});
      if (launch.acceptance !== null) return launch.acceptance;
    } finally {
      service.close();
    }
    const text = `the launch has no acceptance report yet: it comes after its first minutes with entries; earlier ones are in ${home.reports}`;
    throw new CommandError(EXIT.failed, text);
  }
  const { storedReports } = await import('../services/stored-reports.ts');
  const newest = (await fromJournal(home, () => storedReports(home))).acceptance.at(-1);
  if (newest !== undefined) return newest;
  throw new CommandError(EXIT.failed, `${home.path} has no acceptance report`);
}

function put(text: string, out: string | undefined): void {
  if (out === undefined) {
    process.stdout.write(text);
    return;
  }
  try {
    writeFileSync(out, text);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new CommandError(EXIT.failed, `${out} cannot be written: ${why}`);
  }
}

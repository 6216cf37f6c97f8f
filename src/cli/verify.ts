import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import { homeAt } from '../services/home.ts';
import { livingProcesses } from '../services/process-table.ts';
import { homeOption } from './arguments.ts';
import { CommandError, EXIT, usageError } from './exit.ts';
import { printJson, printLine } from './print.ts';

interface Options {
  readonly home?: string;
  readonly json?: boolean;
}

export function registerVerify(root: Command): void {
  root
    .command('verify')
    .description('prove the journals of a stopped home: chains, replay, ledger, caps')
    .option('--home <dir>', 'home of the portfolio (default: SEPTET_HOME or ./.septet)')
    .option('--json', 'the report as JSON')
    .action(async (options: Options) => {
      const home = homeAt(homeOption(options.home));
      const owners = livingProcesses(home).filter(
        ({ name }) => name === 'executor' || name === 'orchestrator',
      );
      if (owners.length > 0) {
        const names = owners.map(({ name, pid }) => `${name} (pid ${pid})`).join(' and ');
        const text = `${names} own the journals of ${home.path}: stop them with \`septet down\` first`;
        throw new CommandError(EXIT.failed, text);
      }
      if (!existsSync(home.executorJournal) && !existsSync(home.orchestratorJournal)) {
        throw usageError(`${home.path} holds no journal: name the home with --home`);
      }
      const report = await verified(home);
      if (options.json === true) printJson(report);
      else {
        for (const { ok, title, text } of report.checks) {
          printLine(`${ok ? 'ok  ' : 'FAIL'} ${title.padEnd(22)} ${text}`);
        }
        for (const [module, hash] of Object.entries(report.stateHashes)) {
          printLine(`     state ${module.padEnd(22)} ${hash}`);
        }
      }
      if (!report.ok) throw new CommandError(EXIT.failed, 'the journals do not hold');
    });
}

async function verified(home: ReturnType<typeof homeAt>) {
  const { verifyHome } = await import('../services/verify-home.ts');
  const { JournalError } = await import('../journal/errors.ts');
  try {
    return verifyHome(home);
  } catch (error) {
    if (error instanceof JournalError) throw new CommandError(EXIT.failed, error.message);
    throw error;
  }
}

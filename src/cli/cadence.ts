import type { Command } from 'commander';
import type { CadenceView } from '../bus/messages.ts';
import type { CadenceTask } from '../domain/operations.ts';
import { actorName, homeOption } from './arguments.ts';
import { withService } from './connection.ts';
import { instant } from './figures.ts';
import { giveCommand } from './give-command.ts';
import { type IdentityOptions, withIdentity } from './identity.ts';
import { maintenanceLines } from './maintenance.ts';
import { printJson, printLines } from './print.ts';
import { reportReply } from './reply.ts';

interface CadenceOptions {
  readonly home?: string;
  readonly json?: boolean;
}

interface DoneOptions extends CadenceOptions, IdentityOptions {
  readonly reason: string;
  readonly actor?: string;
}

export function registerCadence(root: Command): void {
  root
    .command('cadence')
    .description('tasks of the operator cadence: what is due, what was done or missed, what comes')
    .option('--home <dir>', 'home of the portfolio (default: SEPTET_HOME or ./.septet)')
    .option('--json', 'the tasks as JSON')
    .action(async (options: CadenceOptions) => {
      const view = await withService(homeOption(options.home), 'orchestrator', (service) =>
        service.request('cadence', {}),
      );
      if (options.json === true) printJson(view);
      else printLines(cadenceLines(view));
    });
}

export function registerDone(root: Command): void {
  withIdentity(root.command('done'))
    .argument('<task>', 'its name, or the id of one occurrence (septet cadence shows both)')
    .description('check off a task of the operator cadence, with what was found')
    .requiredOption('--reason <text>', 'what was found, for the record')
    .option('--actor <name>', 'who did it (default: SEPTET_ACTOR or the login name)')
    .option('--home <dir>', 'home of the portfolio (default: SEPTET_HOME or ./.septet)')
    .option('--json', 'the answer as JSON')
    .addHelpText(
      'after',
      '\nExample: septet done concentration_review --reason "BTC 11 % of 18 %, nothing to do"',
    )
    .action(async (task: string, options: DoneOptions) => {
      const actor = options.actor ?? actorName();
      const command = { kind: 'task_done', task, actor, reason: options.reason } as const;
      reportReply(await giveCommand(options, command), options.json === true);
    });
}

export function cadenceLines({
  at,
  open,
  recent,
  next,
  maintenance,
}: CadenceView): readonly string[] {
  const lines = [`operator cadence at ${instant(at)} UTC`];
  if (open.length === 0) lines.push('due         nothing');
  for (const task of open) {
    const until = `in time until ${instant(task.graceUntil)}`;
    lines.push(`${task.state.padEnd(11)} ${task.id}  ${task.title}, ${until}`);
    lines.push(...detail(task), `            next: ${task.next} (${task.runbook})`);
  }
  for (const { task, title, at: due } of next) {
    lines.push(`comes       ${instant(due)}  ${task}  ${title}`);
  }
  lines.push(...maintenanceLines(maintenance));
  for (const task of recent.slice(0, RECENT_SHOWN)) {
    const when = task.doneAt === null ? '' : ` ${instant(task.doneAt)} by ${task.by}`;
    lines.push(`${task.state.padEnd(11)} ${task.id}${when}: ${task.outcome}`);
  }
  return lines;
}

const RECENT_SHOWN = 10;

const detail = ({ outcome, evidence }: CadenceTask): readonly string[] =>
  [...(outcome === '' ? [] : [outcome]), ...evidence].map((line) => `            ${line}`);

/** `septet rollback [status|start|retry|decline|confirm]`. */
import type { Command } from 'commander';
import type { RollbackCommand, RollbackReply } from '../domain/rollback.ts';
import { homeOption } from './arguments.ts';
import { withService } from './connection.ts';
import { CommandError, EXIT, usageError } from './exit.ts';
import { type IdentityOptions, presented, withIdentity } from './identity.ts';
import { printJson, printLines } from './print.ts';
import { rollbackLines } from './rollback-view.ts';

interface Options extends IdentityOptions {
  readonly home?: string;
  readonly json?: boolean;
  readonly reason?: string;
  readonly to?: string;
}

/** A beginning of less names too much by accident. */
const TARGET = /^(c-)?[0-9a-f]{4,40}$/;
const ANSWER_MS = 15_000;

export function registerRollback(root: Command): void {
  const rollback = common(root.command('rollback'))
    .description('back to the last known-good version of the configuration')
    .addHelpText(
      'after',
      examples(
        'septet rollback                                   what is in force, the target, the steps',
        'septet rollback start --reason "rejects since 02:40"',
        'septet rollback start --to 1a2b3c4d --reason "the one before that"',
        'septet rollback retry --reason "disk is free again"',
      ),
    );
  common(rollback.command('status', { isDefault: true }))
    .description('in force, where a rollback would go, its steps with evidence, what it waits for')
    .addHelpText('after', examples('septet rollback status', 'septet rollback status --json'))
    .action((_: unknown, command: Command) => give(command, 'status'));
  change(rollback, 'start', 'begin one, or the one that is proposed; exits are never held up', [
    'septet rollback start --reason "slippage doubled since the promotion"',
    'septet rollback start --to c-0123456789ab --reason "the quiet one of last month"',
  ])
    .option('--to <version>', 'first digits of a commit or a version id (default: the newest good)')
    .action((_: unknown, command: Command) => give(command, 'start'));
  change(rollback, 'retry', 'do the step once more that failed and holds it', [
    'septet rollback retry --reason "orchestrator log looks right again"',
  ]).action((_: unknown, command: Command) => give(command, 'retry'));
  change(rollback, 'decline', 'end one that is proposed or held; a halt stays, in your name', [
    'septet rollback decline --reason "venue trouble, not ours"',
  ]).action((_: unknown, command: Command) => give(command, 'decline'));
  change(rollback, 'confirm', 'end its validation (RB-7) before the time', [
    'septet rollback confirm --reason "watched for ten minutes, all well"',
  ]).action((_: unknown, command: Command) => give(command, 'confirm'));
}

const examples = (...lines: readonly string[]): string =>
  `\nExamples:\n${lines.map((line) => `  ${line}`).join('\n')}`;

const common = (command: Command): Command =>
  command
    .option('--home <dir>', 'home of the portfolio (default: SEPTET_HOME or ./.septet)')
    .option('--json', 'the answer as JSON');

const change = (
  rollback: Command,
  name: string,
  description: string,
  lines: readonly string[],
): Command =>
  withIdentity(common(rollback.command(name)))
    .description(description)
    .option('--reason <text>', 'why; kept for good')
    .addHelpText('after', examples(...lines));

async function give(command: Command, kind: RollbackCommand['kind']): Promise<void> {
  const options: Options = command.optsWithGlobals();
  const reason = options.reason?.trim() ?? '';
  if (kind !== 'status' && reason === '') {
    throw usageError('say why with --reason "...": it is kept with the rollback');
  }
  const to = options.to?.toLowerCase() ?? null;
  if (to !== null && !TARGET.test(to)) {
    throw usageError(
      `--to "${options.to}" names no version: write 4 digits or more of a commit or a version id (septet config history)`,
    );
  }
  const { token, name: actor } = presented(options);
  const asked = { kind, to, actor, reason, token };
  const reply = await withService(homeOption(options.home), 'supervisor', (service) =>
    service.request('rollback', asked, ANSWER_MS),
  );
  said(reply, options.json === true);
}

function said(reply: RollbackReply, json: boolean): void {
  if (json) printJson(reply);
  else if (reply.ok) {
    printLines([...(reply.text === '' ? [] : [reply.text, '']), ...rollbackLines(reply.status)]);
  }
  if (!reply.ok) throw new CommandError(EXIT.failed, json ? '' : `${reply.text} (${reply.code})`);
}

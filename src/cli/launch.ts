import { Argument, type Command } from 'commander';
import type { OperatorCommand } from '../bus/messages.ts';
import { actorName } from './arguments.ts';
import { usageError } from './exit.ts';
import { giveCommand } from './give-command.ts';
import { type IdentityOptions, withIdentity } from './identity.ts';
import { reportReply } from './reply.ts';

interface Options extends IdentityOptions {
  readonly home?: string;
  readonly actor?: string;
  readonly reason?: string;
  readonly json?: boolean;
}

const ACTIONS = ['retry', 'abort', 'accept', 'skip'] as const;
type Action = (typeof ACTIONS)[number];

const EXAMPLES = `
What skip takes, and nothing else:
  a phase that runs       the healthy time left in it
  a gated phase           its spread condition, once every spread is measured
  warnings                the same as accept
A skip is an override: it is recorded with who and why, stands in the status and in the acceptance
report, and ends with the launch. A failed pre-flight check, a freeze, an incident, stale data or a
difference with the venue cannot be skipped.

Examples:
  septet launch retry --reason "clock is right again"
  septet launch skip B --reason "rehearsal"
  septet launch skip LAU-5.C --actor desk --reason "spreads of SOL looked at by hand"
  septet launch accept --reason "drawdown of last week is known"`;

export function registerLaunch(root: Command): void {
  withIdentity(root.command('launch'))
    .description(
      'a launch that is held: retry it from the first step, abort it, accept its warnings, or skip a condition',
    )
    .addArgument(new Argument('<action>', 'what to do').choices(ACTIONS))
    .argument('[step]', 'for skip: a step (LAU-5.B), the name of a phase (B), or `warnings`')
    .option('--actor <name>', 'who does it (default: SEPTET_ACTOR or the login name)')
    .option('--reason <text>', 'why, for the journal; a skip must say it')
    .option('--home <dir>', 'home of the portfolio (default: SEPTET_HOME or ./.septet)')
    .option('--json', 'the answer as JSON')
    .addHelpText('after', EXAMPLES)
    .action(async (action: Action, step: string | undefined, options: Options) => {
      const command = commandOf(action, step, options);
      reportReply(await giveCommand(options, command), options.json === true);
    });
}

function commandOf(action: Action, step: string | undefined, options: Options): OperatorCommand {
  const actor = options.actor ?? actorName();
  if (action !== 'skip') {
    if (step !== undefined) {
      const text = `launch ${action} is about the whole launch: leave out "${step}", or write launch skip ${step}`;
      throw usageError(text);
    }
    return { kind: `launch_${action}`, actor, reason: options.reason ?? 'from the command line' };
  }
  const missing = [
    ...(step === undefined ? ['what to skip: a phase (B), a step (LAU-5.C) or warnings'] : []),
    ...(options.reason === undefined ? ['why: --reason "..."'] : []),
  ];
  if (step === undefined || options.reason === undefined) {
    throw usageError(`a skip is an override and has to say ${missing.join('; ')}`);
  }
  return { kind: 'launch_skip', step, actor, reason: options.reason };
}

/** The command `septet` without verbs, and the exit code of one command line. */
import { Command, CommanderError } from 'commander';
import { buildInfo } from '../bus/build-info.ts';
import { CommandError, EXIT, type ExitCode } from './exit.ts';
import { printError } from './print.ts';

export const emptyProgram = (): Command =>
  new Command('septet')
    .description('Portfolio orchestration for crypto perpetual-futures strategies')
    .version(buildInfo().build)
    .showHelpAfterError('(add --help for what is possible)')
    .exitOverride();

/** Words about a failure go to standard error. */
export async function runLine(root: Command, commandLine: readonly string[]): Promise<ExitCode> {
  try {
    await root.parseAsync(commandLine, { from: 'user' });
    return EXIT.ok;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
    if (error instanceof CommandError) {
      if (error.message !== '') printError(`septet: ${error.message}`);
      return error.code;
    }
    throw error;
  }
}

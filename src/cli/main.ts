/** The command line `septet`: one file per verb, each loaded only when it is called. */
import { Command, CommanderError } from 'commander';
import { buildInfo } from '../services/build-info.ts';
import { registerAck, registerAlerts, registerSilence } from './alerts.ts';
import { registerBacktest } from './backtest.ts';
import { registerCadence, registerDone } from './cadence.ts';
import { registerChannels } from './channels.ts';
import { registerConfig } from './config.ts';
import { registerDown } from './down.ts';
import { registerDrill } from './drill.ts';
import { registerEvents } from './events.ts';
import { CommandError, EXIT, type ExitCode } from './exit.ts';
import { registerExplain } from './explain.ts';
import { registerFlatten } from './flatten.ts';
import { registerHalt } from './halt.ts';
import { registerIncidents, registerPlaybook } from './incidents.ts';
import { registerKernel } from './kernel.ts';
import { registerLaunch } from './launch.ts';
import { registerPreflight } from './preflight.ts';
import { printError } from './print.ts';
import { registerReport } from './report.ts';
import { registerRestart } from './restart.ts';
import { registerResume } from './resume.ts';
import { registerSignals } from './signals.ts';
import { registerSim } from './sim.ts';
import { registerStatus } from './status.ts';
import { registerUp } from './up.ts';
import { registerVerify } from './verify.ts';

export function program(): Command {
  const root = new Command('septet')
    .description('Portfolio orchestration for crypto perpetual-futures strategies')
    .version(buildInfo().build)
    .showHelpAfterError('(add --help for what is possible)')
    .exitOverride();
  for (const register of [
    registerUp,
    registerDown,
    registerStatus,
    registerHalt,
    registerResume,
    registerLaunch,
    registerIncidents,
    registerPlaybook,
    registerPreflight,
    registerAlerts,
    registerAck,
    registerSilence,
    registerFlatten,
    registerRestart,
    registerCadence,
    registerDone,
    registerReport,
    registerEvents,
    registerExplain,
    registerVerify,
    registerBacktest,
    registerSignals,
    registerKernel,
    registerConfig,
    registerSim,
    registerChannels,
    registerDrill,
  ]) {
    register(root);
  }
  return root;
}

/** Exit code of one command line; words about a failure go to standard error. */
export async function run(commandLine: readonly string[]): Promise<ExitCode> {
  try {
    await program().parseAsync(commandLine, { from: 'user' });
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

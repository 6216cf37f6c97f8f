/** The command line `septet`: one file per verb, each loaded only when it is called. */
import tab from '@bomb.sh/tab/commander';
import type { Command } from 'commander';
import { registerAck, registerAlerts, registerSilence } from './alerts.ts';
import { registerBacktest } from './backtest.ts';
import { registerBackup, registerRestore } from './backup.ts';
import { registerCadence, registerDone } from './cadence.ts';
import { registerChannels } from './channels.ts';
import { registerConfig } from './config.ts';
import { registerComplete } from './config-complete.ts';
import { registerConfigPaper } from './config-paper.ts';
import { registerDoctor } from './doctor.ts';
import { registerDown } from './down.ts';
import { registerDrill } from './drill.ts';
import { registerEvents } from './events.ts';
import type { ExitCode } from './exit.ts';
import { registerExplain } from './explain.ts';
import { registerFlatten } from './flatten.ts';
import { registerHalt } from './halt.ts';
import { registerIncidents, registerPlaybook } from './incidents.ts';
import { registerKernel } from './kernel.ts';
import { registerLaunch } from './launch.ts';
import { registerMaintenance } from './maintenance.ts';
import { registerConfirm, registerOverride } from './override.ts';
import { registerPeople, registerWhoami } from './people.ts';
import { registerPreflight } from './preflight.ts';
import { registerProfile } from './profile.ts';
import { registerReport } from './report.ts';
import { registerRestart } from './restart.ts';
import { registerResume } from './resume.ts';
import { registerRollback } from './rollback.ts';
import { emptyProgram, runLine } from './root.ts';
import { registerSignals } from './signals.ts';
import { registerSim } from './sim.ts';
import { registerStatus } from './status.ts';
import { registerUp } from './up.ts';
import { registerUpgrade } from './upgrade.ts';
import { registerVerify } from './verify.ts';
import { registerWatch } from './watch.ts';

export function program(): Command {
  const root = emptyProgram();
  for (const register of [
    registerUp,
    registerDown,
    registerUpgrade,
    registerStatus,
    registerWatch,
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
    registerRollback,
    registerCadence,
    registerDone,
    registerMaintenance,
    registerReport,
    registerEvents,
    registerExplain,
    registerVerify,
    registerDoctor,
    registerBackup,
    registerRestore,
    registerBacktest,
    registerSignals,
    registerKernel,
    registerConfiguration,
    registerSim,
    registerChannels,
    registerDrill,
    registerPeople,
    registerWhoami,
    registerOverride,
    registerConfirm,
    registerProfile,
  ]) {
    register(root);
  }
  // `septet completion <shell>` prints a script; it asks the hidden verb `complete` at each Tab.
  tab(root, { completionCommandName: 'completion' });
  return root;
}

function registerConfiguration(parent: Command): void {
  const config = registerConfig(parent);
  registerComplete(config);
  registerConfigPaper(config);
}

/** Exit code of one command line; words about a failure go to standard error. */
export const run = (commandLine: readonly string[]): Promise<ExitCode> =>
  runLine(program(), commandLine);

import { join } from 'node:path';
import { buildInfo, FROM_SOURCE } from '../bus/build-info.ts';
import type { Clock } from '../domain/time.ts';
import { marketClock } from './clock.ts';
import { type Home, homeAt, makeHome } from './home.ts';
import { createLog, type Log } from './log.ts';
import { takeLock } from './process-lock.ts';
import { processLockPath } from './process-table.ts';
import { returnMemory } from './return-memory.ts';
import { type RunFile, readRunFile } from './run-file.ts';
import { fileNameOf } from './supervised-process.ts';

/** What every service process works with. */
export interface ServiceProcess {
  readonly name: string;
  readonly home: Home;
  readonly run: RunFile;
  readonly clock: Clock;
  readonly log: Log;
  /** Registers what an orderly end does; run in the reverse order of registration. */
  readonly onStop: (stop: () => void | Promise<void>) => void;
}

/** Exit code of a service that found another one of its name alive: not a crash to count. */
export const ALREADY_RUNNING = 75;
const STOP_TIMEOUT_MS = 4_000;
/** By then history has been read and averages are warm. */
const SETTLED_MS = 10_000;

/**
 * Takes the service's lock, reads what the supervisor handed over, and makes the process end in
 * order on SIGTERM. Signals of the terminal are not for services: they outlive it.
 */
export function startServiceProcess(name: string, homePath: string): ServiceProcess {
  const home = homeAt(homePath);
  makeHome(home);
  const lock = takeLock(processLockPath(home, name), name);
  if (!lock.ok) {
    process.stderr.write(`${lock.text}\n`);
    process.exit(ALREADY_RUNNING);
  }
  const handed = readRunFile(home);
  if (handed === undefined) {
    process.stderr.write(`${home.config} is missing or unreadable: start with \`septet up\`\n`);
    process.exit(2);
  }
  const run = { ...handed, build: ownBuild(handed.build) };
  const clock = marketClock(run.anchor);
  const file = join(home.logs, `${fileNameOf(name)}.log`);
  const log = createLog(run.config.runtime.logLevel, () => clock.now(), file);
  const stops: (() => void | Promise<void>)[] = [];
  const crash = (kind: string, error: unknown): void => {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    log('error', `${kind}: ${text}`);
    process.exit(1);
  };
  process.on('uncaughtException', (error) => crash('uncaught exception', error));
  process.on('unhandledRejection', (error) => crash('unhandled rejection', error));
  process.on('SIGINT', () => {});
  process.on('SIGHUP', () => {});
  process.once('SIGTERM', () => {
    const timer = setTimeout(() => {
      log('error', `did not end in ${STOP_TIMEOUT_MS} ms`);
      process.exit(1);
    }, STOP_TIMEOUT_MS);
    void endAll(stops.reverse(), log).then(() => {
      clearTimeout(timer);
      lock.release();
      log('info', 'ended');
      process.exit(0);
    });
  });
  setTimeout(returnMemory, SETTLED_MS).unref();
  log('info', `started, pid ${process.pid}, build ${run.build}`);
  return { name, home, run, clock, log, onStop: (stop) => stops.push(stop) };
}

/** What runs is what this file was built as, whoever wrote the run file. */
function ownBuild(handed: string): string {
  const { build } = buildInfo();
  return build === FROM_SOURCE ? handed : build;
}

async function endAll(stops: readonly (() => void | Promise<void>)[], log: Log): Promise<void> {
  for (const stop of stops) {
    try {
      await stop();
    } catch (error) {
      log('error', `ending: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
}

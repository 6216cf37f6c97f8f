import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import { BusError } from '../bus/protocol.ts';
import { leaveHaltLatch } from '../services/halt-latch.ts';
import { homeAt } from '../services/home.ts';
import { actorName, homeOption } from './arguments.ts';
import { connectTo } from './connection.ts';
import { CommandError, EXIT } from './exit.ts';
import { printJson, printLine } from './print.ts';

interface Options {
  readonly reason: string;
  readonly home?: string;
  readonly json?: boolean;
}

interface Answer {
  readonly by: 'executor' | 'orchestrator' | 'latch';
  readonly ok: boolean;
  readonly text: string;
}

export function registerHalt(root: Command): void {
  root
    .command('halt')
    .description('stop all entries now and until `septet resume`; exits go on')
    .option('--reason <text>', 'why, for the journal', 'halted from the command line')
    .option('--home <dir>', 'home of the portfolio (default: SEPTET_HOME or ./.septet)')
    .option('--json', 'the answers as JSON')
    .action(async (options: Options) => {
      const home = homeOption(options.home);
      const answers = await haltHome(home, actorName(), options.reason);
      if (options.json === true) printJson(answers);
      else for (const { by, text } of answers) printLine(`${by}: ${text}`);
      // One that holds suffices: the executor's own latch, or the one left for its next start.
      if (!answers.some((answer) => answer.ok && answer.by !== 'orchestrator')) {
        throw new CommandError(EXIT.failed, 'the halt is not confirmed by the executor: repeat it');
      }
    });
}

/**
 * Tells executor and orchestrator, each on its own (HALT-1: also with the other one dead). An
 * executor that does not confirm gets the latch in its home, which it picks up.
 */
export async function haltHome(
  home: string,
  actor: string,
  reason: string,
): Promise<readonly Answer[]> {
  const [executor, orchestrator] = await Promise.all([
    tellExecutor(home, actor, reason),
    tellOrchestrator(home, actor, reason),
  ]);
  const answers = [executor, orchestrator];
  if (!executor.ok) {
    // A mistyped home must not look like a halt.
    if (!existsSync(homeAt(home).identity)) {
      const text = `${home} is no home of a portfolio, so nothing was halted: name the right one with --home, or start with ENTRY_HALT=true`;
      throw new CommandError(EXIT.notRunning, text);
    }
    leaveHaltLatch(homeAt(home), { actor, reason });
    const text = 'ENTRY_HALT left in the home: the executor takes it over when it runs';
    answers.push({ by: 'latch', ok: true, text });
  }
  return answers;
}

async function tellExecutor(home: string, actor: string, reason: string): Promise<Answer> {
  const client = await connectTo(home, 'executor').catch(() => undefined);
  if (client === undefined) return { by: 'executor', ok: false, text: 'not running' };
  try {
    const reply = await client.request('command', { kind: 'halt', on: true, actor, reason }, 2_000);
    return { by: 'executor', ok: reply.ok, text: reply.text };
  } catch (error) {
    return { by: 'executor', ok: false, text: wordsOf(error) };
  } finally {
    client.close();
  }
}

async function tellOrchestrator(home: string, actor: string, reason: string): Promise<Answer> {
  const client = await connectTo(home, 'orchestrator').catch(() => undefined);
  if (client === undefined) return { by: 'orchestrator', ok: false, text: 'not running' };
  try {
    const reply = await client.request('command', { kind: 'halt', actor, reason }, 2_000);
    return { by: 'orchestrator', ok: reply.ok, text: reply.text };
  } catch (error) {
    return { by: 'orchestrator', ok: false, text: wordsOf(error) };
  } finally {
    client.close();
  }
}

const wordsOf = (error: unknown): string =>
  error instanceof BusError ? error.message : String(error);

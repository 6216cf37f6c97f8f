/** Gives a command to the change office: to the supervisor that runs, else to the home itself. */

import { buildInfo } from '../bus/build-info.ts';
import { pushed } from '../change/store/remote.ts';
import type { ChangeCommand, ChangeReply } from '../domain/change-office.ts';
import { homeAt } from '../services/home.ts';
import { openOffice } from '../services/home-office.ts';
import { takeLock } from '../services/process-lock.ts';
import { livingProcesses } from '../services/process-table.ts';
import { standingAt } from '../services/standing.ts';
import { homeOption } from './arguments.ts';
import { connectTo } from './connection.ts';
import { CommandError, EXIT, usageError } from './exit.ts';
import { type IdentityOptions, presented } from './identity.ts';
import { printError } from './print.ts';

/** A promotion restarts processes one after the other. */
const ANSWER_MS = 180_000;
const PUSH_MS = 10_000;

export async function giveChange(
  options: IdentityOptions & { readonly home?: string },
  command: ChangeCommand,
): Promise<ChangeReply> {
  const { token, name } = presented(options);
  const path = homeOption(options.home);
  const supervisor = await connectTo(path, 'supervisor');
  if (supervisor !== undefined) {
    try {
      return await supervisor.request('change', { command, token, name }, ANSWER_MS);
    } catch (error) {
      throw new CommandError(EXIT.failed, error instanceof Error ? error.message : String(error));
    } finally {
      supervisor.close();
    }
  }
  return alone(path, command, { token, name });
}

/** Nothing supervises this home: its lock is held for as long as the command takes. */
async function alone(
  path: string,
  command: ChangeCommand,
  who: { readonly token: string | null; readonly name: string },
): Promise<ChangeReply> {
  const { existsSync } = await import('node:fs');
  const home = homeAt(path);
  if (!existsSync(home.changes)) {
    const text = `${home.path} has no versions yet: \`septet up\` makes the first one from the configuration it starts with, or name another --home`;
    throw usageError(text);
  }
  const lock = takeLock(home.lock, 'septet supervisor');
  if (!lock.ok) throw new CommandError(EXIT.failed, lock.text);
  try {
    const opened = openOffice(home, buildInfo().build);
    if (!opened.ok) throw new CommandError(EXIT.failed, opened.text);
    const { office, host } = opened;
    host.say = (severity, text) => {
      if (severity !== 'info') printError(`${severity}: ${text}`);
    };
    host.apply = () => {
      const left = livingProcesses(home).map((each) => each.name);
      if (left.length === 0) return Promise.resolve(['nothing runs: the next `septet up` runs it']);
      return Promise.resolve([
        `${left.join(', ')} run without a supervisor: they go over at the next \`septet up\``,
      ]);
    };
    try {
      const reply = await office.command(command, standingAt(home.path, who));
      await pushed(office.folder, PUSH_MS);
      return reply;
    } finally {
      office.close();
    }
  } finally {
    lock.release();
  }
}

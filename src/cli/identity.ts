/** Who gives a command: a token that a service verifies, and the name this machine knows. */
import type { Command } from 'commander';
import type { Presented } from '../people/standing.ts';
import { readPrivateFile } from '../secrets/private-file.ts';
import { actorName } from './arguments.ts';
import { usageError } from './exit.ts';

export interface IdentityOptions {
  readonly tokenFile?: string;
}

export const withIdentity = (command: Command): Command =>
  command.option(
    '--token-file <file>',
    'your token, in a file only you can read (default: SEPTET_TOKEN)',
  );

/** Exit code 2 when the file of the token cannot be used. */
export function presented(options: IdentityOptions, name = actorName()): Presented {
  const file = options.tokenFile;
  if (file === undefined) return { token: process.env['SEPTET_TOKEN']?.trim() || null, name };
  const read = readPrivateFile(file);
  if (!read.ok) throw usageError(`--token-file: ${read.error}`);
  const token = read.text.trim();
  if (token === '') throw usageError(`--token-file: ${file} is empty`);
  return { token, name };
}

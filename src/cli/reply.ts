import type { CommandReply } from '../bus/messages.ts';
import { CommandError, EXIT } from './exit.ts';
import { printJson, printLine } from './print.ts';

/** Prints a service's answer; a refusal becomes exit code 1 with its words. */
export function reportReply(reply: CommandReply, json: boolean): void {
  if (json) printJson(reply);
  else if (reply.ok) printLine(reply.text);
  if (!reply.ok) throw new CommandError(EXIT.failed, json ? '' : `${reply.text} (${reply.code})`);
}

/** What people may say in a chat. It may halt; it can never resume, silence, approve or trade. */
export const VERBS = [
  'status',
  'risk',
  'positions',
  'incidents',
  'ack',
  'halt',
  'report',
  'help',
] as const;
export type Verb = (typeof VERBS)[number];

export type ChatCommand =
  | { readonly kind: 'known'; readonly verb: Verb; readonly rest: string }
  /** A command, but none of these. */
  | { readonly kind: 'unknown'; readonly verb: string };

const REST_MAX = 500;
const WORD_MAX = 32;

/**
 * `/halt reason`, also `/halt@bot reason`, which only that bot takes; null: no command, or one for
 * another bot. `bot` without the @.
 */
export function parseCommand(text: string, bot: string | null): ChatCommand | null {
  const match = /^\s*\/([A-Za-z_]{1,64})(?:@(\w{1,64}))?(?:\s+([\s\S]*))?$/.exec(text);
  if (match === null) return null;
  const [, word = '', addressed, rest = ''] = match;
  if (addressed !== undefined && addressed.toLowerCase() !== bot?.toLowerCase()) return null;
  return commandOf(word, rest);
}

/** The same, said in words without a slash: `halt reason`. */
export function commandOf(word: string, rest: string): ChatCommand {
  const name = word.toLowerCase().slice(0, WORD_MAX);
  const verb = VERBS.find((each) => each === name);
  if (verb === undefined) return { kind: 'unknown', verb: name.replace(/[^a-z0-9_]/g, '') };
  const words = rest.replace(/\s+/g, ' ').trim();
  return { kind: 'known', verb, rest: words.slice(0, REST_MAX) };
}

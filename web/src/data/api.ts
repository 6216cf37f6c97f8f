/** Questions to the server this page came from; whatever is refused is an error in its own words. */
import type { ApiReplies } from '../../../src/api/routes/replies.ts';
import { septetClient } from '../../../src/client/client.ts';

export const api = septetClient({ baseUrl: location.origin });

/** Refused in words; `status` 0: the server was not reached. */
export class NotTold extends Error {
  readonly status: number;
  constructor(status: number, text: string) {
    super(text);
    this.name = 'NotTold';
    this.status = status;
  }
}

interface Answer {
  readonly data?: unknown;
  readonly error?: unknown;
  readonly response: Response;
}

/** The answer as the table of routes types it. */
export async function told<K extends keyof ApiReplies>(
  _reply: K,
  asked: Promise<Answer>,
): Promise<ApiReplies[K]> {
  let answer: Answer;
  try {
    answer = await asked;
  } catch {
    throw new NotTold(0, 'The server was not reached: is septet running?');
  }
  const { data, error, response } = answer;
  if (response.ok) return data as ApiReplies[K];
  const { text } = (error ?? {}) as { readonly text?: unknown };
  const words = typeof text === 'string' ? text : `the server answered ${response.status}`;
  throw new NotTold(response.status, words);
}

/** What was done, in the server's words. */
export const doneText = async (asked: Promise<Answer>): Promise<string> =>
  (await told('done', asked)).text;

export const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error);

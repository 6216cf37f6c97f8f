/**
 * Telegram commands by long polling: nothing has to reach this machine from outside. Loaded only
 * where people are configured, because the library takes memory.
 */
import { Api, GrammyError } from 'grammy';
import type { Message, Update } from 'grammy/types';
import { MINUTE_MS, type Ms, SECOND_MS } from '../domain/time.ts';
import { withoutSecrets } from '../notify/channel.ts';
import { answer, type ChatDesk } from './chat.ts';
import { type ChatCommand, parseCommand } from './command.ts';
import type { Strangers } from './strangers.ts';

export interface TelegramChatOptions {
  readonly token: string;
  /** Id, or @name of a public one: the one chat in which it listens. */
  readonly chat: string;
  readonly api: string;
  /** Operators by Telegram's user number. */
  readonly people: Readonly<Record<string, string>>;
  readonly desk: ChatDesk;
  readonly strangers: Strangers;
  readonly wall: () => number;
  /** Resolves after a wait, or at once when `stop` is aborted. */
  readonly pause: (wait: Ms, stop: AbortSignal) => Promise<void>;
  readonly log: (text: string) => void;
}

/** How long a question stays open at the server, and how long after that it is given up. */
const POLL_S = 25;
const REQUEST_S = 35;
const FIRST_MS: Ms = SECOND_MS;
const LAST_MS: Ms = MINUTE_MS;
const UPDATES_MAX = 50;
/** Commands of one batch that are answered; halts always are. */
const ANSWERS_MAX = 10;

export class TelegramChat {
  private readonly options: TelegramChatOptions;
  private readonly api: Api;
  private readonly stopping = new AbortController();
  private readonly running: Promise<void>;
  private offset = 0;
  private bot: string | null = null;

  constructor(options: TelegramChatOptions) {
    this.options = options;
    this.api = new Api(options.token, {
      apiRoot: options.api.replace(/\/+$/, ''),
      timeoutSeconds: REQUEST_S,
    });
    this.running = this.listen();
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  /** Asks on and on; after a failure 1 s later, doubling to 60 s, or as the server wants it. */
  private async listen(): Promise<void> {
    const { signal } = this.stopping;
    let failures = 0;
    while (!signal.aborted) {
      try {
        this.bot ??= (await this.api.getMe(signal as never)).username;
        const updates = await this.api.getUpdates(
          {
            ...{ offset: this.offset, limit: UPDATES_MAX, timeout: POLL_S },
            allowed_updates: ['message'],
          },
          signal as never,
        );
        failures = 0;
        await this.takeAll(updates);
      } catch (error) {
        if (signal.aborted) return;
        failures += 1;
        const wait = waitOf(error, failures);
        this.options.log(
          `${this.wordsOf(error)}; asked again in ${Math.round(wait / SECOND_MS)} s`,
        );
        await this.options.pause(wait, signal);
      }
    }
  }

  private async takeAll(updates: readonly Update[]): Promise<void> {
    let answered = 0;
    for (const update of updates) {
      // Before it is looked at: one that breaks something must not come again and again.
      this.offset = update.update_id + 1;
      const said = this.commandIn(update.message);
      if (said === null) continue;
      const halts = said.command.kind === 'known' && said.command.verb === 'halt';
      if (!halts && answered >= ANSWERS_MAX) continue;
      answered += 1;
      const { desk } = this.options;
      const text = await answer(desk, { ...said, by: 'Telegram' });
      await this.reply(said.message, text);
    }
  }

  /** A failed answer is noted; the command has been done all the same. */
  private async reply({ chat, message_id }: Message, text: string): Promise<void> {
    try {
      await this.api.sendMessage(chat.id, text, {
        reply_parameters: { message_id, allow_sending_without_reply: true },
        link_preview_options: { is_disabled: true },
      });
    } catch (error) {
      this.options.log(`an answer could not be sent: ${this.wordsOf(error)}`);
    }
  }

  /** The command of a person who may give it; null: none, and nothing is answered. */
  private commandIn(message: Message | undefined): {
    readonly message: Message;
    readonly actor: string;
    readonly command: ChatCommand;
    readonly age: Ms;
  } | null {
    const { people, strangers, wall } = this.options;
    const { text, from } = message ?? {};
    if (message === undefined || text === undefined || from === undefined) return null;
    const command = parseCommand(text, this.bot);
    if (command === null) return null;
    const id = String(from.id);
    const actor = Object.hasOwn(people, id) ? people[id] : undefined;
    const own = !from.is_bot && message.sender_chat === undefined;
    if (actor === undefined || !own || !this.isOurs(message.chat)) {
      const where = this.isOurs(message.chat) ? 'in our chat' : 'in another chat';
      strangers.came(`telegram: a command of user ${id} ${where}, who may not give it there`);
      return null;
    }
    // Somebody else's words, passed on.
    if (message.forward_origin !== undefined || message.via_bot !== undefined) return null;
    return { message, actor, command, age: Math.max(0, wall() - message.date * SECOND_MS) };
  }

  private wordsOf(error: unknown): string {
    const { token } = this.options;
    const words =
      error instanceof GrammyError
        ? `${error.method}: ${error.error_code} ${error.description}`
        : String(error instanceof Error ? error.message : error);
    return withoutSecrets(words, [token, token.slice(token.indexOf(':') + 1)]).slice(0, 300);
  }

  private isOurs(chat: Message['chat']): boolean {
    const { chat: wanted } = this.options;
    if (!wanted.startsWith('@')) return String(chat.id) === wanted;
    return chat.username?.toLowerCase() === wanted.slice(1).toLowerCase();
  }
}

function waitOf(error: unknown, failures: number): Ms {
  const own = Math.min(FIRST_MS * 2 ** Math.min(failures - 1, 10), LAST_MS);
  const asked = error instanceof GrammyError ? (error.parameters.retry_after ?? 0) : 0;
  return Math.max(own, Math.min(asked * SECOND_MS, 10 * MINUTE_MS));
}

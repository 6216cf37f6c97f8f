import { SECOND_MS } from '../domain/time.ts';
import { type Carried, textOf } from './carried.ts';
import { type Channel, NotCarried, testText, withoutSecrets } from './channel.ts';
import { jsonOf, post, quoted } from './http.ts';
import { bounded } from './slack.ts';

export interface TelegramOptions {
  readonly name: string;
  readonly token: string;
  readonly chat: string;
  /** `read` asks for the bot and its chat, `message` sends one. */
  readonly check: 'read' | 'message';
  /** Address of the Bot API, without a slash at its end. */
  readonly api: string;
}

/** A message holds 4 096 characters after its escapes are read; title and foot need a part. */
const LINES_MAX = 3_200;

/** A bot and the chat it writes to. */
export function telegramChannel(options: TelegramOptions): Channel {
  const { name, token, chat, check, api } = options;
  const secrets = [token, token.slice(token.indexOf(':') + 1)];
  const call = async (method: string, parameters: object): Promise<void> => {
    const url = `${api.replace(/\/+$/, '')}/bot${token}/${method}`;
    const { status, text, retryAfter } = await post({ url, body: JSON.stringify(parameters) });
    const answer = jsonOf(text);
    if (status === 200 && answer?.['ok'] === true) return;
    const words = answer?.['description'];
    const said = typeof words === 'string' ? words : text;
    const fault = `${method}: ${status} ${quoted(withoutSecrets(said, secrets))}`;
    // Also "chat not found" is a 400, and no fault of the message.
    const refused = status === 413 || (status === 400 && /message|entit/i.test(said));
    throw new NotCarried(fault, waitOf(answer) ?? retryAfter, refused);
  };
  return {
    name,
    kind: 'telegram',
    async check(about) {
      if (check === 'message') {
        await call('sendMessage', { chat_id: chat, text: testText(about) });
        return;
      }
      await call('getMe', {});
      await call('getChat', { chat_id: chat });
    },
    send: (carried) =>
      call('sendMessage', {
        chat_id: chat,
        text: telegramText(carried),
        parse_mode: 'HTML',
        link_preview_options: { is_disabled: true },
        disable_notification: carried.severity === 'info',
      }),
  };
}

function waitOf(answer: Readonly<Record<string, unknown>> | undefined): number | null {
  const { retry_after: seconds } = (answer?.['parameters'] ?? {}) as { retry_after?: unknown };
  return typeof seconds === 'number' && seconds >= 0 ? seconds * SECOND_MS : null;
}

function telegramText(carried: Carried): string {
  const { title, lines, foot } = textOf(carried);
  const body = bounded(lines.map(htmlText), LINES_MAX);
  return `<b>${htmlText(title)}</b>\n${body}\n<i>${htmlText(foot)}</i>`;
}

const htmlText = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

import { type Channel, testText } from './channel.ts';
import { jsonOf, post, quoted } from './http.ts';

export interface TelegramOptions {
  readonly name: string;
  readonly token: string;
  readonly chat: string;
  /** `read` asks for the bot and its chat, `message` sends one. */
  readonly check: 'read' | 'message';
  /** Address of the Bot API, without a slash at its end. */
  readonly api: string;
}

/** A bot and the chat it writes to. */
export function telegramChannel(options: TelegramOptions): Channel {
  const { name, token, chat, check, api } = options;
  const call = async (method: string, parameters: object): Promise<void> => {
    const url = `${api.replace(/\/+$/, '')}/bot${token}/${method}`;
    const { status, text } = await post({ url, body: JSON.stringify(parameters) });
    const answer = jsonOf(text);
    if (status === 200 && answer?.['ok'] === true) return;
    const words = answer?.['description'];
    throw new Error(`${method}: ${status} ${quoted(typeof words === 'string' ? words : text)}`);
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
  };
}

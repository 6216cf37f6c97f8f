import { type Channel, testText } from './channel.ts';
import { post, quoted } from './http.ts';

/** An incoming webhook: its address is the secret, and a message it took is answered by `ok`. */
export function slackChannel(name: string, url: string): Channel {
  return {
    name,
    kind: 'slack',
    async check(about) {
      const { status, text } = await post({ url, body: JSON.stringify({ text: testText(about) }) });
      if (status === 200 && text.trim() === 'ok') return;
      throw new Error(`it answered ${status} ${quoted(text)} instead of ok`);
    },
  };
}

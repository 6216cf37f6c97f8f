import { createHmac, randomBytes } from 'node:crypto';
import { type Channel, testText } from './channel.ts';
import { jsonOf, post, quoted } from './http.ts';

/** Of `<timestamp>.<body>` with the shared secret: `sha256=` and 64 hex digits. */
const SIGNATURE_HEADER = 'x-septet-signature';
/** When it was signed, epoch ms: an old body that somebody repeats can be told apart. */
const TIMESTAMP_HEADER = 'x-septet-timestamp';

/** Any address that checks the signature and repeats the nonce. */
export function webhookChannel(name: string, url: string, secret: string): Channel {
  return {
    name,
    kind: 'webhook',
    async check(about) {
      const nonce = randomBytes(16).toString('hex');
      const { portfolio, at } = about;
      const text = testText(about);
      const body = JSON.stringify({ version: 1, kind: 'test', portfolio, at, nonce, text });
      const headers = {
        [TIMESTAMP_HEADER]: String(at),
        [SIGNATURE_HEADER]: signatureOf(secret, at, body),
      };
      const answer = await post({ url, body, headers });
      const repeated = jsonOf(answer.text)?.['nonce'];
      if (answer.status >= 200 && answer.status < 300 && repeated === nonce) return;
      const words = `it answered ${answer.status} ${quoted(answer.text)}`;
      throw new Error(`${words} instead of {"nonce": ...} with the nonce it was sent`);
    },
  };
}

const signatureOf = (secret: string, at: number, body: string): string =>
  `sha256=${createHmac('sha256', secret).update(`${at}.${body}`).digest('hex')}`;

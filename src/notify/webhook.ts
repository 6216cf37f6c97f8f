import { createHmac, randomBytes } from 'node:crypto';
import { type Carried, cut, textOf } from './carried.ts';
import {
  type Channel,
  NotCarried,
  refusesTheMessage,
  testText,
  withoutSecrets,
} from './channel.ts';
import { type Answer, jsonOf, post, quoted } from './http.ts';

/** Of `<timestamp>.<body>` with the shared secret: `sha256=` and 64 hex digits. */
const SIGNATURE_HEADER = 'x-septet-signature';
/** When it was signed, epoch ms: an old body that somebody repeats can be told apart. */
const TIMESTAMP_HEADER = 'x-septet-timestamp';

const WORDS_MAX = 200;

/** Any address that checks the signature; a test is answered by its nonce, a message by any 2xx. */
export function webhookChannel(name: string, url: string, secret: string): Channel {
  const signed = (at: number, content: object): Promise<Answer> => {
    const body = JSON.stringify(content);
    const headers = {
      [TIMESTAMP_HEADER]: String(at),
      [SIGNATURE_HEADER]: signatureOf(secret, at, body),
    };
    return post({ url, body, headers });
  };
  const words = ({ status, text }: Answer): string =>
    `it answered ${status} ${quoted(withoutSecrets(text, [secret]))}`;
  return {
    name,
    kind: 'webhook',
    async check(about) {
      const nonce = randomBytes(16).toString('hex');
      const { portfolio, at } = about;
      const text = testText(about);
      const answer = await signed(at, { version: 1, kind: 'test', portfolio, at, nonce, text });
      const repeated = jsonOf(answer.text)?.['nonce'];
      if (isGood(answer) && repeated === nonce) return;
      throw new Error(`${words(answer)} instead of {"nonce": ...} with the nonce it was sent`);
    },
    async send(carried) {
      const answer = await signed(carried.sentAt, webhookMessage(carried));
      if (isGood(answer)) return;
      throw new NotCarried(words(answer), answer.retryAfter, refusesTheMessage(answer.status));
    },
  };
}

const isGood = ({ status }: Answer): boolean => status >= 200 && status < 300;

/** `septet.message/1`, schemas/message.schema.json. */
function webhookMessage(carried: Carried): object {
  const { portfolio, sentAt, message, severity, numbers, count, earlier, missing } = carried;
  const { at, causeAt, kind, incident } = message;
  const about = cut(message.about, WORDS_MAX);
  const title = cut(message.title, WORDS_MAX);
  const { lines } = textOf(carried);
  return {
    schema: 'septet.message/1',
    portfolio,
    sentAt,
    number: message.number === 0 ? null : message.number,
    numbers,
    count,
    ...{ at, causeAt, kind, severity, about, title, lines, incident },
    configVersion: message.configVersion ?? null,
    build: message.build ?? null,
    ...{ earlier: earlier.map((each) => cut(each, WORDS_MAX)), missing },
  };
}

const signatureOf = (secret: string, at: number, body: string): string =>
  `sha256=${createHmac('sha256', secret).update(`${at}.${body}`).digest('hex')}`;

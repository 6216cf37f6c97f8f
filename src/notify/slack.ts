import { type Carried, textOf } from './carried.ts';
import {
  type Channel,
  NotCarried,
  refusesTheMessage,
  testText,
  withoutSecrets,
} from './channel.ts';
import { type Answer, post, quoted } from './http.ts';

/** A section of Block Kit holds 3 000 characters. */
const SECTION_MAX = 2_900;

/** An incoming webhook: its address is the secret, and a message it took is answered by `ok`. */
export function slackChannel(name: string, url: string): Channel {
  const secrets = secretsOf(url);
  const fault = ({ status, text }: Answer): string =>
    `it answered ${status} ${quoted(withoutSecrets(text, secrets))} instead of ok`;
  const taken = ({ status, text }: Answer): boolean => status === 200 && text.trim() === 'ok';
  return {
    name,
    kind: 'slack',
    async check(about) {
      const answer = await post({ url, body: JSON.stringify({ text: testText(about) }) });
      if (!taken(answer)) throw new Error(fault(answer));
    },
    async send(carried) {
      const answer = await post({ url, body: JSON.stringify(slackMessage(carried)) });
      if (taken(answer)) return;
      throw new NotCarried(fault(answer), answer.retryAfter, refusesTheMessage(answer.status));
    },
  };
}

/** Block Kit, with the title as plain text for notifications. */
function slackMessage(carried: Carried): object {
  const { title, lines, foot } = textOf(carried);
  const body = bounded(lines.map(slackText), SECTION_MAX);
  const section = (text: string) => ({ type: 'section', text: { type: 'mrkdwn', text } });
  return {
    text: slackText(title),
    blocks: [
      section(`*${slackText(title)}*`),
      ...(body === '' ? [] : [section(body)]),
      { type: 'context', elements: [{ type: 'mrkdwn', text: slackText(foot) }] },
    ],
  };
}

/** Three characters have a meaning of their own in Slack's text; mentions are made of them. */
export const slackText = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** Whole lines, as many as fit: a cut inside of one could split an escape. */
export function bounded(lines: readonly string[], length: number): string {
  let text = '';
  for (const line of lines) {
    if (text.length + line.length + 5 > length) return `${text}\n...`;
    text += text === '' ? line : `\n${line}`;
  }
  return text;
}

function secretsOf(url: string): readonly string[] {
  try {
    const { pathname, search } = new URL(url);
    return [url, pathname.slice(1), ...pathname.split('/').slice(2), search.slice(1)];
  } catch {
    return [url];
  }
}

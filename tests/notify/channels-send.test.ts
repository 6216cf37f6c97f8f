/** What the carriers get, over real HTTP on this machine, and what their answers are taken for. */
import { createHmac } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import { messageSchema } from '../../src/formats/message.ts';
import type { Carried } from '../../src/notify/carried.ts';
import type { Channel, NotCarried } from '../../src/notify/channel.ts';
import { slackChannel } from '../../src/notify/slack.ts';
import { telegramChannel } from '../../src/notify/telegram.ts';
import { pingWatchdog } from '../../src/notify/watchdog.ts';
import { webhookChannel } from '../../src/notify/webhook.ts';
import { type Asked, LoopbackHttp, type Reply } from '../support/loopback-http.ts';

const open: LoopbackHttp[] = [];
afterEach(async () => {
  for (const server of open.splice(0)) await server.close();
});

const TOKEN = '123456:secret-token';
const PATH = 'services/T0AA/B0BB/secretsecret';
const KEY = 'webhook-secret';
type Kind = 'slack' | 'telegram' | 'webhook';

async function channel(kind: Kind, answer: (asked: Asked) => Reply) {
  const server = new LoopbackHttp(answer);
  open.push(server);
  const address = await server.listen();
  const made: Record<Kind, () => Channel> = {
    slack: () => slackChannel('a', `${address}/${PATH}`),
    telegram: () =>
      telegramChannel({ name: 'a', token: TOKEN, chat: '-1001', check: 'read', api: address }),
    webhook: () => webhookChannel('a', `${address}/hook`, KEY),
  };
  return { server, channel: made[kind]() };
}

const GOOD: Readonly<Record<Kind, Reply>> = {
  slack: { body: 'ok' },
  telegram: { body: { ok: true, result: {} } },
  webhook: { status: 202, body: '' },
};

const carried = (more: Partial<Carried> = {}): Carried => ({
  portfolio: 'main',
  sentAt: 1_736_150_400_000,
  message: {
    number: 7,
    at: 1_736_150_399_000,
    causeAt: 1_736_150_398_000,
    kind: 'alert',
    severity: 'critical',
    about: 'daily_loss',
    title: 'daily loss <= hard limit',
    lines: ['-3.10 % & falling since 08:00', 'Entries are closed until 00:00 UTC.'],
    incident: 'I1',
  },
  severity: 'critical',
  numbers: [[7, 7]],
  count: 1,
  earlier: [],
  missing: 0,
  ...more,
});

const flood = (): Carried =>
  carried({
    message: {
      ...carried().message,
      title: '<'.repeat(50_000),
      about: '&'.repeat(50_000),
      lines: Array.from({ length: 500 }, () => '<&>'.repeat(10_000)),
    },
    count: 10_000,
    earlier: Array.from({ length: 5 }, () => '&'.repeat(9_000)),
    missing: 3,
  });

const tried = (promise: Promise<void>): Promise<NotCarried | null> =>
  promise.then(() => null).catch((error: NotCarried) => error);

describe('a message', () => {
  it('ALR-7 reaches Slack as blocks, escaped, with its title for notifications', async () => {
    const { server, channel: slack } = await channel('slack', () => GOOD.slack);
    await slack.send(carried());
    expect(server.asked.map(({ path }) => path)).toEqual([`/${PATH}`]);
    expect(JSON.parse(server.asked[0]!.body)).toEqual({
      text: '[CRITICAL] main: daily loss &lt;= hard limit',
      blocks: [
        {
          type: 'section',
          text: { type: 'mrkdwn', text: '*[CRITICAL] main: daily loss &lt;= hard limit*' },
        },
        {
          type: 'section',
          text: {
            type: 'mrkdwn',
            text: '-3.10 % &amp; falling since 08:00\nEntries are closed until 00:00 UTC.',
          },
        },
        {
          type: 'context',
          elements: [{ type: 'mrkdwn', text: '#7 · 2025-01-06 07:59:59 UTC · incident I1' }],
        },
      ],
    });
  });

  it('ALR-7 reaches Telegram in its chat, escaped', async () => {
    const { server, channel: telegram } = await channel('telegram', () => GOOD.telegram);
    await telegram.send(carried({ severity: 'info' }));
    expect(server.asked[0]?.path).toBe(`/bot${TOKEN}/sendMessage`);
    expect(JSON.parse(server.asked[0]!.body)).toMatchObject({
      chat_id: '-1001',
      parse_mode: 'HTML',
      disable_notification: true,
      text: '<b>[INFO] main: daily loss &lt;= hard limit</b>\n-3.10 % &amp; falling since 08:00\nEntries are closed until 00:00 UTC.\n<i>#7 · 2025-01-06 07:59:59 UTC · incident I1</i>',
    });
  });

  it('ALR-7 reaches a webhook signed, in the shape of septet.message/1, with its numbers', async () => {
    const { server, channel: webhook } = await channel('webhook', () => GOOD.webhook);
    await webhook.send(
      carried({
        numbers: [
          [3, 5],
          [7, 7],
        ],
        count: 4,
        earlier: ['a', 'b', 'c'],
      }),
    );
    const { headers, body } = server.asked[0]!;
    const at = headers['x-septet-timestamp'];
    expect(at).toBe('1736150400000');
    const digest = createHmac('sha256', KEY).update(`${at}.${body}`).digest('hex');
    expect(headers['x-septet-signature']).toBe(`sha256=${digest}`);
    const sent: unknown = JSON.parse(body);
    expect(messageSchema.parse(sent)).toEqual(sent);
    expect(sent).toMatchObject({
      ...{
        schema: 'septet.message/1',
        number: 7,
        numbers: [
          [3, 5],
          [7, 7],
        ],
        count: 4,
      },
    });
    await webhook.send(carried({ numbers: [], message: { ...carried().message, number: 0 } }));
    expect(messageSchema.parse(JSON.parse(server.asked[1]!.body))).toMatchObject({ number: null });
  });

  it('ALR-7 that is over is marked so, and one of several says what came before', async () => {
    const { server, channel: telegram } = await channel('telegram', () => GOOD.telegram);
    const over = { ...carried().message, kind: 'over' } as const;
    await telegram.send(carried({ message: over }));
    await telegram.send(carried({ message: over, count: 3, earlier: ['x'], missing: 2 }));
    const [one, many] = server.asked.map(({ body }) => JSON.parse(body).text as string);
    expect(one).toContain('[OVER] main');
    expect(many).toContain('[CRITICAL] main');
    expect(many).toContain('3 messages about daily_loss in one. Before it:\n- x');
    expect(many).toContain('2 messages before this one never came here');
  });

  it.each<[Kind, number]>([
    ['slack', 10_000],
    ['telegram', 25_000],
    ['webhook', 60_000],
  ])('ALR-7 of any size is bounded for %s', async (kind, limit) => {
    const { server, channel: made } = await channel(kind, () => GOOD[kind]);
    await made.send(flood());
    const { body } = server.asked[0]!;
    expect(body.length).toBeLessThan(limit);
    if (kind === 'slack') {
      for (const block of JSON.parse(body).blocks.slice(0, 2)) {
        expect(block.text.text.length).toBeLessThanOrEqual(3_000);
      }
    }
    if (kind === 'telegram') {
      const text: string = JSON.parse(body).text;
      const read = text.replace(/<\/?[bi]>/g, '').replace(/&(lt|gt|amp);/g, '.');
      expect(read.length).toBeLessThanOrEqual(4_096);
      expect(text).not.toMatch(/&(?!(lt|gt|amp);)/);
    }
    if (kind === 'webhook') messageSchema.parse(JSON.parse(body));
  });
});

describe('a carrier that does not take it', () => {
  const telegramSays = (status: number, description: string, more: object = {}): Reply => ({
    ...{ status, body: { ok: false, error_code: status, description, ...more } },
  });

  it.each<[Kind, string, Reply, Partial<NotCarried>]>([
    ['slack', '500', { status: 500, body: 'down' }, { retryAfter: null, refused: false }],
    [
      'slack',
      '429 with its wait',
      { status: 429, body: 'slow', headers: { 'retry-after': '30' } },
      { retryAfter: 30_000, refused: false },
    ],
    ['slack', '400', { status: 400, body: 'invalid_blocks' }, { refused: true }],
    ['slack', 'a page', { body: '<html>' }, { refused: false }],
    [
      'telegram',
      '429 with its wait',
      telegramSays(429, 'Too Many Requests', { parameters: { retry_after: 17 } }),
      { retryAfter: 17_000, refused: false },
    ],
    [
      'telegram',
      'a bad message',
      telegramSays(400, "Bad Request: can't parse entities"),
      { refused: true },
    ],
    ['telegram', 'no chat', telegramSays(400, 'Bad Request: chat not found'), { refused: false }],
    ['webhook', '503', { status: 503, body: '' }, { retryAfter: null, refused: false }],
    ['webhook', '413', { status: 413, body: '' }, { refused: true }],
    [
      'webhook',
      'a wait of nonsense',
      { status: 503, body: '', headers: { 'retry-after': 'Fri, 31 Dec 1999 23:59:59 GMT' } },
      { retryAfter: null },
    ],
  ])('ALR-7 %s: %s', async (kind, _name, reply, expected) => {
    const { channel: made } = await channel(kind, () => reply);
    expect(await tried(made.send(carried()))).toMatchObject(expected);
  });

  it.each<Kind>(['slack', 'telegram', 'webhook'])(
    'ALR-7 %s: what it repeats of a secret is not repeated',
    async (kind) => {
      const { channel: made } = await channel(kind, ({ path, headers }) => ({
        status: 500,
        body: `no ${path} ${kind === 'webhook' ? KEY : headers['host']}`,
      }));
      const words = (await tried(made.send(carried())))?.message ?? '';
      expect(words).toContain('500');
      for (const secret of ['secret-token', 'secretsecret', KEY, TOKEN]) {
        expect(words).not.toContain(secret);
      }
    },
  );
});

describe('the watchdog', () => {
  it('ALR-7 is pinged by one post, and a refusal does not repeat its address', async () => {
    let status = 200;
    const server = new LoopbackHttp(({ path }) => ({ status, body: `unknown ${path}` }));
    open.push(server);
    const url = `${await server.listen()}/ping/0f1e2d3c`;
    await pingWatchdog(url, 'main', 5);
    expect(JSON.parse(server.asked[0]!.body)).toEqual({
      ...{ schema: 'septet.heartbeat/1', portfolio: 'main', at: 5 },
    });
    status = 404;
    const words = (await tried(pingWatchdog(url, 'main', 5)))?.message ?? '';
    expect(words).toContain('404');
    expect(words).not.toContain('0f1e2d3c');
  });
});

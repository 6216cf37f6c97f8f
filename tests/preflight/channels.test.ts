import { createHmac } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import type { ChannelConfig } from '../../src/domain/config.ts';
import { septetConfig } from '../../src/orchestrator/testing/rig.ts';
import { assessChannels } from '../../src/runbook/preflight-house.ts';
import { checkChannels } from '../../src/services/channel-check.ts';
import { hostClock } from '../../src/services/clock.ts';
import { OutsideWatch } from '../../src/services/outside.ts';
import { type Asked, LoopbackHttp, type Reply } from '../support/loopback-http.ts';

const folder = mkdtempSync(join(tmpdir(), 'septet-channels-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const open: LoopbackHttp[] = [];
afterEach(async () => {
  for (const server of open.splice(0)) await server.close();
});

async function recording(answer: (asked: Asked) => Reply) {
  const server = new LoopbackHttp(answer);
  open.push(server);
  return { server, address: await server.listen() };
}

const SECRET_PATH = 'T0-B0-secret';
const TOKEN = '123456:secret-token';
const routing = { role: 'primary', minSeverity: 'info' } as const;
const slack: ChannelConfig = {
  ...{ kind: 'slack', name: 'desk', url: 'env:SLACK', commands: null, ...routing },
};
const telegram = (api: string, check: 'read' | 'message' = 'read'): ChannelConfig => ({
  ...{ kind: 'telegram', name: 'bot', token: 'env:TOKEN', chat: '-1001', check, api, people: {} },
  ...routing,
});
const webhook = (url: string): ChannelConfig => ({
  ...{ kind: 'webhook', name: 'ops', url, secret: 'env:HOOK', ...routing },
});

async function tried(config: ChannelConfig, environment: Record<string, string> = {}) {
  const clock = hostClock;
  const found = await checkChannels({ channels: [config], portfolio: 'main', environment, clock });
  return found[0]!.result;
}
const echo = ({ body }: Asked): Reply => ({ body: { nonce: JSON.parse(body).nonce } });

describe('a Slack webhook', () => {
  const slackAt = (address: string) =>
    tried(slack, { SLACK: `${address}/services/${SECRET_PATH}` });

  it('PRE-5 answers ok to one short message that says what it is', async () => {
    const { server, address } = await recording(() => ({ body: 'ok' }));
    expect(await slackAt(address)).toEqual({ ok: true, roundTrip: expect.any(Number) });
    expect(server.asked).toHaveLength(1);
    expect(JSON.parse(server.asked[0]!.body)).toEqual({
      text: expect.stringMatching(/^septet main: pre-flight tries this kill-switch channel \(20/),
    });
  });

  it.each<[string, Reply, RegExp]>([
    ['is gone', { status: 404, body: 'no_service' }, /404 "no_service" instead of ok/],
    ['is revoked', { status: 403, body: 'invalid_token' }, /403 "invalid_token"/],
    ['answers a page', { body: '<html>hello</html>' }, /200 "<html>hello<\/html>" instead of ok/],
    ['answers nothing', { body: '' }, /200 nothing instead of ok/],
    [
      'leads elsewhere',
      { status: 302, body: '', headers: { location: 'http://127.0.0.1:9/' } },
      /302/,
    ],
    ['cuts the connection', 'cut', /ECONNRESET|UND_ERR_SOCKET/],
    ['answers without end', { body: 'x'.repeat(70_000) }, /more than 65536 bytes/],
  ])('PRE-5 that %s is no channel, and its address stays secret', async (_name, reply, words) => {
    const { server, address } = await recording(() => reply);
    const result = await slackAt(address);
    expect(result).toMatchObject({ ok: false, error: expect.stringMatching(words) });
    expect(JSON.stringify(result)).not.toContain(SECRET_PATH);
    expect(server.asked).toHaveLength(1);
  });

  it('PRE-5 nobody listens, or the address is unfit: said without the address', async () => {
    for (const [url, words] of [
      [`http://127.0.0.1:1/${SECRET_PATH}`, /./],
      [`http://hooks.example.org/${SECRET_PATH}`, /not encrypted/],
      [`https://u:p@127.0.0.1/${SECRET_PATH}`, /a user or a password/],
      [SECRET_PATH, /its address is none/],
    ] as const) {
      const result = await tried(slack, { SLACK: url });
      expect(result).toMatchObject({ ok: false, error: expect.stringMatching(words) });
      expect(JSON.stringify(result)).not.toContain(SECRET_PATH);
    }
  });
});

describe('a Telegram bot', () => {
  const good = { body: { ok: true, result: {} } };

  it('PRE-5 is asked for itself and its chat, and sends nothing', async () => {
    const { server, address } = await recording(() => good);
    expect(await tried(telegram(address), { TOKEN })).toMatchObject({ ok: true });
    expect(server.asked.map(({ path, body }) => [path, JSON.parse(body)])).toEqual([
      [`/bot${TOKEN}/getMe`, {}],
      [`/bot${TOKEN}/getChat`, { chat_id: '-1001' }],
    ]);
  });

  it('PRE-5 sends one message where the configuration wants that', async () => {
    const { server, address } = await recording(() => good);
    expect(await tried(telegram(`${address}/`, 'message'), { TOKEN })).toMatchObject({ ok: true });
    expect(server.asked.map(({ path }) => path)).toEqual([`/bot${TOKEN}/sendMessage`]);
    expect(JSON.parse(server.asked[0]!.body)).toMatchObject({ chat_id: '-1001' });
  });

  const refusal = (status: number, description: string): Reply => ({
    ...{ status, body: { ok: false, error_code: status, description } },
  });
  it.each<[string, string, Reply, RegExp]>([
    ['whose token is wrong', 'getMe', refusal(401, 'Unauthorized'), /^getMe: 401 "Unauthorized"$/],
    [
      'that is not in the chat',
      'getChat',
      refusal(400, 'Bad Request: chat not found'),
      /^getChat: 400 "Bad Request: chat not found"$/,
    ],
    ['that says ok and means no', 'getMe', { body: { ok: false } }, /^getMe: 200/],
    ['whose server answers a page', 'getMe', { body: '<html>' }, /^getMe: 200 "<html>"$/],
  ])('PRE-5 %s is no channel, and its token stays secret', async (_name, method, reply, words) => {
    const { address } = await recording(({ path }) => (path.endsWith(method) ? reply : good));
    const result = await tried(telegram(address), { TOKEN });
    expect(result).toMatchObject({ ok: false, error: expect.stringMatching(words) });
    expect(JSON.stringify(result)).not.toContain('secret-token');
  });
});

describe('a signed webhook', () => {
  it('PRE-5 gets a body signed with the shared secret and the time, and repeats its nonce', async () => {
    const { server, address } = await recording(echo);
    expect(await tried(webhook(address), { HOOK: 's3' })).toMatchObject({ ok: true });
    const { headers, body } = server.asked[0]!;
    const at = headers['x-septet-timestamp'];
    const expected = createHmac('sha256', 's3').update(`${at}.${body}`).digest('hex');
    expect(headers['x-septet-signature']).toBe(`sha256=${expected}`);
    expect(JSON.parse(body)).toMatchObject({
      version: 1,
      kind: 'test',
      portfolio: 'main',
      at: Number(at),
    });
  });

  it('PRE-5 has a new nonce every time', async () => {
    const { server, address } = await recording(echo);
    await tried(webhook(address), { HOOK: 's3' });
    await tried(webhook(address), { HOOK: 's3' });
    expect(new Set(server.asked.map(({ body }) => JSON.parse(body).nonce)).size).toBe(2);
  });

  it.each<[string, Reply]>([
    ['repeats another nonce', { body: { nonce: '0' } }],
    ['takes everything without looking', { body: 'ok' }],
    ['answers with an error', { status: 500, body: { error: 'down' } }],
  ])('PRE-5 that %s is no channel', async (_name, reply) => {
    const { address } = await recording(() => reply);
    const result = await tried(webhook(address), { HOOK: 's3' });
    expect(result).toMatchObject({
      ok: false,
      error: expect.stringContaining('instead of {"nonce": ...} with the nonce it was sent'),
    });
  });

  it('PRE-5 that repeats the nonce while it refuses is no channel', async () => {
    const { address } = await recording((asked) => ({
      ...(echo(asked) as object),
      status: 403,
      body: { nonce: JSON.parse(asked.body).nonce },
    }));
    expect(await tried(webhook(address), { HOOK: 's3' })).toMatchObject({ ok: false });
  });
});

describe('secrets of channels', () => {
  const secretFile = (text: string, mode: number): string => {
    const path = join(folder, `secret-${mode.toString(8)}`);
    rmSync(path, { force: true });
    writeFileSync(path, text);
    chmodSync(path, mode);
    return path;
  };

  it('PRE-5 come from a file that only its owner can read', async () => {
    const { address } = await recording(() => ({ body: 'ok' }));
    const path = secretFile(`${address}/services/x\n`, 0o600);
    expect(await tried({ ...slack, url: `file:${path}` })).toMatchObject({ ok: true });
  });

  it('PRE-5 are refused from a file that others can read, with the command that mends it', async () => {
    const path = secretFile('https://127.0.0.1/x', 0o644);
    expect(await tried({ ...slack, url: `file:${path}` })).toEqual({
      ok: false,
      error: `others can read or change ${path} (mode ..44): chmod 600 ${path}`,
    });
  });

  it('PRE-5 that are missing, empty or more than one line are named, and nothing is sent', async () => {
    const two = secretFile('one\ntwo\n', 0o600);
    for (const [url, words] of [
      ['env:NOT_SET', 'NOT_SET is not set in the environment: set it'],
      ['env:BLANK', 'BLANK in the environment is empty: write the secret there'],
      [
        `file:${two}`,
        `${two} holds blanks, line ends or unusual characters: write one secret alone`,
      ],
      [
        `file:${folder}/gone`,
        `${folder}/gone is not there: make it, for this user alone (chmod 600 ${folder}/gone)`,
      ],
    ] as const) {
      expect(await tried({ ...slack, url }, { BLANK: ' ' })).toEqual({ ok: false, error: words });
    }
  });
});

describe('all channels together', () => {
  it('PRE-5 are tried side by side, and each is judged', async () => {
    const { address: good } = await recording(echo);
    const { address: bad } = await recording(() => ({ status: 503, body: 'away' }));
    const channels = [webhook(good), { ...webhook(bad), name: 'second' } as ChannelConfig];
    const environment = { HOOK: 's3' };
    const found = await checkChannels({
      channels,
      portfolio: 'main',
      environment,
      clock: hostClock,
    });
    expect(assessChannels('live', found)).toMatchObject({
      state: 'failed',
      evidence: expect.stringMatching(
        /webhook channel second did not answer: it answered 503 "away".*webhook channel ops answered in \d+ ms/,
      ),
    });
    expect(assessChannels('live', found.slice(0, 1)).state).toBe('passed');
    expect(assessChannels('sim', found).state).toBe('warning');
    expect(assessChannels('live', []).state).toBe('failed');
  });

  it('PRE-5 a channel that hangs is given up', async () => {
    const { address } = await recording(() => 'half');
    expect(await tried(webhook(address), { HOOK: 's3' })).toEqual({
      ok: false,
      error: 'no answer in 5000 ms',
    });
  });
});

describe('a launch', () => {
  it('PRE-5 does not bother again a channel that answered', async () => {
    const { server, address } = await recording(echo);
    const config = { ...septetConfig(), channels: [webhook(address)] };
    let now = 1_000_000;
    const watch = new OutsideWatch({
      config,
      mode: 'paper',
      environment: { HOOK: 's3' },
      ask: () => Promise.reject(new Error('nobody asks')),
      clock: { now: () => now, monotonic: () => now },
    });
    for (let minute = 0; minute < 5; minute += 1) {
      const { channels } = await watch.look();
      expect(channels).toMatchObject([{ kind: 'webhook', name: 'ops', result: { ok: true } }]);
      now += 60_000;
    }
    expect(server.asked).toHaveLength(1);
  });
});

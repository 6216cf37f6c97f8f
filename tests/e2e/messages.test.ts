/** The desk by its channels: what a running stack sends, and what people in a chat can do. */
import { createHmac } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { messageSchema } from '../../src/formats/message.ts';
import { BotApi } from '../support/bot-api.ts';
import { LoopbackHttp } from '../support/loopback-http.ts';
import { configCopy } from './support/config-copy.ts';
import { ExecutorListener } from './support/listener.ts';
import { removeFolders, septet, temporaryFolder } from './support/program.ts';
import { Stack } from './support/stack.ts';
import { until } from './support/waiting.ts';

const TOKEN = '123456:secret-token';
const SIGNING = 'slack-signing-secret';
const SECRETS = {
  T_TOKEN: TOKEN,
  T_HOOK: 'hook-secret',
  T_SIGNING: SIGNING,
  T_SLACK: 'http://127.0.0.1:1/services/none',
};

type Message = ReturnType<typeof messageSchema.parse>;

describe('a stack with channels', () => {
  const stack = new Stack(temporaryFolder('home'));
  const executor = new ExecutorListener(stack.home.path);
  const bot = new BotApi(TOKEN);
  /** Repeats the nonce of pre-flight's test, takes every message. */
  const hook = new LoopbackHttp(({ body }) => ({
    body: { nonce: JSON.parse(body).nonce ?? null },
  }));
  let config: string;

  beforeAll(async () => {
    const api = await bot.listen();
    const url = await hook.listen();
    config = configCopy(
      [
        'channels.yaml',
        'telegram: {}',
        `telegram: { bot: { token: env:T_TOKEN, chat: '-1001', check: read, api: '${api}', people: { '42': desk-1 } } }`,
      ],
      [
        'channels.yaml',
        'webhook: {}',
        `webhook: { ops: { url: '${url}/hook', secret: env:T_HOOK } }`,
      ],
      [
        'channels.yaml',
        'slack: {}',
        'slack: { app: { url: env:T_SLACK, minSeverity: critical, role: fallback, commands: { signingSecret: env:T_SIGNING, people: { U0DESK: desk-2 } } } }',
      ],
    );
    stack.up(['--seed', '14', '--speed', '10', '--config', config], SECRETS);
    await stack.statusWhen('channels', 45_000, (status) => status.launch.state !== 'starting');
  }, 60_000);

  afterAll(async () => {
    executor.close();
    await stack.dispose();
    await bot.close();
    await hook.close();
    removeFolders();
  });

  const slack = async (body: string, secret = SIGNING): Promise<Response> => {
    const timestamp = String(Math.floor(Date.now() / 1_000));
    const digest = createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex');
    return fetch(`${await stack.page()}/chat/slack`, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        'x-slack-request-timestamp': timestamp,
        'x-slack-signature': `v0=${digest}`,
      },
      body,
    });
  };

  const sent = (): readonly Message[] =>
    hook.asked
      .map(({ body }): { readonly schema?: string } => JSON.parse(body))
      .filter(({ schema }) => schema !== undefined)
      .map((each) => messageSchema.parse(each));

  const said = (text: string): Promise<string> =>
    until(`an answer with "${text}"`, 20_000, () =>
      bot.texts().find((each) => each.includes(text)),
    );

  it('ALR-7 shows its channels in the status, and tries them with `septet channels test`', async () => {
    const { stdout } = await stack.septet('channels', '--json');
    expect(JSON.parse(stdout)).toMatchObject({
      channels: [
        { id: 'slack.app', role: 'fallback', carries: false },
        { id: 'telegram.bot', role: 'primary', carries: true },
        { id: 'webhook.ops', role: 'primary', carries: true },
      ],
      chat: ['slack.app', 'telegram.bot'],
    });
    expect((await stack.septet('status')).stdout).toContain('channel     webhook.ops');
    const test = ['channels', 'test', '--config', config] as const;
    const tried = await septet([...test, '--json'], SECRETS);
    expect(tried.code).toBe(1);
    expect(JSON.parse(tried.stdout)).toMatchObject([
      { channel: 'slack.app', ok: false },
      { channel: 'telegram.bot', ok: true, problem: null },
      { channel: 'webhook.ops', ok: true, problem: null },
    ]);
    expect(sent().map(({ title }) => title)).toContain('this is a test');
    const unset = await septet(test);
    expect(unset).toMatchObject({ code: 1, stderr: 'septet: 3 of 3 failed\n' });
    expect(unset.stdout).toContain('T_HOOK is not set in the environment: set it');
  });

  it('HALT-1 /status and /halt by Telegram: the executor is halted, and the answer says so', async () => {
    bot.say(42, '/status');
    await said('risk state');
    bot.say(43, '/halt by a stranger');
    bot.say(42, '/resume');
    await said('never resumes');
    expect(executor.of('halt')).toEqual([]);
    bot.say(42, '/halt spreads look wrong');
    const halt = await executor.when('halt', 'the halt', 20_000, ({ on }) => on);
    expect(halt).toMatchObject({ actor: 'desk-1', reason: 'spreads look wrong (Telegram)' });
    expect(await said('ENTRY_HALT is on')).toContain('orchestrator');
    expect(bot.texts().join('\n')).not.toContain('stranger');
    const log = readFileSync(`${stack.home.logs}/api.log`, 'utf8');
    expect(log).toContain('a command of user 43 in our chat');
    expect(log).not.toContain('secret');
  });

  it('HALT-1 by Slack: a forged signature is refused, a stranger gets nothing, an operator an answer', async () => {
    const form = (user: string, text: string): string =>
      new URLSearchParams({ user_id: user, command: '/septet', text }).toString();
    expect((await slack(form('U0DESK', 'halt'), 'guessed')).status).toBe(401);
    const stranger = await slack(form('U0OTHER', 'status'));
    expect([stranger.status, await stranger.text()]).toEqual([200, '']);
    // The status it answers from follows the halt a moment later.
    const answer = async () =>
      ((await (await slack(form('U0DESK', 'risk'))).json()) as { text: string }).text;
    await expect.poll(answer, { timeout: 5_000 }).toContain('ENTRY_HALT by desk-1');
  });

  it('ALR-7 the alert of the halt comes by every channel, with its number and what to do next', async () => {
    const halted = (): Message | undefined =>
      sent().find(({ title }) => title.includes('ENTRY_HALT in force'));
    const message = await until('the alert', 20_000, halted);
    expect(message).toMatchObject({ numbers: [[message.number, message.number]], kind: 'alert' });
    expect(message.lines.join(' ')).toContain('septet resume lifts it');
    await said('ENTRY_HALT in force');
  });

  it('ALR-7 says itself that the orchestrator is not answering, and that it is again', {
    timeout: 90_000,
  }, async () => {
    const title = (words: string) => () => sent().find((each) => each.title.includes(words));
    const orchestrator = stack.process('orchestrator');
    process.kill(orchestrator.pid, 'SIGSTOP');
    const down = await until('the words', 40_000, title('not answering'));
    expect(down).toMatchObject({ severity: 'critical', number: null, numbers: [] });
    process.kill(orchestrator.pid, 'SIGCONT');
    await until('the end', 40_000, title('answers again'));
    expect(statSync(stack.home.channels).mode & 0o777).toBe(0o600);
  });
});

import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { sampleStatus } from '../../tests/support/status.ts';
import { SlackCommands, type SlackRequest } from './slack.ts';
import { Strangers } from './strangers.ts';

const SECRET = 'signing-secret';
const NOW = 1_736_150_400_000;

function commands() {
  const halts: string[] = [];
  const notes: string[] = [];
  let now = NOW;
  const slack = new SlackCommands(
    [
      { signingSecret: 'of another app', people: { U0EVE: 'eve' } },
      { signingSecret: SECRET, people: { U0DESK: 'desk-1' } },
    ],
    {
      status: () => ({ status: sampleStatus({}), heard: true }),
      halt: async (actor, reason) => {
        halts.push(`${actor}: ${reason}`);
        return { ok: true, text: 'ENTRY_HALT is on <executor>' };
      },
      acknowledge: async () => ({ ok: true, text: 'acknowledged' }),
    },
    new Strangers(
      (text) => notes.push(text),
      () => now,
    ),
    () => now,
  );
  return { slack, halts, notes, pass: (ms: number) => (now += ms) };
}

function request(form: Record<string, string>, at = NOW, secret = SECRET): SlackRequest {
  const body = new URLSearchParams(form).toString();
  const timestamp = String(Math.floor(at / 1_000));
  const digest = createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex');
  return { timestamp, signature: `v0=${digest}`, body };
}

const HALT = { user_id: 'U0DESK', command: '/septet', text: 'halt spreads' };

describe('slash commands of Slack', () => {
  it('HALT-1 halt in one step, for all to see, escaped', async () => {
    const { slack, halts } = commands();
    expect(await slack.take(request(HALT))).toEqual({
      status: 200,
      body: {
        response_type: 'in_channel',
        text: expect.stringContaining('ENTRY_HALT is on &lt;executor&gt;'),
      },
    });
    await slack.take(request({ user_id: 'U0DESK', command: '/halt', text: 'again' }));
    expect(halts).toEqual(['desk-1: spreads (Slack)', 'desk-1: again (Slack)']);
  });

  it.each<[string, (good: SlackRequest) => SlackRequest]>([
    ['signed with another secret', () => request(HALT, NOW, 'guessed')],
    ['without a signature', (good) => ({ ...good, signature: undefined })],
    ['with a signature of another length', (good) => ({ ...good, signature: 'v0=00' })],
    ['without its time', (good) => ({ ...good, timestamp: undefined })],
    ['with no time', (good) => ({ ...good, timestamp: '1e9' })],
    ['with another body', (good) => ({ ...good, body: `${good.body}&x=1` })],
    ['six minutes old', () => request(HALT, NOW - 6 * 60_000)],
    ['six minutes from now', () => request(HALT, NOW + 6 * 60_000)],
  ])('HALT-1 a request %s is refused and does nothing', async (_name, forge) => {
    const { slack, halts, notes } = commands();
    expect((await slack.take(forge(request(HALT)))).status).toBe(401);
    expect(halts).toEqual([]);
    expect(notes).toHaveLength(1);
  });

  it('HALT-1 a request is good once, however often it is repeated', async () => {
    const { slack, halts, pass } = commands();
    const good = request(HALT);
    await slack.take(good);
    expect((await slack.take(good)).status).toBe(401);
    pass(4 * 60_000);
    expect((await slack.take(good)).status).toBe(401);
    pass(8 * 60_000);
    expect((await slack.take(good)).status).toBe(401);
    expect(halts).toHaveLength(1);
  });

  it('HALT-1 a stranger gets an empty answer, also one of another app, and is noted once a minute', async () => {
    const { slack, halts, notes, pass } = commands();
    for (const user of ['U0EVE', 'constructor', '<script>', 'U0OTHER']) {
      const answered = await slack.take(request({ ...HALT, user_id: user }));
      expect(answered).toEqual({ status: 200, body: null });
    }
    pass(60_000);
    await slack.take(request({ ...HALT, user_id: 'U0LAST' }, NOW + 60_000));
    expect(halts).toEqual([]);
    expect(notes).toEqual([
      'slack: a command of U0EVE, who is not on the list',
      'slack: a command of U0LAST, who is not on the list; 3 more since the last note',
    ]);
  });

  it('HALT-1 never resumes', async () => {
    const { slack, halts } = commands();
    const { body } = await slack.take(request({ ...HALT, text: 'resume' }));
    expect(body).toMatchObject({
      response_type: 'ephemeral',
      text: expect.stringContaining('never resumes'),
    });
    expect(halts).toEqual([]);
  });
});

/** The real library against a Bot API server on this machine. */
import { afterEach, describe, expect, it } from 'vitest';
import { Strangers } from '../../src/chat/strangers.ts';
import { TelegramChat } from '../../src/chat/telegram.ts';
import { until } from '../e2e/support/waiting.ts';
import { BotApi } from '../support/bot-api.ts';
import { sampleStatus } from '../support/status.ts';

const TOKEN = '123456:secret-token';
const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

async function chatting(before: (bot: BotApi) => void = () => {}) {
  const bot = new BotApi(TOKEN);
  const api = await bot.listen();
  before(bot);
  const halts: string[] = [];
  const notes: string[] = [];
  const log: string[] = [];
  const waits: number[] = [];
  const chat = new TelegramChat({
    ...{ token: TOKEN, chat: '-1001', api, people: { '42': 'desk-1' } },
    desk: {
      status: () => ({ status: sampleStatus({}), heard: true }),
      halt: async (actor, reason) => {
        halts.push(`${actor}: ${reason}`);
        return { ok: true, text: 'ENTRY_HALT is on' };
      },
      acknowledge: async () => ({ ok: true, text: 'acknowledged' }),
    },
    strangers: new Strangers(
      (text) => notes.push(text),
      () => 0,
    ),
    wall: Date.now,
    pause: async (wait) => {
      waits.push(wait);
      if (waits.length >= 9) bot.failure = null;
    },
    log: (text) => log.push(text),
  });
  ends.push(async () => {
    await chat.stop();
    await bot.close();
  });
  const answered = (text: string): Promise<string> =>
    until(`"${text}"`, 10_000, () => bot.texts().find((each) => each.includes(text)));
  return { bot, halts, notes, log, waits, answered };
}

describe('Telegram', () => {
  it('HALT-1 a halt is done and answered; strangers, other chats, bots and forwarded words are not', async () => {
    const { bot, halts, notes, answered } = await chatting();
    bot.say(7, '/halt stranger');
    bot.say(42, '/halt elsewhere', { chat: { id: 42, type: 'private' } });
    bot.say(42, '/halt anonymous', { sender_chat: { id: -1001, type: 'supergroup' } });
    bot.say(42, '/halt passed on', { forward_origin: { type: 'hidden_user', date: 0 } });
    bot.say(42, 'just talking of a /halt');
    bot.say(42, '/halt now');
    await answered('ENTRY_HALT is on');
    expect(halts).toEqual(['desk-1: now (Telegram)']);
    expect(bot.texts()).toHaveLength(1);
    expect(notes).toEqual(['telegram: a command of user 7 in our chat, who may not give it there']);
  });

  it('HALT-1 a flood of questions does not keep a halt waiting, and each update is taken once', async () => {
    const { bot, halts, answered } = await chatting((server) => {
      for (let i = 0; i < 40; i += 1) server.say(42, '/status');
      server.say(42, '/halt flood');
    });
    await answered('ENTRY_HALT is on');
    bot.say(42, '/help');
    await answered('/positions');
    expect(halts).toEqual(['desk-1: flood (Telegram)']);
    expect(bot.texts().length).toBeLessThanOrEqual(12);
  });

  it('ALR-7 a server that fails is asked again after 1 s, doubling to 60 s, without the token in any word', async () => {
    const body = { ok: false, error_code: 500, description: `broken ${TOKEN}` };
    const { bot, waits, log, answered } = await chatting((server) => {
      server.failure = { status: 500, body };
    });
    await until('nine attempts', 10_000, () => waits.length >= 9);
    expect(waits.slice(0, 9)).toEqual(
      [1, 2, 4, 8, 16, 32, 60, 60, 60].map((seconds) => seconds * 1_000),
    );
    expect(log.join()).not.toContain('secret-token');
    bot.say(42, '/help');
    await answered('/positions');
  });

  it('ALR-7 a server that asks for patience gets it', async () => {
    const body = {
      ...{ ok: false, error_code: 429, description: 'Too Many Requests' },
      parameters: { retry_after: 45 },
    };
    const { waits } = await chatting((server) => {
      server.failure = { status: 429, body };
    });
    await until('two attempts', 10_000, () => waits.length >= 2);
    expect(waits.slice(0, 2)).toEqual([45_000, 45_000]);
  });
});

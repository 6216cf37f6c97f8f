import { describe, expect, it } from 'vitest';
import { sampleStatus } from '../../tests/support/status.ts';
import type { OperatorCommand } from '../bus/messages.ts';
import { answer, type ChatDesk } from './chat.ts';
import { commandOf, parseCommand, VERBS } from './command.ts';

class Desk implements ChatDesk {
  heard = true;
  readonly halts: string[] = [];
  readonly commands: OperatorCommand[] = [];
  refuses = false;

  status() {
    return { status: sampleStatus({}), heard: this.heard };
  }
  async halt(actor: string, reason: string) {
    this.halts.push(`${actor}: ${reason}`);
    if (this.refuses) return { ok: false, code: 'X', text: 'the halt reached nobody' } as const;
    return { ok: true, text: 'ENTRY_HALT is on. executor: halted' } as const;
  }
  async acknowledge(command: OperatorCommand) {
    this.commands.push(command);
    if (this.refuses) throw new Error('the orchestrator cannot be reached');
    return { ok: true, text: 'acknowledged' } as const;
  }
}

const say = (desk: Desk, text: string, age = 0): Promise<string> => {
  const command = parseCommand(text, 'septet_bot');
  if (command === null) throw new Error(`"${text}" is no command`);
  return answer(desk, { actor: 'desk-1', by: 'Telegram', command, age });
};

describe('a chat', () => {
  it('HALT-1 halts in one step, also without a reason, and says what was done', async () => {
    const desk = new Desk();
    expect(await say(desk, '/halt spreads\nlook   wrong')).toContain('ENTRY_HALT is on. executor');
    await say(desk, '/HALT@septet_bot');
    expect(desk.halts).toEqual([
      'desk-1: spreads look wrong (Telegram)',
      'desk-1: no reason given (Telegram)',
    ]);
    desk.refuses = true;
    expect(await say(desk, '/halt')).toMatch(/^NOT HALTED.*\nUse `septet halt`/);
  });

  it.each(['resume', 'silence', 'approve', 'resolve', 'flatten', 'profile', 'launch', 'buy'])(
    'HALT-1 never does /%s',
    async (verb) => {
      const desk = new Desk();
      expect(await say(desk, `/${verb} all`)).toContain(`there is no /${verb} here`);
      expect([desk.halts, desk.commands]).toEqual([[], []]);
    },
  );

  it('ALR-7 acknowledges an alert or an incident in the name of the person', async () => {
    const desk = new Desk();
    await say(desk, '/ack daily_loss:*');
    await say(desk, '/ack I3 looking at it');
    expect(desk.commands).toEqual([
      {
        ...{ kind: 'alert_ack', alert: 'daily_loss:*', actor: 'desk-1' },
        reason: 'acknowledged (Telegram)',
      },
      {
        ...{ kind: 'incident_ack', incident: 'I3', class: null, actor: 'desk-1' },
        reason: 'looking at it (Telegram)',
      },
    ]);
    expect(await say(desk, '/ack')).toContain('say which');
    desk.refuses = true;
    expect(await say(desk, '/ack all')).toBe('not done: the orchestrator cannot be reached');
  });

  it('HALT-1 a command that waited too long is not done, a halt only after an hour', async () => {
    const desk = new Desk();
    expect(await say(desk, '/ack all', 6 * 60_000)).toContain('was not done');
    await say(desk, '/halt late', 59 * 60_000);
    expect(await say(desk, '/halt much too late', 61 * 60_000)).toContain('61 minutes ago');
    expect([desk.commands.length, desk.halts.length]).toEqual([0, 1]);
  });

  it.each(VERBS.filter((verb) => verb !== 'halt' && verb !== 'ack'))(
    'ALR-7 answers /%s in a few short lines',
    async (verb) => {
      const text = await say(new Desk(), `/${verb}`);
      expect(text.length).toBeGreaterThan(20);
      expect(text.length).toBeLessThan(3_600);
    },
  );

  it('ALR-7 states equity, day and drawdown with their units', async () => {
    expect(await say(new Desk(), '/status')).toMatch(
      /equity [\d,.]+ USDT, day [+-]?[\d.]+ %, drawdown [\d.]+ %/,
    );
  });

  it('ALR-7 says when the orchestrator is not heard, and shows its last figures', async () => {
    const desk = new Desk();
    desk.heard = false;
    expect(await say(desk, '/risk')).toMatch(/^THE ORCHESTRATOR IS NOT HEARD/);
  });

  it('HALT-1 hears only commands, and only those for this bot', () => {
    for (const text of ['halt', 'please /halt', '/halt@other_bot now', '', '//halt', '/']) {
      expect(parseCommand(text, 'septet_bot')).toBeNull();
    }
    expect(parseCommand('/halt@septet_bot x', null)).toBeNull();
    expect(commandOf('Ha<b>lt', 'x')).toEqual({ kind: 'unknown', verb: 'hablt' });
  });
});

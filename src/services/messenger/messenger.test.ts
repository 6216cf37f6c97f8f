import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { until } from '../../../tests/e2e/support/waiting.ts';
import { LoopbackHttp, type Reply } from '../../../tests/support/loopback-http.ts';
import type { DeskMessage } from '../../domain/alerts.ts';
import type { ChannelReport } from '../../domain/channels.ts';
import type { ChannelConfig } from '../../domain/config.ts';
import type { MessagePage } from './intake.ts';
import { Messenger } from './messenger.ts';

const message = (number: number, more: Partial<DeskMessage> = {}): DeskMessage => ({
  ...{ number, at: 0, causeAt: 0, kind: 'alert', severity: 'warning', about: `thing ${number}` },
  ...{ title: `title ${number}`, lines: [], incident: null, ...more },
});

interface Body {
  readonly title: string;
  readonly numbers: readonly (readonly [number, number])[];
  readonly missing: number;
}

let folder: string;
let closing: (() => Promise<unknown>)[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'septet-messenger-'));
  closing = [];
});
afterEach(async () => {
  for (const close of closing) await close();
  rmSync(folder, { recursive: true, force: true });
});

/** A messenger under a virtual clock with webhooks that are real. */
class Rig {
  now = 1_000_000;
  /** What the orchestrator has; null: it does not answer. */
  kept: readonly DeskMessage[] | null = [];
  takes = true;
  readonly reports: ChannelReport[] = [];
  readonly file = join(folder, 'channels.json');
  private readonly timers = new Set<{ readonly at: number; readonly call: () => void }>();

  open(channels: readonly ChannelConfig[], watchdog = false): Messenger {
    const messenger = new Messenger({
      ...{ portfolio: 'main', provenance: {}, channels, file: this.file },
      watchdog: watchdog ? { url: 'env:WATCHDOG', every: 60_000 } : null,
      environment: { HOOK: 'secret', WATCHDOG: this.watchdogUrl },
      market: () => this.now,
      wall: () => this.now,
      monotonic: () => this.now,
      timer: (wait, call) => {
        const timer = { at: this.now + wait, call };
        this.timers.add(timer);
        return () => this.timers.delete(timer);
      },
      messages: async (after, limit): Promise<MessagePage> => {
        if (this.kept === null) throw new Error('away');
        const messages = this.kept.filter(({ number }) => number > after).slice(0, limit);
        return { messages, last: this.kept.at(-1)?.number ?? 0 };
      },
      report: async (report) => {
        this.reports.push(report);
        return this.takes;
      },
      log: () => {},
    });
    closing.push(() => messenger.stop(0));
    return messenger;
  }

  watchdogUrl = '';

  /** Lets time pass second by second until what is wanted has happened. */
  passUntil(what: string, holds: () => boolean, seconds = 600): Promise<true> {
    let left = seconds;
    return until(
      what,
      20_000,
      () => {
        if (holds()) return true;
        if (left > 0) this.pass(1_000);
        left -= 1;
        return null;
      },
      2,
    );
  }

  pass(length: number): void {
    this.now += length;
    for (const timer of [...this.timers]) {
      if (timer.at > this.now) continue;
      this.timers.delete(timer);
      timer.call();
    }
  }
}

async function hook(name: string, answer: () => Reply = () => ({ body: '' })) {
  const server = new LoopbackHttp(answer);
  closing.push(() => server.close());
  const url = await server.listen();
  const config: ChannelConfig = {
    ...{ kind: 'webhook', name, url, secret: 'env:HOOK', role: 'primary', minSeverity: 'info' },
  };
  const bodies = (): readonly Body[] => server.asked.map(({ body }) => JSON.parse(body) as Body);
  const numbers = () => bodies().flatMap((body) => body.numbers.map(([from]) => from));
  return { config, bodies, numbers, url };
}

describe('the messenger', () => {
  it('ALR-7 asks for what it missed, and carries what is published', async () => {
    const rig = new Rig();
    const a = await hook('a');
    rig.kept = [message(1), message(2)];
    const messenger = rig.open([a.config]);
    await rig.passUntil('both', () => a.numbers().length === 2);
    rig.kept = [...rig.kept, message(3)];
    messenger.take(message(3));
    await rig.passUntil('the third', () => a.numbers().includes(3));
    expect(a.numbers()).toEqual([1, 2, 3]);
    expect(messenger.status()).toMatchObject({ heard: true, newest: 3 });
  });

  it('ALR-7 a restart in the middle repeats only what was not taken, and a new channel begins now', async () => {
    const rig = new Rig();
    let works = false;
    const a = await hook('a');
    const b = await hook('b', () => ({ status: works ? 200 : 500, body: '' }));
    rig.kept = [message(1), message(2)];
    const first = rig.open([a.config, b.config]);
    await rig.passUntil('a has both', () => a.numbers().length === 2 && b.bodies().length > 0);
    await first.stop(1_000);
    expect(statSync(rig.file).mode & 0o777).toBe(0o600);
    works = true;
    const c = await hook('c');
    rig.kept = [...rig.kept, message(3)];
    rig.open([a.config, b.config, c.config]);
    await rig.passUntil('the third everywhere', () =>
      [a, b, c].every(({ numbers }) => numbers().includes(3)),
    );
    expect(a.numbers()).toEqual([1, 2, 3]);
    expect(new Set(b.numbers())).toEqual(new Set([1, 2, 3]));
    expect(c.numbers()).toEqual([3]);
  });

  it('ALR-7 a file of cursors that is spoilt costs repetition, not messages', async () => {
    const rig = new Rig();
    writeFileSync(
      rig.file,
      '{"schema":"septet.channels/1","channels":{"webhook.a":{"through":-1}}}',
    );
    const a = await hook('a');
    rig.kept = [message(1)];
    rig.open([a.config]);
    await rig.passUntil('the first', () => a.numbers().includes(1));
  });

  it('ALR-7 says how many are gone for good, and follows numbers that begin anew', async () => {
    const rig = new Rig();
    const a = await hook('a');
    rig.kept = [message(1)];
    const messenger = rig.open([a.config]);
    await rig.passUntil('the first', () => a.numbers().includes(1));
    rig.kept = [message(8)];
    messenger.take(message(8));
    await rig.passUntil('the eighth', () => a.numbers().includes(8));
    expect(a.bodies().at(-1)).toMatchObject({ missing: 6 });
    rig.kept = [message(1, { title: 'of another journal' })];
    messenger.linked();
    await rig.passUntil('the new first', () => a.bodies().at(-1)?.title === 'of another journal');
    expect(messenger.status().newest).toBe(1);
  });

  it('ALR-7 says once that the orchestrator is not answering, and once that it is again', async () => {
    const rig = new Rig();
    const a = await hook('a');
    const messenger = rig.open([a.config]);
    await rig.passUntil('a word', () => messenger.status().heard);
    const from = rig.now;
    rig.kept = null;
    await rig.passUntil('the words', () => a.bodies().length === 1);
    expect(rig.now - from).toBeLessThan(30_000);
    for (let second = 0; second < 120; second += 1) rig.pass(1_000);
    rig.kept = [];
    await rig.passUntil('its end', () => a.bodies().length === 2);
    expect(a.bodies().map(({ title }) => title)).toEqual([
      'orchestrator not answering',
      'orchestrator answers again',
    ]);
  });

  it('ALR-7 tells the orchestrator of a channel that fails, and the others itself when it cannot', async () => {
    for (const takes of [true, false]) {
      const rig = new Rig();
      rig.takes = takes;
      const a = await hook(`a-${takes}`);
      const b = await hook(`b-${takes}`, () => ({ status: 500, body: '' }));
      rig.kept = [message(1)];
      const messenger = rig.open([a.config, b.config]);
      await rig.passUntil('the report', () => rig.reports.length > 0);
      expect(rig.reports[0]).toMatchObject({ channel: `webhook.b-${takes}`, ok: false });
      const title = `channel webhook.b-${takes} failed`;
      if (takes) rig.pass(1_000);
      else await rig.passUntil('the words', () => a.bodies().some((body) => body.title === title));
      expect(a.bodies().some((body) => body.title === title)).toBe(!takes);
      await messenger.stop(0);
      rmSync(rig.file, { force: true });
    }
  });

  it('ALR-7 pings the watchdog while the orchestrator is heard, and never when it is not', async () => {
    const rig = new Rig();
    const dog = await hook('dog');
    rig.watchdogUrl = dog.url;
    const messenger = rig.open([], true);
    await rig.passUntil('three pings', () => dog.bodies().length >= 3);
    rig.kept = null;
    await rig.passUntil('silence', () => !messenger.status().heard);
    const pings = dog.bodies().length;
    for (let second = 0; second < 300; second += 1) rig.pass(1_000);
    await new Promise((done) => setImmediate(done));
    expect(dog.bodies().length).toBe(pings);
    expect(messenger.status().channels).toMatchObject([
      { id: 'watchdog', problem: 'withheld: the orchestrator is not heard' },
    ]);
  });

  it('ALR-7 reports a watchdog that fails three times in a row like a channel', async () => {
    const rig = new Rig();
    let status = 500;
    const dog = await hook('dog', () => ({ status, body: '' }));
    rig.watchdogUrl = dog.url;
    rig.open([], true);
    await rig.passUntil('the report', () => rig.reports.length === 1);
    status = 200;
    await rig.passUntil('its end', () => rig.reports.length === 2);
    expect(rig.reports.map(({ channel, ok }) => [channel, ok])).toEqual([
      ['watchdog', false],
      ['watchdog', true],
    ]);
  });
});

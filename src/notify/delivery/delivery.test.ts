import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DeskMessage } from '../../domain/alerts.ts';
import { MINUTE_MS, type Ms, SECOND_MS } from '../../domain/time.ts';
import type { Carried } from '../carried.ts';
import type { Outcome } from './channel-queue.ts';
import { type Cursor, cursorAt } from './cursor.ts';
import { Delivery, type Route } from './delivery.ts';
import { holds } from './numbers.ts';

const route = (id: string, more: Partial<Route> = {}): Route => ({
  ...{ id, role: 'primary', minSeverity: 'info', ...more },
});
const message = (number: number, more: Partial<DeskMessage> = {}): DeskMessage => ({
  ...{ number, at: 0, causeAt: 0, kind: 'alert', severity: 'warning', about: `thing ${number}` },
  ...{ title: `title ${number}`, lines: [], incident: null, ...more },
});
const OK: Outcome = { ok: true };
const failing = (text: string, more: object = {}): Outcome => ({
  ...{ ok: false, text, retryAfter: null, refused: false, ...more },
});

type Answer = (channel: string, now: Ms, carried: Carried) => [Ms, Outcome];

/** A desk under virtual time: what each channel answers, and after how long. */
class Desk {
  readonly sent: { at: Ms; channel: string; carried: Carried }[] = [];
  readonly told: string[] = [];
  now: Ms = 1_000_000;
  readonly delivery: Delivery;
  private readonly answer: Answer;
  private readonly flights: { at: Ms; channel: string; outcome: Outcome }[] = [];

  constructor(
    routes: readonly Route[],
    answer: Answer,
    cursors: Readonly<Record<string, Cursor>> = {},
  ) {
    this.answer = answer;
    this.delivery = new Delivery({ portfolio: 'main', routes, cursors, start: 0 });
  }

  run(length: Ms): void {
    const end = this.now + length;
    for (let steps = 0; steps < 100_000; steps += 1) {
      for (const { channel, carried } of this.delivery.tick(this.now, this.now)) {
        this.sent.push({ at: this.now, channel, carried });
        const [takes, outcome] = this.answer(channel, this.now, carried);
        this.flights.push({ at: this.now + takes, channel, outcome });
      }
      for (const { channel, ok } of this.delivery.takeReports()) {
        this.told.push(`${channel} ${ok ? 'works' : 'failed'}`);
      }
      const next = Math.min(
        this.delivery.wake(this.now),
        ...this.flights.map(({ at }) => at),
        Number.POSITIVE_INFINITY,
      );
      if (next > end) break;
      this.now = Math.max(next, this.now);
      this.flights.sort((a, b) => a.at - b.at);
      while (this.flights[0] !== undefined && this.flights[0].at <= this.now) {
        const { channel, outcome } = this.flights.shift()!;
        this.delivery.settled(channel, outcome, this.now);
      }
    }
    this.now = end;
  }

  of(channel: string) {
    return this.sent.filter((each) => each.channel === channel);
  }

  numbersOf(channel: string): readonly number[] {
    return this.of(channel).flatMap(({ carried }) => listed(carried));
  }
}

const listed = ({ numbers }: Carried): readonly number[] =>
  numbers.flatMap(([from, to]) => Array.from({ length: to - from + 1 }, (_, i) => from + i));

describe('messages on their way to the desk', () => {
  it('ALR-7 reach every channel at once', () => {
    const desk = new Desk([route('slack.a'), route('webhook.b')], () => [20, OK]);
    desk.delivery.take(message(1));
    desk.run(SECOND_MS);
    expect(desk.sent.map(({ channel, at }) => [channel, at])).toEqual([
      ['slack.a', 1_000_000],
      ['webhook.b', 1_000_000],
    ]);
    expect(desk.delivery.cursors()).toEqual({ 'slack.a': cursorAt(1), 'webhook.b': cursorAt(1) });
  });

  it('ALR-7 are told once, however often they come', () => {
    const desk = new Desk([route('slack.a')], () => [20, OK]);
    for (const _ of [1, 2, 3]) desk.delivery.take(message(1));
    desk.run(10);
    desk.delivery.take(message(1));
    desk.run(MINUTE_MS);
    desk.delivery.take(message(1));
    desk.run(MINUTE_MS);
    expect(desk.sent).toHaveLength(1);
  });

  it('ALR-7 that are milder than a channel wants do not go there', () => {
    const desk = new Desk(
      [route('slack.a'), route('telegram.b', { minSeverity: 'critical' })],
      () => [20, OK],
    );
    desk.delivery.take(message(1));
    desk.delivery.take(message(2, { severity: 'critical' }));
    desk.run(MINUTE_MS);
    expect(desk.numbersOf('slack.a')).toEqual([2, 1]);
    expect(desk.numbersOf('telegram.b')).toEqual([2]);
    expect(desk.delivery.through).toBe(2);
  });
});

describe('a channel that fails', () => {
  const broken = (id: string, until: Ms): Desk =>
    new Desk([route('slack.a'), route(id)], (channel, now) =>
      channel === id && now < until ? [10, failing('it answered 500')] : [10, OK],
    );

  it('ALR-7 with 500 for an hour is asked some seventy times, holds up nobody, and gets all it missed in one', () => {
    const desk = broken('webhook.b', 1_000_000 + 60 * MINUTE_MS);
    for (let number = 1; number <= 60; number += 1) {
      desk.delivery.take(message(number, { about: 'daily_loss' }));
      desk.run(MINUTE_MS);
      expect(desk.numbersOf('slack.a')).toContain(number);
    }
    desk.run(2 * MINUTE_MS);
    expect(desk.of('webhook.b').length).toBeLessThan(75);
    const last = desk.of('webhook.b').at(-1)!.carried;
    expect(last).toMatchObject({ numbers: [[1, 60]], count: 60, missing: 0 });
    expect(last.earlier).toEqual(['title 55', 'title 56', 'title 57', 'title 58', 'title 59']);
    expect(desk.told).toEqual(['webhook.b failed', 'webhook.b works']);
    expect(desk.delivery.status(desk.now, desk.now)).toMatchObject([
      { id: 'slack.a', state: 'good', waiting: 0 },
      { id: 'webhook.b', state: 'good', waiting: 0, lost: 0, problem: null },
    ]);
  });

  it('ALR-7 is tried after 1, 2, 4, 8, 16, 32 and then every 60 s', () => {
    const desk = broken('webhook.b', Number.POSITIVE_INFINITY);
    desk.delivery.take(message(1));
    desk.run(4 * MINUTE_MS);
    const times = desk.of('webhook.b').map(({ at }) => Math.round((at - 1_000_000) / SECOND_MS));
    expect(times).toEqual([0, 1, 3, 7, 15, 31, 63, 123, 183]);
  });

  it('ALR-7 that asks for patience gets it, and never more than ten minutes', () => {
    for (const [asked, second] of [
      [30, 30],
      [86_400, 600],
    ] as const) {
      const patience = failing('429', { retryAfter: asked * SECOND_MS });
      const desk = new Desk([route('slack.a')], (_, now) => [0, now > 1_000_000 ? OK : patience]);
      desk.delivery.take(message(1));
      desk.run(20 * MINUTE_MS);
      expect(desk.sent.map(({ at }) => (at - 1_000_000) / SECOND_MS)).toEqual([0, second]);
    }
  });

  it('ALR-7 that refuses one message for what it is loses that one, says so, and carries the next', () => {
    const desk = new Desk([route('slack.a')], (_channel, _now, carried) =>
      carried.message.number === 1
        ? [10, failing('it answered 400 "no_text"', { refused: true })]
        : [10, OK],
    );
    desk.delivery.take(message(1));
    desk.run(SECOND_MS);
    desk.delivery.take(message(2));
    desk.run(5 * MINUTE_MS);
    expect(desk.of('slack.a').at(-1)?.carried).toMatchObject({ numbers: [[2, 2]], missing: 1 });
    expect(desk.delivery.status(desk.now, desk.now)[0]).toMatchObject({ lost: 1, waiting: 0 });
    expect(desk.delivery.through).toBe(2);
  });
});

describe('a fallback', () => {
  const ROUTES = [
    route('slack.a'),
    route('telegram.b', { role: 'fallback' }),
    route('webhook.c', { role: 'fallback' }),
  ];

  it('ALR-7 carries nothing while the primary channel works', () => {
    const desk = new Desk(ROUTES, () => [10, OK]);
    for (let number = 1; number <= 10; number += 1) desk.delivery.take(message(number));
    desk.run(MINUTE_MS);
    expect(new Set(desk.sent.map(({ channel }) => channel))).toEqual(new Set(['slack.a']));
    expect(
      desk.delivery.status(desk.now, desk.now).map(({ carries, waiting }) => [carries, waiting]),
    ).toEqual([
      [true, 0],
      [false, 0],
      [false, 0],
    ]);
  });

  it('ALR-7 takes over what a failed one did not carry, the next one when it fails too, and gives back', () => {
    const down = new Set(['slack.a']);
    const desk = new Desk(ROUTES, (channel) => [10, down.has(channel) ? failing('500') : OK]);
    desk.delivery.take(message(1));
    desk.run(10 * SECOND_MS);
    expect(desk.numbersOf('telegram.b')).toEqual([1]);
    down.add('telegram.b');
    desk.delivery.take(message(2));
    desk.run(10 * SECOND_MS);
    expect(desk.numbersOf('webhook.c')).toContain(2);
    down.clear();
    desk.run(5 * MINUTE_MS);
    expect(new Set(desk.numbersOf('slack.a'))).toEqual(new Set([1, 2]));
    const before = desk.sent.length;
    desk.delivery.take(message(3));
    desk.run(MINUTE_MS);
    expect(desk.sent.slice(before).map(({ channel }) => channel)).toEqual(['slack.a']);
    expect(desk.told.slice(0, 2)).toEqual(['slack.a failed', 'telegram.b failed']);
    expect(desk.told).toContain('slack.a works');
  });

  it('ALR-7 takes over within 11 s from one that hangs', () => {
    const desk = new Desk(ROUTES, (channel) =>
      channel === 'slack.a' ? [5 * SECOND_MS, failing('no answer in 5000 ms')] : [10, OK],
    );
    desk.delivery.take(message(1, { severity: 'critical' }));
    desk.run(MINUTE_MS);
    expect(desk.of('telegram.b')[0]!.at - 1_000_000).toBeLessThanOrEqual(11 * SECOND_MS);
  });

  it("ALR-7 carries the carrier's own words as well", () => {
    const desk = new Desk(ROUTES, (channel) => [10, channel === 'slack.a' ? failing('500') : OK]);
    const { number: _, ...own } = message(0, { severity: 'critical', title: 'not answering' });
    desk.delivery.say(own);
    desk.run(MINUTE_MS);
    expect(
      desk.of('telegram.b').map(({ carried }) => [carried.message.title, carried.numbers]),
    ).toEqual([['not answering', []]]);
    expect(desk.delivery.cursors()).toMatchObject({ 'slack.a': cursorAt(0) });
  });
});

describe('a storm', () => {
  it('ALR-7 of 10 000 messages about one thing is a few requests, and nothing is lost', () => {
    const desk = new Desk([route('slack.a'), route('webhook.b', { role: 'fallback' })], () => [
      ...([5, OK] as const),
    ]);
    for (let number = 1; number <= 10_000; number += 1) {
      const severity = number === 5_000 ? 'critical' : 'warning';
      desk.delivery.take(message(number, { about: 'venue', severity }));
      if (number % 10 === 0) desk.run(10);
    }
    desk.run(MINUTE_MS);
    expect(desk.sent.length).toBeLessThan(12);
    expect(desk.numbersOf('slack.a')).toHaveLength(10_000);
    expect(desk.sent.some(({ carried }) => carried.severity === 'critical')).toBe(true);
    expect(desk.delivery.through).toBe(10_000);
  });

  it('ALR-7 of 10 000 things keeps the critical ones, and says how many are missing', () => {
    let works = false;
    const desk = new Desk([route('slack.a')], () => [5, works ? OK : failing('500')]);
    for (let number = 1; number <= 10_000; number += 1) {
      const severity = number % 100 === 0 ? 'critical' : 'info';
      desk.delivery.take(message(number, { severity }));
      if (number % 100 === 0) desk.run(50);
    }
    expect(desk.delivery.status(desk.now, desk.now)[0]?.waiting).toBeLessThanOrEqual(201);
    works = true;
    const before = desk.sent.length;
    desk.run(60 * MINUTE_MS);
    const after = desk.sent.slice(before);
    const critical = Array.from({ length: 100 }, (_, i) => (i + 1) * 100);
    expect(after.slice(0, 100).flatMap(({ carried }) => listed(carried))).toEqual(critical);
    const missing = after.reduce((sum, { carried }) => sum + carried.missing, 0);
    const carried = after.reduce((sum, each) => sum + listed(each.carried).length, 0);
    expect(missing + carried).toBe(10_000);
    expect(desk.delivery.through).toBe(10_000);
  });
});

describe('a restart', () => {
  it('ALR-7 in the middle repeats nothing that was settled and forgets nothing that was not', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ worst: fc.boolean(), about: fc.integer({ min: 0, max: 3 }) }), {
          minLength: 1,
          maxLength: 40,
        }),
        fc.array(fc.boolean(), { minLength: 1, maxLength: 30 }),
        fc.integer({ min: 0, max: 60_000 }),
        (kinds, answers, until) => {
          const messages = kinds.map(({ worst, about }, i) =>
            message(i + 1, { severity: worst ? 'critical' : 'info', about: `thing ${about}` }),
          );
          let asked = 0;
          const answer = (): [Ms, Outcome] => {
            asked += 1;
            return [700, answers[asked % answers.length] === true ? OK : failing('500')];
          };
          const routes = [route('slack.a'), route('webhook.b', { minSeverity: 'critical' })];
          const first = new Desk(routes, answer);
          for (const each of messages) first.delivery.take(each);
          first.run(until);
          const cursors = first.delivery.cursors();
          const second = new Desk(routes, () => [10, OK], cursors);
          for (const each of messages) {
            if (each.number > second.delivery.through) second.delivery.take(each);
          }
          second.run(60 * MINUTE_MS);
          for (const { id, minSeverity } of routes) {
            const settled = (number: number): boolean => {
              const { through, also } = cursors[id]!;
              return number <= through || holds(also, number);
            };
            const wanted = messages.filter(
              ({ severity }) => minSeverity === 'info' || severity === 'critical',
            );
            const again = second.numbersOf(id);
            expect([...again].sort((a, b) => a - b)).toEqual(
              wanted.map(({ number }) => number).filter((number) => !settled(number)),
            );
            const ever = new Set([...first.numbersOf(id), ...again]);
            for (const { number } of wanted) expect(ever.has(number)).toBe(true);
          }
        },
      ),
      { numRuns: 100 },
    );
  });

  it('ALR-7 of the numbers themselves delivers what waited, and every new one', () => {
    let works = true;
    const desk = new Desk([route('slack.a'), route('webhook.b', { role: 'fallback' })], () => [
      10,
      works ? OK : failing('500'),
    ]);
    for (const number of [1, 2, 3]) desk.delivery.take(message(number));
    desk.run(MINUTE_MS);
    works = false;
    desk.delivery.take(message(4, { title: 'waits' }));
    desk.run(2 * SECOND_MS);
    desk.delivery.restart();
    for (const number of [1, 2, 3, 4])
      desk.delivery.take(message(number, { title: `new ${number}` }));
    works = true;
    const before = desk.sent.length;
    desk.run(10 * MINUTE_MS);
    const titles = desk.sent.slice(before).filter(({ channel }) => channel === 'slack.a');
    const said = titles.flatMap(({ carried }) => [carried.message.title, ...carried.earlier]);
    expect(new Set(said)).toEqual(new Set(['waits', 'new 1', 'new 2', 'new 3', 'new 4']));
    expect(desk.delivery.cursors()['slack.a']).toEqual(cursorAt(4));
  });

  it('ALR-7 finds a gap where messages are gone, and says it with the next', () => {
    const desk = new Desk([route('slack.a')], () => [10, OK]);
    desk.delivery.miss(1, 7);
    desk.delivery.take(message(8));
    desk.run(SECOND_MS);
    expect(desk.sent[0]?.carried).toMatchObject({ numbers: [[8, 8]], missing: 7 });
    expect(desk.delivery.status(desk.now, desk.now)[0]?.lost).toBe(7);
  });
});

/**
 * Slack's slash commands: signed by Slack, from people on a list. The signature is Slack's scheme
 * v0: HMAC-SHA256 of `v0:<timestamp>:<body>`.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { MINUTE_MS, type Ms, SECOND_MS } from '../domain/time.ts';
import { answer, type ChatDesk } from './chat.ts';
import { commandOf, VERBS } from './command.ts';
import type { Strangers } from './strangers.ts';

export interface SlackApp {
  readonly signingSecret: string;
  /** Operators by Slack user id. */
  readonly people: Readonly<Record<string, string>>;
}

export interface SlackRequest {
  /** Header `x-slack-request-timestamp`, seconds. */
  readonly timestamp: string | undefined;
  /** Header `x-slack-signature`. */
  readonly signature: string | undefined;
  /** As it came, byte for byte. */
  readonly body: string;
}

export interface SlackReply {
  readonly status: 200 | 401 | 429;
  /** Null: an empty one. */
  readonly body: object | null;
}

const WINDOW_MS: Ms = 5 * MINUTE_MS;
/** Signatures remembered; more good ones in ten minutes are refused. */
const SEEN_MAX = 2_000;

export class SlackCommands {
  private readonly apps: readonly SlackApp[];
  private readonly desk: ChatDesk;
  private readonly strangers: Strangers;
  private readonly wall: () => number;
  /** Signature, and when it need not be remembered any more. */
  private readonly seen = new Map<string, number>();

  constructor(apps: readonly SlackApp[], desk: ChatDesk, strangers: Strangers, wall: () => number) {
    this.apps = apps;
    this.desk = desk;
    this.strangers = strangers;
    this.wall = wall;
  }

  async take(request: SlackRequest): Promise<SlackReply> {
    const now = this.wall();
    const app = this.apps.find((each) => isSigned(each.signingSecret, request));
    const sentAt = Number(request.timestamp) * SECOND_MS;
    if (app === undefined || !(Math.abs(now - sentAt) <= WINDOW_MS)) {
      this.strangers.came('slack: a request without a valid signature of the last 5 minutes');
      return { status: 401, body: { error: 'the signature is not valid' } };
    }
    const again = this.isRepeated(request.signature ?? '', now);
    if (again !== null) return again;
    const form = new URLSearchParams(request.body);
    const user = form.get('user_id') ?? '';
    const actor = Object.hasOwn(app.people, user) ? app.people[user] : undefined;
    if (actor === undefined) {
      this.strangers.came(`slack: a command of ${idOf(user)}, who is not on the list`);
      return { status: 200, body: null };
    }
    const command = commandIn(form.get('command') ?? '', form.get('text') ?? '');
    const text = await answer(this.desk, {
      ...{ actor, by: 'Slack', command, age: Math.max(0, now - sentAt) },
    });
    const all = command.kind === 'known' && (command.verb === 'halt' || command.verb === 'ack');
    return {
      status: 200,
      body: { response_type: all ? 'in_channel' : 'ephemeral', text: escaped(text) },
    };
  }

  /** Every signature is good for one command. */
  private isRepeated(signature: string, now: number): SlackReply | null {
    for (const [old, until] of this.seen) if (until < now) this.seen.delete(old);
    if (this.seen.has(signature)) {
      this.strangers.came('slack: a request that had been seen before');
      return { status: 401, body: { error: 'this very request was seen before' } };
    }
    if (this.seen.size >= SEEN_MAX) {
      return { status: 429, body: { error: `more than ${SEEN_MAX} commands in 10 minutes` } };
    }
    this.seen.set(signature, now + 2 * WINDOW_MS);
    return null;
  }
}

function isSigned(secret: string, { timestamp, signature, body }: SlackRequest): boolean {
  if (timestamp === undefined || !/^\d{1,12}$/.test(timestamp) || signature === undefined) {
    return false;
  }
  const digest = createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex');
  const expected = Buffer.from(`v0=${digest}`);
  const given = Buffer.from(signature);
  return given.length === expected.length && timingSafeEqual(given, expected);
}

/** `/halt reason` as a command of its own, or `/septet halt reason`. */
function commandIn(command: string, text: string): ReturnType<typeof commandOf> {
  const own = command.replace(/^\//, '').toLowerCase();
  if (VERBS.some((verb) => verb === own)) return commandOf(own, text);
  const [word = '', ...rest] = text.trim().split(/\s+/);
  return word === '' ? commandOf('help', '') : commandOf(word, rest.join(' '));
}

const idOf = (user: string): string => (/^[A-Z0-9]{1,32}$/.test(user) ? user : 'somebody');

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** Shape of `channels.yaml`: how the desk is reached, and who of it may answer (PRE-5, ALR-7). */
import { z } from 'zod';
import { SECRET_REFERENCE } from '../secrets/secret.ts';
import { duration, name } from './scalars.ts';

const CHANNEL_PATTERN = /^[a-z][a-z0-9_-]{0,31}$/;
/** Encrypted, or on this very machine; no user, no password. */
const ADDRESS_PATTERN =
  /^(https:\/\/[\w.-]+|http:\/\/(127\.0\.0\.1|localhost|\[::1\]))(:\d{1,5})?(\/[\w\-./~%]*)?$/;
const CHAT_PATTERN = /^(-?\d{1,20}|@\w{1,64})$/;

/** A reference to a secret. What stands there instead is never repeated: it may be one. */
function secret(description: string) {
  return z
    .string({ error: 'expected where the secret is' })
    .meta({ pattern: SECRET_REFERENCE.source })
    .transform((text, ctx) => {
      if (SECRET_REFERENCE.test(text)) return text;
      ctx.issues.push({
        code: 'custom',
        message: 'does not say where the secret is',
        input: '',
        params: {
          remedy:
            'write env:NAME or file:/path (mode 0600); a secret itself never stands in this file',
        },
      });
      return z.NEVER;
    })
    .meta({ description });
}

const address = (description: string, like: string) => name(description, ADDRESS_PATTERN, like);

const channels = <S extends z.ZodRawShape>(description: string, shape: S) =>
  z
    .record(name('Name of a channel', CHANNEL_PATTERN, 'desk'), z.strictObject(shape), {
      error: 'expected channels by name, or {}',
    })
    .meta({ description });

const PERSON_PATTERN = /^(?!system$)[A-Za-z][\w.-]{0,31}$/;

const routing = {
  role: z.enum(['primary', 'fallback'], { error: 'expected primary or fallback' }).optional().meta({
    description:
      'primary (default) carries every message; fallback only while a primary channel has failed, in this order',
  }),
  minSeverity: z
    .enum(['info', 'warning', 'critical'], { error: 'expected info, warning or critical' })
    .optional()
    .meta({ description: 'Milder messages do not go here; default info: all do' }),
};

const people = (description: string, who: z.ZodType<string, string>) =>
  z
    .record(who, name('Name of an operator, as in the journal', PERSON_PATTERN, 'desk-1'), {
      error: 'expected operators by their id, or {}',
    })
    .refine((given) => Object.keys(given).length <= 100, { error: 'names more than 100 people' })
    .meta({ description });

export const channelsFile = z.strictObject({
  slack: channels('Slack incoming webhooks, by name', {
    url: secret('Where its address is, which is a secret: env:NAME or file:/path'),
    ...routing,
    commands: z
      .strictObject({
        signingSecret: secret('Where the signing secret of the Slack app is'),
        people: people(
          'Who may give slash commands: operators by Slack user id',
          name('User id at Slack', /^[UW][A-Z0-9]{2,20}$/, 'U012AB3CD'),
        ),
      })
      .optional()
      .meta({ description: 'Slash commands at POST /chat/slack; absent: none' }),
  }),
  telegram: channels('Telegram bots, by name', {
    token: secret('Where the token of the bot is: env:NAME or file:/path'),
    chat: name(
      'Id of the chat, in quotes, or @name of a public one',
      CHAT_PATTERN,
      '-1001234567890',
    ),
    check: z.enum(['read', 'message'], { error: 'expected read or message' }).meta({
      description: 'How pre-flight tries it: read asks for bot and chat, message sends one',
    }),
    api: address('Address of the Bot API', 'https://api.telegram.org'),
    ...routing,
    people: people(
      'Who may give commands in this chat: operators by Telegram user number; absent: nobody',
      name('User number at Telegram, in quotes', /^[1-9]\d{0,18}$/, '123456789'),
    ).optional(),
  }),
  webhook: channels('Signed webhooks, by name', {
    url: address('Address that is posted to', 'https://ops.example.org/septet'),
    secret: secret('Where the secret of its signature is: env:NAME or file:/path'),
    ...routing,
  }),
  watchdog: z
    .strictObject({
      url: secret('Where its address is, which is a secret: env:NAME or file:/path'),
      every: duration('Time between two pings', { min: 10_000, max: 3_600_000 }),
    })
    .optional()
    .meta({
      description:
        'Outside service that raises an alarm when it is not pinged any more; absent: none',
    }),
});

/** What a webhook channel posts: one JSON object (docs/channels.md). */
import { z } from 'zod';
import { instant } from './decision.ts';

const MESSAGE_SCHEMA = 'septet.message/1';

const number = z.int().min(1);

export const messageSchema = z
  .strictObject({
    schema: z.literal(MESSAGE_SCHEMA),
    portfolio: z.string(),
    sentAt: instant.describe('by the clock of the sending machine; the signed timestamp'),
    number: number
      .nullable()
      .describe("number of the newest message in it; null: the carrier's own words"),
    numbers: z
      .array(z.tuple([number, number]))
      .describe(
        'ranges of all message numbers in it. It may come again, with more in it: what was seen is known by its number',
      ),
    count: z.int().min(1).describe('messages in it'),
    at: instant.describe('market time of the newest message'),
    causeAt: instant.describe('market time of its cause'),
    kind: z.enum(['alert', 'escalation', 'over', 'incident', 'task', 'report', 'override']),
    severity: z.enum(['info', 'warning', 'critical']).describe('the worst in it'),
    about: z.string().describe('group of the alerts, or id of the incident: thread by it'),
    title: z.string(),
    lines: z
      .array(z.string())
      .describe('basis, what the system did by itself, what to do next: a sentence each'),
    incident: z.string().nullable(),
    configVersion: z
      .string()
      .nullable()
      .describe('version of the configuration that was in force; null: unknown'),
    build: z.string().nullable().describe('build of the program; null: unknown'),
    earlier: z.array(z.string()).describe('titles of others in it, oldest first; five at most'),
    missing: z.int().min(0).describe('messages before it that will never come here'),
  })
  .describe('a message for the desk, as a webhook channel posts it');

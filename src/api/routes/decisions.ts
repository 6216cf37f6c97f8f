/** Every entry that was allowed or refused, and why. */
import { z } from 'zod';
import { explainText } from '../../orchestrator/explain.ts';
import { Refused } from './refused.ts';
import { type Route, route } from './route.ts';
import { limitOf } from './shapes.ts';

export const decisionRoutes: readonly Route[] = [
  route({
    name: 'getDecisions',
    method: 'GET',
    path: '/api/decisions',
    group: 'decisions',
    summary: 'Decisions, newest first.',
    least: 'viewer',
    query: z.strictObject({
      before: z.coerce.number().int().min(1).optional().describe('numbers below this one'),
      limit: limitOf(500, 100),
    }),
    reply: 'decisions',
    handle: ({ ask }, { query: { before = null, limit } }) =>
      ask('orchestrator', 'decisions', { before, limit }),
  }),
  route({
    name: 'getDecision',
    method: 'GET',
    path: '/api/decisions/{id}',
    group: 'decisions',
    summary: 'One decision: every check with input, limit and result, the size step by step.',
    least: 'viewer',
    params: z.strictObject({
      id: z
        .string()
        .regex(/^d[0-9]{1,15}$/, 'a decision id is "d" and a number, like d42')
        .describe('like d42'),
    }),
    reply: 'decision',
    handle: async ({ ask }, { params: { id } }) => {
      const record = await ask('orchestrator', 'explain', { id });
      if (record === null) throw new Refused(404, 'UNKNOWN_DECISION', `there is no decision ${id}`);
      return { record, text: explainText(record) };
    },
  }),
];

/** Every entry that was allowed or refused, and why. */
import { z } from 'zod';
import { REASONS, type ReasonCode } from '../../domain/reasons.ts';
import { explainText } from '../../orchestrator/explain.ts';
import { Refused } from './refused.ts';
import { type Route, route } from './route.ts';
import { limitOf, name, symbol, symbolOf } from './shapes.ts';

const decisionParams = z.strictObject({
  id: z
    .string()
    .regex(/^d[0-9]{1,15}$/, 'a decision id is "d" and a number, like d42')
    .describe('like d42'),
});

export const decisionRoutes: readonly Route[] = [
  route({
    name: 'getDecisions',
    method: 'GET',
    path: '/api/decisions',
    group: 'decisions',
    summary: 'Decisions with everything in them, newest first; /api/decisions/rows is for lists.',
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
    name: 'searchDecisions',
    method: 'GET',
    path: '/api/decisions/rows',
    group: 'decisions',
    summary:
      'Decisions as lines of a list, newest first, by strategy, symbol, verdict, reason, words.',
    least: 'viewer',
    query: z.strictObject({
      strategy: name.optional(),
      symbol: symbol.optional(),
      verdict: z.enum(['allowed', 'refused']).optional(),
      reason: z.enum(Object.keys(REASONS) as [ReasonCode, ...ReasonCode[]]).optional(),
      text: z.string().trim().max(200).optional().describe('words, each somewhere in the text'),
      from: z.coerce.number().int().min(0).optional().describe('epoch ms, market time'),
      to: z.coerce.number().int().min(0).optional().describe('epoch ms, market time'),
      before: z.coerce.number().int().min(1).optional().describe('numbers below this one'),
      limit: limitOf(500, 100),
    }),
    reply: 'decisionsFound',
    handle: ({ search }, { query }) => {
      const { before = null, limit, text = '' } = query;
      const filter = {
        strategy: query.strategy ?? null,
        symbol: query.symbol === undefined ? null : symbolOf(query.symbol),
        verdict: query.verdict ?? null,
        reason: query.reason ?? null,
        text: text === '' ? null : text,
        from: query.from ?? null,
        to: query.to ?? null,
      };
      return search.find(filter, before, limit);
    },
  }),
  route({
    name: 'getDecisionFate',
    method: 'GET',
    path: '/api/decisions/{id}/fate',
    group: 'decisions',
    summary: 'What became of its order: sent, filled, protected, left.',
    least: 'viewer',
    params: decisionParams,
    reply: 'fate',
    handle: ({ ask }, { params: { id } }) =>
      ask('orchestrator', 'fate', { decision: Number(id.slice(1)) }),
  }),
  route({
    name: 'getDecision',
    method: 'GET',
    path: '/api/decisions/{id}',
    group: 'decisions',
    summary: 'One decision: every check with input, limit and result, the size step by step.',
    least: 'viewer',
    params: decisionParams,
    reply: 'decision',
    handle: async ({ ask }, { params: { id } }) => {
      const record = await ask('orchestrator', 'explain', { id });
      if (record === null) throw new Refused(404, 'UNKNOWN_DECISION', `there is no decision ${id}`);
      return { record, text: explainText(record) };
    },
  }),
];

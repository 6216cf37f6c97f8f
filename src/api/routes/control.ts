/** What stops, reduces, opens or loosens. Whoever carries it out checks once more who may. */
import { z } from 'zod';
import { PORTFOLIO } from '../../domain/closure.ts';
import { strategyId } from '../../domain/ids.ts';
import type { WantedOverride } from '../../domain/overrides.ts';
import { BREAKER_IDS } from '../../domain/risk.ts';
import { LEAST_ROLE } from '../../orchestrator/core/least-role.ts';
import { done, doneText } from './refused.ts';
import { type Route, route } from './route.ts';
import { name, reason, reasonBody, statusOf, symbol, symbolOf } from './shapes.ts';

const strategy = z.string().regex(/^[A-Z][A-Z0-9_]{0,15}$/, 'a strategy is named like S3');

const target = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('breaker_off'), breaker: z.enum(BREAKER_IDS) }),
  z.strictObject({ kind: z.literal('strategy_closed'), strategy }),
  z.strictObject({ kind: z.literal('strategy_open'), strategy }),
  z.strictObject({
    kind: z.literal('limit'),
    key: name.describe('like risk.yaml:caps.asset.BTC: GET /api/overrides/keys'),
    value: z.string().trim().min(1).max(50).describe('with its unit, like 25%'),
  }),
]);

export const controlRoutes: readonly Route[] = [
  route({
    name: 'halt',
    method: 'POST',
    path: '/api/halt',
    group: 'control',
    summary: 'Stops all entries at once, until a resume; exits go on. Needs no token and no role.',
    least: LEAST_ROLE.halt,
    urgent: true,
    body: reasonBody,
    reply: 'done',
    handle: async ({ halt }, { who, body }) => doneText(await halt(who.name, body.reason)),
  }),
  route({
    name: 'resume',
    method: 'POST',
    path: '/api/resume',
    group: 'control',
    summary: 'Lifts the halt; all phases of the launch run again.',
    least: LEAST_ROLE.resume,
    body: reasonBody,
    reply: 'done',
    handle: async ({ command }, { who, token, body }) =>
      doneText(await command({ kind: 'resume', actor: who.name, reason: body.reason }, token)),
  }),
  route({
    name: 'flatten',
    method: 'POST',
    path: '/api/flatten',
    group: 'control',
    summary: 'Closes positions now: all, or those of a symbol or a strategy.',
    least: null,
    urgent: true,
    body: z.strictObject({
      reason,
      symbol: symbol.nullable().default(null),
      strategy: strategy.nullable().default(null),
    }),
    reply: 'done',
    handle: async ({ ask }, { who, body }) => {
      const scope = {
        ...PORTFOLIO,
        symbol: body.symbol === null ? null : symbolOf(body.symbol),
        strategy: body.strategy === null ? null : strategyId(body.strategy),
      };
      const asked = { kind: 'flatten', scope, actor: who.name, reason: body.reason } as const;
      return doneText(await ask('executor', 'command', asked));
    },
  }),
  route({
    name: 'setProfile',
    method: 'POST',
    path: '/api/profile',
    group: 'control',
    summary: 'Chooses the risk profile: towards less risk anybody, towards more role risk.',
    least: null,
    body: z.strictObject({ profile: name, reason }),
    reply: 'done',
    handle: async ({ command }, { who, token, body }) =>
      doneText(await command({ kind: 'profile', actor: who.name, ...body }, token)),
  }),
  route({
    name: 'getOverrides',
    method: 'GET',
    path: '/api/overrides',
    group: 'control',
    summary: 'Overrides in force, what waits for a second person, what this launch was spared.',
    least: 'viewer',
    reply: 'overrides',
    handle: (ports) => {
      const { at, overrides, requests, launch } = statusOf(ports);
      return { at, overrides, requests, skips: launch.skips };
    },
  }),
  route({
    name: 'getOverrideKeys',
    method: 'GET',
    path: '/api/overrides/keys',
    group: 'control',
    summary: 'Limits that can be overridden, with the configured value and the bounds.',
    least: 'viewer',
    reply: 'limits',
    handle: ({ ask }) => ask('orchestrator', 'limits', {}),
  }),
  route({
    name: 'addOverride',
    method: 'POST',
    path: '/api/overrides',
    group: 'control',
    summary: 'Puts an override in force, 12 hours at most; what loosens waits for a second person.',
    least: null,
    body: z.strictObject({
      target,
      minutes: z.number().int().min(1).max(720).describe('how long, minutes'),
      reason,
    }),
    reply: 'done',
    handle: async ({ command }, { who, token, body }) => {
      const asked = {
        kind: 'override_add',
        target: body.target as WantedOverride,
        length: body.minutes * 60_000,
        actor: who.name,
        reason: body.reason,
      } as const;
      return doneText(await command(asked, token));
    },
  }),
  route({
    name: 'endOverride',
    method: 'POST',
    path: '/api/overrides/{id}/end',
    group: 'control',
    summary: 'Ends an override before its time.',
    least: null,
    params: z.strictObject({ id: name.describe('like O1') }),
    body: reasonBody,
    reply: 'done',
    handle: async ({ command }, { who, token, params, body }) => {
      const about = { override: params.id, actor: who.name, reason: body.reason };
      return doneText(await command({ kind: 'override_end', ...about }, token));
    },
  }),
  ...(['confirm', 'withdraw'] as const).map((kind) =>
    route({
      name: `${kind}Request`,
      method: 'POST',
      path: `/api/requests/{id}/${kind}`,
      group: 'control',
      summary: kind === 'confirm' ? 'Is the second person for a request.' : 'Takes a request back.',
      least: LEAST_ROLE[kind],
      params: z.strictObject({ id: name.describe('like T1') }),
      body: reasonBody,
      reply: 'done',
      handle: async ({ command }, { who, token, params, body }) => {
        const about = { request: params.id, actor: who.name, reason: body.reason };
        return done(await command({ kind, ...about }, token));
      },
    }),
  ),
];

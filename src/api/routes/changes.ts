/** Versions of the configuration, their proposals, their week on paper, and the way back. */
import { z } from 'zod';
import { LEAST_CHANGE_ROLE } from '../../change/least-role.ts';
import { LEAST_ROLLBACK_ROLE } from '../../change/rollback/least-role.ts';
import type { ChangeCommand } from '../../domain/change-office.ts';
import type { RollbackCommand, RollbackReply } from '../../domain/rollback.ts';
import type { ApiPorts } from '../ports.ts';
import { done, Refused } from './refused.ts';
import type { ApiReplies } from './replies.ts';
import { type Asked, type Route, route } from './route.ts';
import { limitOf, name, reason, reasonBody } from './shapes.ts';

/** A promotion restarts processes one after the other. */
const CHANGE_MS = 180_000;
const ROLLBACK_MS = 15_000;

const proposalParams = z.strictObject({ id: name.describe('like p-3') });
const version = name.describe('in-force, files, validated, a proposal, or digits of a commit');

const ROLLBACK_WORDS = {
  retry: 'Does the step once more that failed and holds it.',
  decline: 'Ends one that is proposed or held; a halt stays, in your name.',
  confirm: 'Ends its validation before the time.',
} as const;

export const changeRoutes: readonly Route[] = [
  route({
    name: 'getConfigStatus',
    method: 'GET',
    path: '/api/config/status',
    group: 'changes',
    summary: 'What is in force, what is proposed and what it still needs, drift.',
    least: 'viewer',
    reply: 'changeStatus',
    handle: (ports, asked) => looked(ports, asked, { kind: 'status' }, 'status'),
  }),
  route({
    name: 'getConfigHistory',
    method: 'GET',
    path: '/api/config/history',
    group: 'changes',
    summary: 'What was in force since when, by whom, with approvals; newest first.',
    least: 'viewer',
    query: z.strictObject({ limit: limitOf(1_000, 20) }),
    reply: 'changeHistory',
    handle: (ports, asked) =>
      looked(ports, asked, { kind: 'history', limit: asked.query.limit }, 'history'),
  }),
  route({
    name: 'getConfigDiff',
    method: 'GET',
    path: '/api/config/diff',
    group: 'changes',
    summary: 'Keys that differ between two versions: old, new, class, why.',
    least: 'viewer',
    query: z.strictObject({ from: version.default('in-force'), to: version.default('files') }),
    reply: 'changeDiff',
    handle: (ports, asked) => looked(ports, asked, { kind: 'diff', ...asked.query }, 'diff'),
  }),
  route({
    name: 'propose',
    method: 'POST',
    path: '/api/config/proposals',
    group: 'changes',
    summary:
      'Brings the edited files of the home in as a proposal: validated, compared, classified.',
    least: LEAST_CHANGE_ROLE.propose,
    body: z.strictObject({
      as: name.nullable().default(null).describe('open proposal whose content it replaces'),
      reason,
    }),
    reply: 'changeDone',
    handle: (ports, asked) => changed(ports, asked, { kind: 'propose', from: null, ...asked.body }),
  }),
  route({
    name: 'approveProposal',
    method: 'POST',
    path: '/api/config/proposals/{id}/approve',
    group: 'changes',
    summary: 'Agrees to a proposal as it was read: another content is refused.',
    least: LEAST_CHANGE_ROLE.approve,
    params: proposalParams,
    body: z.strictObject({
      content: z
        .string()
        .regex(/^[0-9a-fA-F]{8,64}$/, 'the first 8 digits or more of the content, as in the status')
        .transform((text) => text.toLowerCase())
        .describe('digits of the content that was read'),
      reason,
    }),
    reply: 'changeDone',
    handle: (ports, asked) =>
      changed(ports, asked, { kind: 'approve', proposal: asked.params.id, ...asked.body }),
  }),
  ...(['promote', 'withdraw'] as const).map((kind) =>
    route({
      name: `${kind}Proposal`,
      method: 'POST',
      path: `/api/config/proposals/{id}/${kind}`,
      group: 'changes',
      summary:
        kind === 'promote'
          ? 'Puts a proposal in force; what runs is brought over.'
          : 'Takes a proposal back.',
      least: LEAST_CHANGE_ROLE[kind],
      params: proposalParams,
      body: reasonBody,
      reply: 'changeDone',
      handle: (ports, asked) =>
        changed(ports, asked, { kind, proposal: asked.params.id, ...asked.body }),
    }),
  ),
  ...(['pin', 'unpin'] as const).map((kind) =>
    route({
      name: `${kind}Version`,
      method: 'POST',
      path: `/api/config/versions/{id}/${kind}`,
      group: 'changes',
      summary:
        kind === 'pin'
          ? 'Vouches for a version that was in force: a rollback may go there.'
          : 'A version is no target of a rollback any more.',
      least: LEAST_CHANGE_ROLE[kind],
      params: z.strictObject({ id: name.describe('in-force, or digits of a commit') }),
      body: reasonBody,
      reply: 'changeDone',
      handle: (ports, asked) =>
        changed(ports, asked, { kind, version: asked.params.id, ...asked.body }),
    }),
  ),
  route({
    name: 'getPaper',
    method: 'GET',
    path: '/api/paper',
    group: 'changes',
    summary: 'The paper validation that was begun: time that counts, gaps, verdict.',
    least: 'viewer',
    reply: 'paper',
    handle: ({ files }) => {
      const paper = files.paper();
      if (paper !== null) return paper;
      throw new Refused(404, 'NO_PAPER', 'no proposal is in paper validation');
    },
  }),
  route({
    name: 'startPaper',
    method: 'POST',
    path: '/api/config/proposals/{id}/paper',
    group: 'changes',
    summary: 'Begins the paper validation of a proposal beside the version in force.',
    least: LEAST_CHANGE_ROLE.paper_start,
    params: proposalParams,
    body: z.strictObject({}),
    reply: 'changeDone',
    handle: (ports, asked) =>
      changed(ports, asked, { kind: 'paper_start', proposal: asked.params.id }),
  }),
  route({
    name: 'stopPaper',
    method: 'POST',
    path: '/api/paper/stop',
    group: 'changes',
    summary: 'Ends the paper validation before its time; its tape goes, reports stay.',
    least: LEAST_CHANGE_ROLE.paper_stop,
    body: z.strictObject({}),
    reply: 'changeDone',
    handle: (ports, asked) => changed(ports, asked, { kind: 'paper_stop' }),
  }),
  route({
    name: 'getRollback',
    method: 'GET',
    path: '/api/rollback',
    group: 'changes',
    summary: 'Where a rollback would go, the open one with its steps, those of before.',
    least: 'viewer',
    reply: 'rollback',
    handle: async (ports, asked) =>
      (await rollback(ports, asked, { kind: 'status', to: null, reason: '' })).status,
  }),
  route({
    name: 'startRollback',
    method: 'POST',
    path: '/api/rollback/start',
    group: 'changes',
    summary: 'Begins a rollback, or the one that is proposed; exits are never held up.',
    least: LEAST_ROLLBACK_ROLE.start,
    body: z.strictObject({
      to: z
        .string()
        .regex(/^(c-)?[0-9a-f]{4,40}$/, '4 digits or more of a commit or a version id')
        .nullable()
        .default(null)
        .describe('null: the newest version that is known to be good'),
      reason,
    }),
    reply: 'rollbackDone',
    handle: (ports, asked) => rollback(ports, asked, { kind: 'start', ...asked.body }),
  }),
  ...(['retry', 'decline', 'confirm'] as const).map((kind) =>
    route({
      name: `${kind}Rollback`,
      method: 'POST',
      path: `/api/rollback/${kind}`,
      group: 'changes',
      summary: ROLLBACK_WORDS[kind],
      least: LEAST_ROLLBACK_ROLE[kind],
      body: reasonBody,
      reply: 'rollbackDone',
      handle: (ports, asked) => rollback(ports, asked, { kind, to: null, ...asked.body }),
    }),
  ),
];

async function office(ports: ApiPorts, { who, token }: Asked, command: ChangeCommand) {
  const asked = { command, token, name: who.name };
  return done(await ports.ask('supervisor', 'change', asked, CHANGE_MS));
}

async function looked<K extends 'status' | 'history' | 'diff'>(
  ports: ApiPorts,
  asked: Asked,
  command: ChangeCommand,
  kind: K,
) {
  const { answer } = await office(ports, asked, command);
  if (answer.kind === kind) return answer as Extract<typeof answer, { readonly kind: K }>;
  throw new Error(`the change office answered ${answer.kind} when asked for ${kind}`);
}

async function changed(
  ports: ApiPorts,
  asked: Asked,
  command: ChangeCommand,
): Promise<ApiReplies['changeDone']> {
  const { text, answer } = await office(ports, asked, command);
  if (answer.kind === 'done') return { ok: true, text, answer };
  throw new Error(`the change office answered ${answer.kind} to ${command.kind}`);
}

async function rollback(
  { ask }: ApiPorts,
  { who, token }: Asked,
  about: Omit<RollbackCommand, 'actor'>,
): Promise<Extract<RollbackReply, { readonly ok: true }>> {
  const asked = { ...about, actor: who.name, token };
  return done(await ask('supervisor', 'rollback', asked, ROLLBACK_MS));
}

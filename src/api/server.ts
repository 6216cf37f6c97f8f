/**
 * HTTP and websocket on loopback: reads projections, takes the halt. Never in the path of an exit.
 * Requests must name a loopback host, and anything that changes state must come from this very
 * origin, so that no other page in the operator's browser can speak here.
 */
import { existsSync } from 'node:fs';
import websocket from '@fastify/websocket';
import Fastify, { type FastifyInstance, type FastifyRequest } from 'fastify';
import sirv from 'sirv';
import type { WebSocket } from 'ws';
import { z } from 'zod';
import type { CommandReply, PublicEvent } from '../bus/messages.ts';
import type { SlackCommands } from '../chat/slack.ts';
import type { MessengerStatus } from '../domain/channels.ts';
import type { DecisionRecord } from '../domain/decision.ts';
import type { Desk, DeskUpdate } from './desk.ts';
import { registerMetrics } from './metrics/route.ts';
import { chatRoute } from './slack-route.ts';

/** What the server needs of the running system; each may fail with an Error in words. */
export interface Backend {
  decisions(before: number | null, limit: number): Promise<readonly DecisionRecord[]>;
  decision(id: string): Promise<{ readonly record: DecisionRecord; readonly text: string } | null>;
  events(after: number, limit: number): Promise<readonly PublicEvent[]>;
  halt(actor: string, reason: string): Promise<CommandReply>;
}

export interface ServerOptions {
  readonly desk: Desk;
  readonly backend: Backend;
  /** Folder of the built page; without it the API answers alone. */
  readonly webRoot: string | undefined;
  readonly build: string;
  /** Absent: this server carries no messages. */
  readonly messenger?: () => MessengerStatus;
  /** Null or absent: no slash commands. */
  readonly slack?: SlackCommands | null;
}

const BODY_LIMIT_BYTES = 16 * 1024;
const SOCKET_BACKLOG_BYTES = 4 * 1024 * 1024;
const LOOPBACK = /^(127\.0\.0\.1|localhost|\[::1\])(:\d{1,5})?$/;

const haltBody = z.strictObject({ reason: z.string().trim().min(1).max(500) });
const decisionsQuery = z.strictObject({
  before: z.coerce.number().int().min(1).optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
});
const eventsQuery = z.strictObject({
  after: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(500).default(100),
});
const decisionId = z.string().regex(/^d[0-9]{1,15}$/);

export async function buildServer(options: ServerOptions): Promise<FastifyInstance> {
  const app = Fastify({ logger: false, bodyLimit: BODY_LIMIT_BYTES, forceCloseConnections: true });
  app.addHook('onRequest', async (request, reply) => {
    const problem = refusal(request);
    if (problem) await reply.code(403).send({ error: problem });
  });
  app.setErrorHandler(async (error: Error & { statusCode?: number }, _request, reply) => {
    const status = error.statusCode ?? 502;
    await reply.code(status).send({ error: error.message });
  });
  await app.register(websocket, { options: { maxPayload: 1024 } });
  routes(app, options);
  const channels = () => options.messenger?.().channels ?? [];
  registerMetrics(app, options.desk, options.build, channels);
  if (options.slack != null) await chatRoute(app, options.slack);
  servePage(app, options.webRoot);
  return app;
}

function routes(app: FastifyInstance, { desk, backend, build, messenger }: ServerOptions): void {
  app.get('/healthz', async () => ({ ok: true, build }));
  app.get('/readyz', async (_request, reply) => {
    const ready = desk.snapshot().status !== null;
    return reply.code(ready ? 200 : 503).send({ ready });
  });
  app.get('/api/status', async () => {
    const { status, processes, links } = desk.snapshot();
    return { status, processes, links, messenger: messenger?.() ?? null };
  });
  app.get('/api/equity', async () => desk.snapshot().equity);
  app.get('/api/decisions', async (request, reply) => {
    const query = decisionsQuery.safeParse(request.query);
    if (!query.success) return reply.code(400).send({ error: z.prettifyError(query.error) });
    return backend.decisions(query.data.before ?? null, query.data.limit);
  });
  app.get<{ Params: { id: string } }>('/api/decisions/:id', async (request, reply) => {
    const id = decisionId.safeParse(request.params.id);
    if (!id.success) {
      return reply.code(400).send({ error: 'a decision id is "d" and a number, like d42' });
    }
    const found = await backend.decision(id.data);
    return found ?? reply.code(404).send({ error: `there is no decision ${id.data}` });
  });
  app.get('/api/events', async (request, reply) => {
    const query = eventsQuery.safeParse(request.query);
    if (!query.success) return reply.code(400).send({ error: z.prettifyError(query.error) });
    return backend.events(query.data.after, query.data.limit);
  });
  app.post('/api/halt', async (request, reply) => {
    const body = haltBody.safeParse(request.body);
    if (!body.success) return reply.code(400).send({ error: z.prettifyError(body.error) });
    const answer = await backend.halt('page', body.data.reason);
    return reply.code(answer.ok ? 200 : 409).send(answer);
  });
  app.get('/api/stream', { websocket: true }, (socket) => stream(socket, desk));
}

/** A snapshot first, then every change; a reader too slow to keep up is let go and may come back. */
function stream(socket: WebSocket, desk: Desk): void {
  const send = (
    message: DeskUpdate | { readonly kind: 'snapshot'; readonly snapshot: unknown },
  ) => {
    if (socket.bufferedAmount > SOCKET_BACKLOG_BYTES) {
      socket.close(1013, 'too slow');
      return;
    }
    socket.send(JSON.stringify(message));
  };
  send({ kind: 'snapshot', snapshot: desk.snapshot() });
  const stop = desk.subscribe(send);
  socket.on('close', stop);
  socket.on('error', stop);
}

function servePage(app: FastifyInstance, webRoot: string | undefined): void {
  if (webRoot === undefined || !existsSync(webRoot)) {
    app.setNotFoundHandler(async (_request, reply) => reply.code(404).send({ error: 'not found' }));
    return;
  }
  const files = sirv(webRoot, { etag: true, single: false });
  app.setNotFoundHandler((request, reply) => {
    if (request.method !== 'GET' || request.url.startsWith('/api/')) {
      return reply.code(404).send({ error: `there is no ${request.method} ${request.url}` });
    }
    reply.hijack();
    reply.raw.setHeader(
      'Content-Security-Policy',
      "default-src 'self'; style-src 'self' 'unsafe-inline'; connect-src 'self' ws:",
    );
    reply.raw.setHeader('X-Content-Type-Options', 'nosniff');
    reply.raw.setHeader('X-Frame-Options', 'DENY');
    files(request.raw, reply.raw, () => {
      reply.raw.statusCode = 404;
      reply.raw.end('not found');
    });
    return reply;
  });
}

/** Why a request is not answered; undefined when it is. */
function refusal(request: FastifyRequest): string | undefined {
  const host = request.headers.host ?? '';
  if (!LOOPBACK.test(host)) return `this server answers on loopback only, not as "${host}"`;
  const { origin } = request.headers;
  const changes = request.method !== 'GET' && request.method !== 'HEAD';
  const upgrade = request.headers.upgrade !== undefined;
  if (origin === undefined || !(changes || upgrade)) return undefined;
  return origin === `http://${host}` ? undefined : `origin "${origin}" may not speak here`;
}

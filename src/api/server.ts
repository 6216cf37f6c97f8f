/**
 * HTTP and websocket on loopback, from the table of routes. Never in the path of an exit.
 */
import { existsSync } from 'node:fs';
import websocket from '@fastify/websocket';
import Fastify, { type FastifyInstance } from 'fastify';
import sirv from 'sirv';
import type { SlackCommands } from '../chat/slack.ts';
import { checkOrigin, Door } from './door.ts';
import type { ApiPorts } from './ports.ts';
import { registerRoutes } from './register.ts';
import { type Refusal, Refused } from './routes/refused.ts';
import { chatRoute } from './slack-route.ts';
import { stream } from './stream.ts';

export interface ServerOptions {
  readonly ports: ApiPorts;
  /** Folder of the built page; without it the API answers alone. */
  readonly webRoot: string | undefined;
  /** Null or absent: no slash commands. */
  readonly slack?: SlackCommands | null;
}

const BODY_LIMIT_BYTES = 16 * 1024;

export async function buildServer(options: ServerOptions): Promise<FastifyInstance> {
  const { ports, slack } = options;
  const app = Fastify({ logger: false, bodyLimit: BODY_LIMIT_BYTES, forceCloseConnections: true });
  const door = new Door(ports);
  app.addHook('onRequest', async (request) => checkOrigin(request));
  app.setErrorHandler(async (error: Error, _request, reply) => {
    const { status, ...refusal } = refusalOf(error);
    if (status === 429) reply.header('retry-after', '1');
    await reply.code(status).send(refusal);
  });
  await app.register(websocket, { options: { maxPayload: 1024 } });
  registerRoutes(app, ports, door, (socket, request) => stream(socket, ports, request));
  if (slack != null) await chatRoute(app, slack);
  servePage(app, options.webRoot);
  return app;
}

/** Every error as what is answered; what nobody foresaw is a service that did not do its part. */
function refusalOf(error: Error & { statusCode?: number; code?: unknown }): Refusal & {
  readonly status: number;
} {
  if (error instanceof Refused) {
    const { status, code, message } = error;
    return { status, ok: false, code, text: message };
  }
  const text = error.message;
  // Of the server itself: a body that is no JSON, or too large.
  const status = error.statusCode;
  if (status !== undefined) return { status, ok: false, code: 'REQUEST', text };
  if (error.code === 'timeout') return { status: 504, ok: false, code: 'NO_ANSWER', text };
  return { status: 502, ok: false, code: 'NOT_DONE', text };
}

function servePage(app: FastifyInstance, webRoot: string | undefined): void {
  const files =
    webRoot !== undefined && existsSync(webRoot)
      ? sirv(webRoot, { etag: true, single: false })
      : null;
  app.setNotFoundHandler((request, reply) => {
    const { method, url } = request;
    if (files === null || method !== 'GET' || url.startsWith('/api/')) {
      throw new Refused(404, 'NO_ROUTE', `there is no ${method} ${url}: GET /api/docs lists them`);
    }
    reply.hijack();
    for (const [name, value] of Object.entries(PAGE_HEADERS)) reply.raw.setHeader(name, value);
    files(request.raw, reply.raw, () => {
      reply.raw.statusCode = 404;
      reply.raw.end('not found');
    });
    return reply;
  });
}

export const PAGE_HEADERS = {
  'Content-Security-Policy':
    "default-src 'self'; style-src 'self' 'unsafe-inline'; connect-src 'self' ws:",
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
} as const;

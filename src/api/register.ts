/** The table of routes as routes of the server. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { WebSocket } from 'ws';
import { z } from 'zod';
import type { Door } from './door.ts';
import type { ApiPorts } from './ports.ts';
import { Refused } from './routes/refused.ts';
import type { SessionView, TextReply } from './routes/replies.ts';
import type { Asked, Route } from './routes/route.ts';
import { STREAM_ROUTE } from './routes/stream-route.ts';
import { ROUTES } from './routes/table.ts';

type OnSocket = (socket: WebSocket, request: FastifyRequest) => void;

export function registerRoutes(
  app: FastifyInstance,
  ports: ApiPorts,
  door: Door,
  onSocket: OnSocket,
): void {
  for (const route of ROUTES) {
    const handler = (request: FastifyRequest, reply: FastifyReply) =>
      answer(ports, door, route, request, reply);
    const url = route.path.replaceAll(/\{(\w+)\}/g, ':$1');
    if (route !== STREAM_ROUTE) app.route({ method: route.method, url, handler });
    else {
      app.route({
        ...{ method: 'GET', url, handler, wsHandler: onSocket },
        // Before the connection becomes a socket: afterwards there is no status to refuse with.
        preValidation: async (request) => {
          door.admit(request, route);
          read(route, request);
        },
      });
    }
  }
}

async function answer(
  ports: ApiPorts,
  door: Door,
  route: Route,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const visitor = door.admit(request, route);
  const asked: Asked = { ...visitor, ...read(route, request) };
  const found = await route.handle(ports, asked);
  reply.header('cache-control', 'no-store').header('x-content-type-options', 'nosniff');
  if (route.reply === 'session') {
    const { token } = asked.body as { readonly token: string };
    const { cookie, until } = ports.sessions.open(token.trim());
    return reply.header('set-cookie', cookie).send({ ...(found as SessionView), until });
  }
  if (route.name === 'closeSession') reply.header('set-cookie', ports.sessions.closing());
  if (route.reply !== 'text') return reply.send(found);
  const { contentType, text } = found as TextReply;
  if (contentType.startsWith('text/html')) reply.header('content-security-policy', HTML_POLICY);
  return reply.type(contentType).send(text);
}

/** Reports carry their styles and pictures in themselves; a script is in none of them. */
const HTML_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'";

function read(route: Route, request: FastifyRequest): Pick<Asked, 'params' | 'query' | 'body'> {
  const problems: string[] = [];
  const part = (schema: z.ZodObject | undefined, value: unknown, where: string): unknown => {
    if (schema === undefined) return undefined;
    const result = schema.safeParse(value ?? {});
    if (result.success) return result.data;
    for (const { path, message } of result.error.issues) {
      problems.push(`${[where, ...path].join('.')}: ${message}`);
    }
    return undefined;
  };
  const params = part(route.params, request.params, 'path');
  const query = part(route.query ?? NOTHING, request.query, 'query');
  const body = part(route.body, request.body, 'body');
  if (problems.length > 0) throw new Refused(400, 'INVALID', problems.join('; '));
  return { params, query, body };
}

const NOTHING = z.strictObject({});

/** The server's input and output: HTTP and websockets on loopback, nothing decided here. */
import websocket from '@fastify/websocket';
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { VENUE_ERRORS, VenueError } from '../venues/binance/errors.ts';
import { type FaultRoutes, registerFaultRoutes } from './fault-http.ts';
import type { FaultyRest } from './fault-rest.ts';
import { SOCKET_LIMITS } from './socket-session.ts';
import type { Sockets } from './sockets.ts';

const BODY_LIMIT_BYTES = 64 * 1024;
/** Beyond these the system refuses to connect: requests and websockets together. */
const MAX_TCP_CONNECTIONS = 256;
/** A request that is to get no answer is given up after this. */
const SILENCE_MS = 120_000;
const NO_WEBSOCKET =
  'HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nContent-Length: 0\r\n\r\n';
const LOOPBACK = /^(127\.0\.0\.1|localhost|\[::1\])(:\d{1,5})?$/;
const SOCKET_PATHS = ['', '/public', '/market', '/private'].flatMap((route) => [
  `${route}/ws`,
  `${route}/ws/*`,
  `${route}/stream`,
]);

export async function buildSimServer(
  rest: FaultyRest,
  sockets: Sockets,
  routes: FaultRoutes,
): Promise<FastifyInstance> {
  const app = Fastify({
    logger: false,
    bodyLimit: BODY_LIMIT_BYTES,
    forceCloseConnections: true,
    routerOptions: { maxParamLength: 16_384 },
  });
  app.server.maxConnections = MAX_TCP_CONNECTIONS;
  // Signatures cover the bytes as sent.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body));
  app.addHook('onRequest', async (request, reply) => {
    if (!isLocal(request)) await reply.code(403).send(VENUE_ERRORS.key().body());
    else if (request.headers.upgrade !== undefined && !routes.faults.accepting) {
      reply.hijack();
      const { socket } = request.raw;
      socket.end(NO_WEBSOCKET, () => socket.destroy());
    }
  });
  app.setErrorHandler(async (error: Error & { statusCode?: number }, _request, reply) => {
    const failure = failureOf(error);
    await reply.code(failure.status).send(failure.body());
  });
  await app.register(websocket, { options: { maxPayload: SOCKET_LIMITS.messageBytes } });
  for (const path of SOCKET_PATHS) {
    app.get(path, { websocket: true }, (socket, request) => sockets.accept(socket, request.url));
  }
  const answerRest = async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    const [path = '', query = ''] = splitOnce(request.url);
    const key = request.headers['x-mbx-apikey'];
    const outcome = await rest.answer({
      method: request.method,
      path,
      query,
      body: typeof request.body === 'string' ? request.body : '',
      apiKey: typeof key === 'string' ? key : undefined,
    });
    if (outcome.kind !== 'answer') {
      reply.hijack();
      const { socket } = request.raw;
      if (outcome.kind === 'reset') socket.resetAndDestroy();
      else socket.setTimeout(SILENCE_MS, () => socket.destroy());
      return;
    }
    const { answer } = outcome;
    await reply.code(answer.status).headers(answer.headers).send(answer.body);
  };
  registerFaultRoutes(app, routes);
  app.all('/fapi/*', answerRest);
  app.all('/sapi/*', answerRest);
  app.setNotFoundHandler(answerRest);
  return app;
}

function splitOnce(url: string): readonly string[] {
  const at = url.indexOf('?');
  return at < 0 ? [url] : [url.slice(0, at), url.slice(at + 1)];
}

/** No page in somebody's browser may speak here. */
function isLocal(request: FastifyRequest): boolean {
  return LOOPBACK.test(request.headers.host ?? '') && request.headers.origin === undefined;
}

function failureOf(error: Error & { statusCode?: number }): VenueError {
  if (error instanceof VenueError) return error;
  if (error.statusCode === 413) return VENUE_ERRORS.tooLarge(BODY_LIMIT_BYTES);
  if (error.statusCode !== undefined && error.statusCode < 500) {
    return new VenueError(error.statusCode, -1100, error.message);
  }
  return VENUE_ERRORS.internal();
}

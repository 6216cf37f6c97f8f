/** An HTTP server on this machine that records what it is asked and answers as a test says. */
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export type Reply =
  /** An object is sent as JSON. */
  | { readonly status?: number; readonly body: unknown; readonly headers?: Record<string, string> }
  /** Nothing ever comes. */
  | 'hang'
  /** The head comes, and half a body. */
  | 'half'
  /** The connection ends at once. */
  | 'cut';

export class LoopbackHttp {
  readonly asked: Asked[] = [];
  private readonly server: Server;

  constructor(answer: (asked: Asked) => Reply) {
    this.server = createServer((request, response) => {
      let body = '';
      request.setEncoding('utf8').on('data', (text: string) => {
        body += text;
      });
      request.on('end', () => {
        const [path = '', query = ''] = (request.url ?? '').split('?');
        const { method = '', headers } = request;
        const asked: Asked = { method, path, query, headers, body };
        this.asked.push(asked);
        const reply = answer(asked);
        if (reply === 'hang') return;
        if (reply === 'cut') {
          request.socket.destroy();
          return;
        }
        if (reply === 'half') {
          response.writeHead(200, { 'content-type': 'application/json' });
          response.write('{"code":');
          return;
        }
        const text = typeof reply.body === 'string' ? reply.body : JSON.stringify(reply.body);
        const type = typeof reply.body === 'string' ? 'text/html' : 'application/json';
        response.writeHead(reply.status ?? 200, { 'content-type': type, ...reply.headers });
        response.end(text);
      });
    });
  }

  /** The address, like `http://127.0.0.1:40123`. */
  async listen(): Promise<string> {
    await new Promise<void>((done) => this.server.listen(0, '127.0.0.1', done));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise<void>((done) => this.server.close(() => done()));
  }
}

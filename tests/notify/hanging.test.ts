/** A carrier that accepts and never answers, or never ends its answer: the wait is bounded. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { post } from '../../src/notify/http.ts';

const open: Server[] = [];
afterEach(() => {
  for (const server of open.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

async function listen(answer: Parameters<typeof createServer>[1]): Promise<string> {
  const server = createServer(answer ?? (() => {}));
  open.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/secret-path`;
}

const failure = (url: string): Promise<string> =>
  post({ url, body: '{}', limit: 100 }).then(
    () => 'answered',
    (error: Error) => error.message,
  );

describe('a channel that hangs', () => {
  it('ALR-7 is given up after its limit, and the words do not repeat its address', async () => {
    const url = await listen(() => undefined);
    expect(await failure(url)).toBe('no answer in 100 ms');
  });

  it('ALR-7 that begins an answer and never ends it is given up as well', async () => {
    const url = await listen((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/plain' });
      response.write('o');
    });
    expect(await failure(url)).toBe('no answer in 100 ms');
  });

  it('ALR-7 that answers without end is cut off at its bound', async () => {
    const url = await listen((_request, response) => {
      response.writeHead(200);
      response.end('x'.repeat(70_000));
    });
    expect(await failure(url)).toBe('more than 65536 bytes came');
  });

  it('ALR-7 that breaks off is a failure in words', async () => {
    const url = await listen((request) => void request.socket.destroy());
    expect(await failure(url)).toMatch(/ECONNRESET|UND_ERR_SOCKET|the connection failed/);
  });
});

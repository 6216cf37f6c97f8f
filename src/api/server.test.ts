import type { FastifyInstance } from 'fastify';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Desk } from './desk.ts';
import { buildServer } from './server.ts';

describe('the HTTP server', () => {
  let app: FastifyInstance;
  let halts: string[];

  beforeEach(async () => {
    halts = [];
    app = await buildServer({
      desk: new Desk(),
      backend: {
        decisions: async (before, limit) => {
          void before;
          void limit;
          return [];
        },
        decision: async () => null,
        events: async () => {
          throw new Error('the orchestrator did not answer');
        },
        halt: async (_actor, reason) => {
          halts.push(reason);
          return { ok: true, text: 'ENTRY_HALT is on' };
        },
      },
      webRoot: undefined,
      build: 'test',
    });
  });
  afterEach(() => app.close());

  const halt = (headers: Record<string, string>, body: string) =>
    app.inject({
      method: 'POST',
      url: '/api/halt',
      headers: { host: '127.0.0.1:80', 'content-type': 'application/json', ...headers },
      body,
    });

  const cases: [given: string, headers: Record<string, string>, body: string, code: number][] = [
    ['its own origin', { origin: 'http://127.0.0.1:80' }, '{"reason":"x"}', 200],
    ['no origin (a program)', {}, '{"reason":"x"}', 200],
    ['a foreign origin', { origin: 'https://evil.example' }, '{"reason":"x"}', 403],
    ['a rebound host name', { host: 'evil.example' }, '{"reason":"x"}', 403],
    ['an unknown key', {}, '{"reason":"x","also":1}', 400],
    ['an empty reason', {}, '{"reason":"  "}', 400],
    ['broken JSON', {}, '{"reason":', 400],
    ['an oversized body', {}, `{"reason":"${'x'.repeat(20_000)}"}`, 413],
  ];
  it.each(cases)(
    'HALT-1 a halt with %s answers as it should',
    async (_given, headers, body, code) => {
      const answer = await halt(headers, body);
      expect(answer.statusCode).toBe(code);
      expect(halts).toEqual(code === 200 ? ['x'] : []);
      if (code !== 200) expect(answer.json().error).toBeTruthy();
    },
  );

  it('changes nothing by GET and names routes that do not exist', async () => {
    const answer = await app.inject({
      method: 'GET',
      url: '/api/halt',
      headers: { host: 'localhost' },
    });
    expect(answer.statusCode).toBe(404);
    expect(halts).toEqual([]);
  });

  it('AUD-1 says what a decision id looks like, and that one does not exist', async () => {
    const get = (url: string) => app.inject({ method: 'GET', url, headers: { host: 'localhost' } });
    expect((await get('/api/decisions/42')).statusCode).toBe(400);
    expect((await get('/api/decisions/d42')).statusCode).toBe(404);
    expect((await get('/api/decisions?limit=1000')).statusCode).toBe(400);
    expect((await get('/api/decisions?limit=10')).statusCode).toBe(200);
  });

  it('passes on in words that a service is away', async () => {
    const answer = await app.inject({
      method: 'GET',
      url: '/api/events',
      headers: { host: 'localhost' },
    });
    expect(answer.statusCode).toBe(502);
    expect(answer.json().error).toBe('the orchestrator did not answer');
  });

  it('is alive before it is ready', async () => {
    const get = (url: string) => app.inject({ method: 'GET', url, headers: { host: 'localhost' } });
    expect((await get('/healthz')).statusCode).toBe(200);
    expect((await get('/readyz')).statusCode).toBe(503);
  });
});

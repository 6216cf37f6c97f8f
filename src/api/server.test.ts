import { readFileSync } from 'node:fs';
import type { FastifyInstance } from 'fastify';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { answering, apiPorts } from '../../tests/support/api-ports.ts';
import { sampleRefusal } from '../../tests/support/status.ts';
import { type Schemas, septetClient } from '../client/client.ts';
import type { Brand } from '../domain/ids.ts';
import { isAtLeast, ROLES, type Standing, unregistered } from '../domain/people.ts';
import { Desk, type DeskMessage } from './desk.ts';
import { type JsonSchema, type OpenApiDocument, openApiDocument } from './openapi.ts';
import type { Documented } from './routes/documented.ts';
import type { ApiReplies } from './routes/replies.ts';
import type { Route } from './routes/route.ts';
import { ROUTES } from './routes/table.ts';
import { buildServer } from './server.ts';
import { Sessions } from './session.ts';

describe('the HTTP server', () => {
  let app: FastifyInstance;
  let halts: string[];

  beforeEach(() => {
    halts = [];
  });
  beforeAll(async () => {
    const ports = apiPorts({
      ask: answering({ decisions: () => [], explain: () => null }),
      halt: async (_actor, reason) => {
        halts.push(reason);
        return { ok: true, text: 'ENTRY_HALT is on' };
      },
    });
    app = await buildServer({ ports, webRoot: undefined });
  });
  afterAll(() => app.close());

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
      if (code !== 200) expect(answer.json().text).toBeTruthy();
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
    expect(answer.json().text).toBe('the orchestrator did not answer');
  });

  it('is alive before it is ready', async () => {
    const get = (url: string) => app.inject({ method: 'GET', url, headers: { host: 'localhost' } });
    expect((await get('/healthz')).statusCode).toBe(200);
    expect((await get('/readyz')).statusCode).toBe(503);
  });
});

describe('the table of routes', () => {
  const asked: string[] = [];
  let second = 0;
  const people: Readonly<Record<string, Standing>> = Object.fromEntries(
    ROLES.map((role) => [
      role,
      { name: `the ${role}`, role, registered: 4, confirmers: 2, problem: null },
    ]),
  );
  const stranger: Standing = {
    ...{ name: 'page', role: null, registered: 4, confirmers: 2 },
    problem: 'the token is nobody’s here: an admin makes a new one',
  };
  const standing = (token: string | null): Standing =>
    token === null ? { ...stranger, problem: null } : (people[token] ?? stranger);
  const noted = (name: string): Promise<never> => {
    asked.push(name);
    return Promise.reject(new Error(`${name} was asked for`));
  };
  const ports = apiPorts({
    standing,
    ask: (_, name, parameters) =>
      noted(name === 'change' ? `change ${kindOf(parameters)}` : `${name}`),
    command: ({ kind }) => noted(`command ${kind}`),
    halt: () => noted('halt'),
    testChannels: () => noted('test'),
    // A second between any two requests: nobody is too fast here.
    monotonic: () => {
      second += 1_000;
      return second;
    },
  });
  let app: FastifyInstance;
  let free: FastifyInstance;
  beforeAll(async () => {
    app = await buildServer({ ports, webRoot: undefined });
    free = await buildServer({
      ports: { ...ports, standing: () => unregistered('page') },
      webRoot: undefined,
    });
  });
  afterAll(() => Promise.all([app.close(), free.close()]));

  const call = (server: FastifyInstance, route: Route, headers: Record<string, string>) =>
    server.inject({
      method: route.method,
      url: route.path.replaceAll(/\{\w+\}/g, 'd1'),
      headers: { host: 'localhost:80', ...headers },
      ...(route.body === undefined ? {} : { payload: {} }),
    });

  it('CHG-4 every route lets in exactly the roles it names, and asks nobody for the others', async () => {
    for (const route of ROUTES) {
      for (const token of [null, 'unknown', ...ROLES]) {
        asked.length = 0;
        const authorization = token === null ? {} : { authorization: `Bearer ${token}` };
        const { statusCode } = await call(app, route, authorization);
        const who = standing(token);
        const may = route.least === null || (who.role !== null && isAtLeast(who.role, route.least));
        const about = `${route.method} ${route.path} for ${token}`;
        expect([about, statusCode === 401 || statusCode === 403]).toEqual([about, !may]);
        if (!may) expect([about, ...asked]).toEqual([about]);
      }
    }
  });

  it('CHG-4 where nobody is registered every route is open', async () => {
    for (const route of ROUTES) {
      const { statusCode } = await call(free, route, {});
      expect([route.path, statusCode]).not.toEqual([route.path, 401]);
      expect([route.path, statusCode]).not.toEqual([route.path, 403]);
    }
  });

  it('CHG-4 with real money and nobody registered nothing is opened or loosened here, and a halt is', async () => {
    const guarded = await buildServer({
      ports: { ...ports, guarded: true, standing: () => unregistered('page') },
      webRoot: undefined,
    });
    for (const route of ROUTES) {
      const { statusCode } = await call(guarded, route, {});
      const open = route.method === 'GET' || route.urgent === true || route.group === 'people';
      expect([route.path, statusCode === 401]).toEqual([route.path, !open]);
    }
    await guarded.close();
  });

  it('HALT-1 halting, flattening, acknowledging and opening an incident need no role and no patience', () => {
    const urgent = ROUTES.filter((route) => route.urgent === true);
    expect(urgent.map(({ name }) => name).sort()).toEqual([
      'acknowledgeAlert',
      'acknowledgeIncident',
      'flatten',
      'halt',
      'openIncident',
    ]);
    expect(urgent.filter(({ least }) => least !== null)).toEqual([]);
  });

  it('EXIT-1 flattens the symbol that was named, in either way of writing it, and refuses one that is none', async () => {
    const flattened: unknown[] = [];
    const command = (asked: { readonly scope: { readonly symbol: unknown } }) => {
      flattened.push(asked.scope.symbol);
      return { ok: true, text: 'done' };
    };
    const server = await buildServer({
      ports: apiPorts({ ask: answering({ command }) }),
      webRoot: undefined,
    });
    const flatten = (symbol: string) =>
      server.inject({
        method: 'POST',
        url: '/api/flatten',
        headers: { host: '127.0.0.1', origin: 'http://127.0.0.1' },
        payload: { reason: 'out', symbol },
      });
    expect((await flatten('SOLUSDT')).statusCode).toBe(200);
    expect((await flatten('SOL/USDT:USDT')).statusCode).toBe(200);
    expect(flattened).toEqual(['SOL/USDT:USDT', 'SOL/USDT:USDT']);
    for (const none of ['SOL', 'USDT', 'SOL/USDT', 'sol/usdt:usdt']) {
      expect((await flatten(none)).statusCode, none).toBe(400);
    }
    expect(flattened).toHaveLength(2);
    await server.close();
  });

  it('HALT-1 a flood of requests is held up, a halt in the middle of it is not', async () => {
    const flooded = await buildServer({ ports: apiPorts(), webRoot: undefined });
    const resume = ROUTES.find(({ name }) => name === 'resume')!;
    const codes: number[] = [];
    for (let i = 0; i < 40; i += 1) codes.push((await call(flooded, resume, {})).statusCode);
    expect(codes).toContain(429);
    const halt = await flooded.inject({
      method: 'POST',
      url: '/api/halt',
      headers: { host: 'localhost' },
      payload: { reason: 'in the middle of a flood' },
    });
    expect(halt.statusCode).toBe(200);
    await flooded.close();
  });

  it('changes nothing by GET, whoever asks', async () => {
    asked.length = 0;
    const reads = ROUTES.filter(({ method }) => method === 'GET');
    for (const route of reads) await call(free, route, {});
    const reading = new Set([
      ...['events', 'history', 'decisions', 'explain', 'incidents', 'playbook', 'cadence'],
      ...['limits', 'report', 'status', 'panel', 'change status', 'change history', 'change diff'],
      ...['rollback', 'fate'],
    ]);
    expect(asked.filter((name) => !reading.has(name))).toEqual([]);
    expect(asked.length).toBeGreaterThan(8);
  });

  it('refuses another origin on every route that changes something', async () => {
    const writes = ROUTES.filter(({ method }) => method !== 'GET');
    for (const route of writes) {
      const { statusCode } = await call(free, route, { origin: 'https://evil.example' });
      expect([route.path, statusCode]).toEqual([route.path, 403]);
    }
    expect(writes.length).toBeGreaterThan(30);
  });

  it('takes no unknown key anywhere', async () => {
    for (const route of ROUTES.filter(({ body }) => body !== undefined)) {
      const answer = await app.inject({
        method: route.method,
        url: route.path.replaceAll(/\{\w+\}/g, 'd1'),
        headers: { host: 'localhost', authorization: 'Bearer admin' },
        payload: { surprise: 1 },
      });
      expect([route.path, answer.statusCode]).toEqual([route.path, 400]);
      expect(answer.json().text).toContain('surprise');
    }
  });

  it('is in the document as it is, and the document is up to date', () => {
    const written = JSON.parse(readFileSync('schemas/openapi.json', 'utf8')) as OpenApiDocument;
    const replies: Record<string, JsonSchema> = {};
    for (const route of ROUTES) {
      const method = route.method.toLowerCase();
      const content = written.paths[route.path]?.[method]?.responses['200'].content;
      replies[route.reply] = Object.values(content ?? {})[0]?.schema ?? {};
    }
    const { schemas } = written.components;
    const made = openApiDocument(ROUTES, { replies, schemas }, written.info.version);
    expect(JSON.parse(JSON.stringify(made))).toEqual(written);
    expect(new Set(ROUTES.map(({ name }) => name)).size).toBe(ROUTES.length);
  });

  it('is a page to read, without a script', async () => {
    const { body, headers } = await free.inject({
      method: 'GET',
      url: '/api/docs',
      headers: { host: 'localhost' },
    });
    expect(headers['content-type']).toContain('text/html');
    for (const { path } of ROUTES) expect(body).toContain(`<code>${path}</code>`);
    expect(body).not.toContain('<script');
  });
});

describe('a session in place of a token', () => {
  const TOKEN = `septet_${'a'.repeat(43)}`;
  const HOUR = 3_600_000;
  let wall: number;
  let seconds: number;
  let registered: boolean;
  let app: FastifyInstance;
  beforeEach(async () => {
    wall = 1_000_000;
    seconds = 0;
    registered = true;
    const desk: Standing = { ...unregistered('desk'), role: 'operator', registered: 1 };
    const nobody: Standing = { ...unregistered('page'), registered: 1 };
    app = await buildServer({
      ports: apiPorts({
        wall: () => wall,
        monotonic: () => seconds * 1_000,
        sessions: new Sessions('key of this home', () => wall),
        standing: (token) => {
          if (token === null) return nobody;
          const known = token === TOKEN && registered;
          return known ? desk : { ...nobody, problem: 'the token is nobody’s here' };
        },
      }),
      webRoot: undefined,
    });
  });
  afterEach(() => app.close());

  const enter = (token: string) =>
    app.inject({
      method: 'POST',
      url: '/api/session',
      headers: { host: 'localhost' },
      payload: { token },
    });
  const who = async (cookie: string) => {
    const headers = { host: 'localhost', cookie };
    return (await app.inject({ method: 'GET', url: '/api/whoami', headers })).json().role;
  };
  const cookieOf = (answer: { readonly headers: { readonly [name: string]: unknown } }): string =>
    String(answer.headers['set-cookie']).split(';')[0]!;

  it('CHG-4 stands for the token for twelve hours, and no script or other page gets it', async () => {
    const answer = await enter(` ${TOKEN} `);
    expect(answer.json()).toMatchObject({ who: { name: 'desk' }, until: wall + 12 * HOUR });
    expect(answer.headers['set-cookie']).toMatch(/; HttpOnly; SameSite=Strict$/);
    expect(answer.headers['set-cookie']).not.toContain(TOKEN);
    const cookie = cookieOf(answer);
    expect(await who(cookie)).toBe('operator');
    expect(await who(`other=1; ${cookie}; more=2`)).toBe('operator');
    wall += 12 * HOUR;
    expect(await who(cookie)).toBeNull();
  });

  it('CHG-4 ends with the token, and one that was touched or made elsewhere is none', async () => {
    const cookie = cookieOf(await enter(TOKEN));
    const elsewhere = new Sessions('key of another home', () => wall).open(TOKEN).cookie;
    const name = cookie.slice(0, cookie.indexOf('='));
    const value = elsewhere.slice(elsewhere.indexOf('=') + 1).split(';')[0]!;
    for (const bad of [`${cookie.slice(0, -2)}AA`, `${name}=${value}`, `${name}=`, `${name}=x`]) {
      expect(await who(bad)).toBeNull();
    }
    registered = false;
    expect(await who(cookie)).toBeNull();
  });

  it('a wrong token is refused in words, a hundred of them soon; leaving takes the cookie away', async () => {
    const wrong = await enter('septet_wrong');
    expect([wrong.statusCode, wrong.json().text]).toEqual([401, 'the token is nobody’s here']);
    expect(wrong.headers['set-cookie']).toBeUndefined();
    const codes: number[] = [];
    for (let i = 0; i < 100; i += 1) codes.push((await enter(`septet_${i}`)).statusCode);
    expect(codes.filter((code) => code === 401).length).toBeLessThan(30);
    expect(codes.at(-1)).toBe(429);
    seconds += 2;
    expect((await enter(TOKEN)).statusCode).toBe(200);
    const left = await app.inject({
      method: 'DELETE',
      url: '/api/session',
      headers: { host: 'localhost' },
    });
    expect(left.headers['set-cookie']).toContain('Max-Age=0');
  });
});

describe('the stream over a real connection', () => {
  it('MON-5 gives the whole, then what changes, a beat each second, and only what was missed to who comes back', async () => {
    const desk = new Desk('s1');
    let beat = (): void => {};
    const every = (length: number, call: () => void): (() => void) => {
      expect(length).toBe(1_000);
      beat = call;
      return () => {};
    };
    const server = await buildServer({ ports: apiPorts({ desk, every }), webRoot: undefined });
    const address = (await server.listen({ host: '127.0.0.1', port: 0 })).replace('http', 'ws');
    const first = new Listener(`${address}/api/stream`);
    await first.took(1);
    desk.putDecision(sampleRefusal(1));
    beat();
    await first.took(3);
    expect(first.kinds).toEqual(['snapshot', 'decision', 'beat']);
    const last = first.ids[1]!;
    first.socket.close();
    desk.putDecision(sampleRefusal(2));
    const second = new Listener(`${address}/api/stream?after=${last}`);
    await second.took(1);
    expect(second.kinds).toEqual(['decision']);
    second.socket.close();
    await server.close();
  });
});

class Listener {
  readonly kinds: string[] = [];
  readonly ids: string[] = [];
  readonly socket: WebSocket;
  private arrived: () => void = () => {};

  constructor(url: string) {
    this.socket = new WebSocket(url);
    this.socket.on('message', (data) => {
      const { id, kind } = JSON.parse(String(data)) as DeskMessage;
      this.kinds.push(kind);
      this.ids.push(id);
      this.arrived();
    });
  }

  /** Once so many messages are there. */
  async took(count: number): Promise<void> {
    while (this.kinds.length < count) {
      await new Promise<void>((done) => {
        this.arrived = done;
      });
    }
  }
}

describe('the typed client', () => {
  it('reads and commands over a real connection, and gets refusals as they are', async () => {
    const halts: string[] = [];
    const server = await buildServer({
      ports: apiPorts({
        halt: async (actor, reason) => {
          halts.push(`${actor}: ${reason}`);
          return { ok: true, text: 'ENTRY_HALT is on' };
        },
        command: async () => ({
          ok: false,
          code: 'NOT_ALLOWED',
          text: 'resume needs role operator',
        }),
      }),
      webRoot: undefined,
    });
    const client = septetClient({ baseUrl: await server.listen({ host: '127.0.0.1', port: 0 }) });
    const { data: overview } = await client.GET('/api/status');
    const halted = await client.POST('/api/halt', { body: { reason: 'too loud' } });
    const resumed = await client.POST('/api/resume', { body: { reason: 'quiet again' } });
    await server.close();
    expect(overview).toMatchObject({ status: null, links: {} });
    expect(halted.data).toEqual({ ok: true, text: 'ENTRY_HALT is on' });
    expect(halts).toEqual(['page: too loud']);
    expect([resumed.response.status, resumed.error]).toEqual([
      403,
      { ok: false, code: 'NOT_ALLOWED', text: 'resume needs role operator' },
    ]);
  });

  it('has the types that the services answer, in both directions (npm run openapi renews it)', () => {
    const same: Same<Plain<Documented['stream']>, Schemas['DeskMessage']> &
      Same<Plain<ApiReplies['overview']>, Schemas['Overview']> &
      Same<Plain<ApiReplies['decision']>, Schemas['DecisionView']> &
      Same<Plain<ApiReplies['cadence']>, Schemas['CadenceView']> &
      Same<Plain<ApiReplies['incident']>, Schemas['Incident']> &
      Same<Plain<ApiReplies['playbook']>, Schemas['PlaybookPlan']> &
      Same<Plain<ApiReplies['changeStatus']>, Schemas['ChangeStatus']> &
      Same<Plain<ApiReplies['changeDone']>, Schemas['ChangeDone']> &
      Same<Plain<ApiReplies['paper']>, Schemas['PaperView']> &
      Same<Plain<ApiReplies['rollback']>, Schemas['RollbackStatus']> &
      Same<Plain<ApiReplies['session']>, Schemas['SessionView']> = true;
    expect(same).toBe(true);
  });
});

/** Without the marks that tell one kind of id from another: over HTTP all are text. */
type Plain<T> = T extends string
  ? T extends Brand<string, string>
    ? string
    : T
  : T extends object
    ? { readonly [K in keyof T]: Plain<T[K]> }
    : T;
type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : never) : never;

const kindOf = (parameters: unknown): string =>
  (parameters as { readonly command: { readonly kind: string } }).command.kind;

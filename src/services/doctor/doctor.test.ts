import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { leaveHaltLatch } from '../halt-latch.ts';
import { homeAt, makeHome } from '../home.ts';
import { type Facts, findingsOf } from './findings.ts';
import { lookAt } from './look.ts';

const WELL: Facts = {
  node: '20.19.0',
  build: '0.1.0+abc',
  missingPrograms: [],
  databaseError: null,
  home: { path: '/home', state: 'folder', open: null, own: true, writable: true },
  freeDiskBytes: 2 ** 40,
  freeMemoryBytes: 2 ** 34,
  supervisor: null,
  living: [],
  socketError: null,
  port: { number: 8710, taken: false },
  configuration: { folder: 'config', version: 'c-1', errors: [] },
  peopleProblem: null,
  haltLeftBy: null,
  journals: [{ name: 'executor.db', bytes: 4_096, isDatabase: true }],
};

const wrong = (changes: Partial<Facts>) =>
  findingsOf({ ...WELL, ...changes }).filter(({ state }) => state !== 'ok');

describe('septet doctor', () => {
  it('finds nothing wrong with an installation that is well', () => {
    expect(wrong({})).toEqual([]);
    expect(wrong({ node: '22.1.0', home: { ...WELL.home, state: 'absent' } })).toEqual([]);
  });

  it.each<[string, Partial<Facts>, string, RegExp]>([
    ['an old Node', { node: '20.18.9' }, 'failed', /install Node 20\.19 or newer/],
    ['no build', { missingPrograms: ['api.cjs'] }, 'failed', /npm run build/],
    ['a database engine that does not load', { databaseError: 'gone' }, 'failed', /npm ci/],
    ['a home others can enter', { home: { ...WELL.home, open: '05' } }, 'warning', /chmod 700/],
    ['a home of somebody else', { home: { ...WELL.home, own: false } }, 'failed', /owner/],
    ['a home that is a file', { home: { ...WELL.home, state: 'other' } }, 'failed', /--home/],
    ['a home that is read-only', { home: { ...WELL.home, writable: false } }, 'failed', /chmod/],
    ['a disk that is nearly full', { freeDiskBytes: 2 ** 29 }, 'warning', /make room/],
    ['a disk that is full', { freeDiskBytes: 2 ** 20 }, 'failed', /make room/],
    ['little memory', { freeMemoryBytes: 2 ** 29 }, 'warning', /700 MiB/],
    ['services nobody watches', { living: ['executor'] }, 'warning', /septet up takes them over/],
    ['a stranger in the folder of sockets', { socketError: 'x' }, 'failed', /shorter path/],
    ['a port that is taken', { port: { number: 1, taken: true } }, 'failed', /--port/],
    [
      'configuration with errors',
      { configuration: { folder: 'f', version: null, errors: ['a', 'b'] } },
      'failed',
      /septet config check/,
    ],
    ['a registry of people that cannot be read', { peopleProblem: 'x' }, 'failed', /people\.md/],
    ['a halt that was left', { haltLeftBy: 'desk: fire' }, 'warning', /septet resume/],
    [
      'a journal that is none',
      { journals: [{ name: 'executor.db', bytes: 3, isDatabase: false }] },
      'failed',
      /septet restore/,
    ],
  ])('says what is wrong and how to mend it: %s', (_, changes, state, remedy) => {
    expect(wrong(changes)).toMatchObject([{ state, remedy: expect.stringMatching(remedy) }]);
  });

  it('has little memory to say when the portfolio itself takes it', () => {
    const running = { freeMemoryBytes: 2 ** 29, supervisor: 7, living: ['executor', 'feed'] };
    expect(wrong(running)).toEqual([]);
  });
});

describe('septet doctor on a real home', () => {
  let folder: string;
  const CONFIG = resolve('config');
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'septet-doctor-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('looks at a home without changing it', async () => {
    const home = homeAt(join(folder, 'none'));
    const facts = await lookAt(home, CONFIG);
    expect(facts.home.state).toBe('absent');
    expect(facts.databaseError).toBeNull();
    expect(facts.configuration).toMatchObject({ folder: CONFIG, errors: [] });
    expect(facts.freeDiskBytes).toBeGreaterThan(0);
    expect((await lookAt(home, CONFIG)).home.state).toBe('absent');
  });

  it('sees rights, a halt that was left, a broken journal and errors of the configuration', async () => {
    const home = homeAt(folder);
    makeHome(home);
    chmodSync(folder, 0o750);
    leaveHaltLatch(home, { actor: 'desk', reason: 'fire' });
    writeFileSync(home.executorJournal, 'no database at all');
    writeFileSync(home.changes, '');
    mkdirSync(join(folder, 'wrong'));
    expect(await lookAt(home, join(folder, 'wrong'))).toMatchObject({
      home: { state: 'folder', open: '50', own: true },
      haltLeftBy: 'desk: fire',
      journals: [
        { name: 'executor.db', isDatabase: false },
        { name: 'changes.db', isDatabase: true },
      ],
      configuration: { version: null, errors: expect.arrayContaining([expect.any(String)]) },
      port: null,
    });
  });

  it('sees a port that somebody else has', async () => {
    const server = createServer();
    const listening = new Promise<void>((done) => server.listen(8710, '127.0.0.1', done));
    await Promise.race([listening, new Promise((done) => server.once('error', done))]);
    try {
      expect((await lookAt(homeAt(folder), CONFIG)).port).toEqual({ number: 8710, taken: true });
    } finally {
      server.close();
    }
  });
});

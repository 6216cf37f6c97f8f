import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ExecutorProbe } from '../bus/messages.ts';
import { BusServer } from '../bus/server.ts';
import { socketPath } from '../bus/socket-path.ts';
import type { ExecutorFact } from '../domain/execution.ts';
import { writePeople } from '../people/people-file.ts';
import { addPerson, NOBODY, type Registry } from '../people/registry.ts';
import { newToken, tokenHash } from '../people/token.ts';
import { ExecutorLink } from './executor-link.ts';
import { liftRefusal, vouched } from './halt-lift.ts';

let home: string;
let closing: (() => unknown)[];
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'septet-link-'));
  closing = [];
});
afterEach(async () => {
  for (const close of closing.reverse()) await close();
  rmSync(home, { recursive: true, force: true });
});

const fact = (at: number): ExecutorFact => ({
  kind: 'halt',
  at,
  on: true,
  actor: 'test',
  reason: 'test',
});

/** An executor that knows the facts 1 to `count`; `onFacts` runs before it answers. */
async function executor(count: { last: number }, onFacts: () => void = () => {}) {
  const server: BusServer<'executor'> = new BusServer({
    service: 'executor',
    path: socketPath(home, 'executor'),
    handlers: {
      command: () => ({ ok: true, text: '' }),
      copy: () => ({ ok: true, text: '' }),
      positions: () => [],
      health: () => ({ reconciled: true, halted: false, text: '' }),
      probe: (): ExecutorProbe => {
        throw new Error('not asked here');
      },
      facts: ({ after, limit }) => {
        const from = Math.min(after, count.last);
        const facts = Array.from({ length: Math.min(limit, count.last - from) }, (_, index) => ({
          sequence: from + index + 1,
          fact: fact(from + index + 1),
        }));
        onFacts();
        return { facts, last: count.last };
      },
    },
  });
  await server.listen();
  closing.push(() => server.close());
  return server;
}

function link(consumed: number) {
  const seen: number[] = [];
  const links: boolean[] = [];
  let check: () => void = () => {};
  const made = new ExecutorLink({
    home,
    peer: 'orchestrator',
    consumed: () => seen.at(-1) ?? consumed,
    onLink: (up) => links.push(up),
    onFacts: (facts) => {
      for (const { sequence } of facts) seen.push(sequence);
      check();
    },
    onEquity: () => {},
    onProblem: () => {},
  });
  closing.push(() => made.client.close());
  const until = (sequence: number): Promise<void> =>
    new Promise((resolve) => {
      check = () => {
        if ((seen.at(-1) ?? 0) >= sequence) resolve();
      };
      check();
    });
  return { seen, links, until };
}

describe('link to the executor', () => {
  it('LAU-3 reads what it missed, page by page, before anything told live', async () => {
    const count = { last: 4_500 };
    const server = await executor(count, () => {
      if (count.last === 4_500) {
        count.last = 4_501;
        server.publish('fact', { sequence: 4_501, fact: fact(4_501) });
      }
    });
    const { seen, until, links } = link(1_000);
    await until(4_501);
    expect(links).toEqual([true]);
    expect(seen).toEqual(Array.from({ length: 3_501 }, (_, index) => index + 1_001));
  });

  it('reads again when a fact does not follow the one before', async () => {
    const count = { last: 1 };
    const server = await executor(count);
    const { seen, until } = link(0);
    await until(1);
    count.last = 4;
    server.publish('fact', { sequence: 4, fact: fact(4) });
    await until(4);
    expect(seen).toEqual([1, 2, 3, 4]);
  });
});

describe('the halt of the executor', () => {
  const lift = { kind: 'halt', on: false, actor: 'desk', reason: 'over' } as const;
  const how = { by: 'desk', at: 1 };
  function registered(registry: Registry, name: string, role: 'admin' | 'viewer', token: string) {
    const person = { name, role, token: tokenHash(token), expiresAt: null };
    const added = addPerson(registry, person, how);
    if (!added.ok) throw new Error(added.text);
    return added.registry;
  }

  it('CHG-4 HALT-1 is lifted by whom their role lets resume, or by the orchestrator; set by anybody', () => {
    expect(liftRefusal(home, lift, null)).toBeNull();
    const [admin, viewer] = [newToken(), newToken()];
    const desk = registered(NOBODY, 'desk', 'admin', admin);
    writePeople(home, registered(desk, 'watcher', 'viewer', viewer));
    expect(liftRefusal(home, lift, null)).toMatchObject({
      code: 'NOT_ALLOWED',
      text: expect.stringContaining('SEPTET_TOKEN'),
    });
    expect(liftRefusal(home, lift, viewer)?.text).toContain('watcher has viewer');
    expect(liftRefusal(home, lift, admin)).toBeNull();
    expect(liftRefusal(home, { ...lift, on: true }, null)).toBeNull();
    expect(liftRefusal(home, vouched(lift, 3), null)).toBeNull();
    expect(vouched({ ...lift, on: true }, 3)).not.toHaveProperty('writer');
  });
});

import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ROLES, type Role, refusalOf } from '../domain/people.ts';
import { peopleFile, readPeople, writePeople } from './people-file.ts';
import {
  addPerson,
  type Changed,
  changeRole,
  emptied,
  NOBODY,
  PEOPLE_MAX,
  type Registry,
  removePerson,
  rotateToken,
} from './registry.ts';
import { standingOf } from './standing.ts';
import { newToken, tokenHash } from './token.ts';

const AT = Date.UTC(2026, 0, 5);
const HOW = { by: 'desk', at: AT };
const DAY = 86_400_000;

function done(changed: Changed): Registry {
  if (!changed.ok) throw new Error(changed.text);
  return changed.registry;
}
const refused = (changed: Changed): string => (changed.ok ? 'it was done' : changed.text);

const adding = (
  registry: Registry,
  name: string,
  role: Role,
  token = newToken(),
  expiresAt: number | null = null,
): Changed => addPerson(registry, { name, role, token: tokenHash(token), expiresAt }, HOW);

const ADMIN = newToken();
const RISK = newToken();
const two = (): Registry =>
  done(adding(done(adding(NOBODY, 'desk', 'admin', ADMIN)), 'second operator', 'risk', RISK));

const standing = (registry: Registry, token: string | null, at = AT) =>
  standingOf({ ok: true, registry }, { token, name: 'shell' }, at);

describe('registered operators', () => {
  it('CHG-4 are recognised by their token, and by nothing else', () => {
    expect(standing(two(), ADMIN)).toEqual({
      name: 'desk',
      role: 'admin',
      registered: 2,
      confirmers: 2,
      problem: null,
    });
    expect(standing(two(), RISK)).toMatchObject({ name: 'second operator', role: 'risk' });
    expect(standing(two(), null)).toMatchObject({ name: 'shell', role: null, problem: null });
    const strange = standing(two(), newToken());
    expect(strange).toMatchObject({ name: 'shell', role: null });
    expect(strange.problem).toContain('nobody’s here');
    expect(standing(two(), tokenHash(ADMIN)).problem).toContain('none: septet people rotate');
  });

  it('CHG-4 where nobody is registered the name of the machine is taken, unverified', () => {
    const nobody = standing(NOBODY, ADMIN);
    expect(nobody).toMatchObject({ name: 'shell', role: null, registered: 0, problem: null });
    expect(refusalOf(nobody, 'admin', 'adding people')).toBeNull();
  });

  it('CHG-4 a token that expired is nobody’s, and its owner confirms nothing', () => {
    const token = newToken();
    const three = done(adding(two(), 'third operator', 'risk', token, AT + DAY));
    expect(standing(three, token, AT + DAY - 1)).toMatchObject({ role: 'risk', confirmers: 3 });
    const after = standing(three, token, AT + DAY);
    expect(after).toMatchObject({ role: null, registered: 3, confirmers: 2 });
    expect(after.problem).toContain('expired at 2026-01-06T00:00:00.000Z');
  });

  it('CHG-4 a rotated token replaces the old one at once; a removed person is nobody', () => {
    const fresh = newToken();
    const rotated = done(
      rotateToken(two(), 'second operator', { token: tokenHash(fresh), expiresAt: null }, HOW),
    );
    expect(standing(rotated, RISK).role).toBeNull();
    expect(standing(rotated, fresh)).toMatchObject({ name: 'second operator', role: 'risk' });
    const left = done(removePerson(rotated, 'SECOND operator', HOW));
    expect(standing(left, fresh)).toMatchObject({ role: null, registered: 1, confirmers: 1 });
  });

  it.each([
    ['a first person who is no admin', () => adding(NOBODY, 'desk', 'risk'), 'admin'],
    [
      'a first person whose token ends',
      () => adding(NOBODY, 'desk', 'admin', newToken(), AT + DAY),
      'does not expire',
    ],
    [
      'one name twice, whatever its letters',
      () => adding(two(), 'DESK', 'viewer'),
      'registered already',
    ],
    ['an empty name', () => adding(two(), '', 'viewer'), 'is no name'],
    ['a name of two lines', () => adding(two(), 'a\nb', 'viewer'), 'is no name'],
    ['the name of the system', () => adding(two(), 'System', 'viewer'), 'the system itself'],
    [
      'a token that has ended',
      () => adding(two(), 'late', 'viewer', newToken(), AT),
      'expired already',
    ],
    ['a role for nobody', () => changeRole(two(), 'nobody', 'risk', HOW), 'desk, second operator'],
    ['the role somebody has', () => changeRole(two(), 'desk', 'admin', HOW), 'is admin already'],
    ['the last admin demoted', () => changeRole(two(), 'desk', 'risk', HOW), 'only admin'],
    ['the last admin removed', () => removePerson(two(), 'desk', HOW), 'only admin'],
    [
      'the last admin’s token with an end',
      () => rotateToken(two(), 'desk', { token: 'x', expiresAt: AT + DAY }, HOW),
      'only admin',
    ],
  ])('CHG-4 refuse %s', (_, act, words) => {
    expect(refused(act())).toContain(words);
  });

  it('CHG-4 are at most a hundred', () => {
    let registry = done(adding(NOBODY, 'desk', 'admin', ADMIN));
    for (let n = 1; n < PEOPLE_MAX; n += 1) registry = done(adding(registry, `p${n}`, 'viewer'));
    expect(refused(adding(registry, 'one more', 'viewer'))).toContain('no more fit');
  });

  it('CHG-4 whatever is done to the list, somebody can still change it, and no name stands twice', () => {
    const name = fc.constantFrom('a', 'b', 'c', 'A');
    const act = fc.oneof(
      fc.record({ do: fc.constant('add'), name, role: fc.constantFrom(...ROLES) }),
      fc.record({ do: fc.constant('role'), name, role: fc.constantFrom(...ROLES) }),
      fc.record({ do: fc.constant('remove'), name, role: fc.constant('viewer' as Role) }),
    );
    fc.assert(
      fc.property(fc.array(act, { maxLength: 30 }), (acts) => {
        let registry = NOBODY;
        for (const each of acts) {
          const changed =
            each.do === 'add'
              ? adding(registry, each.name, each.role)
              : each.do === 'role'
                ? changeRole(registry, each.name, each.role, HOW)
                : removePerson(registry, each.name, HOW);
          if (changed.ok) registry = changed.registry;
          const { people } = registry;
          const names = new Set(people.map((person) => person.name.toLowerCase()));
          expect(names.size).toBe(people.length);
          expect(people.length === 0 || people.some(({ role }) => role === 'admin')).toBe(true);
        }
      }),
      { numRuns: 200 },
    );
  });
});

describe('who may do what', () => {
  it('CHG-4 a role suffices for what it and those before it may; nothing is asked for a halt', () => {
    for (const [index, role] of ROLES.entries()) {
      const who = { name: 'desk', role, registered: 2, confirmers: 2, problem: null };
      for (const [needed, least] of ROLES.entries()) {
        expect(refusalOf(who, least, 'it') === null).toBe(index >= needed);
      }
      expect(refusalOf(who, null, 'a halt')).toBeNull();
    }
  });

  it('CHG-4 without a token a registered home asks for one, and halts all the same', () => {
    const nobody = standing(two(), null);
    expect(refusalOf(nobody, 'operator', 'resume')).toContain('SEPTET_TOKEN');
    expect(refusalOf(nobody, null, 'halt')).toBeNull();
  });
});

describe('people.json', () => {
  let home: string;
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'septet-people-'));
  });
  afterEach(() => rmSync(home, { recursive: true, force: true }));

  it('CHG-4 comes back as it was written, for its owner alone, and holds no token', () => {
    expect(readPeople(home)).toEqual({ ok: true, registry: NOBODY });
    writePeople(home, two());
    expect(readPeople(home)).toEqual({ ok: true, registry: two() });
    expect(statSync(peopleFile(home)).mode & 0o777).toBe(0o600);
    expect(readFileSync(peopleFile(home), 'utf8')).not.toContain(ADMIN);
  });

  const entry = two().people[0];
  it.each([
    ['nothing', '', 'no JSON'],
    ['a list', '[]', 'no JSON object'],
    ['another schema', { schema: 'septet.people/9' }, 'schema: "septet.people/9"'],
    ['a role nobody knows', { people: [{ ...entry, role: 'owner' }] }, 'people[0].role: viewer,'],
    [
      'a token in the clear',
      { people: [{ ...entry, token: ADMIN }] },
      'people[0].token: a SHA-256',
    ],
    ['a field nobody knows', { people: [{ ...entry, email: 'x' }] }, 'people[0].email: not known'],
    ['no end of a token', { people: [{ ...entry, expiresAt: undefined }] }, 'people[0].expiresAt'],
    ['one person twice', { people: [entry, entry] }, 'people[1].name: stands there twice'],
    ['no list', { people: { desk: entry } }, 'people: a list is wanted'],
    [
      'a change without its time',
      { changes: [{ by: 'x', text: 'y' }] },
      'changes[0].at: an instant',
    ],
  ])(
    'CHG-4 with %s in it nobody is taken for anybody; a halt is still a halt',
    (_, part, words) => {
      const whole = { schema: 'septet.people/1', people: [], changes: [] };
      const text = typeof part === 'string' ? part : JSON.stringify({ ...whole, ...part });
      writeFileSync(peopleFile(home), text, { mode: 0o600 });
      const known = readPeople(home);
      const who = standingOf(known, { token: ADMIN, name: 'shell' }, AT);
      expect(who.role).toBeNull();
      expect(who.problem).toContain(words);
      expect(who.problem).not.toContain(ADMIN);
      expect(refusalOf(who, 'viewer', 'it')).toContain(words);
      expect(refusalOf(who, null, 'a halt')).toBeNull();
    },
  );

  it('CHG-4 that is lost does not make the home one where nobody is asked, until its owner resets it', () => {
    writePeople(home, done(adding(NOBODY, 'desk', 'admin', ADMIN)));
    rmSync(peopleFile(home));
    const known = readPeople(home);
    expect(known).toMatchObject({
      ok: false,
      text: expect.stringContaining('septet people reset'),
    });
    const standing = standingOf(known, { token: null, name: 'desk' }, AT);
    expect(refusalOf(standing, 'operator', 'resume')).toContain('people were registered');
    expect(refusalOf(standing, null, 'halt')).toBeNull();
    writePeople(home, emptied(HOW, 'lost with the old disk'));
    expect(readPeople(home)).toMatchObject({ ok: true, registry: { people: [] } });
    expect(standingOf(readPeople(home), { token: null, name: 'desk' }, AT).problem).toBeNull();
    expect(readFileSync(peopleFile(home), 'utf8')).toContain('lost with the old disk');
  });

  it('CHG-4 that others can read is not used', () => {
    writePeople(home, two());
    chmodSync(peopleFile(home), 0o640);
    const who = standingOf(readPeople(home), { token: ADMIN, name: 'shell' }, AT);
    expect(who.role).toBeNull();
    expect(who.problem).toContain('chmod 600');
  });
});

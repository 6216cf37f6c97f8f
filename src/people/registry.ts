/** Registered operators as data: changed by functions that give a new registry or say why not. */
import { ROLES, type Role } from '../domain/people.ts';
import type { EpochMs } from '../domain/time.ts';

export interface Person {
  readonly name: string;
  readonly role: Role;
  /** SHA-256 of the token, hex. */
  readonly token: string;
  readonly since: EpochMs;
  readonly addedBy: string;
  /** From then on the token is nobody's; null: never. */
  readonly expiresAt: EpochMs | null;
}

export interface RegistryChange {
  readonly at: EpochMs;
  readonly by: string;
  readonly text: string;
}

export interface Registry {
  readonly people: readonly Person[];
  /** Who changed what here, oldest first; the last `CHANGES_KEPT`. */
  readonly changes: readonly RegistryChange[];
}

export type Changed =
  | { readonly ok: true; readonly registry: Registry }
  /** In words, with what would be right. */
  | { readonly ok: false; readonly text: string };

export const PEOPLE_MAX = 100;
export const CHANGES_KEPT = 500;
export const NOBODY: Registry = { people: [], changes: [] };

export const NAME_FORM = /^[A-Za-z0-9](?:[A-Za-z0-9 ._-]{0,38}[A-Za-z0-9])?$/;
/** Names by which the system itself speaks. */
const RESERVED = ['system', 'recovery', 'configuration', 'orchestrator', 'executor', 'supervisor'];

interface By {
  readonly by: string;
  readonly at: EpochMs;
}

const no = (text: string): Changed => ({ ok: false, text });

/** Two spellings of one name are one person. */
const same = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

export const personOf = (registry: Registry, name: string): Person | undefined =>
  registry.people.find((person) => same(person.name, name));

export function addPerson(
  registry: Registry,
  person: Pick<Person, 'name' | 'role' | 'token' | 'expiresAt'>,
  { by, at }: By,
): Changed {
  const { name, role, expiresAt } = person;
  if (!NAME_FORM.test(name)) {
    return no(
      `"${name}" is no name: letters, digits, blanks, dots, dashes, 1 to 40, and a letter or digit at both ends`,
    );
  }
  if (RESERVED.some((reserved) => same(reserved, name))) {
    return no(`${name} is how the system itself speaks: choose another name`);
  }
  const known = personOf(registry, name);
  if (known !== undefined) {
    return no(`${known.name} is registered already: people role or people rotate change it`);
  }
  if (registry.people.length >= PEOPLE_MAX) {
    return no(`${PEOPLE_MAX} people are registered, no more fit: remove some first`);
  }
  const wrong = expiryProblem(expiresAt, at);
  if (wrong !== null) return no(wrong);
  const first = registry.people.length === 0;
  if (first && (role !== 'admin' || expiresAt !== null)) {
    return no(
      'the first person is an admin whose token does not expire: otherwise nobody could change this list any more',
    );
  }
  return changed(
    [...registry.people, { ...person, since: at, addedBy: by }],
    registry,
    { by, at },
    `${name} added as ${role}${expiryText(expiresAt)}`,
  );
}

export function changeRole(registry: Registry, name: string, role: Role, how: By): Changed {
  const person = personOf(registry, name);
  if (person === undefined) return unknown(registry, name);
  if (person.role === role) return no(`${person.name} is ${role} already`);
  if (role !== 'admin' && isLastAdmin(registry, person)) return no(lastAdmin(person));
  return replaced(
    registry,
    person,
    { ...person, role },
    how,
    `${person.name}: ${person.role} -> ${role}`,
  );
}

/** Their token is nobody's from then on; what they said before stays theirs in the journals. */
export function removePerson(registry: Registry, name: string, how: By): Changed {
  const person = personOf(registry, name);
  if (person === undefined) return unknown(registry, name);
  if (registry.people.length > 1 && isLastAdmin(registry, person)) return no(lastAdmin(person));
  const left = registry.people.filter((each) => each !== person);
  return changed(left, registry, how, `${person.name} (${person.role}) removed`);
}

/** A list with nobody on it in place of one that is lost or cannot be used; says who did that, and why. */
export const emptied = ({ by, at }: By, reason: string): Registry => ({
  people: [],
  changes: [{ at, by, text: `reset, nobody is registered any more: ${reason}` }],
});

/** A new token in place of the old one, which is nobody's at once. */
export function rotateToken(
  registry: Registry,
  name: string,
  fresh: Pick<Person, 'token' | 'expiresAt'>,
  how: By,
): Changed {
  const person = personOf(registry, name);
  if (person === undefined) return unknown(registry, name);
  const wrong = expiryProblem(fresh.expiresAt, how.at);
  if (wrong !== null) return no(wrong);
  if (fresh.expiresAt !== null && isLastAdmin(registry, person)) return no(lastAdmin(person));
  const text = `${person.name}: new token${expiryText(fresh.expiresAt)}`;
  return replaced(registry, person, { ...person, ...fresh }, how, text);
}

/** The only admin whose token does not expire. */
const isLastAdmin = (registry: Registry, person: Person): boolean =>
  lasting(person) && registry.people.filter(lasting).length === 1;

const lasting = ({ role, expiresAt }: Person): boolean => role === 'admin' && expiresAt === null;

const lastAdmin = ({ name }: Person): string =>
  `${name} is the only admin whose token does not expire: name another one first, or nobody could change this list any more`;

function expiryProblem(expiresAt: EpochMs | null, at: EpochMs): string | null {
  if (expiresAt === null || expiresAt > at) return null;
  return 'the token would have expired already: write an end that is still to come';
}

const expiryText = (expiresAt: EpochMs | null): string =>
  expiresAt === null ? '' : `, until ${new Date(expiresAt).toISOString()}`;

function unknown(registry: Registry, name: string): Changed {
  const names = registry.people.map((person) => person.name).join(', ');
  return no(`"${name}" is not registered; registered: ${names === '' ? 'nobody' : names}`);
}

function replaced(
  registry: Registry,
  before: Person,
  after: Person,
  how: By,
  text: string,
): Changed {
  const people = registry.people.map((person) => (person === before ? after : person));
  return changed(people, registry, how, text);
}

function changed(
  people: readonly Person[],
  { changes }: Registry,
  { by, at }: By,
  text: string,
): Changed {
  const kept = [...changes, { at, by, text }].slice(-CHANGES_KEPT);
  return { ok: true, registry: { people, changes: kept } };
}

export const isRole = (value: unknown): value is Role =>
  (ROLES as readonly unknown[]).includes(value);

/** Who gives a command: a token turned into a name and a role. */
import { CONFIRMER, isAtLeast, type Standing, unregistered } from '../domain/people.ts';
import type { EpochMs } from '../domain/time.ts';
import type { KnownPeople } from './people-file.ts';
import type { Person, Registry } from './registry.ts';
import { looksLikeToken, sameHash, tokenHash } from './token.ts';

/** What comes with a command. */
export interface Presented {
  /** Null: none. */
  readonly token: string | null;
  /** What the machine, or the command, says who it is; taken where nobody is registered. */
  readonly name: string;
}

/** `at`: time of the machine, by which tokens expire. */
export function standingOf(known: KnownPeople, presented: Presented, at: EpochMs): Standing {
  const { token, name } = presented;
  if (!known.ok) return { ...unregistered(name), problem: known.text };
  const counts = countsOf(known.registry, at);
  if (known.registry.people.length === 0) return unregistered(name);
  const nobody = (problem: string | null): Standing => ({ name, role: null, ...counts, problem });
  if (token === null) return nobody(null);
  if (!looksLikeToken(token)) {
    return nobody('what was given as a token is none: septet people rotate makes a new one');
  }
  const person = ownerOf(known.registry, token);
  if (person === null) return nobody('the token is nobody’s here: an admin makes a new one');
  if (!holds(person, at)) {
    const since = new Date(person.expiresAt ?? 0).toISOString();
    return nobody(`the token of ${person.name} expired at ${since}: an admin makes a new one`);
  }
  return { name: person.name, role: person.role, ...counts, problem: null };
}

/** All are compared, whichever it is: the time it takes says nothing. */
function ownerOf({ people }: Registry, token: string): Person | null {
  const hash = tokenHash(token);
  let owner: Person | null = null;
  for (const person of people) if (sameHash(person.token, hash)) owner = person;
  return owner;
}

const holds = ({ expiresAt }: Person, at: EpochMs): boolean => expiresAt === null || at < expiresAt;

function countsOf({ people }: Registry, at: EpochMs): Pick<Standing, 'registered' | 'confirmers'> {
  const confirmers = people.filter(
    (person) => holds(person, at) && isAtLeast(person.role, CONFIRMER),
  ).length;
  // Everybody expired is not nobody registered.
  return { registered: people.length, confirmers };
}

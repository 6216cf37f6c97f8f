/** The registry as the text of `people.json`; what is not wholly right is nobody's registry. */
import {
  CHANGES_KEPT,
  isRole,
  NAME_FORM,
  PEOPLE_MAX,
  type Person,
  type Registry,
  type RegistryChange,
} from './registry.ts';

const SCHEMA = 'septet.people/1';

export const registryText = (registry: Registry): string =>
  `${JSON.stringify({ schema: SCHEMA, ...registry }, null, 2)}\n`;

export type ReadRegistry =
  | { readonly ok: true; readonly registry: Registry }
  /** Everything that is wrong, each with its place. */
  | { readonly ok: false; readonly problems: readonly string[] };

export function readRegistry(text: string): ReadRegistry {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { ok: false, problems: ['no JSON'] };
  }
  if (!isObject(value)) return { ok: false, problems: ['no JSON object'] };
  const problems: string[] = [];
  const { schema, people, changes, ...rest } = value;
  if (schema !== SCHEMA) problems.push(`schema: ${show(schema)}, this program reads "${SCHEMA}"`);
  for (const key of Object.keys(rest)) problems.push(`${key}: not known here`);
  listProblems('people', people, PEOPLE_MAX, PERSON_FIELDS, problems);
  listProblems('changes', changes, CHANGES_KEPT, CHANGE_FIELDS, problems);
  if (problems.length === 0) twins(people as readonly Person[], problems);
  if (problems.length > 0) return { ok: false, problems };
  return {
    ok: true,
    registry: { people: people as readonly Person[], changes: changes as RegistryChange[] },
  };
}

interface Field {
  readonly fits: (value: unknown) => boolean;
  readonly wanted: string;
}

const TEXT: Field = {
  fits: (value) => typeof value === 'string' && value.length <= 1_000,
  wanted: 'a text of at most 1000 characters',
};
const INSTANT: Field = {
  fits: (value) => Number.isSafeInteger(value) && (value as number) >= 0,
  wanted: 'an instant in ms since 1970',
};

const PERSON_FIELDS: Readonly<Record<keyof Person, Field>> = {
  name: {
    fits: (value) => typeof value === 'string' && NAME_FORM.test(value),
    wanted: 'a name of 1 to 40 characters',
  },
  role: { fits: isRole, wanted: 'viewer, operator, risk or admin' },
  token: {
    fits: (value) => typeof value === 'string' && /^[0-9a-f]{64}$/.test(value),
    wanted: 'a SHA-256, 64 hex digits',
  },
  since: INSTANT,
  addedBy: TEXT,
  expiresAt: {
    fits: (value) => value === null || INSTANT.fits(value),
    wanted: 'an instant in ms since 1970, or null',
  },
};
const CHANGE_FIELDS: Readonly<Record<keyof RegistryChange, Field>> = {
  at: INSTANT,
  by: TEXT,
  text: TEXT,
};

function listProblems(
  place: string,
  value: unknown,
  max: number,
  fields: Readonly<Record<string, Field>>,
  problems: string[],
): void {
  if (!Array.isArray(value)) {
    problems.push(`${place}: a list is wanted`);
    return;
  }
  if (value.length > max) problems.push(`${place}: ${value.length} entries, at most ${max}`);
  for (const [index, entry] of value.slice(0, max).entries()) {
    const at = `${place}[${index}]`;
    if (!isObject(entry)) {
      problems.push(`${at}: an object is wanted`);
      continue;
    }
    for (const [name, { fits, wanted }] of Object.entries(fields)) {
      // What stands there is not repeated: it might be a token written by mistake.
      if (!fits(entry[name])) problems.push(`${at}.${name}: ${wanted} is wanted`);
    }
    for (const name of Object.keys(entry)) {
      if (!Object.hasOwn(fields, name)) problems.push(`${at}.${name}: not known here`);
    }
  }
}

/** One name or one token twice: nobody could say who it is. */
function twins(people: readonly Person[], problems: string[]): void {
  people.forEach((person, index) => {
    const before = people.slice(0, index);
    if (before.some(({ name }) => name.toLowerCase() === person.name.toLowerCase())) {
      problems.push(`people[${index}].name: stands there twice`);
    }
    if (before.some(({ token }) => token === person.token)) {
      problems.push(`people[${index}].token: stands there twice`);
    }
  });
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const show = (value: unknown): string => (typeof value === 'string' ? `"${value}"` : typeof value);

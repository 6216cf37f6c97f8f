/**
 * Files of an older build brought to what this one asks for: the build's own default for exactly
 * what is missing, keys where this build has them, and nothing that is there with another value
 * (requirement OPS-7).
 */
import { isDeepStrictEqual } from 'node:util';
import { type Path, pathText } from '../errors.ts';
import { FILE_NAMES, type FileName } from '../files.ts';
import { valueAt } from '../findings.ts';
import { readYaml } from '../yaml-source.ts';
import { missingPaths } from './missing.ts';
import { KEY_MOVES, type KeyMove } from './moved-keys.ts';
import { addKey, removeKey, renameKey } from './yaml-text.ts';

type Files = ReadonlyMap<string, Uint8Array>;

export interface Completion {
  readonly files: Files;
  /** What was added or moved, in words, a file or key each: `alerts.yaml`, `risk.yaml: sizing.step`. */
  readonly done: readonly string[];
}

/** A section may bring keys with it that lack further ones. */
const ROUNDS_MAX = 4;

/**
 * `defaults`: the files this build comes with. What they have no answer for stays missing, and
 * loading the files says so with the place.
 */
export function completed(
  files: Files,
  defaults: Files,
  moves: readonly KeyMove[] = KEY_MOVES,
): Completion {
  const texts = new Map([...files].map(([name, bytes]) => [name, textOf(bytes)]));
  const standard = new Map([...defaults].map(([name, bytes]) => [name, textOf(bytes)]));
  const done: string[] = [];
  for (const file of FILE_NAMES) {
    const text = standard.get(file);
    if (texts.has(file) || text === undefined) continue;
    texts.set(file, text);
    done.push(file);
  }
  for (const move of moves) done.push(...moved(texts, move));
  for (const file of FILE_NAMES) done.push(...withKeys(texts, file, standard.get(file)));
  if (done.length === 0) return { files, done };
  const result = new Map([...files]);
  for (const [name, text] of texts) {
    const before = files.get(name);
    if (before === undefined || text !== textOf(before))
      result.set(name, Buffer.from(text, 'utf8'));
  }
  return { files: result, done };
}

const textOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('utf8');

/** The keys that `file` lacks, each as the default has it. */
function withKeys(
  texts: Map<string, string>,
  file: FileName,
  standard: string | undefined,
): readonly string[] {
  if (standard === undefined) return [];
  const done: string[] = [];
  const source = readYaml(file, standard);
  for (let round = 0; round < ROUNDS_MAX; round += 1) {
    const missing = missingOf(file, texts.get(file));
    const before = done.length;
    for (const path of missing) {
      const text = texts.get(file) ?? '';
      const origin = originOf(source.value, path, readYaml(file, text).value);
      const added = origin === undefined ? undefined : addKey(text, path, standard, origin);
      if (added === undefined || origin === undefined) continue;
      if (!addsOnly(file, text, added, path, valueAt(source.value, origin))) continue;
      texts.set(file, added);
      done.push(`${file}: ${pathText(path)}`);
    }
    if (done.length === before) break;
  }
  return done;
}

function missingOf(file: FileName, text: string | undefined): readonly Path[] {
  if (text === undefined) return [];
  const source = readYaml(file, text);
  return source.errors.length > 0 ? [] : missingPaths(file, source);
}

/**
 * Where the defaults say what a missing key is: at its own place; of a member that is the desk's own
 * (a strategy, a profile), where all members of the defaults that have the key agree. A strategy
 * takes it from one of the same implementation.
 */
function originOf(standard: unknown, path: Path, own: unknown): Path | undefined {
  if (isOrigin(standard, path, own, path)) return path;
  for (let depth = path.length - 2; depth > 0; depth -= 1) {
    const members = valueAt(standard, path.slice(0, depth));
    if (typeof members !== 'object' || members === null) continue;
    const [first, ...others] = Object.keys(members)
      .map(
        (name): Path => [...path.slice(0, depth), keyIn(members, name), ...path.slice(depth + 1)],
      )
      .filter((each) => isOrigin(standard, each, own, path));
    if (first === undefined) continue;
    const value = valueAt(standard, first);
    const agree = others.every((each) => isDeepStrictEqual(valueAt(standard, each), value));
    return agree ? first : undefined;
  }
  return undefined;
}

function isOrigin(standard: unknown, origin: Path, own: unknown, path: Path): boolean {
  if (valueAt(standard, origin) === undefined) return false;
  if (path[0] !== 'strategies') return true;
  const of = (root: unknown, at: Path): unknown =>
    valueAt(root, [...at.slice(0, 2), 'implementation']);
  return of(standard, origin) === of(own, path);
}

const keyIn = (members: object, name: string): string | number =>
  Array.isArray(members) ? Number(name) : name;

/** Is `after` what `before` is, and this value at this place? */
function addsOnly(
  file: FileName,
  before: string,
  after: string,
  path: Path,
  value: unknown,
): boolean {
  const now = readYaml(file, after);
  if (now.errors.length > 0) return false;
  const wanted = withValue(readYaml(file, before).value, path, value);
  return isDeepStrictEqual(now.value, wanted);
}

/** A copy with `value` at `path`; undefined takes the key out. */
function withValue(root: unknown, path: Path, value: unknown): unknown {
  const copy: unknown = structuredClone(root);
  const parent = valueAt(copy, path.slice(0, -1));
  const key = path.at(-1);
  if (typeof parent !== 'object' || parent === null || key === undefined) return copy;
  if (value === undefined) Reflect.deleteProperty(parent, key);
  else Reflect.set(parent, key, value);
  return copy;
}

/** What stands under an old key goes to the new one; where both stand, the new one counts and a person decides. */
function moved(texts: Map<string, string>, move: KeyMove): readonly string[] {
  const { file, path } = move;
  const text = texts.get(file);
  const source = text === undefined ? undefined : readYaml(file, text);
  if (text === undefined || source === undefined || source.errors.length > 0) return [];
  if (!source.has(path)) return [];
  const name = `${file}: ${pathText(path)}`;
  const value = valueAt(source.value, path);
  const without = withValue(source.value, path, undefined);
  const holds = (of: string, after: string | undefined, wanted: unknown): after is string =>
    after !== undefined && isDeepStrictEqual(readYaml(of, after).value, wanted);
  switch (move.kind) {
    case 'removed': {
      const after = removeKey(text, path);
      if (!holds(file, after, without)) return [];
      texts.set(file, after);
      return [`${name} taken out: this build knows it no more`];
    }
    case 'renamed': {
      const to = [...path.slice(0, -1), move.to];
      const after = source.has(to) ? undefined : renameKey(text, path, move.to);
      if (!holds(file, after, withValue(without, to, value))) return [];
      texts.set(file, after);
      return [`${name} is called ${pathText(to)} now`];
    }
    case 'moved': {
      const target = texts.get(move.toFile);
      if (target === undefined || readYaml(move.toFile, target).has(move.to)) return [];
      const added = addKey(target, move.to, text, path);
      const after = removeKey(move.toFile === file ? (added ?? '') : text, path);
      const there = withValue(readYaml(move.toFile, target).value, move.to, value);
      if (move.toFile === file) {
        if (!holds(file, after, withValue(there, path, undefined))) return [];
      } else if (!holds(file, after, without) || !holds(move.toFile, added, there)) return [];
      else texts.set(move.toFile, added);
      texts.set(file, after);
      return [`${name} is ${move.toFile}: ${pathText(move.to)} now`];
    }
  }
}

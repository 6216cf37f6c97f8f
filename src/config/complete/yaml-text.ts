/**
 * Adds, renames and takes out keys of a YAML file in its text: every other byte stays as it is,
 * comments and notation included.
 */
import {
  isMap,
  isScalar,
  type Node,
  type Pair,
  parseDocument,
  stringify,
  type YAMLMap,
} from 'yaml';
import type { Path } from '../errors.ts';

type Key = string | number;

/** Undefined: the place cannot be written here, and a person has to. */
type Edited = string | undefined;

interface Found {
  readonly map: YAMLMap;
  readonly pair: Pair | undefined;
}

/**
 * `to` with the key at `path` added as it stands at `origin` in `from`: with the comment right above
 * it, at the end of its section.
 */
export function addKey(to: string, path: Path, from: string, origin: Path = path): Edited {
  const target = find(to, path);
  const source = find(from, origin);
  const key = path.at(-1);
  if (target === undefined || target.pair !== undefined) return undefined;
  if (source?.pair === undefined || key === undefined) return undefined;
  const value = sliceOf(from, source.pair.value);
  if (value === undefined) return undefined;
  if (target.map.flow === true) {
    const text = value.includes('\n') ? flowText(from, origin) : value;
    return text === undefined ? undefined : addToFlow(to, target.map, `${key}: ${text}`);
  }
  const lines = source.map.flow === true ? [`${key}: ${value}`] : blockLines(from, source, key);
  return addToBlock(to, target.map, lines);
}

/** `text` with the key at `path` called `name`, its value and place as they are. */
export function renameKey(text: string, path: Path, name: string): Edited {
  const found = find(text, path);
  const key = found?.pair?.key as Node | undefined;
  if (key?.range == null) return undefined;
  return text.slice(0, key.range[0]) + name + text.slice(key.range[1]);
}

/** `text` without the lines of the key at `path`. */
export function removeKey(text: string, path: Path): Edited {
  const found = find(text, path);
  if (found?.pair === undefined || found.map.flow === true || found.map.items.length === 1) {
    return undefined;
  }
  const lines = text.split('\n');
  const { first, last } = spanOf(text, found.pair);
  lines.splice(first, last - first + 1);
  return lines.join('\n');
}

function find(text: string, path: Path): Found | undefined {
  const document = parseDocument(text, { prettyErrors: false, stringKeys: true });
  if (document.errors.length > 0) return undefined;
  const parent = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true);
  if (!isMap(parent)) return undefined;
  return { map: parent, pair: memberOf(parent, path.at(-1) ?? '') };
}

const memberOf = (map: YAMLMap, name: Key): Pair | undefined =>
  map.items.find(({ key }) => isScalar(key) && key.value === name);

function sliceOf(text: string, node: unknown): string | undefined {
  const { range } = (node ?? {}) as Partial<Node>;
  return range == null ? undefined : text.slice(range[0], range[1]).trimEnd();
}

/** A section of lines in one line. */
function flowText(from: string, origin: Path): string | undefined {
  const value: unknown = parseDocument(from, { stringKeys: true }).getIn(origin);
  const plain = isMap(value) ? value.toJSON() : value;
  return stringify(plain, { collectionStyle: 'flow', lineWidth: 0 }).trimEnd();
}

function addToFlow(text: string, map: YAMLMap, member: string): Edited {
  if (map.range == null) return undefined;
  const [start, end] = map.range;
  const inside = text.slice(start + 1, end - 1);
  // Over several lines somebody has laid it out: that is not continued blindly.
  if (inside.includes('\n')) return undefined;
  const before = inside.trimEnd();
  const joined =
    before === ''
      ? ` ${member} `
      : `${before.replace(/,$/, '')}, ${member}${inside.slice(before.length)}`;
  return `${text.slice(0, start + 1)}${joined}${text.slice(end - 1)}`;
}

/** Lines of a member as they stand, without their indentation, the comment right above included. */
function blockLines(text: string, { pair }: Found, name: Key): readonly string[] {
  if (pair === undefined) return [];
  const lines = text.split('\n');
  const { first, key, last } = spanOf(text, pair);
  const indent = indentOf(lines[key] ?? '');
  const own = (pair.key as Node).range ?? [0, 0, 0];
  const written = text.slice(own[0], own[1]);
  return lines.slice(first, last + 1).map((line, index) => {
    const plain = line.slice(Math.min(indent, indentOf(line)));
    return first + index === key ? plain.replace(written, () => String(name)) : plain;
  });
}

function addToBlock(text: string, map: YAMLMap, added: readonly string[]): Edited {
  const [firstPair] = map.items;
  const lastPair = map.items.at(-1);
  if (firstPair === undefined || lastPair === undefined) return undefined;
  const lines = text.split('\n');
  const indent = ' '.repeat(indentOf(lines[spanOf(text, firstPair).key] ?? ''));
  const end = spanOf(text, lastPair).last + 1;
  lines.splice(end, 0, ...added.map((line) => (line === '' ? '' : indent + line)));
  const joined = lines.join('\n');
  return joined.endsWith('\n') ? joined : `${joined}\n`;
}

/** 0-based lines: of its comment, of its key, and of the end of its value. */
function spanOf(
  text: string,
  { key, value }: Pair,
): { readonly first: number; readonly key: number; readonly last: number } {
  const from = (key as Node).range?.[0] ?? 0;
  const keyEnd = (key as Node).range?.[1] ?? from;
  const to = Math.max((value as Node | null)?.range?.[1] ?? keyEnd, keyEnd);
  const lines = text.split('\n');
  const at = lineOf(text, from);
  let first = at;
  const comment = new RegExp(`^ {${indentOf(lines[at] ?? '')}}#`);
  while (first > 0 && comment.test(lines[first - 1] ?? '')) first -= 1;
  const end = text.slice(from, to).trimEnd().length;
  return { first, key: at, last: lineOf(text, from + end) };
}

const lineOf = (text: string, offset: number): number =>
  text.slice(0, offset).split('\n').length - 1;

const indentOf = (line: string): number => line.length - line.trimStart().length;

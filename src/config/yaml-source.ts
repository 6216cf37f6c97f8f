/** One YAML file as read: its plain value, and where each part of it stands. */
import { isMap, isScalar, isSeq, LineCounter, type Node, type Pair, parseDocument } from 'yaml';
import type { ConfigError, Path } from './errors.ts';

export interface Position {
  readonly line: number;
  readonly column: number;
}

export interface YamlSource {
  readonly file: string;
  readonly value: unknown;
  /** Errors of syntax; when there are any, `value` is undefined. */
  readonly errors: readonly ConfigError[];
  /** Is there a value at this path? */
  has(path: Path): boolean;
  /** Where the value stands, or the nearest enclosing thing that exists. */
  at(path: Path): Position;
  /** Where the key of the value stands. */
  atKey(path: Path): Position;
}

/** Aliases are not needed here, and an alias bomb must not eat the memory. */
const PARSE_OPTIONS = { prettyErrors: false, uniqueKeys: true, stringKeys: true } as const;
/** A configuration file is some kilobytes; far larger ones are a mistake. */
export const FILE_BYTES_MAX = 1_048_576;

export function readYaml(file: string, text: string): YamlSource {
  const counter = new LineCounter();
  const marker = conflictMarker(text);
  const document = parseDocument(marker === undefined ? text : '', {
    ...PARSE_OPTIONS,
    lineCounter: counter,
  });
  const position = (offset: number | undefined): Position => {
    if (offset === undefined) return { line: 1, column: 1 };
    const { line, col } = counter.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const errors: ConfigError[] = [...document.errors, ...document.warnings].map((problem) => ({
    file,
    ...position(problem.pos[0]),
    path: '',
    message: `YAML: ${firstLine(problem.message)}`,
    remedy: syntaxRemedy(problem.code),
  }));
  if (marker !== undefined) {
    errors.push({
      file,
      ...{ line: marker, column: 1, path: '', message: 'has the conflict markers of a merge' },
      remedy: 'decide what belongs here and remove the lines <<<<<<<, ======= and >>>>>>>',
    });
  }
  let value: unknown;
  if (errors.length === 0) {
    try {
      value = document.toJS({ maxAliasCount: 0 });
    } catch {
      errors.push({
        file,
        ...position(0),
        path: '',
        message: 'YAML: aliases are not supported',
        remedy: 'write the value out where the alias (*name) stands',
      });
    }
  }
  const root = document.contents as Node | null;
  const offsetOf = (node: unknown): number | undefined =>
    (node as Node | null | undefined)?.range?.[0];
  return {
    file,
    value,
    errors,
    has: (path) => walk(root, path).rest === 0,
    at: (path) => {
      const found = walk(root, path);
      return position(offsetOf(found.node) ?? offsetOf(found.pair?.key));
    },
    atKey: (path) => {
      const found = walk(root, path);
      return position(offsetOf(found.pair?.key) ?? offsetOf(found.node));
    },
  };
}

/** Line of the first conflict marker of a merge; undefined: none. */
function conflictMarker(text: string): number | undefined {
  const index = text.split('\n').findIndex((line) => /^(<{7}|>{7}|\|{7})( |$)/.test(line));
  return index < 0 ? undefined : index + 1;
}

interface Walk {
  /** Node at the path, or the deepest one on the way. */
  readonly node: Node | null;
  /** Pair that holds it, when it is the member of a map. */
  readonly pair: Pair | undefined;
  /** Parts of the path that were not found. */
  readonly rest: number;
}

function walk(root: Node | null, path: Path): Walk {
  let node = root;
  let pair: Pair | undefined;
  for (const [index, part] of path.entries()) {
    if (isMap(node)) {
      const next = node.items.find((item) => isScalar(item.key) && item.key.value === part);
      if (!next) return { node, pair, rest: path.length - index };
      pair = next;
      node = next.value as Node | null;
    } else if (isSeq(node) && typeof part === 'number' && part < node.items.length) {
      pair = undefined;
      node = node.items[part] as Node | null;
    } else {
      return { node, pair, rest: path.length - index };
    }
  }
  return { node, pair, rest: 0 };
}

const firstLine = (text: string): string => text.split('\n', 1)[0] ?? text;

function syntaxRemedy(code: string): string {
  switch (code) {
    case 'DUPLICATE_KEY':
      return 'keep one of them';
    case 'TAB_AS_INDENT':
      return 'indent with spaces';
    case 'BAD_INDENT':
      return 'align it with its siblings, two spaces deeper than its parent';
    case 'MISSING_CHAR':
      return 'close the quote or bracket, or put a colon after the key';
    default:
      return 'correct the YAML here';
  }
}

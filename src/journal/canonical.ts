/**
 * Canonical JSON: one text for one value, so that its hash means something. Keys sorted by UTF-16
 * code unit, no white space, numbers in the shortest form that reads back to the same float.
 */

/** Nesting beyond this is a bug (a cycle), not data. */
const DEPTH_MAX = 64;

/**
 * Canonical text of plain data. Members that are undefined are left out, as in JSON. Throws a
 * TypeError that names the path for what has no exact text: NaN, infinities, bigint, functions,
 * undefined inside an array, instances of classes, cycles.
 */
export function canonicalText(value: unknown): string {
  return write(value, 0, '');
}

function write(value: unknown, depth: number, path: string): string {
  switch (typeof value) {
    case 'string':
      return JSON.stringify(value);
    case 'number':
      // Minus zero reads back as zero in JSON: one text, one value.
      if (Number.isFinite(value)) return value === 0 ? '0' : String(value);
      return refuse(path, String(value));
    case 'boolean':
      return value ? 'true' : 'false';
    case 'object':
      if (value === null) return 'null';
      if (depth >= DEPTH_MAX) return refuse(path, `nesting deeper than ${DEPTH_MAX}`);
      if (Array.isArray(value)) return writeArray(value, depth, path);
      return writeObject(value, depth, path);
    default:
      return refuse(path, typeof value);
  }
}

function writeArray(items: readonly unknown[], depth: number, path: string): string {
  let text = '[';
  for (let index = 0; index < items.length; index += 1) {
    if (index > 0) text += ',';
    text += write(items[index], depth + 1, path);
  }
  return `${text}]`;
}

function writeObject(value: object, depth: number, path: string): string {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) {
    return refuse(path, `an instance of ${value.constructor?.name ?? 'a class'}`);
  }
  const record = value as Readonly<Record<string, unknown>>;
  const keys = Object.keys(record).sort();
  let text = '{';
  for (const key of keys) {
    const member = record[key];
    if (member === undefined) continue;
    if (text.length > 1) text += ',';
    text += `${JSON.stringify(key)}:${write(member, depth + 1, `${path}.${key}`)}`;
  }
  return `${text}}`;
}

function refuse(path: string, what: string): never {
  throw new TypeError(`no canonical text for ${what}${path === '' ? '' : ` at ${path.slice(1)}`}`);
}

/**
 * Canonical JSON: one text for one value, so that its hash means something. Keys sorted by UTF-16
 * code unit, no white space, numbers in the shortest form that reads back to the same float.
 */

/** Nesting beyond this is a bug (a cycle), not data. */
const DEPTH_MAX = 64;

/**
 * Canonical text of plain data. Members that are undefined are left out, as in JSON. Throws a
 * TypeError that names the path for what has no exact text: NaN, infinities, bigint, functions,
 * symbols, undefined outside of an object, instances of classes, cycles.
 */
export function canonicalText(value: unknown): string {
  const arranged = arrange(value, 0);
  return arranged === UNARRANGED ? write(value, 0, '') : JSON.stringify(arranged);
}

/**
 * The fast way: bring the keys into order and let the engine write the text. Whatever is not
 * plain and simple goes the slow way below, which defines the format and words the errors.
 */
const UNARRANGED = Symbol('unarranged');

/** The value with its keys in order: itself when they are already, a copy when not. */
function arrange(value: unknown, depth: number): unknown {
  if (typeof value === 'string' || typeof value === 'boolean' || value === null) return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : UNARRANGED;
  if (typeof value !== 'object' || depth >= DEPTH_MAX) return UNARRANGED;
  return Array.isArray(value) ? arrangeArray(value, depth) : arrangeObject(value, depth);
}

function arrangeArray(items: readonly unknown[], depth: number): unknown {
  let copy: unknown[] | undefined;
  for (let index = 0; index < items.length; index += 1) {
    const item = arrange(items[index], depth + 1);
    if (item === UNARRANGED) return UNARRANGED;
    if (copy) copy.push(item);
    else if (item !== items[index]) {
      copy = items.slice(0, index);
      copy.push(item);
    }
  }
  return copy ?? items;
}

function arrangeObject(value: object, depth: number): unknown {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return UNARRANGED;
  const record = value as Readonly<Record<string, unknown>>;
  const keys = Object.keys(record);
  let same = !sortKeys(keys);
  const members = new Array<unknown>(keys.length);
  for (let index = 0; index < keys.length; index += 1) {
    const key = keys[index]!;
    // An object puts keys that look like numbers first, and `__proto__` is not a member.
    if (isDigit(key.charCodeAt(0)) || key === '__proto__') return UNARRANGED;
    const member = record[key];
    if (member === undefined) continue;
    const arranged = arrange(member, depth + 1);
    if (arranged === UNARRANGED) return UNARRANGED;
    if (arranged !== member) same = false;
    members[index] = arranged;
  }
  if (same) return value;
  const copy: Record<string, unknown> = {};
  for (let index = 0; index < keys.length; index += 1) copy[keys[index]!] = members[index];
  return copy;
}

const isDigit = (code: number): boolean => code >= 48 && code <= 57;

/** Sorts in place by UTF-16 code unit, insertion sort for the few keys of a record; true if moved. */
function sortKeys(keys: string[]): boolean {
  let moved = false;
  if (keys.length > 64) {
    keys.sort();
    return true;
  }
  for (let index = 1; index < keys.length; index += 1) {
    const key = keys[index]!;
    let place = index;
    while (place > 0 && keys[place - 1]! > key) {
      keys[place] = keys[place - 1]!;
      place -= 1;
    }
    if (place !== index) {
      keys[place] = key;
      moved = true;
    }
  }
  return moved;
}

/** The format, written out. */
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
      return Array.isArray(value)
        ? writeArray(value, depth, path)
        : writeObject(value, depth, path);
    default:
      return refuse(path, typeof value);
  }
}

function writeArray(items: readonly unknown[], depth: number, path: string): string {
  let text = '[';
  for (let index = 0; index < items.length; index += 1) {
    if (index > 0) text += ',';
    text += write(items[index], depth + 1, `${path}[${index}]`);
  }
  return `${text}]`;
}

function writeObject(value: object, depth: number, path: string): string {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) {
    return refuse(path, `an instance of ${value.constructor?.name ?? 'a class'}`);
  }
  const record = value as Readonly<Record<string, unknown>>;
  let text = '{';
  for (const key of Object.keys(record).sort()) {
    const member = record[key];
    if (member === undefined) continue;
    if (text.length > 1) text += ',';
    text += `${JSON.stringify(key)}:${write(member, depth + 1, `${path}.${key}`)}`;
  }
  return `${text}}`;
}

function refuse(path: string, what: string): never {
  throw new TypeError(`no canonical text for ${what}${path === '' ? '' : ` at ${path}`}`);
}

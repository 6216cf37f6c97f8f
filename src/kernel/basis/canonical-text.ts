/**
 * Plain data as text and back without losing a bit: JSON with tagged forms for what it lacks (NaN,
 * infinities, -0, undefined, maps, sets). The canonical form sorts object keys, so that equal data
 * gives equal text; the exact form keeps their order, so that a copy also prints like the original.
 */
type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

const TAG = '$';

function toJson(value: unknown, sorted: boolean): Json {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number') return numberToJson(value);
  if (value === undefined) return { [TAG]: 'undefined' };
  const part = (each: unknown): Json => toJson(each, sorted);
  if (Array.isArray(value)) return value.map(part);
  if (value instanceof Map) {
    return { [TAG]: 'map', of: [...value].map(([k, v]) => [part(k), part(v)]) };
  }
  if (value instanceof Set) return { [TAG]: 'set', of: [...value].map(part) };
  const entries = Object.entries(value as object).map(([key, each]) => [key, part(each)] as const);
  if (sorted) entries.sort(([a], [b]) => (a < b ? -1 : 1));
  if (entries.some(([key]) => key === TAG)) {
    return { [TAG]: 'object', of: entries.map(([key, each]) => [key, each]) };
  }
  return Object.fromEntries(entries);
}

function numberToJson(value: number): Json {
  if (Number.isFinite(value) && !Object.is(value, -0)) return value;
  return { [TAG]: Object.is(value, -0) ? '-0' : String(value) };
}

function fromJson(json: Json): unknown {
  if (json === null || typeof json !== 'object') return json;
  if (Array.isArray(json)) return json.map(fromJson);
  const tag = json[TAG];
  if (tag === undefined) {
    return Object.fromEntries(Object.entries(json).map(([key, part]) => [key, fromJson(part)]));
  }
  if (tag === 'undefined') return undefined;
  const of = (json['of'] ?? []) as Json[];
  if (tag === 'map') {
    return new Map(of.map((pair) => (pair as Json[]).map(fromJson) as [unknown, unknown]));
  }
  if (tag === 'set') return new Set(of.map(fromJson));
  if (tag === 'object') {
    return Object.fromEntries(
      of.map((pair) => (pair as Json[]).map(fromJson) as [string, unknown]),
    );
  }
  return Number(tag);
}

/** Same data, same text. */
export const canonicalText = (value: unknown): string => JSON.stringify(toJson(value, true));

/** A copy read back is equal to the bit, order of keys included. */
export const exactText = (value: unknown): string => JSON.stringify(toJson(value, false));

/** Reads either form; throws a SyntaxError on text that is not JSON. */
export const parseText = (text: string): unknown => fromJson(JSON.parse(text) as Json);

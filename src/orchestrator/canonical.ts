/** Canonical text of plain data, and the hash of a state: equal data, equal text, equal hash. */
import { createHash } from 'node:crypto';

/** JSON with sorted keys; a key whose value is undefined is left out. */
export function canonicalText(value: unknown): string {
  return JSON.stringify(value, sortKeys) ?? 'null';
}

function sortKeys(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const source = value as Record<string, unknown>;
  const sorted: Record<string, unknown> = {};
  for (const key of Object.keys(source).sort()) sorted[key] = source[key];
  return sorted;
}

/** SHA-256, hex, of every module's text. */
export function hashTexts(texts: Readonly<Record<string, string>>): Record<string, string> {
  const hashes: Record<string, string> = {};
  for (const name of Object.keys(texts).sort()) {
    hashes[name] = createHash('sha256')
      .update(texts[name] as string)
      .digest('hex');
  }
  return hashes;
}

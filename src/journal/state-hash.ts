import { hash } from 'node:crypto';

/** SHA-256, hex, of each module's canonical state text: a mismatch names the module (AUD-2). */
export function stateHash(texts: Readonly<Record<string, string>>): Record<string, string> {
  const hashes: Record<string, string> = {};
  for (const module of Object.keys(texts).sort()) hashes[module] = hash('sha256', texts[module]!);
  return hashes;
}

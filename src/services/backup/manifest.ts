/** What a backup holds, and the proof that it is what was written (requirement OPS-8). */
import { createHash } from 'node:crypto';
import { closeSync, openSync, readdirSync, readSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { z } from 'zod';

export const BACKUP_SCHEMA = 'septet.backup/1';
export const MANIFEST = 'manifest.json';
/** Files of a backup at most; a home has some hundreds, mostly reports and git objects. */
const FILES_MAX = 100_000;

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const head = z.strictObject({ sequence: z.number().int().min(0), hash: sha256 });

export const manifestSchema = z.strictObject({
  schema: z.literal(BACKUP_SCHEMA),
  /** Wall clock, UTC. */
  madeAt: z.iso.datetime(),
  build: z.string(),
  portfolio: z.string(),
  /** Whether the portfolio ran meanwhile. */
  running: z.boolean(),
  files: z
    .array(
      z.strictObject({
        /** Relative to the backup, with `/`. */
        name: z.string().regex(/^(?!.*(^|\/)\.\.(\/|$))[^/\\\0][^\\\0]*$/),
        bytes: z.number().int().min(0),
        sha256,
      }),
    )
    .max(FILES_MAX),
  /** Ends of the journals; null: there is none. */
  journals: z.strictObject({
    executor: head.nullable(),
    orchestrator: head.nullable(),
    changes: head.nullable(),
  }),
  /** Hash of every module's state that the orchestrator's journal leads to. */
  stateHashes: z.record(z.string(), sha256),
  /** What was left out, and why. */
  leftOut: z.array(z.string()),
});

export type Manifest = z.output<typeof manifestSchema>;
export type BackupFile = Manifest['files'][number];

/** Every file under `folder`, sorted; links are not followed. Throws beyond the bound. */
export function filesUnder(folder: string): readonly string[] {
  const found: string[] = [];
  const walk = (at: string): void => {
    for (const entry of readdirSync(at, { withFileTypes: true })) {
      const path = join(at, entry.name);
      if (entry.isDirectory()) walk(path);
      else if (entry.isFile()) found.push(relative(folder, path));
      if (found.length > FILES_MAX) throw new Error(`more than ${FILES_MAX} files in ${folder}`);
    }
  };
  walk(folder);
  return found.sort();
}

export const describeFile = (folder: string, name: string): BackupFile => {
  const path = join(folder, name);
  return { name, bytes: statSync(path).size, sha256: hashOf(path) };
};

const PIECE = 1_048_576;

function hashOf(path: string): string {
  const hash = createHash('sha256');
  const piece = Buffer.alloc(PIECE);
  const file = openSync(path, 'r');
  try {
    for (;;) {
      const read = readSync(file, piece, 0, PIECE, null);
      if (read === 0) return hash.digest('hex');
      hash.update(piece.subarray(0, read));
    }
  } finally {
    closeSync(file);
  }
}

/** Everything that differs from the manifest, in words; empty when nothing does. */
export function differences(folder: string, manifest: Manifest): readonly string[] {
  const listed = new Map(manifest.files.map((file) => [file.name, file]));
  const there = filesUnder(folder).filter((name) => name !== MANIFEST);
  const wrong: string[] = [];
  for (const name of there) {
    const file = listed.get(name);
    if (file === undefined) wrong.push(`${name} is not in the manifest: it was added later`);
    else {
      const now = describeFile(folder, name);
      if (now.bytes !== file.bytes) wrong.push(`${name} has ${now.bytes} bytes, not ${file.bytes}`);
      else if (now.sha256 !== file.sha256) wrong.push(`${name} was changed: its checksum differs`);
    }
    listed.delete(name);
  }
  for (const name of listed.keys()) wrong.push(`${name} is missing`);
  return wrong;
}

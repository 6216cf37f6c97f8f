/** A home from a backup: whole and proven, or not at all; it comes up halted (requirement OPS-8). */
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { messageOf } from '../../bus/server.ts';
import { leaveHaltLatch } from '../halt-latch.ts';
import { type Home, homeAt } from '../home.ts';
import { readJson } from '../json-file.ts';
import { differences, MANIFEST, type Manifest, manifestSchema } from './manifest.ts';
import { proveState } from './state-proof.ts';

export type RestoreResult =
  | { readonly ok: true; readonly manifest: Manifest; readonly home: Home }
  | { readonly ok: false; readonly problems: readonly string[] };

const DIFFERENCES_SHOWN = 20;

/** The manifest of a backup whose files are those that were written, or what is wrong with it. */
export function readBackup(
  backup: string,
): { readonly ok: true; readonly manifest: Manifest } | { ok: false; problems: readonly string[] } {
  if (!existsSync(join(backup, MANIFEST))) {
    const text = existsSync(backup)
      ? `${backup} has no ${MANIFEST}: it is no backup, or its making was broken off`
      : `there is no ${backup}`;
    return { ok: false, problems: [text] };
  }
  const read = manifestSchema.safeParse(readJson(join(backup, MANIFEST)));
  if (!read.success) {
    const problems = read.error.issues.map(
      ({ path, message }) => `${MANIFEST} ${path.join('.')}: ${message}`,
    );
    return { ok: false, problems: problems.slice(0, DIFFERENCES_SHOWN) };
  }
  try {
    const wrong = differences(backup, read.data);
    if (wrong.length === 0) return { ok: true, manifest: read.data };
    const more = wrong.length - DIFFERENCES_SHOWN;
    const shown = wrong.slice(0, DIFFERENCES_SHOWN);
    return { ok: false, problems: more > 0 ? [...shown, `and ${more} more`] : shown };
  } catch (error) {
    return { ok: false, problems: [messageOf(error)] };
  }
}

/** `into` must not exist, or be empty. Nothing is left there after a failure. */
export function restoreBackup(backup: string, into: string): RestoreResult {
  const target = resolve(into);
  if (existsSync(target) && readdirSync(target).length > 0) {
    const text = `${target} exists and is not empty: a restore never writes over a home; name a new one with --home, or move the old one away`;
    return { ok: false, problems: [text] };
  }
  const read = readBackup(backup);
  if (!read.ok) return read;
  const { manifest } = read;
  const draft = `${target}.restoring`;
  rmSync(draft, { recursive: true, force: true });
  try {
    for (const { name } of manifest.files) {
      const to = join(draft, name);
      mkdirSync(dirname(to), { recursive: true, mode: 0o700 });
      copyFileSync(join(backup, name), to);
      chmodSync(to, 0o600);
    }
    const home = homeAt(draft);
    const problems = proofProblems(home, manifest);
    if (problems.length > 0) {
      rmSync(draft, { recursive: true, force: true });
      return { ok: false, problems };
    }
    leaveHaltLatch(home, {
      actor: 'restore',
      reason: `restored from the backup of ${manifest.madeAt}: compare with the venue, then resume`,
    });
    rmSync(target, { recursive: true, force: true });
    renameSync(draft, target);
    return { ok: true, manifest, home: homeAt(target) };
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    return { ok: false, problems: [messageOf(error)] };
  }
}

/** The journals lead to the very state that was backed up, module by module. */
function proofProblems(home: Home, manifest: Manifest): readonly string[] {
  const { journals, stateHashes } = proveState(home);
  const problems: string[] = [];
  for (const name of ['executor', 'orchestrator', 'changes'] as const) {
    const [now, then] = [journals[name], manifest.journals[name]];
    if (now?.hash !== then?.hash || now?.sequence !== then?.sequence) {
      problems.push(`the ${name}'s journal ends at another record than the manifest says`);
    }
  }
  const modules = new Set([...Object.keys(stateHashes), ...Object.keys(manifest.stateHashes)]);
  for (const module of [...modules].sort()) {
    if (stateHashes[module] === manifest.stateHashes[module]) continue;
    problems.push(
      `state of ${module} differs from the backup's: it was made by build ${manifest.build}; restore it with that one`,
    );
  }
  return problems;
}

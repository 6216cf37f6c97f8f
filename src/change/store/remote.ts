/**
 * The remote of the repository: told of each change by the git program, beside everything else.
 * Nothing waits for it; a remote that is away is told, and the next change tries again.
 */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RemoteStatus } from '../../domain/change-office.ts';
import { textOf } from './errors.ts';

type Say = (severity: 'info' | 'warning', text: string) => void;

const NAME = 'origin';
const TIMEOUT_MS = 30_000;
/** Waits before the second and the third attempt; then the next change is awaited. */
const RETRIES_MS = [5_000, 60_000] as const;

/** By folder: one push at a time, and one more when something changed meanwhile. */
const pushes = new Map<string, { again: boolean; first: Promise<void> }>();
const outcomes = new Map<string, { readonly ok: boolean; readonly text: string }>();

/** Begins to push, or remembers to do so once more. Never throws, never blocks. */
export function pushLater(folder: string, say: Say): void {
  const running = pushes.get(folder);
  if (running !== undefined) {
    running.again = true;
    return;
  }
  let tried: () => void = () => {};
  const first = new Promise<void>((resolve) => {
    tried = resolve;
  });
  const entry = { again: false, first };
  pushes.set(folder, entry);
  void (async () => {
    do {
      entry.again = false;
      await attempts(folder, say, tried);
    } while (entry.again);
    pushes.delete(folder);
  })();
}

/** For a command that ends: waits until it was tried once, at most this long. */
export async function pushed(folder: string, limit: number): Promise<void> {
  const { first } = pushes.get(folder) ?? {};
  if (first === undefined) return;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, limit);
  });
  await Promise.race([first, late]);
  clearTimeout(timer);
}

async function attempts(folder: string, say: Say, tried: () => void): Promise<void> {
  if ((await remoteUrl(folder)) === null) return tried();
  for (const wait of [...RETRIES_MS, null]) {
    const fault = await push(folder);
    outcomes.set(folder, { ok: fault === null, text: fault ?? 'has everything' });
    tried();
    if (fault === null) return;
    say(
      'warning',
      `the remote of the configuration was not told (${fault}); what is in force here does not depend on it`,
    );
    if (wait !== null) await later(wait);
  }
}

const later = (ms: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, ms).unref();
  });

/** Null: done; else why not, in one line. Never forced: what others put there stays. */
function push(folder: string): Promise<string | null> {
  const env = { ...process.env, GIT_TERMINAL_PROMPT: '0', GIT_SSH_COMMAND: 'ssh -oBatchMode=yes' };
  const args = ['-C', folder, 'push', '--quiet', NAME, 'refs/heads/*:refs/heads/*'];
  return new Promise((resolve) => {
    execFile('git', args, { timeout: TIMEOUT_MS, env }, (error, _out, stderr) => {
      if (error === null) resolve(null);
      else if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
        resolve('there is no git program on this machine');
      } else resolve(lastLine(stderr) || textOf(error));
    });
  });
}

const lastLine = (text: string): string =>
  text.split('\n').findLast((line) => /^(fatal|error|!)|rejected/.test(line.trim())) ?? '';

/** Of `.git/config`, without the library; null: there is none. */
async function remoteUrl(folder: string): Promise<string | null> {
  const text = await readFile(join(folder, '.git', 'config'), 'utf8').catch(() => '');
  const section = text.split(/^(?=\[)/m).find((part) => part.startsWith(`[remote "${NAME}"]`));
  return /^\s*url\s*=\s*(.+)$/m.exec(section ?? '')?.[1]?.trim() ?? null;
}

export async function remoteStatus(folder: string): Promise<RemoteStatus> {
  const url = await remoteUrl(folder);
  if (url === null) return { url, ok: null, text: 'none (septet config remote <url>)' };
  const outcome = outcomes.get(folder);
  return { url, ok: outcome?.ok ?? null, text: outcome?.text ?? 'not pushed since the start' };
}

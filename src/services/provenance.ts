import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);
const TIMEOUT_MS = 2_000;

/**
 * Commit that holds exactly the files of this folder (requirement PRE-7); null when the folder is
 * in no git repository, has changes, or git is not there.
 */
export async function commitOf(folder: string): Promise<string | null> {
  try {
    const git = async (...args: readonly string[]): Promise<string> => {
      const { stdout } = await run('git', ['-C', folder, ...args], { timeout: TIMEOUT_MS });
      return stdout.trim();
    };
    const changes = await git('status', '--porcelain', '--untracked-files=all', '--', '.');
    if (changes !== '') return null;
    const commit = await git('log', '-1', '--format=%h', '--', '.');
    return commit === '' ? null : commit;
  } catch {
    return null;
  }
}

/**
 * The file system as the git library sees it: every write is whole or not at all, and on the disk
 * when it returns. A kill or a power cut leaves neither half an object nor an empty reference.
 */
import fs from 'node:fs';
import { dirname } from 'node:path';

let written = 0;

async function writeFile(
  path: string,
  data: Uint8Array | string,
  options?: { readonly mode?: number } | string,
): Promise<void> {
  // The index is git's own note of the working tree: made anew from what is stored.
  if (path.endsWith('/index')) return fs.promises.writeFile(path, data);
  const mode = typeof options === 'object' ? options.mode : undefined;
  written += 1;
  const temporary = `${path}.${process.pid}.${written}.tmp`;
  const file = await fs.promises.open(temporary, 'w', mode ?? 0o644);
  try {
    await file.writeFile(data);
    await file.sync();
  } finally {
    await file.close();
  }
  await fs.promises.rename(temporary, path);
  await syncFolder(dirname(path));
}

async function syncFolder(path: string): Promise<void> {
  const folder = await fs.promises.open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

export const syncedFs = { promises: { ...fs.promises, writeFile } };

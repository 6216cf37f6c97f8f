/** Copies of the default configuration with something changed, for tests. */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FileName } from '../files.ts';

export const DEFAULT_FOLDER = new URL('../../../config', import.meta.url).pathname;

export interface ConfigFolder {
  readonly path: string;
  /** Replaces the only occurrence of `from`; the 1-based line where it was. */
  edit(file: FileName, from: string, to: string): number;
  write(file: FileName, text: string): void;
  remove(file: FileName): void;
  dispose(): void;
}

export function copyOfDefaults(): ConfigFolder {
  const path = mkdtempSync(join(tmpdir(), 'septet-config-'));
  cpSync(DEFAULT_FOLDER, path, { recursive: true });
  return {
    path,
    edit(file, from, to) {
      const text = readFileSync(join(path, file), 'utf8');
      const place = text.indexOf(from);
      if (place < 0 || text.indexOf(from, place + 1) >= 0) {
        throw new Error(`"${from}" does not stand exactly once in ${file}`);
      }
      writeFileSync(
        join(path, file),
        text.replace(from, () => to),
      );
      return text.slice(0, place).split('\n').length;
    },
    write: (file, text) => writeFileSync(join(path, file), text),
    remove: (file) => rmSync(join(path, file)),
    dispose: () => rmSync(path, { recursive: true, force: true }),
  };
}

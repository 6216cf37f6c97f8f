/** Table tests of malformed configurations: one edit of the defaults, one error with its place. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { formatConfigErrors } from '../errors.ts';
import type { FileName } from '../files.ts';
import { loadConfig } from '../load.ts';
import { type ConfigFolder, copyOfDefaults } from './config-folder.ts';

export interface MalformedCase {
  readonly name: string;
  readonly file: FileName;
  readonly from: string;
  readonly to: string;
  /** Path, message and remedy of the error that comes of it. */
  readonly path: string;
  readonly message: string | RegExp;
  readonly remedy: string | RegExp;
  /** Line of the error, counted from the edited one. */
  readonly offset: number;
  /** Errors that follow from it in other places, by path. */
  readonly follow: readonly string[];
}

export const malformed = (
  name: string,
  file: FileName,
  [from, to]: readonly [string, string],
  path: string,
  message: string | RegExp,
  remedy: string | RegExp,
  offset = 0,
  follow: readonly string[] = [],
): MalformedCase => ({ name, file, from, to, path, message, remedy, offset, follow });

export function testMalformed(title: string, cases: readonly MalformedCase[]): void {
  describe(title, () => {
    let folder: ConfigFolder;
    beforeEach(() => {
      folder = copyOfDefaults();
    });
    afterEach(() => folder.dispose());
    for (const { name, file, from, to, path, message, remedy, offset, follow } of cases) {
      it(`PRE-2 ${name}: an error with its place and remedy`, () => {
        const line = folder.edit(file, from, to) + offset;
        const loaded = loadConfig(folder.path);
        const errors = loaded.ok ? [] : loaded.errors;
        const found = errors.find((error) => error.path === path);
        expect(found, formatConfigErrors(errors).join('\n')).toMatchObject({ file, line });
        expect(found?.message).toMatch(message);
        expect(found?.remedy).toMatch(remedy);
        expect(found?.column).toBeGreaterThan(0);
        const others = errors.filter((error) => error !== found);
        expect(others.map((error) => error.path)).toEqual(follow);
      });
    }
  });
}

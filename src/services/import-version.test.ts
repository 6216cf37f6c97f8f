import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { versionInForce } from '../change/book/book.ts';
import { contentOf, filesOfFolder } from '../change/store/content.ts';
import { DEFAULT_FOLDER } from '../config/testing/config-folder.ts';
import { homeAt } from './home.ts';
import { openOffice } from './home-office.ts';
import { importApart, importVersion } from './import-version.ts';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'septet-import-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const asked = () => ({
  ...{ home, folder: DEFAULT_FOLDER, actor: 'desk' },
  content: contentOf(filesOfFolder(DEFAULT_FOLDER)),
});

const inForce = (): string | undefined => {
  const opened = openOffice(homeAt(home), 'test');
  if (!opened.ok) throw new Error(opened.text);
  const commit = versionInForce(opened.office.book)?.commit;
  opened.office.close();
  return commit;
};

it('CHG-1 the folder that was looked at becomes the first version, and the office is free again', async () => {
  const imported = await importVersion(asked());
  expect(imported).toMatchObject({ ok: true });
  expect(imported.ok && imported.commit).toBe(inForce());
});

it('CHG-1 files that changed after they were looked at are refused, and nothing comes in force', async () => {
  expect(await importVersion({ ...asked(), content: 'f'.repeat(64) })).toEqual({
    ok: false,
    text: `${DEFAULT_FOLDER} was changed while it was read: start once more`,
  });
  expect(inForce()).toBeUndefined();
});

it('a program that is not there is an error, and nothing comes in force', async () => {
  await expect(importApart(join(home, 'nowhere'), asked())).rejects.toThrow(/first-version\.cjs/);
  expect(inForce()).toBeUndefined();
});

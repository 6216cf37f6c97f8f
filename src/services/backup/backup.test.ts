/** Backups at rest: what they hold, and everything that is refused. */
import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openSqliteJournal } from '../../journal/sqlite-journal.ts';
import { haltLatch } from '../halt-latch.ts';
import { type Home, homeAt, makeHome } from '../home.ts';
import { takeLock } from '../process-lock.ts';
import { copyJournal } from './copy-state.ts';
import { makeBackup } from './make-backup.ts';
import { MANIFEST } from './manifest.ts';
import { restoreBackup } from './restore-backup.ts';

const MADE_AT = '2025-04-04T10:00:00.000Z';
const BUILD = '0.1.0+0123456789ab';

let folder: string;
let home: Home;
let backup: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'septet-backup-'));
  home = homeAt(join(folder, 'home'));
  backup = join(folder, 'backup');
  makeHome(home);
  writeFileSync(home.identity, JSON.stringify({ portfolio: 'main', market: 'generated' }));
  mkdirSync(home.reports);
  writeFileSync(join(home.reports, 'daily.md'), '# Daily');
  writeFileSync(join(home.path, 'venue.key'), 'secret');
  const config = { venue: { keyFile: join(home.path, 'venue.key') } };
  writeFileSync(home.config, JSON.stringify({ config }));
  writeFileSync(join(home.logs, 'executor.log'), 'a line');
  const journal = openSqliteJournal(home.executorJournal, {
    build: BUILD,
    config: 'c-1',
    source: 'executor',
  });
  const draft = { at: 1, source: 'executor', type: 'fact.halt', data: { on: true } } as const;
  journal.append([draft, draft]);
  journal.close();
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const make = () => makeBackup(home, backup, BUILD, MADE_AT);
/** Its owner would stand still for too long. */
it('OPS-8 a journal that is too large is not copied while its process runs: refused with its size and the way on', () => {
  const config = { build: BUILD, config: 'c-1', source: 'executor' };
  const journal = openSqliteJournal(home.executorJournal, config);
  mkdirSync(backup);
  try {
    const refused = copyJournal(journal, 'executor.db', backup, journal.bytes() - 1);
    expect(refused).toMatchObject({ ok: false, code: 'TOO_LARGE' });
    expect(refused.text).toMatch(
      /executor\.db has 1 MiB, .* stop with `septet down`, then back up/,
    );
    expect(readdirSync(backup)).toEqual([]);
    expect(copyJournal(journal, 'executor.db', backup, journal.bytes()).ok).toBe(true);
  } finally {
    journal.close();
  }
});

/** A file of the backup that somebody opened for writing. */
const opened = (name: string): string => {
  const path = join(backup, name);
  chmodSync(path, 0o600);
  return path;
};
const target = () => join(folder, 'restored');
const problems = () => {
  const restored = restoreBackup(backup, target());
  expect(existsSync(target())).toBe(false);
  expect(readdirSync(folder).filter((name) => name.includes('restoring'))).toEqual([]);
  return restored.ok ? [] : restored.problems;
};

describe('a backup', () => {
  it('OPS-8 holds journals and reports with their checksums, neither secrets nor logs, and says so', async () => {
    const made = await make();
    if (!made.ok) throw new Error(made.text);
    const { manifest } = made;
    const names = manifest.files.map(({ name }) => name);
    expect(names).toEqual(['executor.db', 'home.json', 'reports/daily.md']);
    expect(manifest.journals.executor?.sequence).toBe(2);
    expect(manifest.journals.orchestrator).toBeNull();
    expect(manifest.leftOut.join('\n')).toMatch(/venue\.key: a secret/);
    expect(manifest.leftOut.join('\n')).toMatch(/^log: /m);
    for (const name of readdirSync(backup)) {
      if (name !== 'reports')
        expect(readFileSync(join(backup, name), 'utf8')).not.toContain('secret"');
    }
  });

  it('OPS-8 restores the same files and journal, and comes up halted', async () => {
    await make();
    const restored = restoreBackup(backup, target());
    if (!restored.ok) throw new Error(restored.problems.join('; '));
    expect(readFileSync(join(target(), 'reports', 'daily.md'), 'utf8')).toBe('# Daily');
    expect(haltLatch(restored.home)).toMatchObject({ actor: 'restore' });
    const journal = openSqliteJournal(restored.home.executorJournal, {
      build: BUILD,
      config: 'c-1',
      source: 'executor',
    });
    expect(journal.head().sequence).toBe(2);
    journal.close();
    // And once more from the same backup: restoring does not change it.
    expect(restoreBackup(backup, join(folder, 'second')).ok).toBe(true);
  });

  it.each<[string, () => void, RegExp]>([
    [
      'a changed report',
      () => writeFileSync(opened('reports/daily.md'), '# Dialy'),
      /reports\/daily.md was changed/,
    ],
    [
      'a truncated journal',
      () => truncateSync(opened('executor.db'), 4_096),
      /executor.db has 4096 bytes/,
    ],
    ['an added file', () => writeFileSync(join(backup, 'more'), ''), /more is not in the manifest/],
    ['a missing file', () => rmSync(join(backup, 'home.json')), /home.json is missing/],
    [
      'no manifest',
      () => rmSync(join(backup, MANIFEST)),
      /is no backup, or its making was broken off/,
    ],
    ['a torn manifest', () => truncateSync(opened(MANIFEST), 40), /manifest.json/],
    [
      'another schema',
      () => {
        const path = opened(MANIFEST);
        writeFileSync(path, readFileSync(path, 'utf8').replace('backup/1', 'backup/9'));
      },
      /manifest.json schema/,
    ],
    [
      'a name that leads out of the folder',
      () => {
        const path = opened(MANIFEST);
        writeFileSync(path, readFileSync(path, 'utf8').replace('"home.json"', '"../home.json"'));
      },
      /manifest.json files/,
    ],
    [
      'another end of the journal',
      () => {
        const path = opened(MANIFEST);
        writeFileSync(path, readFileSync(path, 'utf8').replace('"sequence": 2', '"sequence": 3'));
      },
      /the executor's journal ends at another record/,
    ],
  ])('OPS-8 with %s is refused, and nothing is left behind', async (_name, spoil, words) => {
    expect((await make()).ok).toBe(true);
    spoil();
    expect(problems().join('\n')).toMatch(words);
  });

  it('OPS-8 is not made into a folder with something in it, into the home, or from no home', async () => {
    mkdirSync(backup);
    appendFileSync(join(backup, 'note'), 'mine');
    expect(await make()).toMatchObject({
      ok: false,
      text: expect.stringContaining('empty folder'),
    });
    expect(readFileSync(join(backup, 'note'), 'utf8')).toBe('mine');
    backup = join(home.path, 'backup');
    expect(await make()).toMatchObject({ ok: false, text: expect.stringContaining('inside') });
    rmSync(home.identity);
    backup = join(folder, 'other');
    expect(await make()).toMatchObject({ ok: false, text: expect.stringContaining('no home') });
    expect(existsSync(backup)).toBe(false);
  });

  it('OPS-8 of a home that somebody supervises while its processes are gone waits for them', async () => {
    const lock = takeLock(home.lock, 'septet supervisor');
    expect(lock.ok).toBe(true);
    expect(await make()).toMatchObject({
      ok: false,
      text: expect.stringContaining('already runs'),
    });
    expect(existsSync(backup)).toBe(false);
  });

  it('OPS-8 of a broken journal is none', async () => {
    writeFileSync(home.executorJournal, 'no database');
    expect(await make()).toMatchObject({ ok: false, text: expect.stringContaining('nothing was') });
    expect(existsSync(backup)).toBe(false);
  });

  it('OPS-8 never restores over a home', async () => {
    await make();
    const restored = restoreBackup(backup, home.path);
    expect(restored).toMatchObject({ ok: false });
    expect(readFileSync(join(home.reports, 'daily.md'), 'utf8')).toBe('# Daily');
  });
});

import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ConfigStore } from './config-store.ts';
import { contentOf, differingFiles, filesOfFolder } from './content.ts';

const AT = Date.UTC(2026, 0, 5, 9);
const files = (risk: string) =>
  new Map(
    Object.entries({ 'risk.yaml': risk, 'septet.yaml': 'portfolio: main\n' }).map(
      ([name, text]) => [name, Buffer.from(text)] as const,
    ),
  );

let dir: string;
const hasGit = (() => {
  try {
    execFileSync('git', ['--version']);
    return true;
  } catch {
    return false;
  }
})();
const gitProgram = (...args: string[]): string =>
  execFileSync('git', ['-C', dir, ...args], { encoding: 'utf8' }).trim();

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'septet-store-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

async function twoVersions() {
  const store = await ConfigStore.open(dir);
  const draft = { parents: [], author: 'desk', at: AT, title: 'First', reason: '', trailers: [] };
  const first = await store.write({ ...draft, files: files('caps: 1\n') });
  await store.setBranch('main', first);
  const second = await store.write({
    files: files('caps: 2\n'),
    parents: [first],
    author: 'second operator <x>',
    at: AT + 60_000,
    title: 'Caps doubled',
    reason: 'The desk asked for it.\n\nTwice.',
    trailers: [
      ['Class', 'major'],
      ['Approved-by', 'desk'],
    ],
  });
  return { store, first, second };
}

describe('the repository of configuration versions', () => {
  it('CHG-1 a version comes back with its files, author, reason and trailers', async () => {
    const { store, first, second } = await twoVersions();
    const version = await store.read(second);
    expect(version).toMatchObject({
      parents: [first],
      author: 'second operator  x',
      at: AT + 60_000,
      title: 'Caps doubled',
      reason: 'The desk asked for it.\n\nTwice.',
      trailers: [
        ['Class', 'major'],
        ['Approved-by', 'desk'],
      ],
    });
    expect(Buffer.from(version.files.get('risk.yaml') ?? []).toString()).toBe('caps: 2\n');
    expect(version.content).toBe(contentOf(files('caps: 2\n')));
    expect((await store.history(second)).map(({ commit }) => commit)).toEqual([second, first]);
  });

  it.runIf(hasGit)('CHG-1 the git program finds nothing to complain about', async () => {
    const { store, first, second } = await twoVersions();
    await store.setBranch('main', second);
    for (const [name, bytes] of files('caps: 2\n')) writeFileSync(join(dir, name), bytes);
    await store.followIndex(['risk.yaml', 'septet.yaml']);
    expect(gitProgram('fsck', '--strict', '--full')).toBe('');
    expect(gitProgram('log', '--format=%H %s %an', 'main').split('\n')).toEqual([
      `${second} Caps doubled second operator  x`,
      `${first} First desk`,
    ]);
    expect(gitProgram('log', '-1', '--format=%(trailers:key=Class,valueonly)')).toBe('major');
    expect(gitProgram('status', '--porcelain')).toBe('');
    writeFileSync(join(dir, 'risk.yaml'), 'caps: 3\n');
    expect(gitProgram('status', '--porcelain')).toBe('M risk.yaml');
  });

  it.runIf(hasGit)('CHG-1 packed objects and packed references are read as well', async () => {
    const { store, second } = await twoVersions();
    await store.setBranch('main', second);
    gitProgram('gc', '--quiet', '--prune=now');
    expect(readdirSync(join(dir, '.git', 'refs', 'heads'))).toEqual([]);
    expect(await store.branch('main')).toBe(second);
    expect((await store.read(second)).files.size).toBe(2);
  });

  it('what lies beside the configuration stays in the repository', async () => {
    const { store, first } = await twoVersions();
    const readme = new Map([...files('caps: 1\n'), ['README.md', Buffer.from('ours\n')] as const]);
    const draft = { author: 'desk', at: AT, title: 'By hand', reason: '', trailers: [] };
    const parent = await store.write({ ...draft, parents: [first], files: readme });
    const next = await store.write({ ...draft, parents: [parent], files: files('caps: 2\n') });
    expect([...(await store.read(next)).files.keys()]).toEqual(['risk.yaml', 'septet.yaml']);
    if (hasGit) expect(gitProgram('show', `${next}:README.md`)).toBe('ours');
  });

  it('a changed object is refused as corrupted, and so are files that are not the recorded ones', async () => {
    const { store, first, second } = await twoVersions();
    await expect(store.read(second, contentOf(files('caps: 1\n')))).rejects.toThrow(
      /version [0-9a-f]{10} is corrupted: its files have the hash .* restore .*\.git from a backup/,
    );
    const { deflateSync } = await import('node:zlib');
    const object = join(dir, '.git', 'objects', first.slice(0, 2), first.slice(2));
    rmSync(object);
    writeFileSync(object, deflateSync(Buffer.from('commit 3\0abc')));
    await expect(store.read(first)).rejects.toMatchObject({ problem: 'corrupt' });
  });

  it('a missing commit, a missing branch and a torn object are told apart', async () => {
    const { store, first } = await twoVersions();
    expect(await store.branch('proposal/p-9')).toBeUndefined();
    await expect(store.read('0'.repeat(40))).rejects.toMatchObject({ problem: 'missing' });
    const object = join(dir, '.git', 'objects', first.slice(0, 2), first.slice(2));
    const bytes = readFileSync(object);
    rmSync(object);
    writeFileSync(object, bytes.subarray(0, 20));
    await expect(store.read(first)).rejects.toMatchObject({ problem: 'corrupt' });
  });

  it('an unfinished merge is refused with the way out', async () => {
    const { store, first } = await twoVersions();
    expect(() => store.refuseUnfinished()).not.toThrow();
    writeFileSync(join(dir, '.git', 'MERGE_HEAD'), `${first}\n`);
    expect(() => store.refuseUnfinished()).toThrow(/middle of a merge .* `git merge --abort`/);
  });

  it('a branch is dropped, and dropping it again is nothing', async () => {
    const { store, second } = await twoVersions();
    await store.setBranch('proposal/p-1', second);
    expect(await store.branch('proposal/p-1')).toBe(second);
    await store.dropBranch('proposal/p-1');
    await store.dropBranch('proposal/p-1');
    expect(await store.branch('proposal/p-1')).toBeUndefined();
  });

  it('a folder has its YAML files; other files, folders and huge ones are none of them', () => {
    writeFileSync(join(dir, 'risk.yaml'), 'caps: 1\n');
    writeFileSync(join(dir, 'README.md'), 'ours\n');
    writeFileSync(join(dir, 'huge.yaml'), Buffer.alloc(1_048_577));
    mkdirSync(join(dir, 'folder.yaml'));
    expect([...filesOfFolder(dir).keys()]).toEqual(['risk.yaml']);
    expect(filesOfFolder(join(dir, 'nowhere')).size).toBe(0);
  });

  it('the hash of a version moves with every byte and name, and names what differs', () => {
    const one = files('caps: 1\n');
    const renamed = new Map([['risks.yaml', Buffer.from('caps: 1\n')] as const]);
    expect(contentOf(one)).not.toBe(contentOf(files('caps: 1')));
    expect(contentOf(one)).not.toBe(contentOf(renamed));
    expect(differingFiles(one, renamed)).toEqual(['risk.yaml', 'risks.yaml', 'septet.yaml']);
    expect(differingFiles(one, files('caps: 1\n'))).toEqual([]);
  });
});

import { chmodSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { loadCredentials } from './credentials.ts';

const folder = mkdtempSync(join(tmpdir(), 'septet-key-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function keyFile(text: string, mode = 0o600): string {
  const path = join(folder, 'venue.key');
  rmSync(path, { force: true });
  writeFileSync(path, text);
  chmodSync(path, mode);
  return path;
}
const fromFile = (text: string, mode?: number) =>
  loadCredentials({ environment: {}, keyFile: keyFile(text, mode) });
const BOTH = 'SEPTET_API_KEY=k-1\nSEPTET_API_SECRET=s-1\n';

describe('the key of the venue', () => {
  it('comes from the environment before any file', () => {
    const environment = { SEPTET_API_KEY: 'k', SEPTET_API_SECRET: 's' };
    expect(loadCredentials({ environment, keyFile: '/nowhere' })).toEqual({
      ok: true,
      credentials: { apiKey: 'k', secret: 's' },
    });
  });

  it('comes from a file of mode 0600, with comments, blanks and quotes', () => {
    const credentials = { apiKey: 'k-1', secret: 's-1' };
    expect(fromFile(BOTH)).toEqual({ ok: true, credentials });
    expect(fromFile(BOTH, 0o400)).toEqual({ ok: true, credentials });
    const text = '# of the desk\n\n SEPTET_API_KEY = "k-1"\r\nSEPTET_API_SECRET=\'s-1\'';
    expect(fromFile(text)).toEqual({ ok: true, credentials });
  });

  it.each([0o640, 0o604, 0o620, 0o666, 0o601])('is refused from a file of mode %o', (mode) => {
    const loaded = fromFile(BOTH, mode);
    const path = join(folder, 'venue.key');
    expect(loaded).toMatchObject({ ok: false, errors: [expect.stringMatching('chmod 600')] });
    expect(JSON.stringify(loaded)).toContain(path);
    expect(JSON.stringify(loaded)).not.toContain('k-1');
  });

  it('is refused from a link to a file that others can read', () => {
    const link = join(folder, 'link');
    symlinkSync(keyFile(BOTH, 0o644), link);
    expect(loadCredentials({ environment: {}, keyFile: link })).toMatchObject({ ok: false });
  });

  it.each<[string, string, RegExp]>([
    ['half a pair', 'SEPTET_API_KEY=k-1\n', /SEPTET_API_SECRET is missing in .*venue.key/],
    ['an empty secret', 'SEPTET_API_KEY=k-1\nSEPTET_API_SECRET=\n', /SEPTET_API_SECRET is missing/],
    [
      'a name given twice',
      `${BOTH}SEPTET_API_KEY=k-2\n`,
      /venue.key:3: SEPTET_API_KEY stands twice/,
    ],
    ['a stray line', 'mySecretText\n', /venue.key:1: write SEPTET_API_KEY=/],
    ['a secret with blanks', 'SEPTET_API_KEY=k\nSEPTET_API_SECRET=a b\n', /copy it again/],
    ['a file that is too long', '#'.repeat(5_000), /5000 bytes, at most 4096/],
  ])('is refused from a file with %s, without a word of its content', (_name, text, words) => {
    const loaded = fromFile(text);
    expect(loaded).toMatchObject({ ok: false, errors: [expect.stringMatching(words)] });
    expect(JSON.stringify(loaded)).not.toMatch(/k-1|k-2|mySecretText|a b/);
  });

  it('names what to do when there is none, no file, or a folder in its place', () => {
    const none = loadCredentials({ environment: {}, keyFile: null });
    expect(none).toMatchObject({ errors: [expect.stringMatching('set SEPTET_API_KEY')] });
    const gone = loadCredentials({ environment: {}, keyFile: join(folder, 'gone') });
    expect(gone).toMatchObject({ errors: [expect.stringMatching('is not there')] });
    const other = loadCredentials({ environment: {}, keyFile: folder });
    expect(other).toMatchObject({ errors: [expect.stringMatching('no regular file')] });
  });

  it('is refused as half a pair in the environment, even beside a good file', () => {
    const environment = { SEPTET_API_KEY: 'k' };
    expect(loadCredentials({ environment, keyFile: keyFile(BOTH) })).toEqual({
      ok: false,
      errors: ['SEPTET_API_SECRET is missing in the environment: both belong together'],
    });
  });
});

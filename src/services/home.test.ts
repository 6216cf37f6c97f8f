import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { entryHaltOption } from './executor.ts';
import { haltLatch, leaveHaltLatch, removeHaltLatch } from './halt-latch.ts';
import { type Home, homeAt, makeHome } from './home.ts';
import { checkHomeIdentity } from './run-file.ts';

let home: Home;
beforeEach(() => {
  home = homeAt(mkdtempSync(join(tmpdir(), 'septet-home-')));
  makeHome(home);
});
afterEach(() => rmSync(home.path, { recursive: true, force: true }));

describe('home', () => {
  it('is readable by its owner alone', () => {
    expect(statSync(home.run).mode & 0o777).toBe(0o700);
    expect(statSync(home.logs).mode & 0o777).toBe(0o700);
  });

  it('refuses another market or portfolio than the one it was made with, in words', () => {
    const first = { portfolio: 'main', market: 'generated 7' };
    expect(checkHomeIdentity(home, first)).toBeNull();
    expect(checkHomeIdentity(home, first)).toBeNull();
    expect(checkHomeIdentity(home, { ...first, market: 'generated 8' })).toContain('--home');
    expect(checkHomeIdentity(home, { ...first, portfolio: 'other' })).toContain('"main"');
  });
});

describe('ENTRY_HALT latch in the home', () => {
  it('HALT-1 waits for an executor that could not be reached', () => {
    expect(haltLatch(home)).toBeUndefined();
    leaveHaltLatch(home, { actor: 'operator', reason: 'test' });
    expect(haltLatch(home)).toEqual({ actor: 'operator', reason: 'test' });
    removeHaltLatch(home);
    expect(haltLatch(home)).toBeUndefined();
  });

  it('HALT-1 halts although it cannot be read', () => {
    writeFileSync(join(home.path, 'entry-halt.json'), '{"actor":');
    expect(haltLatch(home)).toMatchObject({ actor: 'unknown' });
  });

  it('HALT-1 takes ENTRY_HALT=true from the environment', () => {
    expect(entryHaltOption({ ENTRY_HALT: 'true' }).entryHalt?.actor).toBe('environment');
    expect(entryHaltOption({ ENTRY_HALT: 'false' })).toEqual({});
    expect(entryHaltOption({})).toEqual({});
  });
});

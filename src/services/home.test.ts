import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadConfig } from '../config/load.ts';
import { DEFAULT_FOLDER } from '../config/testing/config-folder.ts';
import { entryHaltOption } from './executor.ts';
import { haltLatch, leaveHaltLatch, removeHaltLatch } from './halt-latch.ts';
import { type Home, homeAt, makeHome } from './home.ts';
import { openOffice } from './home-office.ts';
import { checkHomeIdentity, writeRunFile } from './run-file.ts';

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

describe('a configuration for a home that has run', () => {
  it('CHG-1 that arranges the state anew is refused before it is in force, in words; other figures are not', () => {
    const loaded = loadConfig(DEFAULT_FOLDER);
    if (!loaded.ok) throw new Error('the default configuration does not load');
    const { config } = loaded;
    const anchor = { market: 0, monotonic: 0, speed: 60 };
    writeRunFile(home, {
      ...{ build: 'b', config, configCommit: null, configFiles: 15, profileChosenBy: 'desk' },
      ...{ market: { kind: 'generated', seed: config.market.seed }, anchor },
    });
    const opened = openOffice(home, 'b');
    if (!opened.ok) throw new Error(opened.text);
    const { misfit } = opened.office.ports;
    const { kernel } = config;
    const [first, ...rest] = kernel.strategies;
    if (first === undefined) throw new Error('there is no strategy');
    const off = [{ ...first, enabled: false, stop: 0.01 }, ...rest];
    expect(misfit({ ...config, kernel: { ...kernel, strategies: off } })).toBeNull();
    expect(misfit({ ...config, kernel: { ...kernel, strategies: rest } })).toMatch(
      /^strategies differ from what this home runs.*enabled: false/,
    );
    opened.office.close();
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

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadConfig } from '../config/load.ts';
import { MINUTE_MS } from '../domain/time.ts';
import { openSqliteJournal } from '../journal/sqlite-journal.ts';
import { cappedFirstWeek, paperHistory } from './first-live.ts';
import { homeAt, makeHome } from './home.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'septet-first-live-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const configAt = (speed: number) => {
  const loaded = loadConfig('config', { speed });
  if (!loaded.ok) throw new Error('the default configuration does not load');
  return loaded.config;
};
const DAY = Date.UTC(2026, 0, 5);

/** A run from `from` to `to`, minutes, with a record a minute. */
function run(speed: number, from: number, to: number): void {
  makeHome(homeAt(folder));
  const path = homeAt(folder).orchestratorJournal;
  const journal = openSqliteJournal(path, { build: 'b', config: 'c', source: 'orchestrator' });
  const record = (minute: number, type: string, data: unknown) => ({
    ...{ at: DAY + minute * MINUTE_MS, source: 'orchestrator', type, data },
  });
  journal.append([record(from, 'input.start', { config: configAt(speed) })]);
  for (let minute = from + 1; minute <= to; minute += 1) {
    journal.append([record(minute, 'input.time', {})]);
  }
  journal.close();
}

describe('paper history of a home', () => {
  it('OPS-1 is the time its journal covers at the pace of the world; haste and breaks are none', () => {
    run(1, 0, 30);
    run(1, 100, 110);
    run(60, 110, 200);
    run(1, 200, 205);
    expect(paperHistory(folder).proven).toBe(45 * MINUTE_MS);
  });

  it('OPS-1 a folder without journal is refused in words', () => {
    expect(() => paperHistory(join(folder, 'nothing'))).toThrow('there is no journal');
  });
});

describe('the first week', () => {
  it('OPS-1 has a quarter of the gross capacity in every profile, and its name in the version', () => {
    const config = configAt(1);
    const cap = { cappedFor: 7 * 24 * 60 * MINUTE_MS, capFraction: 0.25 };
    const first = cappedFirstWeek(config, DAY, DAY + MINUTE_MS, cap);
    expect(first.config.kernel.profiles.map(({ leverage }) => leverage)).toEqual(
      config.kernel.profiles.map(({ leverage }) => leverage * 0.25),
    );
    expect(first.config.kernel.version).toBe(`${config.kernel.version}+first-week-25`);
    const after = cappedFirstWeek(config, DAY, DAY + cap.cappedFor, cap);
    expect(after).toEqual({ config, text: null });
  });
});

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { filesOfFolder } from '../change/store/content.ts';
import { loadConfig } from '../config/load.ts';
import type { ConfigVersion } from '../domain/change.ts';
import { MINUTE_MS } from '../domain/time.ts';
import { openSqliteJournal } from '../journal/sqlite-journal.ts';
import { asRunHere } from './change-over.ts';
import { firstWeek, paperHistory } from './first-live.ts';
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
  it('OPS-1 begins with the first start and is over after its days, whichever start asks', () => {
    const config = configAt(1);
    const cap = { cappedFor: 7 * 24 * 60 * MINUTE_MS, capFraction: 0.25 };
    const first = firstWeek(config, DAY, DAY + MINUTE_MS, cap);
    expect(first.config.firstLive.week).toEqual({ until: DAY + cap.cappedFor, fraction: 0.25 });
    const after = firstWeek(config, DAY, DAY + cap.cappedFor, cap);
    expect(after).toEqual({ config, text: null });
  });

  it('OPS-1 CHG-1 is that of the home: a version that is promoted within it is capped as well', async () => {
    const config = configAt(1);
    const cap = { cappedFor: 7 * 24 * 60 * MINUTE_MS, capFraction: 0.25 };
    const run = { config: firstWeek(config, DAY, DAY + MINUTE_MS, cap).config, options: {} };
    const files = filesOfFolder(join(process.cwd(), 'config'));
    const office = {
      filesOf: () => Promise.resolve(files),
      ports: { defaults: () => files, say: () => {} },
    };
    const loaded = await asRunHere(run, office, VERSION);
    expect(loaded.config.firstLive.week).toEqual(run.config.firstLive.week);
  });
});

const VERSION: ConfigVersion = {
  ...{ commit: 'a'.repeat(40), version: 'c-000000000002', content: 'f'.repeat(64) },
  ...{ parent: null, author: 'desk', reason: 'test', at: DAY, class: 'minor', changed: [] },
};

import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Acknowledged, checkBooks } from './checks.ts';
import type { Said } from './far-venue.ts';
import { Host } from './host.ts';
import type { Told } from './life.ts';
import { noise } from './market.ts';
import { bundled, run } from './process.ts';
import type { VenueReport } from './venue-report.ts';

/** Kills of each of the two kinds of world; together 300. */
const WORLDS = 10;
const KILLS_OWN = 20;
const KILLS_FAR = 10;
/** Points of one life that are counted to, and longest life of one killed from outside, ms. */
const MOST_POINTS = 400;
const LONGEST_MS = 250;

const MEMORY = '/dev/shm';

let folder: string;
const programs: Record<string, { path: string; remove: () => void }> = {};
beforeAll(async () => {
  // In memory where there is such a folder: what a killed process had written stays all the same,
  // and nobody waits for a disk that a kill does not concern.
  folder = mkdtempSync(join(existsSync(MEMORY) ? MEMORY : tmpdir(), 'septet-kill-'));
  for (const name of ['own-venue', 'far-venue']) programs[name] = await bundled(name);
});
afterAll(() => {
  for (const { remove } of Object.values(programs)) remove();
  rmSync(folder, { recursive: true, force: true });
});

interface Death {
  /** Name of the point, or when it was killed from outside. */
  readonly where: string;
  readonly checked: boolean;
}

/** Half of the lives end at a point they pass, the others at a time of this process's choice. */
function fate(
  seed: number,
  life: number,
): { readonly point: number | null; readonly after: number } {
  const odd = life % 2 === 1;
  const share = noise(seed, life, 77);
  // Small numbers of points are those of the restart itself: as many of them as of large ones.
  const point = Math.ceil(MOST_POINTS ** share);
  return { point: odd ? point : null, after: LONGEST_MS * share };
}

function heardBy(acknowledged: Acknowledged, line: Told): string | null {
  if (line.kind === 'told') {
    acknowledged.sequence = Math.max(acknowledged.sequence, line.sequence);
    for (const fill of line.fills) acknowledged.fills.add(fill);
  }
  return line.kind === 'point' ? line.name : null;
}

/** A world of lives with the venue inside: it dies with them, and lives on from its file. */
async function ownWorld(seed: number): Promise<readonly Death[]> {
  const acknowledged: Acknowledged = { sequence: 0, fills: new Set() };
  const place = mkdtempSync(join(folder, 'own-'));
  const deaths: Death[] = [];
  for (let life = 0; deaths.length <= KILLS_OWN; life += 1) {
    expect(life).toBeLessThan(3 * KILLS_OWN);
    const last = deaths.length === KILLS_OWN;
    const { point, after } = last ? { point: null, after: 0 } : fate(seed, life);
    let checked = false;
    let where = 'from outside, before its books were checked';
    let timer: NodeJS.Timeout | undefined;
    const absence = Math.floor(noise(seed, life, 78) ** 3 * 60);
    const options = { folder: place, seed, point, absence, settleOnly: last };
    const running = run(programs['own-venue']!.path, options, (line) => {
      const told = line as Told;
      where = heardBy(acknowledged, told) ?? where;
      if (told.kind !== 'report') return;
      checkBooks(told, (line as { readonly venue: VenueReport }).venue, acknowledged);
      checked = true;
      where = 'from outside, while it traded';
      if (point === null && !last) timer = setTimeout(() => running.child.kill('SIGKILL'), after);
    });
    // Every fourth one of those killed from outside does not get as far as its first report.
    if (point === null && !last && life % 8 === 0) {
      timer = setTimeout(() => running.child.kill('SIGKILL'), after);
    }
    const killed = await running.ended;
    clearTimeout(timer);
    if (killed) deaths.push({ where, checked });
    else if (last) {
      expect(checked).toBe(true);
      return deaths;
    }
  }
  return deaths;
}

/** A world whose venue lives here: the executors alone die, with commands and events under way. */
async function farWorld(seed: number): Promise<readonly Death[]> {
  const acknowledged: Acknowledged = { sequence: 0, fills: new Set() };
  const place = mkdtempSync(join(folder, 'far-'));
  const host = new Host(seed);
  const deaths: Death[] = [];
  while (deaths.length <= KILLS_FAR) {
    const life = deaths.length;
    const last = life === KILLS_FAR;
    const { point, after } = last ? { point: null, after: 0 } : fate(seed, life);
    let checked = false;
    let dying = false;
    let where = 'from outside, before its books were checked';
    let timer: NodeJS.Timeout | undefined;
    const kill = (): void => {
      // What it sent and was not read yet is lost on its way in half of the cases.
      dying = noise(seed, life, 79) < 0.5;
      running.child.kill('SIGKILL');
    };
    const running = run(programs['far-venue']!.path, { folder: place, seed, point }, (line) => {
      const said = line as Told | Said;
      if (said.kind === 'told' || said.kind === 'point') {
        where = heardBy(acknowledged, said) ?? where;
        return;
      }
      if (dying) return;
      if (said.kind === 'report') {
        checkBooks(said, host.report(), acknowledged);
        checked = true;
        where = 'from outside, while it traded';
        if (last) kill();
        else if (point === null) timer = setTimeout(kill, after);
      }
      if (!dying) host.hear(said);
    });
    if (point === null && !last && life % 8 === 0) timer = setTimeout(kill, after);
    host.connect((line) => running.child.stdin?.write(`${JSON.stringify(line)}\n`));
    await running.ended;
    clearTimeout(timer);
    deaths.push({ where, checked });
    host.pass(Math.floor(noise(seed, life, 80) ** 3 * 60));
  }
  return deaths;
}

describe('an executor killed with kill -9 while it trades', () => {
  it('EXIT-1 OPS-2 AUD-2 has lost no acknowledged fill and doubled no order, and every position has its stop', async () => {
    const deaths: Death[] = [];
    for (let world = 0; world < WORLDS; world += 2) {
      const worlds = [ownWorld(world), ownWorld(world + 1), farWorld(world), farWorld(world + 1)];
      deaths.push(...(await Promise.all(worlds)).flat());
    }
    expect(deaths.length).toBeGreaterThanOrEqual(WORLDS * (KILLS_OWN + KILLS_FAR));
    const at = (pattern: RegExp): number =>
      deaths.filter(({ where }) => pattern.test(where)).length;
    expect(at(/while it traded/)).toBeGreaterThan(60);
    expect(at(/before its books were checked/)).toBeGreaterThan(30);
    for (const step of ['a statement', 'a save of the venue', 'send']) {
      expect([
        step,
        at(new RegExp(`before ${step}`)) > 5,
        at(new RegExp(`after ${step}`)) > 2,
      ]).toEqual([step, true, true]);
    }
    // Most lives got as far as having their books checked, and each world ends with a check.
    expect(deaths.filter(({ checked }) => checked).length).toBeGreaterThan(deaths.length / 3);
  }, 600_000);
});

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AT, sampleRefusal } from '../../../tests/support/status.ts';
import { type DecisionRow, decisionRow } from '../../domain/decision-row.ts';
import { strategyId } from '../../domain/ids.ts';
import { DecisionSearch } from './decision-search.ts';
import type { DecisionFilter } from './index-file.ts';
import { nextBefore, type Spans, withSpan } from './spans.ts';

const ANY: DecisionFilter = {
  ...{ strategy: null, symbol: null, verdict: null, reason: null, text: null },
  ...{ from: null, to: null },
};
const STRATEGIES = ['S1', 'S2', 'S3'] as const;

/** Every third allowed; the strategy and the words go with the number. */
function row(decision: number, at = AT + decision): DecisionRow {
  const strategy = strategyId(STRATEGIES[decision % 3]!);
  const allowed = decision % 3 === 0;
  return {
    ...decisionRow(sampleRefusal(decision)),
    ...{ at, strategy, verdict: allowed ? 'allowed' : 'refused' },
    ...(allowed ? { reason: null, reasonClass: null } : {}),
    text: `spread ${decision}.5 bps above the limit, "quoted" <b>${decision % 7}</b>`,
  };
}

const numbers = (rows: readonly DecisionRow[]): readonly number[] =>
  rows.map(({ decision }) => decision);

describe('the list of decisions', () => {
  let folder: string;
  let told: DecisionRow[];
  let open: DecisionSearch[];
  /** Lets what waits go on; how often it waited. */
  let pauses: (() => void)[];
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'septet-decisions-'));
    told = [];
    open = [];
    pauses = [];
  });
  afterEach(() => {
    for (const search of open) search.close();
    rmSync(folder, { recursive: true, force: true });
  });

  let asked: number;
  const start = (): DecisionSearch => {
    asked = 0;
    const search = new DecisionSearch({
      path: join(folder, 'decisions.db'),
      page: async (before, limit) => {
        asked += 1;
        return told.filter(({ decision }) => before === null || decision < before).slice(0, limit);
      },
      pause: () => new Promise((done) => pauses.push(done)),
    });
    open.push(search);
    return search;
  };
  const settle = async (): Promise<void> => {
    for (let idle = 0; idle < 20; ) {
      await Promise.resolve();
      const waiting = pauses.splice(0);
      for (const go of waiting) go();
      idle = waiting.length === 0 ? idle + 1 : 0;
    }
  };
  /** Newest first, as whoever decides answers. */
  const decided = (count: number): void => {
    told = Array.from({ length: count }, (_, i) => row(count - i));
  };

  it('AUD-1 finds by strategy, verdict, reason, time and words, newest first, page by page', async () => {
    decided(1_000);
    const search = start();
    await search.find(ANY, null, 1);
    await settle();
    const find = async (filter: Partial<DecisionFilter>, before: number | null = null) =>
      search.find({ ...ANY, ...filter }, before, 4);
    expect(numbers((await find({})).rows)).toEqual([1_000, 999, 998, 997]);
    expect(numbers((await find({}, 997)).rows)).toEqual([996, 995, 994, 993]);
    expect(numbers((await find({ strategy: 'S2' })).rows)).toEqual([1_000, 997, 994, 991]);
    expect(numbers((await find({ verdict: 'allowed' })).rows)).toEqual([999, 996, 993, 990]);
    expect(numbers((await find({ text: 'spread d10 10.5' })).rows)).toEqual([10]);
    expect(numbers((await find({ text: 'spre 99', strategy: 'S3' })).rows)).toEqual([
      998, 995, 992, 899,
    ]);
    expect(numbers((await find({ from: AT + 3, to: AT + 5 })).rows)).toEqual([4, 3]);
    const reason = told.find((each) => each.reason !== null)!.reason!;
    expect(numbers((await find({ reason }, 5)).rows)).toEqual([4, 2, 1]);
    expect(await find({ strategy: 'S9' })).toEqual({ rows: [], before: null, searchedFrom: 1 });
    expect((await find({}, 3)).rows[0]).toEqual(row(2));
  });

  it('looks for words in so many decisions at a time, and says where to go on', async () => {
    decided(200);
    const search = start();
    await search.find(ANY, null, 1);
    search.put({ ...row(45_000), text: 'far away' });
    await settle();
    const pages: (number | null)[] = [];
    const found: number[] = [];
    let before: number | null = null;
    do {
      const page = await search.find({ ...ANY, text: 'spread 150.5' }, before, 5);
      found.push(...numbers(page.rows));
      before = page.before;
      pages.push(before);
    } while (before !== null && pages.length < 10);
    expect(pages).toEqual([25_001, 5_001, null]);
    expect(found).toEqual([150]);
  });

  it('answers with the newest page before the rest is read, and says how far it has looked', async () => {
    decided(1_000);
    const search = start();
    const first = await search.find(ANY, null, 2);
    expect(first).toMatchObject({ before: 999, searchedFrom: 801 });
    await settle();
    expect((await search.find(ANY, null, 2)).searchedFrom).toBe(1);
  });

  it('a next start reads only what came meanwhile, and a file that is none is made anew', async () => {
    decided(900);
    const search = start();
    await search.find(ANY, null, 1);
    await settle();
    search.close();
    decided(1_000);
    const again = start();
    expect((await again.find(ANY, null, 1)).searchedFrom).toBe(1);
    await settle();
    expect(asked).toBeLessThanOrEqual(2);
    again.close();
    writeFileSync(join(folder, 'decisions.db'), 'no database at all, '.repeat(500));
    const third = start();
    expect(numbers((await third.find(ANY, null, 1)).rows)).toEqual([1_000]);
  });

  it('takes what is told while it looks, and what was decided while the line was down', async () => {
    decided(10);
    const search = start();
    search.put(row(10));
    const opening = search.find(ANY, null, 1);
    search.put(row(11));
    await opening;
    await settle();
    // A number that never was: still nothing is missing.
    search.put(row(13));
    expect((await search.find(ANY, null, 1)).searchedFrom).toBe(1);
    decided(500);
    search.connected();
    search.put(row(501));
    await settle();
    const { rows, searchedFrom } = await search.find(ANY, null, 500);
    expect(rows).toHaveLength(500);
    expect([rows.at(0)?.decision, rows.at(-1)?.decision, searchedFrom]).toEqual([501, 2, 1]);
  });

  it('decisions of another journal take the place of those of before', async () => {
    decided(300);
    const search = start();
    await search.find(ANY, null, 1);
    await settle();
    told = [row(2, AT + 999_000), row(1, AT + 998_000)];
    search.connected();
    await settle();
    expect((await search.find(ANY, null, 500)).rows).toEqual(told);
  });

  it('words are words, whatever stands in them', async () => {
    decided(20);
    const search = start();
    for (const text of ['" OR 1', "'; DROP TABLE decisions", 'NEAR(', '***', 'a" b*', '-']) {
      await expect(search.find({ ...ANY, text }, null, 5)).resolves.toBeDefined();
    }
    const found = (text: string) => search.find({ ...ANY, text }, null, 2);
    expect(numbers((await found('"QUOTED" <b>3')).rows)).toEqual([17, 10]);
    expect(numbers((await found('7%5')).rows)).toEqual([]);
    expect(numbers((await found('7_5')).rows)).toEqual([]);
    await settle();
    expect(numbers((await search.find(ANY, null, 1)).rows)).toEqual([20]);
  });

  it('spans grow and meet, whatever the order they come in', () => {
    const span = fc
      .tuple(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 0, max: 8 }))
      .map(([low, length]) => ({ low, high: low + length }));
    fc.assert(
      fc.property(fc.array(span, { maxLength: 20 }), (added) => {
        const spans = added.reduce<Spans>(withSpan, []);
        const inside = (n: number) => spans.some(({ low, high }) => low <= n && n <= high);
        for (let n = 1; n <= 70; n += 1) {
          expect(inside(n)).toBe(added.some(({ low, high }) => low <= n && n <= high));
          // Everything from where it goes on up to where it was is there.
          for (let k = nextBefore(spans, n); k < n; k += 1) expect(inside(k)).toBe(true);
        }
        spans.slice(1).forEach(({ low }, i) => {
          expect(low).toBeGreaterThan(spans[i]!.high + 1);
        });
      }),
    );
  });
});

/** A process that appends batch after batch and says what was acknowledged, until it is killed. */
import { writeSync } from 'node:fs';
import { openSqliteJournal } from '../sqlite-journal.ts';

const [path = '', start = '0'] = process.argv.slice(2);
const journal = openSqliteJournal(path, { build: 'test', config: 'c-test', source: 'crash' });
const SIZES = [1, 3, 8, 64, 70];
for (let round = Number(start); ; round += 1) {
  const size = SIZES[round % SIZES.length] ?? 1;
  const drafts = Array.from({ length: size }, (_, index) => ({
    // A new day every few rounds, so that segments are sealed on the way, too.
    at: 1_736_154_000_000 + round * 20_000_000,
    source: 'crash',
    type: 'test.record',
    data: { round, index, filler: 'x'.repeat(index * 37) },
  }));
  const last = journal.append(drafts).at(-1);
  writeSync(1, `${last?.sequence} ${last?.hash}\n`);
}

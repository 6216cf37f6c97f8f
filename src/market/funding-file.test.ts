import { describe, expect, it } from 'vitest';
import { HOUR_MS } from '../domain/time.ts';
import { formatDataError } from './data-error.ts';
import { parseDataFileName } from './data-file.ts';
import { FUNDING_HEADER, readFundingFile } from './funding-file.ts';
import { csv, DAY, withFiles } from './testing-data.ts';

const NAME = 'BTCUSDT-um-funding-8h-2025-05-04_2025-05-05.csv.gz';
const row = (index: number, rate = '0.0001', late = 0): string =>
  `${DAY + index * 8 * HOUR_MS + late},${rate}`;
const good = [0, 1, 2, 3, 4, 5].map((index) => row(index));

function read(content: string, allowGaps = false): ReturnType<typeof readFundingFile> {
  return withFiles({ [NAME]: content }, (directory) =>
    readFundingFile(parseDataFileName(directory, NAME)!, { allowGaps }),
  );
}

describe('funding files', () => {
  it('give settlements on the hour although venues stamp them a little later', () => {
    const rows = [row(0, '-0.00001', 88), row(1, '1.25e-05', 1_000), ...good.slice(2)];
    const result = read(csv(rows, FUNDING_HEADER));
    if (!result.ok) throw new Error(result.errors.map(formatDataError).join('\n'));
    expect([...result.value.at].slice(0, 2)).toEqual([DAY, DAY + 8 * HOUR_MS]);
    expect([...result.value.rate].slice(0, 2)).toEqual([-0.00001, 0.0000125]);
  });

  it.each([
    ['an empty file', '', 'empty_file', null],
    ['a header alone', `${FUNDING_HEADER}\n`, 'empty_file', 1],
    ['a wrong header', csv(good, 'time,rate'), 'wrong_header', 1],
    ['a gap', csv([...good.slice(0, 2), ...good.slice(3)], FUNDING_HEADER), 'gap', 4],
    [
      'a row twice',
      csv([...good.slice(0, 2), ...good.slice(1)], FUNDING_HEADER),
      'duplicate_row',
      4,
    ],
    [
      'rows out of order',
      csv([good[1]!, good[0]!, ...good.slice(2)], FUNDING_HEADER),
      'out_of_order',
      3,
    ],
    ['a bad rate', csv([good[0]!, row(1, 'x'), ...good.slice(2)], FUNDING_HEADER), 'bad_number', 3],
    [
      'a rate in percent',
      csv([good[0]!, row(1, '1.0'), ...good.slice(2)], FUNDING_HEADER),
      'bad_rate',
      3,
    ],
    ['a bad time', csv([good[0]!, 'now,0.0001'], FUNDING_HEADER), 'bad_number', 3],
    ['a field too many', csv([good[0]!, `${good[1]},1`], FUNDING_HEADER), 'wrong_fields', 3],
    ['a missing end', csv(good.slice(0, 2), FUNDING_HEADER), 'name_mismatch', 3],
  ] as [string, string, string, number | null][])(
    'name the fault of %s',
    (_, content, code, line) => {
      const result = read(content);
      expect(!result.ok && [result.errors[0]!.code, result.errors[0]!.line]).toEqual([code, line]);
    },
  );

  it('accept shorter intervals than the name says, and gaps when told to', () => {
    const shorter = [...good, `${DAY + 44 * HOUR_MS},0.0001`];
    expect(read(csv(shorter, FUNDING_HEADER)).ok).toBe(true);
    expect(read(csv([...good.slice(0, 2), ...good.slice(3)], FUNDING_HEADER), true).ok).toBe(true);
  });
});

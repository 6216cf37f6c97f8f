import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MINUTE_MS } from '../domain/time.ts';
import { candleAt } from './candle-columns.ts';
import { type CandleFileOptions, readCandleFile } from './candle-file.ts';
import { type DataError, formatDataError, MAX_ERRORS_PER_FILE } from './data-error.ts';
import { parseDataFileName } from './data-file.ts';
import { candleRows, csv, DAY, HEADER, withFiles } from './testing-data.ts';

const NAME = 'BTCUSDT-um-1m-2025-05-04_2025-05-04.csv';
const rows = candleRows(DAY, 10);

function errorsOf(
  content: string | Uint8Array,
  name = NAME,
  options: CandleFileOptions = {},
): readonly DataError[] {
  return withFiles({ [name]: content }, (directory) => {
    const result = readCandleFile(parseDataFileName(directory, name)!, options);
    return result.ok ? [] : result.errors;
  });
}

const changed = (index: number, row: string): string =>
  csv(rows.map((each, at) => (at === index ? row : each)));
const time = (index: number): number => DAY + index * MINUTE_MS;
const swapped = rows.map((row, index) => (index === 3 ? rows[4]! : index === 4 ? rows[3]! : row));

describe('candle files', () => {
  it('are read whole, packed or plain, with Windows line ends or without a last one', () => {
    const contents: [string, string | Uint8Array][] = [
      [NAME, csv(rows)],
      [`${NAME}.gz`, csv(rows)],
      [NAME, csv(rows).replaceAll('\n', '\r\n')],
      [NAME, csv(rows).trimEnd()],
      [NAME, `\u{feff}${csv(rows)}`],
    ];
    for (const [name, content] of contents) {
      withFiles({ [name]: content }, (directory) => {
        const result = readCandleFile(parseDataFileName(directory, name)!);
        if (!result.ok) throw new Error(result.errors.map(formatDataError).join('\n'));
        expect(result.value.length).toBe(10);
        expect(result.value.places).toBe(1);
        expect(candleAt(result.value, 0)).toEqual({
          openTime: DAY,
          open: 100,
          high: 100.4,
          low: 99.8,
          close: 100.1,
          volume: 1.5,
        });
      });
    }
  });

  it.each([
    ['an empty file', '', 'empty_file', null, 'the file is empty', HEADER],
    ['a header alone', `${HEADER}\n`, 'empty_file', 1, 'no rows', 'fetch'],
    ['a wrong header', csv(rows, 'time,o,h,l,c,v'), 'wrong_header', 1, 'time,o,h,l,c,v', HEADER],
    ['a missing field', changed(4, `${time(4)},1,1,1,1`), 'wrong_fields', 6, 'six', HEADER],
    ['a field too many', changed(4, `${rows[4]},1`), 'wrong_fields', 6, 'six', HEADER],
    ['a blank line', changed(4, ''), 'wrong_fields', 6, 'six', HEADER],
    ['a bad number', changed(4, `${time(4)},1,1,1,x,1`), 'bad_number', 6, 'close is "x"', 'plain'],
    ['an empty field', changed(4, `${time(4)},1,1,1,,1`), 'bad_number', 6, 'close is ""', 'plain'],
    ['NaN', changed(4, `${time(4)},NaN,1,1,1,1`), 'bad_number', 6, 'open is "NaN"', 'plain'],
    ['infinity', changed(4, `${time(4)},1e999,1,1,1,1`), 'bad_number', 6, '1e999', 'plain'],
    [
      'a gap',
      csv(candleRows(DAY, 10, MINUTE_MS, [4, 5])),
      'gap',
      6,
      '2 bars missing',
      '--allow-gaps',
    ],
    [
      'a duplicate row',
      csv([...rows.slice(0, 5), ...rows.slice(4)]),
      'duplicate_row',
      7,
      'twice',
      'remove',
    ],
    ['rows out of order', csv(swapped), 'out_of_order', 6, 'after', 'sort'],
    [
      'a time off the grid',
      changed(4, `${time(4) + 1},1,1,1,1,1`),
      'off_grid',
      6,
      'off the grid',
      '60000',
    ],
    ['low above high', changed(4, `${time(4)},5,4,6,5,1`), 'bad_prices', 6, 'low 6', 'lowest'],
    ['close above high', changed(4, `${time(4)},5,6,4,7,1`), 'bad_prices', 6, 'close 7', 'highest'],
    ['a price of 0', changed(4, `${time(4)},5,6,0,5,1`), 'bad_prices', 6, 'low 0', 'above 0'],
    ['a negative price', changed(4, `${time(4)},5,6,-1,5,1`), 'bad_prices', 6, 'low -1', 'above 0'],
    ['a negative volume', changed(4, `${time(4)},5,6,4,5,-1`), 'bad_volume', 6, '-1', '0 or more'],
    [
      'rows of other days',
      csv(candleRows(DAY + 86_400_000, 9)),
      'name_mismatch',
      2,
      'begin',
      'fetch',
    ],
    [
      'an end before the last day',
      csv(rows),
      'name_mismatch',
      11,
      'end on 2025-05-05',
      'fetch',
      NAME.replace('04.csv', '05.csv'),
    ],
  ] as [string, string, string, number | null, string, string, string?][])(
    'name file, line, fault and remedy of %s',
    (_, content, code, line, message, remedy, name = NAME) => {
      const error = errorsOf(content, name)[0]!;
      expect([error.code, error.line]).toEqual([code, line]);
      expect(error.message).toContain(message);
      expect(error.remedy).toContain(remedy);
      expect(formatDataError(error)).toContain(line === null ? name : `${name}:${line}: `);
    },
  );

  it('report a missing file, a truncated gzip and one that is none', () => {
    const gone = readCandleFile(parseDataFileName('/nowhere', NAME)!);
    expect(!gone.ok && gone.errors[0]!.code).toBe('missing_file');
    const packed = gzipSync(csv(candleRows(DAY, 500)));
    const cut = errorsOf(packed.subarray(0, packed.length - 300), `${NAME}.gz`);
    expect(cut.map((error) => error.code)).toEqual(['truncated_gzip']);
    expect(cut[0]!.remedy).toContain('fetch the file again');
    expect(errorsOf(Buffer.from('hello'), `${NAME}.gz`)[0]!.code).toBe('broken_gzip');
    packed[packed.length >> 1] = packed[packed.length >> 1]! ^ 0x55;
    expect(['broken_gzip', 'truncated_gzip']).toContain(errorsOf(packed, `${NAME}.gz`)[0]!.code);
  });

  it('report all faults of a file at once, up to a limit', () => {
    const bad = rows.map((row, index) => (index % 3 === 1 ? row.replace(/,[^,]*$/, ',-1') : row));
    expect(errorsOf(csv(bad)).map((error) => error.line)).toEqual([3, 6, 9]);
    const all = candleRows(DAY, 200).map((row) => row.replace(/,[^,]*$/, ',-1'));
    const errors = errorsOf(csv(all));
    expect(errors).toHaveLength(MAX_ERRORS_PER_FILE + 1);
    expect(errors.at(-1)!.code).toBe('more_errors');
  });

  it('take gaps as they are when told to, and list them', () => {
    const content = csv(candleRows(DAY, 30, MINUTE_MS, [4, 5, 9]));
    withFiles({ [NAME]: content }, (directory) => {
      const result = readCandleFile(parseDataFileName(directory, NAME)!, { allowGaps: true });
      if (!result.ok) throw new Error('refused');
      expect(result.value.gaps).toEqual([
        { from: time(4), to: time(5), bars: 2, line: 6 },
        { from: time(9), to: time(9), bars: 1, line: 9 },
      ]);
    });
  });

  it('never throw, whatever the bytes are', () => {
    const good = Buffer.from(csv(rows));
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(good.length - 1), fc.integer({ min: 0, max: 255 })), {
          minLength: 1,
          maxLength: 5,
        }),
        (changes) => {
          const bytes = Buffer.from(good);
          for (const [at, byte] of changes) bytes[at] = byte;
          for (const error of errorsOf(bytes)) expect(formatDataError(error)).toContain(NAME);
        },
      ),
      { numRuns: 100 },
    );
  });
});

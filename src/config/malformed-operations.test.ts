import { malformed, testMalformed } from './testing/malformed.ts';

/** On one line, so that the place of an error is that of the edit. */
const window = (from: string, to: string): string =>
  `windows: { upgrade: { from: '${from}', to: '${to}', what: system upgrade } }`;

testMalformed('malformed maintenance calendar (OPS-4)', [
  malformed(
    'a window that ends before it begins',
    'operations.yaml',
    ['windows: {}', window('2027-01-12T06:00:00Z', '2027-01-12T02:00:00Z')],
    'maintenance.windows.upgrade.to',
    /is 2027-01-12T02:00:00.000Z, the window begins 2027-01-12T06/,
    /must be after from/,
  ),
  malformed(
    'a window of a week',
    'operations.yaml',
    ['windows: {}', window('2027-01-12T06:00:00Z', '2027-01-19T06:00:00Z')],
    'maintenance.windows.upgrade.to',
    /makes the window 7d long/,
    /at most 2d/,
  ),
  malformed(
    'an instant without time zone',
    'operations.yaml',
    ['windows: {}', window('2027-01-12 06:00', '2027-01-12T08:00:00Z')],
    'maintenance.windows.upgrade.from',
    /is not an instant/,
    /2025-01-01T00:00:00Z/,
  ),
]);

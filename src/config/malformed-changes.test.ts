import { expect, it } from 'vitest';
import { DEFAULT_CHANGES } from '../domain/changes-config.ts';
import { loadConfig } from './load.ts';
import { DEFAULT_FOLDER } from './testing/config-folder.ts';
import { malformed, testMalformed } from './testing/malformed.ts';

it('CHG-2 what a run without changes.yaml goes by is what the file ships with', () => {
  const loaded = loadConfig(DEFAULT_FOLDER);
  expect(loaded.ok && loaded.config.changes).toEqual(DEFAULT_CHANGES);
});

testMalformed('malformed gates of changes', [
  malformed(
    'a venue nobody knows',
    'changes.yaml',
    ['enforcedFor: [live]', 'enforcedFor: [real]'],
    'enforcedFor[0]',
    /expected paper, sim, demo or live/,
    /./,
  ),
  malformed(
    'a limit that fails before it is marginal',
    'changes.yaml',
    ['drawdown: { marginal: 1%, fail: 3% }', 'drawdown: { marginal: 4%, fail: 3% }'],
    'paper.drawdown.marginal',
    /is 0.04 while fail is 0.03/,
    /must be at most fail/,
  ),
  malformed(
    'a gap as long as the validation',
    'changes.yaml',
    ['days: 7d\n  gap: 5m', 'days: 1d\n  gap: 24h'],
    'paper.gap',
    /is not shorter than days/,
    /must be shorter/,
    1,
  ),
  malformed(
    'a trigger nobody knows',
    'changes.yaml',
    ['automatic: [crash_loop]', 'automatic: [crashes]'],
    'rollback.automatic[0]',
    /expected rejects, cap_violation/,
    /./,
  ),
  malformed(
    'a file that a merge has left its marks in',
    'risk.yaml',
    ['  lookbackDays: 20', '<<<<<<< HEAD\n  lookbackDays: 20\n=======\n>>>>>>> theirs'],
    '',
    /has the conflict markers of a merge/,
    /decide what belongs here and remove the lines/,
  ),
]);

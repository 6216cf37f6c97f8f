/** Checks of meaning: the maintenance calendar (requirements PRE-2, OPS-4). */
import { DAY_MS } from '../domain/time.ts';
import { entriesOf, type Rule } from './findings.ts';
import { formatDuration } from './scalars.ts';

const WINDOWS_MAX = 100;
const LONGEST = 2 * DAY_MS;

export const maintenance: Rule = (contents, report) => {
  const all = entriesOf(contents['operations.yaml']?.maintenance?.windows);
  if (all.length > WINDOWS_MAX) {
    report({
      file: 'operations.yaml',
      path: ['maintenance', 'windows'],
      message: `has ${all.length} windows`,
      remedy: `at most ${WINDOWS_MAX}: take out what is over`,
    });
  }
  for (const [id, { from, to }] of all) {
    if (from === undefined || to === undefined) continue;
    const at = { file: 'operations.yaml', path: ['maintenance', 'windows', id, 'to'] } as const;
    if (to <= from) {
      report({
        ...at,
        message: `is ${new Date(to).toISOString()}, the window begins ${new Date(from).toISOString()}`,
        remedy: 'must be after from',
      });
    } else if (to - from > LONGEST) {
      report({
        ...at,
        message: `makes the window ${formatDuration(to - from)} long`,
        remedy: `must be at most ${formatDuration(LONGEST)}: write a longer one as several`,
      });
    }
  }
};

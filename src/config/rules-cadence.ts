/** Checks of meaning: tasks of the operator cadence (requirements PRE-2, CAD-1 to CAD-4). */
import { DAY_MS, type Ms } from '../domain/time.ts';
import { entriesOf, type Rule } from './findings.ts';
import { formatDuration } from './scalars.ts';

const TASKS_MAX = 20;
/** Who alone can do a task with this evidence; and that belongs to the daily close. */
const DOERS: Readonly<Record<string, 'system' | 'person'>> = {
  daily_report: 'system',
  breaker_reset: 'person',
  concentration: 'person',
  weekly_review: 'person',
  none: 'person',
};
/** Evidence that belongs to a close, and how often that is. */
const CLOSES: Readonly<Record<string, { readonly every: Ms; readonly text: string }>> = {
  daily_report: { every: DAY_MS, text: 'must be 24h: it belongs to the daily close' },
  breaker_reset: { every: DAY_MS, text: 'must be 24h: it belongs to the daily close' },
  weekly_review: { every: 7 * DAY_MS, text: 'must be 7d: it belongs to the close of the week' },
};

export const cadence: Rule = (contents, report) => {
  const tasks = contents['cadence.yaml']?.tasks;
  const all = entriesOf(tasks);
  if (all.length > TASKS_MAX) {
    report({
      file: 'cadence.yaml',
      path: ['tasks'],
      message: `has ${all.length} tasks`,
      remedy: `at most ${TASKS_MAX}: put together what is done together`,
    });
  }
  for (const [id, task] of all) {
    const at = (key: string) => ({ file: 'cadence.yaml', path: ['tasks', id, key] }) as const;
    const { every, grace, by, evidence } = task;
    if (every !== undefined && every !== 7 * DAY_MS && DAY_MS % every !== 0) {
      report({
        ...at('every'),
        message: `${formatDuration(every)} is no whole part of a day`,
        remedy:
          'write 1h, 2h, 3h, 4h, 6h, 8h, 12h or 24h: it falls due at the same times every day; or 7d: on Mondays',
      });
    }
    if (every !== undefined && grace !== undefined && grace >= every) {
      report({
        ...at('grace'),
        message: `is ${formatDuration(grace)} while it falls due every ${formatDuration(every)}`,
        remedy: 'must be below every: the next one falls due before this one would be overdue',
      });
    }
    if (evidence === undefined) continue;
    const doer = DOERS[evidence];
    if (by !== undefined && doer !== undefined && by !== doer) {
      report({
        ...at('by'),
        message: `is ${by} while its evidence is ${evidence}`,
        remedy: `must be ${doer}: ${doer === 'system' ? 'the system makes it' : 'the system cannot judge it'}`,
      });
    }
    const close = CLOSES[evidence];
    if (close !== undefined && every !== undefined && every !== close.every) {
      report({
        ...at('every'),
        message: `is ${formatDuration(every)} while its evidence is ${evidence}`,
        remedy: close.text,
      });
    }
  }
};

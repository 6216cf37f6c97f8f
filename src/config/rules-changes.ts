/** Checks of meaning: gates of changes (requirements PRE-2, CHG-2, CHG-4). */
import type { Rule } from './findings.ts';

const LIMITS = ['drawdown', 'exposure', 'rejected', 'timeouts', 'slippage', 'breakers'] as const;

export const changes: Rule = (contents, report) => {
  const file = contents['changes.yaml'];
  for (const key of LIMITS) {
    const { marginal, fail } = file?.paper?.[key] ?? {};
    if (marginal === undefined || fail === undefined || marginal <= fail) continue;
    report({
      file: 'changes.yaml',
      path: ['paper', key, 'marginal'],
      message: `is ${marginal} while fail is ${fail}`,
      remedy: 'must be at most fail: what fails is worse than what a person may confirm',
    });
  }
  const { days, gap } = file?.paper ?? {};
  if (days !== undefined && gap !== undefined && gap >= days) {
    report({
      file: 'changes.yaml',
      path: ['paper', 'gap'],
      message: 'is not shorter than days',
      remedy: 'must be shorter: else no hole in the data would ever count',
    });
  }
};

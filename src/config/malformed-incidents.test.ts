import { malformed, testMalformed } from './testing/malformed.ts';

const FILE = 'incidents.yaml';

testMalformed('malformed incidents', [
  malformed(
    'a window without a unit',
    FILE,
    ['  window: 10m', '  window: 10'],
    'unstable.window',
    'expected a duration with its unit, like 90s, 15m or 2h',
    /Troubles within this time/,
  ),
  malformed(
    'no trouble at all makes the venue unstable',
    FILE,
    ['  troubles: 3', '  troubles: 0'],
    'unstable.troubles',
    'is 0',
    'must be at least 1',
  ),
  malformed(
    'a share of the loss beyond all of it',
    FILE,
    ['flattenShare: 50%', 'flattenShare: 150%'],
    'flattenShare',
    'is 150%',
    'must be at most 1 (100%)',
  ),
  malformed(
    'strategies closed for longer than the day',
    FILE,
    ['riskyClosed: 4h', 'riskyClosed: 30h'],
    'riskyClosed',
    'is 30h',
    'must be at most 1d',
  ),
  malformed(
    'a condition with a typing error',
    FILE,
    ['  slippageCalm: 30m', '  slippageCalmn: 30m'],
    'stable.slippageCalmn',
    'unknown key',
    'did you mean slippageCalm?',
    0,
    ['stable.slippageCalm'],
  ),
]);

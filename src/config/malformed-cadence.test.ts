import { malformed, testMalformed } from './testing/malformed.ts';

testMalformed('malformed operator cadence', [
  malformed(
    'a rhythm that is no whole part of a day',
    'cadence.yaml',
    ['every: 1h', 'every: 5h'],
    'tasks.risk_check.every',
    /5h is no whole part of a day/,
    /1h, 2h, 3h/,
  ),
  malformed(
    'a grace as long as the rhythm',
    'cadence.yaml',
    ['grace: 30m', 'grace: 4h'],
    'tasks.concentration_review.grace',
    /is 4h while it falls due every 4h/,
    /must be below every/,
  ),
  malformed(
    'a person who makes the report',
    'cadence.yaml',
    ['by: system\n    evidence: daily_report', 'by: person\n    evidence: daily_report'],
    'tasks.daily_report.by',
    /is person while its evidence is daily_report/,
    /must be system/,
  ),
  malformed(
    'a system that judges concentration',
    'cadence.yaml',
    ['by: person\n    evidence: concentration', 'by: system\n    evidence: concentration'],
    'tasks.concentration_review.by',
    /is system while its evidence is concentration/,
    /must be person/,
  ),
  malformed(
    'a daily report every four hours',
    'cadence.yaml',
    ['every: 24h\n    grace: 15m', 'every: 4h\n    grace: 15m'],
    'tasks.daily_report.every',
    /is 4h while its evidence is daily_report/,
    /must be 24h/,
  ),
  malformed(
    'an unknown kind of evidence',
    'cadence.yaml',
    ['evidence: risk', 'evidence: risks'],
    'tasks.risk_check.evidence',
    /expected risk, concentration/,
    /./,
  ),
]);

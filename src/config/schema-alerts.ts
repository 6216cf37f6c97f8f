/** Shape of `alerts.yaml`: the alert rules (requirements ALR-1 to ALR-7, INC-1 to INC-3). */
import { z } from 'zod';
import { CLOSURE_CAUSES } from '../domain/closure.ts';
import { duration, flag, name, parsePercent } from './scalars.ts';

const RULE_PATTERN = /^[a-z][a-z0-9_]{0,31}$/;
const GROUP_PATTERN = /^[a-z][a-z0-9_-]{0,31}$/;
const WORDS_PATTERN = /^\S(.{0,398}\S)?$/;
const LIMIT_WORDS: Readonly<Record<string, number>> = { yes: 1, doubtful: 1, failed: 2 };
const LIMIT_PATTERN = /^([+-]?\d+(\.\d+)?\s*%|profile|yes|doubtful|failed)$/;

/** A figure, a percentage, or one of the words. */
const limit = z
  .union([z.number(), z.string().meta({ pattern: LIMIT_PATTERN.source })], {
    error: 'expected a limit',
  })
  .transform((input, ctx) => {
    const value =
      typeof input === 'number' || input === 'profile'
        ? input
        : (LIMIT_WORDS[input] ?? parsePercent(input));
    if (value === undefined || (typeof value === 'number' && !Number.isFinite(value))) {
      ctx.issues.push({
        code: 'custom',
        message: `"${input}" is not a limit`,
        input,
        params: {
          remedy: 'write a number, a percentage like -2%, or profile, yes, doubtful, failed',
        },
      });
      return z.NEVER;
    }
    return value;
  })
  .meta({ description: 'Limit: a number, a percentage, profile, yes, doubtful or failed' });

const level = (description: string) =>
  z
    .strictObject({
      limit,
      for: duration('How long the figure has to be there, 0s: at once', { max: 604_800_000 }),
    })
    .nullable()
    .meta({ description });

const words = (description: string, like: string) => name(description, WORDS_PATTERN, like);
const incidentClass = (description: string) =>
  z
    .enum(['P1', 'P2', 'P3'], { error: 'expected P1, P2, P3 or null' })
    .nullable()
    .meta({ description });

const rule = z.strictObject({
  title: words('What it is, in a few words', 'Daily loss'),
  metric: name('Figure it is about; docs/alerts.md has the list', RULE_PATTERN, 'daily_pnl'),
  fires: z
    .enum(['at_or_above', 'at_or_below', 'over'], {
      error: 'expected at_or_above, at_or_below or over',
    })
    .meta({ description: 'Side of the limit, the limit included; over: beyond it only' }),
  warning: level('Warning, or null'),
  critical: level('Critical, or null'),
  owner: words('Role that looks after it', 'risk desk'),
  runbook: words('Page and section that say what to do', 'docs/alerts.md#daily_loss'),
  next: words('What to do next, one sentence', 'Look at the positions.'),
  group: name('Alerts of a group share their messages', GROUP_PATTERN, 'risk'),
  closes: z
    .array(z.enum(CLOSURE_CAUSES, { error: 'expected the cause of a closure' }))
    .meta({ description: 'Closures that come with it: named in its message when in force' }),
  inhibitedBy: z
    .array(name('Rule', RULE_PATTERN, 'venue_silent'))
    .meta({ description: 'Rules that mute its messages while they fire' }),
  holdsLaunch: flag('Does a critical one hold the launch?'),
  incident: z.strictObject({
    warning: incidentClass('Class of the incident that a warning opens, or null'),
    critical: incidentClass('Class of the incident that a critical alert opens, or null'),
    playbook: z
      .enum(['A', 'B', 'C', 'D'], { error: 'expected A, B, C, D or null' })
      .nullable()
      .meta({ description: 'Playbook of its incidents, or null' }),
  }),
});

export const alertsFile = z.strictObject({
  escalateAfter: duration('Told once more when nobody acknowledged it for this long', {
    min: 1_000,
    max: 86_400_000,
  }),
  clearAfter: duration('Over once its figure was back for this long', { max: 3_600_000 }),
  groupWindow: duration('At most one message a group within this time', { max: 3_600_000 }),
  rules: z
    .record(name('Id of a rule', RULE_PATTERN, 'daily_loss'), rule, {
      error: 'expected rules by id',
    })
    .meta({ description: 'Alert rules by id' }),
});

/** Shape of a scenario file. */
import { z } from 'zod';
import {
  duration,
  exactDecimal,
  flag,
  fraction,
  instant,
  name,
  number,
  symbolName,
  whole,
} from '../config/scalars.ts';
import { faultList, faultListOf } from '../config/schema-faults.ts';
import { CLOSURE_CAUSES } from '../domain/closure.ts';
import { symbolId } from '../domain/ids.ts';
import { ROOT_CAUSES } from '../domain/incidents.ts';
import { BREAKER_IDS } from '../domain/risk.ts';
import { EVENT_KINDS, type EventKind, type FieldType } from './event-kinds.ts';
import { parseMoment } from './moment.ts';
import { PROCESSES } from './scenario.ts';

const DAY_MS = 86_400_000;
const STEPS = ['5s', '10s', '15s', '20s', '30s', '60s'] as const;
const REQUIREMENT = /^[A-Z]{2,5}(-[A-Z]?\d{1,2}|-[A-D])?$/;

const choice = <const T extends readonly [string, ...string[]]>(values: T, description: string) =>
  z.enum(values, { error: `expected one of ${values.join(', ')}` }).meta({ description });
const words = (description: string, most = 2_000) =>
  z.string({ error: 'expected words' }).min(1).max(most).meta({ description });
const strategy = name('Id of a strategy', /^[A-Z][A-Z0-9_]{0,15}$/, 'S3');
const symbol = symbolName('Symbol, like BTC/USDT:USDT').transform(symbolId);
const side = choice(['long', 'short'], 'Side of the position');
const span = (description: string) => duration(description, { min: 0, max: 60 * DAY_MS });
const incidentClass = choice(['P1', 'P2', 'P3'], 'Class of an incident');

/** `40m`, `2025-01-07T04:00Z`, `loss`, `loss + 2h`. */
const moment = (description: string) =>
  z
    .string({ error: 'expected an instant' })
    .transform((text, ctx) => {
      const parsed = parseMoment(text);
      if (parsed !== undefined) return parsed;
      const message = `"${text}" is not an instant`;
      const remedy = 'write it as 40m, 2025-01-07T04:00Z, the name of an instant, or loss + 2h';
      ctx.issues.push({ code: 'custom', message, input: text, params: { remedy } });
      return z.NEVER;
    })
    .meta({ description });

const requirements = z
  .array(name('Requirement id', REQUIREMENT, 'INC-1'), { error: 'expected a list of ids' })
  .min(1, { error: 'name one requirement at least' })
  .meta({ description: 'Requirement ids, like [INC-1, PB-A]' });

// What is seen -----------------------------------------------------------------------------------

const WANTED: Readonly<Record<FieldType, (description: string) => z.ZodType>> = {
  text: (description) =>
    z
      .union([z.string(), z.null(), z.array(z.string()).min(1)], {
        error: 'expected a text, a list of texts, or null for none',
      })
      .meta({ description }),
  flag: (description) => flag(description),
  number: (description) =>
    z
      .union(
        [
          z.number(),
          z.strictObject({ atLeast: z.number().optional(), atMost: z.number().optional() }),
        ],
        { error: 'expected a number, or { atLeast: 1, atMost: 2 }' },
      )
      .meta({ description }),
};

function patternOf(kind: EventKind) {
  const { fields, about } = EVENT_KINDS[kind];
  const shape = Object.fromEntries(
    Object.entries(fields).map(([field, type]) => [
      field,
      WANTED[type](`${field}: absent: any`).optional(),
    ]),
  );
  const text = z.string().min(1).optional().meta({ description: 'Part of its text' });
  return z.strictObject({ event: z.literal(kind), ...shape, text }).meta({ description: about });
}

const KINDS = Object.keys(EVENT_KINDS) as [EventKind, ...EventKind[]];
const PATTERNS = new Map<unknown, z.ZodType>(KINDS.map((kind) => [kind, patternOf(kind)]));
const anyPattern = z.looseObject(
  { event: choice(KINDS, `What is seen: ${KINDS.join(', ')}`) },
  { error: 'expected { event: ..., ... }' },
);
const patternFor = (value: unknown): z.ZodType => PATTERNS.get(keyOf(value, 'event')) ?? anyPattern;

const names = (description: string) => z.array(z.string()).min(1).optional().meta({ description });
const causes = (description: string) =>
  z.array(choice(CLOSURE_CAUSES, description)).min(1).optional().meta({ description });

const state = z
  .strictObject(
    {
      entries: choice(['open', 'closed'], 'Does something close the portfolio?').optional(),
      open: names('Strategies that nothing closes as a whole'),
      closed: names('Strategies that something closes as a whole'),
      closures: causes('Causes of closures in force, of whatever scope'),
      without: causes('Causes of which no closure is in force'),
      riskState: choice(['NORMAL', 'WARNING', 'FROZEN', 'HALTED'], 'Risk state').optional(),
      regime: choice(['normal', 'high', 'extreme'], 'Volatility regime').optional(),
      profile: z.string().optional().meta({ description: 'Profile' }),
      launch: z.string().optional().meta({ description: 'State of the launch' }),
      halted: flag('Is the latch of the executor closed?').optional(),
      positions: whole('Open positions', { min: 0, max: 1_000 }).optional(),
      unprotected: whole('Positions without their stop on the venue', { min: 0 }).optional(),
      alerts: names('Rules of which an alert fires'),
      noAlerts: names('Rules of which none fires'),
      incidents: names('Classes with an incident that is not resolved'),
      noIncidents: names('Classes with none'),
    },
    { error: 'expected how things stand' },
  )
  .meta({ description: 'How things stand' });

// What is done -----------------------------------------------------------------------------------

const when = {
  at: moment('When: 40m, an instant, a name, or name + 2h'),
  every: duration('Again after this', { min: 1_000, max: DAY_MS }).optional(),
  times: whole('How often in all', { min: 1, max: 1_000 }).default(1),
  untilAccepted: flag('Not again once a command was accepted').default(false),
};
const reason = z.string().max(300).default('drill').meta({ description: 'Why, in words' });
const actor = name('Who', /^[a-z][a-z0-9 .-]{0,39}$/, 'desk').default('desk');
const said = { actor, reason };
const act = <const K extends string, T extends z.ZodRawShape>(kind: K, shape: T) =>
  z.strictObject({ do: z.literal(kind), ...when, ...shape });
const incident = {
  ...said,
  incident: incidentClass.optional().meta({ description: 'Class of the incident; absent: any' }),
};

export const ACTS = {
  enter: act('enter', {
    ...{ strategy, symbol, side },
    stop: fraction('Distance of the stop', { above: 0, below: 1 }),
    edge: number('Strength of the signal', { min: 0, max: 1 }).default(0.8),
    notional: number('Wish, USDT', { above: 0 }).optional(),
    trailing: z
      .strictObject({
        offset: fraction('Arms at this profit', { above: 0, max: 1 }),
        distance: fraction('Then follows at this distance', { above: 0, max: 1 }),
      })
      .optional(),
    takeProfit: fraction('Profit that closes', { above: 0, max: 1 }).optional(),
    votes: flag('Is it an onset, that votes in the alignment?').default(false),
  }),
  exit: act('exit', { strategy, symbol, side }),
  halt: act('halt', said),
  resume: act('resume', said),
  profile: act('profile', { ...said, profile: z.string() }),
  override_close: act('override_close', { ...said, strategy, length: span('For how long') }),
  override_breaker: act('override_breaker', {
    ...said,
    breaker: z.enum(BREAKER_IDS),
    length: span('For how long'),
  }),
  launch_retry: act('launch_retry', said),
  launch_abort: act('launch_abort', said),
  launch_accept: act('launch_accept', said),
  alert_ack: act('alert_ack', { ...said, alert: z.string().default('all') }),
  silence: act('silence', { ...said, of: z.string(), length: span('For how long') }),
  incident_open: act('incident_open', {
    ...said,
    class: incidentClass,
    title: words('What it is about', 200),
    playbook: choice(['A', 'B', 'C', 'D'], 'Playbook').optional(),
  }),
  acknowledge: act('acknowledge', {
    ...incident,
    classify: incidentClass.optional().meta({ description: 'As what it is classified' }),
  }),
  approve: act('approve', {
    ...incident,
    action: z.string().optional().meta({ description: 'Absent: all that wait' }),
  }),
  resolve: act('resolve', { ...incident, rootCause: choice(ROOT_CAUSES, 'What it was') }),
  task_done: act('task_done', { ...said, task: z.string() }),
  latch: act('latch', { ...said, on: flag('Close it?') }),
  flatten: act('flatten', { ...said, strategy: strategy.optional(), symbol: symbol.optional() }),
  stop: act('stop', { process: choice(PROCESSES, 'Which process') }),
  start: act('start', {
    process: choice(PROCESSES, 'Which process'),
    entryHalt: flag('With ENTRY_HALT=true in its environment?').default(false),
    limits: z
      .record(z.string(), z.string({ error: "expected a value in quotes, like '35%'" }))
      .default({})
      .meta({
        description:
          'Orchestrator only: it starts with a version that has these limits, named as an override names them; absent: as configured',
      }),
  }),
  trade: act('trade', { symbol, side, notional: number('USDT', { above: 0, max: 1e9 }) }),
} as const;

export type ActSource = { [K in keyof typeof ACTS]: z.output<(typeof ACTS)[K]> }[keyof typeof ACTS];
export const ACT_KINDS = Object.keys(ACTS) as [ActSource['do'], ...ActSource['do'][]];
const anyAct = z.looseObject(
  { do: choice(ACT_KINDS, `What is done: ${ACT_KINDS.join(', ')}`) },
  { error: 'expected { at: ..., do: ..., ... }' },
);
const actFor = (value: unknown): z.ZodType => {
  const kind = keyOf(value, 'do');
  return typeof kind === 'string' && Object.hasOwn(ACTS, kind)
    ? ACTS[kind as ActSource['do']]
    : anyAct;
};

// What is demanded -------------------------------------------------------------------------------

function expectationOf(pattern: { happens: z.ZodType; never: z.ZodType }) {
  return z.strictObject({
    proves: requirements,
    that: words('What the runbook demands', 300),
    from: moment('Since when; absent: the start').optional(),
    until: moment('Until when; absent: the end').optional(),
    happens: pattern.happens.optional(),
    never: pattern.never.optional(),
    becomes: state.optional(),
    stays: state.optional(),
    within: span('happens, becomes: so soon after `from`').optional(),
    least: whole('happens: so often at least', { min: 0, max: 100_000 }).optional(),
    most: whole('happens: so often at most', { min: 0, max: 100_000 }).optional(),
    except: span('stays: it may be otherwise for so long at a time').optional(),
  });
}

const expectationFor = (value: unknown): z.ZodType =>
  expectationOf({
    happens: patternFor(keyOf(value, 'happens')),
    never: patternFor(keyOf(value, 'never')),
  });

const instantOf = (pattern: z.ZodType) =>
  z.strictObject({
    sees: pattern,
    after: moment('Not before').optional(),
    nth: whole('The how many-th', { min: 1, max: 10_000 }).default(1),
  });

// The whole --------------------------------------------------------------------------------------

const move = z.strictObject({
  from: span('Since when, after the start'),
  until: span('Until when; absent: a minute later').optional(),
  symbols: z.array(symbol).default([]).meta({ description: 'Only these; absent: all' }),
  jump: fraction('Gap of the price', { above: -1, max: 10 }).optional(),
  drift: fraction('Change over the window at an even pace', { above: -1, max: 10 }).optional(),
  volatility: fraction('A year, meanwhile', { min: 0, max: 100 }).optional(),
  spread: number('Multiplier of the spread', { above: 0, max: 1_000 }).optional(),
  depth: number('Multiplier of the depth', { above: 0, max: 1_000 }).optional(),
  fundingLost: flag('No funding data').optional(),
  slipBps: number('Entries reported filled so much worse', { above: 0, max: 1_000 }).optional(),
});

const market = z.strictObject({
  startsAt: instant('First instant, a whole hour').default(Date.UTC(2025, 0, 6, 9)),
  length: duration('How long the drill lasts, market time', { min: 60_000, max: 30 * DAY_MS }),
  step: choice(STEPS, 'Length of a price step').default('5s'),
  volatility: fraction('Noise around the script, a year', { min: 0, max: 10 }).default(0.05),
  historyVolatility: fraction('Of the history', { min: 0, max: 10 }).default(0.3),
  historyHours: whole('Hours of history', { min: 0, max: 2_000 }).default(960),
  fundingRate: fraction('Rate of every settlement', { min: -0.01, max: 0.01 }).default(0.0001),
  moves: z.array(move).max(1_000).default([]).meta({ description: 'What happens to the market' }),
});

const portfolio = z
  .strictObject({
    profile: z.string().optional().meta({ description: 'Profile; absent: as configured' }),
    strategies: z.array(strategy).min(1).optional().meta({ description: 'Absent: all' }),
    equity: exactDecimal('Opening balance, USDT', { min: 100 }).default('100000'),
  })
  .prefault({});

const head = {
  title: words('What is rehearsed, in one line', 120),
  about: words('What the runbook says about it'),
  rehearses: requirements,
  seed: whole('Seed of market and faults', { min: 0, max: 4_294_967_295 }).default(1),
  portfolio,
  market,
};

const list = (value: unknown, key: string): readonly unknown[] => {
  const found = keyOf(value, key);
  return Array.isArray(found) ? found : [];
};
const tuple = (items: readonly z.ZodType[], error: string) => z.tuple(items as never, { error });

/** For the file with this content: errors then speak of the kind that is meant. */
export function scenarioSchemaOf(value: unknown): z.ZodType {
  const named = Object.entries((keyOf(value, 'instants') ?? {}) as object);
  const instants = z.strictObject(
    Object.fromEntries(
      named.map(([key, rule]) => [key, instantOf(patternFor(keyOf(rule, 'sees')))]),
    ),
  );
  const acts = list(value, 'steps').map(actFor);
  const claims = list(value, 'expect').map(expectationFor);
  return z.strictObject({
    ...head,
    faults: faultListOf(list(value, 'faults').map((fault) => keyOf(fault, 'kind'))).optional(),
    instants: instants.optional(),
    steps: tuple(acts, 'expected a list of steps').optional(),
    expect: tuple(claims, 'expected a list of expectations').meta({
      description: 'a list of what the runbook demands',
    }),
  });
}

/** For editors. */
export const scenarioFile = z.strictObject({
  ...head,
  faults: faultList.optional(),
  instants: z
    .record(z.string(), instantOf(z.discriminatedUnion('event', [...PATTERNS.values()] as never)))
    .optional(),
  steps: z.array(z.discriminatedUnion('do', Object.values(ACTS) as never)).optional(),
  expect: z.array(
    expectationOf({
      happens: z.discriminatedUnion('event', [...PATTERNS.values()] as never),
      never: z.discriminatedUnion('event', [...PATTERNS.values()] as never),
    }),
  ),
});

function keyOf(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)[key]
    : undefined;
}

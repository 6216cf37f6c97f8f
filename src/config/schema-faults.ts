/** Shape of a fault plan: what goes wrong at the simulated exchange, when, how often, for whom. */
import { z } from 'zod';
import { symbolId } from '../domain/ids.ts';
import { EVENT_CLASSES, ROUTE_CLASSES } from '../venues/faults/plan.ts';
import {
  duration,
  exactDecimal,
  flag,
  fraction,
  name,
  number,
  symbolName,
  whole,
} from './scalars.ts';

const DAY_MS = 86_400_000;
const LONGEST = { min: 0, max: 60_000 };

const choice = <const T extends readonly [string, ...string[]]>(values: T, description: string) =>
  z.enum(values, { error: `expected one of ${values.join(', ')}` }).meta({ description });

const several = <const T extends readonly [string, ...string[]]>(values: T, description: string) =>
  z
    .array(choice(values, description), { error: `expected a list of ${values.join(', ')}` })
    .min(1, { error: `name one of ${values.join(', ')}, or leave it out for its default` })
    .meta({ description });

const symbol = symbolName('Symbol, like BTC/USDT:USDT').transform(symbolId);

const lasting = {
  id: name('Name of the fault, unique in the plan', /^[a-z0-9][a-z0-9-]{0,39}$/, 'slow-orders')
    .optional()
    .meta({ description: 'Name of the fault, unique in the plan; default: kind and place' }),
  from: duration('Begins so long after the plan did', { min: 0, max: 366 * DAY_MS }).default(0),
  until: duration('Ends so long after the plan began; absent: never', {
    above: 0,
    max: 366 * DAY_MS,
  })
    .optional()
    .transform((ms) => ms ?? null),
};
const striking = {
  ...lasting,
  probability: fraction('Chance of each strike', { above: 0, max: 1 }).default(1),
  times: whole('Strikes so often at most; absent: no bound', { min: 1, max: 1_000_000_000 })
    .optional()
    .transform((times) => times ?? null),
};

const match = z
  .strictObject(
    {
      symbol: symbol.optional(),
      side: choice(['long', 'short'], 'Side of the position').optional(),
      action: choice(['open', 'reduce'], 'Does the order open or reduce?').optional(),
      type: choice(['limit', 'market', 'stop_market'], 'Type of the order').optional(),
      clientOrderId: name(
        'How the client order id begins',
        /^[.A-Z:/a-z0-9_-]{1,36}$/,
        'main.S1.',
      ).optional(),
    },
    { error: 'expected what the orders have in common' },
  )
  .optional()
  .meta({ description: 'Only these orders; absent: all' });

const routes = (...usual: [(typeof ROUTE_CLASSES)[number], ...(typeof ROUTE_CLASSES)[number][]]) =>
  several(ROUTE_CLASSES, 'Kinds of requests').default(usual);
const events = several(EVENT_CLASSES, 'Kinds of events').default([...EVENT_CLASSES]);

const LENGTH =
  'A length of time: 200ms, { uniform: [50ms, 300ms] } or { logNormal: { median: 80ms, sigma: 0.5, most: 5s } }';
const length = z
  .union(
    [
      duration('Always the same', LONGEST).transform((fixed) => ({ fixed })),
      z.strictObject({
        uniform: z
          .tuple([duration('Shortest', LONGEST), duration('Longest', LONGEST)])
          .meta({ description: 'Shortest and longest, all alike between' }),
      }),
      z.strictObject({
        logNormal: z.strictObject({
          median: duration('Half are shorter', LONGEST),
          sigma: number('Spread of the logarithm', { min: 0, max: 5 }),
          most: duration('Cut off here', LONGEST).default(LONGEST.max),
        }),
      }),
    ],
    { error: 'is not a length of time' },
  )
  .meta({ description: LENGTH });

const httpStatus = (least: number, most: number) => whole('HTTP status', { min: least, max: most });
const code = whole('Error code of the venue, negative', { min: -99_999, max: -1 });
const message = z
  .string({ error: 'expected the text of the error' })
  .max(300)
  .meta({ description: 'Text of the error' });
const limit = (description: string) => whole(description, { min: 0, max: 1_000_000 }).optional();

/** By kind. */
export const FAULT_SCHEMAS = {
  latency: z.strictObject({
    kind: z.literal('latency'),
    ...striking,
    routes: routes(...ROUTE_CLASSES),
    match,
    by: length,
    leg: choice(['request', 'answer'], 'On the way there, or back').default('request'),
  }),
  timeout: z.strictObject({
    kind: z.literal('timeout'),
    ...striking,
    routes: routes('order'),
    match,
    executed: flag('Was it carried out all the same?'),
    answer: choice(
      ['silence', 'code', 'reset'],
      'Nothing at all, -1007, or the connection broken off',
    ).default('silence'),
  }),
  error: z.strictObject({
    kind: z.literal('error'),
    ...striking,
    routes: routes(...ROUTE_CLASSES),
    match,
    status: httpStatus(500, 599).default(503),
    code: code.default(-1000),
    message: message.default('Unknown error, please check your request or try again later.'),
    executed: flag('Was it carried out all the same?').default(false),
  }),
  reject: z.strictObject({
    kind: z.literal('reject'),
    ...striking,
    routes: routes('order'),
    match,
    status: httpStatus(400, 499).default(400),
    code,
    message: message.default('Refused by the fault plan.'),
  }),
  partial_fill: z.strictObject({
    kind: z.literal('partial_fill'),
    ...striking,
    match,
    fraction: fraction('What is left of what it would get at once', { min: 0, below: 1 }),
  }),
  disconnect: z.strictObject({
    kind: z.literal('disconnect'),
    ...lasting,
    channels: several(['websocket', 'rest'], 'What is cut off').default(['websocket', 'rest']),
  }),
  delay: z.strictObject({ kind: z.literal('delay'), ...striking, events, by: length }),
  duplicate: z.strictObject({ kind: z.literal('duplicate'), ...striking, events, after: length }),
  reorder: z.strictObject({
    kind: z.literal('reorder'),
    ...striking,
    events,
    within: duration('Each is late by a chance length up to this', { above: 0, max: 60_000 }),
  }),
  market_data: z.strictObject({
    kind: z.literal('market_data'),
    ...lasting,
    how: choice(['stale', 'frozen', 'crossed'], 'No news, old figures, or bid above ask'),
    symbols: z.array(symbol).default([]).meta({ description: 'Only these symbols; absent: all' }),
  }),
  clock: z.strictObject({
    kind: z.literal('clock'),
    ...lasting,
    ahead: duration('The venue’s clock is ahead by this', { above: 0, max: DAY_MS }).optional(),
    behind: duration('The venue’s clock is behind by this', { above: 0, max: DAY_MS }).optional(),
  }),
  limits: z.strictObject({
    kind: z.literal('limits'),
    ...lasting,
    weightPerMinute: limit('Request weight a minute'),
    ordersPerMinute: limit('Orders a minute'),
    ordersPerTenSeconds: limit('Orders in ten seconds'),
  }),
  maintenance: z.strictObject({
    kind: z.literal('maintenance'),
    ...lasting,
    message: message.default('System is under maintenance.'),
  }),
  adl: z.strictObject({
    kind: z.literal('adl'),
    ...striking,
    times: whole('Strikes so often at most', { min: 1, max: 1_000_000_000 }).default(1),
    symbol,
    side: choice(['long', 'short'], 'Side of the position'),
    fraction: fraction('Share of the position that is taken', { above: 0, max: 1 }).default(1),
  }),
  permissions: z.strictObject({
    kind: z.literal('permissions'),
    ...lasting,
    trade: flag('May it trade futures?').optional(),
    withdraw: flag('May it withdraw?').optional(),
    transfer: flag('May it transfer?').optional(),
    ipRestricted: flag('Is it bound to addresses?').optional(),
  }),
  contract: z.strictObject({
    kind: z.literal('contract'),
    ...lasting,
    symbol,
    delistedAfter: duration('Stops trading so long after this fault began; absent: it goes on', {
      above: 0,
      max: 366 * DAY_MS,
    }).optional(),
    tickSize: exactDecimal('Listed with this price step', { above: 0 }).optional(),
    lotSize: exactDecimal('Listed with this quantity step', { above: 0 }).optional(),
    minNotional: exactDecimal('Listed with this smallest notional, USDT', { above: 0 }).optional(),
  }),
  ban: z.strictObject({
    kind: z.literal('ban'),
    ...lasting,
    status: z
      .union([z.literal(418), z.literal(403)], { error: 'expected 418 or 403' })
      .default(418)
      .meta({ description: '418: banned by the limits; 403: by the firewall' }),
  }),
} as const;

export type FaultSource = {
  [K in keyof typeof FAULT_SCHEMAS]: z.output<(typeof FAULT_SCHEMAS)[K]>;
}[keyof typeof FAULT_SCHEMAS];

export const FAULT_KINDS = Object.keys(FAULT_SCHEMAS) as [FaultSource['kind']];

const FAULTS = 'What goes wrong, in the order in which it is looked at';

/** The list for editors, and a whole plan. */
export const faultList = z
  .array(z.discriminatedUnion('kind', Object.values(FAULT_SCHEMAS) as never))
  .max(256)
  .meta({ description: FAULTS });
export const faultPlanFile = z.strictObject({ faults: faultList });

/** For a plan with these kinds at its places: errors then speak of the fault that is meant. */
export const faultPlanOf = (kinds: readonly unknown[]) =>
  z.strictObject({ faults: faultListOf(kinds) });

/** The list alone, for a plan inside of another file. */
export const faultListOf = (kinds: readonly unknown[]) =>
  z
    .tuple(kinds.map((kind) => schemaOf(kind)) as never, { error: 'expected a list of faults' })
    .meta({ description: FAULTS });

const anyKind = z.looseObject(
  { kind: choice(FAULT_KINDS, `Kind of fault: ${FAULT_KINDS.join(', ')}`) },
  { error: 'expected a fault with its kind' },
);

function schemaOf(kind: unknown): z.ZodType {
  return typeof kind === 'string' && Object.hasOwn(FAULT_SCHEMAS, kind)
    ? FAULT_SCHEMAS[kind as FaultSource['kind']]
    : anyKind;
}

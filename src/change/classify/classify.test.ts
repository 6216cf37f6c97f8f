import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { FILE_NAMES, FILE_SCHEMAS } from '../../config/files.ts';
import { readableContents } from '../../config/load.ts';
import { DEFAULT_FOLDER } from '../../config/testing/config-folder.ts';
import { filesOfFolder } from '../store/content.ts';
import { changedKeys, classOf } from './classify.ts';
import { policyOf } from './policy.ts';

const FILES = filesOfFolder(DEFAULT_FOLDER);
const BASE = readableContents(FILES) as Readonly<Record<string, unknown>>;

/** The defaults with one text replaced in one file. */
function edited(file: string, from: string, to: string): Readonly<Record<string, unknown>> {
  const text = Buffer.from(FILES.get(file) ?? []).toString();
  if (!text.includes(from)) throw new Error(`${file} lacks ${from}`);
  const files = new Map([...FILES, [file, Buffer.from(text.replace(from, () => to))] as const]);
  return readableContents(files) as Readonly<Record<string, unknown>>;
}
const changes = (file: string, from: string, to: string) =>
  changedKeys(BASE, edited(file, from, to));

describe('CHG-2 the class of a change', () => {
  it('a threshold moved by 10 % is minor, by a little more major', () => {
    expect(changes('strategies.yaml', 'stop: 1.8%', 'stop: 1.98%')).toEqual([
      {
        file: 'strategies.yaml',
        path: 'strategies.S1.stop',
        before: 0.018,
        after: 0.0198,
        moved: expect.closeTo(0.1, 9),
        class: 'minor',
        why: 'moved by 10 % against the last validated version',
        direction: 'looser',
      },
    ]);
    expect(changes('strategies.yaml', 'stop: 1.8%', 'stop: 1.99%')).toMatchObject([
      { class: 'major', why: 'moved by 10.56 %, more than 10 %' },
    ]);
    expect(changes('strategies.yaml', 'stop: 1.8%', 'stop: 1.6%')).toMatchObject([
      { class: 'major', moved: expect.closeTo(-1 / 9, 9), direction: 'tighter' },
    ]);
  });

  it('a limit is major at any move, in both directions', () => {
    expect(changes('profiles.yaml', 'leverage: 2.5', 'leverage: 2.51')).toMatchObject([
      { path: 'profiles.balanced.leverage', class: 'major', direction: 'looser' },
    ]);
    expect(changes('profiles.yaml', '-3.0%', '-3.1%')).toMatchObject([
      { class: 'major', direction: 'looser' },
    ]);
    expect(changes('risk.yaml', 'breaker: 9%', 'breaker: 8.9%')).toMatchObject([
      { path: 'breakers.drawdown.breaker', class: 'major', direction: 'tighter' },
    ]);
    expect(
      changes('alerts.yaml', 'warning: { limit: -2.0%', 'warning: { limit: -2.1%'),
    ).toMatchObject([{ path: 'rules.daily_loss.warning.limit', class: 'major' }]);
    expect(changes('changes.yaml', 'days: 7d', 'days: 1d')).toMatchObject([
      { class: 'major', direction: 'looser' },
    ]);
  });

  it('structure is major: a strategy more, another order, another bucket, one off', () => {
    expect(changes('strategies.yaml', 'enabled: true', 'enabled: false')).toMatchObject([
      { path: 'strategies.S1.enabled', class: 'major', why: 'structure' },
    ]);
    expect(changes('risk.yaml', '    BTC: 30%\n', '')).toMatchObject([
      { path: 'caps.asset.BTC', before: 0.3, after: undefined, class: 'major' },
    ]);
    expect(
      changes('risk.yaml', '    BTC: 30%\n    ETH: 25%', '    ETH: 25%\n    BTC: 30%'),
    ).toMatchObject([{ path: 'caps.asset', before: ['BTC', 'ETH', 'SOL'], class: 'major' }]);
    expect(
      changes('risk.yaml', 'riskyStrategies: [S2, S7]', 'riskyStrategies: [S2]'),
    ).toMatchObject([
      { path: 'breakers.riskyStrategies', before: ['S2', 'S7'], after: ['S2'], class: 'major' },
    ]);
  });

  it('ports, log level, texts, comments, notation and the order of keys in a section are minor', () => {
    const port = changes('septet.yaml', 'apiPort: 8710', 'apiPort: 8711');
    expect(port).toMatchObject([{ class: 'minor', direction: 'neutral' }]);
    const words = changes('alerts.yaml', 'title: Daily loss', 'title: Loss of the day');
    expect(classOf([...port, ...words])).toBe('minor');
    expect(changes('risk.yaml', 'breaker: 9%', 'breaker: 0.09 # the same')).toEqual([]);
    const [one, two] = ['clockOffsetWarning: 500ms', 'clockOffsetLimit: 1s'];
    expect(changes('launch.yaml', `${one}\n${two}`, `${two}\n${one}`)).toEqual([]);
  });

  it('small moves add up: what counts is the last validated version', () => {
    const validated = BASE;
    const first = edited('strategies.yaml', 'stop: 1.8%', 'stop: 1.9%');
    const second = edited('strategies.yaml', 'stop: 1.8%', 'stop: 2.0%');
    expect(classOf(changedKeys(validated, first))).toBe('minor');
    expect(classOf(changedKeys(first, second))).toBe('minor');
    expect(classOf(changedKeys(validated, second))).toBe('major');
  });

  it('a figure in a list is named by its place, and one that was 0 is major', () => {
    expect(changes('risk.yaml', '[0.90, 0.75]', '[0.90, 0.70]')).toMatchObject([
      { path: 'sizing.retryMultipliers[1]', before: 0.75, after: 0.7 },
    ]);
    expect(changes('buckets.yaml', 'minDailyRange: 0%', 'minDailyRange: 1%')[0]).toMatchObject({
      moved: null,
      class: 'major',
    });
  });

  it('a file of another build that is not there, and keys it does not know, are major', () => {
    const older: Record<string, unknown> = { ...BASE };
    delete older['changes.yaml'];
    expect(changedKeys(older, BASE)).toMatchObject([
      { file: 'changes.yaml', path: '', before: undefined, class: 'major' },
    ]);
  });
});

/** Every key any of the files may have, members of records as `x`, of lists as 0. */
function keysOf(schema: z.core.$ZodType, path: readonly string[]): readonly (readonly string[])[] {
  if (
    schema instanceof z.ZodNullable ||
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodPrefault
  ) {
    return keysOf(schema.unwrap() as z.core.$ZodType, path);
  }
  if (schema instanceof z.ZodObject) {
    return Object.entries(schema.shape).flatMap(([key, child]) =>
      keysOf(child as z.core.$ZodType, [...path, key]),
    );
  }
  if (schema instanceof z.ZodRecord) {
    return keysOf(schema.valueType as z.core.$ZodType, [...path, 'x']);
  }
  return [path];
}

/** Written down here once more, on purpose: whoever takes a key out of review has to say so twice. */
const HARMLESS: readonly string[] = [
  'septet.yaml runtime.apiPort',
  'septet.yaml runtime.logLevel',
  'launch.yaml timeServers',
  'venue.yaml initialBalance',
  'venue.yaml latency',
  'venue.yaml instruments.x.tickSize',
  'venue.yaml instruments.x.lotSize',
  'venue.yaml instruments.x.minQuantity',
  'venue.yaml instruments.x.minNotional',
  ...['slack.x.url', 'slack.x.commands.signingSecret', 'telegram.x.token', 'telegram.x.chat'].map(
    (key) => `channels.yaml ${key}`,
  ),
  ...[
    'telegram.x.check',
    'telegram.x.api',
    'webhook.x.url',
    'webhook.x.secret',
    'watchdog.url',
  ].map((key) => `channels.yaml ${key}`),
  ...['title', 'next', 'runbook'].map((key) => `cadence.yaml tasks.x.${key}`),
  ...['title', 'owner', 'runbook', 'next'].map((key) => `alerts.yaml rules.x.${key}`),
];

const KEYS = FILE_NAMES.flatMap((file) =>
  keysOf(FILE_SCHEMAS[file], []).map((path) => ({ file, path, name: `${file} ${path.join('.')}` })),
);

describe('CHG-2 every key of every schema', () => {
  it('is major beyond 10 %, but for a short list of those that decide nothing', () => {
    const minor = KEYS.filter(
      ({ file, path }) => file !== 'market.yaml' && policyOf(file, path).kind === 'none',
    );
    expect(minor.map(({ name }) => name).sort()).toEqual([...HARMLESS].sort());
  });

  it('is major beyond 10 % where it is about limits, kill, alerts or strategies', () => {
    const grave =
      /^(profiles|incidents|changes)\.yaml|^strategies\.yaml|^risk\.yaml (caps|sizing|breakers)|^alerts\.yaml rules\.x\.(metric|fires|warning|critical|closes|inhibitedBy|holdsLaunch|incident)|^guards\.yaml execution|cap$|floor$|[lL]everage|[lL]imit|max[A-Z]/;
    const found = KEYS.filter(({ name }) => grave.test(name));
    expect(found.length).toBeGreaterThan(90);
    for (const { file, path, name } of found) {
      expect(policyOf(file, path).kind, name).not.toBe('none');
    }
  });

  it('moved by 11 % in the defaults is told as major where it is a figure', () => {
    const figures: string[] = [];
    for (const { file, path } of leavesOf(BASE)) {
      const moved = structuredClone(BASE) as Record<string, unknown>;
      const value = bump(moved, [file, ...path]);
      if (value === null) continue;
      const [change, ...others] = changedKeys(BASE, moved);
      expect(others).toEqual([]);
      const name = `${file} ${path.join('.')}`;
      figures.push(name);
      const harmless = policyOf(file, path).kind === 'none';
      expect(change?.class, name).toBe(harmless ? 'minor' : 'major');
    }
    expect(figures.length).toBeGreaterThan(300);
  });
});

interface Leaf {
  readonly file: string;
  readonly path: readonly string[];
}

function leavesOf(contents: Readonly<Record<string, unknown>>): readonly Leaf[] {
  const walk = (value: unknown, file: string, path: readonly string[]): readonly Leaf[] =>
    typeof value === 'object' && value !== null
      ? Object.entries(value).flatMap(([key, item]) => walk(item, file, [...path, key]))
      : [{ file, path }];
  return Object.entries(contents).flatMap(([file, value]) => walk(value, file, []));
}

/** Moves the figure at a path by 11 %; null when there is none. */
function bump(root: Record<string, unknown>, path: readonly string[]): number | null {
  let place: unknown = root;
  for (const part of path.slice(0, -1)) place = (place as Record<string, unknown>)[part];
  const last = path.at(-1) ?? '';
  const holder = place as Record<string, unknown>;
  const value = holder[last];
  if (typeof value !== 'number' || value === 0) return null;
  holder[last] = value * 1.11;
  return value;
}

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FILE_NAMES } from '../files.ts';
import { loadConfigFiles } from '../load.ts';
import { DEFAULT_FOLDER } from '../testing/config-folder.ts';
import { filesIn } from '../testing/files-in.ts';
import { readYaml } from '../yaml-source.ts';
import { completed } from './complete.ts';
import type { KeyMove } from './moved-keys.ts';

const DEFAULTS = filesIn(DEFAULT_FOLDER);

type Edit = (text: string) => string;
const edited = (edits: Readonly<Record<string, Edit | null>>): ReadonlyMap<string, Uint8Array> => {
  const files = new Map(DEFAULTS);
  for (const [name, edit] of Object.entries(edits)) {
    if (edit === null) files.delete(name);
    else files.set(name, Buffer.from(edit(textOf(DEFAULTS, name))));
  }
  return files;
};
const textOf = (files: ReadonlyMap<string, Uint8Array>, name: string): string =>
  Buffer.from(files.get(name) ?? []).toString('utf8');
const without =
  (...parts: readonly string[]): Edit =>
  (text) =>
    parts.reduce((rest, part) => {
      expect(rest).toContain(part);
      return rest.replace(part, () => '');
    }, text);

describe('a configuration of an older build', () => {
  it('OPS-7 gets whole files that it lacks as this build has them, comments included', () => {
    const { files, done } = completed(
      edited({ 'operations.yaml': null, 'alerts.yaml': null }),
      DEFAULTS,
    );
    expect(done).toEqual(['alerts.yaml', 'operations.yaml']);
    expect(files).toEqual(DEFAULTS);
    expect(loadConfigFiles(files, 'completed').ok).toBe(true);
  });

  it('OPS-7 gets a key it lacks at the end of its section with its comment, and no other byte moves', () => {
    const before = edited({
      'risk.yaml': without('  # Any asset not named above.\n  otherAsset: 15%\n'),
    });
    const { files, done } = completed(before, DEFAULTS);
    expect(done).toEqual(['risk.yaml: caps.otherAsset']);
    const text = textOf(files, 'risk.yaml');
    expect(text).toContain('  total: 100%\n  # Any asset not named above.\n  otherAsset: 15%\n');
    const added = '  # Any asset not named above.\n  otherAsset: 15%\n';
    expect(text.replace(added, '')).toBe(textOf(before, 'risk.yaml'));
    for (const name of FILE_NAMES) {
      if (name !== 'risk.yaml') expect(files.get(name)).toBe(before.get(name));
    }
  });

  it('OPS-7 gets a whole section, and a key within one line', () => {
    const section = /^rollback:\n( .*\n)+/m;
    const before = edited({
      'changes.yaml': (text) => {
        expect(text).toMatch(section);
        return text.replace(section, '').replace('marginal: 1.1, fail: 2', 'marginal: 1.1');
      },
    });
    const { files, done } = completed(before, DEFAULTS);
    expect(done).toEqual(['changes.yaml: paper.exposure.fail', 'changes.yaml: rollback']);
    expect(textOf(files, 'changes.yaml')).toContain('exposure: { marginal: 1.1, fail: 2 }');
    const read = (each: ReadonlyMap<string, Uint8Array>) =>
      readYaml('changes.yaml', textOf(each, 'changes.yaml')).value;
    expect(read(files)).toEqual(read(DEFAULTS));
  });

  it('OPS-7 keeps what the desk has set, though the default is another one', () => {
    const before = edited({
      'risk.yaml': (text) =>
        without('  # Any asset not named above.\n  otherAsset: 15%\n')(text).replace(
          'BTC: 30%',
          'BTC: 0.22',
        ),
    });
    const { files } = completed(before, DEFAULTS);
    expect(textOf(files, 'risk.yaml')).toContain('BTC: 0.22\n');
  });

  it('OPS-7 gives a strategy of the desk what all of its implementation have', () => {
    const own = (text: string): string =>
      text.replace('\n  S1:\n', '\n  TREND:\n').replace('      adxMin: 24 ', '      # adxMin: 24 ');
    const { files, done } = completed(edited({ 'strategies.yaml': own }), DEFAULTS);
    expect(done).toEqual(['strategies.yaml: strategies.TREND.parameters.adxMin']);
    expect(textOf(files, 'strategies.yaml')).toContain('      adxMin: 24 ');
  });

  it('OPS-7 leaves to a person what the defaults do not answer, and loading names it', () => {
    const own = (text: string): string =>
      text.replace('\n  S1:\n', '\n  TREND:\n').replace('    stop: 1.8%\n', '');
    const { files, done } = completed(edited({ 'strategies.yaml': own }), DEFAULTS);
    // Seven strategies with an implementation each: the one of its own answers.
    expect(done).toEqual(['strategies.yaml: strategies.TREND.stop']);
    const two = (text: string): string =>
      text
        .replace('  balanced:\n', '  mine:\n')
        .replace(/(mine:\n(?: .*\n)*?)( +leverage: .*\n)/, '$1');
    const left = completed(edited({ 'profiles.yaml': two }), DEFAULTS);
    expect(left.done).toEqual([]);
    expect(JSON.stringify(loadConfigFiles(left.files, 'left'))).toContain('profiles.mine.leverage');
    expect(files.size).toBe(DEFAULTS.size);
  });

  it('OPS-7 is left alone where it is whole, and where it is broken', () => {
    expect(completed(DEFAULTS, DEFAULTS)).toEqual({ files: DEFAULTS, done: [] });
    const broken = edited({ 'risk.yaml': (text) => `${text}\n  - [` });
    expect(completed(broken, DEFAULTS)).toEqual({ files: broken, done: [] });
  });
});

describe('keys that a later build calls otherwise', () => {
  const run = (file: string, edit: Edit, moves: readonly KeyMove[]) =>
    completed(edited({ [file]: edit }), DEFAULTS, moves);

  it('OPS-7 keep their value, and are taken out where nothing goes by them', () => {
    const old = (text: string): string =>
      text
        .replace('  otherAsset: 15%', '  anyAsset: 11%')
        .replace('sizing:\n', 'sizing:\n  # Of old.\n  rounding: up\n');
    const { files, done } = run('risk.yaml', old, [
      { kind: 'renamed', file: 'risk.yaml', path: ['caps', 'anyAsset'], to: 'otherAsset' },
      { kind: 'removed', file: 'risk.yaml', path: ['sizing', 'rounding'] },
    ]);
    expect(done).toEqual([
      'risk.yaml: caps.anyAsset is called caps.otherAsset now',
      'risk.yaml: sizing.rounding taken out: this build knows it no more',
    ]);
    expect(textOf(files, 'risk.yaml')).toBe(
      textOf(DEFAULTS, 'risk.yaml').replace('otherAsset: 15%', 'otherAsset: 11%'),
    );
  });

  it('OPS-7 go to another file with their value', () => {
    const { files, done } = completed(
      edited({
        'changes.yaml': without('  stableFor: 30m\n'),
        'launch.yaml': (text) => `${text}\nstable:\n  # Minutes.\n  time: 45m\n  other: 1\n`,
      }),
      DEFAULTS,
      [
        ...([
          {
            kind: 'moved',
            file: 'launch.yaml',
            path: ['stable', 'time'],
            toFile: 'changes.yaml',
            to: ['rollback', 'stableFor'],
          },
        ] as const),
      ],
    );
    expect(done).toEqual(['launch.yaml: stable.time is changes.yaml: rollback.stableFor now']);
    expect(textOf(files, 'changes.yaml')).toContain('  # Minutes.\n  stableFor: 45m\n');
    expect(textOf(files, 'launch.yaml')).not.toContain('45m');
  });

  it('OPS-7 stay where both names stand: a person decides', () => {
    const both = (text: string): string =>
      text.replace('  otherAsset: 15%', '  anyAsset: 11%\n  otherAsset: 15%');
    const { done } = run('risk.yaml', both, [
      { kind: 'renamed', file: 'risk.yaml', path: ['caps', 'anyAsset'], to: 'otherAsset' },
    ]);
    expect(done).toEqual([]);
  });
});

/** Every line that is one key with its value, so that leaving it out leaves YAML. */
const single = FILE_NAMES.flatMap((file) =>
  textOf(DEFAULTS, file)
    .split('\n')
    .flatMap((line, index) => (/^ +\w+: [^{[|>]/.test(line) ? [{ file, index }] : [])),
);

describe('whatever key is missing', () => {
  it('OPS-7 what is there keeps its bytes, and what is added is the default', () => {
    fc.assert(
      fc.property(fc.subarray(single, { minLength: 1, maxLength: 3 }), (left) => {
        const before = new Map(DEFAULTS);
        for (const file of new Set(left.map((each) => each.file))) {
          const gone = left.filter((each) => each.file === file).map(({ index }) => index);
          const lines = textOf(DEFAULTS, file).split('\n');
          before.set(file, Buffer.from(lines.filter((_, at) => !gone.includes(at)).join('\n')));
        }
        const { files } = completed(before, DEFAULTS);
        for (const file of FILE_NAMES) {
          const kept = textOf(before, file).split('\n');
          const now = textOf(files, file).split('\n');
          // A subsequence: nothing of it was touched.
          let at = 0;
          for (const line of now) if (line === kept[at]) at += 1;
          expect(at).toBe(kept.length);
        }
        expect(completed(files, DEFAULTS).done).toEqual([]);
      }),
      { numRuns: 8 },
    );
  });
});

/**
 * What differs between two configurations, key by key, and whether it is a major change (CHG-2).
 * Compared are the values that the notation stands for: `2.2%` and 0.022 do not differ, comments
 * and the order of keys within a section do not either. The order of named members does: it decides
 * ties and steps.
 */
import type { ChangedKey } from '../../domain/change.ts';
import { canonicalText } from '../../journal/canonical.ts';
import { type KeyPolicy, policyOf } from './policy.ts';

/** By file name; a file that cannot be read is undefined. */
export type Contents = Readonly<Record<string, unknown>>;

/** A move of exactly this much is not beyond it. */
const MOVE_MAX = 0.1;
const TOLERANCE = 1e-9;

/** All differences, file by file in the order of the newer one. */
export function changedKeys(before: Contents, after: Contents): readonly ChangedKey[] {
  const files = new Set([...Object.keys(after), ...Object.keys(before)]);
  const found: ChangedKey[] = [];
  for (const file of files) compare(file, [], before[file], after[file], found);
  return found;
}

export const classOf = (changed: readonly ChangedKey[]): 'minor' | 'major' =>
  changed.some((each) => each.class === 'major') ? 'major' : 'minor';

type Path = readonly string[];

function compare(
  file: string,
  path: Path,
  before: unknown,
  after: unknown,
  found: ChangedKey[],
): void {
  if (before === after) return;
  if (isSection(before) && isSection(after)) {
    const keys = new Set([...Object.keys(after), ...Object.keys(before)]);
    for (const key of keys) compare(file, [...path, key], before[key], after[key], found);
    const order = orderChange(file, path, before, after);
    if (order !== null) found.push(order);
    return;
  }
  if (isFigures(before) && isFigures(after) && before.length === after.length) {
    for (const [index, item] of after.entries()) {
      compare(file, [...path, String(index)], before[index], item, found);
    }
    return;
  }
  if (before !== undefined && after !== undefined && text(before) === text(after)) return;
  found.push(changedKey(file, path, before, after));
}

const text = (value: unknown): string => canonicalText(value);

const isSection = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Lists of figures are compared one by one; lists of names as a whole. */
const isFigures = (value: unknown): value is readonly unknown[] =>
  Array.isArray(value) && value.every((item) => typeof item === 'number' || Array.isArray(item));

/** Members that both have, in another order. Sections of fixed keys are read in one order always. */
function orderChange(
  file: string,
  path: Path,
  before: Readonly<Record<string, unknown>>,
  after: Readonly<Record<string, unknown>>,
): ChangedKey | null {
  const old = Object.keys(before).filter((key) => key in after);
  const now = Object.keys(after).filter((key) => key in before);
  if (old.every((key, index) => key === now[index])) return null;
  if (policyOf(file, path).kind === 'none') return null;
  return {
    file,
    path: pathText(path),
    before: old,
    after: now,
    moved: null,
    class: 'major',
    why: 'structure: the order decides ties and steps',
    direction: 'unknown',
  };
}

function changedKey(file: string, path: Path, before: unknown, after: unknown): ChangedKey {
  const policy = policyOf(file, path);
  const moved = movedBy(before, after);
  const { major, why } = judge(policy, moved, before, after);
  return {
    file,
    path: pathText(path),
    before,
    after,
    moved,
    class: major ? 'major' : 'minor',
    why,
    direction: directionOf(policy, before, after),
  };
}

function judge(
  { kind }: KeyPolicy,
  moved: number | null,
  before: unknown,
  after: unknown,
): { readonly major: boolean; readonly why: string } {
  const how = before === undefined ? 'added' : after === undefined ? 'removed' : null;
  switch (kind) {
    case 'none':
      return { major: false, why: 'decides nothing about limits, orders or alarms' };
    case 'limit':
      return { major: true, why: `limits, kill or alert logic: any ${how ?? 'move'} is major` };
    case 'structure':
      return { major: true, why: `structure${how === null ? '' : `: ${how}`}` };
    case 'threshold': {
      if (how !== null) return { major: true, why: `structure: ${how}` };
      if (moved === null)
        return { major: true, why: 'a choice, or moved from 0: has no percentage' };
      const beyond = Math.abs(moved) > MOVE_MAX + TOLERANCE;
      const percent = `${Number((Math.abs(moved) * 100).toPrecision(4))} %`;
      return {
        major: beyond,
        why: beyond
          ? `moved by ${percent}, more than 10 %`
          : `moved by ${percent} against the last validated version`,
      };
    }
  }
}

/** Fraction of the figure before; null when one is no figure, or it was 0. */
function movedBy(before: unknown, after: unknown): number | null {
  const [from, to] = [figureOf(before), figureOf(after)];
  if (from === null || to === null || from === 0) return null;
  return (to - from) / Math.abs(from);
}

/** Exact decimals are text. */
function figureOf(value: unknown): number | null {
  if (typeof value === 'number') return value;
  if (typeof value !== 'string' || !/^-?\d+(\.\d+)?$/.test(value)) return null;
  return Number(value);
}

function directionOf(
  { kind, sense }: KeyPolicy,
  before: unknown,
  after: unknown,
): ChangedKey['direction'] {
  if (kind === 'none' || sense === 'neutral') return 'neutral';
  const [from, to] = [figureOf(before), figureOf(after)];
  if (from === null || to === null || sense === 'unknown') return 'unknown';
  const rising = to > from;
  if (sense === 'looser') return rising ? 'looser' : 'tighter';
  return rising ? 'tighter' : 'looser';
}

/** `profiles.balanced.leverage`, `sizing.retryMultipliers[0]`. */
function pathText(path: Path): string {
  return path
    .map((part, index) => (/^\d+$/.test(part) ? `[${part}]` : index === 0 ? part : `.${part}`))
    .join('');
}

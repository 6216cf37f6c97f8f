import { resolve } from 'node:path';
import { InvalidArgumentError } from 'commander';
import type { EpochMs, Ms } from '../domain/time.ts';
import { DEFAULT_HOME } from '../services/home.ts';

const DURATION = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/;
const UNIT_MS: Readonly<Record<string, Ms>> = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** `90s`, `10m`, `2h`, `1d`: more than nothing, whole milliseconds. */
export function duration(text: string): Ms {
  const match = DURATION.exec(text.trim());
  const value = match === null ? 0 : Math.round(Number(match[1]) * UNIT_MS[match[2] ?? '']!);
  if (value <= 0) throw new InvalidArgumentError('write a duration like 90s, 10m or 2h.');
  return value;
}

export function speed(text: string): number {
  const value = Number(text);
  if (!(value >= 1 && value <= 3_600)) {
    throw new InvalidArgumentError('write market seconds per second, 1 to 3600.');
  }
  return value;
}

/** `2025-05-04` or `2025-05-04T12:30Z`, UTC. */
export function day(text: string): EpochMs {
  const full = /^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}T00:00:00Z` : text;
  const at = /^\d{4}-\d{2}-\d{2}T.*Z$/.test(full) ? Date.parse(full) : Number.NaN;
  if (Number.isNaN(at) || new Date(at).toISOString().slice(0, 10) !== full.slice(0, 10)) {
    throw new InvalidArgumentError('write a day like 2025-05-04 (UTC).');
  }
  return at;
}

export const wholeNumber =
  (from: number, to: number) =>
  (text: string): number => {
    const value = /^\d+$/.test(text.trim()) ? Number(text) : Number.NaN;
    if (!(value >= from && value <= to)) {
      throw new InvalidArgumentError(`write a whole number from ${from} to ${to}.`);
    }
    return value;
  };

/** Comma-separated names, each once, none empty. */
export function nameList(text: string): readonly string[] {
  const names = text.split(',').map((name) => name.trim());
  if (names.some((name) => name === '')) {
    throw new InvalidArgumentError('write names separated by commas, like S1,S3.');
  }
  return [...new Set(names)];
}

/** The home a command is about: `--home`, else SEPTET_HOME, else ./.septet. */
export function homeOption(given: string | undefined): string {
  const fromEnvironment = process.env['SEPTET_HOME'];
  return resolve(given ?? (fromEnvironment || DEFAULT_HOME));
}

/** Who gives the command, for the journal: the login name, or SEPTET_ACTOR. */
export function actorName(): string {
  const { SEPTET_ACTOR: actor, USER: user, LOGNAME: login } = process.env;
  return actor || user || login || 'operator';
}

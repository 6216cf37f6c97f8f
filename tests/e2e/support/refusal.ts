/** What a command must say when its input is wrong. */
import { expect } from 'vitest';
import { FIRST_DAY } from './made-data.ts';
import type { Result } from './program.ts';

/** One day from the first of the made data on. */
export const PERIOD = ['--from', FIRST_DAY, '--to', '2025-01-07'] as const;

/** Said on standard error alone, without a stack trace, exit code 2. */
export function expectRefused({ code, stdout, stderr }: Result, ...words: readonly string[]): void {
  expect({ code, stdout }, stderr).toEqual({ code: 2, stdout: '' });
  for (const part of words) expect(stderr).toContain(part);
  expect(stderr).not.toMatch(/\n\s+at /);
  expect(stderr.endsWith('\n')).toBe(true);
}

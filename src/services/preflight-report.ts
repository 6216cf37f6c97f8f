/** Pre-flight as one report, with or without a running stack (`septet preflight`). */

import { FILE_NAMES } from '../config/files.ts';
import type { LoadedConfig } from '../config/load.ts';
import {
  PREFLIGHT_SCHEMA,
  type PreflightReport,
  type ReportedCheck,
} from '../formats/preflight-report.ts';
import {
  PREFLIGHT_IDS,
  PREFLIGHT_TITLES,
  type PreflightCheck,
  type PreflightId,
} from '../runbook/preflight.ts';
import { assessConfig } from '../runbook/preflight-house.ts';

export type ReportHead = Pick<PreflightReport, 'at' | 'build' | 'mode' | 'home'> & {
  readonly folder: string;
  readonly inForce: boolean;
  readonly drift: readonly string[];
  readonly elapsedMs: number;
};

/** Checks in their order; those that are missing are said to be not evaluated, and why. */
export function preflightReport(
  head: ReportHead,
  about: Pick<PreflightReport, 'venue' | 'stackRuns'> & {
    readonly version: string | null;
    readonly commit: string | null;
  },
  checks: readonly PreflightCheck[],
  figures: Readonly<Partial<Record<PreflightId, Readonly<Record<string, number>>>>>,
  missing: string,
): PreflightReport {
  const { folder, inForce, drift, ...rest } = head;
  const { version, commit, ...seen } = about;
  const states = checks.map(({ state }) => state);
  return {
    schema: PREFLIGHT_SCHEMA,
    ...rest,
    ...seen,
    configuration: { folder, version, commit, inForce, drift: [...drift] },
    result: states.includes('failed')
      ? 'failed'
      : states.includes('warning')
        ? 'warning'
        : 'passed',
    checks: PREFLIGHT_IDS.map((id): ReportedCheck => {
      const check = checks.find((each) => each.id === id);
      return check === undefined
        ? { id, title: PREFLIGHT_TITLES[id], ...NOT_EVALUATED, evidence: missing, figures: {} }
        : { ...check, figures: finite(figures[id] ?? {}) };
    }),
  };
}

const NOT_EVALUATED = { state: 'not_evaluated', remedy: null } as const;

/** JSON has no NaN. */
const finite = (figures: Readonly<Record<string, number>>): Record<string, number> =>
  Object.fromEntries(Object.entries(figures).filter(([, value]) => Number.isFinite(value)));

/** The report of a configuration with errors: nothing else can be looked at. */
export function brokenConfigReport(
  head: ReportHead,
  loaded: Extract<LoadedConfig, { ok: false }>,
): PreflightReport {
  const check = assessConfig({
    version: 'none',
    files: FILE_NAMES.length,
    errors: loaded.errors.map(({ file, line, path, message, remedy }) => ({
      file,
      line: line === 0 ? null : line,
      message: `${path === '' ? '' : `${path}: `}${message}; ${remedy}`,
    })),
  });
  const about = { venue: 'not asked', stackRuns: false, version: null, commit: null };
  return preflightReport(head, about, [check], {}, 'the configuration has errors');
}

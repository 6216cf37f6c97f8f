import type { PreflightReport, ReportedCheck } from '../formats/preflight-report.ts';
import type { Paint, Palette } from './paint.ts';

/** The report as lines of text: one a check, and under it what mends it. */
export function preflightLines(report: PreflightReport, colours: Palette): readonly string[] {
  const { configuration, mode, venue, home, build, stackRuns } = report;
  const version = configuration.version ?? 'with errors';
  const source = configuration.inForce
    ? `in force on this home (commit ${configuration.commit ?? 'unknown'})`
    : `of ${configuration.folder}`;
  return [
    `${colours.bold('Pre-flight')} ${mode}: ${venue}`,
    colours.dim(`  configuration ${version} ${source}, build ${build}`),
    colours.dim(`  home ${home}, ${stackRuns ? 'its executor runs' : 'nothing runs there'}`),
    ...report.checks.flatMap((check) => checkLines(check, colours)),
    verdict(report, colours),
  ];
}

const MARKS: Readonly<Record<ReportedCheck['state'], readonly [keyof Palette, string]>> = {
  passed: ['green', 'ok  '],
  warning: ['yellow', 'warn'],
  failed: ['red', 'FAIL'],
  not_evaluated: ['dim', '-   '],
};

function checkLines(check: ReportedCheck, colours: Palette): readonly string[] {
  const [colour, mark] = MARKS[check.state];
  const paint: Paint = colours[colour];
  const evidence =
    check.state === 'not_evaluated' ? `not evaluated: ${check.evidence}` : check.evidence;
  const line = `  ${paint(mark)} ${check.id}  ${check.title}: ${evidence}`;
  return check.remedy === null ? [line] : [line, `       to mend it: ${check.remedy}`];
}

function verdict({ checks, result, elapsedMs }: PreflightReport, colours: Palette): string {
  const count = (state: ReportedCheck['state']): number =>
    checks.filter((check) => check.state === state).length;
  const time = `in ${(elapsedMs / 1_000).toFixed(1)} s`;
  const warnings = count('warning');
  const also = warnings === 0 ? '' : `, ${warnings} warning${warnings === 1 ? '' : 's'}`;
  if (result === 'failed') {
    return colours.red(`FAILED: ${count('failed')} of ${checks.length} checks${also}, ${time}`);
  }
  return colours.green(`passed${also}, ${time}`);
}

/** A drill's report on a terminal. */
import { duration } from '../drills/judge.ts';
import type { DrillReport } from '../drills/report.ts';
import type { Palette } from './paint.ts';

/** Every demand, or only those that were not met. */
export function demandLines(report: DrillReport, paint: Palette, all: boolean): readonly string[] {
  return report.expectations
    .filter(({ passed }) => all || !passed)
    .flatMap(({ passed, proves, that, demands, took, found }) => {
      const mark = passed ? paint.green('  met  ') : paint.red('  NOT  ');
      const after = took === null ? '' : ` after ${duration(took)}`;
      return [
        `${mark} ${proves.join(' ')}: ${that}${after}`,
        ...(passed ? [] : [`         demanded: ${demands}`, `         found: ${found}`]),
      ];
    });
}

export function timelineLines(report: DrillReport, paint: Palette): readonly string[] {
  const lines = report.timeline.map(({ at, event, text, times }) => {
    const instant = new Date(at).toISOString().slice(5, 19).replace('T', ' ');
    const often = times === 1 ? '' : ` (${times} times)`;
    return `  ${paint.dim(instant)} ${event.padEnd(12)} ${text}${often}`;
  });
  return report.omitted === 0 ? lines : [...lines, `  ${report.omitted} more lines left out`];
}

/** The acceptance report of a launch as Markdown (requirements ACC-1 to ACC-4). */
import type { AcceptanceReport } from '../domain/status.ts';
import { utc } from './text.ts';

export function acceptanceMarkdown(report: AcceptanceReport): string {
  const figure = (value: number | null): string =>
    value === null ? 'insufficient' : `${Number(value.toPrecision(6))}`;
  const rows = report.criteria.map(
    ({ id, title, passed, value, limit, samples, text }) =>
      `| ${id} | ${title} | ${passed ? 'passed' : 'FAILED'} | ${figure(value)} | ${limit === null ? '-' : figure(limit)} | ${samples} | ${text.replace(/\s+/g, ' ').replaceAll('|', '\\|')} |`,
  );
  const skips = report.skips
    .map(
      (skip) =>
        `- ${utc(skip.at)} ${skip.step} ${skip.kind} by ${skip.actor}: ${skip.what}; ${skip.reason}`,
    )
    .join('\n');
  return `# Acceptance report: ${report.passed ? 'passed' : 'FAILED'}

Made at ${utc(report.at)} UTC, over the first minutes with entries.

| id | criterion | result | value | limit | samples | basis |
|---|---|---|---|---|---|---|
${rows.join('\n')}

${skips === '' ? 'Nothing was skipped.' : `Skipped on the way:\n\n${skips}`}
`;
}

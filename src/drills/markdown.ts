/** The report of a drill for people. */
import { duration } from './judge.ts';
import type { DrillReport } from './report.ts';

export function drillMarkdown(report: DrillReport): string {
  const { expectations, from, to, counts, equity } = report;
  const passed = expectations.filter((each) => each.passed).length;
  const verdict = report.passed ? 'passed' : 'FAILED';
  const lines = [
    `# Drill: ${report.title}`,
    '',
    `**${verdict}**: ${passed} of ${expectations.length} demands met. ` +
      `Scenario \`${report.scenario}\`, seed ${report.seed}, profile ${report.profile}.`,
    '',
    report.about,
    '',
    `Rehearses ${report.rehearses.join(', ')}. Market time ${utc(from)} to ${utc(to)} (${duration(to - from)}). ` +
      `Configuration ${report.configVersion}, build ${report.build}.`,
    '',
    '## What the runbook demands, and what happened',
    '',
    '| | requirement | demand | when | after | found |',
    '|---|---|---|---|---|---|',
    ...expectations.map((each) =>
      row([
        each.passed ? 'passed' : '**FAILED**',
        each.proves.join(', '),
        `${each.that}<br>${each.demands}`,
        each.at === null ? '' : utc(each.at),
        each.took === null ? '' : duration(each.took),
        each.found,
      ]),
    ),
    '',
    '## Timeline',
    '',
    '| market time | what | |',
    '|---|---|---|',
    ...report.timeline.map(({ at, event, text, times }) =>
      row([utc(at), event, times === 1 ? text : `${text} (${times} times)`]),
    ),
    ...(report.omitted > 0 ? ['', `${report.omitted} more lines are left out.`] : []),
    '',
    '## Figures',
    '',
    `Equity ${equity.from} to ${equity.to} USDT; ${counts.allowed} entries allowed, ${counts.refused} refused; ` +
      `${counts.trades} trades closed, ${counts.losses} of them at a loss; faults struck ${counts.faults} times; ` +
      `${report.journal.records} journal records, head \`${report.journal.head.slice(0, 16)}\`.`,
    '',
  ];
  return lines.join('\n');
}

const row = (cells: readonly string[]): string =>
  `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |`;

/** `01-06 10:31:05`, with milliseconds when there are some. */
function utc(at: number): string {
  const text = new Date(at).toISOString();
  return text.slice(5, at % 1_000 === 0 ? 19 : 23).replace('T', ' ');
}

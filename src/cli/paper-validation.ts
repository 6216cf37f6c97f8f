/** `septet config paper start|status|report|stop`: the paper validation of a running home. */
import { existsSync } from 'node:fs';
import { sep } from 'node:path';
import type { ChangeCommand } from '../domain/change-office.ts';
import type { PaperReport, PaperState } from '../domain/paper.ts';
import type { Ms } from '../domain/time.ts';
import { type PaperFormat, renderPaper } from '../report/paper-files.ts';
import { type Home, homeAt } from '../services/home.ts';
import { readJson } from '../services/json-file.ts';
import {
  type PaperAssignment,
  readAssignment,
  readPaperState,
} from '../services/paper/paper-home.ts';
import { reportFile } from '../services/paper/paper-reports.ts';
import { homeOption } from './arguments.ts';
import { CommandError, EXIT, usageError } from './exit.ts';
import type { IdentityOptions } from './identity.ts';
import { printJson, printLine, printLines } from './print.ts';

export interface HomeOptions {
  readonly home?: string;
  readonly json?: boolean;
}

export interface GivenOptions extends HomeOptions, IdentityOptions {}

/** Begins; goes on when it is on paper already. */
export async function startPaper(proposal: string, options: GivenOptions): Promise<void> {
  if (proposal.includes(sep) || existsSync(proposal)) {
    throw usageError(
      `${proposal} is a folder: propose it first (\`septet config propose --from ${proposal} --reason "..."\`), then start what it is called there, like p-3; \`septet config paper preview --candidate ${proposal}\` tries it without that`,
    );
  }
  await give(options, { kind: 'paper_start', proposal });
}

export const stopPaper = (options: GivenOptions): Promise<void> =>
  give(options, { kind: 'paper_stop' });

async function give(options: GivenOptions, command: ChangeCommand): Promise<void> {
  const { giveChange } = await import('./give-change.ts');
  const reply = await giveChange(options, command);
  if (options.json === true) printJson(reply);
  if (!reply.ok) {
    const text = options.json === true ? '' : `${reply.text} (${reply.code})`;
    throw new CommandError(reply.code === 'UNKNOWN_PROPOSAL' ? EXIT.usage : EXIT.failed, text);
  }
  if (options.json === true || reply.answer.kind !== 'done') return;
  printLines([reply.text, ...reply.answer.notes.map((note) => `- ${note}`)]);
}

export function paperStatus(options: HomeOptions): void {
  const home = homeAt(homeOption(options.home));
  const assignment = assigned(home);
  const state = readPaperState(home, assignment);
  if (options.json === true) {
    const { proposal, content, against, anew, limits } = assignment;
    const { version } = assignment.config.kernel;
    printJson({ proposal, content, version, against, anew, limits, state: state ?? null });
    return;
  }
  for (const line of statusLines(assignment, state)) printLine(line);
}

function statusLines(
  { proposal, config, against, anew, limits }: PaperAssignment,
  state: PaperState | undefined,
): readonly string[] {
  const name = `${proposal} (${config.kernel.version}) beside ${against.slice(0, 10)}`;
  const again = anew === null ? [] : [`it began anew: ${anew}`];
  if (state === undefined)
    return [`${name}: not begun; it runs while \`septet up\` does`, ...again];
  const { progress, tapeUntil, runUntil, tapeBytes, residentBytes, trouble, report } = state;
  const { counted, needed, gaps, counts, updatedAt } = progress;
  const share = needed > 0 ? (100 * counted) / needed : 100;
  const lag = tapeUntil !== null && runUntil !== null ? Math.max(0, tapeUntil - runUntil) : null;
  return [
    `${name}: ${share.toFixed(1)} % (${span(counted)} of ${span(limits.days)}), gaps left out ${span(gaps)}${counts ? '' : '; a preview, never counts'}`,
    `data until ${new Date(updatedAt).toISOString()}, tape ${(tapeBytes / 1e6).toFixed(1)} MB, both run ${lag === null ? 'not yet' : lag < 60_000 ? 'up to now' : `up to ${span(lag)} before now`}, ${(residentBytes / 1e6).toFixed(0)} MB of memory`,
    ...again,
    ...(trouble === null ? [] : [`it does not go on: ${trouble}`]),
    report === null
      ? 'the report comes when the time is full'
      : `report ${report.name}: ${report.verdict}; read it with \`septet config paper report\``,
  ];
}

export function showPaperReport(
  name: string | undefined,
  options: HomeOptions & { readonly format: PaperFormat },
): void {
  const home = homeAt(homeOption(options.home));
  const wanted = name ?? readPaperState(home, assigned(home))?.report?.name;
  if (wanted === undefined) {
    throw new CommandError(EXIT.failed, 'there is no report yet: it comes when the time is full');
  }
  const report = readJson(reportFile(home, wanted, 'json')) as PaperReport | undefined;
  if (report === undefined) {
    throw usageError(`${reportFile(home, wanted, 'json')} is missing or unreadable`);
  }
  process.stdout.write(renderPaper(report, options.format));
}

function assigned(home: Home): PaperAssignment {
  const assignment = readAssignment(home);
  if (assignment !== undefined) return assignment;
  const text = `no paper validation on ${home.path}: begin one with \`septet config paper start <proposal>\``;
  throw new CommandError(EXIT.failed, text);
}

function span(ms: Ms): string {
  const seconds = Math.round(ms / 1_000);
  if (seconds < 120) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 120) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  return hours < 48
    ? `${hours} h ${minutes % 60} min`
    : `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

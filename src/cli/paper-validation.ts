/** `septet config paper start|status|report|stop`: the paper validation of a running home. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { PaperConfig, PaperReport } from '../domain/paper.ts';
import type { Ms } from '../domain/time.ts';
import { type PaperFormat, renderPaper } from '../report/paper-files.ts';
import { type Home, homeAt } from '../services/home.ts';
import { readJson } from '../services/json-file.ts';
import {
  assignPaper,
  endPaper,
  type PaperAssignment,
  type PaperState,
  readAssignment,
  readPaperState,
  reportFile,
} from '../services/paper/paper-home.ts';
import { type RunFile, readRunFile } from '../services/run-file.ts';
import { homeOption } from './arguments.ts';
import { CommandError, EXIT, usageError } from './exit.ts';
import { printError, printJson, printLine } from './print.ts';

export interface HomeOptions {
  readonly home?: string;
  readonly json?: boolean;
}

/** Begins, or goes on when the candidate is the same; another candidate begins anew. */
export async function startPaper(
  options: HomeOptions & { readonly candidate: string; readonly proposal?: string },
): Promise<void> {
  const home = homeAt(homeOption(options.home));
  const run = runningConfig(home);
  const folder = resolve(options.candidate);
  const { loadConfig } = await import('../config/load.ts');
  const { formatConfigErrors } = await import('../config/errors.ts');
  const { kernel, venue, runtime } = run.config;
  const loaded = loadConfig(folder, {
    speed: runtime.speed,
    venue: venue.kind,
    ...(venue.kind === 'sim' ? { server: venue.server } : {}),
    ...(run.market.kind === 'recorded' ? { marketCadence: run.config.market.stepLength } : {}),
  });
  if (!loaded.ok) {
    for (const line of formatConfigErrors(loaded.errors)) printError(line);
    throw new CommandError(EXIT.usage, `${folder} has ${loaded.errors.length} errors`);
  }
  const content = contentOf(
    folder,
    loaded.files.map(({ file }) => file),
  );
  const limits = limitsOf(run);
  const proposal = options.proposal ?? content.slice(0, 8);
  const { config, files } = loaded;
  const schema = 'septet.paper-assignment/1';
  assignPaper(home, { schema, proposal, content, config, configFiles: files.length, limits });
  const counts = run.market.kind !== 'recorded' && run.anchor.speed === 1;
  if (options.json === true) {
    printJson({ proposal, content, version: config.kernel.version, counts });
    return;
  }
  printLine(
    `${proposal}: ${config.kernel.version} beside ${kernel.version} in force, for ${span(limits.days)} without gaps`,
  );
  if (!counts) printLine('a preview: recorded data, or a speed other than 1, never counts');
  printLine('follow it with `septet config paper status`');
}

export function stopPaper(options: HomeOptions): void {
  const home = homeAt(homeOption(options.home));
  const { proposal } = assigned(home);
  endPaper(home);
  if (options.json === true) {
    printJson({ proposal, stopped: true });
    return;
  }
  printLine(
    `${proposal}: paper validation ended, its tape is gone; reports stay in ${home.reports}`,
  );
}

export function paperStatus(options: HomeOptions): void {
  const home = homeAt(homeOption(options.home));
  const assignment = assigned(home);
  const state = readPaperState(home, assignment.content);
  if (options.json === true) {
    const { proposal, content, limits } = assignment;
    const { version } = assignment.config.kernel;
    printJson({ proposal, content, version, limits, state: state ?? null });
    return;
  }
  for (const line of statusLines(assignment, state)) printLine(line);
}

function statusLines(
  { proposal, config, limits }: PaperAssignment,
  state: PaperState | undefined,
): readonly string[] {
  const name = `${proposal} (${config.kernel.version})`;
  if (state === undefined) return [`${name}: not begun; it runs while \`septet up\` does`];
  const { progress, tapeUntil, runUntil, tapeBytes, residentBytes, trouble, report } = state;
  const { counted, needed, gaps, counts, updatedAt } = progress;
  const share = needed > 0 ? (100 * counted) / needed : 100;
  const lag = tapeUntil !== null && runUntil !== null ? Math.max(0, tapeUntil - runUntil) : null;
  return [
    `${name}: ${share.toFixed(1)} % (${span(counted)} of ${span(limits.days)}), gaps left out ${span(gaps)}${counts ? '' : '; a preview, never counts'}`,
    `data until ${new Date(updatedAt).toISOString()}, tape ${(tapeBytes / 1e6).toFixed(1)} MB, both run ${lag === null ? 'not yet' : lag < 60_000 ? 'up to now' : `up to ${span(lag)} before now`}, ${(residentBytes / 1e6).toFixed(0)} MB of memory`,
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
  const wanted = name ?? readPaperState(home, assigned(home).content)?.report?.name;
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
  const text = `no paper validation on ${home.path}: begin one with \`septet config paper start --candidate <dir>\``;
  throw new CommandError(EXIT.failed, text);
}

function runningConfig(home: Home): RunFile {
  const run = readRunFile(home);
  if (run !== undefined) return run;
  const text = `${home.path} has never been started: paper validation runs beside \`septet up\``;
  throw new CommandError(EXIT.notRunning, text);
}

/** Those of the version in force, never the candidate's. */
const limitsOf = ({ config }: RunFile): PaperConfig => config.changes.paper;

/** SHA-256 over names and bytes of the files, in their order. */
function contentOf(folder: string, files: readonly string[]): string {
  const hash = createHash('sha256');
  for (const file of [...files].sort()) {
    hash
      .update(`${file}\0`)
      .update(readFileSync(join(folder, file)))
      .update('\0');
  }
  return hash.digest('hex');
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

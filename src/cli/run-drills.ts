import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { buildInfo } from '../bus/build-info.ts';
import { formatConfigErrors } from '../config/errors.ts';
import { findScenarios, type ScenarioFile, scenarioFiles } from '../drills/catalog.ts';
import { drillMarkdown } from '../drills/markdown.ts';
import { Preparer } from '../drills/prepare.ts';
import type { DrillReport } from '../drills/report.ts';
import { type DrillRun, runDrill } from '../drills/run-drill.ts';
import { homeOption } from './arguments.ts';
import { configFolder } from './config.ts';
import { demandLines, timelineLines } from './drill-view.ts';
import { CommandError, EXIT, usageError } from './exit.ts';
import { palette, wantsColour } from './paint.ts';
import { printError, printJson, printLine, printLines } from './print.ts';

export interface DrillOptions {
  readonly all?: boolean;
  readonly list?: boolean;
  readonly json?: boolean;
  readonly verbose?: boolean;
  readonly out?: string;
  readonly home?: string;
  readonly config?: string;
}

interface Prepared {
  readonly file: ScenarioFile;
  readonly run: DrillRun;
}

export function runDrills(asked: readonly string[], options: DrillOptions): void {
  const { build, folder } = buildInfo();
  const folders = [join(folder, '..', 'scenarios'), resolve('scenarios')];
  const files = wanted(asked, folders, options);
  const prepared = prepareAll(files, new Preparer(configFolder(options.config), build));
  if (options.list === true) {
    list(prepared, options);
    return;
  }
  const out = resolve(options.out ?? join(homeOption(options.home), 'reports', 'drills'));
  makeFolder(out);
  const reports = prepared.map(({ run }) => drill(run, out, options));
  if (options.json === true) printJson(reports);
  const failed = reports.filter(({ passed }) => !passed);
  if (options.json !== true) {
    printLine(`\n${reports.length - failed.length} of ${reports.length} drills passed; ${out}`);
  }
  if (failed.length === 0) return;
  throw new CommandError(EXIT.failed, `failed: ${failed.map((each) => each.scenario).join(', ')}`);
}

function wanted(
  asked: readonly string[],
  folders: readonly string[],
  options: DrillOptions,
): readonly ScenarioFile[] {
  if (options.all === true && asked.length > 0) throw usageError('give names, or --all, not both');
  if (options.all === true || (options.list === true && asked.length === 0)) {
    const files = scenarioFiles(folders);
    if (files.length === 0) throw usageError(`there are no scenarios in ${folders.join(' or ')}`);
    return files;
  }
  if (asked.length === 0)
    throw usageError('name a drill, or use --all; --list shows what there is');
  const { files, errors } = findScenarios(asked, folders);
  for (const error of errors.slice(0, -1)) printError(`septet: ${error}`);
  const last = errors.at(-1);
  if (last !== undefined) throw usageError(last);
  return files;
}

/** All of them are read before the first runs: every error of every file at once. */
function prepareAll(files: readonly ScenarioFile[], preparer: Preparer): readonly Prepared[] {
  const prepared: Prepared[] = [];
  const lines = new Set<string>();
  for (const file of files) {
    const result = preparer.prepare(file.path);
    if (result.ok) prepared.push({ file, run: result.run });
    else for (const line of formatConfigErrors(result.errors)) lines.add(line);
  }
  if (lines.size === 0) return prepared;
  for (const line of lines) printError(line);
  throw usageError(`${lines.size} error${lines.size === 1 ? '' : 's'} in what is to be drilled`);
}

function list(prepared: readonly Prepared[], options: DrillOptions): void {
  if (options.json === true) {
    const rows = prepared.map(({ file, run: { scenario } }) => {
      const { name, title, rehearses } = scenario;
      return { name, title, rehearses, path: file.path };
    });
    printJson(rows);
    return;
  }
  const width = Math.max(...prepared.map(({ run }) => run.scenario.name.length));
  for (const { run } of prepared) {
    const { name, title, rehearses } = run.scenario;
    printLine(`${name.padEnd(width)}  ${title}  [${rehearses.join(' ')}]`);
  }
}

function makeFolder(out: string): void {
  try {
    mkdirSync(out, { recursive: true });
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw usageError(
      `${out} cannot be made (${code ?? 'unknown'}): name another folder with --out`,
    );
  }
}

/** One drill: a line while it runs where somebody looks, the verdict, the files. */
function drill(run: DrillRun, out: string, options: DrillOptions): DrillReport {
  const shown = options.json !== true;
  const live = shown && process.stdout.isTTY === true;
  const { name, title } = run.scenario;
  if (live) process.stdout.write(`running ${name} ...`);
  const startedAt = performance.now();
  const report = runDrill(run);
  const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1);
  writeFileSync(join(out, `${name}.json`), `${JSON.stringify(report, null, 2)}\n`);
  writeFileSync(join(out, `${name}.md`), drillMarkdown(report));
  if (!shown) return report;
  const paint = palette(wantsColour(process.stdout));
  const mark = report.passed ? paint.green('passed') : paint.red('FAILED');
  if (live) process.stdout.write('\r\u001b[2K');
  printLine(`${mark}  ${name}: ${title} (${seconds} s)`);
  if (options.verbose === true) printLines(timelineLines(report, paint));
  printLines(demandLines(report, paint, options.verbose === true));
  return report;
}

/**
 * The folder of a report appears whole or not at all: everything is written beside it first and
 * renamed at the end, so a broken-off run leaves nothing half-written under the final name.
 */
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { LineFile } from '../formats/line-file.ts';

export const REPORT_FILES = [
  'report.html',
  'report.json',
  'trades.csv',
  'decisions.ndjson',
  'equity.csv',
] as const;
export type ReportFile = (typeof REPORT_FILES)[number];

/** Why this folder cannot become a report's, in words; undefined when it can. */
export function outputProblem(path: string): string | undefined {
  if (!existsSync(path)) return undefined;
  let entries: string[];
  try {
    entries = readdirSync(path);
  } catch {
    return `${path} exists and is not a folder: choose another with --out`;
  }
  const foreign = entries.filter((name) => !(REPORT_FILES as readonly string[]).includes(name));
  if (foreign.length === 0) return undefined;
  return `${path} holds other files (${foreign.slice(0, 3).join(', ')}): choose an empty or new folder with --out`;
}

export class OutputFolder {
  readonly path: string;
  private readonly draft: string;
  private readonly lines = new Map<ReportFile, LineFile>();

  constructor(path: string) {
    this.path = resolve(path);
    this.draft = join(dirname(this.path), `.${basename(this.path)}.${process.pid}.part`);
    rmSync(this.draft, { recursive: true, force: true });
    mkdirSync(this.draft, { recursive: true });
  }

  /** Appends one line to a file of many. */
  line(file: ReportFile, text: string): void {
    let target = this.lines.get(file);
    if (target === undefined) {
      target = new LineFile(join(this.draft, file));
      this.lines.set(file, target);
    }
    target.add(text);
  }

  write(file: ReportFile, text: string): void {
    writeFileSync(join(this.draft, file), text);
  }

  /** Puts the finished folder in place of an earlier report, if there is one. */
  finish(): void {
    for (const file of this.lines.values()) file.close();
    const old = `${this.draft}.old`;
    const replaces = existsSync(this.path);
    if (replaces) renameSync(this.path, old);
    renameSync(this.draft, this.path);
    if (replaces) rmSync(old, { recursive: true, force: true });
  }

  /** Leaves nothing behind. */
  abandon(): void {
    for (const file of this.lines.values()) file.close();
    rmSync(this.draft, { recursive: true, force: true });
  }
}

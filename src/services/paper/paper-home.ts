/**
 * What a paper validation keeps in its home, and through which files the supervisor and the shadow
 * process talk: one assignment at a time (the supervisor writes it), its progress (the shadow
 * does), the tape, and the report. Each file appears whole or not at all.
 */
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { PaperProgress, PaperVerdict } from '../../domain/change.ts';
import type { SeptetConfig } from '../../domain/config.ts';
import type { PaperConfig, PaperReport } from '../../domain/paper.ts';
import type { EpochMs } from '../../domain/time.ts';
import { PAPER_FORMATS, type PaperFormat, renderPaper } from '../../report/paper-files.ts';
import type { Home } from '../home.ts';
import { readJson, writeFileAtomic, writeJson } from '../json-file.ts';
import { assignmentPath, paperFolder } from './paper-assigned.ts';

export interface PaperAssignment {
  readonly schema: 'septet.paper-assignment/1';
  /** Id of the proposal. */
  readonly proposal: string;
  /** SHA-256 of the candidate's files: another content is another validation. */
  readonly content: string;
  readonly config: SeptetConfig;
  readonly configFiles: number;
  /** `paper` of the version in force at the beginning. */
  readonly limits: PaperConfig;
}

/** What the shadow tells of itself, each minute and at changes. */
export interface PaperState {
  readonly content: string;
  readonly progress: PaperProgress;
  /** Market time that is on the tape, and up to which both were run; null: nothing yet. */
  readonly tapeUntil: EpochMs | null;
  readonly runUntil: EpochMs | null;
  readonly tapeBytes: number;
  readonly residentBytes: number;
  /** Why it does not go on, in words; null: it does. */
  readonly trouble: string | null;
  readonly report: {
    readonly name: string;
    readonly verdict: PaperVerdict;
    readonly at: EpochMs;
  } | null;
}

const statePath = (home: Home): string => join(paperFolder(home), 'state.json');
/** Digits of the content that name a folder. */
const SHORT = 16;

export const tapeFolder = (home: Home, { content }: Pick<PaperAssignment, 'content'>): string =>
  join(paperFolder(home), content.slice(0, SHORT));

export function readAssignment(home: Home): PaperAssignment | undefined {
  const value = readJson(assignmentPath(home)) as Partial<PaperAssignment> | undefined;
  return value?.schema === 'septet.paper-assignment/1' ? (value as PaperAssignment) : undefined;
}

/** The validation of another content ends with it; its tape goes. */
export function assignPaper(home: Home, assignment: PaperAssignment): void {
  const before = readAssignment(home);
  if (before !== undefined && before.content !== assignment.content) endPaper(home);
  mkdirSync(paperFolder(home), { recursive: true, mode: 0o700 });
  writeJson(assignmentPath(home), assignment);
}

/** Ends it, whatever its state: assignment, state and tape go, reports stay. */
export function endPaper(home: Home): void {
  const assignment = readAssignment(home);
  for (const path of [assignmentPath(home), statePath(home)]) rmSync(path, { force: true });
  if (assignment === undefined) return;
  rmSync(tapeFolder(home, assignment), { recursive: true, force: true });
}

/** Undefined: the shadow has not told any yet, or it is of another content. */
export function readPaperState(home: Home, content: string): PaperState | undefined {
  const value = readJson(statePath(home)) as Partial<PaperState> | undefined;
  return value?.content === content ? (value as PaperState) : undefined;
}

export const writePaperState = (home: Home, state: PaperState): void =>
  writeJson(statePath(home), state);

/** Name of the stored report of one content. */
export const reportName = ({ proposal, content }: Pick<PaperReport, 'proposal' | 'content'>) =>
  `paper-${proposal.replace(/[^A-Za-z0-9_-]/g, '-')}-${content.slice(0, SHORT)}`;

export const reportFile = (home: Home, name: string, format: PaperFormat): string =>
  join(home.reports, `${name}.${format}`);

export function writePaperReport(home: Home, report: PaperReport): string {
  const name = reportName(report);
  mkdirSync(home.reports, { recursive: true, mode: 0o700 });
  for (const format of PAPER_FORMATS) {
    writeFileAtomic(reportFile(home, name, format), renderPaper(report, format));
  }
  return name;
}

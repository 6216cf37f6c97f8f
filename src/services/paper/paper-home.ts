/**
 * What a paper validation keeps in its home, and through which files the supervisor and the shadow
 * process talk: one assignment at a time (the supervisor writes it), its progress (the shadow
 * does), and the tape. Each file appears whole or not at all.
 */
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { SeptetConfig } from '../../domain/config.ts';
import type { PaperConfig, PaperState } from '../../domain/paper.ts';
import type { EpochMs } from '../../domain/time.ts';
import type { Home } from '../home.ts';
import { readJson, writeJson } from '../json-file.ts';
import { assignmentPath, paperFolder } from './paper-assigned.ts';

export interface PaperAssignment {
  readonly schema: 'septet.paper-assignment/2';
  /** Id of the proposal. */
  readonly proposal: string;
  /** SHA-256 of the candidate's files: another content is another validation. */
  readonly content: string;
  /** Commit in force that it runs beside. */
  readonly against: string;
  /** Wall time it was assigned; with it one assignment differs from any other. */
  readonly at: EpochMs;
  /** Why it had to begin anew, in words; null: it did not. */
  readonly anew: string | null;
  readonly config: SeptetConfig;
  readonly configFiles: number;
  /** `paper` of the version in force at the beginning. */
  readonly limits: PaperConfig;
}

const statePath = (home: Home): string => join(paperFolder(home), 'state.json');
/** Digits of the content that name a folder. */
export const SHORT = 16;

export const assignmentId = ({ content, at }: Pick<PaperAssignment, 'content' | 'at'>): string =>
  `${content.slice(0, SHORT)}-${at}`;

/** One for each assignment: a shadow that is just ending cannot touch the next one's. */
export const tapeFolder = (home: Home, assignment: PaperAssignment): string =>
  join(paperFolder(home), assignmentId(assignment));

export function readAssignment(home: Home): PaperAssignment | undefined {
  const value = readJson(assignmentPath(home)) as Partial<PaperAssignment> | undefined;
  return value?.schema === 'septet.paper-assignment/2' ? (value as PaperAssignment) : undefined;
}

/** Whatever was assigned ends with it; its tape goes. */
export function assignPaper(home: Home, assignment: PaperAssignment): void {
  endPaper(home);
  mkdirSync(paperFolder(home), { recursive: true, mode: 0o700 });
  writeJson(assignmentPath(home), assignment);
}

/** Ends it, whatever its state: assignment, state and tapes go, reports stay. */
export function endPaper(home: Home): void {
  for (const path of [assignmentPath(home), statePath(home)]) rmSync(path, { force: true });
  const folder = paperFolder(home);
  if (!existsSync(folder)) return;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.isDirectory()) rmSync(join(folder, entry.name), { recursive: true, force: true });
  }
}

/** Undefined: the shadow has not told any yet, or it is of another assignment. */
export function readPaperState(home: Home, assignment: PaperAssignment): PaperState | undefined {
  const value = readJson(statePath(home)) as Partial<PaperState> | undefined;
  return value?.assignment === assignmentId(assignment) ? (value as PaperState) : undefined;
}

export const writePaperState = (home: Home, state: PaperState): void =>
  writeJson(statePath(home), state);

/** Daily reports of a home: files of closed days, the running day, the journal of a stopped home. */
import { existsSync, readFileSync } from 'node:fs';
import type { DailyReport } from '../domain/daily-report.ts';
import type { Home } from '../services/home.ts';
import { dailyFile } from '../services/report-files.ts';
import { connectTo } from './connection.ts';
import { CommandError, EXIT, usageError } from './exit.ts';
import { printError } from './print.ts';

/** Undefined when there is no such file; one that is no report is said so. */
export async function dayFromFile(home: Home, day: string): Promise<DailyReport | undefined> {
  const path = dailyFile(home, day, 'json');
  if (!existsSync(path)) return undefined;
  const { dailyReportSchema } = await import('../formats/daily-report.ts');
  try {
    return dailyReportSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    printError(`septet: ${path} is no daily report any more; looking in the journal instead`);
    return undefined;
  }
}

export async function fromJournal<T>(home: Home, read: () => T | undefined): Promise<T> {
  const { JournalError } = await import('../journal/errors.ts');
  try {
    const found = read();
    if (found !== undefined) return found;
  } catch (error) {
    if (error instanceof JournalError) throw new CommandError(EXIT.failed, error.message);
    throw error;
  }
  throw usageError(`${home.path} holds no journal: name the home with --home`);
}

/** The day that runs, or the one a stopped home ended in. */
export async function newestDay(home: Home): Promise<DailyReport> {
  const service = await connectTo(home.path, 'orchestrator');
  if (service === undefined) {
    const { lastDay } = await import('../services/stored-reports.ts');
    return fromJournal(home, () => lastDay(home));
  }
  try {
    return await service.request('report', {});
  } finally {
    service.close();
  }
}

/**
 * Reports of these days, `newest` in its place; where files are missing, from the journal of a
 * stopped home. Those that are nowhere are left out.
 */
export async function daysOf(
  home: Home,
  names: readonly string[],
  newest: DailyReport,
): Promise<readonly DailyReport[]> {
  const found: DailyReport[] = [];
  const missing: string[] = [];
  for (const name of names) {
    const file = name === newest.day ? newest : await dayFromFile(home, name);
    if (file === undefined) missing.push(name);
    else found.push(file);
  }
  if (missing.length === 0 || (await isRunning(home))) return found;
  const { storedReports } = await import('../services/stored-reports.ts');
  const stored = await fromJournal(home, () => storedReports(home));
  for (const name of missing) {
    const report = stored.daily.get(name);
    if (report !== undefined) found.push(report);
  }
  return found;
}

async function isRunning(home: Home): Promise<boolean> {
  const service = await connectTo(home.path, 'orchestrator');
  service?.close();
  return service !== undefined;
}

export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const at = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(at) && new Date(at).toISOString().slice(0, 10) === text;
}

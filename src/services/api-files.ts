/** What the API shows of the folder of the portfolio and of that of the program. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { ApiFiles, ReportKind } from '../api/ports.ts';
import type { DrillEntry, PaperView, PersonView, ReportEntry } from '../api/routes/replies.ts';
import { CONTENT_TYPES } from '../api/routes/shapes.ts';
import { buildInfo } from '../bus/build-info.ts';
import { readPeople } from '../people/people-file.ts';
import type { Home } from './home.ts';
import { readAssignment, readPaperState } from './paper/paper-home.ts';

const REPORTS_MAX = 1_000;
/** A report is read whole into memory. */
const BYTES_MAX = 32 * 1024 * 1024;

const FOLDERS: Readonly<Record<ReportKind, string>> = {
  daily: 'daily',
  weekly: 'weekly',
  acceptance: 'acceptance',
  drill: 'drills',
  paper: '.',
};
const FILE = /^([A-Za-z0-9][A-Za-z0-9._-]{0,99})\.(md|json|csv|html)$/;

export function apiFiles(home: Home): ApiFiles {
  return {
    reports: () =>
      (Object.keys(FOLDERS) as ReportKind[])
        .flatMap((kind) => reportsOf(join(home.reports, FOLDERS[kind]), kind))
        .sort((a, b) => b.writtenAt - a.writtenAt)
        .slice(0, REPORTS_MAX),
    report: (kind, name, format) => {
      const file = `${name}.${format}`;
      const path = join(home.reports, FOLDERS[kind], file);
      if (!FILE.test(file) || !existsSync(path)) return null;
      const about = statSync(path);
      if (!about.isFile() || about.size > BYTES_MAX) return null;
      const contentType = CONTENT_TYPES[format as keyof typeof CONTENT_TYPES];
      return { contentType, text: readFileSync(path, 'utf8') };
    },
    paper: () => paperOf(home),
    people: () => peopleOf(home),
    drills,
    document: () => {
      const path = join(buildInfo().folder, '..', 'schemas', 'openapi.json');
      return existsSync(path) ? readFileSync(path, 'utf8') : null;
    },
  };
}

function reportsOf(folder: string, kind: ReportKind): readonly ReportEntry[] {
  if (!existsSync(folder)) return [];
  const found = new Map<string, { formats: string[]; writtenAt: number }>();
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const [, name, format] = FILE.exec(entry.name) ?? [];
    if (!entry.isFile() || name === undefined || format === undefined) continue;
    const known = found.get(name) ?? { formats: [], writtenAt: 0 };
    known.formats.push(format);
    known.writtenAt = Math.max(known.writtenAt, statSync(join(folder, entry.name)).mtimeMs);
    found.set(name, known);
  }
  return [...found].map(([name, about]) => ({ kind, name, ...about }));
}

function paperOf(home: Home): PaperView | null {
  const assignment = readAssignment(home);
  if (assignment === undefined) return null;
  const { proposal, content, against, anew, limits, config } = assignment;
  const state = readPaperState(home, assignment) ?? null;
  const { version } = config.kernel;
  return { proposal, content, version, against, anew, limits, state };
}

function peopleOf(home: Home): readonly PersonView[] {
  const known = readPeople(home.path);
  if (!known.ok) throw new Error(known.text);
  return known.registry.people.map(({ token: _, ...shown }) => shown);
}

/** Title and words of each scenario that came with the program. */
async function drills(): Promise<readonly DrillEntry[]> {
  const [{ scenarioFiles }, { parse }] = await Promise.all([
    import('../drills/catalog.ts'),
    import('yaml'),
  ]);
  return scenarioFiles([join(buildInfo().folder, '..', 'scenarios')]).map(({ name, path }) => {
    const read: unknown = parse(readFileSync(path, 'utf8'));
    const { title, about } = (read ?? {}) as { readonly title?: unknown; readonly about?: unknown };
    const text = (value: unknown): string => (typeof value === 'string' ? value.trim() : '');
    return { name, title: text(title), about: text(about) };
  });
}

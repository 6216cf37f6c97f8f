/** Reports as files, the running day, the hand-over, drills. */
import { z } from 'zod';
import { Refused } from './refused.ts';
import { type Route, route } from './route.ts';
import { CONTENT_TYPES } from './shapes.ts';

export const REPORT_KINDS = ['daily', 'weekly', 'acceptance', 'paper', 'drill'] as const;

export const reportRoutes: readonly Route[] = [
  route({
    name: 'getReports',
    method: 'GET',
    path: '/api/reports',
    group: 'reports',
    summary: 'Which reports there are, newest first.',
    least: 'viewer',
    reply: 'reports',
    handle: ({ files }) => files.reports(),
  }),
  route({
    name: 'getRunningDay',
    method: 'GET',
    path: '/api/reports/today',
    group: 'reports',
    summary: 'The daily report of the running day, as far as it is recorded.',
    least: 'viewer',
    query: z.strictObject({ format: z.enum(['md', 'json', 'csv', 'html']).default('json') }),
    reply: 'text',
    handle: async ({ ask }, { query: { format } }) => {
      const report = await ask('orchestrator', 'report', {});
      const { renderDaily } = await import('../../report/daily-files.ts');
      return { contentType: CONTENT_TYPES[format], text: renderDaily(report, format) };
    },
  }),
  route({
    name: 'getHandover',
    method: 'GET',
    path: '/api/reports/handover',
    group: 'reports',
    summary: 'State, open incidents, closures, overrides and tasks due, for the next shift.',
    least: 'viewer',
    reply: 'text',
    handle: async ({ ask }) => {
      const name = 'handover';
      const said = { kind: 'status', to: null, actor: name, reason: name, token: null } as const;
      const command = { kind: 'status' } as const;
      const [status, cadence, today, office, back] = await Promise.all([
        ask('orchestrator', 'status', {}),
        ask('orchestrator', 'cadence', {}),
        ask('orchestrator', 'report', {}),
        // Without a supervisor the rest is handed over all the same.
        ask('supervisor', 'change', { command, token: null, name }).catch(() => null),
        ask('supervisor', 'rollback', said).catch(() => null),
      ]);
      const changes = office?.ok === true && office.answer.kind === 'status' ? office.answer : null;
      const rollback = back?.ok === true ? back.status : null;
      const { handoverMarkdown } = await import('../../report/handover-markdown.ts');
      const text = handoverMarkdown({ status, cadence, today, changes, rollback });
      return { contentType: CONTENT_TYPES.md, text };
    },
  }),
  route({
    name: 'getReport',
    method: 'GET',
    path: '/api/reports/{kind}/{name}',
    group: 'reports',
    summary: 'One report as a file.',
    least: 'viewer',
    params: z.strictObject({
      kind: z.enum(REPORT_KINDS),
      // No separator and no leading dot: a name is never a way out of the folder.
      name: z
        .string()
        .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/, 'a name as GET /api/reports lists'),
    }),
    query: z.strictObject({ format: z.enum(['md', 'json', 'csv', 'html']).default('md') }),
    reply: 'text',
    handle: ({ files }, { params: { kind, name: wanted }, query: { format } }) => {
      const found = files.report(kind, wanted, format);
      if (found !== null) return found;
      const text = `there is no ${kind} report ${wanted} as ${format}: GET /api/reports lists them`;
      throw new Refused(404, 'UNKNOWN_REPORT', text);
    },
  }),
  route({
    name: 'getDrills',
    method: 'GET',
    path: '/api/drills',
    group: 'reports',
    summary: 'Drills that can be run: septet drill <name>.',
    least: 'viewer',
    reply: 'drills',
    handle: ({ files }) => files.drills(),
  }),
];

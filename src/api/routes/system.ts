/** Whether this server lives, and what it can be asked. */
import { docsPage } from '../docs-page.ts';
import { Refused } from './refused.ts';
import { type Route, route } from './route.ts';
import { statusOf } from './shapes.ts';

export const systemRoutes: readonly Route[] = [
  route({
    name: 'getHealth',
    method: 'GET',
    path: '/healthz',
    group: 'system',
    summary: 'This process lives.',
    least: null,
    reply: 'health',
    handle: ({ build }) => ({ ok: true, build }),
  }),
  route({
    name: 'getReadiness',
    method: 'GET',
    path: '/readyz',
    group: 'system',
    summary: 'The orchestrator has spoken; 503 until then.',
    least: null,
    reply: 'readiness',
    handle: (ports) => {
      statusOf(ports);
      return { ready: true };
    },
  }),
  route({
    name: 'getMetrics',
    method: 'GET',
    path: '/metrics',
    group: 'system',
    summary: 'Metrics for Prometheus.',
    least: null,
    reply: 'text',
    handle: ({ metrics }) => metrics(),
  }),
  route({
    name: 'getDocument',
    method: 'GET',
    path: '/api/openapi.json',
    group: 'system',
    summary: 'This document (OpenAPI 3.1).',
    least: null,
    reply: 'text',
    handle: ({ files }) => ({
      contentType: 'application/json',
      text: documentOf(files.document()),
    }),
  }),
  route({
    name: 'getDocsPage',
    method: 'GET',
    path: '/api/docs',
    group: 'system',
    summary: 'The same as a page to read.',
    least: null,
    reply: 'text',
    handle: ({ files }) => ({
      contentType: 'text/html; charset=utf-8',
      text: docsPage(JSON.parse(documentOf(files.document()))),
    }),
  }),
];

function documentOf(text: string | null): string {
  if (text !== null) return text;
  throw new Refused(
    404,
    'NO_DOCUMENT',
    'this build came without schemas/openapi.json: npm run schemas',
  );
}

import { readFileSync } from 'node:fs';
import { Desk } from '../../src/api/desk.ts';
import { History } from '../../src/api/history.ts';
import { scraper } from '../../src/api/metrics/scrape.ts';
import type { ApiPorts, Ask } from '../../src/api/ports.ts';
import { Sessions } from '../../src/api/session.ts';
import { unregistered } from '../../src/domain/people.ts';

const nobodyAnswers: Ask = (service) => Promise.reject(new Error(`the ${service} did not answer`));

/** Services that answer these questions, whichever service is asked, and no others. */
export const answering =
  (answers: Readonly<Record<string, (parameters: never) => unknown>>): Ask =>
  (service, name, parameters) => {
    const answer = answers[name];
    if (answer === undefined) return nobodyAnswers(service, name, parameters);
    return Promise.resolve(answer(parameters as never)) as Promise<never>;
  };

/** What routes need, with nobody behind it: a test puts in what it is about. */
export function apiPorts(given: Partial<ApiPorts> = {}): ApiPorts {
  const desk = given.desk ?? new Desk('test');
  return {
    desk,
    history: new History(null),
    search: { find: async () => ({ rows: [], before: null, searchedFrom: 1 }) },
    build: 'test',
    ask: nobodyAnswers,
    files: {
      reports: () => [],
      report: () => null,
      paper: () => null,
      people: () => [],
      drills: async () => [],
      document: () => readFileSync('schemas/openapi.json', 'utf8'),
    },
    guarded: false,
    sessions: new Sessions('key of a test', () => 0),
    standing: () => unregistered('page'),
    halt: async () => ({ ok: true, text: 'ENTRY_HALT is on' }),
    command: async ({ kind }) => ({ ok: true, text: `${kind} done` }),
    messenger: () => null,
    testChannels: async () => [],
    metrics: scraper(desk, 'test', () => []),
    wall: () => 0,
    monotonic: () => 0,
    every: () => () => {},
    ...given,
  };
}

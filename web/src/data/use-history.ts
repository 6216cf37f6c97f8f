/** Figures over time; asked again often enough for a market in a hurry. */
import type { HistoryView } from '../../../src/api/history.ts';
import { api, told } from './api.ts';
import { type Answered, useAnswer } from './use-answer.ts';

const EVERY_MS = 5_000;
const POINTS = 1_000;

export const useHistory = (): Answered<HistoryView> =>
  useAnswer(
    'history',
    () => told('history', api.GET('/api/history', { params: { query: { points: POINTS } } })),
    EVERY_MS,
  );

export const times = (values: readonly (number | null)[] | undefined, by: number) =>
  (values ?? []).map((value) => (value === null ? null : value * by));

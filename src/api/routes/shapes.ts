/** Pieces of requests that many routes share. */
import { z } from 'zod';
import { type SymbolId, symbolId, symbolOfMarketId } from '../../domain/ids.ts';
import type { PortfolioStatus } from '../../domain/status.ts';
import type { ApiPorts } from '../ports.ts';
import { Refused } from './refused.ts';

export const REASON_MAX = 500;

export const reason = z
  .string()
  .trim()
  .min(1, 'say why: it is kept for good')
  .max(REASON_MAX)
  .describe('why, for the journal');
export const reasonBody = z.strictObject({ reason });

/** A short name that people read and type: an id, a task, a proposal. */
export const name = z.string().trim().min(1).max(200);

export const symbol = z
  .string()
  .regex(/^[A-Z0-9]{1,20}(USDT|\/USDT:USDT)$/, 'write BTCUSDT or BTC/USDT:USDT')
  .describe('BTCUSDT or BTC/USDT:USDT');
/** Of what `symbol` lets through. */
export const symbolOf = (text: string): SymbolId =>
  text.includes('/') ? symbolId(text) : (symbolOfMarketId(text) ?? symbolId(text));

export const limitOf = (most: number, otherwise: number) =>
  z.coerce
    .number()
    .int()
    .min(1)
    .max(most)
    .default(otherwise)
    .describe(`how many at most, up to ${most}`);

/** The newest status; 503 while the orchestrator has not spoken. */
export function statusOf({ desk }: ApiPorts): PortfolioStatus {
  const { status } = desk.snapshot();
  if (status !== null) return status;
  const text = 'the orchestrator has not spoken yet: try again in a moment (septet status)';
  throw new Refused(503, 'NOT_READY', text);
}

export const CONTENT_TYPES: Readonly<Record<'md' | 'json' | 'csv' | 'html', string>> = {
  md: 'text/markdown; charset=utf-8',
  json: 'application/json',
  csv: 'text/csv; charset=utf-8',
  html: 'text/html; charset=utf-8',
};

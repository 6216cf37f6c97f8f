/** What the portfolio is now, and what happened to it. */
import { z } from 'zod';
import { TIMEFRAMES, timeframeMs } from '../../domain/timeframe.ts';
import { limitsOf } from '../history.ts';
import { Refused } from './refused.ts';
import { type Route, route } from './route.ts';
import { limitOf, statusOf, symbol, symbolOf } from './shapes.ts';

/** The feed keeps 2,500 candles of a timeframe of before its start, and all since. */
const CANDLES_ASKED_MAX = 20_000;

export const portfolioRoutes: readonly Route[] = [
  route({
    name: 'getStatus',
    method: 'GET',
    path: '/api/status',
    group: 'portfolio',
    summary: 'The whole portfolio at a glance: status, processes, links, channels.',
    least: 'viewer',
    reply: 'overview',
    handle: ({ desk, messenger }) => {
      const { status, processes, links } = desk.snapshot();
      return { status, processes, links, messenger: messenger() };
    },
  }),
  route({
    name: 'getPositions',
    method: 'GET',
    path: '/api/positions',
    group: 'portfolio',
    summary: 'Open positions with mark, stop and unrealised PnL.',
    least: 'viewer',
    reply: 'positions',
    handle: (ports) => {
      const { at, positions } = statusOf(ports);
      return { at, positions };
    },
  }),
  route({
    name: 'getEquity',
    method: 'GET',
    path: '/api/equity',
    group: 'portfolio',
    summary: 'Equity, daily PnL and drawdown since this server started, one sample a minute.',
    least: 'viewer',
    reply: 'equity',
    handle: ({ desk }) => desk.snapshot().equity,
  }),
  route({
    name: 'getHistory',
    method: 'GET',
    path: '/api/history',
    group: 'portfolio',
    summary:
      'Figures over time as columns: equity, PnL, drawdown, exposure, alignment, volatility, rates, each breaker with its limit.',
    least: 'viewer',
    query: z.strictObject({
      from: z.coerce.number().int().min(0).default(0).describe('epoch ms'),
      to: z.coerce.number().int().min(0).optional().describe('epoch ms; default: now'),
      points: limitOf(4_000, 1_000),
    }),
    reply: 'history',
    handle: ({ desk, history }, { query: { from, to, points } }) => {
      const { status } = desk.snapshot();
      const limits = status === null ? {} : limitsOf(status);
      return { ...history.view(from, to ?? Number.MAX_SAFE_INTEGER, points), limits };
    },
  }),
  route({
    name: 'getPanel',
    method: 'GET',
    path: '/api/panel',
    group: 'portfolio',
    summary:
      'What stands behind the figures: correlation matrices, votes of the alignment, spreads, slippage limits.',
    least: 'viewer',
    reply: 'panel',
    handle: ({ ask }) => ask('orchestrator', 'panel', {}),
  }),
  route({
    name: 'getEvents',
    method: 'GET',
    path: '/api/events',
    group: 'portfolio',
    summary: 'Events of the journal with a sequence above `after`, ascending.',
    least: 'viewer',
    query: z.strictObject({
      after: z.coerce.number().int().min(0).default(0).describe('journal sequence'),
      limit: limitOf(500, 100),
    }),
    reply: 'events',
    handle: ({ ask }, { query }) => ask('orchestrator', 'events', query),
  }),
  route({
    name: 'getCandles',
    method: 'GET',
    path: '/api/candles',
    group: 'portfolio',
    summary: 'Closed candles of a symbol, the last ones that opened before `to`.',
    least: 'viewer',
    query: z.strictObject({
      symbol,
      timeframe: z.enum(TIMEFRAMES).default('15m'),
      to: z.coerce.number().int().min(0).optional().describe('epoch ms; default: now'),
      count: limitOf(1_000, 200),
    }),
    reply: 'candles',
    handle: async (ports, { query }) => {
      const { timeframe, count } = query;
      const { at } = statusOf(ports);
      const to = query.to ?? at;
      // The feed answers the last ones: as many more are asked for as have closed since.
      const since = Math.max(0, Math.ceil((at - to) / timeframeMs(timeframe)));
      const wanted = count + since + 1;
      if (wanted > CANDLES_ASKED_MAX) {
        const text = `${new Date(to).toISOString()} is too long ago for candles of ${timeframe}: choose a longer timeframe`;
        throw new Refused(404, 'TOO_OLD', text);
      }
      const asked = { symbol: symbolOf(query.symbol), timeframe, count: wanted };
      const found = await ports.ask('feed', 'history', asked);
      const candles = found.filter(({ openTime }) => openTime < to).slice(-count);
      return { symbol: asked.symbol, timeframe, candles };
    },
  }),
];

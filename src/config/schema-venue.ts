/** Shapes of `market.yaml` (generated paper market) and `venue.yaml` (venue, contracts). */
import { z } from 'zod';
import {
  duration,
  exactDecimal,
  fraction,
  instant,
  name,
  number,
  symbolName,
  whole,
} from './scalars.ts';

const DAY_MS = 86_400_000;

const asset = z.strictObject({
  initialPrice: number('Price at the beginning of the history, USDT', { above: 0, max: 1e9 }),
  volatility: fraction('Annualised volatility in the calm regime', { above: 0, max: 10 }),
  correlation: number('Loading on the common factor', { min: 0, max: 1 }),
  spreadBps: number('Spread in the calm regime, basis points', { above: 0, max: 1_000 }),
  levelNotional: number('Typical size resting on a book level, USDT', { above: 0, max: 1e12 }),
  turnoverPerMinute: number('Typical turnover per minute, USDT', { above: 0, max: 1e12 }),
});

const regime = z.strictObject({
  volatilityMultiplier: number('Multiplies the volatility of every asset', { above: 0, max: 100 }),
  driftPerDay: fraction('Drift of the common factor per day', { min: -1, max: 1 }),
  meanDuration: duration('Mean time until the regime changes', { min: 60_000, max: 365 * DAY_MS }),
  jumpsPerDay: number('Mean jumps per day', { min: 0, max: 1_000 }),
  jumpSize: fraction('Typical size of a jump', { min: 0, max: 0.5 }),
});

export const marketFile = z.strictObject({
  seed: whole('Same seed, same market', { min: 0, max: 4_294_967_295 }),
  startsAt: instant('First live instant; the history lies before it'),
  historyDays: whole('Days of history for warm-up', { min: 1, max: 3_650 }),
  stepLength: duration('Length of one price step (market time)', { min: 1_000, max: 60_000 }),
  fundingInterval: duration('Time between funding settlements', { min: 3_600_000, max: DAY_MS }),
  assets: z
    .record(symbolName('Symbol'), asset, { error: 'expected assets by symbol' })
    .meta({ description: 'Assets by symbol; only those of the portfolio are generated' }),
  regimes: z
    .record(name('Name of a regime', /^[a-z][a-z0-9_-]{0,31}$/, 'calm'), regime, {
      error: 'expected regimes by name',
    })
    .meta({ description: 'Regimes of the market, by name' }),
});

const instrument = z.strictObject({
  tickSize: exactDecimal('Price step', { above: 0 }),
  lotSize: exactDecimal('Quantity step', { above: 0 }),
  minQuantity: exactDecimal('Smallest quantity of an order', { above: 0 }),
  maxQuantity: exactDecimal('Largest quantity of an order', { above: 0 }),
  minNotional: exactDecimal('Smallest notional of an order that opens, USDT', { above: 0 }),
  makerFee: exactDecimal('Maker fee, fraction of notional; negative is a rebate', {
    min: -0.01,
    max: 0.05,
  }),
  takerFee: exactDecimal('Taker fee, fraction of notional', { min: -0.01, max: 0.05 }),
  maintenanceMarginRate: exactDecimal('Maintenance margin, fraction of notional', {
    above: 0,
    below: 1,
  }),
  maxLeverage: number('Highest leverage the venue allows', { min: 1, max: 1_000 }),
});

const SERVER = /^http:\/\/(127\.0\.0\.1|localhost|\[::1\])(:\d{1,5})?$/;

export const venueFile = z.strictObject({
  kind: z
    .enum(['paper', 'sim', 'demo', 'live'], { error: 'expected paper, sim, demo or live' })
    .meta({
      description:
        'paper: simulated inside the program; sim: the exchange server of `septet sim`; demo: test money of Binance; live: real money, only with `septet up --live`',
    }),
  server: z
    .string({ error: 'expected an address like http://127.0.0.1:8790' })
    .regex(SERVER, { error: 'expected an address on this machine, like http://127.0.0.1:8790' })
    .meta({ description: 'sim: address of the exchange server' }),
  keyFile: z
    .string({ error: 'expected a path, or null' })
    .min(1, { error: 'expected a path, or null' })
    .nullable()
    .meta({
      description:
        'sim, demo, live: file of mode 0600 with SEPTET_API_KEY and SEPTET_API_SECRET; null: the environment has them',
    }),
  leverage: whole('sim, demo, live: leverage set at the venue for every symbol', {
    min: 1,
    max: 125,
  }),
  initialBalance: exactDecimal('paper: opening wallet balance, USDT', { above: 0, max: 1e11 }),
  latency: duration('paper: time from sending a command to the venue acting on it (market time)', {
    min: 0,
    max: 60_000,
  }),
  instruments: z
    .record(symbolName('Symbol'), instrument, { error: 'expected instruments by symbol' })
    .meta({ description: 'Contract data by symbol; a symbol without them cannot be traded' }),
});

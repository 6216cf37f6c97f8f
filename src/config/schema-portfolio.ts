/** Shapes of `septet.yaml`, `profiles.yaml` and `buckets.yaml` (domain specification 1.1, 1.2, 1.4, 1.9). */
import { z } from 'zod';
import { duration, fraction, ID_PATTERN, name, number, symbolName, whole } from './scalars.ts';

const PROFILE_PATTERN = /^[a-z][a-z0-9_]{0,31}$/;

export const septetFile = z.strictObject({
  portfolio: name(
    'Id of the portfolio; part of every client order id, so it stays for life',
    /^[a-z][a-z0-9]{0,7}$/,
    'main',
  ),
  quote: name('Quote and margin currency of every symbol', /^[A-Z0-9]{2,8}$/, 'USDT'),
  symbols: z
    .array(symbolName('Symbol traded by the portfolio'), { error: 'expected a list of symbols' })
    .min(1, { error: 'is empty' })
    .meta({ description: 'Symbols of the portfolio, in the order used to break ties' }),
  profile: name('Risk profile of the session', PROFILE_PATTERN, 'balanced'),
  runtime: z.strictObject({
    speed: number('Market seconds per second of the machine (paper market only)', {
      min: 1,
      max: 3_600,
    }),
    apiPort: whole('Port of the web page and HTTP interface on 127.0.0.1; 0 takes any free one', {
      min: 0,
      max: 65_535,
    }),
    logLevel: z
      .enum(['debug', 'info', 'warn', 'error'], { error: 'expected debug, info, warn or error' })
      .meta({ description: 'Least severity that is logged' }),
  }),
});

const profile = z.strictObject({
  leverage: number('Most gross notional per equity', { above: 0, max: 20 }),
  maxOpenTrades: whole('Most virtual positions, entries on the way included', { min: 1, max: 500 }),
  riskBudget: fraction('Gross capital at risk, of equity', { above: 0, max: 0.2 }),
  perStrategyCap: fraction('Most of either capacity that one strategy may use', {
    above: 0,
    max: 1,
  }),
  assetCapMultiplier: number('Scales the asset caps (not the top-three cap)', { above: 0, max: 3 }),
  hardDailyLoss: fraction('Daily PnL at which entries close until the next 00:00 UTC', {
    min: -0.5,
    below: 0,
  }),
  slippageMultiplier: number('Scales the expected-slippage limits of the buckets', {
    above: 0,
    max: 5,
  }),
});

export const profilesFile = z.strictObject({
  profiles: z
    .record(name('Name of a profile', PROFILE_PATTERN, 'balanced'), profile, {
      error: 'expected profiles by name',
    })
    .meta({ description: 'Profiles in ascending order of risk' }),
});

const pairlist = z.strictObject({
  minDailyVolume: number('Least turnover of the last 24 hours, USDT; 0: any', {
    min: 0,
    max: 1e12,
  }),
  maxMedianSpreadBps: number('Most median spread of the last hour, basis points', {
    above: 0,
    max: 1_000,
  }),
  minAge: duration('Least time since the first known candle of the symbol; 0d: any', {
    min: 0,
    max: 2_000 * 86_400_000,
  }),
  minDailyRange: fraction('Least mean daily range of 14 days, of the close; 0%: any', {
    min: 0,
    max: 1,
  }),
  maxDailyRange: fraction('Most mean daily range of 14 days, of the close; 100%: any', {
    above: 0,
    max: 1,
  }),
});

const bucket = z.strictObject({
  floor: fraction('Least weight while the bucket is active', { min: 0, max: 1 }),
  cap: fraction('Most weight', { above: 0, max: 1 }),
  maxSpreadBps: number('Widest spread at which an entry is allowed, basis points', {
    above: 0,
    max: 1_000,
  }),
  maxSlippageBps: number('Most expected slippage, basis points, before profile and regime', {
    above: 0,
    max: 1_000,
  }),
  entryTimeout: duration('An entry order not filled after this time is cancelled', {
    min: 1_000,
    max: 86_400_000,
  }),
  pairlist: pairlist.meta({ description: 'Symbols outside are closed for entries of the bucket' }),
});

export const bucketsFile = z.strictObject({
  pairlistRefresh: duration('Time between two looks at which symbols are tradable', {
    min: 60_000,
    max: 86_400_000,
  }),
  buckets: z
    .record(name('Id of a bucket', ID_PATTERN, 'HFT'), bucket, { error: 'expected buckets by id' })
    .meta({ description: 'Buckets by id' }),
});

/** Shape of `strategies.yaml` (domain specification 1.1 and 3). */
import { z } from 'zod';
import { TIMEFRAMES } from '../domain/timeframe.ts';
import { flag, fraction, ID_PATTERN, name, number, symbolName, whole } from './scalars.ts';

const minimalReturnStep = z.tuple(
  [
    number('Minutes since the entry', { min: 0, max: 525_600 }),
    fraction('Profit that closes, net of fees', { min: -1, max: 10 }),
  ],
  { error: 'expected a pair [minutes, profit]' },
);

const strategy = z.strictObject({
  implementation: name('Built-in rule set', /^[a-z][a-z0-9_-]{0,31}$/, 's1'),
  enabled: flag('A disabled strategy runs no worker and has no weight'),
  bucket: name('Bucket it belongs to', ID_PATTERN, 'HFT'),
  phase: name('Launch phase in which its entries open', /^[A-Z][A-Z0-9_]{0,15}$/, 'A'),
  symbols: z
    .union([z.literal('all'), z.array(symbolName('Symbol it trades'))], {
      error: 'expected `all` or a list of symbols',
    })
    .meta({ description: 'Symbols it trades: `all` of the portfolio, or a list of them' }),
  timeframe: z
    .enum(TIMEFRAMES, { error: `expected one of ${TIMEFRAMES.join(', ')}` })
    .meta({ description: 'Base timeframe: signals come at its closes' }),
  stop: fraction('Fixed stop, of the entry price', { above: 0, below: 1 }),
  trailing: z
    .strictObject({
      distance: fraction('Distance from the best price once armed', { above: 0, below: 1 }),
      offset: fraction('Profit at which it arms', { above: 0, max: 10 }),
    })
    .nullable()
    .meta({ description: 'Trailing stop; null for none' }),
  minimalReturn: z
    .array(minimalReturnStep, { error: 'expected a list of pairs [minutes, profit]' })
    .meta({ description: 'Pairs [minutes open, profit that closes], minutes ascending from 0' }),
  leverageCeiling: number('Most notional per (weight x equity)', { above: 0, max: 50 }),
  leverageCeilingStressed: number('The same while its capital state is 1', { above: 0, max: 50 }),
  capitalMultiplierStressed: number('Size multiplier while its capital state is 1', {
    above: 0,
    max: 1,
  }),
  cooldownCandles: whole('Candles without an entry after a close on the symbol', {
    min: 0,
    max: 10_000,
  }),
  expectedHoldingHours: number('Expected holding time for the funding hook, hours', {
    above: 0,
    max: 8_760,
  }),
  parameters: z
    .record(z.string(), fraction('Figure of the rule set: a number or a percentage'), {
      error: 'expected parameters by name',
    })
    .meta({ description: 'Parameters of the rule set, by name' }),
});

export const strategiesFile = z.strictObject({
  strategies: z
    .record(name('Id of a strategy', ID_PATTERN, 'S1'), strategy, {
      error: 'expected strategies by id',
    })
    .meta({ description: 'Strategies by id, in the order used to break ties' }),
});

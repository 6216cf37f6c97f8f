/** Shape of `risk.yaml` (domain specification 1.4 to 1.8). */
import { z } from 'zod';
import {
  ASSET_PATTERN,
  duration,
  fraction,
  ID_PATTERN,
  name,
  number,
  symbolName,
  whole,
} from './scalars.ts';

const YEAR_MS = 31_536_000_000;
const multiplier = (description: string) => number(description, { above: 0, max: 1 });
const share = (description: string) => fraction(description, { above: 0, max: 1 });

const allocation = z.strictObject({
  lookbackDays: whole('Most daily returns used', { min: 1, max: 365 }),
  decay: number('Weight of a daily return is decay^age', { above: 0, max: 1 }),
  volatilityFloor: fraction('Least daily volatility', { above: 0, max: 0.1 }),
  minDailyReturns: whole('Fewer returns than this: the mean of the peers', { min: 1, max: 365 }),
  minTradesForInverseVolatility: whole(
    'Closed trades every strategy of a bucket needs before it is split by inverse volatility',
    { min: 0, max: 1_000_000 },
  ),
});

const caps = z.strictObject({
  asset: z
    .record(name('Asset', ASSET_PATTERN, 'BTC'), share('Most of either capacity in the asset'), {
      error: 'expected caps by asset',
    })
    .meta({ description: 'Caps by asset, before the profile multiplier' }),
  otherAsset: share('Cap of any asset not named'),
  topThree: share('Most in the three largest assets together'),
  total: share('Most in all together'),
});

const sizing = z.strictObject({
  maxPositionsPerStrategy: whole('A position gets the share of its strategy divided by this', {
    min: 1,
    max: 100,
  }),
  retryMultipliers: z
    .tuple([multiplier('Size of the first retry'), multiplier('Size of the second retry')], {
      error: 'expected the multipliers of the two retries',
    })
    .meta({ description: 'Size of the first and second retry of a timed-out entry' }),
  maxOrderNotional: number('Hard ceiling of one order, USDT', { above: 0, max: 1e9 }),
});

const correlation = z.strictObject({
  alignmentAssets: z
    .array(name('Asset', ASSET_PATTERN, 'BTC'), { error: 'expected a list of assets' })
    .meta({ description: 'Assets whose signals vote' }),
  voteWindow: duration('A signal votes for this long', { min: 60_000, max: YEAR_MS }),
  minVotes: whole('Fewer votes: alignment undefined', { min: 1, max: 10_000 }),
  minAssetsWithVotes: whole('Fewer assets with votes: alignment undefined', { min: 1, max: 100 }),
  level1: z.strictObject({
    threshold: fraction('Alignment from which it acts', { min: 0.5, max: 1 }),
    riskMultiplier: multiplier('Risk multiplier'),
  }),
  guard: z.strictObject({
    threshold: fraction('Mean strategy correlation from which it acts', { above: 0, max: 1 }),
    riskMultiplier: multiplier('Risk multiplier'),
    window: duration('Hourly PnL of this time', { min: 3_600_000, max: YEAR_MS }),
    minActiveHours: whole('Hours with PnL that both of a pair need', { min: 2, max: 10_000 }),
    minPairs: whole('Fewer pairs: correlation undefined', { min: 1, max: 10_000 }),
  }),
  cluster: z.strictObject({
    enter: fraction('Alignment from which a cluster event runs', { min: 0.5, max: 1 }),
    exit: fraction('It ends below this ...', { min: 0.5, max: 1 }),
    exitHold: duration('... for this long', { min: 0, max: YEAR_MS }),
    riskMultiplier: multiplier('Risk multiplier in place of the other two'),
    entryInterval: duration('At most one new position in this time', { min: 0, max: YEAR_MS }),
    contestWindow: duration('Aligned signals wait this long; the best one goes', {
      min: 0,
      max: 60_000,
    }),
    edgeWindow: duration('Mean edge percentile of a strategy over this time', {
      min: 60_000,
      max: YEAR_MS,
    }),
    minStrategies: whole('The worst strategy is refused only among this many', {
      min: 2,
      max: 1_000,
    }),
    percentileSignals: whole('Edges compare within the last so many signals of the strategy', {
      min: 1,
      max: 100_000,
    }),
    percentileMinSignals: whole('Fewer: the raw edge', { min: 1, max: 100_000 }),
  }),
});

const regimeEffect = z.strictObject({
  leverage: multiplier('Leverage multiplier'),
  maxOpenTrades: multiplier('Multiplier of max open trades, rounded down'),
  slippage: multiplier('Multiplier of the slippage limits'),
});

const breakers = z.strictObject({
  dailySoft: z.strictObject({
    limit: fraction('Daily PnL at or below which it fires', { min: -0.5, below: 0 }),
    freeze: duration('Entries stay closed; 0s warns only', { min: 0, max: 86_400_000 }),
    rearmAbove: fraction('Fires again only after daily PnL was above this', { min: -0.5, max: 0 }),
  }),
  drawdown: z.strictObject({
    window: duration('Peak within this time', { min: 86_400_000, max: YEAR_MS }),
    warning: share('Drawdown from which size is reduced'),
    warningEnd: share('The reduction ends below this'),
    warningSizeMultiplier: multiplier('Size multiplier of the warning'),
    breaker: share('Drawdown from which entries close'),
    freeze: duration('Configured freeze window', { min: 0, max: YEAR_MS }),
    recoveryRiskMultiplier: multiplier('Risk multiplier after the freeze'),
    recoveryHold: duration('Baseline after PnL since the resume was >= 0 for this long', {
      min: 0,
      max: YEAR_MS,
    }),
    refireStep: share('After a resume it fires at the drawdown then plus this'),
    rearmBelow: share('It fires at the breaker limit again once drawdown was below this'),
  }),
  lossStreak: z.strictObject({
    warning: whole('Losing closed trades in a row: warning', { min: 1, max: 1_000 }),
    critical: whole('... critical, with a freeze', { min: 1, max: 1_000 }),
    criticalFreeze: duration('Freeze of the critical rung', { min: 0, max: YEAR_MS }),
    severe: whole('... with a freeze and one profile step down', { min: 1, max: 1_000 }),
    severeFreeze: duration('Freeze of the severe rung', { min: 0, max: YEAR_MS }),
  }),
  volatility: z.strictObject({
    symbol: symbolName('Symbol whose volatility makes the regime'),
    atrPeriod: whole('Period of the 1h ATR', { min: 2, max: 500 }),
    window: whole('Hours of the z-score, the current included', { min: 2, max: 20_000 }),
    minSamples: whole('Fewer hours: no z-score', { min: 2, max: 20_000 }),
    high: number('z of the high regime', { above: 0, max: 20 }),
    extreme: number('z of the extreme regime', { above: 0, max: 20 }),
    confirmations: whole('Hourly closes in a row that confirm', { min: 1, max: 100 }),
    highEffect: regimeEffect,
    extremeEffect: regimeEffect,
  }),
  degradedConfirmations: whole('Evaluations in a row that confirm a doubtful mark', {
    min: 1,
    max: 100,
  }),
  riskyStrategies: z
    .array(name('Strategy', ID_PATTERN, 'S2'), { error: 'expected a list of strategies' })
    .meta({ description: 'Closed in the extreme regime and by playbook A' }),
});

export const riskFile = z.strictObject({ allocation, caps, sizing, correlation, breakers });

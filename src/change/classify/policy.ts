/**
 * What kind of key each one is (requirement CHG-2). The first pattern that fits decides; a key that
 * none fits is a threshold. `*` stands for one part of the path, `**` for any rest.
 */
import type { FileName } from '../../config/files.ts';

/**
 * `limit`: limits, kill and alert logic: major at any move. `structure`: what there is and how it
 * hangs together: major at any change. `threshold`: major beyond 10 %, or where it is no figure.
 * `none`: decides nothing about orders, limits or alarms: minor.
 */
export type KeyKind = 'limit' | 'structure' | 'threshold' | 'none';

/** What a higher figure does to risk; `choice`: no figure, or it depends. */
export type Sense = 'looser' | 'tighter' | 'neutral' | 'unknown';

export interface KeyPolicy {
  readonly kind: KeyKind;
  readonly sense: Sense;
}

type Row = readonly [pattern: string, kind: KeyKind, sense?: Sense];

const ROWS: { readonly [F in FileName]?: readonly Row[] } = {
  'septet.yaml': [
    ['runtime.apiPort', 'none'],
    ['runtime.logLevel', 'none'],
    ['runtime.*', 'threshold'],
    ['profile', 'limit'],
    ['*', 'structure'],
  ],
  'profiles.yaml': [
    // A loss: the higher figure is the smaller loss.
    ['profiles.*.hardDailyLoss', 'limit', 'tighter'],
    ['profiles.*.*', 'limit', 'looser'],
    ['**', 'structure'],
  ],
  'buckets.yaml': [
    ['buckets.*.floor', 'limit', 'looser'],
    ['buckets.*.cap', 'limit', 'looser'],
    ['buckets.*.maxSpreadBps', 'limit', 'looser'],
    ['buckets.*.maxSlippageBps', 'limit', 'looser'],
    ['buckets.*.pairlist.maxMedianSpreadBps', 'limit', 'looser'],
    ['buckets.*.pairlist.max*', 'threshold', 'looser'],
    ['buckets.*.pairlist.min*', 'threshold', 'tighter'],
    ['buckets.*.entryTimeout', 'threshold'],
    ['pairlistRefresh', 'threshold', 'looser'],
    ['**', 'structure'],
  ],
  'strategies.yaml': [
    ['strategies.*.leverageCeiling', 'limit', 'looser'],
    ['strategies.*.leverageCeilingStressed', 'limit', 'looser'],
    ['strategies.*.capitalMultiplierStressed', 'limit', 'looser'],
    ['strategies.*.stop', 'threshold', 'looser'],
    ['strategies.*.trailing.**', 'threshold'],
    ['strategies.*.minimalReturn.**', 'threshold'],
    ['strategies.*.cooldownCandles', 'threshold', 'tighter'],
    ['strategies.*.expectedHoldingHours', 'threshold'],
    ['strategies.*.parameters.**', 'threshold'],
    ['**', 'structure'],
  ],
  'risk.yaml': [
    ['caps.**', 'limit', 'looser'],
    ['sizing.**', 'limit', 'looser'],
    ['breakers.*.*Multiplier', 'limit', 'looser'],
    ['breakers.*.freeze', 'limit', 'tighter'],
    ['breakers.*.*Freeze', 'limit', 'tighter'],
    ['breakers.dailySoft.*', 'limit', 'tighter'],
    ['breakers.drawdown.warning', 'limit', 'looser'],
    ['breakers.drawdown.breaker', 'limit', 'looser'],
    ['breakers.drawdown.refireStep', 'limit', 'looser'],
    ['breakers.lossStreak.*', 'limit', 'looser'],
    ['breakers.volatility.high', 'limit', 'looser'],
    ['breakers.volatility.extreme', 'limit', 'looser'],
    ['breakers.volatility.*Effect.*', 'limit', 'looser'],
    ['breakers.**', 'limit'],
    ['correlation.*.threshold', 'threshold', 'looser'],
    ['correlation.*.riskMultiplier', 'threshold', 'looser'],
    ['correlation.cluster.enter', 'threshold', 'looser'],
    ['correlation.**', 'threshold'],
  ],
  'guards.yaml': [
    ['guards.priceCollar', 'limit', 'looser'],
    ['guards.maxEntriesPerMinute', 'limit', 'looser'],
    ['guards.maxIdenticalInARow', 'limit', 'looser'],
    ['guards.strictnessFactor', 'limit', 'looser'],
    ['guards.staleAfterCadences', 'limit', 'looser'],
    ['guards.decisionLifetime', 'limit', 'looser'],
    ['guards.funding.refuse*', 'limit'],
    ['rates.rejectedLimit', 'limit', 'looser'],
    ['execution.**', 'limit'],
  ],
  'launch.yaml': [
    ['timeServers', 'none'],
    ['clockOffset*', 'limit', 'looser'],
    ['phases.*.duration', 'limit', 'tighter'],
    ['phases.**', 'structure'],
  ],
  // The generated market of paper: no order of a real venue knows it.
  'market.yaml': [['**', 'none', 'neutral']],
  'venue.yaml': [
    ['kind', 'limit'],
    ['leverage', 'limit', 'looser'],
    ['server', 'structure'],
    ['keyFile', 'structure'],
    ['initialBalance', 'none', 'neutral'],
    ['latency', 'none', 'neutral'],
    // What the venue states; pre-flight compares it with the venue.
    ['instruments.*.tickSize', 'none', 'neutral'],
    ['instruments.*.lotSize', 'none', 'neutral'],
    ['instruments.*.minQuantity', 'none', 'neutral'],
    ['instruments.*.minNotional', 'none', 'neutral'],
    ['instruments.*.maxQuantity', 'limit', 'looser'],
    ['instruments.*.maxLeverage', 'limit', 'looser'],
    ['instruments.**', 'threshold'],
  ],
  'channels.yaml': [
    ['*.*.url', 'none'],
    ['*.*.token', 'none'],
    ['*.*.chat', 'none'],
    ['*.*.api', 'none'],
    ['*.*.secret', 'none'],
    ['*.*.check', 'none'],
    ['*.*.commands.signingSecret', 'none'],
    ['watchdog.url', 'none'],
    // Who is told what, and who may give commands.
    ['**', 'limit'],
  ],
  'cadence.yaml': [
    ['tasks.*.title', 'none'],
    ['tasks.*.next', 'none'],
    ['tasks.*.runbook', 'none'],
    ['tasks.*.every', 'threshold', 'looser'],
    ['tasks.*.grace', 'threshold', 'looser'],
  ],
  'alerts.yaml': [
    ['rules.*.title', 'none'],
    ['rules.*.owner', 'none'],
    ['rules.*.runbook', 'none'],
    ['rules.*.next', 'none'],
    ['**', 'limit'],
  ],
  'incidents.yaml': [['**', 'limit']],
  'changes.yaml': [
    ['paper.days', 'limit', 'tighter'],
    ['paper.minTrades', 'limit', 'tighter'],
    ['paper.gap', 'limit', 'looser'],
    ['twoPerson.wait', 'limit', 'tighter'],
    ['rollback.knownGoodAfter', 'limit', 'tighter'],
    ['rollback.stableFor', 'limit', 'tighter'],
    ['**', 'limit'],
  ],
};

const compiled = new Map(
  Object.entries(ROWS).map(([file, rows]) => [
    file,
    rows.map(([pattern, kind, sense]) => {
      const policy: KeyPolicy = { kind, sense: sense ?? 'unknown' };
      return { parts: pattern.split('.'), policy };
    }),
  ]),
);
const THRESHOLD: KeyPolicy = { kind: 'threshold', sense: 'unknown' };

/** The policy of the key at a path of a file; members of lists are parts like any other. */
export function policyOf(file: string, path: readonly string[]): KeyPolicy {
  const found = compiled.get(file)?.find(({ parts }) => fits(parts, path));
  return found?.policy ?? THRESHOLD;
}

function fits(parts: readonly string[], path: readonly string[]): boolean {
  for (const [index, part] of parts.entries()) {
    if (part === '**') return true;
    const given = path[index];
    if (given === undefined || !fitsPart(part, given)) return false;
  }
  return parts.length === path.length;
}

function fitsPart(part: string, given: string): boolean {
  const star = part.indexOf('*');
  if (star < 0) return part === given;
  const [before, after] = [part.slice(0, star), part.slice(star + 1)];
  return given.startsWith(before) && given.endsWith(after);
}

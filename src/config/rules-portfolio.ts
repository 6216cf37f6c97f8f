/** Checks of meaning: portfolio, profiles, buckets, caps, phases (requirement PRE-2). */
import { entriesOf, keysOf, type Rule } from './findings.ts';
import { nearestName } from './nearest.ts';

/** Says what is known, and what was most likely meant. */
export function unknownName(name: string, known: readonly string[]): string {
  const near = nearestName(name, known);
  const list = known.length > 0 ? known.join(', ') : 'none';
  return near === undefined ? `known: ${list}` : `did you mean ${near}? known: ${list}`;
}

/** Symbols have contract data, no symbol stands twice, all are quoted in the portfolio's quote. */
export const symbols: Rule = (contents, report) => {
  const septet = contents['septet.yaml'];
  const known = keysOf(contents['venue.yaml']?.instruments);
  const seen = new Set<string>();
  for (const [index, symbol] of (septet?.symbols ?? []).entries()) {
    if (symbol === undefined) continue;
    const place = { file: 'septet.yaml', path: ['symbols', index] } as const;
    if (seen.has(symbol)) {
      report({ ...place, message: `${symbol} stands twice`, remedy: 'remove one of them' });
    }
    seen.add(symbol);
    if (known && !known.includes(symbol)) {
      report({
        ...place,
        message: `${symbol} has no contract data in venue.yaml`,
        remedy: `add instruments.${symbol} there, or trade another symbol; ${unknownName(symbol, known)}`,
      });
    }
    const quote = septet?.quote;
    if (quote !== undefined && !symbol.endsWith(`/${quote}:${quote}`)) {
      report({
        ...place,
        message: `${symbol} is not a linear perpetual in ${quote}`,
        remedy: `write it as BASE/${quote}:${quote}`,
      });
    }
  }
};

export const chosenProfile: Rule = (contents, report) => {
  const chosen = contents['septet.yaml']?.profile;
  const known = keysOf(contents['profiles.yaml']?.profiles);
  if (chosen === undefined || known === undefined || known.includes(chosen)) return;
  report({
    file: 'septet.yaml',
    path: ['profile'],
    message: `there is no profile ${chosen}`,
    remedy: unknownName(chosen, known),
  });
};

const ASCENDING = [
  'leverage',
  'maxOpenTrades',
  'riskBudget',
  'perStrategyCap',
  'assetCapMultiplier',
  'slippageMultiplier',
] as const;

/** Each profile is at least as loose as the one before it; soft loss limit before hard. */
export const profiles: Rule = (contents, report) => {
  const list = contents['profiles.yaml'];
  const all = entriesOf(list?.profiles);
  if (list?.profiles !== undefined && all.length === 0) {
    report({
      file: 'profiles.yaml',
      path: ['profiles'],
      message: 'has no profile',
      remedy: 'define at least one',
    });
  }
  const soft = contents['risk.yaml']?.breakers?.dailySoft?.limit;
  for (const [index, [name, profile]] of all.entries()) {
    const place = (key: string) =>
      ({ file: 'profiles.yaml', path: ['profiles', name, key] }) as const;
    const hard = profile.hardDailyLoss;
    if (hard !== undefined && soft !== undefined && hard >= soft) {
      report({
        ...place('hardDailyLoss'),
        message: `is ${hard} while the soft limit (breakers.dailySoft.limit of risk.yaml) is ${soft}`,
        remedy: 'must be a greater loss than the soft limit: the warning comes before the halt',
      });
    }
    const before = all[index - 1];
    if (!before) continue;
    for (const key of ASCENDING) {
      const low = before[1][key];
      const high = profile[key];
      if (low === undefined || high === undefined || low <= high) continue;
      report({
        ...place(key),
        message: `is ${high} while the profile before it, ${before[0]}, has ${low}`,
        remedy: 'must be at least that: profiles stand in ascending order of risk',
      });
    }
    const hardBefore = before[1].hardDailyLoss;
    if (hard !== undefined && hardBefore !== undefined && hard > hardBefore) {
      report({
        ...place('hardDailyLoss'),
        message: `is ${hard} while the profile before it, ${before[0]}, has ${hardBefore}`,
        remedy: 'must be at least as great a loss: profiles stand in ascending order of risk',
      });
    }
  }
};

/** Sums of weights are ratios: the tolerance of the specification (1.8) is enough. */
const TOLERANCE = 1e-9;

export const buckets: Rule = (contents, report) => {
  const list = contents['buckets.yaml'];
  const all = entriesOf(list?.buckets);
  if (list?.buckets !== undefined && all.length === 0) {
    report({
      file: 'buckets.yaml',
      path: ['buckets'],
      message: 'has no bucket',
      remedy: 'define at least one',
    });
  }
  let floors = 0;
  for (const [id, bucket] of all) {
    const { floor, cap } = bucket;
    floors += floor ?? 0;
    const { minDailyRange, maxDailyRange } = bucket.pairlist ?? {};
    if ((minDailyRange ?? 0) >= (maxDailyRange ?? 1)) {
      report({
        file: 'buckets.yaml',
        path: ['buckets', id, 'pairlist', 'minDailyRange'],
        message: `is ${minDailyRange ?? 0} while the most is ${maxDailyRange ?? 1}`,
        remedy: 'must be less than maxDailyRange: no symbol could ever be traded',
      });
    }
    if (floor === undefined || cap === undefined || floor <= cap) continue;
    report({
      file: 'buckets.yaml',
      path: ['buckets', id, 'floor'],
      message: `is ${floor} while the cap is ${cap}`,
      remedy: 'must be at most the cap',
    });
  }
  if (floors > 1 + TOLERANCE) {
    report({
      file: 'buckets.yaml',
      path: ['buckets'],
      onKey: true,
      message: `the floors add up to ${Number(floors.toPrecision(12))}`,
      remedy: 'they must add up to at most 1 (100%)',
    });
  }
};

/** Every asset cap fits into the total, and names an asset that exists. */
export const caps: Rule = (contents, report) => {
  const caps = contents['risk.yaml']?.caps;
  const assets = keysOf(contents['venue.yaml']?.instruments)?.map(
    (symbol) => symbol.split('/')[0]!,
  );
  for (const [asset, cap] of entriesOf(caps?.asset)) {
    const place = { file: 'risk.yaml', path: ['caps', 'asset', asset] } as const;
    if (assets && !assets.includes(asset)) {
      report({
        ...place,
        onKey: true,
        message: `no symbol of venue.yaml has the asset ${asset}`,
        remedy: unknownName(asset, assets),
      });
    }
    if (caps?.topThree !== undefined && cap > caps.topThree) {
      report({
        ...place,
        message: `is ${cap} while caps.topThree is ${caps.topThree}`,
        remedy: 'must be at most caps.topThree: one asset is part of the top three',
      });
    }
  }
};

/** Exactly the last phase has no end. */
export const phases: Rule = (contents, report) => {
  const launch = contents['launch.yaml'];
  const all = Object.entries(launch?.phases ?? {});
  if (launch?.phases !== undefined && all.length === 0) {
    report({
      file: 'launch.yaml',
      path: ['phases'],
      message: 'has no phase',
      remedy: 'define at least one; the last one with duration: null',
    });
  }
  for (const [index, [name, phase]] of all.entries()) {
    const last = index === all.length - 1;
    const place = { file: 'launch.yaml', path: ['phases', name, 'duration'] } as const;
    if (last && typeof phase?.duration === 'number') {
      report({
        ...place,
        message: `${name} is the last phase and has an end`,
        remedy: 'the last phase has duration: null',
      });
    }
    if (!last && phase?.duration === null) {
      report({
        ...place,
        message: `${name} has no end, so the phases after it would never begin`,
        remedy: 'give it a duration; only the last phase has null',
      });
    }
  }
};

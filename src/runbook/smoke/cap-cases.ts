/** Caps: entries are asked for until none fits any more; no sum may ever be beyond its cap. */
import type { KernelConfig } from '../../domain/config.ts';
import { assetOf } from '../../domain/ids.ts';
import { percent } from '../../kernel/basis/text.ts';
import { EQUITY, PRICE, SmokeDesk, type SmokeOutcome } from './desk.ts';

const TOLERANCE = 1e-9;
/** Each strategy asks for each of its symbols so often: its positions are two at most. */
const ROUNDS = 3;

interface Sums {
  notional: number;
  risk: number;
}

export function capCases(config: KernelConfig): SmokeOutcome {
  const desk = new SmokeDesk(config).open();
  const profile = config.profiles.find(({ name }) => name === config.profile);
  if (profile === undefined) {
    return { wrong: [`profile ${config.profile} is not configured`], text: '', figures: [] };
  }
  // Regime normal, no multiplier: capacity as the profile says.
  const gross = EQUITY * profile.leverage;
  const budget = EQUITY * profile.riskBudget;
  const assets = new Map<string, Sums>();
  const wrong: string[] = [];
  const figures: string[] = [];
  let allowed = 0;
  let last = new Map<string, string>();
  for (let round = 0; round < ROUNDS; round += 1) {
    last = new Map();
    for (const strategy of config.strategies) {
      if (!strategy.enabled) continue;
      for (const symbol of strategy.symbols) {
        const record = desk.enter(strategy, symbol);
        const name = `${strategy.id}.${assetOf(symbol)}.${round + 1}`;
        const quantity = Number(record.order?.quantity ?? 0);
        figures.push(`${name}=${record.reason ?? record.order?.quantity}`);
        last.set(name, record.reason ?? 'allowed');
        if (record.verdict !== 'allowed') continue;
        allowed += 1;
        const sums = assets.get(assetOf(symbol)) ?? { notional: 0, risk: 0 };
        sums.notional += (quantity * PRICE) / gross;
        sums.risk += (quantity * PRICE * strategy.stop) / budget;
        assets.set(assetOf(symbol), sums);
        wrong.push(
          ...beyond(config, profile.assetCapMultiplier, assets).map((text) => `${name}: ${text}`),
        );
      }
    }
  }
  if (allowed === 0) wrong.push('no entry at all is allowed');
  const still = [...last].filter(([, reason]) => reason === 'allowed').map(([name]) => name);
  if (still.length > 0) wrong.push(`still allowed at the caps: ${still.join(', ')}`);
  const list = [...assets].map(([asset, { notional, risk }]) => {
    return `${asset} ${percent(notional)} of gross, ${percent(risk)} of risk`;
  });
  const text = `${allowed} entries allowed, then every one refused: ${list.join(', ')}`;
  return { wrong, text, figures };
}

/** What of the sums is beyond its cap, worked out from the configuration alone. */
function beyond(
  { caps }: KernelConfig,
  multiplier: number,
  assets: ReadonlyMap<string, Sums>,
): readonly string[] {
  const found: string[] = [];
  for (const measure of ['notional', 'risk'] as const) {
    const values = [...assets.values()].map((sums) => sums[measure]).sort((a, b) => b - a);
    for (const [asset, sums] of assets) {
      const cap =
        ((caps.asset as Readonly<Record<string, number>>)[asset] ?? caps.otherAsset) * multiplier;
      if (sums[measure] > cap + TOLERANCE) {
        found.push(`${asset} ${measure} ${percent(sums[measure])} beyond ${percent(cap)}`);
      }
    }
    const three = values.slice(0, 3).reduce((sum, value) => sum + value, 0);
    const total = values.reduce((sum, value) => sum + value, 0);
    if (three > caps.topThree + TOLERANCE) {
      found.push(`top three ${measure} ${percent(three)} beyond ${percent(caps.topThree)}`);
    }
    if (total > caps.total + TOLERANCE) {
      found.push(`total ${measure} ${percent(total)} beyond ${percent(caps.total)}`);
    }
  }
  return found;
}

/**
 * PRE-8 and the closures of cause `infeasible`: the size an entry would have today against the
 * venue's minimum, for every strategy and symbol (domain specification 1.6). Full risk, no
 * throttle, no open position: what is too small here is too small always.
 */
import type { KernelConfig, StrategyConfig } from '../domain/config.ts';
import { parseDecimal, toNumber, ZERO } from '../domain/decimal.ts';
import { assetOf, type StrategyId, type SymbolId } from '../domain/ids.ts';
import type { Instrument } from '../domain/market.ts';
import {
  checkOf,
  type Finding,
  figure,
  type PreflightCheck,
  type TradingMode,
} from './preflight.ts';

export interface FeasibilityRow {
  readonly strategy: StrategyId;
  readonly symbol: SymbolId;
  /** USDT: size of one entry, and the smallest the venue takes; null while a figure is missing. */
  readonly notional: number | null;
  readonly minimum: number | null;
  /** Null: cannot be said yet, or the strategy has no weight now. */
  readonly feasible: boolean | null;
  /** The limit that makes the size, or the figure that is missing. */
  readonly text: string;
}

export interface FeasibilityInput {
  readonly config: KernelConfig;
  readonly equity: number | null;
  /** Portfolio weight of a strategy; undefined while unknown. */
  readonly weight: (strategy: StrategyId) => number | undefined;
  /** Mark price of a symbol; undefined while unknown. */
  readonly mark: (symbol: SymbolId) => number | undefined;
  readonly profile: string;
}

export function feasibilityTable(input: FeasibilityInput): readonly FeasibilityRow[] {
  const rows: FeasibilityRow[] = [];
  const instruments = new Map(input.config.instruments.map((i) => [i.symbol, i]));
  for (const strategy of input.config.strategies) {
    if (!strategy.enabled) continue;
    for (const symbol of strategy.symbols) {
      rows.push(feasibilityRow(input, strategy, symbol, instruments.get(symbol)));
    }
  }
  return rows;
}

function feasibilityRow(
  input: FeasibilityInput,
  strategy: StrategyConfig,
  symbol: SymbolId,
  instrument: Instrument | undefined,
): FeasibilityRow {
  const row = { strategy: strategy.id, symbol };
  const weight = input.weight(strategy.id);
  const mark = input.mark(symbol);
  const unknown = (text: string): FeasibilityRow => ({
    ...row,
    notional: null,
    minimum: null,
    feasible: null,
    text,
  });
  if (instrument === undefined) return unknown('no contract data');
  if (input.equity === null) return unknown('equity unknown');
  if (weight === undefined) return unknown('weight unknown');
  if (mark === undefined) return unknown('no mark price yet');
  if (weight <= 0) return unknown('no weight now');
  const size = sizeOf(input, strategy, symbol, weight, input.equity);
  if (size === null) return unknown('the profile is not configured');
  const minimum = Math.max(
    toNumber(parseDecimal(instrument.minNotional) ?? ZERO),
    toNumber(parseDecimal(instrument.minQuantity) ?? ZERO) * mark,
  );
  const lot = toNumber(parseDecimal(instrument.lotSize) ?? ZERO) * mark;
  // Rounding down to whole lots may cost up to one lot: the tolerance keeps an exact multiple.
  const notional = lot > 0 ? Math.floor(size.notional / lot + 1e-9) * lot : size.notional;
  return { ...row, notional, minimum, feasible: notional >= minimum - 1e-9, text: size.text };
}

/** Smallest of the limits that bind an entry of full size, USDT. */
function sizeOf(
  input: FeasibilityInput,
  strategy: StrategyConfig,
  symbol: SymbolId,
  weight: number,
  equity: number,
): { readonly notional: number; readonly text: string } | null {
  const profile = input.config.profiles.find((p) => p.name === input.profile);
  if (profile === undefined) return null;
  const caps = input.config.caps;
  const gross = equity * profile.leverage;
  const assetCap = (caps.asset[assetOf(symbol)] ?? caps.otherAsset) * profile.assetCapMultiplier;
  const risk = equity * profile.riskBudget;
  const limits: readonly (readonly [string, number])[] = [
    [
      'risk share of the strategy',
      (risk * weight) / input.config.sizing.maxPositionsPerStrategy / strategy.stop,
    ],
    ['leverage ceiling of the strategy', strategy.leverageCeiling * weight * equity],
    ['strategy cap', gross * profile.perStrategyCap],
    ['asset cap', gross * assetCap],
    ['order ceiling', input.config.sizing.maxOrderNotional],
  ];
  let binding = limits[0]!;
  for (const limit of limits) if (limit[1] < binding[1]) binding = limit;
  return { notional: binding[1], text: binding[0] };
}

/** PRE-8: warns of pairs that cannot trade; fails when none can, or (live) nothing can be said. */
export function assessFeasibility(
  mode: TradingMode,
  rows: readonly FeasibilityRow[],
): PreflightCheck {
  const infeasible = rows.filter((row) => row.feasible === false);
  const feasible = rows.filter((row) => row.feasible === true);
  const open = rows.length - infeasible.length - feasible.length;
  const findings: Finding[] = infeasible.map((row) => ({
    severity: feasible.length === 0 ? 'failure' : 'warning',
    text: `${row.strategy} on ${row.symbol}: ${figure(row.notional ?? 0, 2)} USDT is below the minimum of ${figure(row.minimum ?? 0, 2)} (${row.text})`,
    remedy: 'raise equity or risk budget, or take the pair out; it stays closed until then',
  }));
  if (feasible.length === 0 && infeasible.length === 0) {
    findings.push({
      severity: mode === 'live' ? 'failure' : 'warning',
      text:
        rows.length === 0 ? 'no strategy is enabled' : `nothing can be said yet: ${rows[0]!.text}`,
      remedy: 'wait for equity, weights and prices, then retry',
    });
  }
  const facts = [`${feasible.length} of ${rows.length} pairs feasible`];
  if (open > 0 && feasible.length > 0) facts.push(`${open} without figures`);
  return checkOf('PRE-8', facts, findings);
}

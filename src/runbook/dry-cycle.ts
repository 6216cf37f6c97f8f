/**
 * LAU-4, the dry health cycle: bucket weights computed and within bounds, caps loaded, risk
 * breakers inactive, execution guards green (runbook 1, launch sequence 4). Figures in words.
 */

import { closureId } from '../domain/closure.ts';
import type { KernelConfig } from '../domain/config.ts';
import { assetOf, type SymbolId } from '../domain/ids.ts';
import type { KernelStatus } from '../domain/status.ts';
import { figure } from './preflight.ts';

export interface DryCycleInput {
  readonly config: KernelConfig;
  readonly status: KernelStatus;
  /** Warnings recovered from the journal were accepted by a named person. */
  readonly warningsAccepted: boolean;
  readonly medianSpreadBps: (symbol: SymbolId) => number | null;
}

export interface DryCycle {
  readonly passed: boolean;
  /** Nothing is wrong: figures are still being measured. */
  readonly pending: boolean;
  /** All four findings, the failed ones first. */
  readonly text: string;
  /** Stable while the same things are missing. */
  readonly key: string;
}

interface Finding {
  readonly name: string;
  readonly ok: boolean;
  readonly text: string;
  readonly pending?: boolean;
}

/** Ratios are compared with this tolerance (domain specification 1.8). */
const TOLERANCE = 1e-9;

export function dryCycle(input: DryCycleInput): DryCycle {
  const findings = [weights(input), caps(input), breakers(input), guards(input)];
  const failed = findings.filter((finding) => !finding.ok);
  const passed = findings.filter((finding) => finding.ok);
  return {
    passed: failed.length === 0,
    pending: failed.length > 0 && failed.every((finding) => finding.pending === true),
    key: failed.map((finding) => finding.name).join('|'),
    text: [...failed, ...passed].map((finding) => `${finding.name}: ${finding.text}`).join('; '),
  };
}

function weights({ status, config }: DryCycleInput): Finding {
  const name = 'weights';
  const { buckets, strategies, cash } = status.weights;
  if (buckets.length === 0) return { name, ok: false, text: 'not computed' };
  const wrong: string[] = [];
  for (const record of [...buckets, ...strategies]) {
    const id = record.strategy ?? record.bucket;
    const low = record.active && record.strategy === null ? record.floor : 0;
    const fits = record.weight >= low - TOLERANCE && record.weight <= record.cap + TOLERANCE;
    if (!fits) {
      wrong.push(`${id} ${percent(record.weight)} outside ${percent(low)}..${percent(record.cap)}`);
    }
  }
  const placed = strategies.reduce((sum, record) => sum + record.weight, 0);
  if (strategies.length !== config.strategies.length) {
    wrong.push(`${strategies.length} of ${config.strategies.length} strategies have a weight`);
  }
  if (placed > 1 + TOLERANCE) wrong.push(`weights add up to ${percent(placed)}`);
  if (placed <= 0) wrong.push('no strategy has a weight');
  if (wrong.length > 0) return { name, ok: false, text: wrong.join(', ') };
  const list = buckets.map((record) => `${record.bucket} ${percent(record.weight)}`).join(', ');
  return { name, ok: true, text: `${list}, cash ${percent(cash)}, all within bounds` };
}

function caps({ config, status }: DryCycleInput): Finding {
  const name = 'caps';
  const rows = [
    ...status.exposure.strategies,
    ...status.exposure.assets,
    status.exposure.topThree,
    status.exposure.total,
  ];
  const bad = rows.filter((row) => !(row.cap > 0));
  const known = new Set(status.exposure.strategies.map((row) => row.key));
  const missing = config.strategies.filter((s) => s.enabled && !known.has(s.id)).map((s) => s.id);
  const wrong = [
    ...bad.map((row) => `no cap for ${row.key}`),
    ...missing.map((s) => `no row for ${s}`),
  ];
  if (!(status.exposure.gross > 0)) wrong.push('gross capacity unknown');
  if (!(status.exposure.riskCapacity > 0)) wrong.push('risk capacity unknown');
  if (wrong.length > 0) return { name, ok: false, text: wrong.join(', ') };
  const assets = status.exposure.assets.map((row) => `${row.key} ${percent(row.cap)}`).join(', ');
  return {
    name,
    ok: true,
    text: `gross capacity ${figure(status.exposure.gross)} USDT, risk capacity ${figure(status.exposure.riskCapacity)} USDT, ${assets}`,
  };
}

/**
 * A breaker in force is wrong. One that only warns is as wrong as the risk state says: with
 * `NORMAL` it is shown, otherwise a named person must have accepted the warnings. So is extreme
 * volatility: it freezes nothing, and the gated phase waits for its end (LAU-5).
 */
function breakers({ status, warningsAccepted }: DryCycleInput): Finding {
  const name = 'breakers';
  if (status.breakers.length === 0) return { name, ok: false, text: 'not evaluated' };
  const tolerated = warningsAccepted || status.riskState === 'NORMAL';
  const raised = status.breakers.filter((breaker) => breaker.state !== 'inactive');
  const wrong = raised.filter(
    ({ id, state }) => (state === 'active' && id !== 'volatility') || !tolerated,
  );
  const texts = raised.map((breaker) => `${breaker.id} ${breaker.state}: ${breaker.text}`);
  if (wrong.length > 0) return { name, ok: false, text: texts.join(', ') };
  if (raised.length === 0)
    return { name, ok: true, text: `all ${status.breakers.length} inactive` };
  const inactive = status.breakers.length - raised.length;
  return { name, ok: true, text: `${inactive} inactive, ${texts.join(', ')}` };
}

function guards(input: DryCycleInput): Finding {
  const name = 'guards';
  const wrong: string[] = [];
  const seen: string[] = [];
  let unmeasured = 0;
  for (const symbol of tradedSymbols(input.config)) {
    const spread = input.medianSpreadBps(symbol);
    const limit = widestSpread(input.config, symbol);
    const cooldown = closureId('symbol_cooldown', { strategy: null, symbol });
    if (input.status.closures.some((closure) => closure.id === cooldown)) {
      wrong.push(`${symbol} on the cooldown list`);
    } else if (spread === null) {
      unmeasured += 1;
      wrong.push(`${symbol} spread not measured yet`);
    } else if (spread > limit) {
      wrong.push(`${symbol} spread ${figure(spread, 2)} bps above ${figure(limit, 2)}`);
    } else seen.push(`${assetOf(symbol)} ${figure(spread, 2)} of ${figure(limit, 2)} bps`);
  }
  const quality = input.status.equityQuality;
  if (quality !== 'good') wrong.push(`equity ${quality}`);
  if (wrong.length > 0) {
    return { name, ok: false, text: wrong.join(', '), pending: wrong.length === unmeasured };
  }
  return { name, ok: true, text: `spreads ${seen.join(', ')}, equity good` };
}

/** Symbols that some enabled strategy trades, in configured order. */
export function tradedSymbols(config: KernelConfig): readonly SymbolId[] {
  const symbols = new Set<SymbolId>();
  for (const strategy of config.strategies) {
    if (strategy.enabled) for (const symbol of strategy.symbols) symbols.add(symbol);
  }
  return [...symbols];
}

/** The most generous spread limit among the buckets that trade the symbol, bps. */
function widestSpread(config: KernelConfig, symbol: SymbolId): number {
  let limit = 0;
  for (const strategy of config.strategies) {
    if (!strategy.enabled || !strategy.symbols.includes(symbol)) continue;
    const bucket = config.buckets.find((b) => b.id === strategy.bucket);
    if (bucket !== undefined && bucket.maxSpreadBps > limit) limit = bucket.maxSpreadBps;
  }
  return limit;
}

const percent = (value: number): string => `${figure(value * 100, 2)} %`;

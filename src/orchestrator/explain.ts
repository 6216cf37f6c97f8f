/**
 * One decision as a person wants to read it (requirement AUD-1): verdict and reason, the signal,
 * what it was held against, every check with input, limit and unit, the chain of sizes, exposure
 * before and after, the order. Plain lines, UTC.
 */
import type { DecisionRecord, ExposurePair, SizeStep } from '../domain/decision.ts';
import { provenanceText } from '../domain/provenance.ts';

/** Lines joined by newlines, no trailing one. */
export function explainText(record: DecisionRecord): string {
  return [
    ...verdict(record),
    ...signal(record),
    ...context(record),
    ...closures(record),
    ...checks(record),
    ...sizes(record),
    ...exposures(record),
    ...order(record),
  ].join('\n');
}

function verdict(record: DecisionRecord): readonly string[] {
  const reason = record.reason === null ? '' : ` ${record.reason} (${record.reasonClass ?? '-'})`;
  const retry = record.retryOf === null ? [] : [`  retry of d${record.retryOf}`];
  const head = `Decision ${record.id}, ${instant(record.at)}: ${record.verdict.toUpperCase()}${reason}`;
  return [head, `  ${record.text}`, ...retry];
}

function signal(record: DecisionRecord): readonly string[] {
  const s = record.signal;
  const age = record.at - s.at;
  const wish = s.requestedNotional === null ? 'no wish' : `${usd(s.requestedNotional)} wished`;
  const flags = [
    s.onset ? 'onset' : 'continued',
    ...(s.paused ? ['worker paused'] : []),
    ...(s.veto === null ? [] : [`own veto: ${s.veto}`]),
  ];
  return [
    'Signal',
    `  ${s.id}: ${s.strategy} ${s.side} ${s.symbol} at ${number(s.referencePrice)}, ${age} ms old (${flags.join(', ')})`,
    `  edge ${number(s.edge)}, stop ${percent(s.stopDistance)}, holding ${number(s.expectedHoldingHours)} h, ${wish}`,
    `  capital multiplier ${number(s.capitalMultiplier)}, leverage ceiling ${number(s.leverageCeiling)}`,
  ];
}

function context(record: DecisionRecord): readonly string[] {
  const { capacity, weights, caps, alignment } = record;
  const value = alignment.value === null ? 'undefined' : number(alignment.value);
  const majority = alignment.majority === null ? '' : `, majority ${alignment.majority}`;
  const correlation =
    alignment.strategyCorrelation === null ? 'undefined' : number(alignment.strategyCorrelation);
  return [
    'State',
    `  ${provenanceText(record)}, gate epoch ${record.epoch}, risk ${record.riskState}, profile ${record.profile}, regime ${record.regime}, strictness ${record.strictness}`,
    `  gross capacity ${usd(capacity.gross)} = equity ${usd(capacity.equity)} x ${number(capacity.leverage)} x regime ${number(capacity.regimeLeverage)}; risk capacity ${usd(capacity.risk)}`,
    `  weight ${percent(weights.strategyWeight)} (bucket ${weights.bucket ?? 'none'} ${percent(weights.bucketWeight)}); caps: strategy ${percent(caps.strategy)}, asset ${percent(caps.asset)}, top three ${percent(caps.topThree)}, total ${percent(caps.total)}`,
    `  alignment ${value} of ${alignment.votes} votes${majority}${alignment.cluster ? ', cluster event' : ''}; strategy correlation ${correlation}`,
    `  multipliers of risk: ${multipliers(record.multipliers.risk)}; of size: ${multipliers(record.multipliers.size)}`,
    `  open trades ${record.openTrades.before} of ${record.openTrades.limit}`,
  ];
}

function closures(record: DecisionRecord): readonly string[] {
  if (record.closures.length === 0) return ['Closures', '  none: the gate was open for it'];
  return [
    'Closures',
    ...record.closures.map((closure) => {
      const until = closure.until === null ? '' : `, until ${instant(closure.until)}`;
      return `  ${closure.id} since ${instant(closure.since)}${until}: ${closure.reason}`;
    }),
  ];
}

const OUTCOMES = { pass: 'pass', deny: 'DENY', not_evaluated: 'NOT EVALUATED' } as const;

function checks(record: DecisionRecord): readonly string[] {
  if (record.checks.length === 0) return ['Checks', '  none was reached'];
  const width = Math.max(...record.checks.map((check) => check.check.length));
  return [
    'Checks',
    ...record.checks.map((check) => {
      const unit = check.unit === '' ? '' : ` ${check.unit}`;
      const input = check.input === null ? '-' : `${number(check.input)}${unit}`;
      const limit = check.limit === null ? '' : ` against ${number(check.limit)}${unit}`;
      const note = check.note === undefined || check.note === '' ? '' : ` (${check.note})`;
      return `  ${check.check.padEnd(width)}  ${OUTCOMES[check.outcome]}  ${input}${limit}${note}`;
    }),
  ];
}

function sizes(record: DecisionRecord): readonly string[] {
  if (record.size.length === 0) return ['Size', '  not reached'];
  const width = Math.max(...record.size.map((step) => step.step.length));
  const without = record.counterfactual.notionalWithoutCorrelation;
  const lines = record.size.map((step) => {
    const bound = step.step === record.bindingStep ? '  <- binds' : '';
    return `  ${step.step.padEnd(width)}  ${sizeOperation(step)} -> ${usd(step.notional)}${bound}`;
  });
  if (without !== null) lines.push(`  without correlation throttling: ${usd(without)}`);
  return ['Size', ...lines];
}

function sizeOperation(step: SizeStep): string {
  if (step.factor !== null) return `x ${number(step.factor)}`;
  return step.limit === null ? 'as is' : `at most ${usd(step.limit)}`;
}

const MEASURES = [
  ['strategy', 'strategy'],
  ['asset', 'asset'],
  ['topThree', 'top three'],
  ['total', 'total'],
  ['assetSameDirection', 'asset, same direction'],
] as const;

function exposures(record: DecisionRecord): readonly string[] {
  const { exposureBefore, exposureAfter, caps } = record;
  return [
    'Exposure, notional and risk, before -> after',
    ...MEASURES.map(([key, name]) => {
      const cap = key === 'assetSameDirection' ? '' : `, cap ${percent(caps[key])}`;
      return `  ${name}: ${pair(exposureBefore[key])} -> ${pair(exposureAfter[key])}${cap}`;
    }),
  ];
}

function order(record: DecisionRecord): readonly string[] {
  const { order } = record;
  if (order === null) return ['Order', '  none'];
  const { exitPlan } = order;
  const trailing =
    exitPlan.trailing === null
      ? 'no trailing stop'
      : `trailing from ${percent(exitPlan.trailing.offset)} at ${percent(exitPlan.trailing.distance)}`;
  const returns = exitPlan.minimalReturn
    .map(([minutes, profit]) => `${percent(profit)} after ${minutes} min`)
    .join(', ');
  return [
    'Order',
    `  ${order.side} ${order.quantity} ${order.symbol} at ${order.limitPrice}, attempt ${order.attempt}, times out after ${order.timeout / 1000} s, leaves before ${instant(order.expiresAt)} or never`,
    `  stop ${percent(exitPlan.stop)}, ${trailing}, minimal return ${returns === '' ? 'none' : returns}`,
  ];
}

const pair = (value: ExposurePair): string => `${percent(value.notional)} / ${percent(value.risk)}`;

function multipliers(values: Readonly<Record<string, number>>): string {
  const entries = Object.entries(values);
  if (entries.length === 0) return 'none';
  return entries.map(([name, value]) => `${name} ${number(value)}`).join(', ');
}

const instant = (at: number): string =>
  Number.isFinite(at) ? new Date(at).toISOString() : 'an unknown time';

/** At most 6 significant places behind the point, without trailing zeros. */
function number(value: number): string {
  if (typeof value !== 'number' || !Number.isFinite(value)) return 'unknown';
  return String(Number(value.toFixed(6)));
}
const percent = (value: number): string => `${number(value * 100)} %`;
const usd = (value: number): string =>
  typeof value === 'number' && Number.isFinite(value) ? `${value.toFixed(2)} USDT` : 'unknown';

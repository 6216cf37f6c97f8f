import type {
  CheckRecord,
  DecisionRecord,
  ExposurePair,
  ExposureRecord,
  SizeStep,
} from '../domain/decision.ts';
import { figure, instant, money, percent } from './figures.ts';

/**
 * One decision as a person wants to read it (requirement AUD-1): the verdict and why, what was
 * asked, every check with its figure and limit, the chain of sizes, exposure before and after.
 */
export function decisionLines(record: DecisionRecord): readonly string[] {
  return [
    ...verdictLines(record),
    '',
    ...signalLines(record),
    '',
    ...contextLines(record),
    '',
    'Checks, in order',
    ...record.checks.map(checkLine),
    ...sizeLines(record),
    '',
    ...exposureLines(record),
    ...orderLines(record),
  ];
}

function verdictLines(record: DecisionRecord): readonly string[] {
  const why = record.reason === null ? '' : `: ${record.reason} (${record.reasonClass})`;
  const lines = [
    `${record.id}  ${instant(record.at)} UTC  ${record.verdict.toUpperCase()}${why}`,
    `  ${record.text}`,
  ];
  if (record.retryOf !== null) lines.push(`  retry of d${record.retryOf}`);
  return lines;
}

function signalLines({ signal }: DecisionRecord): readonly string[] {
  const wish = signal.requestedNotional;
  return [
    `Signal ${signal.id}`,
    `  ${signal.strategy} wants ${signal.side} ${signal.symbol} at ${figure(signal.referencePrice)}, edge ${figure(signal.edge, 4)}, stop ${percent(signal.stopDistance)} away`,
    `  expected holding ${figure(signal.expectedHoldingHours, 2)} h, ${wish === null ? 'no wish for a size' : `asks for ${money(wish)} USDT`}, capital multiplier ${figure(signal.capitalMultiplier, 4)}, leverage ceiling ${figure(signal.leverageCeiling, 4)}${signal.paused ? ', worker paused' : ''}`,
  ];
}

function contextLines(record: DecisionRecord): readonly string[] {
  const { capacity, weights, alignment, caps } = record;
  const value = alignment.value === null ? 'undefined' : figure(alignment.value, 4);
  return [
    `State  risk ${record.riskState}, profile ${record.profile}, regime ${record.regime}, strictness ${record.strictness}, gate epoch ${record.epoch}, configuration ${record.configVersion}`,
    `  equity ${money(capacity.equity)} x leverage ${figure(capacity.leverage)} x regime ${figure(capacity.regimeLeverage)} = gross capacity ${money(capacity.gross)} USDT; risk capacity ${money(capacity.risk)} USDT`,
    `  weight of strategy ${percent(weights.strategyWeight)}, of bucket ${weights.bucket ?? '-'} ${percent(weights.bucketWeight)}; caps: strategy ${percent(caps.strategy)}, asset ${percent(caps.asset)}, top three ${percent(caps.topThree)}, total ${percent(caps.total)}`,
    `  alignment ${value} over ${alignment.votes} votes${alignment.cluster ? ', cluster event' : ''}; multipliers: risk ${factors(record.multipliers.risk)}, size ${factors(record.multipliers.size)}`,
    ...record.closures.map((closure) => `  closed by ${closure.id}: ${closure.reason}`),
  ];
}

function factors(named: Readonly<Record<string, number>>): string {
  const parts = Object.entries(named).map(([name, factor]) => `${name} x${figure(factor, 4)}`);
  return parts.length === 0 ? 'none' : parts.join(' ');
}

const OUTCOME = { pass: 'ok  ', deny: 'DENY', not_evaluated: 'N/E ' } as const;

function checkLine(check: CheckRecord): string {
  const input = check.input === null ? '' : ` ${figure(check.input)}`;
  const limit = check.limit === null ? '' : ` against ${figure(check.limit)}`;
  const unit = check.unit === '' || (input === '' && limit === '') ? '' : ` ${check.unit}`;
  const note = check.note === undefined ? '' : `  (${check.note})`;
  return `  ${OUTCOME[check.outcome]}  ${check.check.padEnd(26)}${input}${limit}${unit}${note}`;
}

function sizeLines({ size, bindingStep, counterfactual }: DecisionRecord): readonly string[] {
  if (size.length === 0) return ['', 'Size: not reached'];
  const without = counterfactual.notionalWithoutCorrelation;
  return [
    '',
    'Size, step by step, USDT',
    ...size.map((step) => sizeLine(step, bindingStep)),
    ...(without === null ? [] : [`  without correlation throttling: ${money(without)}`]),
  ];
}

function sizeLine(step: SizeStep, binding: string | null): string {
  const how =
    step.factor !== null
      ? `x ${figure(step.factor, 4)}`
      : step.limit !== null
        ? `at most ${money(step.limit)}`
        : '';
  const mark = step.step === binding ? '  <- binds' : '';
  return `  ${step.step.padEnd(26)} ${how.padEnd(24)} ${money(step.notional)}${mark}`;
}

const EXPOSURE_ROWS: readonly (readonly [keyof ExposureRecord, string])[] = [
  ['strategy', 'strategy'],
  ['asset', 'asset'],
  ['topThree', 'top three assets'],
  ['total', 'total'],
  ['assetSameDirection', 'asset, same direction'],
];

function exposureLines({ exposureBefore, exposureAfter }: DecisionRecord): readonly string[] {
  const pair = ({ notional, risk }: ExposurePair): string =>
    `${percent(notional)} / ${percent(risk)}`;
  return [
    'Exposure, notional of gross / at risk of risk capacity',
    ...EXPOSURE_ROWS.map(
      ([key, name]) =>
        `  ${name.padEnd(26)} ${pair(exposureBefore[key]).padEnd(24)} -> ${pair(exposureAfter[key])}`,
    ),
  ];
}

function orderLines({ order, openTrades }: DecisionRecord): readonly string[] {
  const trades = `Open trades before: ${openTrades.before} of ${openTrades.limit}`;
  if (order === null) return [trades];
  return [
    trades,
    `Order  ${order.side} ${order.quantity} ${order.symbol} at ${order.limitPrice}, attempt ${order.attempt}, times out after ${order.timeout / 1_000} s`,
  ];
}

/**
 * What a reader can prove from `decisions.ndjson` and the configuration alone. Rules are named by
 * what they prove; every figure is recomputed from the record's own inputs.
 */
import type { KernelConfig, RegimeEffect } from '../../src/domain/config.ts';
import type { DecisionRecord, EntryOrder } from '../../src/domain/decision.ts';
import { assetOf } from '../../src/domain/ids.ts';
import { REASONS } from '../../src/domain/reasons.ts';
import { type Findings, near, TOLERANCE } from './findings.ts';
import { lotsWithin, units } from './reference/exact.ts';
import { auditSize } from './size-audit.ts';

export function regimeEffect(config: KernelConfig, regime: DecisionRecord['regime']): RegimeEffect {
  const { highEffect, extremeEffect } = config.breakers.volatility;
  if (regime === 'normal') return { leverage: 1, maxOpenTrades: 1, slippage: 1 };
  return regime === 'high' ? highEffect : extremeEffect;
}

export function auditFile(
  records: readonly DecisionRecord[],
  config: KernelConfig,
  findings: Findings,
): void {
  let last = 0;
  const signals = new Set<string>();
  for (const record of records) {
    const { id, decision, signal, retryOf } = record;
    findings.check('ids', id, decision > last && id === `d${decision}`, () => `after d${last}`);
    last = decision;
    if (retryOf === null) {
      const again = signals.has(signal.id);
      findings.check('ids', id, !again, () => `${signal.id} was decided before`);
      signals.add(signal.id);
    }
    auditVerdict(record, findings);
    auditLimits(record, config, findings);
    auditMultipliers(record, config, findings);
    if (record.size.length > 0) auditSize(record, config, findings);
    if (record.order === null) {
      const same = JSON.stringify(record.exposureBefore) === JSON.stringify(record.exposureAfter);
      findings.check('refused-adds-nothing', id, same, () => 'exposure after differs from before');
    } else {
      auditOrder(record, record.order, config, findings);
      auditCaps(record, record.order, findings);
    }
  }
  auditClosures(records, findings);
}

function auditVerdict(record: DecisionRecord, findings: Findings): void {
  const { id, verdict, reason, reasonClass, order, checks, closures, riskState, signal } = record;
  const allowed = verdict === 'allowed';
  const denied = checks.filter((check) => check.outcome !== 'pass');
  findings.check('verdict', id, allowed === (reason === null), () => `reason ${reason}`);
  findings.check('verdict', id, allowed === (order !== null), () => 'order and verdict disagree');
  const kind = reason === null ? null : REASONS[reason];
  findings.check('verdict', id, reasonClass === kind, () => `${reason} is ${kind}`);
  if (!allowed) {
    const one = denied.length === 1 && denied[0] === checks.at(-1);
    findings.check('verdict', id, one, () => `denying checks: ${denied.map((c) => c.check)}`);
    return;
  }
  findings.check('verdict', id, denied.length === 0, () => `denied by ${denied[0]?.check}`);
  findings.check('allowed-open', id, closures.length === 0, () => `closed: ${closures[0]?.id}`);
  const free = riskState !== 'FROZEN' && riskState !== 'HALTED';
  findings.check('allowed-open', id, free, () => `risk state ${riskState}`);
  findings.check('allowed-open', id, !signal.paused, () => 'the worker was paused');
  findings.check('allowed-open', id, signal.veto === null, () => `veto ${signal.veto}`);
}

/** Capacity, caps and limits of the profile and the regime (1.2, 1.5, 1.8). */
function auditLimits(record: DecisionRecord, config: KernelConfig, findings: Findings): void {
  const { id, capacity, caps, regime, profile: name, signal, openTrades } = record;
  const profile = config.profiles.find((each) => each.name === name)!;
  const effect = regimeEffect(config, regime);
  const { equity } = capacity;
  const near = (what: string, value: number, expected: number): void =>
    findings.near('capacity', id, what, value, expected);
  near('leverage', capacity.leverage, profile.leverage);
  near('regime leverage', capacity.regimeLeverage, effect.leverage);
  near('gross', capacity.gross, equity * profile.leverage * effect.leverage);
  near('risk', capacity.risk, equity * profile.riskBudget * effect.leverage);
  const asset = config.caps.asset[assetOf(signal.symbol)] ?? config.caps.otherAsset;
  near('strategy cap', caps.strategy, profile.perStrategyCap);
  near('asset cap', caps.asset, asset * profile.assetCapMultiplier);
  near('top three cap', caps.topThree, config.caps.topThree);
  near('total cap', caps.total, config.caps.total);
  near(
    'open trades',
    openTrades.limit,
    Math.floor(profile.maxOpenTrades * effect.maxOpenTrades + 1e-9),
  );
}

/** What the record says about itself must explain its multipliers (1.6, 1.7). */
function auditMultipliers(record: DecisionRecord, config: KernelConfig, findings: Findings): void {
  const { id, multipliers, alignment, signal } = record;
  const { level1, guard, cluster } = config.correlation;
  const { value, strategyCorrelation } = alignment;
  const aligned = value !== null && value >= level1.threshold - TOLERANCE;
  const guarded =
    strategyCorrelation !== null && strategyCorrelation >= guard.threshold - TOLERANCE;
  const { risk, size } = multipliers;
  const near = (name: string, recorded: number | undefined, expected: number): void =>
    findings.near('multipliers', id, name, recorded ?? null, expected);
  near('cluster', risk['cluster'], alignment.cluster ? cluster.riskMultiplier : 1);
  near('alignment', risk['alignment'], aligned && !alignment.cluster ? level1.riskMultiplier : 1);
  near(
    'correlation',
    risk['correlation'],
    guarded && !alignment.cluster ? guard.riskMultiplier : 1,
  );
  near('capital state', size['capital_state'], signal.capitalMultiplier);
  const attempt = record.order?.attempt ?? 0;
  if (record.retryOf === null || record.order !== null) {
    const retry = attempt === 0 ? 1 : config.sizing.retryMultipliers[attempt - 1]!;
    near('retry', size['retry'], retry);
  }
}

/** After = before + the order, both measures, and no cap exceeded (1.5). */
function auditCaps(record: DecisionRecord, order: EntryOrder, findings: Findings): void {
  const { id, capacity, caps, exposureBefore: before, exposureAfter: after } = record;
  const notional = Number(order.quantity) * Number(order.limitPrice);
  const added = {
    notional: notional / capacity.gross,
    risk: (notional * order.stopDistance) / capacity.risk,
  };
  for (const measure of ['notional', 'risk'] as const) {
    for (const what of ['strategy', 'asset', 'total', 'assetSameDirection'] as const) {
      const expected = before[what][measure] + added[measure];
      findings.near('after', id, `${what} ${measure}`, after[what][measure], expected);
    }
    const three = after.topThree[measure];
    const within =
      three >= before.topThree[measure] - TOLERANCE &&
      three <= before.topThree[measure] + added[measure] + TOLERANCE &&
      three >= after.asset[measure] - TOLERANCE &&
      three <= after.total[measure] + TOLERANCE;
    findings.check('after', id, within, () => `top three ${measure} ${three}`);
    for (const what of ['strategy', 'asset', 'topThree', 'total'] as const) {
      // For top three the record itself, bounded above; its exact figure needs the whole book.
      const figure = what === 'topThree' ? three : before[what][measure] + added[measure];
      const cap = caps[what];
      findings.check(
        'caps',
        id,
        figure <= cap * (1 + TOLERANCE),
        () => `${what} ${measure} ${figure} > ${cap}`,
      );
    }
  }
}

function auditOrder(
  record: DecisionRecord,
  order: EntryOrder,
  config: KernelConfig,
  findings: Findings,
): void {
  const { id, at, signal, decision, size, capacity } = record;
  const check = (ok: boolean, text: () => string): void => findings.check('order', id, ok, text);
  const instrument = config.instruments.find((each) => each.symbol === signal.symbol)!;
  const strategy = config.strategies.find((each) => each.id === signal.strategy)!;
  const bucket = config.buckets.find((each) => each.id === strategy.bucket)!;
  check(order.decision === decision && order.decidedAt === at, () => 'decision or time differ');
  check(
    order.expiresAt === at + config.guards.decisionLifetime,
    () => `expires ${order.expiresAt}`,
  );
  check(order.timeout === bucket.entryTimeout, () => `timeout ${order.timeout}`);
  const copied = (['strategy', 'symbol', 'side', 'stopDistance'] as const).every(
    (key) => order[key] === signal[key],
  );
  check(copied, () => 'strategy, symbol, side or stop differ from the signal');
  check(JSON.stringify(order.exitPlan) === JSON.stringify(signal.exitPlan), () => 'exit plan');
  check((record.retryOf === null) === (order.attempt === 0), () => `attempt ${order.attempt}`);
  check(order.epoch === record.epoch, () => 'epoch');
  const price = units(order.limitPrice);
  check(price > 0n && price % units(instrument.tickSize) === 0n, () => `price ${order.limitPrice}`);
  const lot = units(instrument.lotSize);
  const quantity = units(order.quantity);
  check(quantity > 0n && quantity % lot === 0n, () => `lots ${order.quantity}`);
  check(quantity >= units(instrument.minQuantity), () => `below ${instrument.minQuantity}`);
  check(quantity <= units(instrument.maxQuantity), () => `above ${instrument.maxQuantity}`);
  const exactNotional = quantity * price;
  check(
    exactNotional >= units(instrument.minNotional) * 10n ** 8n,
    () => 'below the minimum notional',
  );
  check(
    Number(exactNotional) / 1e16 <= config.sizing.maxOrderNotional,
    () => 'above the order ceiling',
  );
  // Lots: the last step but one is what was to be rounded down, exactly.
  const before = size.at(-2)!.notional;
  const expected = lotsWithin(before, order.limitPrice, instrument.lotSize);
  const gap = quantity - expected;
  // A float one unit in the last place off a whole number of lots may fall on either side.
  const onEdge =
    (gap === lot || gap === -lot) &&
    near(
      (Number(quantity > expected ? quantity : expected) / 1e8) * Number(order.limitPrice),
      before,
      1e-12,
    );
  findings.check(
    'lots',
    id,
    gap === 0n || onEdge,
    () => `${order.quantity}, recomputed ${expected}e-8 of ${before}`,
  );
  findings.near('lots', id, 'notional', size.at(-1)!.notional, Number(exactNotional) / 1e16);
  const collar = record.checks.find((each) => each.check === 'price_collar');
  const inside =
    collar !== undefined &&
    collar.input !== null &&
    collar.input <= config.guards.priceCollar + TOLERANCE;
  findings.check('collar', id, inside, () => `collar ${collar?.input}`);
  check(capacity.equity > 0, () => 'equity');
}

/**
 * No entry was allowed while a closure that any record of the file names was in force: one with an
 * end holds while t < end; one without holds between two records that both name it.
 */
function auditClosures(records: readonly DecisionRecord[], findings: Findings): void {
  interface Span {
    readonly scope: DecisionRecord['closures'][number]['scope'];
    readonly since: number;
    until: number;
    firstSeen: number;
    lastSeen: number;
  }
  const spans = new Map<string, Span>();
  for (const { closures, decision, at } of records) {
    for (const { id, scope, since, until } of closures) {
      const key = `${id} ${since}`;
      const known = spans.get(key);
      const end = until ?? at;
      if (known === undefined) {
        spans.set(key, { scope, since, until: end, firstSeen: decision, lastSeen: decision });
      } else {
        known.until = Math.max(known.until, end);
        known.lastSeen = decision;
      }
    }
  }
  for (const record of records) {
    if (record.verdict !== 'allowed') continue;
    const { at, decision, signal } = record;
    for (const [key, span] of spans) {
      const covers =
        (span.scope.strategy === null || span.scope.strategy === signal.strategy) &&
        (span.scope.symbol === null || span.scope.symbol === signal.symbol);
      const begun = span.since < at || (span.since === at && span.firstSeen < decision);
      const inForce = covers && begun && (at < span.until || decision < span.lastSeen);
      findings.check('closed-means-closed', record.id, !inForce, () => `allowed under ${key}`);
    }
  }
}

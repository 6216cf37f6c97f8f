/** Spread, slippage, collar and funding of a decision against the book and the venue's schedule. */
import type { DecisionRecord } from '../../src/domain/decision.ts';
import type { EpochMs } from '../../src/domain/time.ts';
import { regimeEffect } from './file-audit.ts';
import { type Findings, TOLERANCE } from './findings.ts';
import { fundingVerdict, slippageBps, spreadBps } from './reference/guards.ts';
import type { PortfolioReference } from './reference/portfolio.ts';

export function auditGuards(
  ref: PortfolioReference,
  findings: Findings,
  record: DecisionRecord,
  now: EpochMs,
): void {
  const { id, signal, order, checks, regime, strictness, reason } = record;
  const { symbol, side } = signal;
  const book = ref.books.get(symbol);
  const strategy = ref.config.strategies.find((each) => each.id === signal.strategy);
  const bucket = ref.config.buckets.find((each) => each.id === strategy?.bucket);
  if (book === undefined || bucket === undefined) return;
  const tighter = ref.config.guards.strictnessFactor ** strictness;
  const find = (name: string) => checks.find((each) => each.check === name);
  const spread = find('spread');
  if (spread !== undefined) {
    findings.near('spread', id, 'spread', spread.input, spreadBps(book), 1e-7);
    findings.near('spread', id, 'limit', spread.limit, bucket.maxSpreadBps * tighter);
  }
  const slippage = find('slippage');
  const effect = regimeEffect(ref.config, regime).slippage;
  const profile = ref.config.profiles.find((each) => each.name === record.profile)!;
  const limit = bucket.maxSlippageBps * profile.slippageMultiplier * effect * tighter;
  if (slippage !== undefined) findings.near('slippage', id, 'limit', slippage.limit, limit);
  if (order !== null) {
    const expected = slippageBps(book, side, Number(order.quantity));
    findings.near('slippage', id, 'slippage', slippage?.input ?? null, expected, 1e-6);
    findings.check('slippage', id, expected <= limit * (1 + 1e-9), () => `${expected}`);
    const wide = spreadBps(book) > bucket.maxSpreadBps * tighter * (1 + 1e-9);
    findings.check('spread', id, !wide, () => `${spreadBps(book)}`);
    const mark = ref.exposure.marks.get(symbol)!;
    const away = Math.abs(Number(order.limitPrice) / mark - 1);
    findings.near('collar', id, 'distance', find('price_collar')?.input ?? null, away, 1e-6);
    findings.check(
      'collar',
      id,
      away <= ref.config.guards.priceCollar + TOLERANCE,
      () => `${away}`,
    );
  }
  const failed = reason === 'SPREAD_TOO_WIDE' || reason === 'SLIPPAGE_TOO_HIGH';
  if (failed) ref.cooldown.guard(symbol, false, now);
  else if (order !== null) ref.cooldown.guard(symbol, true, now);
  auditFunding(ref, findings, record, now);
}

function auditFunding(
  ref: PortfolioReference,
  findings: Findings,
  record: DecisionRecord,
  now: EpochMs,
): void {
  const { id, signal, reason, multipliers, checks } = record;
  if (!checks.some((each) => each.check === 'funding_rate')) return;
  const { side, edge, expectedHoldingHours } = signal;
  const { funding } = ref.config.guards;
  const info = ref.funding.get(signal.symbol);
  const verdict = fundingVerdict(info, side, edge, expectedHoldingHours, now, funding);
  findings.check(
    'funding',
    id,
    verdict.refused === (reason === 'FUNDING_ADVERSE'),
    () => `refused ${verdict.refused}`,
  );
  if (verdict.refused || record.size.length === 0) return;
  findings.near(
    'funding',
    id,
    'multiplier',
    multipliers.size['funding'] ?? null,
    verdict.multiplier,
  );
}

/**
 * Diagnosis (requirement WF-5): how much speaks for each category, 0 to 1, and what. A score is
 * that of its strongest finding; it orders what a person looks at first, and decides nothing.
 */
import type { Evidence, RootCause } from '../../domain/incidents.ts';
import { percent } from '../../kernel/basis/text.ts';
import { type IncidentView, outOfReach } from './view.ts';

interface Finding {
  readonly score: number;
  readonly text: string;
}

/** Strongest first; in the order of the runbook on a tie. */
export function diagnose(view: IncidentView): readonly Evidence[] {
  const all: Evidence[] = [
    evidence('regime_shift', regimeFindings(view)),
    evidence('liquidity', liquidityFindings(view)),
    evidence('venue', venueFindings(view)),
    evidence('model_drift', driftFindings(view)),
  ];
  return all.sort((a, b) => b.score - a.score);
}

function evidence(category: RootCause, findings: readonly Finding[]): Evidence {
  const score = findings.reduce((most, finding) => Math.max(most, finding.score), 0);
  return { category, score, findings: findings.map((finding) => finding.text) };
}

function regimeFindings({ status, kernel }: IncidentView): Finding[] {
  const { regime, regimeZ } = status;
  const { high, extreme } = kernel.breakers.volatility;
  if (regimeZ === null) return [{ score: 0, text: 'volatility: too little history to say' }];
  const score = regimeZ >= extreme ? 1 : regimeZ >= high ? 0.7 : Math.max(0, regimeZ / high) * 0.4;
  const text = `volatility regime ${regime}, z ${regimeZ.toFixed(2)} (high from ${high}, extreme from ${extreme})`;
  return [{ score, text }];
}

function liquidityFindings({ insight, status, kernel, config }: IncidentView): Finding[] {
  const findings: Finding[] = [];
  const tightest = Math.min(...kernel.buckets.map((bucket) => bucket.maxSpreadBps));
  for (const { symbol, bps } of insight.spreads) {
    if (bps === null) continue;
    const score = bps > tightest ? Math.min(1, 0.6 + (bps / tightest - 1) * 0.4) : 0;
    if (score > 0) {
      const text = `spread of ${symbol} ${bps.toFixed(1)} bps, tightest limit ${tightest}`;
      findings.push({ score, text });
    }
  }
  for (const { symbol, bucket, run } of insight.slippageRuns) {
    if (run === 0) continue;
    const text = `slippage of ${bucket} on ${symbol} above its limit in ${run} checks in a row`;
    findings.push({ score: run >= 3 ? 0.9 : 0.3 * run, text });
  }
  const { value, samples } = status.rates.timeouts;
  if (value === null) {
    findings.push({ score: 0, text: `timeout rate: ${samples} samples, too few to say` });
  } else {
    const limit = config.stable.timeoutRate;
    const score = value > limit ? 0.7 : value > limit / 2 ? 0.4 : 0;
    findings.push({ score, text: `timeout rate ${percent(value)} of ${samples} attempts` });
  }
  return findings;
}

function venueFindings(view: IncidentView): Finding[] {
  const { now, config, troubles, executor, status } = view;
  const findings: Finding[] = [];
  const silent = outOfReach(view);
  if (silent !== null) findings.push({ score: 1, text: silent });
  if (executor.reconciled === false) {
    findings.push({ score: 0.8, text: 'the account differs from the venue' });
  }
  const { window, troubles: limit } = config.unstable;
  const recent = troubles.filter(({ at }) => at > now - window);
  if (recent.length > 0) {
    const text = `${recent.length} troubles with orders or account in ${window / 60_000} min, the latest: ${recent.at(-1)?.text}`;
    findings.push({ score: Math.min(1, recent.length / limit), text });
  }
  const { value, samples } = status.rates.rejected;
  if (value !== null) {
    const score = value >= 0.6 ? 0.6 : value >= 0.3 ? 0.4 : 0;
    findings.push({ score, text: `rejected order rate ${percent(value)} of ${samples}` });
  }
  return findings;
}

function driftFindings({ status, kernel }: IncidentView): Finding[] {
  const { value, votes, cluster, strategyCorrelation } = status.alignment;
  const { level1, guard } = kernel.correlation;
  const findings: Finding[] = [];
  if (cluster) findings.push({ score: 0.9, text: 'a cluster event is in force' });
  if (value === null) findings.push({ score: 0, text: `alignment undefined, ${votes} votes` });
  else {
    const score = value >= level1.threshold ? 0.6 : 0;
    findings.push({ score, text: `alignment ${value.toFixed(2)} over ${votes} votes` });
  }
  if (strategyCorrelation === null) {
    findings.push({ score: 0, text: 'strategy correlation undefined' });
  } else {
    const score = strategyCorrelation >= guard.threshold ? 0.8 : 0;
    findings.push({ score, text: `mean strategy correlation ${strategyCorrelation.toFixed(2)}` });
  }
  const streak = status.breakers.find((breaker) => breaker.id === 'loss_streak');
  if (streak !== undefined && streak.value !== null && streak.value > 0) {
    const score = streak.state === 'active' ? 0.6 : streak.state === 'warning' ? 0.4 : 0;
    findings.push({ score, text: `${streak.value} losing trades in a row` });
  }
  return findings;
}

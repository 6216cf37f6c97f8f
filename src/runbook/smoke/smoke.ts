/**
 * RB-4: fixed cases through the kernel with the configuration in force: weights, caps, breakers.
 * What has to hold is worked out here from the configuration; the figures are kept beside, so that
 * a version can be held against what it said when it became known-good, bit for bit. Pure.
 */
import type { KernelConfig } from '../../domain/config.ts';
import type { SmokeCheck, SmokeReport } from '../../domain/smoke.ts';
import { percent } from '../../kernel/basis/text.ts';
import { breakerCases } from './breaker-cases.ts';
import { capCases } from './cap-cases.ts';
import { SmokeDesk, type SmokeOutcome } from './desk.ts';

export function smokeTest(config: KernelConfig, build: string): SmokeReport {
  const parts: readonly (readonly [SmokeCheck['id'], () => SmokeOutcome])[] = [
    ['weights', () => weightCases(config)],
    ['caps', () => capCases(config)],
    ['breakers', () => breakerCases(config)],
  ];
  const outcomes = parts.map(([id, run]) => ({ id, ...attempt(run) }));
  return {
    version: config.version,
    build,
    passed: outcomes.every(({ wrong }) => wrong.length === 0),
    checks: outcomes.map(({ id, wrong, text }) => ({
      id,
      ok: wrong.length === 0,
      text: wrong.length === 0 ? text : wrong.slice(0, 10).join('; '),
    })),
    figures: outcomes.flatMap(({ id, figures }) => figures.map((figure) => `${id}.${figure}`)),
  };
}

/** A kernel that throws has not passed. */
function attempt(run: () => SmokeOutcome): SmokeOutcome {
  try {
    return run();
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    return { wrong: [`it fails: ${text}`], text: '', figures: [] };
  }
}

const TOLERANCE = 1e-9;

/** Every weight within floor and cap; strategies and cash are everything. */
function weightCases(config: KernelConfig): SmokeOutcome {
  const { weights } = new SmokeDesk(config).open().status();
  const wrong: string[] = [];
  let placed = 0;
  for (const { id, floor, cap } of config.buckets) {
    const record = weights.buckets.find(({ bucket }) => bucket === id);
    const members = config.strategies.filter(({ bucket, enabled }) => bucket === id && enabled);
    const least = members.length === 0 ? 0 : floor;
    const most = members.length === 0 ? 0 : cap;
    const weight = record?.weight ?? Number.NaN;
    if (!(weight >= least - TOLERANCE && weight <= most + TOLERANCE)) {
      wrong.push(`${id} weighs ${percent(weight)}, outside ${percent(least)} to ${percent(most)}`);
    }
    const parts = weights.strategies.filter(({ strategy }) =>
      members.some((member) => member.id === strategy),
    );
    const sum = parts.reduce((total, part) => total + part.weight, 0);
    if (sum > weight + TOLERANCE) {
      wrong.push(`strategies of ${id} weigh ${percent(sum)}, it ${percent(weight)}`);
    }
    placed += sum;
  }
  if (!(Math.abs(placed + weights.cash - 1) <= TOLERANCE)) {
    wrong.push(`weights and cash add up to ${percent(placed + weights.cash)}`);
  }
  const figures = [
    ...weights.buckets.map(({ bucket, weight }) => `${bucket}=${weight}`),
    ...weights.strategies.map(({ strategy, weight }) => `${strategy}=${weight}`),
    `cash=${weights.cash}`,
  ];
  const text = `${weights.buckets.length} buckets and ${weights.strategies.length} strategies within floors and caps, cash ${percent(weights.cash)}`;
  return { wrong, text, figures };
}

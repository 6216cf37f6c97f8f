import { describe, expect, it } from 'vitest';
import { kernelConfig } from '../../../tests/support/kernel-config.ts';
import { type Closure, closureId, PORTFOLIO } from '../../domain/closure.ts';
import type { BreakerStatus, KernelStatus } from '../../domain/status.ts';
import { createKernel } from '../../kernel/kernel.ts';
import { kernelStatus } from '../../kernel/status.ts';
import { step } from '../../kernel/step.ts';
import { type RecordedRisk, verifyRisk } from './verify-risk.ts';

const AT = Date.UTC(2025, 3, 4, 10);
const config = kernelConfig();

/** A kernel that lost 1 % today, and what was recorded beside it. */
function normal(): { readonly status: KernelStatus; readonly recorded: RecordedRisk } {
  const kernel = createKernel(config, { at: AT, writer: 1 });
  for (const equity of [100_000, 99_000]) {
    const mark = { walletBalance: equity, transfers: 0, quality: 'good', strategyPnl: {} } as const;
    step(kernel, { kind: 'equity', at: AT + (100_000 - equity), equity, ...mark });
  }
  const status = kernelStatus(kernel, AT + 1_000);
  const recorded: RecordedRisk = {
    dailyPnl: -0.01,
    drawdown: { least: 0.01, most: 0.01 },
    losses: 0,
    profile: status.profile,
    gate: { epoch: status.epoch, writer: 1, closures: status.closures },
  };
  return { status, recorded };
}

const breaker = (
  status: KernelStatus,
  id: string,
  over: Partial<BreakerStatus>,
): Partial<KernelStatus> => ({
  breakers: status.breakers.map((each) => (each.id === id ? { ...each, ...over } : each)),
});
const closure = (cause: Closure['cause']): Closure => ({
  id: closureId(cause, PORTFOLIO),
  cause,
  scope: PORTFOLIO,
  since: AT,
  until: null,
  reason: 'test',
});

type Change = {
  readonly status?: (status: KernelStatus) => Partial<KernelStatus>;
  readonly recorded?: (recorded: RecordedRisk) => Partial<RecordedRisk>;
};

describe('hourly verification of profile and breakers', () => {
  it('CAD-1 finds nothing when both sides agree, and shows every breaker with its figure', () => {
    const { status, recorded } = normal();
    const verdict = verifyRisk(config, status, recorded);
    expect(verdict.differences).toEqual([]);
    expect(verdict.cannot).toBeNull();
    expect(verdict.evidence).toHaveLength(1 + 6 + 1);
    expect(verdict.evidence.join('\n')).toContain('daily PnL -1.00 %, limit -2.00 %');
  });

  const cases: readonly (readonly [string, Change, string])[] = [
    [
      'another profile',
      { recorded: () => ({ profile: 'aggressive' }) },
      'aggressive was told last',
    ],
    [
      'a profile above its ceiling',
      { status: () => ({ profileCeiling: 'conservative' }) },
      'above its ceiling conservative',
    ],
    ['another daily PnL', { recorded: () => ({ dailyPnl: -0.02 }) }, 'from the marks -2.0000 %'],
    ['an unknown daily PnL', { status: () => ({ dailyPnl: null }) }, 'daily PnL is unknown'],
    [
      'a drawdown beyond what the marks allow',
      { status: () => ({ drawdown: 0.05 }) },
      'drawdown is 5.0000 %, from the marks 1.0000 % to 1.0000 %',
    ],
    [
      'a hard limit of no profile',
      { status: (s) => breaker(s, 'daily_hard', { limit: -0.5 }) },
      'of no configured profile',
    ],
    [
      'a soft limit that did not trip',
      { status: (s) => breaker(s, 'daily_soft', { value: -0.02 }) },
      'it should have tripped',
    ],
    [
      'a soft limit that did not arm again',
      { status: (s) => breaker(s, 'daily_soft', { value: -0.01, state: 'warning' }) },
      'it should have armed again',
    ],
    [
      'a soft freeze that closes nothing',
      { status: (s) => breaker(s, 'daily_soft', { state: 'active' }) },
      'no freeze is in force',
    ],
    [
      'a hard breaker without its closure',
      { status: (s) => breaker(s, 'daily_hard', { state: 'active' }) },
      'breaker and closure differ',
    ],
    [
      'a drawdown that does not warn',
      { status: (s) => breaker(s, 'drawdown_warning', { value: 0.06 }) },
      'it should warn',
    ],
    [
      'a drawdown warning that did not end',
      { status: (s) => breaker(s, 'drawdown_warning', { value: 0.04, state: 'warning' }) },
      'it should have ended',
    ],
    [
      'a drawdown breaker that did not trip',
      { status: (s) => breaker(s, 'drawdown_breaker', { value: 0.09 }) },
      'it should have tripped',
    ],
    [
      'a regime that the breaker does not show',
      { status: (s) => breaker(s, 'volatility', { value: 1.6, state: 'warning' }) },
      'the regime is normal',
    ],
    ['another loss streak', { recorded: () => ({ losses: 3 }) }, 'from the closed trades 3'],
    [
      'a risk state that closures do not say',
      { status: (s) => ({ closures: [...s.closures, closure('operator_halt')] }) },
      'risk state is NORMAL, closures and tiers say HALTED',
    ],
    [
      'a closure the executor was not told of',
      { status: (s) => ({ closures: [...s.closures, closure('maintenance')] }) },
      'the executor was not told of maintenance:*:*',
    ],
    [
      'a closure the executor still has',
      {
        recorded: ({ gate }) => ({
          gate: {
            epoch: 1,
            writer: 1,
            closures: [...(gate?.closures ?? []), closure('delisting')],
          },
        }),
      },
      'the executor still has delisting:*:*',
    ],
    [
      'another epoch',
      {
        recorded: ({ gate }) => ({
          gate: { epoch: (gate?.epoch ?? 0) + 7, writer: 1, closures: [] },
        }),
      },
      'the executor was told',
    ],
    ['a gate that was never told', { recorded: () => ({ gate: null }) }, 'never told'],
  ];
  it.each(cases)('CAD-1 names %s with both figures', (_of, change, words) => {
    const { status, recorded } = normal();
    const verdict = verifyRisk(
      config,
      { ...status, ...change.status?.(status) },
      { ...recorded, ...change.recorded?.(recorded) },
    );
    expect(verdict.differences.join('; ')).toContain(words);
  });

  it('CAD-1 says that it cannot judge while the equity mark is not good', () => {
    const { status, recorded } = normal();
    const verdict = verifyRisk(config, { ...status, equityQuality: 'stale' }, recorded);
    expect(verdict).toMatchObject({ differences: [], cannot: expect.stringContaining('stale') });
  });
});

import { describe, expect, it } from 'vitest';
import { breakerMoves, breakerReports } from '../../../tests/support/breaker-reports.ts';
import { Scenario, T0 } from '../../../tests/support/kernel-scenario.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../domain/time.ts';
import type { KernelOutput } from '../events.ts';

describe('alerts print their basis', () => {
  it('ALR-1 daily loss: from what, to what, since when, until when', () => {
    const scenario = Scenario.ready();
    // 96,900 / 100,000 - 1 = -3.1 %.
    expect(breakerReports(scenario.wait(MINUTE_MS).mark(96_900))).toEqual([
      {
        what: 'daily_soft tripped warning',
        value: -0.031,
        limit: -0.02,
        until: MINUTE_MS + 2 * HOUR_MS,
        text: 'daily PnL -3.10 %: index 1.000000 at 2025-05-04 00:00:00 UTC to 0.969000, limit -2.00 %; until 2025-05-04 02:01:00 UTC',
      },
      {
        what: 'daily_hard tripped critical',
        value: -0.031,
        limit: -0.03,
        until: DAY_MS,
        text: 'daily PnL -3.10 %: index 1.000000 at 2025-05-04 00:00:00 UTC to 0.969000, limit -3.00 %; until 2025-05-05 00:00:00 UTC',
      },
    ]);
  });

  it('ALR-2 drawdown: warning, breaker and resume', () => {
    const scenario = Scenario.ready();
    scenario.wait(HOUR_MS).mark(104_000);
    scenario.at = T0 + DAY_MS;
    const drawdowns = (outputs: readonly KernelOutput[]) =>
      breakerReports(outputs).filter(({ what }) => what.startsWith('drawdown'));
    // 93,600 / 104,000 = 0.90.
    const basis = 'drawdown 10.00 %: index 1.040000 at 2025-05-04 01:00:00 UTC to 0.936000, limit ';
    expect(drawdowns(scenario.mark(93_600))).toEqual([
      {
        what: 'drawdown_warning tripped warning',
        value: 0.1,
        limit: 0.06,
        until: null,
        text: `${basis}6.00 %`,
      },
      {
        what: 'drawdown_breaker tripped critical',
        value: 0.1,
        limit: 0.09,
        until: 2 * DAY_MS,
        text: `${basis}9.00 %; until 2025-05-06 00:00:00 UTC`,
      },
    ]);
    scenario.wait(DAY_MS);
    // Resumed at 10 %: fires again at 12 %.
    expect(drawdowns(scenario.mark(93_600))).toEqual([
      {
        what: 'drawdown_breaker recovering info',
        value: 0.1,
        limit: 0.12,
        until: null,
        text: 'entries open again at drawdown 10.00 %: risk x0.6 until cumulative PnL stayed >= 0 for 12 h; fires again at 12.00 %',
      },
    ]);
  });

  it('what realised money alone tripped shows that money, not the doubtful mark', () => {
    const scenario = Scenario.ready();
    // The mark says -1 %, the wallet lost 2,500 of 100,000.
    const doubtful = { quality: 'implausible', walletBalance: 97_500 } as const;
    expect(breakerReports(scenario.wait(MINUTE_MS).mark(99_000, doubtful))).toMatchObject([
      {
        what: 'daily_soft tripped warning',
        value: -0.025,
        text: 'daily PnL -2.50 % since 2025-05-04 00:00:00 UTC from realised money alone, limit -2.00 %; until 2025-05-04 02:01:00 UTC',
      },
    ]);
    // Exactly at its limit, and -6 % and -9 % of drawdown with it.
    const more = { quality: 'implausible', walletBalance: 91_000 } as const;
    const money = ' since 2025-05-04 00:00:00 UTC from realised money alone, limit ';
    expect(breakerReports(scenario.wait(MINUTE_MS).mark(99_000, more))).toMatchObject([
      { what: 'daily_hard tripped critical', value: -0.09 },
      {
        what: 'drawdown_warning tripped warning',
        value: 0.09,
        text: `drawdown 9.00 %${money}6.00 %`,
      },
      {
        what: 'drawdown_breaker tripped critical',
        value: 0.09,
        text: `drawdown 9.00 %${money}9.00 %; until 2025-05-05 00:02:00 UTC`,
      },
    ]);
  });

  it('what three doubtful marks confirmed shows the mark, not the money', () => {
    const scenario = Scenario.ready();
    const doubtful = { quality: 'stale', walletBalance: 98_000.2 } as const;
    for (let i = 0; i < 2; i += 1)
      expect(breakerMoves(scenario.wait(1).mark(97_500, doubtful))).toEqual([]);
    expect(breakerReports(scenario.wait(1).mark(97_500, doubtful))).toMatchObject([
      { what: 'daily_soft tripped warning', value: -0.025 },
    ]);
  });
});

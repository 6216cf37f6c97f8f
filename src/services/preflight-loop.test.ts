import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { loadConfig } from '../config/load.ts';
import type { PortfolioStatus } from '../domain/status.ts';
import type { FeasibilityRow } from '../runbook/feasibility.ts';
import { PreflightLoop, type PreflightLoopOptions } from './preflight-loop.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

interface World {
  readonly probes: () => number;
  readonly reports: () => number;
  readonly status: { reconciled: boolean | null; equity: number | null };
  readonly feasibility: { feasible: boolean | null }[];
}

function start(): World {
  const loaded = loadConfig('config', {});
  if (!loaded.ok) throw new Error('the default configuration does not load');
  let probes = 0;
  let reports = 0;
  const status = { reconciled: null as boolean | null, equity: null as number | null };
  const feasibility = [{ feasible: null as boolean | null }];
  const { config } = loaded;
  const loop = new PreflightLoop({
    run: {
      config: { ...config, venue: { ...config.venue, kind: 'sim' } },
      profileChosenBy: 'operator',
      configFiles: 1,
      build: 'test',
    } as unknown as PreflightLoopOptions['run'],
    home: '.',
    recovered: 'nothing',
    executor: {
      request: async () => {
        probes += 1;
        throw new Error('busy');
      },
    } as unknown as PreflightLoopOptions['executor'],
    onContracts: () => undefined,
    outside: { look: async () => ({ ntp: { kind: 'not_asked' }, channels: [] }) },
    orchestrator: {
      status: () => ({ ...status, closures: [] }) as unknown as PortfolioStatus,
      feasibility: () => feasibility as unknown as readonly FeasibilityRow[],
    },
    now: () => 0,
    onChecks: () => {
      reports += 1;
    },
    onProblem: (text) => expect(text).toBe(''),
  });
  loop.start();
  return { probes: () => probes, reports: () => reports, status, feasibility };
}

describe('pre-flight at a start', () => {
  it('PRE-1 asks the venue nothing while it waits for equity and prices, and once when they are there', async () => {
    const world = start();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(world.probes()).toBe(0);
    world.status.reconciled = true;
    world.status.equity = 100_000;
    await vi.advanceTimersByTimeAsync(1_000);
    expect(world.probes()).toBe(0);
    world.feasibility[0]!.feasible = true;
    await vi.advanceTimersByTimeAsync(1_000);
    expect([world.probes(), world.reports()]).toEqual([1, 1]);
  });

  it('PRE-1 says what is missing after 15 s, and asks the venue four times a minute at most until it is there', async () => {
    const world = start();
    await vi.advanceTimersByTimeAsync(14_000);
    expect(world.probes()).toBe(0);
    await vi.advanceTimersByTimeAsync(61_500);
    expect(world.reports()).toBe(5);
    expect(world.probes()).toBe(5);
  });
});

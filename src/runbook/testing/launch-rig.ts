/** A launch machine in virtual time, with a world that tests change at will. */

import { kernelConfig } from '../../../tests/support/kernel-config.ts';
import type { LaunchPhaseConfig } from '../../domain/config.ts';
import type { Regime, RiskState } from '../../domain/decision.ts';
import { bucketId, type SymbolId, strategyId, symbolId } from '../../domain/ids.ts';
import type { KernelStatus } from '../../domain/status.ts';
import { type EpochMs, MINUTE_MS } from '../../domain/time.ts';
import { observePreflight, stepLaunch } from '../launch.ts';
import {
  createLaunch,
  type LaunchOutput,
  type LaunchSetup,
  type LaunchState,
  type LaunchView,
  type WorkerView,
} from '../launch-state.ts';
import { PREFLIGHT_IDS, PREFLIGHT_TITLES, type PreflightCheck } from '../preflight.ts';

export const START: EpochMs = Date.UTC(2025, 4, 4);
const PHASES: readonly LaunchPhaseConfig[] = [
  { name: 'A', duration: 15 * MINUTE_MS, gated: false },
  { name: 'B', duration: 15 * MINUTE_MS, gated: false },
  { name: 'C', duration: null, gated: true },
];

export const SETUP: LaunchSetup = {
  kernel: kernelConfig(),
  launch: {
    phases: PHASES,
    spreadWindow: 5 * MINUTE_MS,
    acceptanceWindow: 30 * MINUTE_MS,
    clockOffsetWarning: 500,
    clockOffsetLimit: 1000,
    timeServers: [],
    diskFreeMinimumBytes: 2 ** 30,
  },
};

export function check(
  id: PreflightCheck['id'],
  state: PreflightCheck['state'] = 'passed',
  evidence = 'as expected',
): PreflightCheck {
  return {
    id,
    title: PREFLIGHT_TITLES[id],
    state,
    evidence,
    remedy: state === 'passed' ? null : 'put it right',
  };
}

export const allPassed = (): PreflightCheck[] => PREFLIGHT_IDS.map((id) => check(id));

/** What the view shows; every field may be changed between two ticks. */
interface World {
  connected: boolean;
  caughtUp: boolean;
  reconciled: boolean | null;
  feedReady: boolean;
  workers: Map<ReturnType<typeof strategyId>, WorkerView>;
  stale: SymbolId[];
  staleAlerts: number;
  riskDepartures: number;
  riskState: RiskState;
  regime: Regime;
  equityGood: boolean;
  critical: string[];
  halt: { actor: string; reason: string } | null;
  spreads: Map<SymbolId, number | null>;
  status: KernelStatus;
}

function healthyWorld(): World {
  const symbols = ['BTC', 'ETH', 'SOL'].map((asset) => symbolId(`${asset}/USDT:USDT`));
  return {
    connected: true,
    caughtUp: true,
    reconciled: true,
    feedReady: true,
    workers: new Map(
      SETUP.kernel.strategies.map(({ id }) => [
        id,
        { pid: 1, entries: 'paused', warm: true, lacking: '' },
      ]),
    ),
    stale: [],
    staleAlerts: 0,
    riskDepartures: 0,
    riskState: 'NORMAL',
    regime: 'normal',
    equityGood: true,
    critical: [],
    halt: null,
    spreads: new Map(symbols.map((symbol) => [symbol, 2])),
    status: healthyStatus(),
  };
}

export class LaunchRig {
  readonly world = healthyWorld();
  readonly state: LaunchState = createLaunch(SETUP, 'cold_start', START);
  now = START;
  readonly said: LaunchOutput[] = [];

  view(): LaunchView {
    const { world } = this;
    return {
      executor: {
        connected: world.connected,
        caughtUp: world.caughtUp,
        reconciled: world.reconciled,
        text: 'consumed up to 10 of 10',
      },
      feed: { ready: world.feedReady, text: world.feedReady ? '3 symbols warm' : 'warming up' },
      workers: world.workers,
      staleSymbols: world.stale,
      staleAlerts: world.staleAlerts,
      riskDepartures: world.riskDepartures,
      riskState: world.riskState,
      regime: world.regime,
      equityGood: world.equityGood,
      critical: world.critical,
      halt: world.halt,
      medianSpreadBps: (symbol) => world.spreads.get(symbol) ?? null,
      kernel: () => world.status,
    };
  }

  preflight(checks: readonly PreflightCheck[] = allPassed()): void {
    observePreflight(this.state, checks, this.now, this.said);
  }

  /** One tick at the current instant. */
  tick(): readonly LaunchOutput[] {
    const outputs = stepLaunch(SETUP, this.state, this.view(), this.now);
    this.said.push(...outputs);
    return outputs;
  }

  /** Ticks every ten seconds for so many minutes. */
  pass(minutes: number): readonly LaunchOutput[] {
    const said: LaunchOutput[] = [];
    for (let step = 0; step < minutes * 6; step += 1) {
      this.now += 10_000;
      said.push(...this.tick());
    }
    return said;
  }

  step(id: string) {
    return this.state.steps.find((step) => step.id === id);
  }
}

/** Strategies that the outputs opened, in order. */
export const opened = (outputs: readonly LaunchOutput[]): readonly string[] =>
  outputs.flatMap((output) => (output.kind === 'open' ? output.strategies : []));

const BUCKETS = [
  ['HFT', ['S1', 'S2']],
  ['MFT', ['S3', 'S4']],
  ['LFT', ['S5', 'S6']],
  ['EVENT', ['S7']],
] as const;

export function healthyStatus(): KernelStatus {
  const row = (key: string, cap: number) => ({
    key,
    notional: 0,
    risk: 0,
    cap,
    overCap: false,
    longNotional: 0,
    shortNotional: 0,
  });
  const record = (bucket: string, strategy: string | null, weight: number, cap: number) => ({
    bucket: bucketId(bucket),
    strategy: strategy === null ? null : strategyId(strategy),
    active: true,
    volatility: 0.01,
    samples: 0,
    raw: 100,
    floor: strategy === null ? 0.1 : 0,
    cap,
    weight,
  });
  const rate = { value: null, samples: 0 };
  return {
    at: START,
    riskState: 'NORMAL',
    profile: 'balanced',
    profileCeiling: null,
    regime: 'normal',
    regimeZ: 0.2,
    equity: 100_000,
    equityQuality: 'good',
    dailyPnl: 0,
    drawdown: 0,
    epoch: 1,
    closures: [],
    breakers: (
      ['daily_soft', 'daily_hard', 'drawdown_warning', 'drawdown_breaker', 'loss_streak'] as const
    ).map((id) => ({
      id,
      state: 'inactive',
      value: 0,
      limit: 1,
      distance: 1,
      unit: 'fraction',
      until: null,
      text: '',
    })),
    weights: {
      buckets: BUCKETS.map(([bucket]) => record(bucket, null, 0.2, 0.4)),
      strategies: BUCKETS.flatMap(([bucket, ids]) =>
        ids.map((id) => record(bucket, id, 0.1, 0.18)),
      ),
      cash: 0.3,
    },
    exposure: {
      gross: 250_000,
      riskCapacity: 1_400,
      strategies: BUCKETS.flatMap(([, ids]) => ids.map((id) => row(id, 0.18))),
      assets: [row('BTC', 0.3), row('ETH', 0.25), row('SOL', 0.18)],
      topThree: row('top three', 0.6),
      total: row('total', 1),
    },
    openTrades: { open: 0, limit: 10 },
    alignment: { value: null, votes: 0, cluster: false, strategyCorrelation: null },
    entries: { allowed: 0, refused: 0, byReason: {} },
    rates: { rejected: rate, timeouts: rate, fillRatio: rate, slippageBps: rate },
    rejectedInputs: 0,
  };
}

import type { DecisionRecord } from '../../src/domain/decision.ts';
import { assetId, bucketId, strategyId, symbolId } from '../../src/domain/ids.ts';
import type { PortfolioStatus } from '../../src/domain/status.ts';

/** A market instant for page tests: 2025-01-07 06:40 UTC. */
export const AT = Date.UTC(2025, 0, 7, 6, 40);
const BTC = symbolId('BTC/USDT:USDT');
const S3 = strategyId('S3');

/** A portfolio in phase A with one position and one refused entry, as the orchestrator tells it. */
export function sampleStatus(changes: Partial<PortfolioStatus> = {}): PortfolioStatus {
  return {
    schema: 'septet.status/1',
    portfolio: 'main',
    configVersion: 'c-0123456789ab',
    build: 'test',
    speed: 60,
    at: AT,
    riskState: 'NORMAL',
    profile: 'balanced',
    profileCeiling: null,
    regime: 'normal',
    regimeZ: 0.42,
    equity: 100_250.5,
    equityQuality: 'good',
    dailyPnl: 0.0025,
    drawdown: 0.0031,
    epoch: 12,
    closures: [
      {
        id: 'launch:S1:*',
        cause: 'launch',
        scope: { strategy: strategyId('S1'), symbol: null },
        since: AT - 600_000,
        until: null,
        reason: 'phase B not reached',
      },
    ],
    breakers: [
      {
        id: 'daily_hard',
        state: 'inactive',
        value: 0.0025,
        limit: -0.03,
        distance: 0.0325,
        unit: 'fraction',
        until: null,
        text: 'daily PnL 0.25 %, limit -3 %',
      },
      {
        id: 'loss_streak',
        state: 'warning',
        value: 4,
        limit: 6,
        distance: 2,
        unit: 'count',
        until: null,
        text: '4 losing trades in a row',
      },
    ],
    weights: {
      buckets: [
        {
          bucket: bucketId('MFT'),
          strategy: null,
          active: true,
          volatility: 0.01,
          samples: 7,
          raw: 100,
          floor: 0.1,
          cap: 0.4,
          weight: 0.25,
        },
      ],
      strategies: [
        {
          bucket: bucketId('MFT'),
          strategy: S3,
          active: true,
          volatility: 0.01,
          samples: 7,
          raw: 1,
          floor: 0,
          cap: 0.18,
          weight: 0.125,
        },
      ],
      cash: 0.1,
    },
    exposure: {
      gross: 250_000,
      riskCapacity: 1_400,
      strategies: [exposure('S3', 0.05, 0.18)],
      assets: [exposure(assetId('BTC'), 0.05, 0.3)],
      topThree: exposure('top three', 0.05, 0.6),
      total: exposure('total', 0.05, 1),
    },
    openTrades: { open: 1, limit: 10 },
    alignment: { value: null, votes: 2, cluster: false, strategyCorrelation: null },
    entries: { allowed: 1, refused: 1, byReason: { CLOSED_LAUNCH: 1 } },
    rates: {
      rejected: { value: null, samples: 2 },
      timeouts: { value: null, samples: 1 },
      fillRatio: { value: null, samples: 1 },
      slippageBps: { value: null, samples: 1 },
    },
    rejectedInputs: 0,
    entryHalt: { on: false, actor: '', reason: '' },
    launch: {
      state: 'phasing',
      phase: 'A',
      phaseSince: AT - 300_000,
      phaseRemaining: 600_000,
      steps: [
        {
          id: 'PRE-1',
          title: 'Venue connectivity and key permissions',
          state: 'passed',
          evidence: 'simulated exchange answered in 3 ms',
          at: AT - 400_000,
        },
        {
          id: 'LAU-5',
          title: 'Phases',
          state: 'running',
          evidence: 'phase A: S3, S4, S5, S6',
          at: AT - 300_000,
        },
      ],
      skips: [],
      acceptance: null,
    },
    positions: [
      {
        strategy: S3,
        symbol: BTC,
        side: 'long',
        decision: 1,
        quantity: '0.05',
        entryPrice: '96000',
        openedAt: AT - 120_000,
        stopPrice: '92640',
        stopOnVenue: true,
        trailingArmed: false,
        mark: 96_100,
        unrealisedPnl: 5,
      },
    ],
    walletBalance: '100245.5',
    operations: { alerts: [], silences: [], incidents: [], tasks: [], maintenance: [] },
    overrides: [],
    requests: [],
    reconciled: true,
    journal: { sequence: 99, hash: 'ab'.repeat(32) },
    ...changes,
  };
}

const exposure = (key: string, notional: number, cap: number) => ({
  key,
  notional,
  risk: notional / 2,
  cap,
  overCap: false,
  longNotional: notional * 250_000,
  shortNotional: 0,
});

/** A refused entry, as told by the orchestrator. */
export function sampleRefusal(decision: number, strategy = 'S1'): DecisionRecord {
  const none = { notional: 0, risk: 0 };
  const exposures = {
    strategy: none,
    asset: none,
    topThree: none,
    total: none,
    assetSameDirection: none,
  };
  return {
    schema: 'septet.decision/1',
    id: `d${decision}`,
    decision,
    at: AT,
    verdict: 'refused',
    reason: 'CLOSED_LAUNCH',
    reasonClass: 'deliberate',
    text: `${strategy} long BTC refused: phase B not reached`,
    signal: {
      id: `${strategy}-BTC-${AT}-L`,
      strategy: strategyId(strategy),
      symbol: BTC,
      side: 'long',
      edge: 0.7,
      stopDistance: 0.018,
      referencePrice: 96_000,
      at: AT,
      expectedHoldingHours: 0.5,
      requestedNotional: null,
      capitalMultiplier: 1,
      leverageCeiling: 3,
      onset: true,
      paused: true,
      veto: null,
      exitPlan: {
        stop: 0.018,
        trailing: null,
        minimalReturn: [[0, 0.0035]],
        baseTimeframe: 60_000,
      },
    },
    retryOf: null,
    configVersion: 'c-0123456789ab',
    epoch: 12,
    riskState: 'NORMAL',
    profile: 'balanced',
    regime: 'normal',
    strictness: 0,
    closures: [],
    capacity: { equity: 100_000, leverage: 2.5, regimeLeverage: 1, gross: 250_000, risk: 1_400 },
    weights: { bucket: bucketId('HFT'), bucketWeight: 0.25, strategyWeight: 0.125 },
    caps: { strategy: 0.18, asset: 0.3, topThree: 0.6, total: 1 },
    multipliers: { risk: {}, size: {} },
    alignment: { value: null, votes: 2, majority: null, strategyCorrelation: null, cluster: false },
    checks: [{ check: 'closures', outcome: 'deny', input: 1, limit: 0, unit: 'closures' }],
    size: [],
    bindingStep: null,
    exposureBefore: exposures,
    exposureAfter: exposures,
    openTrades: { before: 1, limit: 10 },
    counterfactual: { notionalWithoutCorrelation: null },
    order: null,
  };
}

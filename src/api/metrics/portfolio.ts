/** MON-1 to MON-5 as metrics: money, exposure, alignment, regime, execution quality. */
import { REASONS, type ReasonCode, reasonClass } from '../../domain/reasons.ts';
import type { ExposureRow, KernelStatus, PortfolioStatus } from '../../domain/status.ts';
import { type Metric, ofStatus, oneOf, type Sample } from './metric.ts';

const RISK_STATES = ['NORMAL', 'WARNING', 'FROZEN', 'HALTED'] as const;
const REGIMES = ['normal', 'high', 'extreme'] as const;
const BREAKER_STATES = ['inactive', 'warning', 'active', 'recovering'] as const;

type Scope = 'strategy' | 'asset' | 'top_three' | 'total';

function exposures({ exposure }: KernelStatus): readonly (readonly [Scope, ExposureRow])[] {
  return [
    ...exposure.strategies.map((row) => ['strategy', row] as const),
    ...exposure.assets.map((row) => ['asset', row] as const),
    ['top_three', exposure.topThree],
    ['total', exposure.total],
  ];
}

const ofRows = (
  status: PortfolioStatus,
  samples: (row: ExposureRow, labels: Readonly<Record<string, string>>) => readonly Sample[],
): readonly Sample[] =>
  exposures(status).flatMap(([scope, row]) => samples(row, { scope, key: row.key }));

const MONEY: readonly Metric[] = [
  ofStatus('septet_equity_usdt', 'Equity, USDT.', (s) => [[s.equity]]),
  ofStatus('septet_wallet_balance_usdt', 'Wallet balance, USDT.', (s) => [
    [s.walletBalance === null ? null : Number(s.walletBalance)],
  ]),
  ofStatus('septet_equity_good', '1: the equity mark is fresh and plausible.', (s) => [
    [s.equityQuality === 'good'],
  ]),
  ofStatus(
    'septet_daily_pnl_ratio',
    'PnL since 00:00 UTC, fraction of the opening equity.',
    (s) => [[s.dailyPnl]],
  ),
  ofStatus('septet_drawdown_ratio', 'Rolling drawdown, fraction of the peak.', (s) => [
    [s.drawdown],
  ]),
  ofStatus('septet_unrealised_pnl_usdt', 'Unrealised PnL of all positions, USDT.', (s) => [
    [s.positions.reduce((sum, position) => sum + (position.unrealisedPnl ?? 0), 0)],
  ]),
];

const EXPOSURE: readonly Metric[] = [
  ofStatus(
    'septet_exposure_ratio',
    'Exposure, fraction of gross capacity (notional) or of risk capacity (risk).',
    (status) =>
      ofRows(status, (row, labels) => [
        [row.notional, { ...labels, measure: 'notional' }],
        [row.risk, { ...labels, measure: 'risk' }],
      ]),
    ['scope', 'key', 'measure'],
  ),
  ofStatus(
    'septet_exposure_cap_ratio',
    'Cap that both measures obey.',
    (status) => ofRows(status, (row, labels) => [[row.cap, labels]]),
    ['scope', 'key'],
  ),
  ofStatus(
    'septet_exposure_over_cap',
    '1: over its cap.',
    (status) => ofRows(status, (row, labels) => [[row.overCap, labels]]),
    ['scope', 'key'],
  ),
  ofStatus(
    'septet_exposure_notional_usdt',
    'Notional by direction, USDT.',
    (status) =>
      ofRows(status, (row, labels) => [
        [row.longNotional, { ...labels, side: 'long' }],
        [row.shortNotional, { ...labels, side: 'short' }],
      ]),
    ['scope', 'key', 'side'],
  ),
  ofStatus('septet_gross_capacity_usdt', 'Gross capacity G, USDT.', (s) => [[s.exposure.gross]]),
  ofStatus('septet_risk_capacity_usdt', 'Risk capacity R0, USDT.', (s) => [
    [s.exposure.riskCapacity],
  ]),
  ofStatus('septet_open_trades', 'Open trades, entries on the way included.', (s) => [
    [s.openTrades.open],
  ]),
  ofStatus('septet_open_trades_limit', 'Limit of open trades.', (s) => [[s.openTrades.limit]]),
  ofStatus('septet_positions_without_stop', 'Positions without a stop at the venue.', (s) => [
    [s.positions.filter((position) => !position.stopOnVenue).length],
  ]),
  ofStatus(
    'septet_weight_ratio',
    'Weight of a strategy.',
    (s) =>
      s.weights.strategies.map((record) => [
        record.weight,
        { bucket: record.bucket, strategy: record.strategy ?? '' },
      ]),
    ['bucket', 'strategy'],
  ),
];

const RISK: readonly Metric[] = [
  ofStatus(
    'septet_risk_state',
    'Risk state: 1 for the one that holds.',
    (s) => oneOf(RISK_STATES, s.riskState, 'state'),
    ['state'],
  ),
  ofStatus('septet_profile', 'Profile in force.', (s) => [[1, { profile: s.profile }]], [
    'profile',
  ]),
  ofStatus(
    'septet_breaker_state',
    'Breaker: 1 for the state that holds.',
    (s) =>
      s.breakers.flatMap(({ id, state }) => oneOf(BREAKER_STATES, state, 'state', { breaker: id })),
    ['breaker', 'state'],
  ),
  ofStatus(
    'septet_breaker_value',
    'Figure of a breaker, in its own unit.',
    (s) => s.breakers.map(({ id, value, unit }) => [value, { breaker: id, unit }]),
    ['breaker', 'unit'],
  ),
  ofStatus(
    'septet_breaker_limit',
    'Limit of a breaker, in its own unit.',
    (s) => s.breakers.map(({ id, limit, unit }) => [limit, { breaker: id, unit }]),
    ['breaker', 'unit'],
  ),
  ofStatus(
    'septet_breaker_distance',
    'How far to the limit, in its own unit; negative beyond it.',
    (s) => s.breakers.map(({ id, distance, unit }) => [distance, { breaker: id, unit }]),
    ['breaker', 'unit'],
  ),
  ofStatus(
    'septet_regime',
    'Volatility regime: 1 for the one that holds.',
    (s) => oneOf(REGIMES, s.regime, 'regime'),
    ['regime'],
  ),
  ofStatus('septet_regime_z', 'z-score of the hourly volatility of BTC.', (s) => [[s.regimeZ]]),
  ofStatus('septet_alignment', 'Alignment score A of BTC, ETH and SOL.', (s) => [
    [s.alignment.value],
  ]),
  ofStatus('septet_alignment_votes', 'Votes the alignment rests on.', (s) => [[s.alignment.votes]]),
  ofStatus('septet_cluster_active', '1: the cluster throttle (risk x 0.60) is in force.', (s) => [
    [s.alignment.cluster],
  ]),
  ofStatus('septet_strategy_correlation', 'Mean correlation of the strategies.', (s) => [
    [s.alignment.strategyCorrelation],
  ]),
];

const isReason = (code: string): code is ReasonCode => Object.hasOwn(REASONS, code);

const EXECUTION: readonly Metric[] = [
  ofStatus(
    'septet_entries_allowed_total',
    'Entries allowed.',
    (s) => [[s.entries.allowed]],
    [],
    'counter',
  ),
  ofStatus(
    'septet_entries_refused_total',
    'Entries refused or ended without a fill, by reason.',
    (s) =>
      Object.entries(s.entries.byReason)
        .filter(([reason]) => isReason(reason))
        .map(([reason, count]) => [count, { reason, class: reasonClass(reason as ReasonCode) }]),
    ['reason', 'class'],
    'counter',
  ),
  ofStatus('septet_rejected_order_ratio', 'Unexpected refusals and venue rejects, 30 min.', (s) => [
    [s.rates.rejected.value],
  ]),
  ofStatus('septet_timeout_ratio', 'Timeout failures of ended entries, 1 h.', (s) => [
    [s.rates.timeouts.value],
  ]),
  ofStatus('septet_fill_ratio', 'Filled of submitted notional of ended orders, 1 h.', (s) => [
    [s.rates.fillRatio.value],
  ]),
  ofStatus('septet_slippage_bps', 'Mean signed slippage of fills, bps, 1 h.', (s) => [
    [s.rates.slippageBps.value],
  ]),
  ofStatus(
    'septet_rate_samples',
    'Samples a rate rests on; below 20 it is insufficient.',
    ({ rates }) => [
      [rates.rejected.samples, { rate: 'rejected' }],
      [rates.timeouts.samples, { rate: 'timeouts' }],
      [rates.fillRatio.samples, { rate: 'fill_ratio' }],
      [rates.slippageBps.samples, { rate: 'slippage' }],
    ],
    ['rate'],
  ),
  ofStatus(
    'septet_rejected_inputs_total',
    'Inputs the kernel refused.',
    (s) => [[s.rejectedInputs]],
    [],
    'counter',
  ),
];

export const PORTFOLIO_METRICS: readonly Metric[] = [...MONEY, ...EXPOSURE, ...RISK, ...EXECUTION];

/**
 * The configuration as the program sees it after validation. Every figure of the domain
 * specification is a value here, none is a constant in code. Fractions are fractions (0.02 = 2 %),
 * losses are negative fractions, durations are milliseconds (written as `2h`, `90s` in YAML).
 */
import type { AlertsConfig } from './alerts.ts';
import type { CadenceTaskConfig } from './cadence.ts';
import type { ChangesConfig } from './changes-config.ts';
import type { ProfileName } from './decision.ts';
import type { AssetId, BucketId, StrategyId, SymbolId } from './ids.ts';
import type { IncidentsConfig } from './incidents.ts';
import type { Instrument } from './market.ts';
import type { MarketConfig } from './market-config.ts';
import type { DelistingConfig, FirstLiveConfig, MaintenanceConfig } from './operations-config.ts';
import type { Ms } from './time.ts';
import type { Timeframe } from './timeframe.ts';

export interface ProfileConfig {
  readonly name: ProfileName;
  /** Max gross notional / equity. */
  readonly leverage: number;
  readonly maxOpenTrades: number;
  /** Gross capital at risk, fraction of equity (0.014 = 1.4 %). */
  readonly riskBudget: number;
  readonly perStrategyCap: number;
  readonly assetCapMultiplier: number;
  /** Negative fraction: -0.03. */
  readonly hardDailyLoss: number;
  readonly slippageMultiplier: number;
}

export interface BucketConfig {
  readonly id: BucketId;
  readonly floor: number;
  readonly cap: number;
  readonly maxSpreadBps: number;
  readonly maxSlippageBps: number;
  readonly entryTimeout: Ms;
}

/** Launch phase of a strategy, by name as in `launch.phases`. */
export type PhaseName = string;

export interface StrategyConfig {
  readonly id: StrategyId;
  /** Which built-in rule set runs: `s1` .. `s7`. */
  readonly implementation: string;
  readonly enabled: boolean;
  readonly bucket: BucketId;
  readonly phase: PhaseName;
  readonly symbols: readonly SymbolId[];
  readonly timeframe: Timeframe;
  readonly stop: number;
  readonly trailing: { readonly offset: number; readonly distance: number } | null;
  readonly minimalReturn: readonly (readonly [minutes: number, profit: number])[];
  readonly leverageCeiling: number;
  /** Ceiling while the capital state is 1. */
  readonly leverageCeilingStressed: number;
  /** Size multiplier while the capital state is 1. */
  readonly capitalMultiplierStressed: number;
  readonly cooldownCandles: number;
  readonly expectedHoldingHours: number;
  /** Parameters of the rule set, named as in its documentation. */
  readonly parameters: Readonly<Record<string, number>>;
}

export interface AllocationConfig {
  readonly lookbackDays: number; // 20
  readonly decay: number; // 0.94
  readonly volatilityFloor: number; // 0.0005 per day
  readonly minDailyReturns: number; // 5
  readonly minTradesForInverseVolatility: number; // 100
}

export interface CapsConfig {
  /** By asset; any other asset: `otherAsset`. */
  readonly asset: Readonly<Record<AssetId, number>>;
  readonly otherAsset: number; // 0.15
  readonly topThree: number; // 0.60
  readonly total: number; // 1.0
}

export interface SizingConfig {
  readonly maxPositionsPerStrategy: number; // 2
  readonly retryMultipliers: readonly [number, number]; // 0.90, 0.75
  /** Hard ceiling of the notional of one order, USDT. */
  readonly maxOrderNotional: number;
}

export interface CorrelationConfig {
  /** Assets whose votes make the alignment. */
  readonly alignmentAssets: readonly AssetId[];
  readonly voteWindow: Ms; // 24 h
  readonly minVotes: number; // 6
  readonly minAssetsWithVotes: number; // 2
  readonly level1: { readonly threshold: number; readonly riskMultiplier: number }; // 0.75, 0.75
  readonly guard: {
    readonly threshold: number; // 0.65
    readonly riskMultiplier: number; // 0.80
    readonly window: Ms; // 7 d
    readonly minActiveHours: number; // 24
    readonly minPairs: number; // 2
  };
  readonly cluster: {
    readonly enter: number; // 0.90
    readonly exit: number; // 0.80
    readonly exitHold: Ms; // 30 min
    readonly riskMultiplier: number; // 0.60
    readonly entryInterval: Ms; // 15 min
    readonly contestWindow: Ms; // 2 s
    readonly edgeWindow: Ms; // 24 h for the mean edge percentile
    readonly minStrategies: number; // 2
    readonly percentileSignals: number; // 200
    readonly percentileMinSignals: number; // 20
  };
}

export interface BreakersConfig {
  readonly dailySoft: { readonly limit: number; readonly freeze: Ms; readonly rearmAbove: number };
  readonly drawdown: {
    readonly window: Ms; // 30 d
    readonly warning: number; // 0.06
    readonly warningEnd: number; // 0.05
    readonly warningSizeMultiplier: number; // 0.50
    readonly breaker: number; // 0.09
    readonly freeze: Ms; // 24 h
    readonly recoveryRiskMultiplier: number; // 0.60
    readonly recoveryHold: Ms; // 12 h
    readonly refireStep: number; // 0.02
    readonly rearmBelow: number; // 0.08
  };
  readonly lossStreak: {
    readonly warning: number; // 4
    readonly critical: number; // 6
    readonly criticalFreeze: Ms; // 90 min
    readonly severe: number; // 8
    readonly severeFreeze: Ms; // 6 h
  };
  readonly volatility: {
    readonly symbol: SymbolId; // BTC
    readonly atrPeriod: number; // 14
    readonly window: number; // 720 hours
    readonly minSamples: number; // 168
    readonly high: number; // 1.5
    readonly extreme: number; // 2.2
    readonly confirmations: number; // 3 hourly closes
    readonly highEffect: RegimeEffect; // 0.70, 0.80, 0.80
    readonly extremeEffect: RegimeEffect; // 0.50, 0.60, 0.80
  };
  /** Evaluations in a row that must confirm a doubtful mark. */
  readonly degradedConfirmations: number; // 3
  /** Strategies closed by the extreme regime, Phase C and playbook A refer to them. */
  readonly riskyStrategies: readonly StrategyId[];
}
export interface RegimeEffect {
  readonly leverage: number;
  readonly maxOpenTrades: number;
  readonly slippage: number;
}

export interface GuardsConfig {
  readonly strictnessFactor: number; // 0.80
  readonly priceCollar: number; // 0.02
  readonly maxEntriesPerMinute: number; // 10 per strategy
  readonly maxIdenticalInARow: number; // 3
  readonly decisionLifetime: Ms; // 5 s
  /** A book or mark older than this is stale: 3 x declared cadence. */
  readonly marketStaleAfter: Ms;
  /** An equity mark older than this is stale. */
  readonly equityStaleAfter: Ms;
  readonly cooldown: {
    readonly failures: number; // 2
    readonly window: Ms; // 10 min
    readonly duration: Ms; // 30 min
  };
  readonly funding: {
    readonly reduceAbove: number; // 0.0004 over the holding
    readonly reduceMultiplier: number; // 0.75
    readonly refuseRate: number; // 0.0008
    readonly refuseBelowEdge: number; // 0.55
    readonly degradedAlertAfter: Ms; // 2 h
  };
  /** Longest delay between a signal's time and its arrival. */
  readonly signalMaxAge: Ms;
}

export interface RatesConfig {
  readonly minSamples: number; // 20
  readonly window: Ms; // 1 h
  readonly rejectedWindow: Ms; // 30 min
  readonly rejectedLimit: number; // 0.30
}

/** Everything the kernel needs; recorded whole with its version. */
export interface KernelConfig {
  /** Version id of the configuration in force, in every decision. */
  readonly version: string;
  readonly portfolio: string;
  readonly quote: string;
  readonly instruments: readonly Instrument[];
  readonly profiles: readonly ProfileConfig[]; // ascending by risk
  readonly profile: ProfileName;
  readonly buckets: readonly BucketConfig[];
  readonly strategies: readonly StrategyConfig[];
  readonly allocation: AllocationConfig;
  readonly caps: CapsConfig;
  readonly sizing: SizingConfig;
  readonly correlation: CorrelationConfig;
  readonly breakers: BreakersConfig;
  readonly guards: GuardsConfig;
  readonly rates: RatesConfig;
}
export interface LaunchPhaseConfig {
  readonly name: PhaseName;
  /** Healthy time before the next phase begins; null for the last one. */
  readonly duration: Ms | null;
  /** Waits for a normal regime and spreads within limits before its strategies open. */
  readonly gated: boolean;
}
export interface LaunchConfig {
  readonly phases: readonly LaunchPhaseConfig[];
  readonly spreadWindow: Ms; // 5 min median
  readonly acceptanceWindow: Ms; // 30 min
  readonly clockOffsetWarning: Ms; // 500
  readonly clockOffsetLimit: Ms; // 1000
  /** NTP servers, `host` or `host:port`. */
  readonly timeServers: readonly string[];
  readonly diskFreeMinimumBytes: number;
}

/**
 * Where the money is: `paper` is the simulated exchange inside the executor, `sim` one served on
 * this machine, `demo` the venue's own test money, `live` real money.
 */
export type VenueKind = 'paper' | 'sim' | 'demo' | 'live';
/** Which symbols a bucket trades at all; a symbol outside is closed for its entries. */
export interface PairlistLimits {
  readonly bucket: BucketId;
  /** Least turnover of the last 24 hours, USDT; 0: any. */
  readonly minDailyVolume: number;
  /** Most median spread of the last hour, basis points. */
  readonly maxMedianSpreadBps: number;
  /** Least time since the first known candle; 0: any. */
  readonly minAge: Ms;
  /** Mean range of the last 14 days, fraction of the close; 0 and 1: any. */
  readonly minDailyRange: number;
  readonly maxDailyRange: number;
}
export interface PairlistConfig {
  readonly refreshEvery: Ms; // 15 min
  readonly limits: readonly PairlistLimits[];
}

export interface VenueConfig {
  readonly kind: VenueKind;
  /** Address of the exchange server; `sim` only. */
  readonly server: string;
  /** File of mode 0600 with the key; null: the environment holds it. */
  readonly keyFile: string | null;
  /** Leverage set at the venue for every symbol: what an entry needs as initial margin. */
  readonly leverage: number;
  readonly initialBalance: string;
  readonly latency: Ms;
}

interface ChannelRouting {
  readonly name: string;
  readonly role: 'primary' | 'fallback';
  /** Milder messages do not go there. */
  readonly minSeverity: 'info' | 'warning' | 'critical';
}

/** Where the desk is reached. Secrets by reference: `env:NAME` or `file:/path`. */
export type ChannelConfig = ChannelRouting &
  (
    | {
        readonly kind: 'slack';
        readonly url: string;
        /** Slash commands: secret of their signature, and operators by Slack's id of them. */
        readonly commands: {
          readonly signingSecret: string;
          readonly people: Readonly<Record<string, string>>;
        } | null;
      }
    | {
        readonly kind: 'telegram';
        readonly token: string;
        readonly chat: string;
        readonly check: 'read' | 'message';
        /** Not a secret: address of the Bot API. */
        readonly api: string;
        /** Operators who may give commands, by Telegram's number of them; empty: nobody. */
        readonly people: Readonly<Record<string, string>>;
      }
    | {
        readonly kind: 'webhook';
        /** Not a secret: its signature proves the sender. */
        readonly url: string;
        readonly secret: string;
      }
  );

/** Outside service that raises an alarm when it is not pinged any more. */
export interface WatchdogConfig {
  /** Reference to its address, which is a secret. */
  readonly url: string;
  readonly every: Ms;
}

/** What the executor does about what it did not do itself, and how it leaves and is cut off. */
export interface ExecutionConfig {
  readonly unknownOrders: 'report' | 'cancel' | 'refuse';
  readonly differences: 'book' | 'report';
  /** Fraction of the entry price; null: positions made by hand are left alone. */
  readonly externalStop: number | null;
  readonly exitLimitFirst: boolean;
  /** 0: never. */
  readonly countdown: Ms; // 60 s
}

export interface RuntimeConfig {
  /** Market seconds per second of the machine. */
  readonly speed: number;
  readonly apiPort: number; // 0: any free port
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error';
}

export interface SeptetConfig {
  readonly kernel: KernelConfig;
  readonly launch: LaunchConfig;
  readonly market: MarketConfig;
  readonly pairlist: PairlistConfig;
  readonly venue: VenueConfig;
  readonly channels: readonly ChannelConfig[];
  readonly alerts: AlertsConfig;
  readonly incidents: IncidentsConfig;
  readonly watchdog: WatchdogConfig | null;
  readonly execution: ExecutionConfig;
  readonly cadence: readonly CadenceTaskConfig[];
  readonly changes: ChangesConfig;
  readonly maintenance: MaintenanceConfig;
  readonly delisting: DelistingConfig;
  readonly firstLive: FirstLiveConfig;
  readonly runtime: RuntimeConfig;
  /** Is there a desk? Without one (backtests) there are no alerts, incidents and tasks. */
  readonly attended: boolean;
}

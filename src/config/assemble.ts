/** Puts the validated files together to the configuration that the program uses. */
import { ALERT_METRICS, isAlertMetric } from '../domain/alert-metrics.ts';
import type { AlertRule } from '../domain/alerts.ts';
import type {
  ChannelConfig,
  KernelConfig,
  SeptetConfig,
  StrategyConfig,
  VenueConfig,
} from '../domain/config.ts';
import { assetId, bucketId, strategyId, symbolId } from '../domain/ids.ts';
import type { Ms } from '../domain/time.ts';
import type { FileContents } from './files.ts';

/**
 * The configuration of these contents, `kernel.version` still empty. Limits that stand for the
 * latency of the machine are multiplied by the speed of the paper market here, once, so that the
 * recorded configuration holds the figures that were in force: `decisionLifetime`,
 * `signalMaxAge`, `marketStaleAfter`, `equityStaleAfter`, and what alerts give people and machines. Nothing else is: freezes, timeouts of
 * orders, the contest window and the venue's latency are times of the market.
 */
export function assemble(contents: FileContents, marketCadence?: Ms): SeptetConfig {
  const septet = contents['septet.yaml'];
  const launch = contents['launch.yaml'];
  const venue = contents['venue.yaml'];
  const { diskFreeMinimum, phases, ...launchFigures } = launch;
  return {
    kernel: kernelOf(contents, marketCadence ?? contents['market.yaml'].stepLength),
    launch: {
      ...launchFigures,
      phases: Object.entries(phases).map(([name, phase]) => ({ name, ...phase })),
      diskFreeMinimumBytes: diskFreeMinimum,
    },
    market: marketOf(contents),
    pairlist: {
      refreshEvery: contents['buckets.yaml'].pairlistRefresh,
      limits: Object.entries(contents['buckets.yaml'].buckets).map(([id, { pairlist }]) => ({
        bucket: bucketId(id),
        ...pairlist,
      })),
    },
    venue: venueOf(venue),
    channels: channelsOf(contents),
    alerts: alertsOf(contents),
    incidents: contents['incidents.yaml'],
    watchdog: contents['channels.yaml'].watchdog ?? null,
    execution: contents['guards.yaml'].execution,
    cadence: Object.entries(contents['cadence.yaml'].tasks).map(([id, task]) => ({ id, ...task })),
    changes: contents['changes.yaml'],
    delisting: contents['operations.yaml'].delisting,
    firstLive: contents['operations.yaml'].firstLive,
    maintenance: maintenanceOf(contents['operations.yaml']),
    runtime: septet.runtime,
    attended: true,
  };
}

function maintenanceOf({
  maintenance: { closeBefore, windows },
}: FileContents['operations.yaml']): SeptetConfig['maintenance'] {
  const all = Object.entries(windows).map(([id, window]) => ({ id, ...window }));
  return { closeBefore, windows: all.sort((a, b) => a.from - b.from || a.to - b.to) };
}

function venueOf({ instruments: _, ...figures }: FileContents['venue.yaml']): VenueConfig {
  return figures;
}

type Routed = {
  readonly role?: ChannelConfig['role'] | undefined;
  readonly minSeverity?: ChannelConfig['minSeverity'] | undefined;
};

function channelsOf(contents: FileContents): SeptetConfig['channels'] {
  const { slack, telegram, webhook } = contents['channels.yaml'];
  const routing = (name: string, each: Routed) => ({
    ...{ name, role: each.role ?? 'primary', minSeverity: each.minSeverity ?? 'info' },
  });
  return [
    ...Object.entries(slack).map(([name, each]) => {
      const commands = each.commands ?? null;
      return { kind: 'slack', ...each, ...routing(name, each), commands } as const;
    }),
    ...Object.entries(telegram).map(([name, each]) => {
      const people = each.people ?? {};
      return { kind: 'telegram', ...each, ...routing(name, each), people } as const;
    }),
    ...Object.entries(webhook).map(
      ([name, each]) => ({ kind: 'webhook', ...each, ...routing(name, each) }) as const,
    ),
  ];
}

/** What stands for people and machines keeps their pace: see docs/alerts.md. */
function alertsOf(contents: FileContents): SeptetConfig['alerts'] {
  const { escalateAfter, clearAfter, groupWindow, rules } = contents['alerts.yaml'];
  const { speed } = contents['septet.yaml'].runtime;
  const paced = (ms: Ms): Ms => Math.round(ms * speed);
  return {
    escalateAfter: paced(escalateAfter),
    clearAfter,
    groupWindow: paced(groupWindow),
    rules: Object.entries(rules).flatMap(([id, { metric, ...rule }]): AlertRule[] => {
      // Checked before; a rule about no figure would never fire.
      if (!isAlertMetric(metric)) return [];
      if (ALERT_METRICS[metric].pace === 'market') return [{ id, metric, ...rule }];
      const level = (of: AlertRule['warning']): AlertRule['warning'] =>
        of === null ? null : { ...of, for: paced(of.for) };
      const { warning, critical } = rule;
      return [{ id, metric, ...rule, warning: level(warning), critical: level(critical) }];
    }),
  };
}

function kernelOf(contents: FileContents, marketCadence: Ms): KernelConfig {
  const septet = contents['septet.yaml'];
  const risk = contents['risk.yaml'];
  const { guards, rates } = contents['guards.yaml'];
  const { staleAfterCadences, equityCadence, ...guardFigures } = guards;
  const latency = (ms: number): Ms => Math.round(ms * septet.runtime.speed);
  const instruments = contents['venue.yaml'].instruments;
  const { volatility } = risk.breakers;
  return {
    version: '',
    portfolio: septet.portfolio,
    quote: septet.quote,
    instruments: septet.symbols.map((symbol) => ({
      symbol: symbolId(symbol),
      ...instruments[symbol]!,
    })),
    profiles: Object.entries(contents['profiles.yaml'].profiles).map(([name, profile]) => ({
      name,
      ...profile,
    })),
    profile: septet.profile,
    buckets: Object.entries(contents['buckets.yaml'].buckets).map(
      ([id, { pairlist: _, ...bucket }]) => ({ id: bucketId(id), ...bucket }),
    ),
    strategies: strategiesOf(contents),
    allocation: risk.allocation,
    caps: risk.caps,
    sizing: risk.sizing,
    correlation: {
      ...risk.correlation,
      alignmentAssets: risk.correlation.alignmentAssets.map(assetId),
    },
    breakers: {
      ...risk.breakers,
      volatility: { ...volatility, symbol: symbolId(volatility.symbol) },
      riskyStrategies: risk.breakers.riskyStrategies.map(strategyId),
    },
    guards: {
      ...guardFigures,
      decisionLifetime: latency(guards.decisionLifetime),
      signalMaxAge: latency(guards.signalMaxAge),
      marketStaleAfter: latency(staleAfterCadences * marketCadence),
      equityStaleAfter: latency(staleAfterCadences * Math.max(equityCadence, marketCadence)),
    },
    rates,
  };
}

function strategiesOf(contents: FileContents): readonly StrategyConfig[] {
  const traded = contents['septet.yaml'].symbols;
  return Object.entries(contents['strategies.yaml'].strategies).map(([id, strategy]) => ({
    ...strategy,
    id: strategyId(id),
    bucket: bucketId(strategy.bucket),
    symbols: (strategy.symbols === 'all' ? traded : strategy.symbols).map(symbolId),
  }));
}

function marketOf(contents: FileContents): SeptetConfig['market'] {
  const { assets, regimes, ...figures } = contents['market.yaml'];
  const instruments = contents['venue.yaml'].instruments;
  return {
    ...figures,
    assets: contents['septet.yaml'].symbols.flatMap((symbol) => {
      const asset = assets[symbol];
      if (!asset) return [];
      return [
        { symbol: symbolId(symbol), tickSize: Number(instruments[symbol]!.tickSize), ...asset },
      ];
    }),
    regimes: Object.entries(regimes).map(([name, regime]) => ({ name, ...regime })),
  };
}

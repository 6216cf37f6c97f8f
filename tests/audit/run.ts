/**
 * Runs the whole stack in one process and shows an auditor what went in and what came out: the
 * inputs in the order in which the orchestrator consumed them, and the decision records as a reader
 * of `decisions.ndjson` gets them. Nothing of the kernel is used here.
 */
import type { PublicEvent } from '../../src/bus/messages.ts';
import { loadConfig } from '../../src/config/load.ts';
import type { ConfigOptions } from '../../src/config/options.ts';
import type { SeptetConfig } from '../../src/domain/config.ts';
import type { DecisionRecord } from '../../src/domain/decision.ts';
import type { MarketSource } from '../../src/domain/market.ts';
import type { KernelStatus } from '../../src/domain/status.ts';
import type { EpochMs } from '../../src/domain/time.ts';
import type { OrchestratorInput } from '../../src/orchestrator/messages.ts';
import { assembleSimulation } from '../../src/simulation/assemble.ts';

/** How many files a configuration has: pre-flight wants some to have been read. */
const CONFIG_FILES = 8;

/** What the orchestrator did in one go. */
export interface Batch {
  readonly now: EpochMs;
  readonly inputs: readonly OrchestratorInput[];
  /** Parsed from JSON text, in the order of the file. */
  readonly decisions: readonly DecisionRecord[];
  readonly events: readonly PublicEvent[];
  /** The projection after the batch; costs time. */
  readonly status: () => KernelStatus;
}

export interface AuditedRun {
  /** Lines of `decisions.ndjson`. */
  readonly lines: readonly string[];
  readonly timeline: readonly PublicEvent[];
  readonly ledgerBalance: string;
}

export function runAudited(
  config: SeptetConfig,
  market: MarketSource,
  to: EpochMs,
  onBatch: (batch: Batch) => void,
): AuditedRun {
  const lines: string[] = [];
  const timeline: PublicEvent[] = [];
  const parts = assembleSimulation({
    config: { ...config, attended: false },
    configFiles: CONFIG_FILES,
    build: 'audit',
    market,
    observer: {},
  });
  const { orchestrator, simulation } = parts;
  const handle = orchestrator.handle.bind(orchestrator);
  orchestrator.handle = (inputs, now) => {
    const effects = handle(inputs, now);
    const decisions: DecisionRecord[] = [];
    const events: PublicEvent[] = [];
    for (const effect of effects) {
      if (effect.kind === 'decision') {
        const line = JSON.stringify(effect.record);
        lines.push(line);
        decisions.push(JSON.parse(line) as DecisionRecord);
      } else if (effect.kind === 'event') {
        events.push(effect.event);
        timeline.push(effect.event);
      }
    }
    onBatch({ now, inputs, decisions, events, status: () => orchestrator.status(now) });
    return effects;
  };
  simulation.start();
  const end = Math.min(to, market.endsAt ?? to);
  for (let at = market.startsAt + market.stepLength; at <= end; at += market.stepLength) {
    simulation.advance(at);
  }
  return { lines, timeline, ledgerBalance: parts.exchange.account(end).walletBalance };
}

/** The default configuration with the command line's options; its errors are a bug here. */
export function auditConfig(folder: string, options: ConfigOptions): SeptetConfig {
  const loaded = loadConfig(folder, options);
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.errors));
  return loaded.config;
}

/** An orchestrator with the real kernel in virtual time, and a world around it that tests steer. */

import { alertsConfig } from '../../../tests/support/alerts-config.ts';
import { kernelConfig, SYMBOLS } from '../../../tests/support/kernel-config.ts';
import type { CommandReply, OperatorCommand } from '../../bus/messages.ts';
import { DEFAULT_CHANGES } from '../../domain/changes-config.ts';
import type { SeptetConfig } from '../../domain/config.ts';
import type { EntryOrder } from '../../domain/decision.ts';
import type { EquityMark, ExecutorFact } from '../../domain/execution.ts';
import { type StrategyId, type SymbolId, strategyId } from '../../domain/ids.ts';
import type { PriceStep } from '../../domain/market.ts';
import type { Signal } from '../../domain/signal.ts';
import { type EpochMs, MINUTE_MS, SECOND_MS } from '../../domain/time.ts';
import { createMemoryJournal, type MemoryJournal } from '../../journal/memory-journal.ts';
import { PREFLIGHT_IDS, PREFLIGHT_TITLES, type PreflightCheck } from '../../runbook/preflight.ts';
import { kernelFactory } from '../core/kernel-factory.ts';
import { createOrchestrator, type OrchestratorOptions, recoverOrchestrator } from '../create.ts';
import type { EntriesLatch, OrchestratorEffect, OrchestratorInput } from '../messages.ts';
import type { Orchestrator } from '../orchestrator.ts';

export const START: EpochMs = Date.UTC(2025, 4, 4, 10);
const STEP = 5 * SECOND_MS;
const BUILD = 'build-1';

export function septetConfig(kernel = kernelConfig()): SeptetConfig {
  return {
    attended: true,
    channels: [],
    alerts: alertsConfig(),
    watchdog: null,
    kernel,
    launch: {
      phases: [
        { name: 'A', duration: 15 * MINUTE_MS, gated: false },
        { name: 'B', duration: 15 * MINUTE_MS, gated: false },
        { name: 'C', duration: null, gated: true },
      ],
      spreadWindow: 5 * MINUTE_MS,
      acceptanceWindow: 30 * MINUTE_MS,
      clockOffsetWarning: 500,
      clockOffsetLimit: 1000,
      timeServers: [],
      diskFreeMinimumBytes: 2 ** 30,
    },
    market: {
      seed: 1,
      startsAt: START,
      historyDays: 40,
      stepLength: STEP,
      assets: [],
      regimes: [],
      fundingInterval: 8 * 60 * MINUTE_MS,
    },
    pairlist: { refreshEvery: 15 * MINUTE_MS, limits: [] },
    venue: {
      kind: 'paper',
      server: 'http://127.0.0.1:8790',
      keyFile: null,
      leverage: 5,
      initialBalance: '100000',
      latency: 0,
    },
    incidents: {
      unstable: { window: 10 * MINUTE_MS, troubles: 3 },
      flattenShare: 0.5,
      riskyClosed: 240 * MINUTE_MS,
      stable: {
        drawdownCalm: 60 * MINUTE_MS,
        slippageCalm: 30 * MINUTE_MS,
        cleanReconciliations: 2,
        timeoutRate: 0.08,
      },
    },
    execution: {
      unknownOrders: 'report',
      differences: 'book',
      externalStop: null,
      exitLimitFirst: false,
      countdown: MINUTE_MS,
    },
    cadence: [],
    changes: DEFAULT_CHANGES,
    firstLive: { paperHistory: 0, cappedFor: 0, capFraction: 1 },
    delisting: { closeBefore: 24 * 60 * MINUTE_MS, flattenBefore: 60 * MINUTE_MS },
    maintenance: { closeBefore: 15 * MINUTE_MS, windows: [] },
    runtime: { speed: 1, apiPort: 0, logLevel: 'info' },
  };
}

export const passedChecks = (): PreflightCheck[] =>
  PREFLIGHT_IDS.map((id) => ({
    id,
    title: PREFLIGHT_TITLES[id],
    state: 'passed',
    evidence: 'as expected',
    remedy: null,
  }));

const PRICES: Readonly<Record<string, number>> = { BTC: 100_000, ETH: 2_500, SOL: 150 };
const priceOf = (symbol: SymbolId): number => PRICES[symbol.slice(0, 3)]!;

/** A book of two levels a side, `bps` wide. */
export function priceStep(symbol: SymbolId, at: EpochMs, bps = 2): PriceStep {
  const mark = priceOf(symbol);
  const half = (mark * bps) / 20_000;
  const quantity = 5_000_000 / mark;
  return {
    symbol,
    at,
    length: STEP,
    open: mark,
    high: mark,
    low: mark,
    close: mark,
    mark,
    volume: 1,
    book: {
      bids: [mark - half, quantity, mark - 2 * half, quantity],
      asks: [mark + half, quantity, mark + 2 * half, quantity],
    },
  };
}

export function signalOf(strategy: StrategyId, symbol: SymbolId, at: EpochMs): Signal {
  return {
    id: `${strategy}-${symbol.slice(0, 3)}-${at}-l`,
    strategy,
    symbol,
    side: 'long',
    edge: 0.7,
    stopDistance: 0.035,
    referencePrice: priceOf(symbol),
    at,
    expectedHoldingHours: 6,
    requestedNotional: null,
    capitalMultiplier: 1,
    leverageCeiling: 3,
    onset: true,
    paused: false,
    veto: null,
    exitPlan: { stop: 0.035, trailing: null, minimalReturn: [[0, 0.02]], baseTimeframe: 900_000 },
  };
}

type Options = Partial<
  Pick<OrchestratorOptions, 'entryHalt' | 'recordInputs' | 'build' | 'writer' | 'kernel'>
>;

type Without<T, K extends string> = T extends unknown ? Omit<T, K> : never;
type Unsaid = Without<OperatorCommand, 'actor' | 'reason'>;

export class Rig {
  readonly config: SeptetConfig;
  readonly journal: MemoryJournal;
  orchestrator: Orchestrator;
  now = START;
  /** Executor facts so far; the mark rests on all of them. */
  sequence = 0;
  equity = 100_000;
  spreadBps = 2;
  readonly silent = new Set<SymbolId>();
  readonly latches = new Map<StrategyId, EntriesLatch>();
  readonly effects: OrchestratorEffect[] = [];
  commands = 0;

  constructor(config = septetConfig(), options: Options = {}) {
    this.config = config;
    this.journal = createMemoryJournal({ build: BUILD, config: config.kernel.version });
    this.orchestrator = createOrchestrator(config, this.options(options), START);
  }

  private options(options: Options): OrchestratorOptions {
    return {
      version: this.config.kernel.version,
      build: BUILD,
      journal: this.journal,
      writer: 1,
      kernel: kernelFactory,
      ...options,
    };
  }

  /** The process dies and comes back on the same journal; nothing it knew in memory survives. */
  restart(options: Options = {}, config = this.config): void {
    this.latches.clear();
    this.orchestrator = recoverOrchestrator(
      config,
      { ...this.options(options), version: config.kernel.version },
      this.now,
    );
  }

  give(...inputs: readonly OrchestratorInput[]): readonly OrchestratorEffect[] {
    const effects = this.orchestrator.handle(inputs, this.now);
    for (const effect of effects) {
      if (effect.kind === 'worker_control') this.latches.set(effect.strategy, effect.entries);
    }
    this.effects.push(...effects);
    return effects;
  }

  /** Executor, feed and workers are there, pre-flight passed. */
  connect(): readonly OrchestratorEffect[] {
    const at = this.now;
    return this.give(
      { kind: 'link', peer: 'feed', up: true, text: 'connected', at },
      { kind: 'link', peer: 'executor', up: true, text: 'connected', at },
      { kind: 'feed', ready: true, text: '3 symbols warm', at },
      { kind: 'preflight', checks: passedChecks(), at },
      this.fact({ kind: 'reconciliation', at, clean: true, differences: [] }),
      ...this.workers(),
    );
  }

  fact(fact: ExecutorFact): OrchestratorInput {
    this.sequence += 1;
    return { kind: 'fact', sequence: this.sequence, fact };
  }

  workers(): OrchestratorInput[] {
    return this.config.kernel.strategies.map(({ id }) => ({
      kind: 'worker',
      strategy: id,
      pid: 7,
      entries: this.latches.get(id) ?? 'paused',
      warm: true,
      lacking: '',
      evaluated: 1,
      lastCandleAt: this.now,
      at: this.now,
    }));
  }

  mark(): EquityMark {
    return {
      at: this.now,
      walletBalance: String(this.equity),
      unrealisedPnl: 0,
      transfers: '0',
      quality: 'good',
      strategyPnl: {},
    };
  }

  /** One market step of five seconds, with whatever else arrives in it. */
  step(...others: readonly OrchestratorInput[]): readonly OrchestratorEffect[] {
    this.now += STEP;
    const prices = SYMBOLS.filter((symbol) => !this.silent.has(symbol)).map(
      (symbol): OrchestratorInput => ({
        kind: 'price',
        step: priceStep(symbol, this.now, this.spreadBps),
      }),
    );
    return this.give(
      { kind: 'equity', sequence: this.sequence, mark: this.mark() },
      ...prices,
      ...this.workers(),
      ...others,
      { kind: 'time', at: this.now },
    );
  }

  pass(minutes: number): readonly OrchestratorEffect[] {
    const effects: OrchestratorEffect[] = [];
    for (let step = 0; step < minutes * 12; step += 1) effects.push(...this.step());
    return effects;
  }

  /** From the start until all phases are through. */
  launch(): void {
    this.connect();
    this.pass(31);
  }

  command(kind: OperatorCommand['kind'], profile = ''): readonly OrchestratorEffect[] {
    this.commands += 1;
    const who = { actor: 'desk', reason: 'drill' };
    const command = (
      kind === 'profile' ? { kind, profile, ...who } : { kind, ...who }
    ) as OperatorCommand;
    return this.give({ kind: 'command', id: `c${this.commands}`, command, at: this.now });
  }

  /** A command of the desk about incidents and alerts. */
  say(command: Unsaid, actor = 'desk', reason = 'drill'): CommandReply {
    this.commands += 1;
    const whole = { ...command, actor, reason } as OperatorCommand;
    const input = {
      kind: 'command',
      id: `c${this.commands}`,
      command: whole,
      at: this.now,
    } as const;
    const [reply] = replies(this.give(input));
    if (reply === undefined) throw new Error('no reply');
    return reply;
  }

  signal(strategy: string, symbol: SymbolId): OrchestratorInput {
    return { kind: 'signal', signal: signalOf(strategyId(strategy), symbol, this.now) };
  }

  status() {
    return this.orchestrator.status(this.now);
  }

  closures(): readonly string[] {
    return this.status().closures.map((closure) => closure.id);
  }
}

export const entries = (effects: readonly OrchestratorEffect[]): readonly EntryOrder[] =>
  effects.flatMap((effect) =>
    effect.kind === 'executor' && effect.command.kind === 'entry' ? [effect.command.order] : [],
  );
export const commandsOf = (effects: readonly OrchestratorEffect[], kind: string) =>
  effects.flatMap((effect) =>
    effect.kind === 'executor' && effect.command.kind === kind ? [effect.command] : [],
  );
export const replies = (effects: readonly OrchestratorEffect[]) =>
  effects.flatMap((effect) => (effect.kind === 'reply' ? [effect.reply] : []));
export const reasons = (effects: readonly OrchestratorEffect[]) =>
  effects.flatMap((effect) => (effect.kind === 'decision' ? [effect.record.reason] : []));
export const latchesOf = (effects: readonly OrchestratorEffect[]) =>
  effects.flatMap((effect) =>
    effect.kind === 'worker_control' ? [`${effect.strategy} ${effect.entries}`] : [],
  );

type EffectOf<K extends OrchestratorEffect['kind']> = Extract<OrchestratorEffect, { kind: K }>;

export const effectsOfKind = <K extends OrchestratorEffect['kind']>(
  effects: readonly OrchestratorEffect[],
  kind: K,
): readonly EffectOf<K>[] =>
  effects.filter((effect): effect is EffectOf<K> => effect.kind === kind);

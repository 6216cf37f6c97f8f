/**
 * Follows a run beside the product: fed with the same facts, marks, books, candles and signals in
 * the same order, it says what each decision must have been based on, and compares.
 */
import type { KernelConfig } from '../../src/domain/config.ts';
import type { DecisionRecord } from '../../src/domain/decision.ts';
import type { ExecutorFact } from '../../src/domain/execution.ts';
import { assetOf } from '../../src/domain/ids.ts';
import type { Book, FundingInfo } from '../../src/domain/market.ts';
import type { KernelStatus } from '../../src/domain/status.ts';
import { DAY_MS, type EpochMs, MINUTE_MS } from '../../src/domain/time.ts';
import { AllocationAudit } from './allocation-audit.ts';
import { regimeEffect } from './file-audit.ts';
import { type Findings, TOLERANCE } from './findings.ts';
import { BreakerReference } from './reference/breakers.ts';
import { CorrelationReference } from './reference/correlation.ts';
import { ExposureReference, type Pair, topThree } from './reference/exposure.ts';
import { CooldownReference, fundingVerdict, slippageBps, spreadBps } from './reference/guards.ts';
import { RegimeReference } from './reference/regime.ts';
import type { Batch } from './run.ts';

/** Market time between two comparisons with the projection. */
const POLL_MS = 15 * MINUTE_MS;
/** Exactly, and roughly: which mark closes a day moves weights by little. */
const WEIGHT_RULES = [
  ['weights', TOLERANCE],
  ['weights-close', 0.1],
] as const;
const ZERO: Pair = { notional: 0, risk: 0 };
/** Causes that only time releases, kept by a breaker of their own. */
const TIMED = ['freeze_daily_soft', 'daily_hard', 'freeze_drawdown', 'freeze_loss_streak'] as const;

export class StreamAudit {
  readonly findings: Findings;
  readonly exposure = new ExposureReference();
  readonly breakers: BreakerReference;
  readonly regime: RegimeReference;
  readonly correlation: CorrelationReference;
  readonly allocation: AllocationAudit;
  private readonly config: KernelConfig;
  private readonly books = new Map<string, Book>();
  private readonly funding = new Map<string, FundingInfo>();
  private readonly cooldown: CooldownReference;
  private readonly approved: {
    readonly at: EpochMs;
    readonly key: string;
    readonly strategy: string;
  }[] = [];
  private readonly admitted: { readonly at: EpochMs; readonly signal: string }[] = [];
  private readonly retriesDue = new Map<number, string>();
  /** By asset and by strategy. */
  private readonly lastOver = new Map<string, EpochMs>();
  private now: EpochMs = 0;
  private pollAt = 0;

  constructor(config: KernelConfig, findings: Findings) {
    this.config = config;
    this.findings = findings;
    this.breakers = new BreakerReference(config);
    this.regime = new RegimeReference(config.breakers.volatility);
    const strategies = config.strategies.filter(({ enabled }) => enabled).map(({ id }) => id);
    this.correlation = new CorrelationReference(config.correlation, strategies);
    this.allocation = new AllocationAudit(config, this.breakers.profile.perStrategyCap);
    this.cooldown = new CooldownReference(config.guards.cooldown);
  }

  batch(batch: Batch): void {
    const { now, inputs } = batch;
    this.now = now;
    const pending = [...batch.decisions];
    this.breakers.time(now);
    this.allocation.active(this.isActive, this.breakers.profile.perStrategyCap);
    // Votes expire as time passes, before anything new is heard at this instant.
    this.correlation.evaluate(now);
    // A batch is consumed whole: what describes the world first, then the signals on all of it.
    const signals = inputs.filter(({ kind }) => kind === 'signal');
    for (const input of [...inputs.filter(({ kind }) => kind !== 'signal'), ...signals]) {
      switch (input.kind) {
        case 'price':
          this.books.set(input.step.symbol, input.step.book);
          this.exposure.marks.set(input.step.symbol, input.step.mark);
          break;
        case 'fact':
          this.fact(input.fact, now);
          if (input.fact.kind === 'entry_ended' && pending[0]?.retryOf === input.fact.decision) {
            this.decision(pending.shift()!, now);
          }
          break;
        case 'equity':
          this.breakers.mark(input.mark);
          this.correlation.mark(input.mark);
          this.allocation.mark(input.mark, this.isActive, this.breakers.profile.perStrategyCap);
          break;
        case 'candle':
          if (input.event.timeframe === '1h' && input.event.symbol === this.regimeSymbol) {
            this.regime.candle(input.event.candle);
            this.allocation.active(this.isActive, this.breakers.profile.perStrategyCap);
          }
          break;
        case 'funding':
          this.funding.set(input.info.symbol, input.info);
          break;
        case 'signal':
          this.correlation.signal(input.signal);
          this.correlation.evaluate(now);
          if (pending[0]?.retryOf === null && pending[0].signal.id === input.signal.id) {
            this.decision(pending.shift()!, now);
          }
          break;
        default:
          break;
      }
    }
    this.correlation.evaluate(now);
    this.watchCaps(now);
    this.contest(pending);
    for (const record of pending) this.decision(record, now);
    if (now >= this.pollAt && this.breakers.equity !== null) {
      this.pollAt = now - (now % POLL_MS) + POLL_MS;
      this.poll(batch.status(), now);
    }
  }

  /** Remembers when an asset, or a strategy that holds it, was beyond its cap at mark. */
  private watchCaps(now: EpochMs): void {
    if (this.exposure.held.size === 0 || this.breakers.equity === null) return;
    const { profile, equity } = this.breakers;
    const effect = regimeEffect(this.config, this.regime.regime).leverage;
    const gross = equity * profile.leverage * effect;
    const risk = equity * profile.riskBudget * effect;
    const sums = this.exposure.sums();
    const beyond = (pair: Pair | undefined, cap: number): boolean =>
      pair !== undefined && (pair.notional / gross > cap || pair.risk / risk > cap);
    for (const { symbol, strategy } of this.exposure.held.values()) {
      const asset = assetOf(symbol);
      const cap =
        (this.config.caps.asset[asset] ?? this.config.caps.otherAsset) * profile.assetCapMultiplier;
      if (beyond(sums.strategies.get(strategy), profile.perStrategyCap)) {
        this.lastOver.set(strategy, now);
      }
      const over =
        beyond(sums.assets.get(asset), cap) ||
        topThree(sums.assets, 'notional') / gross > this.config.caps.topThree ||
        topThree(sums.assets, 'risk') / risk > this.config.caps.topThree ||
        beyond(sums.total, this.config.caps.total);
      if (over) this.lastOver.set(asset, now);
    }
  }

  private get regimeSymbol(): string {
    return this.config.breakers.volatility.symbol;
  }

  /** Enabled, and not closed by the regime or by a playbook until a time. */
  private readonly isActive = (strategy: string): boolean => {
    const risky = this.config.breakers.riskyStrategies.some((id) => id === strategy);
    return !risky || (this.regime.regime !== 'extreme' && this.now >= this.breakers.riskyUntil);
  };

  private fact(fact: ExecutorFact, now: EpochMs): void {
    this.exposure.fact(fact);
    if (fact.kind === 'trade_closed') {
      const { strategy, netPnl } = fact.trade;
      this.breakers.trade(Number(netPnl), now);
      this.allocation.active(this.isActive, this.breakers.profile.perStrategyCap);
      const { closedTrades } = this.allocation;
      closedTrades.set(strategy, (closedTrades.get(strategy) ?? 0) + 1);
    } else if (fact.kind === 'position') {
      this.allocation.touched(fact.position.strategy);
    } else if (fact.kind === 'entry_ended' && fact.end === 'timed_out' && fact.attempt < 2) {
      // What filled in part is a position, and a strategy does not add to one.
      if (Number(fact.filledQuantity) > 0) return;
      this.retriesDue.set(fact.decision, fact.strategy);
    }
  }

  private decision(record: DecisionRecord, now: EpochMs): void {
    this.basis(record, now);
    this.exposures(record);
    this.reason(record, now);
    this.guards(record, now);
    if (record.retryOf !== null) this.retriesDue.delete(record.retryOf);
    const { order, signal } = record;
    if (order === null) return;
    this.throttle(record);
    this.exposure.reserve(order);
    this.admitted.push({ at: now, signal: signal.id });
    if (this.admitted.length > 50) this.admitted.shift();
    const key = [signal.symbol, signal.side, order.quantity, order.limitPrice].join();
    this.approved.push({ at: now, strategy: signal.strategy, key });
  }

  /** Equity, weights, profile, regime, alignment: what every decision rests on. */
  private basis(record: DecisionRecord, now: EpochMs): void {
    const { id, signal } = record;
    const near = (rule: string, what: string, a: number | null, b: number | null, t?: number) =>
      this.findings.near(rule, id, what, a, b, t);
    near('equity', 'equity', record.capacity.equity, this.breakers.equity ?? 0);
    const { buckets, strategies } = this.allocation.weights;
    near(
      'weights',
      'bucket',
      record.weights.bucketWeight,
      buckets.get(record.weights.bucket ?? '') ?? 0,
    );
    near(
      'weights',
      'strategy',
      record.weights.strategyWeight,
      strategies.get(signal.strategy) ?? 0,
    );
    const { profile } = this.breakers;
    this.findings.check(
      'profile',
      id,
      record.profile === profile.name,
      () => `${record.profile}, recomputed ${profile.name}`,
    );
    const { regime } = this.regime;
    this.findings.check(
      'regime',
      id,
      record.regime === regime,
      () => `${record.regime}, recomputed ${regime}`,
    );
    const state = this.riskState(now);
    this.findings.check(
      'risk-state',
      id,
      record.riskState === state,
      () => `${record.riskState}, recomputed ${state}`,
    );
    const alignment = this.correlation.alignment(now);
    near('alignment', 'A', record.alignment.value, alignment.value);
    near('alignment', 'votes', record.alignment.votes, alignment.votes);
    const { majority } = alignment;
    this.findings.check(
      'alignment',
      id,
      record.alignment.majority === majority,
      () => `majority ${record.alignment.majority}, recomputed ${majority}`,
    );
    const { cluster } = this.correlation;
    this.findings.check(
      'cluster',
      id,
      record.alignment.cluster === cluster,
      () => `${record.alignment.cluster}, recomputed ${cluster}`,
    );
    const correlation = this.correlation.strategyCorrelation();
    // Sums of products over 168 hours in another order.
    near('strategy-correlation', 'mean', record.alignment.strategyCorrelation, correlation, 1e-7);
    const multipliers = this.correlation.multipliers(now);
    for (const name of ['alignment', 'correlation', 'cluster'] as const) {
      near('throttle', name, record.multipliers.risk[name] ?? null, multipliers[name]);
    }
    const { drawdown } = this.config.breakers;
    const warning = this.breakers.drawdownWarning ? drawdown.warningSizeMultiplier : 1;
    near(
      'throttle',
      'drawdown warning',
      record.multipliers.size['drawdown_warning'] ?? null,
      warning,
    );
    const recovery = this.breakers.recovering ? drawdown.recoveryRiskMultiplier : 1;
    near('throttle', 'recovery', record.multipliers.risk['drawdown_recovery'] ?? null, recovery);
  }

  private riskState(now: EpochMs): string {
    if (this.breakers.halted(now)) return 'HALTED';
    if (this.breakers.frozen(now)) return 'FROZEN';
    const { drawdownWarning, recovering } = this.breakers;
    return drawdownWarning || recovering || this.regime.regime !== 'normal' ? 'WARNING' : 'NORMAL';
  }

  /**
   * Both measures at mark, from facts. The executor's position facts carry exact quantities and
   * stops; the sums differ only in the order of float additions.
   */
  private exposures(record: DecisionRecord): void {
    const { id, capacity, exposureBefore: before, signal, order, exposureAfter: after } = record;
    const sums = this.exposure.sums();
    const asset = assetOf(signal.symbol);
    const figures: Readonly<Record<string, Pair>> = {
      strategy: sums.strategies.get(signal.strategy) ?? ZERO,
      asset: sums.assets.get(asset) ?? ZERO,
      total: sums.total,
      assetSameDirection: sums.directions.get(`${asset} ${signal.side}`) ?? ZERO,
      topThree: {
        notional: topThree(sums.assets, 'notional'),
        risk: topThree(sums.assets, 'risk'),
      },
    };
    for (const measure of ['notional', 'risk'] as const) {
      const base = measure === 'notional' ? capacity.gross : capacity.risk;
      for (const [what, pair] of Object.entries(figures)) {
        const recorded = before[what as keyof typeof before][measure];
        this.findings.near('exposure', id, `${what} ${measure}`, recorded, pair[measure] / base);
      }
      if (order !== null) {
        const notional = Number(order.quantity) * Number(order.limitPrice);
        const added = measure === 'notional' ? notional : notional * order.stopDistance;
        const three = topThree(sums.assets, measure, asset, added) / base;
        this.findings.near(
          'exposure',
          id,
          `top three after ${measure}`,
          after.topThree[measure],
          three,
        );
        const { topThree: cap } = record.caps;
        this.findings.check('caps', id, three <= cap * (1 + TOLERANCE), () => `top three ${three}`);
      }
    }
    const open = this.exposure.openTrades();
    this.findings.near('open-trades', id, 'before', record.openTrades.before, open);
  }

  /** A refusal's reason must be true; what is allowed must have none. */
  private reason(record: DecisionRecord, now: EpochMs): void {
    const { id, reason, signal } = record;
    const { symbol, strategy } = signal;
    const truth = this.truths(record, now);
    if (reason === null) {
      for (const [code, holds] of Object.entries(truth)) {
        this.findings.check('allowed-has-no-reason', id, holds !== true, () => `${code} holds`);
      }
      return;
    }
    const holds = truth[reason];
    if (holds === undefined || holds === null) return;
    this.findings.check(
      `reason ${reason}`,
      id,
      holds,
      () => `${strategy} ${symbol}: it does not hold`,
    );
  }

  /** Null where this audit cannot tell. */
  private truths(record: DecisionRecord, now: EpochMs): Record<string, boolean | null> {
    const { signal, exposureBefore: before, caps, capacity, openTrades, alignment } = record;
    const { symbol, strategy } = signal;
    const causes = this.breakers.causes(now);
    const key = `${strategy} ${symbol}`;
    const held = [...this.exposure.held.keys()].some((each) => each.startsWith(`${key} `));
    const coming = [...this.exposure.entries.values()].some(
      ({ order }) => order.strategy === strategy && order.symbol === symbol,
    );
    const risky = this.config.breakers.riskyStrategies.includes(strategy);
    const { cluster } = this.config.correlation;
    // An entry that is tried again follows itself, not another one.
    const last = this.admitted.findLast(({ signal: id }) => id !== signal.id)?.at ?? null;
    const inCluster = this.correlation.cluster;
    const worst = inCluster ? this.correlation.worst(now) : [];
    const aligned =
      alignment.majority === signal.side &&
      this.config.correlation.alignmentAssets.includes(assetOf(symbol));
    const over = (['strategy', 'asset', 'topThree', 'total'] as const).some((what) =>
      (['notional', 'risk'] as const).some((m) => before[what][m] > caps[what] * (1 + TOLERANCE)),
    );
    const wasOver = [assetOf(symbol), strategy].some(
      (scope) => now - (this.lastOver.get(scope) ?? 0) <= MINUTE_MS * 2,
    );
    const share =
      capacity.risk *
      record.weights.strategyWeight *
      Object.values(record.multipliers.risk).reduce((a, b) => a * b, 1);
    const left = (share - before.strategy.risk * capacity.risk) / signal.stopDistance;
    const instrument = this.config.instruments.find((each) => each.symbol === symbol)!;
    return {
      CLOSED_FREEZE_DAILY_SOFT: causes.has('freeze_daily_soft'),
      CLOSED_DAILY_HARD: causes.has('daily_hard'),
      CLOSED_FREEZE_DRAWDOWN: causes.has('freeze_drawdown'),
      CLOSED_FREEZE_LOSS_STREAK: causes.has('freeze_loss_streak'),
      CLOSED_PLAYBOOK: risky && now < this.breakers.riskyUntil,
      CLOSED_VOLATILITY_EXTREME: risky && this.regime.regime === 'extreme',
      CLOSED_SYMBOL_COOLDOWN: this.cooldown.listed(symbol, now),
      // Released by itself when gone and confirmed: a refusal may come an evaluation later.
      CLOSED_OVER_CAP: record.reason === null ? over : over || wasOver,
      WORKER_PAUSED: signal.paused,
      STRATEGY_COOLDOWN: signal.veto === 'cooldown',
      ALREADY_IN_POSITION: signal.veto === 'holding' || held || coming,
      MAX_OPEN_TRADES: openTrades.before + 1 > openTrades.limit,
      STRATEGY_SHARE_USED:
        left <= 0 ? true : this.shareTooSmall(record, left, instrument.minNotional),
      CLUSTER_ENTRY_RATE: inCluster && last !== null && now - last < cluster.entryInterval,
      // On a tie one of them is refused, and which one is not said.
      CLUSTER_WORST_STRATEGY: worst.length > 1 ? null : worst[0] === strategy,
      CLUSTER_NOT_BEST: inCluster && aligned ? null : false,
    };
  }

  /** Less than the venue's minimum left: judged only when it is refused for it. */
  private shareTooSmall(record: DecisionRecord, left: number, minimum: string): boolean | null {
    if (record.reason !== 'STRATEGY_SHARE_USED') return null;
    const sizes = Object.values(record.multipliers.size).reduce((a, b) => a * b, 1);
    const { step } = record.size.reduce(
      (best, each) =>
        each.limit !== null && each.limit < best.limit
          ? { step: each.step, limit: each.limit }
          : best,
      { step: '', limit: Number.POSITIVE_INFINITY },
    );
    const lotsLeft = record.size.at(-1)!.notional;
    return (
      (step === 'lots' || step === 'share_left') &&
      (left * sizes < Number(minimum) || lotsLeft < Number(minimum))
    );
  }

  /**
   * Aligned signals of a cluster that waited together: only the highest percentile goes, the
   * earlier one on a tie (1.7, 1.11). `records` are those of one instant, in the file's order.
   */
  private contest(records: readonly DecisionRecord[]): void {
    const { contestWindow } = this.config.correlation.cluster;
    const rank = ({ signal }: DecisionRecord): number =>
      this.correlation.percentiles.get(signal.id) ?? Number.NaN;
    const field = records.filter(({ at, signal, retryOf }) => retryOf === null && at > signal.at);
    for (const record of field) {
      const { id, reason, checks, at, signal } = record;
      const waited = at - signal.at;
      this.findings.check('contest', id, waited <= contestWindow, () => `waited ${waited} ms`);
      const best = Math.max(...field.map(rank));
      const mine = rank(record);
      const check = checks.find((each) => each.check === 'cluster_best_edge');
      if (reason === 'CLUSTER_NOT_BEST') {
        this.findings.near('contest', id, 'percentile', check?.input ?? null, mine);
        this.findings.near('contest', id, 'best', check?.limit ?? null, best);
      } else {
        this.findings.near('contest', id, 'the admitted one is the best', mine, best);
      }
    }
    const others = field.filter(({ reason }) => reason !== 'CLUSTER_NOT_BEST');
    const one = others.length <= 1;
    if (field.length > 0) {
      this.findings.check('contest', field[0]!.id, one, () => `${others.length} went on`);
    }
  }

  private guards(record: DecisionRecord, now: EpochMs): void {
    const { id, signal, order, checks, regime, strictness, reason } = record;
    const { symbol, side } = signal;
    const book = this.books.get(symbol);
    const strategy = this.config.strategies.find((each) => each.id === signal.strategy);
    const bucket = this.config.buckets.find((each) => each.id === strategy?.bucket);
    if (book === undefined || bucket === undefined) return;
    const tighter = this.config.guards.strictnessFactor ** strictness;
    const find = (name: string) => checks.find((each) => each.check === name);
    const spread = find('spread');
    if (spread !== undefined) {
      this.findings.near('spread', id, 'spread', spread.input, spreadBps(book), 1e-7);
      this.findings.near('spread', id, 'limit', spread.limit, bucket.maxSpreadBps * tighter);
    }
    const slippage = find('slippage');
    const effect = regimeEffect(this.config, regime).slippage;
    const profile = this.config.profiles.find((each) => each.name === record.profile)!;
    const limit = bucket.maxSlippageBps * profile.slippageMultiplier * effect * tighter;
    if (slippage !== undefined) this.findings.near('slippage', id, 'limit', slippage.limit, limit);
    if (order !== null) {
      const expected = slippageBps(book, side, Number(order.quantity));
      this.findings.near('slippage', id, 'slippage', slippage?.input ?? null, expected, 1e-6);
      this.findings.check('slippage', id, expected <= limit * (1 + 1e-9), () => `${expected}`);
      const wide = spreadBps(book) > bucket.maxSpreadBps * tighter * (1 + 1e-9);
      this.findings.check('spread', id, !wide, () => `${spreadBps(book)}`);
      const mark = this.exposure.marks.get(symbol)!;
      const away = Math.abs(Number(order.limitPrice) / mark - 1);
      this.findings.near('collar', id, 'distance', find('price_collar')?.input ?? null, away, 1e-6);
      this.findings.check(
        'collar',
        id,
        away <= this.config.guards.priceCollar + TOLERANCE,
        () => `${away}`,
      );
    }
    const failed = reason === 'SPREAD_TOO_WIDE' || reason === 'SLIPPAGE_TOO_HIGH';
    if (failed) this.cooldown.guard(symbol, false, now);
    else if (order !== null) this.cooldown.guard(symbol, true, now);
    this.fundingHook(record, now);
  }

  private fundingHook(record: DecisionRecord, now: EpochMs): void {
    const { id, signal, reason, multipliers, checks } = record;
    if (!checks.some((each) => each.check === 'funding_rate')) return;
    const { side, edge, expectedHoldingHours } = signal;
    const { funding } = this.config.guards;
    const info = this.funding.get(signal.symbol);
    const verdict = fundingVerdict(info, side, edge, expectedHoldingHours, now, funding);
    this.findings.check(
      'funding',
      id,
      verdict.refused === (reason === 'FUNDING_ADVERSE'),
      () => `refused ${verdict.refused}`,
    );
    if (verdict.refused || record.size.length === 0) return;
    this.findings.near(
      'funding',
      id,
      'multiplier',
      multipliers.size['funding'] ?? null,
      verdict.multiplier,
    );
  }

  /** At most 10 entry orders a minute and 3 identical ones in a row, by strategy (1.9). */
  private throttle(record: DecisionRecord): void {
    const { id, at, signal, order } = record;
    const { maxEntriesPerMinute, maxIdenticalInARow } = this.config.guards;
    const mine = this.approved.filter((each) => each.strategy === signal.strategy);
    const minute = mine.filter((each) => each.at > at - MINUTE_MS).length + 1;
    this.findings.check(
      'entry-rate',
      id,
      minute <= maxEntriesPerMinute,
      () => `${minute} in a minute`,
    );
    const key = [signal.symbol, signal.side, order!.quantity, order!.limitPrice].join();
    const row = mine.slice(-maxIdenticalInARow);
    const same = row.length === maxIdenticalInARow && row.every((each) => each.key === key);
    this.findings.check('entry-rate', id, !same, () => `${maxIdenticalInARow + 1} identical`);
  }

  /** The projection against the references: what records alone would show too rarely. */
  private poll(status: KernelStatus, now: EpochMs): void {
    const where = new Date(now).toISOString();
    const near = (rule: string, what: string, a: number | null, b: number | null, t?: number) =>
      this.findings.near(rule, where, what, a, b, t);
    near('daily-pnl', 'daily PnL', status.dailyPnl, this.breakers.daily);
    near('drawdown', 'drawdown', status.drawdown, this.breakers.drawdown);
    near('regime', 'z', status.regimeZ, this.regime.z, 1e-7);
    this.findings.check(
      'regime',
      where,
      status.regime === this.regime.regime,
      () => `${status.regime}, recomputed ${this.regime.regime}`,
    );
    const { profile } = this.breakers;
    this.findings.check(
      'profile',
      where,
      status.profile === profile.name,
      () => `${status.profile}, recomputed ${profile.name}`,
    );
    const state = this.riskState(now);
    this.findings.check(
      'risk-state',
      where,
      status.riskState === state,
      () => `${status.riskState}, recomputed ${state}`,
    );
    const ends = {
      freeze_daily_soft: this.breakers.softUntil,
      daily_hard: this.breakers.hardUntil,
      freeze_drawdown: this.breakers.drawdownUntil,
      freeze_loss_streak: this.breakers.streakUntil,
    };
    for (const cause of TIMED) {
      const closure = status.closures.find((each) => each.cause === cause);
      const expected = ends[cause] > now ? ends[cause] : null;
      near('freezes', cause, closure?.until ?? null, expected);
    }
    const playbook = status.closures.filter(({ cause }) => cause === 'playbook').length;
    const risky = now < this.breakers.riskyUntil ? this.config.breakers.riskyStrategies.length : 0;
    this.findings.check(
      'playbook',
      where,
      playbook === risky,
      () => `${playbook} closed, recomputed ${risky}`,
    );
    const { strategies, buckets } = this.allocation.weights;
    for (const [rule, tolerance] of WEIGHT_RULES) {
      for (const { strategy, weight } of status.weights.strategies) {
        near(rule, strategy!, weight, strategies.get(strategy!) ?? 0, tolerance);
      }
      for (const { bucket, weight } of status.weights.buckets) {
        near(rule, bucket, weight, buckets.get(bucket) ?? 0, tolerance);
      }
    }
    for (const { id, symbols } of this.config.strategies) {
      const open = symbols.some((symbol) =>
        status.closures.every(
          ({ scope }) =>
            (scope.strategy !== null && scope.strategy !== id) ||
            (scope.symbol !== null && scope.symbol !== symbol),
        ),
      );
      const held = [...this.exposure.held.values()].some((each) => each.strategy === id);
      if (open || held) this.allocation.touched(id);
    }
    for (const [decision] of this.retriesDue) {
      this.findings.check(
        'retry',
        `d${decision}`,
        false,
        () => 'timed out and was not tried again',
      );
      this.retriesDue.delete(decision);
    }
    const oldest = now - DAY_MS;
    while (this.approved.length > 1_000 && this.approved[0]!.at < oldest) this.approved.shift();
  }
}

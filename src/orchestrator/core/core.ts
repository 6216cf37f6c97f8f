/**
 * The deterministic heart: kernel, launch machine and watches behind one function. No I/O, no
 * clock; the same batches give the same outputs and the same state. `orchestrator.ts` journals
 * around it, `replay.ts` runs it again from the journal.
 */
import {
  type Closure,
  type ClosureCause,
  type ClosureScope,
  closureId,
  PORTFOLIO,
} from '../../domain/closure.ts';
import type { SeptetConfig } from '../../domain/config.ts';
import type { StrategyId } from '../../domain/ids.ts';
import type { Override } from '../../domain/overrides.ts';
import type { Provenance } from '../../domain/provenance.ts';
import type { EpochMs } from '../../domain/time.ts';
import { canonicalText } from '../../journal/canonical.ts';
import type { KernelEvent, KernelOutput } from '../../kernel/events.ts';
import { isSettled, launchWake, observePreflight } from '../../runbook/launch.ts';
import type { LaunchSetup } from '../../runbook/launch-state.ts';
import { applyCommand } from './commands.ts';
import { type ConsumedInput, isMarket } from './consumed.ts';
import { type CoreContext, CRITICAL_HOLD_MS } from './context.ts';
import { contractsWake } from './contracts.ts';
import { controlWake, tickControl } from './control.ts';
import { applyFact } from './facts.ts';
import type { KernelPort } from './kernel-port.ts';
import { tickLaunch } from './launch.ts';
import { applyLink, applyWorker } from './links.ts';
import { maintenanceWake } from './maintenance.ts';
import { type SymbolWatch, watchBook, watchFunding, watchWake } from './market-watch.ts';
import { endBatch, operationsWake } from './operations.ts';
import type { CoreOutput } from './output.ts';
import { completed, effectiveConfig, kernelOverrides, provenanceIn } from './overrides-in-force.ts';
import { addSpread } from './spread-window.ts';
import { type CoreState, coreStateTexts, dropCancels, saveCoreState } from './state.ts';
import { watchAll } from './watch.ts';

export const CORE_SCHEMA = 'septet.orchestrator-state/3';

export class Core implements CoreContext {
  /** As it was started with. */
  readonly base: SeptetConfig;
  config: SeptetConfig;
  setup: LaunchSetup;
  readonly kernel: KernelPort;
  readonly state: CoreState;
  readonly symbolWatch: ReadonlyMap<string, SymbolWatch>;
  /** Id of the launch closure of every configured strategy. */
  private readonly launchClosures: ReadonlyMap<StrategyId, string>;
  /** Instant of the batch being consumed. */
  now: EpochMs;
  /** Outputs of the batch being consumed. */
  out: CoreOutput[] = [];
  /** Something that a settled launch must look at happened. */
  launchDirty = true;

  constructor(config: SeptetConfig, kernel: KernelPort, state: CoreState, now: EpochMs) {
    this.base = config;
    this.config = effectiveConfig(config, state.overrides, now).config;
    this.setup = { launch: config.launch, kernel: this.config.kernel };
    this.kernel = kernel;
    this.state = state;
    this.now = now;
    this.launchClosures = new Map(
      config.kernel.strategies.map(({ id }) => [
        id,
        closureId('launch', { strategy: id, symbol: null }),
      ]),
    );
    this.symbolWatch = new Map(state.watch.symbols.map((watch) => [watch.symbol, watch]));
  }

  /**
   * Consumes a batch at `now`: first what the account did, then the market, then the signals. So a
   * day that turns in this batch closes on its last mark, and an entry is decided on everything
   * known by then. Returns what came of it, in order.
   */
  consume(batch: readonly ConsumedInput[], now: EpochMs): readonly CoreOutput[] {
    this.out = [];
    this.now = now;
    if (this.config.attended) tickControl(this);
    for (const input of batch) {
      if (input.kind !== 'signal' && !isMarket(input)) this.apply(input);
    }
    for (const input of batch) {
      if (isMarket(input)) this.apply(input);
    }
    watchAll(this);
    for (const input of batch) {
      if (input.kind === 'signal') {
        this.kernelStep({ kind: 'signal', at: now, signal: input.signal });
      }
    }
    this.kernelStep({ kind: 'time', at: now });
    if (this.launchDirty || !isSettled(this.state.launch)) tickLaunch(this);
    endBatch(this, batch);
    return this.out;
  }

  private apply(input: Exclude<ConsumedInput, { kind: 'signal' }>): void {
    switch (input.kind) {
      case 'book':
        this.applyBook(input);
        return;
      case 'equity':
        this.state.equity = input.equity;
        this.state.walletBalance = input.walletBalance;
        this.state.watch.lastEquityAt = input.at;
        this.state.watch.equityGood = input.quality === 'good';
        this.kernelStep(input);
        return;
      case 'candle_1h':
      case 'funding':
        if (input.kind === 'funding') watchFunding(this.symbolWatch.get(input.symbol), input.at);
        this.kernelStep(input);
        return;
      case 'fact':
        applyFact(this, input.sequence, input.fact);
        return;
      case 'caught_up':
      case 'link':
      case 'feed':
      case 'pairlist':
        applyLink(this, input);
        return;
      case 'contracts':
        this.state.contracts = input.contracts;
        return;
      case 'worker':
        applyWorker(this, input);
        return;
      case 'command':
        applyCommand(this, input.id, input.command);
        return;
      case 'preflight':
        this.applyPreflight(input);
        return;
      case 'journal':
        this.applyJournal(input);
        return;
      case 'delivery':
      case 'candle_1m':
        return;
      case 'rejected':
        this.state.rejected += 1;
        this.alert('warning', 'INPUT_REJECTED', `${input.of} refused: ${input.text}`);
        return;
    }
  }

  private applyBook(event: Extract<ConsumedInput, { kind: 'book' }>): void {
    const watch = this.symbolWatch.get(event.symbol);
    if (watch === undefined) return;
    watchBook(watch, event.at, event.mark, this.now, this.config.kernel.guards.marketStaleAfter);
    if (this.state.launch.state !== 'complete') {
      const { spreadWindow } = this.config.launch;
      const { symbol, at, bids, asks } = event;
      addSpread(this.state.spreads, spreadWindow, symbol, at, bids, asks);
    }
    this.kernelStep(event);
  }

  private applyPreflight(input: Extract<ConsumedInput, { kind: 'preflight' }>): void {
    this.launchDirty = true;
    const outputs: Parameters<typeof observePreflight>[3] = [];
    observePreflight(this.state.launch, input.checks, this.now, outputs);
    for (const output of outputs) this.out.push({ kind: 'launch', output });
  }

  /** Decided but never sent, because it could not be made durable: the reservation ends. */
  private applyJournal(input: Extract<ConsumedInput, { kind: 'journal' }>): void {
    if (input.ok) {
      this.release(closureId('journal', PORTFOLIO), 'journal writable again');
      return;
    }
    this.close('journal', PORTFOLIO, `the journal cannot be written: ${input.text}`);
    for (const decision of input.undelivered) this.neverSent(decision, 'GATE_CLOSED');
    this.alert('critical', 'JOURNAL_FAILED', input.text);
  }

  neverSent(decision: number, reason: 'GATE_CLOSED' | 'DECISION_EXPIRED'): void {
    this.state.deliveries.delete(decision);
    this.kernelStep({
      kind: 'entry_ended',
      at: this.now,
      decision,
      end: 'refused',
      reason,
      filledQuantity: 0,
      averagePrice: 0,
    });
  }

  /**
   * One kernel event. Its time is brought between the event before it and this batch: what was
   * delayed on its way is late news, not time running backwards. How old a book or a mark really
   * is, the watches know.
   */
  kernelStep(event: KernelEvent): void {
    const at = Math.max(this.state.kernelAt, Math.min(event.at, this.now));
    this.state.kernelAt = at;
    const outputs = this.kernel.step(event.at === at ? event : { ...event, at });
    for (const output of outputs) this.take(output);
  }

  private take(output: KernelOutput): void {
    const state = this.state;
    switch (output.kind) {
      case 'decision':
        this.takeDecision(output);
        return;
      case 'gate':
        state.gate = { ...output.gate, writer: state.writer };
        this.out.push({ kind: 'kernel', output: { ...output, gate: state.gate } });
        return;
      case 'risk_state':
        state.riskState = output.to;
        if (output.from === 'NORMAL') state.riskDepartures += 1;
        this.launchDirty = true;
        break;
      case 'regime':
        state.regime = output.to;
        break;
      case 'weights':
      case 'profile':
        state.feasibilityDue = true;
        break;
      case 'notice':
        if (output.severity === 'critical') this.holdCritical(output.code, output.text);
        break;
      case 'cancel_entries':
        if (output.at <= this.now) break;
        state.cancels = [...state.cancels, output];
        return;
      case 'closure_released':
        if (state.cancels.length > 0) dropCancels(state, output.closure);
        break;
    }
    this.out.push({ kind: 'kernel', output });
  }

  private takeDecision(output: Extract<KernelOutput, { kind: 'decision' }>): void {
    const record = completed(this.kernel.describe(output), this.state);
    if (output.verdict === 'refused') {
      this.out.push({ kind: 'decision', record, order: null });
      return;
    }
    const order = { ...this.kernel.orderOf(output), writer: this.state.writer };
    this.state.deliveries.set(output.decision, order.expiresAt);
    this.out.push({ kind: 'decision', record: { ...record, order }, order });
  }

  get provenance(): Provenance {
    return provenanceIn(this.state, this.config.kernel.version);
  }

  /** Opens a closure of this side, unless it is open already. */
  close(
    cause: ClosureCause,
    scope: ClosureScope,
    reason: string,
    detail = '',
    until: EpochMs | null = null,
  ): void {
    const id = closureId(cause, scope, detail);
    if (this.state.closures.has(id)) return;
    const closure: Closure = { id, cause, scope, since: this.now, until, reason };
    this.state.closures.set(id, closure);
    this.kernelStep({ kind: 'close', at: this.now, closure });
  }

  /** Releases a closure of this side; one that is not open is none. */
  release(id: string, by: string): void {
    if (!this.state.closures.delete(id)) return;
    this.kernelStep({ kind: 'release', at: this.now, closureId: id, by });
  }

  alert(severity: 'info' | 'warning' | 'critical', code: string, text: string): void {
    this.out.push({ kind: 'alert', at: this.now, severity, code, text, ...this.provenance });
  }

  followOverrides(text: string): readonly Override[] {
    const { config, unfit } = effectiveConfig(this.base, this.state.overrides, this.now);
    if (config.kernel.version !== this.config.kernel.version) {
      this.kernel.reconfigure(config.kernel);
      this.config = config;
      this.setup = { launch: config.launch, kernel: config.kernel };
      this.launchDirty = true;
    }
    this.kernelStep({ kind: 'set_overrides', at: this.now, ...kernelOverrides(this.state), text });
    return unfit;
  }

  /** A critical alert holds the launch until it was quiet for `CRITICAL_HOLD`. */
  holdCritical(code: string, text: string): void {
    this.state.alerts.set(code, { until: this.now + CRITICAL_HOLD_MS, text });
    this.launchDirty = true;
  }

  /** Entries latch for a worker; paused for a strategy that is not configured. */
  entriesOf(strategy: StrategyId): 'paused' | 'open' {
    const id = this.launchClosures.get(strategy);
    return id === undefined || this.state.closures.has(id) ? 'paused' : 'open';
  }

  knows(strategy: StrategyId): boolean {
    return this.launchClosures.has(strategy);
  }

  /** Are entries closed because the journal could not be written? */
  journalClosed = (): boolean => this.state.closures.has(closureId('journal', PORTFOLIO));

  /** When it wants to be driven although nothing happened; null: never. */
  nextWake(): EpochMs | null {
    const { marketStaleAfter, equityStaleAfter } = this.config.kernel.guards;
    let wake = Number.POSITIVE_INFINITY;
    const kernel = this.kernel.nextWake();
    if (kernel !== null) wake = kernel;
    const watch = watchWake(this.state.watch, marketStaleAfter, equityStaleAfter);
    if (watch !== null && watch < wake) wake = watch;
    const launch = launchWake(this.setup, this.state.launch);
    if (launch !== null && launch < wake) wake = launch;
    wake = Math.min(wake, maintenanceWake(this.config, this.now), contractsWake(this));
    for (const alert of this.state.alerts.values()) if (alert.until < wake) wake = alert.until;
    for (const cancel of this.state.cancels) if (cancel.at < wake) wake = cancel.at;
    if (this.config.attended) wake = Math.min(wake, operationsWake(this), controlWake(this));
    return wake === Number.POSITIVE_INFINITY ? null : wake;
  }

  save(): string {
    return canonicalText({
      schema: CORE_SCHEMA,
      now: this.now,
      config: this.base,
      kernel: this.kernel.save(),
      core: saveCoreState(this.state),
      launchDirty: this.launchDirty,
    });
  }

  stateTexts(): Record<string, string> {
    const texts: Record<string, string> = {};
    for (const [name, text] of Object.entries(this.kernel.stateTexts())) {
      texts[`kernel.${name}`] = text;
    }
    return { ...texts, ...coreStateTexts(this.state) };
  }
}

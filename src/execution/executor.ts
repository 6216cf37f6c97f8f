/**
 * The executor: the only truth for orders, fills and money. A deterministic state machine without
 * timers: inputs in, facts to journal first and venue commands to send afterwards out.
 *
 * Contract with whoever drives it: append `facts` in one transaction; then, for each command of
 * `send` in order, ask `mayLeave`; send it, or hand its refusal back as a `not_sent` input. Venue
 * events that arrive meanwhile are handled after the whole list. `nextWake` says when a `time`
 * input is due; because the lease runs on machine time, give one at least every second.
 */
import type { Decimal } from '../domain/decimal.ts';
import { formatDecimal } from '../domain/decimal.ts';
import type {
  EquityMark,
  ExecutorCommand,
  ExecutorFact,
  LedgerKind,
  VirtualPosition,
} from '../domain/execution.ts';
import type { PriceStep } from '../domain/market.ts';
import type { ReasonCode } from '../domain/reasons.ts';
import type { EpochMs, Ms } from '../domain/time.ts';
import type { VenueCommand, VenueEvent } from '../domain/venue.ts';
import { applyFact } from './apply.ts';
import { onFunding, onTransfer } from './cash.ts';
import { type CommandReply, onCommand, setHalt } from './commands.ts';
import { type ExecutorConfig, executorConfigErrors } from './config.ts';
import { onCountdown, renewCountdowns } from './dead-man.ts';
import { behindText, CLOCK_BEHIND_MS, entryRefusal, onNotSent } from './entries.ts';
import { equityMark, takePrices } from './equity.ts';
import { runExitPlan } from './exit-plan.ts';
import { onExitFailure } from './exits.ts';
import { onFill } from './fills.ts';
import { followUp, leaseWake, onOrderEnded, wakeAt } from './follow-up.ts';
import {
  onAccepted,
  onNotFound,
  onOrderState,
  onRejected,
  onUnknown,
  resumeOrder,
} from './orders.ts';
import { onAccount, reconcileNow } from './reconciliation.ts';
import { describePosition, Session } from './session.ts';
import { allPositions, createState, isFinal, NEVER } from './state.ts';
import { noteAnswer } from './venue-watch.ts';

export type ExecutorInput =
  | {
      readonly kind: 'command';
      readonly command: ExecutorCommand;
      readonly now: EpochMs;
      readonly monotonic: Ms;
    }
  | {
      readonly kind: 'venue';
      readonly event: VenueEvent;
      readonly now: EpochMs;
      readonly monotonic: Ms;
    }
  /** Also advances time to the step's end. */
  | { readonly kind: 'price'; readonly step: PriceStep; readonly monotonic: Ms }
  /** The order was held back on its way to the wire; it does not exist. */
  | {
      readonly kind: 'not_sent';
      readonly clientOrderId: string;
      readonly reason: ReasonCode;
      readonly now: EpochMs;
    }
  | { readonly kind: 'time'; readonly now: EpochMs; readonly monotonic: Ms };

export interface ExecutorOutput {
  /** To be journaled, in one transaction, before anything else is done. */
  readonly facts: readonly ExecutorFact[];
  readonly send: readonly VenueCommand[];
  /** Answer to a command; null for every other input. */
  readonly reply: CommandReply | null;
}

export interface LedgerTotals {
  /** Wallet balance by the ledger; null before the first snapshot. */
  readonly balance: string | null;
  readonly opening: string;
  readonly entries: number;
  readonly byKind: Readonly<Partial<Record<LedgerKind, string>>>;
  /** Realised on the virtual positions' own entry prices. */
  readonly virtualRealised: string;
  /** Venue's realised minus virtual: what strategies sharing a side owe each other for now. */
  readonly internalTransfer: string;
}

export interface ExecutorHealth {
  readonly reconciled: boolean;
  readonly halted: boolean;
  readonly text: string;
}

export interface ExecutorOptions {
  /** `ENTRY_HALT` from the environment: the latch is set when the executor starts. */
  readonly entryHalt?: { readonly actor: string; readonly reason: string };
}

const NOTHING: ExecutorOutput = Object.freeze({
  facts: Object.freeze([]),
  send: Object.freeze([]),
  reply: null,
});

export class Executor {
  readonly #session: Session;
  readonly #options: ExecutorOptions;
  #wakeAt: EpochMs = NEVER;
  #leaseWake: Ms = NEVER;
  /** Time that passed while the clock stood behind, less than a millisecond. */
  #unspent: Ms = 0;

  constructor(session: Session, options: ExecutorOptions) {
    this.#session = session;
    this.#options = options;
    session.now = session.state.lastFactAt;
  }

  /** Begins: snapshot asked for, every unfinished order queried. Entries stay closed until clean. */
  start(now: EpochMs, monotonic: Ms): ExecutorOutput {
    const session = this.#session;
    session.monotonic = monotonic;
    this.#advance(now, monotonic);
    session.started = true;
    session.gate.start(monotonic);
    // What was reconciled before a stop says nothing about now.
    session.state.reconciled = null;
    session.state.reconciliationText = 'not reconciled since the start';
    const { entryHalt } = this.#options;
    if (entryHalt || session.state.halt.on) {
      const { actor, reason } = entryHalt ?? session.state.halt;
      setHalt(session, true, actor, reason);
    }
    for (const order of session.state.open.values()) resumeOrder(session, order);
    reconcileNow(session);
    return this.#finish(null);
  }

  handle(input: ExecutorInput): ExecutorOutput {
    switch (input.kind) {
      case 'price':
        return this.#onPrice(input.step, input.monotonic);
      case 'command': {
        this.#advance(input.now, input.monotonic);
        return this.#finish(onCommand(this.#session, input.command));
      }
      case 'venue':
        this.#advance(input.now, input.monotonic);
        this.#onVenue(input.event);
        return this.#finish(null);
      case 'not_sent': {
        this.#advance(input.now, this.#session.monotonic);
        const order = this.#session.state.orders.get(input.clientOrderId);
        if (order) onNotSent(this.#session, order, input.reason);
        return this.#finish(null);
      }
      case 'time':
        this.#advance(input.now, input.monotonic);
        if (this.#session.now < this.#wakeAt && input.monotonic < this.#leaseWake) return NOTHING;
        return this.#finish(null);
      default:
        return input satisfies never;
    }
  }

  /** Final check before the wire: null when the command may leave. Only entries are ever refused. */
  mayLeave(command: VenueCommand, now: EpochMs, monotonic: Ms): ReasonCode | null {
    if (command.kind !== 'place' || command.action === 'reduce') return null;
    const order = this.#session.state.orders.get(command.clientOrderId);
    if (!order?.entry || isFinal(order.status) || order.cancelReason !== null) return 'GATE_CLOSED';
    return entryRefusal(this.#session, order.entry, now, monotonic)?.code ?? null;
  }

  equityMark(now: EpochMs): EquityMark {
    return equityMark(this.#session, now);
  }

  /** Virtual positions, EXTERNAL included. */
  positions(): readonly VirtualPosition[] {
    return allPositions(this.#session.state).map(describePosition);
  }

  /** When a `time` input is due, market time; null when nothing is planned. */
  nextWake(): EpochMs | null {
    return this.#wakeAt === NEVER ? null : this.#wakeAt;
  }

  /**
   * From when on (less what may be under way) the venue has to tell again what moved the account:
   * the last time the books were equal to it. Null: never yet, the first snapshot opens them. The
   * last fact would be too late: a process killed while it caught up has facts newer than its gap.
   */
  completeUntil(): EpochMs | null {
    return this.#session.state.completeAt;
  }

  health(): ExecutorHealth {
    const { state, connected, behind } = this.#session;
    const clock = behind > CLOCK_BEHIND_MS ? `${behindText(behind)}; ` : '';
    const link = connected ? '' : 'no connection to the venue; ';
    const halt = state.halt.on ? `ENTRY_HALT by ${state.halt.actor}: ${state.halt.reason}; ` : '';
    return {
      reconciled: state.reconciled === true,
      halted: state.halt.on,
      text: `${clock}${link}${halt}${state.reconciliationText}`,
    };
  }

  ledgerTotals(): LedgerTotals {
    const { state } = this.#session;
    const byKind: Partial<Record<LedgerKind, string>> = {};
    for (const [kind, sum] of state.ledgerByKind) byKind[kind] = formatDecimal(sum);
    const venue =
      (state.ledgerByKind.get('realised_pnl') ?? 0n) +
      (state.ledgerByKind.get('liquidation') ?? 0n);
    return {
      balance: state.balance === null ? null : formatDecimal(state.balance),
      opening: formatDecimal(state.opening),
      entries: state.ledgerEntries,
      byKind,
      virtualRealised: formatDecimal(state.virtualRealised),
      internalTransfer: formatDecimal((venue - state.virtualRealised) as Decimal),
    };
  }

  /** The hot path: without positions on the symbol and nothing due it touches a few numbers. */
  #onPrice(step: PriceStep, monotonic: Ms): ExecutorOutput {
    const session = this.#session;
    const symbol = session.state.symbols.get(step.symbol);
    if (step.at > session.now) session.now = step.at;
    if (monotonic > session.monotonic) session.monotonic = monotonic;
    let changed = step.at >= this.#wakeAt || monotonic >= this.#leaseWake;
    if (symbol) {
      takePrices(session, symbol, step);
      const { positions } = symbol;
      for (let i = 0; i < positions.length; i++) {
        if (runExitPlan(session, symbol, positions[i]!, step)) changed = true;
      }
    }
    return changed ? this.#finish(null) : NOTHING;
  }

  #onVenue(event: VenueEvent): void {
    const session = noteAnswer(this.#session, event);
    switch (event.kind) {
      case 'accepted':
        onAccepted(session, event);
        return;
      case 'rejected':
        this.#ended(event.clientOrderId, onRejected(session, event));
        return;
      case 'unknown': {
        const order = session.state.open.get(event.clientOrderId);
        if (onUnknown(session, event) && order?.role === 'exit') {
          onExitFailure(session, order, 'no answer from the venue');
        }
        return;
      }
      case 'not_found':
        this.#ended(event.clientOrderId, onNotFound(session, event));
        return;
      case 'order':
        this.#ended(event.clientOrderId, onOrderState(session, event));
        return;
      case 'fill':
        onFill(session, event);
        return;
      case 'funding':
        onFunding(session, event);
        return;
      case 'transfer':
        onTransfer(session, event);
        return;
      case 'account':
        onAccount(session, event);
        return;
      case 'countdown':
        onCountdown(session, event);
        return;
      case 'connection': {
        session.connected = event.up;
        if (!event.up) return;
        for (const order of session.state.open.values()) resumeOrder(session, order);
        reconcileNow(session);
        renewCountdowns(session);
        return;
      }
      default:
        event satisfies never;
    }
  }

  #ended(clientOrderId: string, ended: boolean): void {
    const order = ended ? this.#session.state.orders.get(clientOrderId) : undefined;
    if (order) onOrderEnded(this.#session, order);
  }

  /**
   * Takes over the time of an input. While the given clock stands behind what the facts say, timers
   * run on at half the speed of machine time until it has caught up: what has to be repeated (a stop,
   * a cancel) cannot wait for that.
   */
  #advance(now: EpochMs, monotonic: Ms): void {
    const session = this.#session;
    const passed = Math.max(0, monotonic - session.monotonic);
    session.monotonic += passed;
    session.behind = Math.max(0, session.now - now);
    if (session.behind <= CLOCK_BEHIND_MS) {
      session.now = Math.max(session.now, now);
      return;
    }
    this.#unspent += passed / 2;
    const whole = Math.floor(this.#unspent);
    session.now += whole;
    this.#unspent -= whole;
  }

  #finish(reply: CommandReply | null): ExecutorOutput {
    const session = this.#session;
    if (session.started) followUp(session);
    this.#wakeAt = wakeAt(session);
    this.#leaseWake = leaseWake(session);
    const { facts, send } = session;
    if (facts.length === 0 && send.length === 0 && reply === null) return NOTHING;
    session.facts = [];
    session.send = [];
    return { facts, send, reply };
  }
}

/** An executor without a past. Throws on a configuration that `executorConfigErrors` refuses. */
export function createExecutor(config: ExecutorConfig, options: ExecutorOptions = {}): Executor {
  return recoverExecutor(config, [], options);
}

/** The executor as its journaled facts left it; call `start` before anything else. */
export function recoverExecutor(
  config: ExecutorConfig,
  facts: Iterable<ExecutorFact>,
  options: ExecutorOptions = {},
): Executor {
  const errors = executorConfigErrors(config);
  if (errors.length > 0) throw new RangeError(`executor configuration: ${errors.join('; ')}`);
  const state = createState(config);
  for (const fact of facts) applyFact(state, fact);
  return new Executor(new Session(config, state), options);
}

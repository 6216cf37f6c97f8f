/**
 * The executor's own copy of the gate and of the lease. Entries fail closed: without a gate,
 * without a lease, or before a closing, nothing passes. Kept in memory only on purpose: after a
 * restart entries stay closed until the orchestrator speaks again.
 */
import { type ClosureScope, covers, type Gate, PORTFOLIO } from '../domain/closure.ts';
import type { EntryOrder } from '../domain/decision.ts';
import type { ReasonCode } from '../domain/reasons.ts';
import type { EpochMs, Ms } from '../domain/time.ts';
import type { ExecutorConfig } from './config.ts';

export interface Refusal {
  readonly code: ReasonCode;
  readonly text: string;
}

interface Closing {
  readonly scope: ClosureScope;
  readonly epoch: number;
}

/** Scopes with a remembered closing; beyond it they become one closing of the portfolio. */
const CLOSINGS_MAX = 4_096;

export class EntryGate {
  readonly #config: ExecutorConfig;
  #gate: Gate | null = null;
  /** Highest writer seen; older ones are refused. */
  #writer: number;
  #leaseAt: Ms | null = null;
  #startedAt: Ms = 0;
  readonly #closings = new Map<string, Closing>();

  constructor(config: ExecutorConfig, writer: number) {
    this.#config = config;
    this.#writer = writer;
  }

  get writer(): number {
    return this.#writer;
  }

  start(monotonic: Ms): void {
    this.#startedAt = monotonic;
  }

  /** Takes a gate; a refusal in words when it is an older one. */
  accept(gate: Gate): string | null {
    if (gate.writer < this.#writer) {
      return `gate of writer ${gate.writer}, but writer ${this.#writer} has taken over`;
    }
    const known = this.#gate?.writer === gate.writer ? this.#gate : null;
    if (known && gate.epoch < known.epoch) {
      return `gate of epoch ${gate.epoch}, but epoch ${known.epoch} is in force`;
    }
    this.#noteClosings(known, gate);
    this.#writer = gate.writer;
    this.#gate = gate;
    return null;
  }

  /**
   * Remembers at which epoch each scope closed last. A closing seen here happened at this gate's
   * epoch at the latest; when the epoch moved further than the new closures explain, one was
   * opened and released unseen, and the whole portfolio counts as closed at that epoch.
   */
  #noteClosings(known: Gate | null, gate: Gate): void {
    const before = new Set(known?.closures.map((closure) => `${closure.id} ${closure.since}`));
    let fresh = 0;
    for (const closure of gate.closures) {
      if (before.has(`${closure.id} ${closure.since}`)) continue;
      fresh += 1;
      this.#noteClosing(closure.scope, gate.epoch);
    }
    const moved = known ? gate.epoch - known.epoch : Number.POSITIVE_INFINITY;
    if (moved > fresh) this.#noteClosing(PORTFOLIO, gate.epoch);
  }

  #noteClosing(scope: ClosureScope, epoch: number): void {
    if (this.#closings.size >= CLOSINGS_MAX) {
      this.#closings.clear();
      this.#closings.set('* *', { scope: PORTFOLIO, epoch });
      return;
    }
    this.#closings.set(`${scope.strategy ?? '*'} ${scope.symbol ?? '*'}`, { scope, epoch });
  }

  /** Renews the lease; a refusal in words for an older writer. */
  renew(writer: number, monotonic: Ms): string | null {
    if (writer < this.#writer) {
      return `lease of writer ${writer}, but writer ${this.#writer} has taken over`;
    }
    this.#writer = writer;
    this.#leaseAt = monotonic;
    return null;
  }

  leaseAlive(monotonic: Ms): boolean {
    return this.#leaseAt !== null && monotonic - this.#leaseAt < this.#config.leaseDeadAfter;
  }

  /** Machine time at which resting entries are cancelled unless the lease is renewed. */
  leaseCancelAt(): Ms {
    const lostAt =
      this.#leaseAt === null ? this.#startedAt : this.#leaseAt + this.#config.leaseDeadAfter;
    return lostAt + this.#config.leaseCancelAfter;
  }

  /** Why the entry must not go out now; null when it may. First reason found, in a fixed order. */
  refusal(order: EntryOrder, now: EpochMs, monotonic: Ms): Refusal | null {
    const gate = this.#gate;
    if (!gate) return { code: 'GATE_CLOSED', text: 'no gate received yet: entries are closed' };
    if (order.writer !== this.#writer || gate.writer !== this.#writer) {
      return {
        code: 'GATE_EPOCH',
        text: `decided by writer ${order.writer}, gate of writer ${gate.writer}, writer ${this.#writer} in force`,
      };
    }
    for (const closure of gate.closures) {
      if (covers(closure.scope, order.strategy, order.symbol)) {
        return { code: 'GATE_CLOSED', text: `${closure.id}: ${closure.reason}` };
      }
    }
    for (const closing of this.#closings.values()) {
      if (order.epoch < closing.epoch && covers(closing.scope, order.strategy, order.symbol)) {
        return {
          code: 'GATE_EPOCH',
          text: `decided at epoch ${order.epoch}, closed since at epoch ${closing.epoch}`,
        };
      }
    }
    if (!this.leaseAlive(monotonic)) {
      const age = this.#leaseAt === null ? 'never received' : `${monotonic - this.#leaseAt} ms old`;
      return { code: 'LEASE_DEAD', text: `lease ${age}, limit ${this.#config.leaseDeadAfter} ms` };
    }
    if (now >= order.expiresAt) {
      return {
        code: 'DECISION_EXPIRED',
        text: `decision expired ${now - order.expiresAt} ms ago, decided ${now - order.decidedAt} ms ago`,
      };
    }
    return null;
  }
}

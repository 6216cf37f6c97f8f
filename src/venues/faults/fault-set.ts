/**
 * A fault plan at work: which faults are in force, which strike, and how often they have. Every
 * fault has a random sequence of its own, so that adding or removing one changes no other.
 */
import type { EpochMs, Ms } from '../../domain/time.ts';
import type { Distribution, Fault, FaultKind, FaultOf, FaultPlan } from './plan.ts';

/** Random numbers of one stream; seeded by the caller. */
export interface Chance {
  /** In [0, 1). */
  uniform(): number;
  /** Mean 0, variance 1. */
  normal(): number;
}

/** One strike of a fault. `what`: the request, order or event that it hit. */
export interface Strike {
  readonly id: string;
  readonly kind: FaultKind;
  readonly at: EpochMs;
  /** How often this fault has struck, this time included. */
  readonly count: number;
  readonly what: string;
}

/** A fault of the plan as it stands. */
export interface FaultStatus {
  readonly fault: Fault;
  readonly strikes: number;
  readonly inForce: boolean;
}

interface Entry {
  readonly fault: Fault;
  /** From when on the fault's times count. */
  readonly origin: EpochMs;
  readonly chance: Chance;
  strikes: number;
}

/** Faults in one plan. */
export const MAX_FAULTS = 256;

export class FaultSet {
  private readonly chanceOf: (stream: string) => Chance;
  private entries: readonly Entry[] = [];
  private readonly listeners: ((strike: Strike) => void)[] = [];

  constructor(plan: FaultPlan, chanceOf: (stream: string) => Chance, origin: EpochMs) {
    this.chanceOf = chanceOf;
    this.replace(plan.faults, origin);
  }

  get isEmpty(): boolean {
    return this.entries.length === 0;
  }

  onStrike(listener: (strike: Strike) => void): void {
    this.listeners.push(listener);
  }

  /** Takes up a new plan whose times count from `now`. */
  replace(faults: readonly Fault[], now: EpochMs): void {
    this.entries = [];
    this.add(faults, now);
  }

  /** The plan's times count from `now`, as if it had just been taken up. */
  begin(now: EpochMs): void {
    this.entries = this.entries.map((entry) => ({ ...entry, origin: now }));
  }

  /** Throws a RangeError when an id is there already, or there are too many. */
  add(faults: readonly Fault[], now: EpochMs): void {
    const added = faults.map((fault) => ({
      fault,
      origin: now,
      chance: this.chanceOf(`fault ${fault.id}`),
      strikes: 0,
    }));
    const all = [...this.entries, ...added];
    const ids = new Set(all.map(({ fault }) => fault.id));
    if (ids.size < all.length) throw new RangeError('two faults have the same id');
    if (all.length > MAX_FAULTS) throw new RangeError(`more than ${MAX_FAULTS} faults`);
    this.entries = all;
  }

  /** False when there is none of that id. */
  remove(id: string): boolean {
    const left = this.entries.filter(({ fault }) => fault.id !== id);
    const removed = left.length < this.entries.length;
    this.entries = left;
    return removed;
  }

  status(now: EpochMs): readonly FaultStatus[] {
    return this.entries.map((entry) => {
      const { fault, strikes } = entry;
      return { fault, strikes, inForce: isInForce(entry, now) };
    });
  }

  /** Faults of a kind in force, in the order of the plan. */
  inForce<K extends FaultKind>(kind: K, now: EpochMs): readonly FaultOf<K>[] {
    if (this.entries.length === 0) return [];
    return this.entries
      .filter((entry) => entry.fault.kind === kind && isInForce(entry, now))
      .map((entry) => entry.fault as FaultOf<K>);
  }

  /** Beginning of a fault's window; null: there is no such fault. */
  beginOf(fault: Fault): EpochMs | null {
    const entry = this.entryOf(fault);
    return entry === undefined ? null : entry.origin + fault.from;
  }

  /** End of the last of these windows; null when one is open. */
  endOf(fault: Fault): EpochMs | null {
    const entry = this.entryOf(fault);
    return entry === undefined || fault.until === null ? null : entry.origin + fault.until;
  }

  /** Does a fault in force strike now? A random number is drawn only when the outcome hangs on it. */
  strikes(fault: Fault, now: EpochMs, what: string): boolean {
    const entry = this.entryOf(fault);
    if (entry === undefined) return false;
    if ('times' in fault) {
      if (fault.times !== null && entry.strikes >= fault.times) return false;
      if (fault.probability < 1 && entry.chance.uniform() >= fault.probability) return false;
    }
    this.count(entry, now, what);
    return true;
  }

  /** A length of time from a fault's own random sequence; whole ms, at least 0. */
  draw(fault: Fault, by: Distribution): Ms {
    if ('fixed' in by) return by.fixed;
    const chance = this.entryOf(fault)?.chance;
    if (chance === undefined) return 0;
    if ('uniform' in by) {
      const [least, most] = by.uniform;
      return Math.round(least + chance.uniform() * (most - least));
    }
    const { median, sigma, most } = by.logNormal;
    return Math.min(most, Math.round(median * Math.exp(sigma * chance.normal())));
  }

  /** Next instant after `now` at which a window opens or closes; null when there is none. */
  nextChange(now: EpochMs): EpochMs | null {
    let next: EpochMs | null = null;
    for (const { fault, origin } of this.entries) {
      for (const edge of [fault.from, fault.until]) {
        if (edge === null || origin + edge <= now) continue;
        if (next === null || origin + edge < next) next = origin + edge;
      }
    }
    return next;
  }

  private entryOf(fault: Fault): Entry | undefined {
    return this.entries.find((entry) => entry.fault === fault);
  }

  private count(entry: Entry, at: EpochMs, what: string): void {
    entry.strikes += 1;
    const { id, kind } = entry.fault;
    for (const listener of this.listeners) listener({ id, kind, at, count: entry.strikes, what });
  }
}

function isInForce({ fault, origin }: Entry, now: EpochMs): boolean {
  const since = now - origin;
  return since >= fault.from && (fault.until === null || since < fault.until);
}

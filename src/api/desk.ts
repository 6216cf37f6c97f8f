/**
 * What the page and the API show: the newest projections of the services, kept in bounded memory.
 * Knows nothing of sockets or HTTP; whoever has news puts it in, whoever shows it subscribes.
 */
import type { PublicEvent } from '../bus/messages.ts';
import type { DecisionRecord } from '../domain/decision.ts';
import type { PortfolioStatus, ProcessStatus } from '../domain/status.ts';
import { type EpochMs, MINUTE_MS, type Ms } from '../domain/time.ts';

/** One point of the equity series the page draws. */
export interface EquitySample {
  readonly at: EpochMs;
  readonly equity: number;
  readonly dailyPnl: number | null;
  readonly drawdown: number | null;
}

export type DeskUpdate =
  | { readonly kind: 'status'; readonly status: PortfolioStatus }
  | { readonly kind: 'processes'; readonly processes: readonly ProcessStatus[] }
  | { readonly kind: 'decision'; readonly record: DecisionRecord }
  | { readonly kind: 'event'; readonly event: PublicEvent }
  | { readonly kind: 'equity'; readonly sample: EquitySample }
  | { readonly kind: 'link'; readonly links: Readonly<Record<string, boolean>> };

/** Where a reader of the stream is: `<stream>-<sequence>`; another start is another stream. */
interface Numbered {
  readonly id: string;
}

/** What goes over the stream. */
export type DeskMessage = Numbered &
  (
    | DeskUpdate
    | { readonly kind: 'snapshot'; readonly snapshot: DeskSnapshot }
    /** Every second, by the clock of this machine: nothing is frozen. */
    | { readonly kind: 'beat'; readonly wall: EpochMs }
  );

/** Everything a page needs to draw itself from nothing. */
export interface DeskSnapshot {
  readonly status: PortfolioStatus | null;
  readonly processes: readonly ProcessStatus[];
  /** Newest first. */
  readonly decisions: readonly DecisionRecord[];
  /** Newest first. */
  readonly events: readonly PublicEvent[];
  /** Oldest first. */
  readonly equity: readonly EquitySample[];
  /** Which services the desk hears. */
  readonly links: Readonly<Record<string, boolean>>;
}

/** Updates a reader may have missed and still gets one by one; the newest status stands for all. */
const MISSED_MAX = 1_000;
const SNAPSHOT_DECISIONS = 100;
const SNAPSHOT_EVENTS = 200;
const DECISIONS_MAX = 500;
const EVENTS_MAX = 500;
const EQUITY_MAX = 4_000;

export class Desk {
  private status: PortfolioStatus | null = null;
  private processes: readonly ProcessStatus[] = [];
  private decisions: DecisionRecord[] = [];
  private events: PublicEvent[] = [];
  private equity: EquitySample[] = [];
  private spacing: Ms = MINUTE_MS;
  private links: Readonly<Record<string, boolean>> = {};
  private readonly listeners = new Set<(message: Numbered & DeskUpdate) => void>();
  private readonly stream: string;
  private sequence = 0;
  /** Oldest first; of status and processes only the newest. */
  private recent: { readonly sequence: number; readonly update: DeskUpdate }[] = [];
  /** Up to here something was left out of `recent` that is not made up for by what is there. */
  private forgotten = 0;

  /** `stream`: names this start, digits and small letters. */
  constructor(stream = 'desk') {
    this.stream = stream;
  }

  /** What came after a message; null: too long ago, or told by another start. */
  since(id: string): readonly DeskMessage[] | null {
    const dash = id.lastIndexOf('-');
    const after = Number(id.slice(dash + 1));
    if (id.slice(0, dash) !== this.stream || !(after <= this.sequence)) return null;
    if (after < this.forgotten) return null;
    return this.recent
      .filter(({ sequence }) => sequence > after)
      .map(({ sequence, update }) => ({ id: this.idOf(sequence), ...update }));
  }

  /** The whole, as short as a page can start from. */
  snapshotMessage(): DeskMessage {
    const { decisions, events, ...rest } = this.snapshot();
    const snapshot = {
      ...rest,
      decisions: decisions.slice(0, SNAPSHOT_DECISIONS),
      events: events.slice(0, SNAPSHOT_EVENTS),
    };
    return { id: this.idOf(this.sequence), kind: 'snapshot', snapshot };
  }

  beat(wall: EpochMs): DeskMessage {
    return { id: this.idOf(this.sequence), kind: 'beat', wall };
  }

  private idOf(sequence: number): string {
    return `${this.stream}-${sequence}`;
  }

  subscribe(listener: (message: Numbered & DeskUpdate) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  snapshot(): DeskSnapshot {
    return {
      status: this.status,
      processes: this.processes,
      decisions: this.decisions,
      events: this.events,
      equity: this.equity,
      links: this.links,
    };
  }

  putStatus(status: PortfolioStatus): void {
    this.status = status;
    this.tell({ kind: 'status', status });
    this.sampleEquity(status);
  }

  putProcesses(processes: readonly ProcessStatus[]): void {
    this.processes = processes;
    this.tell({ kind: 'processes', processes });
  }

  putLink(service: string, up: boolean): void {
    this.links = { ...this.links, [service]: up };
    this.tell({ kind: 'link', links: this.links });
  }

  /** A decision already here (told again after a reconnect) is not told twice. */
  putDecision(record: DecisionRecord): void {
    if (this.decisions.some((known) => known.id === record.id)) return;
    this.decisions = [record, ...this.decisions]
      .sort((a, b) => b.decision - a.decision)
      .slice(0, DECISIONS_MAX);
    this.tell({ kind: 'decision', record });
  }

  putEvent(event: PublicEvent): void {
    if (this.events.some((known) => known.sequence === event.sequence)) return;
    this.events = [event, ...this.events]
      .sort((a, b) => b.sequence - a.sequence)
      .slice(0, EVENTS_MAX);
    this.tell({ kind: 'event', event });
  }

  /** At most one sample a minute of market time; when full, every second one goes. */
  private sampleEquity(status: PortfolioStatus): void {
    if (status.equity === null) return;
    const last = this.equity.at(-1);
    if (last !== undefined && status.at < last.at + this.spacing) return;
    const sample: EquitySample = {
      at: status.at,
      equity: status.equity,
      dailyPnl: status.dailyPnl,
      drawdown: status.drawdown,
    };
    this.equity.push(sample);
    this.tell({ kind: 'equity', sample });
    if (this.equity.length >= EQUITY_MAX) {
      this.equity = this.equity.filter((_, i) => i % 2 === 0);
      this.spacing *= 2;
    }
  }

  private tell(update: DeskUpdate): void {
    this.sequence += 1;
    const { sequence } = this;
    if (STANDS_FOR_ALL.has(update.kind)) {
      this.recent = this.recent.filter((each) => each.update.kind !== update.kind);
    }
    this.recent.push({ sequence, update });
    if (this.recent.length > MISSED_MAX) {
      const left = this.recent.splice(0, MISSED_MAX / 2);
      this.forgotten = left.at(-1)?.sequence ?? this.forgotten;
    }
    if (this.listeners.size === 0) return;
    const message = { id: this.idOf(sequence), ...update };
    for (const listener of this.listeners) listener(message);
  }
}

/** The newest one makes those before it obsolete. */
const STANDS_FOR_ALL: ReadonlySet<DeskUpdate['kind']> = new Set(['status', 'processes', 'link']);

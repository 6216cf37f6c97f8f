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
  private readonly listeners = new Set<(update: DeskUpdate) => void>();

  subscribe(listener: (update: DeskUpdate) => void): () => void {
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
    for (const listener of this.listeners) listener(update);
  }
}

/**
 * The list of decisions, searched. Nothing of it is loaded until somebody asks; then it takes what
 * is told from here on, and reads what was before, newest first, in small pages with pauses, so
 * that whoever decides does not feel it. Its file is kept, so the next start reads only the rest.
 */
import type { DecisionRow } from '../../domain/decision-row.ts';
import type { Ms } from '../../domain/time.ts';
import { type DecisionFilter, DecisionIndexFile } from './index-file.ts';
import { nextBefore, type Spans, withSpan } from './spans.ts';

export interface DecisionsFound {
  /** Newest first; fewer than asked for where words are looked for, so many decisions at a time. */
  readonly rows: readonly DecisionRow[];
  /** Where the next page goes on, also after one with no rows; null: nothing is left. */
  readonly before: number | null;
  /** Every decision with this number or a later one was looked at; 1: all of them. */
  readonly searchedFrom: number;
}

export interface SearchPorts {
  /** Where the file lies. */
  readonly path: string;
  /** Newest first, numbers below `before` (null: the newest). */
  page(before: number | null, limit: number): Promise<readonly DecisionRow[]>;
  /** Resolves after so long; a stopped search does not wait for it. */
  pause(length: Ms): Promise<void>;
}

const PAGE = 200;
const PAUSE_MS: Ms = 60;
/** After a page that could not be had. */
const RETRY_MS: Ms = 2_000;
/** Decisions that came while the file was being opened. */
const EARLY_MAX = 2_000;

export class DecisionSearch {
  private readonly ports: SearchPorts;
  private opening: Promise<DecisionIndexFile> | null = null;
  private file: DecisionIndexFile | null = null;
  private spans: Spans = [];
  private early: DecisionRow[] = [];
  /** Newest decision that was told since the last connection; null: none. */
  private newest: number | null = null;
  private reading = false;
  private closed = false;

  constructor(ports: SearchPorts) {
    this.ports = ports;
  }

  async find(
    filter: DecisionFilter,
    before: number | null,
    limit: number,
  ): Promise<DecisionsFound> {
    const file = await this.opened();
    const found = file.search(filter, before ?? Number.MAX_SAFE_INTEGER, limit);
    return { ...found, searchedFrom: this.spans.at(-1)?.low ?? 1 };
  }

  /** As it is told. */
  put(row: DecisionRow): void {
    if (this.opening === null) return;
    if (this.file === null) {
      this.early = [...this.early, row].slice(-EARLY_MAX);
      return;
    }
    const { decision } = row;
    // Told right after the one before: nothing can be between them.
    const low = this.newest === null ? decision : Math.min(this.newest, decision);
    this.store([row], { low, high: decision });
    this.newest = Math.max(this.newest ?? decision, decision);
  }

  /** The line to whoever decides was lost and is back: what was told meanwhile is read. */
  connected(): void {
    this.newest = null;
    if (this.file !== null) void this.readBack();
  }

  close(): void {
    this.closed = true;
    this.file?.close();
    this.file = null;
  }

  private opened(): Promise<DecisionIndexFile> {
    this.opening ??= DecisionIndexFile.open(this.ports.path).then(async (file) => {
      this.file = file;
      this.spans = file.spans();
      for (const row of this.early.splice(0)) this.put(row);
      // The first answer shows the newest page; the rest follows by itself.
      await this.readPage(null).catch(() => {});
      void this.readBack();
      return file;
    });
    return this.opening;
  }

  private async readBack(): Promise<void> {
    if (this.reading) return;
    this.reading = true;
    let before: number | null = null;
    while (!this.closed) {
      const next: number | null | 'failed' = await this.readPage(before).catch(
        () => 'failed' as const,
      );
      if (next === null) break;
      if (next !== 'failed') before = next;
      await this.ports.pause(next === 'failed' ? RETRY_MS : PAUSE_MS);
    }
    this.reading = false;
  }

  /** Where the next page goes on; null: everything is here. */
  private async readPage(before: number | null): Promise<number | null> {
    const rows = await this.ports.page(before, PAGE);
    const [first] = rows;
    const last = rows.at(-1);
    if (this.file === null) return null;
    if (first === undefined || last === undefined) {
      if (before !== null) this.store([], { low: 1, high: before });
      return null;
    }
    // Numbers of another journal: what is here is of no use.
    const known = this.file.timeOf(first.decision);
    if (known !== undefined && known !== first.at) {
      this.file.clear();
      this.spans = [];
    }
    if (before === null) this.newest = Math.max(this.newest ?? 0, first.decision);
    this.store(rows, { low: last.decision, high: before ?? first.decision });
    const next = nextBefore(this.spans, last.decision);
    return next <= 1 ? null : next;
  }

  private store(rows: readonly DecisionRow[], span: { low: number; high: number }): void {
    const spans = withSpan(this.spans, span);
    this.file?.add(rows, spans);
    this.spans = spans;
  }
}

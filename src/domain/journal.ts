import type { Draft, Envelope } from './envelope.ts';

/** Version of the journal's tables and of the hashes over them. */
export const JOURNAL_FORMAT = 'septet.journal/1';

/**
 * An append-only, hash-chained record of facts. One owning process, one connection per file.
 * `append` returns only after the records are durable; a throw means none of them is.
 */
export interface Journal {
  /** Numbers, chains and stores all drafts in one transaction; returns them as stored. */
  append(drafts: readonly Draft[]): readonly Envelope[];
  /** Records with `sequence >= from`, ascending. */
  read(from?: number): Iterable<Envelope>;
  /** Last record's sequence (0 when empty) and hash (64 zeros when empty). */
  head(): { readonly sequence: number; readonly hash: string };
  /** Opaque state saved beside the chain: latest wins. The caller versions its content. */
  saveSnapshot(sequence: number, state: string): void;
  latestSnapshot(): { readonly sequence: number; readonly state: string } | undefined;
  close(): void;
}

/**
 * The hash chain: every record's hash covers the hash before it, so that no record can be changed,
 * removed or put in between without every later hash being wrong.
 */
import { hash as digest } from 'node:crypto';
import { type Draft, ENVELOPE_SCHEMA, type Envelope } from '../domain/envelope.ts';
import { canonicalText } from './canonical.ts';

/** Hash before the first record. */
export const GENESIS_HASH = '0'.repeat(64);

export interface Head {
  /** 0 when there is no record. */
  readonly sequence: number;
  readonly hash: string;
}

export const EMPTY_HEAD: Head = { sequence: 0, hash: GENESIS_HASH };

/** A record as stored: its data as canonical text. */
export interface StoredRecord {
  readonly sequence: number;
  readonly at: number;
  readonly source: string;
  readonly type: string;
  readonly schema: number;
  readonly build: string;
  readonly config: string;
  readonly data: string;
  readonly hash: string;
}

/** Who writes: build and configuration, stamped on every record. */
export interface Origin {
  readonly build: string;
  readonly config: string;
}

/** SHA-256 over the hash before, a line feed, and the record's canonical text; hex. */
export function chainHash(previous: string, recordText: string): string {
  return digest('sha256', `${previous}\n${recordText}`);
}

/**
 * Canonical text of a record without its hash: the members in canonical order around the data,
 * which is canonical text already.
 */
export function recordText(record: Omit<StoredRecord, 'hash'>): string {
  return (
    `{"at":${record.at},"build":${JSON.stringify(record.build)}` +
    `,"config":${JSON.stringify(record.config)},"data":${record.data}` +
    `,"schema":${record.schema},"sequence":${record.sequence}` +
    `,"source":${JSON.stringify(record.source)},"type":${JSON.stringify(record.type)}}`
  );
}

export interface Chained {
  readonly stored: StoredRecord;
  readonly envelope: Envelope;
}

/**
 * Numbers and chains a draft behind `head`. Throws a TypeError when its data have no canonical
 * text (NaN, bigint, ...) and a RangeError when its time is not a whole number of ms.
 */
export function chainDraft(head: Head, draft: Draft, origin: Origin): Chained {
  const { at, source, type, data } = draft;
  if (!Number.isSafeInteger(at)) throw new RangeError(`"at" of ${type} is not epoch ms: ${at}`);
  const { build, config } = origin;
  const sequence = head.sequence + 1;
  const text = canonicalText(data);
  const schema = ENVELOPE_SCHEMA;
  // Written out, member by member: this runs for every record of a backtest.
  const record = { sequence, at, source, type, schema, build, config, data: text };
  const hash = chainHash(head.hash, recordText(record));
  return {
    stored: { sequence, at, source, type, schema, build, config, data: text, hash },
    envelope: { sequence, at, source, type, schema, build, config, data, hash },
  };
}

/** The record as its readers see it; throws when the stored data are not JSON. */
export function envelopeOf(record: StoredRecord): Envelope {
  return { ...record, data: JSON.parse(record.data) as unknown };
}

/** The other way: for envelopes that come from a file. Throws as `canonicalText` does. */
export function storedOf(envelope: Envelope): StoredRecord {
  return { ...envelope, data: canonicalText(envelope.data) };
}

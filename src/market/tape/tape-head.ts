/** What a tape begins with: where it starts, and the candles from before. */
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { SymbolId } from '../../domain/ids.ts';
import type { Candle } from '../../domain/market.ts';
import type { EpochMs, Ms } from '../../domain/time.ts';
import type { Timeframe } from '../../domain/timeframe.ts';

const SCHEMA = 'septet.tape/1';
const NAME = 'tape-head.json.gz';

export interface TapeHead {
  readonly schema: typeof SCHEMA;
  /** Market time; everything before it is history. A whole minute. */
  readonly startsAt: EpochMs;
  readonly stepLength: Ms;
  readonly symbols: readonly SymbolId[];
  /** Both sides begin with this equity, USDT. */
  readonly equity: string;
  /** Closed before `startsAt`, oldest first. */
  readonly candles: Readonly<
    Record<string, Readonly<Partial<Record<Timeframe, readonly Candle[]>>>>
  >;
}

export const tapeHead = (head: Omit<TapeHead, 'schema'>): TapeHead => ({ schema: SCHEMA, ...head });

/** Appears whole or not at all, and is on the disk when this returns. */
export function writeTapeHead(folder: string, head: TapeHead): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, NAME);
  const bytes = gzipSync(JSON.stringify(head));
  const file = openSync(`${path}.tmp`, 'w', 0o600);
  for (let written = 0; written < bytes.length; ) written += writeSync(file, bytes, written);
  fsyncSync(file);
  closeSync(file);
  renameSync(`${path}.tmp`, path);
}

/** Undefined: there is none. Throws when it is damaged. */
export function readTapeHead(folder: string): TapeHead | undefined {
  const path = join(folder, NAME);
  if (!existsSync(path)) return undefined;
  let value: Partial<TapeHead>;
  try {
    value = JSON.parse(gunzipSync(readFileSync(path)).toString('utf8')) as Partial<TapeHead>;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Error(`${path} is damaged (${why}): begin the paper validation anew`);
  }
  if (value.schema !== SCHEMA) {
    throw new Error(
      `${path} is of "${String(value.schema)}", this build reads ${SCHEMA}: begin the paper validation anew`,
    );
  }
  return value as TapeHead;
}

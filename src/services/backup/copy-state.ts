/** The owner of a journal copies it while it runs (requirement OPS-8): one connection a file. */
import { join } from 'node:path';
import type { CommandReply } from '../../bus/messages.ts';
import { messageOf } from '../../bus/server.ts';
import type { FileJournal } from '../../journal/sqlite-journal.ts';
import type { ExecutorVenue } from '../executor-venue.ts';

const MIB = 1_048_576;

/**
 * Longest files that are copied while their process runs. It stands still meanwhile, about 8 ms a
 * MiB: half a second of exits for the executor at most; the orchestrator costs entries only.
 */
export const COPIED_MAX = {
  executor: 64 * MIB,
  orchestrator: 256 * MIB,
  changes: 64 * MIB,
} as const;

export function copyJournal(
  journal: FileJournal,
  file: string,
  into: string,
  bytesMax: number,
): CommandReply {
  const bytes = journal.bytes();
  if (bytes > bytesMax) {
    const text = `${file} has ${Math.ceil(bytes / MIB)} MiB, and at most ${bytesMax / MIB} are copied while its process runs: stop with \`septet down\`, then back up`;
    return { ok: false, code: 'TOO_LARGE', text };
  }
  try {
    journal.copyTo(join(into, file));
    return { ok: true, text: `${file} copied, ${journal.head().sequence} records` };
  } catch (error) {
    return { ok: false, code: 'COPY_FAILED', text: messageOf(error) };
  }
}

/** The paper venue's state beside the executor's journal; a venue outside keeps its own. */
export function copyVenue(
  { copyTo }: Pick<ExecutorVenue, 'copyTo'>,
  into: string,
  otherwise: CommandReply,
): CommandReply {
  if (copyTo === null) return otherwise;
  try {
    copyTo(join(into, 'venue.db'));
    return { ok: true, text: `${otherwise.text}; venue.db copied` };
  } catch (error) {
    return { ok: false, code: 'COPY_FAILED', text: `venue.db: ${messageOf(error)}` };
  }
}

/** Whether what is shown is of now, in words; null: it is. */
import type { DeskView } from '../data/desk-view.ts';
import { duration } from '../format.ts';

/** The server speaks every second; a page that heard nothing this long says so, within 3 s. */
const SILENT_AFTER_MS = 2_500;
/** Clocks of one machine agree; a difference beyond this misleads whoever compares times. */
const CLOCK_APART_MS = 30_000;

export function connectionText(
  { connected, links, clockAhead }: Pick<DeskView, 'connected' | 'links' | 'clockAhead'>,
  silence: number | null,
): string | null {
  if (!connected) return 'Disconnected: what you see is old. Connecting again…';
  if (silence !== null && silence > SILENT_AFTER_MS) {
    return `Nothing heard for ${Math.round(silence / 1_000)} s: what you see is old.`;
  }
  if (links['orchestrator'] === false) {
    return 'The orchestrator is down: no entry can leave; exits go on in the executor. What you see is old.';
  }
  if (clockAhead !== null && Math.abs(clockAhead) > CLOCK_APART_MS) {
    const way = clockAhead > 0 ? 'ahead of' : 'behind';
    return `The clock of this computer is ${duration(Math.abs(clockAhead))} ${way} that of the server; times here are the server's.`;
  }
  return null;
}

import type { KernelConfig } from '../../domain/config.ts';
import type { EpochMs } from '../../domain/time.ts';
import type { ConsumedInput } from '../core/consumed.ts';

/** Clocks of processes differ a little: a batch is not older than the newest thing in it. */
export function batchTime(
  batch: readonly ConsumedInput[],
  now: EpochMs,
  { guards }: KernelConfig,
): EpochMs {
  const furthest = now + guards.decisionLifetime;
  let at = now;
  for (const input of batch) {
    if ('at' in input && input.at > at && input.at <= furthest) at = input.at;
  }
  return at;
}

/**
 * The risk kernel from outside: create it, feed it events through `step`, ask when it wants to be
 * woken. A fresh kernel has no closures: whoever owns the launch closes entries first.
 */
import type { KernelConfig } from '../domain/config.ts';
import type { EpochMs } from '../domain/time.ts';
import { reallocate } from './allocation/weights.ts';
import { noteDayActivity } from './gate/gate.ts';
import { createModules, type KernelOptions, type KernelState } from './state.ts';
import { refreshWake } from './timers.ts';

export type { KernelOptions, KernelState } from './state.ts';

/** Throws a RangeError on a configuration that contradicts itself; validation comes before. */
export function createKernel(config: KernelConfig, options: KernelOptions): KernelState {
  if (!Number.isSafeInteger(options.at) || options.at < 0) {
    throw new RangeError(`a kernel cannot begin at ${options.at}`);
  }
  const state = createModules(config, options);
  reallocate(state, options.at, 'start');
  state.out = [];
  noteDayActivity(state);
  refreshWake(state);
  return state;
}

/** When the kernel wants a `time` event; there is always a next 00:00 UTC. */
export const nextWake = (state: KernelState): EpochMs => state.wakeAt;

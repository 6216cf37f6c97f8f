/** When weights are computed anew, and what is told about it (domain specification 1.4). */
import type { EpochMs } from '../../domain/time.ts';
import { isActive } from '../gate/gate.ts';
import { type KernelState, profileNow } from '../state.ts';
import { allocate } from './allocation.ts';

export function reallocate(state: KernelState, at: EpochMs, reason: string): void {
  const { allocation, index, config } = state;
  const active = index.strategies.map((_, s) => isActive(state, s));
  allocate(allocation, index, config.allocation, active, profileNow(state).perStrategyCap);
  const { buckets, strategies, cash } = allocation;
  state.out.push({ kind: 'weights', at, reason, buckets, strategies, cash });
}

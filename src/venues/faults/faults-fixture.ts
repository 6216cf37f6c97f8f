/** Short forms for the tests of faults. */
import type { EpochMs } from '../../domain/time.ts';
import { FaultSet } from './fault-set.ts';
import type { Fault } from './plan.ts';

/** From the beginning to the end, each time. */
export const ALWAYS = { id: 'a', from: 0, until: null, probability: 1, times: null } as const;

/** A plan whose times count from `origin`; all faults draw from one given sequence. */
export const faultSet = (
  faults: readonly Fault[],
  origin: EpochMs,
  uniform: () => number = () => 0,
): FaultSet => new FaultSet({ faults }, () => ({ uniform, normal: () => 0 }), origin);

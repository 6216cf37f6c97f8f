import { kernelFactory } from '../core/kernel-factory.ts';
import { type ReplayResult, replay } from '../record/replay.ts';
import type { Rig } from './rig.ts';

/** The whole journal run again; ends with the state's hashes, so that they are compared as well. */
export function replayed(rig: Rig): ReplayResult {
  rig.orchestrator.checkpoint(rig.now);
  return replay(rig.journal.read(), { kernel: kernelFactory });
}

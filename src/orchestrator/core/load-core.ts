import type { SeptetConfig } from '../../domain/config.ts';
import type { EpochMs } from '../../domain/time.ts';
import { CORE_SCHEMA, Core } from './core.ts';
import type { KernelFactory } from './kernel-port.ts';
import { effectiveConfig } from './overrides-in-force.ts';
import { coreStateOf } from './state.ts';

/** A core from a saved text; throws with words when it is none. */
export function loadCore(text: string, factory: KernelFactory): Core {
  const saved = JSON.parse(text) as {
    readonly schema: string;
    readonly now: EpochMs;
    readonly config: SeptetConfig;
    readonly kernel: string;
    readonly core: string;
    readonly launchDirty: boolean;
  };
  if (saved.schema !== CORE_SCHEMA) {
    throw new Error(`the state is of "${saved.schema}", this program reads "${CORE_SCHEMA}"`);
  }
  const state = coreStateOf(saved.core);
  const effective = effectiveConfig(saved.config, state.overrides, saved.now).config;
  const kernel = factory.load(effective.kernel, saved.kernel);
  const core = new Core(saved.config, kernel, state, saved.now);
  core.launchDirty = saved.launchDirty;
  return core;
}

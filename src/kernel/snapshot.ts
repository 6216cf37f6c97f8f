/**
 * Saving and loading the kernel. A loaded kernel continues bit-identically. A snapshot of another
 * configuration version or schema is refused with words, never misread.
 */
import type { KernelConfig } from '../domain/config.ts';
import { canonicalText, exactText, parseText } from './basis/canonical-text.ts';
import { rebuildHoldingViews } from './exposure/holdings.ts';
import { rebuildViews } from './gate/closures.ts';
import { loadIds, type SignalIds, savedIds } from './input/signal-ids.ts';
import { createModules, type KernelModules, type KernelState } from './state.ts';
import { refreshWake } from './timers.ts';

/** Version of the saved shape; moves whenever a module's state changes its meaning. */
export const SNAPSHOT_SCHEMA = 'septet.kernel-snapshot/2';
/** The same with overrides in force, which a build that knows none must not leave out. */
const SCHEMA_WITH_OVERRIDES = 'septet.kernel-snapshot/3';

const MODULES = [
  'core',
  'allocation',
  'equity',
  'reading',
  'daily',
  'drawdown',
  'lossStreak',
  'regime',
  'holdings',
  'market',
  'alignment',
  'edges',
  'strategyPnl',
  'hourlyCloses',
  'cluster',
  'guards',
  'closures',
  'overCap',
  'profile',
  'rates',
  'slippage',
  'signalIds',
  'counters',
  'overrides',
] as const satisfies readonly (keyof KernelModules)[];

type ModuleName = (typeof MODULES)[number];
type MissingModule = Exclude<keyof KernelModules, ModuleName>;
/** A module that is not listed is a type error here. */
const ALL_MODULES_LISTED: MissingModule extends never ? true : MissingModule = true;

/** What is saved of a module: views are left out, they follow from the rest. */
function savedPart(state: KernelState, name: ModuleName): unknown {
  if (name === 'holdings') {
    const { bySymbol: _bySymbol, occupied: _occupied, ...saved } = state.holdings;
    return saved;
  }
  if (name === 'closures') return { epoch: state.closures.epoch, all: state.closures.all };
  if (name === 'signalIds') return savedIds(state.signalIds);
  return state[name];
}

/** Canonical text of each module, for hashing: a mismatch names the module. */
export function stateTexts(state: KernelState): Record<string, string> {
  return Object.fromEntries(
    savedModules(state).map((name) => [name, canonicalText(savedPart(state, name))]),
  );
}

/** Without any override a state is saved and hashed as it was before there were overrides. */
const savedModules = (state: KernelState): readonly ModuleName[] =>
  isPristine(state.overrides) ? MODULES.filter((name) => name !== 'overrides') : MODULES;

const isPristine = ({ off, exempt, held }: KernelModules['overrides']): boolean =>
  off.length + exempt.length + held.length === 0;

export function saveKernel(state: KernelState): string {
  const names = savedModules(state);
  const modules = Object.fromEntries(names.map((name) => [name, savedPart(state, name)]));
  return exactText({
    schema: names === MODULES ? SCHEMA_WITH_OVERRIDES : SNAPSHOT_SCHEMA,
    config: state.config.version,
    complete: ALL_MODULES_LISTED,
    modules,
  });
}

/** Why a snapshot cannot be used. */
export class SnapshotRefused extends Error {
  override readonly name = 'SnapshotRefused';
}

/** Throws `SnapshotRefused` with the reason in words when the text does not fit this kernel. */
export function loadKernel(config: KernelConfig, text: string): KernelState {
  const saved = parse(text);
  const overridden = saved['schema'] === SCHEMA_WITH_OVERRIDES;
  if (saved['schema'] !== SNAPSHOT_SCHEMA && !overridden) {
    throw new SnapshotRefused(
      `snapshot has schema ${String(saved['schema'])}, this build reads ${SNAPSHOT_SCHEMA}: replay the journal instead`,
    );
  }
  if (saved['config'] !== config.version) {
    throw new SnapshotRefused(
      `snapshot belongs to configuration ${String(saved['config'])}, in force is ${config.version}: replay the journal, or load it under its own configuration`,
    );
  }
  const modules = saved['modules'];
  if (!isObject(modules)) throw new SnapshotRefused('snapshot has no modules');
  const core = partOf(modules, 'core') as KernelModules['core'];
  const state = createModules(config, { at: core.now, writer: core.writer });
  for (const name of MODULES) {
    if (name === 'overrides' && !overridden) continue;
    const part = partOf(modules, name);
    // In place, so that a loaded kernel's objects have the shapes the compiled code knows.
    if (name === 'signalIds') state.signalIds = idsOf(part);
    else Object.assign(state[name], part);
  }
  rebuildViews(state.closures, state.index);
  rebuildHoldingViews(state.holdings, state.index.strategies.length + 1);
  refreshWake(state);
  return state;
}

function idsOf(part: object): SignalIds {
  const ids = loadIds(part);
  if (ids !== null) return ids;
  throw new SnapshotRefused('snapshot has no signal ids that this build could have written');
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

function partOf(modules: Record<string, unknown>, name: ModuleName): object {
  const part = modules[name];
  if (isObject(part)) return part;
  throw new SnapshotRefused(`snapshot lacks module ${name}`);
}

function parse(text: string): Record<string, unknown> {
  let saved: unknown;
  try {
    saved = parseText(text);
  } catch {
    // Whatever it is, it is not a text of this build: refused below.
  }
  if (isObject(saved)) return saved;
  throw new SnapshotRefused('snapshot is not readable: not the JSON this build writes');
}

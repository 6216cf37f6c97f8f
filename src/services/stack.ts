import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { socketPath } from '../bus/socket-path.ts';
import type { SeptetConfig } from '../domain/config.ts';
import type { Home } from './home.ts';
import type { ProcessSpec } from './supervised-process.ts';

/**
 * Heaps are kept small on purpose: twelve processes share 700 MB (specification 4.7). A young
 * generation of 1 MB costs a little collecting. Workers run without the just-in-time compiler: it
 * takes 6 MB in each of seven, and a worker has some thousand candles a minute to look at, at most.
 */
const COMMON_FLAGS = ['--max-semi-space-size=1'] as const;
const FLAGS: Readonly<Record<string, readonly string[]>> = {
  feed: ['--max-old-space-size=192'],
  executor: ['--max-old-space-size=256'],
  orchestrator: ['--max-old-space-size=320'],
  worker: ['--max-old-space-size=128', '--jitless'],
  api: ['--max-old-space-size=160'],
  shadow: ['--max-old-space-size=384'],
};

/** The exchange library alone takes 100 MB, and more with the contracts of a whole venue. */
const FLAGS_OUTSIDE: Readonly<Record<string, readonly string[]>> = {
  feed: ['--max-old-space-size=512'],
  executor: ['--max-old-space-size=512'],
};

const workerName = (strategy: string): string => `worker:${strategy}`;

/**
 * Processes of the default stack in starting order: what manages positions first (LAU-0).
 * `orchestrator`: the folder of its program, when a rollback has gone back to another build.
 */
export function stackSpecs(
  home: Home,
  config: SeptetConfig,
  folder: string,
  orchestrator = folder,
): ProcessSpec[] {
  const enabled = config.kernel.strategies.filter((strategy) => strategy.enabled);
  const names = ['executor', 'feed', ...enabled.map(({ id }) => workerName(id)), 'orchestrator'];
  const flags = config.venue.kind === 'paper' ? FLAGS : { ...FLAGS, ...FLAGS_OUTSIDE };
  return [...names, 'api'].map((name) =>
    specOf(home, name, name === 'orchestrator' ? orchestrator : folder, flags),
  );
}

function specOf(home: Home, name: string, folder: string, flags: typeof FLAGS): ProcessSpec {
  const [kind = name, ...about] = name.split(':');
  const waits = name === 'orchestrator' || name === 'api';
  return {
    name,
    command: process.execPath,
    args: [...COMMON_FLAGS, ...(flags[kind] ?? []), join(folder, `${kind}.cjs`), ...about],
    env: { SEPTET_HOME: home.path, UV_THREADPOOL_SIZE: '2' },
    ...(waits ? { waitForSocket: socketPath(home.path, 'executor') } : {}),
  };
}

/** Runs only while a proposal is in paper validation, and less urgently than all others. */
export const shadowSpec = (home: Home, folder: string): ProcessSpec =>
  specOf(home, 'shadow', folder, FLAGS);

/** What decides ends first, then what proposes, then what holds orders and money. */
export function stackStopOrder(specs: readonly ProcessSpec[]): readonly (readonly string[])[] {
  const workers = specs.map((spec) => spec.name).filter((name) => name.startsWith('worker:'));
  return [['orchestrator'], workers, ['executor'], ['feed', 'shadow'], ['api']];
}

/** Is the program built where this folder says? */
export const isBuilt = (folder: string): boolean => existsSync(join(folder, 'executor.cjs'));

import { describe, expect, it } from 'vitest';
import type { FileName } from '../config/files.ts';
import { loadConfig } from '../config/load.ts';
import { copyOfDefaults } from '../config/testing/config-folder.ts';
import type { SeptetConfig } from '../domain/config.ts';
import { isConcerned } from './process-parts.ts';

const NAMES = ['executor', 'feed', 'worker:S1', 'worker:S2', 'orchestrator', 'api'];

function edited(file: FileName, from: string, to: string): SeptetConfig {
  const folder = copyOfDefaults();
  try {
    if (from !== '') folder.edit(file, from, to);
    const loaded = loadConfig(folder.path);
    if (!loaded.ok) throw new Error(JSON.stringify(loaded.errors));
    return loaded.config;
  } finally {
    folder.dispose();
  }
}

const BEFORE = edited('risk.yaml', '', '');
const concerned = (file: FileName, from: string, to: string): readonly string[] => {
  const after = edited(file, from, to);
  return NAMES.filter((name) => isConcerned(name, BEFORE, after));
};

describe('a promotion restarts', () => {
  it('CHG-1 the orchestrator alone where only limits moved', () => {
    expect(concerned('risk.yaml', 'breaker: 9%', 'breaker: 8.5%')).toEqual(['orchestrator']);
    expect(concerned('profiles.yaml', 'leverage: 2.5', 'leverage: 2.4')).toEqual(['orchestrator']);
  });

  it('CHG-1 the worker of a strategy that changed, the executor where execution did', () => {
    const s1 = concerned('strategies.yaml', 'stop: 1.8%', 'stop: 1.75%');
    expect(s1).toEqual(['worker:S1', 'orchestrator']);
    const countdown = concerned('guards.yaml', 'countdown: 60s', 'countdown: 90s');
    expect(countdown).toEqual(['executor', 'orchestrator']);
    const pairs = concerned('buckets.yaml', 'pairlistRefresh: 15m', 'pairlistRefresh: 20m');
    expect(pairs).toEqual(['feed', 'orchestrator']);
  });
});

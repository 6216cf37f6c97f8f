import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { BTC, ETH } from '../../tests/support/kernel-config.ts';
import { openSqliteJournal } from '../journal/sqlite-journal.ts';
import { verifyChain } from '../journal/verify.ts';
import { kernelFactory } from './core/kernel-factory.ts';
import { recoverOrchestrator } from './create.ts';
import { replay } from './record/replay.ts';
import { Rig } from './testing/rig.ts';

it('AUD-2 a journal on disk replays to the same state, and recovers after its process is gone', () => {
  const folder = mkdtempSync(join(tmpdir(), 'septet-orchestrator-'));
  const open = () =>
    openSqliteJournal(join(folder, 'journal.db'), { build: 'build-1', config: 'test-1' });
  try {
    let journal = open();
    const rig = new Rig();
    const start = (at: number) =>
      recoverOrchestrator(
        rig.config,
        { version: 'test-1', build: 'build-1', journal, writer: 1, kernel: kernelFactory },
        at,
      );
    rig.orchestrator = start(rig.now);
    rig.connect();
    rig.pass(2);
    rig.step(rig.signal('S3', BTC));
    rig.command('halt');
    const before = rig.orchestrator.stateHashes();
    journal.close();
    journal = open();
    const hashes = replay(journal.read(), { kernel: kernelFactory });
    expect(hashes).toMatchObject({ ok: true, hashes: before });
    rig.latches.clear();
    rig.orchestrator = start(rig.now);
    expect(rig.orchestrator.writer).toBe(2);
    expect(rig.status().entryHalt.on).toBe(true);
    rig.connect();
    rig.command('resume');
    rig.step(rig.signal('S3', ETH));
    rig.orchestrator.checkpoint(rig.now);
    const result = replay(journal.read(), { kernel: kernelFactory });
    expect(result.difference).toBeNull();
    expect(result).toMatchObject({ starts: 2, hashes: rig.orchestrator.stateHashes() });
    expect(verifyChain(journal)).toMatchObject({ ok: true });
    journal.close();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

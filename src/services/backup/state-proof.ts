/** What the journals of a copied home lead to: chains whole, ends, and the hash of every module. */
import { existsSync } from 'node:fs';
import { openSqliteJournal } from '../../journal/sqlite-journal.ts';
import { stateHash } from '../../journal/state-hash.ts';
import { verifyChain } from '../../journal/verify.ts';
import { kernelFactory } from '../../orchestrator/core/kernel-factory.ts';
import { recoveredCore } from '../../orchestrator/create.ts';
import type { Home } from '../home.ts';
import type { Manifest } from './manifest.ts';

export type StateProof = Pick<Manifest, 'journals' | 'stateHashes'>;
type Head = NonNullable<Manifest['journals']['executor']>;

/** Of a copy that nothing else opens. Throws in words when a chain is broken or cannot be read. */
export function proveState(home: Home): StateProof {
  let stateHashes: Readonly<Record<string, string>> = {};
  const executor = withJournal(home.executorJournal, () => undefined);
  const orchestrator = withJournal(home.orchestratorJournal, (journal) => {
    if (journal.head().sequence === 0) return;
    stateHashes = stateHash(recoveredCore(journal, kernelFactory).stateTexts());
  });
  const changes = withJournal(home.changes, () => undefined);
  return { journals: { executor, orchestrator, changes }, stateHashes };
}

function withJournal(
  path: string,
  work: (journal: ReturnType<typeof openSqliteJournal>) => void,
): Head | null {
  if (!existsSync(path)) return null;
  const journal = openSqliteJournal(path, {
    build: 'backup',
    config: 'backup',
    mustExist: true,
    verifyTail: 0,
  });
  try {
    const chain = verifyChain(journal);
    if (!chain.ok) throw new Error(`${path}: ${chain.message}`);
    work(journal);
    const { sequence, hash } = journal.head();
    return { sequence, hash };
  } finally {
    journal.close();
  }
}

/** What the supervisor knows beside the orchestrator's projection: versions, drift, rollback. */
import type { ChangeStatus } from '../domain/change-office.ts';
import type { RollbackStatus } from '../domain/rollback.ts';
import type { ProcessStatus } from '../domain/status.ts';
import { connectTo } from './connection.ts';
import { instant } from './figures.ts';

export interface SupervisorView {
  /** Empty when no supervisor runs: the processes may live without it. */
  readonly processes: readonly ProcessStatus[];
  /** Null: no supervisor runs, or it did not answer in time. */
  readonly changes: ChangeStatus | null;
  readonly rollback: RollbackStatus | null;
}

const NOBODY: SupervisorView = { processes: [], changes: null, rollback: null };
const ANSWER_MS = 3_000;
const SAID = { actor: 'status', reason: 'status' } as const;

export async function supervisorView(home: string): Promise<SupervisorView> {
  const supervisor = await connectTo(home, 'supervisor');
  if (supervisor === undefined) return NOBODY;
  const asked = { kind: 'status', to: null, token: null, ...SAID } as const;
  const command = { kind: 'status' } as const;
  try {
    // A promotion that is under way answers late: what else there is does not wait for it.
    const [processes, changes, rollback] = await Promise.all([
      supervisor.request('processes', {}),
      supervisor
        .request('change', { command, token: null, name: 'status' }, ANSWER_MS)
        .catch(() => null),
      supervisor.request('rollback', asked, ANSWER_MS).catch(() => null),
    ]);
    return {
      processes,
      changes: changes?.ok === true && changes.answer.kind === 'status' ? changes.answer : null,
      rollback: rollback?.ok === true ? rollback.status : null,
    };
  } finally {
    supervisor.close();
  }
}

export function changeLines({ changes, rollback }: SupervisorView): readonly string[] {
  return [...versionLines(changes), ...rollbackLines(rollback)];
}

function versionLines(changes: ChangeStatus | null): readonly string[] {
  if (changes === null) return [];
  const { inForce, drift, open } = changes;
  const lines: string[] = [];
  if (inForce !== null) {
    const { commit, version, class: grade, author, reason, by, since } = inForce;
    lines.push(
      `in force    ${commit.slice(0, 10)} (${version}), ${grade}, of ${author}: ${oneLine(reason)}; by ${by} since ${instant(since)} UTC`,
    );
  }
  if (drift.length > 0) {
    lines.push(
      `drift       ${drift.join(', ')}: edited and not in force (septet config diff, septet config propose)`,
    );
  }
  for (const { id, version, gates } of open) {
    const lacks = gates.filter(({ met, enforced }) => !met && enforced).map(({ text }) => text);
    const state = lacks.length === 0 ? 'can be promoted' : `needs ${lacks.join('; ')}`;
    lines.push(`proposal    ${id} ${version.class} of ${version.author}: ${state}`);
  }
  return lines;
}

function rollbackLines(rollback: RollbackStatus | null): readonly string[] {
  const open = rollback?.open ?? null;
  if (open === null) return [];
  const { id, state, trigger, to, at } = open;
  return [
    `rollback    ${id} ${state} since ${instant(at)} UTC, ${trigger}, to ${to.commit.slice(0, 10)} (${to.version}): septet rollback`,
  ];
}

const oneLine = (text: string): string => text.split('\n')[0] ?? '';

/** How a home stands before an upgrade: programs, positions, what is open. Changes nothing. */
import { ownHello } from '../../bus/build-info.ts';
import type { ChangeStatus } from '../../domain/change-office.ts';
import type { SeptetConfig } from '../../domain/config.ts';
import type { VirtualPosition } from '../../domain/execution.ts';
import type { RollbackStatus } from '../../domain/rollback.ts';
import type { PortfolioStatus } from '../../domain/status.ts';
import { haltLatch } from '../halt-latch.ts';
import type { Home } from '../home.ts';
import { holderVersions, lockHolder, type ProgramVersions } from '../process-lock.ts';
import { livingProcess, livingProcesses, processLockPath } from '../process-table.ts';
import { ask } from '../rollback/ask.ts';
import { readRunFile } from '../run-file.ts';
import { credentialsFor } from '../venue-choice.ts';

export interface ProgramLook {
  readonly name: string;
  /** Null: it does not run. */
  readonly pid: number | null;
  /** Undefined: a build that does not say, or it does not run. */
  readonly versions: ProgramVersions | undefined;
}

export interface UpgradeLook {
  readonly installed: ProgramVersions;
  readonly supervisor: ProgramLook;
  readonly processes: readonly ProgramLook[];
  /** Null: the executor does not answer. */
  readonly positions: readonly VirtualPosition[] | null;
  /** Venue, in words, when it cannot be used; null: it can, or nobody says. */
  readonly venueTrouble: string | null;
  /** Who has halted entries; null: nobody. */
  readonly haltedBy: string | null;
  /** Null: the orchestrator does not answer. */
  readonly status: PortfolioStatus | null;
  readonly incidents: readonly { readonly id: string; readonly class: string }[];
  readonly rollback: RollbackStatus | null;
  readonly changes: ChangeStatus | null;
  /** Why the executor could not be started again from here; null: it could. */
  readonly keyTrouble: string | null;
}

const ANSWER_MS = 5_000;
const SAID = { actor: 'upgrade', reason: 'look' } as const;

export async function lookAtUpgrade(home: Home): Promise<UpgradeLook> {
  const [executor, orchestrator, supervisor] = await Promise.all([
    ask(home, 'executor', async (client) => {
      const positions = await client.request('positions', {}, ANSWER_MS);
      const probe = await client.request('probe', {}, ANSWER_MS).catch(() => null);
      const health = await client.request('health', {}, ANSWER_MS);
      return { positions, probe, halted: health.halted };
    }),
    ask(home, 'orchestrator', async (client) => {
      const status = await client.request('status', {}, ANSWER_MS);
      const incidents = await client.request('incidents', { all: false }, ANSWER_MS);
      return { status, incidents };
    }),
    ask(home, 'supervisor', async (client) => {
      const command = { kind: 'status' } as const;
      const asked = { kind: 'status', to: null, token: null, ...SAID } as const;
      const changes = await client
        .request('change', { command, token: null, name: 'upgrade' }, ANSWER_MS)
        .catch(() => null);
      const rollback = await client.request('rollback', asked, ANSWER_MS).catch(() => null);
      return { changes, rollback };
    }),
  ]);
  const call = executor?.probe?.privateCall;
  const changes = supervisor?.changes;
  return {
    installed: ownHello(),
    supervisor: programOf('supervisor', home.lock, lockHolder(home.lock)?.pid ?? null),
    processes: livingProcesses(home)
      .map(({ name }) => spelled(name))
      .filter((name) => OF_THE_STACK.test(name))
      .map((name) => programAt(home, name)),
    positions: executor?.positions.filter(({ quantity }) => Number(quantity) !== 0) ?? null,
    venueTrouble: call !== undefined && !call.ok ? call.error : null,
    haltedBy: haltedBy(orchestrator?.status ?? null, executor?.halted === true, home),
    status: orchestrator?.status ?? null,
    incidents: (orchestrator?.incidents ?? [])
      .filter(({ state }) => state !== 'resolved')
      .map(({ id, class: grade }) => ({ id, class: grade })),
    rollback: supervisor?.rollback?.ok === true ? supervisor.rollback.status : null,
    changes: changes?.ok === true && changes.answer.kind === 'status' ? changes.answer : null,
    keyTrouble: keyTrouble(readRunFile(home)?.config),
  };
}

/** A halt that is not seen would be lifted with that of the upgrade. */
function haltedBy(status: PortfolioStatus | null, executor: boolean, home: Home): string | null {
  if (status?.entryHalt.on === true) return status.entryHalt.actor;
  const latch = haltLatch(home);
  if (latch !== undefined) return latch.actor;
  return status === null && executor ? 'somebody' : null;
}

/** What is of the stack: other locks of a home are held by commands. */
const OF_THE_STACK = /^(executor|feed|orchestrator|api|shadow|worker:.+)$/;

/** A lock's file is called `worker-S1`, the process `worker:S1`. */
const spelled = (name: string): string => name.replace(/^worker-/, 'worker:');

export const programAt = (home: Home, name: string): ProgramLook =>
  programOf(name, processLockPath(home, name), livingProcess(home, name)?.pid ?? null);

const programOf = (name: string, lock: string, pid: number | null): ProgramLook => ({
  ...{ name, pid },
  versions: pid === null ? undefined : holderVersions(lock),
});

/** The new executor inherits the environment of this command. */
function keyTrouble(config: SeptetConfig | undefined): string | null {
  if (config === undefined || config.venue.kind === 'paper') return null;
  const { kind, keyFile } = config.venue;
  const found = credentialsFor(kind, keyFile, process.env);
  return found.ok ? null : found.errors.join('; ');
}

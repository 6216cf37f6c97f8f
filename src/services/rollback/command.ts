/** What people ask of rollbacks over the socket: whoever may, as the token says. */
import type { ChangeOffice } from '../../change/office.ts';
import { LEAST_ROLLBACK_ROLE } from '../../change/rollback/least-role.ts';
import { refusalOf } from '../../domain/people.ts';
import type { RollbackCommand, RollbackReply } from '../../domain/rollback.ts';
import type { Home } from '../home.ts';
import { standingAt } from '../standing.ts';
import type { RollbackKeeper } from './keeper.ts';

export async function rollbackCommand(
  home: Home,
  office: ChangeOffice,
  keeper: RollbackKeeper,
  { token, ...command }: RollbackCommand & { readonly token: string | null },
): Promise<RollbackReply> {
  const { kind } = command;
  if (!Object.hasOwn(LEAST_ROLLBACK_ROLE, kind)) {
    const text = `no such command: there are ${Object.keys(LEAST_ROLLBACK_ROLE).join(', ')}`;
    return { ok: false, code: 'COMMAND_INVALID', text };
  }
  const who = standingAt(home.path, { token, name: command.actor });
  const denied = refusalOf(who, LEAST_ROLLBACK_ROLE[kind], `septet rollback ${kind}`);
  if (denied === null) return keeper.command({ ...command, actor: who.name });
  const about = { command: `rollback ${kind}`, actor: who.name, text: denied };
  office.append([{ kind: 'refused', at: office.ports.now(), ...about }]);
  return { ok: false, code: 'ROLE', text: denied };
}

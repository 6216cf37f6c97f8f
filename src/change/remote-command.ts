/** Which remote is told of changes. */
import type { ChangeReply } from '../domain/change-office.ts';
import type { Office } from './office-ports.ts';
import { pushed, pushLater, remoteStatus } from './store/remote.ts';

/** How long a command waits for the first push, to say how it went. */
const FIRST_PUSH_MS = 5_000;

export async function remoteCommand(office: Office, url: string | null): Promise<ChangeReply> {
  const { folder } = office;
  if (url !== null) {
    // `https://name:word@host/`: it would stand in a file and in every answer.
    if (/^[a-z+]+:\/\/[^/]*:[^/]*@/i.test(url)) {
      const text =
        'the address holds a password: leave it to the credential helper of git, or to ssh';
      return { ok: false, code: 'SECRET', text };
    }
    if (/^-|[\0\n]/.test(url)) return { ok: false, code: 'REMOTE', text: `${url} is no address` };
    await (await office.store()).setRemote(url);
    if (url !== '') {
      pushLater(folder, office.ports.say);
      await pushed(folder, FIRST_PUSH_MS);
    }
  }
  const remote = await remoteStatus(folder);
  const text = `remote: ${remote.url ?? 'none'}${remote.url === null ? '' : `, ${remote.text}`}`;
  return { ok: true, text, answer: { kind: 'remote', remote } };
}

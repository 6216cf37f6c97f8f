/** What each command does; apart from the office so that looking after processes does not load it. */
import type { ChangeCommand, ChangeReply } from '../domain/change-office.ts';
import type { Standing } from '../domain/people.ts';
import { buildInForce } from './book/book.ts';
import {
  type Decided,
  decideApprove,
  decidePin,
  decideUnpin,
  decideWithdraw,
  reasonFault,
} from './book/decide.ts';
import { completeByCommand } from './complete.ts';
import { done } from './done.ts';
import { diffAnswer, historyAnswer } from './look.ts';
import { namedVersion } from './naming.ts';
import type { Office } from './office-ports.ts';
import { promote } from './promote.ts';
import { propose } from './propose.ts';
import { remoteCommand } from './remote-command.ts';
import { settle } from './settle.ts';
import { statusAnswer } from './status.ts';

export async function carryOut(
  office: Office,
  command: ChangeCommand,
  who: Standing,
): Promise<ChangeReply> {
  switch (command.kind) {
    case 'status':
      return { ok: true, text: '', answer: await statusAnswer(office) };
    case 'history':
      return { ok: true, text: '', answer: historyAnswer(office.book, command.limit) };
    case 'diff':
      return diffAnswer(office, command.from, command.to);
    case 'remote':
      return remoteCommand(office, command.url);
    case 'paper_start':
      return (await import('./paper-orders.ts')).startPaper(office, command.proposal);
    case 'paper_stop':
      return (await import('./paper-orders.ts')).stopPaper(office);
    default:
  }
  const fault = reasonFault(command.reason);
  if (fault !== null) return { ok: false, code: 'REASON', text: fault };
  switch (command.kind) {
    case 'propose':
      return propose(office, command, who);
    case 'promote':
      return promote(office, command.proposal, command.reason, who);
    case 'complete':
      return completeByCommand(office, command.reason, who.name);
    default:
      return decided(office, await decide(office, command, who));
  }
}

type Decidable = Exclude<
  ChangeCommand,
  {
    kind:
      | 'propose'
      | 'promote'
      | 'complete'
      | 'status'
      | 'history'
      | 'diff'
      | 'remote'
      | 'paper_start'
      | 'paper_stop';
  }
>;

async function decide(
  office: Office,
  command: Decidable,
  who: Standing,
): Promise<Decided & { readonly id?: string }> {
  const context = await office.context(who);
  const { book } = office;
  switch (command.kind) {
    case 'withdraw': {
      const { proposal, reason } = command;
      return { ...decideWithdraw(book, proposal, reason, context), id: proposal };
    }
    case 'approve': {
      const { proposal, reason, content } = command;
      return { ...decideApprove(book, proposal, reason, content, context), id: proposal };
    }
    case 'pin':
    case 'unpin': {
      const named = namedVersion(book, command.version);
      if (!named.ok) return named;
      const { commit, version } = named.version;
      const good = book.knownGood.find(({ ref }) => ref.commit === commit);
      const { build: own } = office.ports;
      const runs = book.inForce?.ref.commit === commit ? buildInForce(book, own) : own;
      const ref = good?.ref ?? { commit, version, build: runs };
      const decision = command.kind === 'pin' ? decidePin : decideUnpin;
      return { ...decision(book, ref, command.reason, context), id: commit };
    }
  }
}

async function decided(
  office: Office,
  what: Decided & { readonly id?: string },
): Promise<ChangeReply> {
  if (!what.ok) return { ok: false, code: what.code, text: what.text };
  office.append(what.facts);
  const notes = await settle(office);
  return { ok: true, text: what.text, answer: done(what.id ?? '', what.facts, notes) };
}

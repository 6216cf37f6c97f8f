/** A proposal on paper: begun and ended by a person, followed by the supervisor. */
import { formatDuration } from '../config/scalars.ts';
import type { ChangeReply } from '../domain/change-office.ts';
import { type Proposal, proposalOf } from './book/book.ts';
import { openProposal } from './book/decide.ts';
import { gatesOf } from './book/gates.ts';
import { done } from './done.ts';
import type { Office } from './office-ports.ts';
import type { PaperTask } from './paper-desk.ts';
import { paperFacts } from './paper-facts.ts';

const refused = (code: string, text: string): ChangeReply => ({ ok: false, code, text });
const short = (commit: string): string => commit.slice(0, 10);

export async function startPaper(office: Office, id: string): Promise<ChangeReply> {
  const found = openProposal(office.book, id);
  if ('ok' in found) return found.ok ? refused('FAILED', found.text) : found;
  const { version, report } = found;
  const against = office.book.inForce?.ref.commit ?? null;
  if (against === null) return refused('MISSING', 'no version is in force on this home yet');
  if (report?.counts === true) {
    const way = report.verdict === 'fail' ? ': change it and propose it again' : '';
    return refused('HAS_REPORT', `${id} has its report ${report.report}: ${report.verdict}${way}`);
  }
  const { paper } = office.ports;
  const task = paper.task();
  if (task !== null && task.proposal !== id && isOpen(office, task)) {
    const text = `${task.proposal} is on paper, one at a time: end it first (\`septet config paper stop\`)`;
    return refused('BUSY', text);
  }
  const { content } = version;
  const same = task?.proposal === id && task.content === content && task.against === against;
  if (!same) {
    const fault = await paper.begin(
      { proposal: id, content, against, anew: null },
      await office.filesOf(version),
    );
    if (fault !== null) return refused('PAPER', fault);
  }
  const { changes } = await office.configInForce();
  const text = `${id} (${version.version}) ${same ? 'is on paper already' : 'goes on paper'} beside ${short(against)}, which is in force, for ${formatDuration(changes.paper.days)} without gaps`;
  const base = gatesOf(office.book, found).find((gate) => gate.id === 'base' && !gate.met);
  const notes = [
    ...(base === undefined ? [] : [`its week would be in vain as it stands: ${base.text}`]),
    ...(paper.counts() ? [] : ['a preview: recorded data, or a speed other than 1, never counts']),
    'follow it with `septet config paper status`',
  ];
  return { ok: true, text, answer: done(id, [], notes) };
}

export function stopPaper(office: Office): ChangeReply {
  const { paper } = office.ports;
  const task = paper.task();
  if (task === null) return refused('NOT_ON_PAPER', 'no proposal is on paper: nothing to end');
  const proposal = proposalOf(office.book, task.proposal);
  if (proposal !== undefined) write(office, proposal, task, true);
  paper.end();
  const text = `${task.proposal} is on paper no more: its tape is gone, reports stay`;
  return { ok: true, text, answer: done(task.proposal, [], []) };
}

/**
 * Looks once: writes what the shadow has told, begins anew where the candidate or the version in
 * force is another, ends what is over. Done twice it does nothing the second time, so that an end
 * at any point loses and doubles nothing.
 */
export async function followPaper(office: Office): Promise<void> {
  const { paper, say } = office.ports;
  const task = paper.task();
  if (task === null) return;
  const proposal = proposalOf(office.book, task.proposal);
  if (proposal === undefined || proposal.state !== 'open') {
    paper.end();
    say('info', `${task.proposal} is ${proposal?.state ?? 'unknown'}: its time on paper ends`);
    return;
  }
  const { version } = proposal;
  const against = office.book.inForce?.ref.commit ?? task.against;
  const anew = anewBecause(office, proposal, task, against);
  if (anew === null) {
    write(office, proposal, task, false);
    return;
  }
  // The shadow runs beside what the processes run: they go over first.
  if (paper.runs() !== against) return;
  const next: PaperTask = { proposal: proposal.id, content: version.content, against, anew };
  const fault = await paper.begin(next, await office.filesOf(version));
  if (fault === null) say('info', `${proposal.id} begins anew on paper: ${anew}`);
  else {
    paper.end();
    say('warning', `${proposal.id} is on paper no more, it cannot begin anew: ${fault}`);
  }
}

function anewBecause(
  { book }: Office,
  { id, version }: Proposal,
  task: PaperTask,
  against: string,
): string | null {
  if (task.against !== against) {
    const { by = '', id: which = '' } = book.inForce ?? {};
    return `${short(against)} came in force (${by} ${which}), what was compared with ${short(task.against)} does not count`;
  }
  if (task.content !== version.content) return `${id} has other files than it had`;
  return null;
}

function write(office: Office, proposal: Proposal, task: PaperTask, last: boolean): void {
  if (proposal.version.content !== task.content) return;
  if (office.book.inForce?.ref.commit !== task.against) return;
  const told = office.ports.paper.told();
  if (told === null) return;
  const facts = paperFacts(proposal, told, office.ports.now(), last);
  if (facts.length > 0) office.append(facts);
}

const isOpen = ({ book }: Office, task: PaperTask): boolean =>
  proposalOf(book, task.proposal)?.state === 'open';

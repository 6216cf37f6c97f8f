/**
 * What a proposal needs before it may be in force (requirements CHG-2, CHG-4): pure, so that status,
 * refusal and promotion say the same.
 */
import type { Approval } from '../../domain/change.ts';
import { type Book, isQuarantined, type Proposal, runningRollback } from './book.ts';

export type GateId =
  | 'open'
  | 'base'
  | 'rollback'
  | 'quarantine'
  | 'approval'
  | 'paper'
  | 'report'
  | 'marginal';

export interface Gate {
  readonly id: GateId;
  readonly met: boolean;
  /** False: told and recorded where the venue is not among `enforcedFor`. */
  readonly always: boolean;
  /** How it stands, in words, with the way on when it is not met. */
  readonly text: string;
}

/** All gates of a proposal, in the order they are looked at. */
export function gatesOf(book: Book, proposal: Proposal): readonly Gate[] {
  const gates = [openGate(proposal), baseGate(book, proposal), rollbackGate(book)];
  const rolledBack = quarantineGate(book, proposal);
  if (rolledBack !== null) gates.push(rolledBack);
  if (proposal.version.class !== 'major') return gates;
  if (rolledBack === null) gates.push(approvalGate(proposal));
  return [...gates, ...paperGates(proposal)];
}

/** A major change that went the whole way: what later changes are measured against. */
export const provenOf = (proposal: Proposal): boolean =>
  proposal.version.class === 'major' &&
  [approvalGate(proposal), ...paperGates(proposal)].every(({ met }) => met);

function openGate({ id, state }: Proposal): Gate {
  const met = state === 'open';
  const text = met ? 'is open' : `${id} is ${state}: propose it again`;
  return { id: 'open', met, always: true, text };
}

/** Made on another version than the one in force, it would take that one's changes back unseen. */
function baseGate(book: Book, { id, version }: Proposal): Gate {
  const base = version.parent?.slice(0, 10) ?? 'nothing';
  const now = book.inForce?.ref.commit ?? null;
  const met = version.parent === now;
  return {
    id: 'base',
    met,
    always: true,
    text: met
      ? `was made on ${base}, which is in force`
      : `${id} was made on ${base}, in force is ${now?.slice(0, 10) ?? 'nothing'}: bring both together in the files and propose them again (\`septet config propose --as ${id}\`)`,
  };
}

function rollbackGate(book: Book): Gate {
  const running = runningRollback(book);
  return {
    id: 'rollback',
    met: running === null,
    always: true,
    text:
      running === null
        ? 'no rollback is under way'
        : `rollback ${running.id} is under way: wait until it has ended (\`septet rollback status\`)`,
  };
}

/** Null: its files were never rolled back from. Else a review after that counts, nothing before. */
function quarantineGate(book: Book, proposal: Proposal): Gate | null {
  const { content, commit } = proposal.version;
  if (!isQuarantined(book, commit)) return null;
  const since = Math.max(
    ...book.quarantined
      .filter((each) => each.content === content || each.ref.commit === commit)
      .map(({ at }) => at),
  );
  const met = proposal.version.at >= since && proposal.approvals.some(({ at }) => at >= since);
  return {
    id: 'quarantine',
    met,
    always: true,
    text: met
      ? 'was rolled back from once and has been reviewed again since'
      : 'was rolled back from and is quarantined: propose it again and have it approved, however small it is',
  };
}

function approvalGate({ approvals, version }: Proposal): Gate {
  const last = approvals.at(-1);
  return {
    id: 'approval',
    met: last !== undefined,
    always: false,
    text:
      last === undefined
        ? `a major change needs the approval of somebody else than ${version.author} (\`septet config approve\`)`
        : `approved by ${approvals.map(named).join(', ')}`,
  };
}

const named = ({ actor, self }: Approval): string =>
  self ? `${actor} alone, confirmed after the waiting time` : actor;

function paperGates({ paper, report, approvals }: Proposal): readonly Gate[] {
  const days = paper?.counts === true ? paper.counted / paper.needed : 0;
  const complete = paper?.counts === true && paper.counted >= paper.needed;
  const gates: Gate[] = [
    {
      id: 'paper',
      met: complete,
      always: false,
      text:
        paper === null
          ? 'has not been traded on paper beside the version in force (`septet config paper`)'
          : `${(days * 100).toFixed(1)} % of its time on paper has passed${complete ? '' : ': it goes on by itself'}`,
    },
  ];
  const counts = report?.counts === true;
  const verdict = report?.verdict;
  gates.push({
    id: 'report',
    met: counts && verdict !== 'fail',
    always: false,
    text:
      report === null || !counts
        ? 'there is no report of its time on paper yet'
        : verdict === 'fail'
          ? `its report ${report.report} says it fails: change it and propose it again`
          : `its report ${report.report} says ${verdict}`,
  });
  if (!counts || verdict !== 'marginal') return gates;
  const confirmed = approvals.some(({ at }) => at >= report.at);
  gates.push({
    id: 'marginal',
    met: confirmed,
    always: false,
    text: confirmed
      ? 'a person has confirmed the marginal report'
      : `its report ${report.report} is marginal: somebody has to approve it once more, having read it`,
  });
  return gates;
}

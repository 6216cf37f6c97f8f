/** How the change office stands, as people read it. */
import type { ConfigVersion } from '../domain/change.ts';
import type { ChangeStatus, ProposalView, VersionView } from '../domain/change-office.ts';
import { unregistered } from '../domain/people.ts';
import { lastValidated, type Proposal, runningRollback, versionInForce } from './book/book.ts';
import { gatesOf } from './book/gates.ts';
import { planCompletion } from './complete.ts';
import type { Office } from './office-ports.ts';
import { remoteStatus } from './store/remote.ts';

export async function statusAnswer(office: Office): Promise<ChangeStatus> {
  const { book } = office;
  const { enforced } = await office.context(unregistered('status'));
  const current = versionInForce(book);
  const validated = lastValidated(book);
  return {
    kind: 'status',
    inForce:
      current === null || book.inForce === null
        ? null
        : { ...viewOf(current), by: book.inForce.by, since: book.inForce.at },
    validated: validated === null ? null : viewOf(validated),
    drift: await office.drift(),
    folder: office.folder,
    incomplete: await lacking(office),
    enforced,
    open: book.proposals
      .filter(({ state }) => state === 'open')
      .map((each) => proposalView(office, each, enforced)),
    knownGood: book.knownGood,
    quarantined: book.quarantined.map(({ ref, reason }) => ({ commit: ref.commit, reason })),
    rollback: runningRollback(book)?.id ?? null,
    remote: await remoteStatus(office.folder),
  };
}

async function lacking(office: Office): Promise<readonly string[]> {
  const found = await planCompletion(office);
  return found.ok ? (found.plan?.added ?? []) : [found.text];
}

const viewOf = (version: ConfigVersion): VersionView => {
  const { changed, parent: _, ...figures } = version;
  return { ...figures, changed: changed.length };
};

function proposalView({ book }: Office, each: Proposal, enforced: boolean): ProposalView {
  const { id, state, version, approvals, voided, paper, report } = each;
  return {
    ...{ id, state, version: viewOf(version), voided },
    approvals: approvals.map(({ actor, self }) => ({ actor, self })),
    paper:
      paper === null
        ? null
        : { counted: paper.counted, needed: paper.needed, counts: paper.counts },
    verdict: report?.verdict ?? null,
    gates: gatesOf(book, each).map(({ id: gate, met, always, text }) => ({
      ...{ id: gate, met, enforced: always || enforced, text },
    })),
  };
}

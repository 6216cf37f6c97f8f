import type { ProposalView } from '../../../../src/domain/change-office.ts';
import { linkTo } from '../../data/route.ts';
import { duration, instant } from '../../format.ts';
import { Meter, Quiet, State } from '../../parts/parts.tsx';
import { ProposalActs } from './acts.tsx';

export function Proposals(props: {
  readonly proposals: readonly ProposalView[];
  readonly chosen: string;
  readonly onDone: () => void;
}) {
  if (props.proposals.length === 0) {
    return <Quiet>Nothing is proposed. Edit the files of the home, then propose them.</Quiet>;
  }
  return (
    <ul className="rows">
      {props.proposals.map((proposal) => (
        <Proposal key={proposal.id} proposal={proposal} onDone={props.onDone} />
      ))}
    </ul>
  );
}

function Proposal(props: { readonly proposal: ProposalView; readonly onDone: () => void }) {
  const { proposal, onDone } = props;
  const { id, version, approvals, paper, gates } = proposal;
  return (
    <li>
      <div className="row-head">
        <State tone={version.class === 'major' ? 'warn' : 'info'}>{version.class}</State>
        <strong>{id}</strong> {version.reason}
        <span className="quiet">
          {version.author}, {instant(version.at)} · {version.changed} keys ·{' '}
          <a href={linkTo('changes', id)}>its diff</a>
        </span>
        <span className="row-end panel-actions">
          <ProposalActs proposal={proposal} onDone={onDone} />
        </span>
      </div>
      <p className="quiet">
        approved by{' '}
        {approvals.length === 0
          ? 'nobody'
          : approvals.map(({ actor, self }) => (self ? `${actor} (alone)` : actor)).join(', ')}
        {proposal.voided === 0 ? '' : ` · ${proposal.voided} voided by another content`}
        {proposal.verdict === null ? '' : ` · paper: ${proposal.verdict}`}
      </p>
      {paper === null ? null : (
        <Meter
          label="on paper"
          value={paper.counted}
          limit={paper.needed}
          text={`${duration(paper.counted)} of ${duration(paper.needed)}${paper.counts ? '' : ', a preview'}`}
        />
      )}
      <ul className="rows">
        {gates.map((gate) => (
          <li key={gate.id}>
            <State tone={gate.met ? 'good' : gate.enforced ? 'bad' : 'quiet'}>
              {gate.met ? 'met' : gate.enforced ? 'needed' : 'would be needed'}
            </State>{' '}
            {gate.text}
          </li>
        ))}
      </ul>
    </li>
  );
}

import type { ProposalView } from '../../../../src/domain/change-office.ts';
import { api, told } from '../../data/api.ts';
import { Act } from '../../parts/act.tsx';

const done = async (asked: Parameters<typeof told>[1]): Promise<string> => {
  const { text, answer } = await told('changeDone', asked);
  return [text, ...answer.notes].join('; ');
};

export const Propose = (props: { readonly drift: boolean; readonly onDone: () => void }) =>
  props.drift ? (
    <Act
      label="Propose the edited files…"
      title="Bring the edited files in as a proposal?"
      about="They are validated, compared and classified. Nothing comes in force by it."
      confirm="Propose"
      onDone={props.onDone}
      run={({ reason }) => done(api.POST('/api/config/proposals', { body: { reason } }))}
    />
  ) : null;

export function ProposalActs(props: {
  readonly proposal: ProposalView;
  readonly onDone: () => void;
}) {
  const { proposal, onDone } = props;
  const { id, version } = proposal;
  const path = { params: { path: { id } } } as const;
  return (
    <>
      <Act
        label="Approve…"
        title={`Agree to ${id}?`}
        about={`To its content as it is now, ${version.content.slice(0, 12)}; another content voids it. ${version.reason}`}
        confirm="Approve"
        onDone={onDone}
        run={({ reason }) =>
          done(
            api.POST('/api/config/proposals/{id}/approve', {
              ...path,
              body: { content: version.content, reason },
            }),
          )
        }
      />
      {proposal.paper === null ? (
        <Act
          label="Begin paper…"
          title={`Begin the paper validation of ${id}?`}
          about="A process of its own runs it beside the version in force, for the time that is configured."
          confirm="Begin"
          reason={null}
          onDone={onDone}
          run={() => done(api.POST('/api/config/proposals/{id}/paper', { ...path, body: {} }))}
        />
      ) : null}
      <Act
        label="Promote…"
        title={`Put ${id} in force?`}
        about="What runs is brought over, one process after the other. Exits go on."
        confirm="Promote"
        danger
        onDone={onDone}
        run={({ reason }) =>
          done(api.POST('/api/config/proposals/{id}/promote', { ...path, body: { reason } }))
        }
      />
      <Act
        label="Withdraw…"
        title={`Take ${id} back?`}
        about="It stays in the history."
        confirm="Withdraw"
        onDone={onDone}
        run={({ reason }) =>
          done(api.POST('/api/config/proposals/{id}/withdraw', { ...path, body: { reason } }))
        }
      />
    </>
  );
}

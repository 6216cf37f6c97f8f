import { api, told } from '../../data/api.ts';
import { usePlace } from '../../data/route.ts';
import { useAnswer } from '../../data/use-answer.ts';
import { Panel, Quiet, State, Told } from '../../parts/parts.tsx';
import { Propose } from './acts.tsx';
import { Diff } from './diff.tsx';
import { History } from './history.tsx';
import { Paper } from './paper.tsx';
import { Proposals } from './proposals.tsx';
import { Rollback } from './rollback.tsx';

const EVERY_MS = 10_000;

/** Versions of the configuration: in force, proposed, on paper, and the way back. */
export function Changes() {
  const { item } = usePlace();
  const status = useAnswer(
    'config status',
    () => told('changeStatus', api.GET('/api/config/status')),
    EVERY_MS,
  );
  return (
    <div className="grid">
      <Panel
        title="In force"
        actions={<Propose drift={(status.value?.drift.length ?? 0) > 0} onDone={status.again} />}
      >
        <Told of={status}>
          {({ inForce, drift, folder, incomplete, enforced }) => (
            <>
              {inForce === null ? (
                <Quiet>Nothing is in force yet.</Quiet>
              ) : (
                <p>
                  <strong>{inForce.version}</strong> ({inForce.commit.slice(0, 10)}) by {inForce.by}
                  : {inForce.reason} <span className="quiet">{inForce.author}</span>
                </p>
              )}
              <p>
                {enforced ? (
                  <State tone="info">approvals and the week on paper are enforced here</State>
                ) : (
                  <State tone="quiet">gates are told here, not enforced</State>
                )}
              </p>
              {drift.length === 0 ? (
                <Quiet>The files in {folder} are what is in force.</Quiet>
              ) : (
                <p>
                  <State tone="warn">drift</State> {drift.join(', ')} differ from what is in force:
                  shown, never in force. Propose them, or take them back.
                </p>
              )}
              {incomplete.length === 0 ? null : (
                <p>
                  <State tone="warn">incomplete</State> {incomplete.join(', ')}
                </p>
              )}
            </>
          )}
        </Told>
      </Panel>
      <Rollback />
      <Panel title="Proposals" wide>
        <Told of={status}>
          {({ open }) => <Proposals proposals={open} chosen={item} onDone={status.again} />}
        </Told>
      </Panel>
      <Diff to={item === '' ? 'files' : item} />
      <Paper />
      <History />
    </div>
  );
}

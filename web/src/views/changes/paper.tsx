import type { PaperView } from '../../../../src/api/routes/replies.ts';
import { api, told } from '../../data/api.ts';
import { useAnswer } from '../../data/use-answer.ts';
import { duration } from '../../format.ts';
import { Act } from '../../parts/act.tsx';
import { Fact, Facts, Meter, Panel, Quiet, State, Told } from '../../parts/parts.tsx';

const EVERY_MS = 15_000;

export function Paper() {
  const paper = useAnswer('paper', () => told('paper', api.GET('/api/paper')), EVERY_MS);
  const none = paper.problemStatus === 404;
  return (
    <Panel
      title="On paper"
      wide
      actions={none || paper.value === null ? null : <Stop onDone={paper.again} />}
    >
      {none ? (
        <Quiet>No proposal is in paper validation.</Quiet>
      ) : (
        <Told of={paper}>{(view) => <Progress view={view} />}</Told>
      )}
    </Panel>
  );
}

function Progress(props: { readonly view: PaperView }) {
  const { proposal, version, against, anew, state } = props.view;
  return (
    <>
      <p>
        {proposal} ({version}) beside {against.slice(0, 10)}
        {anew === null ? '' : `; begun anew: ${anew}`}
      </p>
      {state === null ? (
        <Quiet>Its process has not told anything yet.</Quiet>
      ) : (
        <>
          <Meter
            label="time that counts"
            value={state.progress.counted}
            limit={state.progress.needed}
            text={`${duration(state.progress.counted)} of ${duration(state.progress.needed)}`}
          />
          <Facts>
            <Fact name="gaps">{duration(state.progress.gaps)}</Fact>
            <Fact name="counts">
              {state.progress.counts ? (
                <State tone="good">yes</State>
              ) : (
                <State tone="warn">no: a preview</State>
              )}
            </Fact>
            <Fact name="tape, MB">{(state.tapeBytes / 1e6).toFixed(1)}</Fact>
            <Fact name="verdict">
              {state.report === null
                ? 'none yet'
                : `${state.report.verdict} (${state.report.name})`}
            </Fact>
          </Facts>
          {state.trouble === null ? null : (
            <p className="problem">
              <State tone="warn">trouble</State> {state.trouble}
            </p>
          )}
        </>
      )}
    </>
  );
}

const Stop = (props: { readonly onDone: () => void }) => (
  <Act
    label="Stop…"
    title="End the paper validation before its time?"
    about="Its tape goes; its reports stay. The time that counted is lost."
    confirm="Stop it"
    reason={null}
    onDone={props.onDone}
    run={async () => (await told('changeDone', api.POST('/api/paper/stop', { body: {} }))).text}
  />
);

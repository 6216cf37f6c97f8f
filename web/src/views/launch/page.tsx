import { api, doneText } from '../../data/api.ts';
import { useStatus } from '../../data/use-desk.ts';
import { duration, figure, words } from '../../format.ts';
import { Act } from '../../parts/act.tsx';
import { At, Panel, Quiet, State, Table } from '../../parts/parts.tsx';
import { STEP_TONES } from './step-tones.ts';

const MARKS = {
  waiting: '○',
  running: '●',
  passed: '✓',
  warning: '▲',
  failed: '✕',
  held: '✕',
} as const;

/** The runbook as it runs. */
export function Launch() {
  const { launch } = useStatus();
  const remaining =
    launch.phaseRemaining === null
      ? ''
      : `, ${duration(launch.phaseRemaining)} of healthy time left`;
  return (
    <div className="grid">
      <Panel
        title={`Launch: ${words(launch.state)}`}
        note={`${launch.phase === null ? 'no phase yet' : `phase ${launch.phase}`}${remaining}`}
        wide
        actions={<Acts state={launch.state} />}
      >
        <ol className="steps">
          {launch.steps.map((step) => (
            <li key={step.id}>
              <span className={`tag ${STEP_TONES[step.state]}`} aria-hidden="true">
                {MARKS[step.state]}
              </span>
              <div>
                <strong>{step.id}</strong> {step.title}
                <p>{step.evidence}</p>
              </div>
              <span className="quiet">
                {step.state} <At at={step.at} />
              </span>
            </li>
          ))}
        </ol>
      </Panel>
      <Acceptance />
      <Skips />
    </div>
  );
}

function Acts(props: { readonly state: string }) {
  const held = props.state === 'held';
  const running = !['complete', 'aborted'].includes(props.state);
  return (
    <>
      {held ? (
        <>
          <Act
            label="Accept warnings…"
            title="Accept the warnings it holds for?"
            about="The launch goes on, in your name."
            confirm="Accept"
            run={({ reason }) => doneText(api.POST('/api/launch/accept', { body: { reason } }))}
          />
          <Act
            label="Retry…"
            title="Run the launch again?"
            about="From its first step."
            confirm="Retry"
            run={({ reason }) => doneText(api.POST('/api/launch/retry', { body: { reason } }))}
          />
        </>
      ) : null}
      {running ? (
        <>
          <Act
            label="Skip a condition…"
            title="Set a condition of this launch aside?"
            about="An override that ends with this launch; recorded with who and why."
            confirm="Skip it"
            fields={[{ name: 'step', label: 'LAU-5.B, B, or warnings' }]}
            run={({ reason, fields }) =>
              doneText(
                api.POST('/api/launch/skip', { body: { step: fields['step'] ?? '', reason } }),
              )
            }
          />
          <Act
            label="Abort…"
            title="End this launch?"
            about="Entries stay closed until a resume."
            confirm="Abort it"
            danger
            run={({ reason }) => doneText(api.POST('/api/launch/abort', { body: { reason } }))}
          />
        </>
      ) : null}
    </>
  );
}

function Acceptance() {
  const { acceptance } = useStatus().launch;
  const verdict = acceptance === null ? undefined : acceptance.passed ? '✓ passed' : '✕ not passed';
  return (
    <Panel title="Acceptance" note={verdict}>
      {acceptance === null ? (
        <Quiet>It is worked out 30 minutes after the launch has completed.</Quiet>
      ) : (
        <Table
          label="Acceptance"
          none="No criterion."
          rows={acceptance.criteria}
          idOf={({ id }) => id}
          columns={[
            { name: 'criterion', cell: ({ id, title }) => `${id} ${title}` },
            {
              name: 'result',
              cell: ({ passed }) => (
                <State tone={passed ? 'good' : 'bad'}>{passed ? 'passed' : 'not passed'}</State>
              ),
            },
            { name: 'value', figure: true, cell: ({ value }) => figure(value) },
            { name: 'limit', figure: true, cell: ({ limit }) => figure(limit) },
            { name: 'samples', figure: true, cell: ({ samples }) => samples },
          ]}
        />
      )}
    </Panel>
  );
}

function Skips() {
  const { skips } = useStatus().launch;
  return (
    <Panel title="What this launch was spared">
      {skips.length === 0 ? <Quiet>Nothing.</Quiet> : null}
      <ul className="rows">
        {skips.map((skip) => (
          <li key={`${skip.step} ${skip.at}`}>
            <p className="row-head">
              <State tone="warn">{skip.step}</State>
              {skip.what}
            </p>
            <p className="quiet">
              {skip.actor}: {skip.reason} · <At at={skip.at} />
            </p>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

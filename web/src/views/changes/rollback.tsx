import type { RollbackView } from '../../../../src/domain/rollback.ts';
import { api, told } from '../../data/api.ts';
import { useAnswer } from '../../data/use-answer.ts';
import { words } from '../../format.ts';
import { Act } from '../../parts/act.tsx';
import { At, Panel, Quiet, State, Told } from '../../parts/parts.tsx';

const EVERY_MS = 5_000;
const TONES = { begun: 'info', done: 'good', failed: 'bad', held: 'bad' } as const;

export function Rollback() {
  const status = useAnswer('rollback', () => told('rollback', api.GET('/api/rollback')), EVERY_MS);
  const target = status.value?.target ?? null;
  const open = status.value?.open ?? null;
  return (
    <Panel
      title="Rollback"
      actions={
        open === null || open.state === 'proposed' ? (
          target === null ? null : (
            <Ask kind="start" label="Roll back…" danger onDone={status.again} />
          )
        ) : (
          <>
            {open.state === 'held' ? (
              <Ask kind="retry" label="Retry the step…" onDone={status.again} />
            ) : null}
            <Ask kind="decline" label="End it…" onDone={status.again} />
          </>
        )
      }
    >
      <Told of={status}>
        {(value) => (
          <>
            <p>
              {value.target === null ? (
                <span className="quiet">
                  There is nowhere to go: no earlier version is known to be good.
                </span>
              ) : (
                <>
                  It would go to <strong>{value.target.version}</strong> (
                  {value.target.commit.slice(0, 10)}).
                </>
              )}
            </p>
            {value.open === null ? <Quiet>None is open.</Quiet> : <Open view={value.open} />}
            {value.past.slice(0, 5).map((past) => (
              <p key={past.id} className="quiet">
                {past.id}: {past.from.version} to {past.to.version}, {past.state}: {past.text}
              </p>
            ))}
          </>
        )}
      </Told>
    </Panel>
  );
}

function Open(props: { readonly view: RollbackView }) {
  const { view } = props;
  return (
    <>
      <p>
        <State tone={view.state === 'held' ? 'bad' : 'warn'}>{view.state}</State> {view.id} by{' '}
        {words(view.trigger)}: {view.from.version} to {view.to.version}. {view.reason}
      </p>
      <ol className="steps">
        {view.steps.map((step) => (
          <li key={step.id}>
            <span className={`tag ${TONES[step.state]}`} aria-hidden="true">
              {step.state === 'done' ? '✓' : step.state === 'begun' ? '●' : '✕'}
            </span>
            <div>
              {step.id} {step.state}
              <p>{step.evidence.join('; ')}</p>
            </div>
            <span className="quiet">
              <At at={step.at} />
            </span>
          </li>
        ))}
      </ol>
      {view.waits.length === 0 ? null : <p>Waits for: {view.waits.join('; ')}</p>}
    </>
  );
}

const ABOUT = {
  start:
    'Entries halt, the last version known to be good comes in force, phases run again. Exits go on.',
  retry: 'Does the step once more that failed and holds it.',
  decline: 'Ends it where it is; a halt stays, in your name.',
} as const;

function Ask(props: {
  readonly kind: keyof typeof ABOUT;
  readonly label: string;
  readonly danger?: boolean;
  readonly onDone: () => void;
}) {
  const { kind } = props;
  return (
    <Act
      label={props.label}
      title={kind === 'start' ? 'Roll back?' : kind === 'retry' ? 'Retry?' : 'End the rollback?'}
      about={ABOUT[kind]}
      confirm={kind === 'start' ? 'Roll back' : kind === 'retry' ? 'Retry' : 'End it'}
      danger={props.danger === true}
      onDone={props.onDone}
      run={async ({ reason }) =>
        (
          await told(
            'rollbackDone',
            api.POST(
              kind === 'start'
                ? '/api/rollback/start'
                : kind === 'retry'
                  ? '/api/rollback/retry'
                  : '/api/rollback/decline',
              { body: { reason } },
            ),
          )
        ).text
      }
    />
  );
}

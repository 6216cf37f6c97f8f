import type { CadenceTask } from '../../../../src/domain/operations.ts';
import { api, doneText, told } from '../../data/api.ts';
import { useAnswer } from '../../data/use-answer.ts';
import { fromNow, instant } from '../../format.ts';
import { Act } from '../../parts/act.tsx';
import { At, Panel, Quiet, State, Table, Told } from '../../parts/parts.tsx';

const EVERY_MS = 5_000;
const TONES = { due: 'warn', overdue: 'bad', done: 'good', missed: 'bad' } as const;

/** What the desk has to do besides trading. */
export function Cadence() {
  const cadence = useAnswer('cadence', () => told('cadence', api.GET('/api/cadence')), EVERY_MS);
  return (
    <div className="grid">
      <Panel title="To be done" wide>
        <Told of={cadence}>
          {({ open, at }) =>
            open.length === 0 ? (
              <Quiet>Nothing is due.</Quiet>
            ) : (
              <ul className="rows">
                {open.map((task) => (
                  <Task key={task.id} task={task} now={at} onDone={cadence.again} />
                ))}
              </ul>
            )
          }
        </Told>
      </Panel>
      <Panel title="Next">
        <Told of={cadence}>
          {({ next, at }) => (
            <Table
              label="Next tasks"
              none="None is planned."
              rows={next}
              idOf={({ task, at: due }) => `${task} ${due}`}
              columns={[
                { name: 'task', cell: ({ title }) => title },
                { name: 'due', cell: (task) => <At at={task.at} /> },
                { name: '', cell: (task) => fromNow(task.at, at) },
              ]}
            />
          )}
        </Told>
      </Panel>
      <Panel title="Maintenance">
        <Told of={cadence}>
          {({ maintenance, at }) => (
            <Table
              label="Maintenance"
              none="No window is announced."
              rows={maintenance}
              idOf={({ id }) => id}
              columns={[
                { name: 'window', cell: ({ what }) => what },
                { name: 'state', cell: ({ state }) => <State tone="info">{state}</State> },
                { name: 'from', cell: ({ from }) => <At at={from} /> },
                { name: 'to', cell: ({ to }) => <At at={to} /> },
                { name: 'entries close', cell: ({ closesAt }) => fromNow(closesAt, at) },
                { name: 'waits for', cell: ({ waits }) => waits },
              ]}
            />
          )}
        </Told>
      </Panel>
      <Panel title="Done and missed" note="newest first" wide>
        <Told of={cadence}>
          {({ recent }) => (
            <Table
              label="Done and missed"
              none="None yet."
              rows={recent}
              idOf={({ id }) => id}
              columns={[
                {
                  name: 'state',
                  cell: ({ state }) => <State tone={TONES[state]}>{state}</State>,
                },
                { name: 'task', cell: ({ title }) => title },
                { name: 'was due', cell: ({ dueAt }) => <At at={dueAt} /> },
                { name: 'done', cell: ({ doneAt }) => <At at={doneAt} /> },
                { name: 'by', cell: ({ by }) => by ?? '–' },
                { name: 'found', cell: ({ outcome }) => <span className="words">{outcome}</span> },
              ]}
            />
          )}
        </Told>
      </Panel>
    </div>
  );
}

function Task(props: {
  readonly task: CadenceTask;
  readonly now: number;
  readonly onDone: () => void;
}) {
  const { task, now } = props;
  return (
    <li>
      <div className="row-head">
        <State tone={TONES[task.state]}>{task.state}</State>
        <strong>{task.title}</strong>
        <span className="quiet">
          since {instant(task.dueAt)}, overdue {fromNow(task.graceUntil, now)}
        </span>
        <span className="row-end">
          <Act
            label="Done…"
            title={`Check off: ${task.title}?`}
            about={task.next}
            confirm="Done"
            onDone={props.onDone}
            run={({ reason }) =>
              doneText(api.POST('/api/cadence/done', { body: { task: task.id, reason } }))
            }
          />
        </span>
      </div>
      <p>{task.next}</p>
      {task.evidence.map((line) => (
        <p key={line} className="quiet">
          {line}
        </p>
      ))}
      {task.outcome === '' ? null : <p className="quiet">{task.outcome}</p>}
    </li>
  );
}

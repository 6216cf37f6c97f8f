import type { Incident } from '../../../../src/domain/incidents.ts';
import { api, doneText, told } from '../../data/api.ts';
import { goTo, linkTo, usePlace } from '../../data/route.ts';
import { useAnswer } from '../../data/use-answer.ts';
import { useStatus } from '../../data/use-desk.ts';
import { instant } from '../../format.ts';
import { Act } from '../../parts/act.tsx';
import { Panel, Quiet, State, Table } from '../../parts/parts.tsx';
import { IncidentView } from './incident.tsx';

const EVERY_MS = 10_000;

export function Incidents() {
  const { item } = usePlace();
  const { operations } = useStatus();
  const all = useAnswer(
    'incidents',
    () => told('incidents', api.GET('/api/incidents', { params: { query: { all: 'true' } } })),
    EVERY_MS,
  );
  // What the stream tells is newer than what was asked for.
  const live = operations.incidents;
  const older = (all.value ?? []).filter(({ id }) => !live.some((one) => one.id === id));
  const rows = [...live, ...older].sort((a, b) => b.openedAt - a.openedAt);
  const open = rows.find(({ id }) => id === item);
  return (
    <div className="stack">
      <Panel
        title="Incidents"
        note={`${rows.filter(({ state }) => state !== 'resolved').length} open`}
        actions={<OpenIncident />}
      >
        {all.problem === null ? null : (
          <p className="problem" role="status">
            <State tone="warn">closed ones are not told</State> {all.problem}
          </p>
        )}
        <List rows={rows} chosen={item} />
      </Panel>
      {item === '' ? null : open === undefined ? (
        <Quiet>There is no incident {item}.</Quiet>
      ) : (
        <IncidentView incident={open} onClose={() => goTo('incidents')} />
      )}
    </div>
  );
}

const List = (props: { readonly rows: readonly Incident[]; readonly chosen: string }) => (
  <Table
    label="Incidents"
    none="There has been none."
    rows={props.rows}
    idOf={({ id }) => id}
    columns={[
      {
        name: 'incident',
        cell: ({ id }) => (
          <a href={linkTo('incidents', id)} aria-current={id === props.chosen ? 'true' : undefined}>
            {id}
          </a>
        ),
      },
      {
        name: 'class',
        cell: (incident) => (
          <State tone={incident.class === 'P3' ? 'warn' : 'bad'}>{incident.class}</State>
        ),
      },
      {
        name: 'state',
        cell: ({ state }) => (
          <State tone={state === 'resolved' ? 'good' : state === 'open' ? 'bad' : 'info'}>
            {state}
          </State>
        ),
      },
      { name: 'title', cell: ({ title }) => title },
      { name: 'opened', cell: ({ openedAt }) => instant(openedAt) },
      {
        name: 'entries',
        cell: ({ freezes }) =>
          freezes ? <State tone="bad">closed by it</State> : 'not closed by it',
      },
    ]}
  />
);

const CLASSES = [
  { value: 'P1', label: 'P1: freezes and acts at once' },
  { value: 'P2', label: 'P2: freezes' },
  { value: 'P3', label: 'P3: acts, entries go on' },
];

const OpenIncident = () => (
  <Act
    label="Open one…"
    title="Open an incident by hand?"
    about="P1 and P2 close all entries at once. Exits go on."
    confirm="Open it"
    fields={[
      { name: 'class', label: 'Class', options: CLASSES, initial: 'P2' },
      { name: 'title', label: 'What is wrong, in a few words' },
      {
        name: 'playbook',
        label: 'Playbook',
        options: [
          { value: '', label: 'none' },
          ...['A', 'B', 'C', 'D'].map((id) => ({ value: id, label: `playbook ${id}` })),
        ],
      },
    ]}
    run={({ reason, fields }) =>
      doneText(
        api.POST('/api/incidents', {
          body: {
            class: fields['class'] as Incident['class'],
            title: fields['title'] ?? '',
            playbook: fields['playbook'] ? (fields['playbook'] as 'A' | 'B' | 'C' | 'D') : null,
            reason,
          },
        }),
      )
    }
  />
);

import { useDesk } from '../../data/use-desk.ts';
import { At, Panel, Quiet, State, Table } from '../../parts/parts.tsx';

const SHOWN = 60;

export function Events() {
  const { events } = useDesk();
  return (
    <Panel title="What happens" note="newest first" wide>
      {events.length === 0 ? <Quiet>Nothing of note yet.</Quiet> : null}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by the keyboard */}
      <ul className="rows tall events" tabIndex={0}>
        {events.slice(0, SHOWN).map((event) => (
          <li key={event.sequence}>
            <At at={event.at} />{' '}
            {event.severity === 'info' ? null : (
              <State tone={event.severity === 'critical' ? 'bad' : 'warn'}>{event.severity}</State>
            )}{' '}
            {event.text}
          </li>
        ))}
      </ul>
    </Panel>
  );
}

export function Processes() {
  const { processes } = useDesk();
  return (
    <Panel title="Processes">
      <Table
        label="Processes"
        none="The supervisor has told none yet."
        rows={processes}
        idOf={({ name }) => name}
        columns={[
          { name: 'process', cell: ({ name }) => name },
          {
            name: 'state',
            cell: ({ state }) => (
              <State tone={state === 'running' ? 'good' : 'warn'}>{state}</State>
            ),
          },
          { name: 'pid', figure: true, cell: ({ pid }) => pid ?? '–' },
          { name: 'restarts', figure: true, cell: ({ restarts }) => restarts },
          {
            name: 'memory, MB',
            figure: true,
            cell: ({ residentBytes }) =>
              residentBytes === null ? '–' : (residentBytes / 1e6).toFixed(0),
          },
        ]}
      />
    </Panel>
  );
}

import { api, told } from '../../data/api.ts';
import { useAnswer } from '../../data/use-answer.ts';
import { instant } from '../../format.ts';
import { Panel, Quiet, Table, Told } from '../../parts/parts.tsx';

const EVERY_MS = 30_000;

/** Rehearsals in a sandbox; they are started in a terminal, their reports are read here. */
export function Drills() {
  const drills = useAnswer('drills', () => told('drills', api.GET('/api/drills')), null);
  const reports = useAnswer('reports', () => told('reports', api.GET('/api/reports')), EVERY_MS);
  return (
    <div className="stack">
      <Panel title="Drills" note="each in a sandbox of its own: nothing that runs here is touched">
        <Quiet>
          Start one in a terminal: <code>septet drill NAME</code>, or all:{' '}
          <code>septet drill --all</code>. This server starts none.
        </Quiet>
        <Told of={drills}>
          {(entries) => (
            <Table
              label="Drills"
              none="This program came without scenarios."
              rows={entries}
              idOf={({ name }) => name}
              columns={[
                { name: 'drill', cell: ({ title, name }) => (title === '' ? name : title) },
                { name: 'start', cell: ({ name }) => <code>septet drill {name}</code> },
                { name: 'about', cell: ({ about }) => <div className="words">{about}</div> },
              ]}
            />
          )}
        </Told>
      </Panel>
      <Panel title="Reports of drills">
        <Told of={reports}>
          {(entries) => (
            <Table
              label="Reports of drills"
              none="No drill has been run on this home."
              rows={entries.filter(({ kind }) => kind === 'drill')}
              idOf={({ name }) => name}
              columns={[
                { name: 'report', cell: ({ name }) => name },
                { name: 'written', cell: ({ writtenAt }) => instant(writtenAt) },
                {
                  name: 'open',
                  cell: ({ name, formats }) =>
                    formats.map((format) => (
                      <a
                        key={format}
                        href={`/api/reports/drill/${encodeURIComponent(name)}?format=${format}`}
                      >
                        {format}
                        <span className="sr-only"> of {name}</span>{' '}
                      </a>
                    )),
                },
              ]}
            />
          )}
        </Told>
      </Panel>
    </div>
  );
}

import { api, told } from '../../data/api.ts';
import { useAnswer } from '../../data/use-answer.ts';
import { At, Panel, State, Table, Told } from '../../parts/parts.tsx';

const SHOWN = 50;
const EVERY_MS = 30_000;

export function History() {
  const history = useAnswer(
    'config history',
    () =>
      told(
        'changeHistory',
        api.GET('/api/config/history', { params: { query: { limit: SHOWN } } }),
      ),
    EVERY_MS,
  );
  return (
    <Panel title="History" note="what was in force since when, newest first" wide>
      <Told of={history}>
        {({ entries }) => (
          <Table
            label="History"
            none="Nothing was in force yet."
            rows={entries}
            idOf={({ at, commit }) => `${at} ${commit}`}
            columns={[
              { name: 'since', cell: ({ at }) => <At at={at} /> },
              { name: 'version', cell: ({ version }) => version },
              { name: 'by', cell: ({ by, id }) => (id === '' ? by : `${by} ${id}`) },
              {
                name: 'class',
                cell: (entry) =>
                  entry.class === null ? (
                    '–'
                  ) : (
                    <State tone={entry.class === 'major' ? 'warn' : 'quiet'}>{entry.class}</State>
                  ),
              },
              { name: 'who', cell: ({ actor }) => actor },
              {
                name: 'approved by',
                cell: ({ approvedBy }) => (approvedBy.length === 0 ? '–' : approvedBy.join(', ')),
              },
              { name: 'why', cell: ({ reason }) => <span className="words">{reason}</span> },
              { name: 'marks', cell: ({ marks }) => marks.join(', ') },
            ]}
          />
        )}
      </Told>
    </Panel>
  );
}

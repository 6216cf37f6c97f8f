import { api, told } from '../../data/api.ts';
import { useAnswer } from '../../data/use-answer.ts';
import { percent } from '../../format.ts';
import { Panel, Quiet, State, Table, Told } from '../../parts/parts.tsx';

const written = (value: unknown): string =>
  value === undefined ? 'not there' : JSON.stringify(value);

export function Diff(props: { readonly to: string }) {
  const { to } = props;
  const diff = useAnswer(
    `diff ${to}`,
    () => told('changeDiff', api.GET('/api/config/diff', { params: { query: { to } } })),
    null,
  );
  const what = to === 'files' ? 'the files of the home' : to;
  return (
    <Panel title={`What differs: in force to ${what}`} wide>
      <Told of={diff}>
        {(value) =>
          value.changed.length === 0 ? (
            <Quiet>
              No value differs
              {value.files.length === 0 ? '.' : `; bytes differ in ${value.files.join(', ')}.`}
            </Quiet>
          ) : (
            <Table
              label="Keys that differ"
              none=""
              rows={value.changed}
              idOf={({ file, path }) => `${file} ${path}`}
              columns={[
                {
                  name: 'class',
                  cell: (key) => (
                    <State tone={key.class === 'major' ? 'warn' : 'info'}>{key.class}</State>
                  ),
                },
                { name: 'key', cell: ({ file, path }) => `${file}: ${path}` },
                { name: 'before', cell: ({ before }) => <code>{written(before)}</code> },
                { name: 'after', cell: ({ after }) => <code>{written(after)}</code> },
                {
                  name: 'moved',
                  figure: true,
                  cell: ({ moved }) => (moved === null ? '–' : percent(moved, 1)),
                },
                { name: 'risk', cell: ({ direction }) => direction },
                { name: 'why', cell: ({ why }) => <span className="words">{why}</span> },
              ]}
            />
          )
        }
      </Told>
    </Panel>
  );
}

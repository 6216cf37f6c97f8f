import { useContext } from 'react';
import { api, told } from '../../data/api.ts';
import { useAnswer } from '../../data/use-answer.ts';
import { VisitContext } from '../../frame/sign-in.tsx';
import { Act } from '../../parts/act.tsx';
import { At, Panel, Quiet, State, Table, Told } from '../../parts/parts.tsx';
import { Limits } from './limits.tsx';

const EVERY_MS = 15_000;
const STATES = { untried: 'quiet', good: 'good', retrying: 'warn', failed: 'bad' } as const;

export function Settings() {
  return (
    <div className="grid">
      <People />
      <You />
      <Channels />
      <Limits />
    </div>
  );
}

function You() {
  const { who } = useContext(VisitContext);
  return (
    <Panel title="You">
      {who === null ? (
        <Quiet>Asking…</Quiet>
      ) : who.role === null ? (
        <p>
          {who.registered === 0
            ? 'Nobody is registered on this home: whoever reaches this page may do everything, as ‘page’.'
            : `Not recognised: you may look at nothing but this, and halt. ${who.problem ?? ''}`}
        </p>
      ) : (
        <p>
          <strong>{who.name}</strong>, role {who.role}. {who.confirmers} could confirm what another
          one began.
        </p>
      )}
      <p>
        <a href="/api/docs">The API as a page to read</a>
      </p>
    </Panel>
  );
}

function People() {
  const people = useAnswer('people', () => told('people', api.GET('/api/people')), EVERY_MS);
  return (
    <Panel title="People and tokens" note="changed in a terminal: septet people">
      <Told of={people}>
        {(rows) => (
          <Table
            label="People"
            none="Nobody is registered: septet people add NAME --role risk makes the first token."
            rows={rows}
            idOf={({ name }) => name}
            columns={[
              { name: 'name', cell: ({ name }) => name },
              { name: 'role', cell: ({ role }) => role },
              { name: 'since', cell: ({ since }) => <At at={since} /> },
              { name: 'added by', cell: ({ addedBy }) => addedBy },
              {
                name: 'token ends',
                cell: ({ expiresAt }) => (expiresAt === null ? 'never' : <At at={expiresAt} />),
              },
            ]}
          />
        )}
      </Told>
    </Panel>
  );
}

function Channels() {
  const channels = useAnswer(
    'channels',
    () => told('channels', api.GET('/api/channels')),
    EVERY_MS,
  );
  return (
    <Panel
      title="Channels to the desk"
      wide
      actions={
        <Act
          label="Test them…"
          title="Send a real test message through every channel?"
          about="People get it. The watchdog is pinged once as well."
          confirm="Send"
          reason={null}
          onDone={channels.again}
          run={async () => {
            const tried = await told('channelsTried', api.POST('/api/channels/test', { body: {} }));
            if (tried.length === 0) return 'No channel is configured.';
            return tried
              .map(
                ({ channel, ok, problem }) =>
                  `${channel}: ${ok ? 'took it' : (problem ?? 'failed')}`,
              )
              .join('; ');
          }}
        />
      }
    >
      <Told of={channels}>
        {({ channels: rows, heard, chat }) => (
          <>
            <p>
              {heard ? (
                <State tone="good">the orchestrator is heard</State>
              ) : (
                <State tone="bad">the orchestrator is not heard</State>
              )}{' '}
              <span className="quiet">
                {chat.length === 0 ? 'no two-way chat is open' : `chat: ${chat.join(', ')}`}
              </span>
            </p>
            <Table
              label="Channels"
              none="No channel is configured: channels.yaml names them."
              rows={rows}
              idOf={({ id }) => id}
              columns={[
                { name: 'channel', cell: ({ id }) => id },
                { name: 'role', cell: ({ role }) => role },
                {
                  name: 'state',
                  cell: ({ state, carries }) => (
                    <State tone={STATES[state]}>
                      {state}
                      {carries ? '' : ', stands by'}
                    </State>
                  ),
                },
                { name: 'last success', cell: ({ lastSuccess }) => <At at={lastSuccess} /> },
                { name: 'waiting', figure: true, cell: ({ waiting }) => waiting },
                { name: 'lost', figure: true, cell: ({ lost }) => lost },
                { name: 'problem', cell: ({ problem }) => problem ?? '' },
              ]}
            />
          </>
        )}
      </Told>
    </Panel>
  );
}

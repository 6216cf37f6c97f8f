import { api, doneText, told } from '../../data/api.ts';
import { useAnswer } from '../../data/use-answer.ts';
import { useStatus } from '../../data/use-desk.ts';
import { Act } from '../../parts/act.tsx';
import { Panel, Table, Told } from '../../parts/parts.tsx';

const PROFILES = ['conservative', 'balanced', 'aggressive'];

/** Profile, and limits that may be set aside for hours. */
export function Limits() {
  const { profile } = useStatus();
  const keys = useAnswer('limits', () => told('limits', api.GET('/api/overrides/keys')), null);
  return (
    <Panel
      title="Profile and limits"
      note={`profile ${profile}`}
      wide
      actions={
        <>
          <Act
            label="Choose a profile…"
            title="Choose the risk profile?"
            about="Towards less risk anybody may; towards more needs role risk."
            confirm="Choose"
            fields={[
              {
                name: 'profile',
                label: 'Profile',
                initial: profile,
                options: PROFILES.map((id) => ({ value: id, label: id })),
              },
            ]}
            run={({ reason, fields }) =>
              doneText(
                api.POST('/api/profile', { body: { profile: fields['profile'] ?? '', reason } }),
              )
            }
          />
          <Act
            label="Set a limit aside…"
            title="Override a limit for hours?"
            about="12 hours at most; what loosens waits for a second person."
            confirm="Put it in force"
            fields={[
              {
                name: 'key',
                label: 'Limit',
                options: (keys.value ?? []).map(({ key }) => ({ value: key, label: key })),
              },
              { name: 'value', label: 'Value with its unit, like 25%' },
              { name: 'minutes', label: 'Minutes, 720 at most', initial: '60' },
            ]}
            run={({ reason, fields }) =>
              doneText(
                api.POST('/api/overrides', {
                  body: {
                    target: {
                      kind: 'limit',
                      key: fields['key'] ?? '',
                      value: fields['value'] ?? '',
                    },
                    minutes: Number(fields['minutes']),
                    reason,
                  },
                }),
              )
            }
          />
        </>
      }
    >
      <Told of={keys}>
        {(rows) => (
          <Table
            label="Limits"
            none="No limit can be overridden."
            rows={rows}
            idOf={({ key }) => key}
            columns={[
              { name: 'limit', cell: ({ key }) => key },
              { name: 'configured, and bounds', cell: ({ text }) => text },
            ]}
          />
        )}
      </Told>
    </Panel>
  );
}

import {
  type Incident,
  type PlaybookAction,
  ROOT_CAUSES,
  type RootCause,
} from '../../../../src/domain/incidents.ts';
import { api, doneText } from '../../data/api.ts';
import { words } from '../../format.ts';
import { Act } from '../../parts/act.tsx';

export function Acts(props: { readonly incident: Incident }) {
  const { incident } = props;
  const path = { params: { path: { id: incident.id } } } as const;
  return (
    <>
      {incident.state === 'open' ? (
        <Act
          label="Acknowledge…"
          title={`Acknowledge ${incident.id}?`}
          about="Somebody looks at it. It opens nothing; a milder class needs role risk."
          confirm="Acknowledge"
          fields={[
            {
              name: 'class',
              label: 'Class',
              options: [
                { value: '', label: `as it is: ${incident.class}` },
                ...['P1', 'P2', 'P3'].map((id) => ({ value: id, label: id })),
              ],
            },
          ]}
          run={({ reason, fields }) =>
            doneText(
              api.POST('/api/incidents/{id}/ack', {
                ...path,
                body: {
                  class: fields['class'] ? (fields['class'] as Incident['class']) : null,
                  reason,
                },
              }),
            )
          }
        />
      ) : null}
      {incident.state === 'resolved' ? null : (
        <Act
          label="Resolve…"
          title={`Resolve ${incident.id}?`}
          about="Names the root cause. What it closed stays closed until a resume."
          confirm="Resolve"
          fields={[
            {
              name: 'cause',
              label: 'Root cause',
              options: ROOT_CAUSES.map((id) => ({ value: id, label: words(id) })),
            },
          ]}
          run={({ reason, fields }) =>
            doneText(
              api.POST('/api/incidents/{id}/resolve', {
                ...path,
                body: { rootCause: fields['cause'] as RootCause, reason },
              }),
            )
          }
        />
      )}
      {(['html', 'md', 'json'] as const).map((format) => (
        <a
          key={format}
          className="button"
          href={`/api/incidents/${encodeURIComponent(incident.id)}/export?format=${format}`}
          download={`${incident.id}.${format}`}
        >
          {format}
        </a>
      ))}
    </>
  );
}

export const Approve = (props: {
  readonly incident: Incident;
  readonly action: PlaybookAction;
}) => (
  <Act
    label="Approve…"
    title={`Approve: ${props.action.text}?`}
    about={`It goes ahead at once, in your name, for ${props.incident.id}.`}
    confirm="Approve"
    run={({ reason }) =>
      doneText(
        api.POST('/api/incidents/{id}/approve', {
          ...{ params: { path: { id: props.incident.id } } },
          body: { action: props.action.id, reason },
        }),
      )
    }
  />
);

import type { Alert } from '../../../../src/domain/alerts.ts';
import type { PortfolioStatus } from '../../../../src/domain/status.ts';
import { api, doneText } from '../../data/api.ts';
import { linkTo } from '../../data/route.ts';
import { duration, instant, words } from '../../format.ts';
import { Act } from '../../parts/act.tsx';
import { Panel, Quiet, State } from '../../parts/parts.tsx';

/** Open incidents and alerts: what is wrong, since when, what to do next. */
export function Attention(props: { readonly status: PortfolioStatus }) {
  const { at, operations } = props.status;
  const open = operations.incidents.filter(({ state }) => state !== 'resolved');
  return (
    <Panel
      title="Incidents and alerts"
      note={`${open.length} open, ${operations.alerts.length} alerts`}
    >
      {open.length === 0 && operations.alerts.length === 0 ? (
        <Quiet>Nothing fires and nothing is open.</Quiet>
      ) : null}
      <ul className="rows tall">
        {open.map((incident) => (
          <li key={incident.id}>
            <p className="row-head">
              <State tone={incident.class === 'P3' ? 'warn' : 'bad'}>
                {incident.id} {incident.class}
              </State>
              <a href={linkTo('incidents', incident.id)}>{incident.title}</a>
              <span className="quiet">{incident.state}</span>
            </p>
            <p>{incident.basis}</p>
          </li>
        ))}
        {operations.alerts.map((alert) => (
          <AlertRow key={alert.id} alert={alert} now={at} />
        ))}
      </ul>
    </Panel>
  );
}

function AlertRow(props: { readonly alert: Alert; readonly now: number }) {
  const { alert, now } = props;
  const who = alert.acknowledged;
  return (
    <li>
      <div className="row-head">
        <State tone={alert.severity === 'critical' ? 'bad' : 'warn'}>
          {alert.severity}
          {alert.state === 'over' ? ', over' : ''}
        </State>
        <span>
          {alert.title}
          {alert.key === '*' ? '' : `: ${alert.key}`}
        </span>
        <span className="row-end">
          {who === null ? (
            <Act
              label="Acknowledge…"
              title={`Acknowledge ${words(alert.rule)}?`}
              about="It stops the escalation and nothing else: what closed entries stays closed."
              confirm="Acknowledge"
              run={({ reason }) =>
                doneText(api.POST('/api/alerts/ack', { body: { alert: alert.id, reason } }))
              }
            />
          ) : (
            <span className="quiet">✓ {who.actor}</span>
          )}
        </span>
      </div>
      <p>{alert.basis}</p>
      <p className="quiet">
        for {duration(now - alert.causeAt)}, since {instant(alert.causeAt)} · next: {alert.next}
      </p>
    </li>
  );
}

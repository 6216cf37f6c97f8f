import type { PortfolioStatus } from '../../../../src/domain/status.ts';
import { api, doneText } from '../../data/api.ts';
import { linkTo } from '../../data/route.ts';
import { duration, fromNow, instant } from '../../format.ts';
import { Act } from '../../parts/act.tsx';
import { Panel, Quiet, State } from '../../parts/parts.tsx';

const SHOWN = 6;

export function NextTasks(props: { readonly status: PortfolioStatus }) {
  const { at, operations } = props.status;
  const open = operations.tasks.filter(({ state }) => state === 'due' || state === 'overdue');
  return (
    <Panel title="Cadence" note={<a href={linkTo('cadence')}>all tasks</a>}>
      {open.length === 0 ? <Quiet>Nothing is due.</Quiet> : null}
      <ul className="rows">
        {open.slice(0, SHOWN).map((task) => (
          <li key={task.id}>
            <p className="row-head">
              <State tone={task.state === 'overdue' ? 'bad' : 'warn'}>{task.state}</State>
              {task.title}
              <span className="quiet">
                since {instant(task.dueAt)}, overdue {fromNow(task.graceUntil, at)}
              </span>
            </p>
          </li>
        ))}
        {operations.maintenance.map((window) => (
          <li key={window.id}>
            <p className="row-head">
              <State tone="info">{window.state}</State>
              {window.what}
              <span className="quiet">
                {instant(window.from)} to {instant(window.to)}, entries close{' '}
                {fromNow(window.closesAt, at)}
              </span>
            </p>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

export function Overrides(props: { readonly status: PortfolioStatus }) {
  const { at, overrides, requests, launch } = props.status;
  const none = overrides.length + requests.length + launch.skips.length === 0;
  return (
    <Panel title="Overrides" note="set aside for hours, in whose name">
      {none ? <Quiet>Everything is as configured.</Quiet> : null}
      <ul className="rows">
        {overrides.map((override) => (
          <li key={override.id}>
            <div className="row-head">
              <State tone={override.loosens ? 'bad' : 'info'}>
                {override.id} {override.loosens ? 'loosens' : 'tightens'}
              </State>
              {override.what}
              <span className="row-end">
                <Act
                  label="End…"
                  title={`End ${override.id}?`}
                  about={`${override.what}. The configured value holds again at once.`}
                  confirm="End it"
                  run={({ reason }) =>
                    doneText(
                      api.POST('/api/overrides/{id}/end', {
                        ...{ params: { path: { id: override.id } }, body: { reason } },
                      }),
                    )
                  }
                />
              </span>
            </div>
            <p className="quiet">
              {duration(override.until - at)} left · {override.actor}
              {override.confirmedBy === null ? '' : `, confirmed by ${override.confirmedBy}`}:{' '}
              {override.reason}
            </p>
          </li>
        ))}
        {requests.map((request) => (
          <li key={request.id}>
            <div className="row-head">
              <State tone="warn">{request.id} waits for a second person</State>
              {request.what}
              <span className="row-end">
                <Act
                  label="Confirm…"
                  title={`Be the second person for ${request.id}?`}
                  about={`${request.actor} asked: ${request.what}. ${request.reason}`}
                  confirm="Confirm"
                  run={({ reason }) =>
                    doneText(
                      api.POST('/api/requests/{id}/confirm', {
                        ...{ params: { path: { id: request.id } }, body: { reason } },
                      }),
                    )
                  }
                />
              </span>
            </div>
            <p className="quiet">
              {request.actor}: {request.reason} · lapses {fromNow(request.expiresAt, at)}
              {request.aloneFrom === null
                ? ''
                : ` · ${request.actor} may confirm alone ${fromNow(request.aloneFrom, at)}`}
            </p>
          </li>
        ))}
        {launch.skips.map((skip) => (
          <li key={`${skip.step} ${skip.at}`}>
            <p className="row-head">
              <State tone="warn">{skip.step} skipped</State>
              {skip.what}
            </p>
            <p className="quiet">
              {skip.actor}: {skip.reason}
            </p>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

import type { Incident } from '../../../../src/domain/incidents.ts';
import { duration, instant, percent, price, signed, symbol, words } from '../../format.ts';
import { At, Fact, Facts, Meter, Panel, Quiet, State, Table } from '../../parts/parts.tsx';
import { Acts, Approve } from './acts.tsx';

const STEP = { waiting: 'warn', done: 'good', not_needed: 'quiet' } as const;
const ACTION = {
  waiting: 'warn',
  done: 'good',
  in_force: 'good',
  ended: 'quiet',
  refused: 'bad',
} as const;

/** The workflow as steps: what the system did, what waits for a person. */
export function IncidentView(props: { readonly incident: Incident; readonly onClose: () => void }) {
  const { incident } = props;
  const { times } = incident;
  return (
    <>
      <Panel
        title={`${incident.id} ${incident.class}: ${incident.title}`}
        note={incident.state}
        actions={
          <>
            <Acts incident={incident} />
            <button type="button" onClick={props.onClose}>
              Close
            </button>
          </>
        }
      >
        <p>{incident.basis}</p>
        <Facts>
          <Fact name="entries">
            {incident.freezes ? (
              <State tone="bad">closed by it, exits go on</State>
            ) : (
              <State tone="good">not closed by it</State>
            )}
          </Fact>
          <Fact name="cause">{instant(incident.causeAt)}</Fact>
          <Fact name="detected after">{duration(times.detect)}</Fact>
          <Fact name="acknowledged after">{duration(times.acknowledge)}</Fact>
          <Fact name="mitigated after">{duration(times.mitigate)}</Fact>
          <Fact name="resolved after">{duration(times.resolve)}</Fact>
          <Fact name="root cause">
            {incident.rootCause === null ? 'not named yet' : words(incident.rootCause)}
          </Fact>
          <Fact name="version">{incident.configVersion ?? 'not known'}</Fact>
        </Facts>
      </Panel>
      <div className="grid">
        <Panel title="Workflow">
          <ol className="steps">
            {incident.steps.map((step) => (
              <li key={step.id}>
                <span className={`tag ${STEP[step.state]}`} aria-hidden="true">
                  {step.state === 'done' ? '✓' : step.state === 'waiting' ? '▲' : '○'}
                </span>
                <div>
                  {step.id} {step.title}
                  <p>{step.text}</p>
                </div>
                <span className="quiet">
                  {words(step.state)}
                  {step.by === null ? '' : `, ${step.by}`} <At at={step.at} />
                </span>
              </li>
            ))}
          </ol>
        </Panel>
        <Panel
          title="Actions"
          note={incident.playbook === null ? 'no playbook' : `playbook ${incident.playbook}`}
        >
          {incident.actions.length === 0 ? <Quiet>It has no actions of its own.</Quiet> : null}
          <ul className="rows">
            {incident.actions.map((action) => (
              <li key={action.id}>
                <div className="row-head">
                  <State tone={ACTION[action.state]}>{words(action.state)}</State>
                  {action.text}
                  <span className="row-end">
                    {action.needsApproval && action.state === 'waiting' ? (
                      <Approve incident={incident} action={action} />
                    ) : null}
                  </span>
                </div>
                <p className="quiet">
                  {action.evidence}
                  {action.approvedBy === null ? '' : ` · approved by ${action.approvedBy}`}
                </p>
              </li>
            ))}
          </ul>
          {incident.conditions.length === 0 ? null : <h3>Before entries may be resumed</h3>}
          <ul className="rows">
            {incident.conditions.map((condition) => (
              <li key={condition.id}>
                <p className="row-head">
                  <State tone={condition.met ? 'good' : 'warn'}>
                    {condition.met ? 'met' : 'not met'}
                  </State>
                  {condition.text}
                </p>
                <p className="quiet">{condition.evidence}</p>
              </li>
            ))}
          </ul>
        </Panel>
        <Panel title="Evidence by category">
          {incident.evidence.length === 0 ? <Quiet>None was gathered.</Quiet> : null}
          {incident.evidence.map(({ category, score, findings }) => (
            <div key={category} className="pair">
              <Meter label={words(category)} value={score} limit={1} text={percent(score, 0)} />
              {findings.map((finding) => (
                <p key={finding} className="quiet">
                  {finding}
                </p>
              ))}
            </div>
          ))}
        </Panel>
        <Panel title="Timeline">
          <ul className="rows">
            {incident.timeline.map((entry) => (
              <li key={`${entry.at} ${entry.text}`}>
                <At at={entry.at} /> <strong>{entry.actor}</strong> {entry.text}
              </li>
            ))}
          </ul>
        </Panel>
        <Panel title="Positions when it was looked at" wide>
          <Positions incident={incident} />
        </Panel>
      </div>
    </>
  );
}

const Positions = (props: { readonly incident: Incident }) => (
  <Table
    label="Positions at risk"
    none="None was open."
    rows={props.incident.positions}
    idOf={(p, index) => `${p.strategy} ${p.symbol} ${p.side} ${index}`}
    columns={[
      { name: 'strategy', cell: (p) => p.strategy },
      { name: 'symbol', cell: (p) => symbol(p.symbol) },
      { name: 'side', cell: (p) => (p.side === 'long' ? '↑ long' : '↓ short') },
      { name: 'quantity', figure: true, cell: (p) => p.quantity },
      { name: 'entry', figure: true, cell: (p) => price(p.entryPrice) },
      { name: 'mark', figure: true, cell: (p) => price(p.mark) },
      { name: 'stop', figure: true, cell: (p) => price(p.stopPrice) },
      {
        name: 'at the venue',
        cell: (p) =>
          p.stopOnVenue ? <State tone="good">resting</State> : <State tone="bad">missing</State>,
      },
      {
        name: 'loss at stop, USDT',
        figure: true,
        cell: (p) => signed(p.lossAtStop === null ? null : -Math.abs(p.lossAtStop)),
      },
      {
        name: 'to liquidation (estimate)',
        figure: true,
        cell: (p) => percent(p.liquidationDistance, 1),
      },
    ]}
  />
);

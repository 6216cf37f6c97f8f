import { Fragment, useState } from 'react';
import type { DecisionRecord } from '../../src/domain/decision.ts';
import type { KernelStatus } from '../../src/domain/status.ts';
import { instant, money, percent, price } from './format.ts';
import { Panel } from './panel.tsx';

const SHOWN = 60;

export function Decisions(props: {
  readonly decisions: readonly DecisionRecord[];
  readonly entries: KernelStatus['entries'];
}) {
  const [open, setOpen] = useState<string | null>(null);
  const note = `${props.entries.allowed} allowed, ${props.entries.refused} refused; click a row for the explanation`;
  return (
    <Panel title="Latest decisions" note={note} wide>
      {props.decisions.length === 0 ? (
        <p className="quiet">No signal has been decided yet.</p>
      ) : null}
      <div className="scroll">
        <table className="decisions">
          <thead>
            <tr>
              <th>decision</th>
              <th>time</th>
              <th>strategy</th>
              <th>symbol</th>
              <th>side</th>
              <th>verdict</th>
              <th>reason</th>
              <th>quantity</th>
            </tr>
          </thead>
          <tbody>
            {props.decisions.slice(0, SHOWN).map((record) => (
              <Fragment key={record.id}>
                <tr className={record.verdict}>
                  <td>
                    <button
                      type="button"
                      className="link"
                      aria-expanded={open === record.id}
                      onClick={() => setOpen(open === record.id ? null : record.id)}
                    >
                      {record.id}
                    </button>
                  </td>
                  <td>{instant(record.at)}</td>
                  <td>{record.signal.strategy}</td>
                  <td>{record.signal.symbol}</td>
                  <td>{record.signal.side}</td>
                  <td>{record.verdict === 'allowed' ? '✓ allowed' : '✕ refused'}</td>
                  <td title={record.text}>{record.reason ?? ''}</td>
                  <td>
                    {record.order === null
                      ? ''
                      : `${record.order.quantity} @ ${price(record.order.limitPrice)}`}
                  </td>
                </tr>
                {open === record.id ? (
                  <tr>
                    <td colSpan={8}>
                      <Explanation record={record} />
                    </td>
                  </tr>
                ) : null}
              </Fragment>
            ))}
          </tbody>
        </table>
      </div>
    </Panel>
  );
}

function Explanation(props: { readonly record: DecisionRecord }) {
  const { record } = props;
  return (
    <div className="explanation" data-testid="explanation">
      <p>{record.text}</p>
      <div className="columns">
        <div>
          <h3>Checks</h3>
          <ul>
            {record.checks.map((check) => (
              <li key={check.check} className={check.outcome}>
                {check.outcome === 'pass' ? '✓' : '✕'} {check.check.replaceAll('_', ' ')}
                {check.input === null ? '' : `: ${number(check.input)}`}
                {check.limit === null ? '' : ` against ${number(check.limit)} ${check.unit}`}
                {check.outcome === 'not_evaluated' ? ' (not evaluated: refused)' : ''}
              </li>
            ))}
          </ul>
        </div>
        <div>
          <h3>Size</h3>
          {record.size.length === 0 ? <p className="quiet">Not reached.</p> : null}
          <ol>
            {record.size.map((step) => (
              <li key={step.step} className={step.step === record.bindingStep ? 'binding' : ''}>
                {step.step.replaceAll('_', ' ')}
                {step.factor === null ? '' : ` x ${step.factor}`}
                {step.limit === null ? '' : ` at most ${money(step.limit)}`}: {money(step.notional)}{' '}
                USDT
              </li>
            ))}
          </ol>
        </div>
        <div>
          <h3>Situation</h3>
          <ul>
            <li>
              risk {record.riskState}, profile {record.profile}, regime {record.regime}
            </li>
            <li>
              weight {percent(record.weights.strategyWeight, 1)}, equity{' '}
              {money(record.capacity.equity)}
            </li>
            <li>
              asset exposure {percent(record.exposureBefore.asset.notional, 1)} to{' '}
              {percent(record.exposureAfter.asset.notional, 1)} of {percent(record.caps.asset, 1)}
            </li>
            {record.closures.map((closure) => (
              <li key={closure.id}>closed: {closure.reason}</li>
            ))}
          </ul>
        </div>
      </div>
    </div>
  );
}

const number = (value: number): string => Number(value.toPrecision(6)).toString();

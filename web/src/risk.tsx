import type { BreakerStatus, ExposureRow, KernelStatus } from '../../src/domain/status.ts';
import { instant, percent } from './format.ts';
import { Meter, Panel } from './panel.tsx';

export function Exposure(props: { readonly status: KernelStatus }) {
  const { exposure } = props.status;
  return (
    <Panel
      title="Exposure against caps"
      note="notional / G and at-risk / R0, resting and reserved orders included"
    >
      <h3>Assets</h3>
      <Rows rows={[...exposure.assets, exposure.topThree, exposure.total]} />
      <h3>Strategies</h3>
      <Rows rows={exposure.strategies} />
    </Panel>
  );
}

function Rows(props: { readonly rows: readonly ExposureRow[] }) {
  return (
    <div className="meters">
      {props.rows.map((row) => (
        <div key={row.key}>
          <Meter
            label={row.key}
            value={row.notional}
            limit={row.cap}
            over={row.overCap}
            text={`${percent(row.notional, 1)} of ${percent(row.cap, 1)}${row.overCap ? ' OVER CAP' : ''}`}
          />
          <Meter
            label="at risk"
            value={row.risk}
            limit={row.cap}
            over={row.overCap}
            text={`${percent(row.risk, 1)} of ${percent(row.cap, 1)}`}
          />
        </div>
      ))}
    </div>
  );
}

export function Weights(props: { readonly status: KernelStatus }) {
  const { weights } = props.status;
  return (
    <Panel title="Weights" note={`cash ${percent(weights.cash, 1)}`}>
      <h3>Buckets</h3>
      {weights.buckets.map((row) => (
        <Meter
          key={row.bucket}
          label={row.bucket}
          value={row.weight}
          limit={Math.max(row.cap, row.weight)}
          text={`${percent(row.weight, 1)} (${percent(row.floor, 0)} to ${percent(row.cap, 0)})${row.active ? '' : ', disabled'}`}
        />
      ))}
      <h3>Strategies</h3>
      {weights.strategies.map((row) => (
        <Meter
          key={row.strategy}
          label={row.strategy ?? ''}
          value={row.weight}
          limit={Math.max(row.cap, row.weight)}
          text={`${percent(row.weight, 1)} of at most ${percent(row.cap, 0)}${row.active ? '' : ', inactive'}`}
        />
      ))}
    </Panel>
  );
}

export function Breakers(props: { readonly status: KernelStatus }) {
  const { status } = props;
  return (
    <Panel
      title="Breakers and closures"
      note={`regime ${status.regime}, z ${status.regimeZ?.toFixed(2) ?? '–'}`}
    >
      <div className="scroll">
        <table>
          <thead>
            <tr>
              <th>breaker</th>
              <th>state</th>
              <th>now</th>
              <th>limit</th>
              <th>distance</th>
              <th>until</th>
            </tr>
          </thead>
          <tbody>
            {status.breakers.map((row) => (
              <tr key={row.id} className={row.state} title={row.text}>
                <td>{row.id.replaceAll('_', ' ')}</td>
                <td>{row.state === 'inactive' ? 'inactive' : `▲ ${row.state}`}</td>
                <td>{figure(row.value, row.unit)}</td>
                <td>{figure(row.limit, row.unit)}</td>
                <td>{figure(row.distance, row.unit)}</td>
                <td>{row.until === null ? '' : instant(row.until)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <h3>Entries are closed by</h3>
      {status.closures.length === 0 ? (
        <p className="quiet">Nothing: entries are open.</p>
      ) : (
        <ul className="closures">
          {status.closures.slice(0, 40).map((closure) => (
            <li key={closure.id}>
              <b>{closure.cause.replaceAll('_', ' ')}</b> {closure.scope.strategy ?? ''}{' '}
              {closure.scope.symbol ?? ''} since {instant(closure.since)}
              {closure.until === null ? '' : ` until ${instant(closure.until)}`}: {closure.reason}
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

function figure(value: number | null, unit: BreakerStatus['unit']): string {
  if (value === null) return '–';
  if (unit === 'fraction') return percent(value);
  return unit === 'z' ? value.toFixed(2) : value.toFixed(0);
}

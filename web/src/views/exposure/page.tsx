import type { ExposureRow, PortfolioStatus } from '../../../../src/domain/status.ts';
import { useStatus } from '../../data/use-desk.ts';
import { money, percent } from '../../format.ts';
import { Meter, Panel, Table } from '../../parts/parts.tsx';
import { Positions } from './positions.tsx';

/** Who holds what, in both measures, against the caps both obey. */
export function Exposure() {
  const status = useStatus();
  const { exposure } = status;
  const assets = [...exposure.assets, exposure.topThree, exposure.total];
  return (
    <div className="grid">
      <Panel
        title="Exposure against caps by asset"
        note="notional / G and at-risk / R0, resting and reserved orders included"
      >
        <Bars rows={assets} />
      </Panel>
      <Panel title="Exposure against caps by strategy" note="the same two measures">
        <Bars rows={exposure.strategies} />
      </Panel>
      <Directions rows={assets} gross={exposure.gross} risk={exposure.riskCapacity} />
      <Weights status={status} />
      <Positions status={status} />
    </div>
  );
}

function Bars(props: { readonly rows: readonly ExposureRow[] }) {
  return (
    <div>
      {props.rows.map((row) => (
        <div key={row.key} className="pair">
          <Meter
            label={row.key}
            value={row.notional}
            limit={row.cap}
            over={row.overCap}
            text={`${percent(row.notional, 1)} of ${percent(row.cap, 1)}${row.overCap ? ' ✕ OVER CAP' : ''}`}
          />
          <Meter
            label={<span className="quiet">at risk</span>}
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

/** Rounding leaves a crumb of a cent behind: it is no exposure. */
const usdt = (value: number): string => money(Math.abs(value) < 0.005 ? 0 : value);

function Directions(props: {
  readonly rows: readonly ExposureRow[];
  readonly gross: number;
  readonly risk: number;
}) {
  const note = `G ${money(props.gross)} USDT, R0 ${money(props.risk)} USDT`;
  return (
    <Panel title="Direction, USDT" note={note}>
      <Table
        label="Direction"
        none="No asset is configured."
        rows={props.rows}
        idOf={({ key }) => key}
        columns={[
          { name: 'asset', cell: ({ key }) => key },
          { name: '↑ long', figure: true, cell: ({ longNotional }) => usdt(longNotional) },
          { name: '↓ short', figure: true, cell: ({ shortNotional }) => usdt(shortNotional) },
          {
            name: 'net',
            figure: true,
            cell: ({ longNotional, shortNotional }) => usdt(longNotional - shortNotional),
          },
          {
            name: 'same direction, of gross',
            figure: true,
            cell: ({ longNotional, shortNotional }) => {
              const all = longNotional + shortNotional;
              return all < 0.005 ? '–' : percent(Math.max(longNotional, shortNotional) / all, 0);
            },
          },
        ]}
      />
    </Panel>
  );
}

function Weights(props: { readonly status: PortfolioStatus }) {
  const { buckets, strategies, cash } = props.status.weights;
  const rows = [...buckets, ...strategies];
  return (
    <Panel title="Weights and why" note={`inverse to volatility; cash ${percent(cash, 1)}`}>
      <Table
        label="Weights"
        none="Not worked out yet."
        rows={rows}
        idOf={({ bucket, strategy }) => `${bucket} ${strategy}`}
        columns={[
          {
            name: 'of',
            cell: ({ bucket, strategy }) =>
              strategy === null ? <strong>{bucket}</strong> : <span>{strategy}</span>,
          },
          {
            name: 'weight',
            figure: true,
            cell: ({ weight, active }) => (active ? percent(weight, 1) : '○ inactive'),
          },
          {
            name: 'floor to cap',
            figure: true,
            cell: ({ floor, cap }) => `${percent(floor, 0)} to ${percent(cap, 0)}`,
          },
          {
            name: 'daily volatility',
            figure: true,
            cell: ({ volatility }) => percent(volatility, 3),
          },
          { name: 'days', figure: true, cell: ({ samples }) => samples },
        ]}
      />
    </Panel>
  );
}

import type { PublicEvent } from '../../src/bus/messages.ts';
import type { PortfolioStatus, ProcessStatus } from '../../src/domain/status.ts';
import { instant, money, price } from './format.ts';
import { Panel } from './panel.tsx';

export function Positions(props: { readonly positions: PortfolioStatus['positions'] }) {
  return (
    <Panel title="Open positions" wide>
      {props.positions.length === 0 ? (
        <p className="quiet">None.</p>
      ) : (
        <div className="scroll">
          <table>
            <thead>
              <tr>
                <th>strategy</th>
                <th>symbol</th>
                <th>side</th>
                <th>quantity</th>
                <th>entry</th>
                <th>mark</th>
                <th>stop</th>
                <th>stop at the venue</th>
                <th>unrealised, USDT</th>
              </tr>
            </thead>
            <tbody>
              {props.positions.map((p) => (
                <tr key={`${p.strategy} ${p.symbol} ${p.side} ${p.decision}`}>
                  <td>{p.strategy}</td>
                  <td>{p.symbol}</td>
                  <td>{p.side}</td>
                  <td>{p.quantity}</td>
                  <td>{price(p.entryPrice)}</td>
                  <td>{price(p.mark)}</td>
                  <td>
                    {price(p.stopPrice)}
                    {p.trailingArmed ? ' trailing' : ''}
                  </td>
                  <td>{p.stopOnVenue ? '✓ resting' : '✕ not yet'}</td>
                  <td>{money(p.unrealisedPnl)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Panel>
  );
}

export function Events(props: { readonly events: readonly PublicEvent[] }) {
  return (
    <Panel title="Events">
      <ul className="events">
        {props.events.slice(0, 40).map((event) => (
          <li key={event.sequence} className={event.severity}>
            <time>{instant(event.at)}</time>{' '}
            {event.severity === 'info' ? '' : `▲ ${event.severity} `}
            {event.text}
          </li>
        ))}
      </ul>
    </Panel>
  );
}

export function Processes(props: { readonly processes: readonly ProcessStatus[] }) {
  return (
    <Panel title="Processes">
      <div className="scroll">
        <table>
          <thead>
            <tr>
              <th>process</th>
              <th>state</th>
              <th>pid</th>
              <th>restarts</th>
              <th>memory, MB</th>
            </tr>
          </thead>
          <tbody>
            {props.processes.map((p) => (
              <tr key={p.name}>
                <td>{p.name}</td>
                <td>{p.state === 'running' ? '● running' : `▲ ${p.state}`}</td>
                <td>{p.pid ?? '–'}</td>
                <td>{p.restarts}</td>
                <td>{p.residentBytes === null ? '–' : (p.residentBytes / 1e6).toFixed(0)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Panel>
  );
}

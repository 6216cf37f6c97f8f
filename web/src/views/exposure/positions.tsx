import type { PortfolioStatus } from '../../../../src/domain/status.ts';
import { api, doneText } from '../../data/api.ts';
import { linkTo } from '../../data/route.ts';
import { duration, percent, price, signed, symbol } from '../../format.ts';
import { Act } from '../../parts/act.tsx';
import { Panel, State, Table } from '../../parts/parts.tsx';

type Position = PortfolioStatus['positions'][number];

/** How far the mark is from the stop, as a fraction of the mark. */
const toStop = ({ mark, stopPrice }: Position): number | null =>
  mark === null || stopPrice === null ? null : Math.abs(mark - Number(stopPrice)) / mark;

/** The distance that an open incident estimated last; nobody else works it out. */
function liquidation({ operations }: PortfolioStatus, p: Position): string {
  for (const incident of operations.incidents) {
    const found = incident.positions.find(
      (one) => one.strategy === p.strategy && one.symbol === p.symbol && one.side === p.side,
    );
    if (found?.liquidationDistance != null && incident.state !== 'resolved') {
      return `${percent(found.liquidationDistance, 1)} (${incident.id})`;
    }
  }
  return 'not known';
}

export function Positions(props: { readonly status: PortfolioStatus }) {
  const { status } = props;
  return (
    <Panel
      title="Open positions"
      note="each with its stop"
      wide
      actions={status.positions.length === 0 ? null : <Flatten position={null} />}
    >
      <Table
        label="Open positions"
        none="No position is open."
        rows={status.positions}
        idOf={(p) => `${p.strategy} ${p.symbol} ${p.side} ${p.decision}`}
        columns={[
          { name: 'strategy', cell: (p) => p.strategy },
          { name: 'symbol', cell: (p) => symbol(p.symbol) },
          { name: 'side', cell: (p) => (p.side === 'long' ? '↑ long' : '↓ short') },
          { name: 'quantity', figure: true, cell: (p) => p.quantity },
          { name: 'entry', figure: true, cell: (p) => price(p.entryPrice) },
          { name: 'mark', figure: true, cell: (p) => price(p.mark) },
          {
            name: 'stop',
            figure: true,
            cell: (p) => `${price(p.stopPrice)}${p.trailingArmed ? ' trailing' : ''}`,
          },
          { name: 'to stop', figure: true, cell: (p) => percent(toStop(p)) },
          {
            name: 'stop at the venue',
            cell: (p) =>
              p.stopOnVenue ? (
                <State tone="good">resting</State>
              ) : (
                <State tone="bad">not yet</State>
              ),
          },
          { name: 'liquidation', figure: true, cell: (p) => liquidation(status, p) },
          { name: 'unrealised, USDT', figure: true, cell: (p) => signed(p.unrealisedPnl) },
          { name: 'open for', figure: true, cell: (p) => duration(status.at - p.openedAt) },
          {
            name: 'why',
            cell: (p) => (
              <a href={linkTo('decisions', `d${p.decision}`)}>
                d{p.decision}
                <span className="sr-only"> explained</span>
              </a>
            ),
          },
          { name: 'act', cell: (p) => <Flatten position={p} /> },
        ]}
      />
    </Panel>
  );
}

function Flatten(props: { readonly position: Position | null }) {
  const { position } = props;
  const what =
    position === null
      ? 'every position of the portfolio'
      : `${position.strategy} on ${symbol(position.symbol)}`;
  return (
    <Act
      label={position === null ? 'Close all…' : 'Close…'}
      title={`Close ${what} now?`}
      about="Sent to the executor at once, at the market, under every halt. Entries are not stopped by it."
      confirm="Close now"
      danger={position === null}
      run={({ reason }) =>
        doneText(
          api.POST('/api/flatten', {
            body: {
              reason,
              ...(position === null
                ? {}
                : { symbol: position.symbol, strategy: position.strategy }),
            },
          }),
        )
      }
    />
  );
}

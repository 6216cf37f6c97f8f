import { useMemo } from 'react';
import { api, told } from '../../data/api.ts';
import { useAnswer } from '../../data/use-answer.ts';
import { useStatus } from '../../data/use-desk.ts';
import { useHistory } from '../../data/use-history.ts';
import { instant } from '../../format.ts';
import { HeatMap } from '../../parts/heat-map.tsx';
import { At, Fact, Facts, Panel, State, Table, Told } from '../../parts/parts.tsx';
import { Series } from '../../parts/series.tsx';

const EVERY_MS = 10_000;
const NONE: readonly never[] = [];

/** How much moves together, and what the throttle makes of it. */
export function Correlation() {
  const { alignment } = useStatus();
  const panel = useAnswer('panel', () => told('panel', api.GET('/api/panel')), EVERY_MS);
  return (
    <div className="grid">
      <Panel title="Now" wide>
        <Facts>
          <Fact name="alignment of directions">
            {alignment.value === null ? 'undefined' : alignment.value.toFixed(2)}
          </Fact>
          <Fact name="votes that count">{alignment.votes}</Fact>
          <Fact name="cluster event">
            {alignment.cluster ? (
              <State tone="bad">in force</State>
            ) : (
              <State tone="good">none</State>
            )}
          </Fact>
          <Fact name="mean correlation of strategies">
            {alignment.strategyCorrelation === null
              ? 'undefined'
              : alignment.strategyCorrelation.toFixed(2)}
          </Fact>
        </Facts>
      </Panel>
      <Panel title="Assets" note="hourly returns, last 7 days">
        <Told of={panel}>
          {({ assets }) => (
            <HeatMap matrix={assets} label="Correlation of assets" none="No asset yet." />
          )}
        </Told>
      </Panel>
      <Panel title="Strategies" note="hourly PnL, last 7 days">
        <Told of={panel}>
          {({ strategies }) => (
            <>
              <HeatMap
                matrix={strategies}
                label="Correlation of strategies"
                none="No strategy has enough hours yet."
              />
              <p className="quiet">{strategies.pairs} pairs count.</p>
            </>
          )}
        </Told>
      </Panel>
      <Panel title="Votes of the alignment">
        <Told of={panel}>
          {({ votes, cluster }) => (
            <>
              {cluster.active ? <p>Cluster event since {instant(cluster.since)}.</p> : null}
              <Table
                label="Votes"
                none="No vote counts now."
                rows={votes}
                idOf={(vote) => `${vote.strategy} ${vote.asset} ${vote.at}`}
                columns={[
                  { name: 'strategy', cell: ({ strategy }) => strategy },
                  { name: 'asset', cell: ({ asset }) => asset },
                  { name: 'side', cell: ({ side }) => (side === 'long' ? '↑ long' : '↓ short') },
                  { name: 'since', cell: ({ at }) => <At at={at} /> },
                ]}
              />
            </>
          )}
        </Told>
      </Panel>
      <Over />
    </div>
  );
}

function Over() {
  const history = useHistory();
  return (
    <Panel title="Over time">
      <Told of={history}>{(view) => <Curves {...view} />}</Told>
    </Panel>
  );
}

function Curves(props: {
  readonly at: readonly number[];
  readonly series: Readonly<Record<string, readonly (number | null)[]>>;
}) {
  const { at, series } = props;
  const drawn = useMemo(
    () => ({
      alignment: series['alignment'] ?? [],
      strategies: series['strategyCorrelation'] ?? [],
      cluster: series['cluster'] ?? [],
    }),
    [series],
  );
  return (
    <>
      <Series name="Alignment" unit="" times={at} values={drawn.alignment} limits={NONE} />
      <Series
        name="Mean correlation of strategies"
        unit=""
        times={at}
        values={drawn.strategies}
        limits={NONE}
      />
      <Series
        name="Throttle: cluster event, 1 in force"
        unit=""
        digits={0}
        times={at}
        values={drawn.cluster}
        limits={NONE}
      />
    </>
  );
}

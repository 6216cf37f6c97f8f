import { useMemo } from 'react';
import { api, told } from '../../data/api.ts';
import { useAnswer } from '../../data/use-answer.ts';
import { useStatus } from '../../data/use-desk.ts';
import { times, useHistory } from '../../data/use-history.ts';
import { fromNow, percent, symbol, words } from '../../format.ts';
import { Fact, Facts, Panel, State, Table, Told } from '../../parts/parts.tsx';
import { Series } from '../../parts/series.tsx';
import { Day } from './day.tsx';

const EVERY_MS = 10_000;
const NONE: readonly never[] = [];

/** How well orders are carried out; ratios below their least samples say so. */
export function Execution() {
  const panel = useAnswer('panel', () => told('panel', api.GET('/api/panel')), EVERY_MS);
  return (
    <div className="grid">
      <Rates />
      <Refusals />
      <Day />
      <Panel title="Slippage limits now" note="by symbol and bucket">
        <Told of={panel}>
          {({ slippage, strictness }) => (
            <>
              <Facts>
                <Fact name="strictness">{strictness} of 3</Fact>
              </Facts>
              <Table
                label="Slippage limits"
                none="No limit is in force."
                rows={slippage}
                idOf={(row) => `${row.symbol} ${row.bucket}`}
                columns={[
                  { name: 'symbol', cell: (row) => symbol(row.symbol) },
                  { name: 'bucket', cell: (row) => row.bucket },
                  {
                    name: 'limit, bps',
                    figure: true,
                    cell: (row) => row.limitBps.toFixed(1),
                  },
                  {
                    name: 'above it in a row',
                    figure: true,
                    cell: (row) =>
                      row.run === 0 ? (
                        '0'
                      ) : (
                        <State tone={row.run >= 3 ? 'bad' : 'warn'}>{row.run}</State>
                      ),
                  },
                ]}
              />
            </>
          )}
        </Told>
      </Panel>
      <div className="stack">
        <Panel title="Spreads" note="of the last book">
          <Told of={panel}>
            {({ spreads }) => (
              <Table
                label="Spreads"
                none="No symbol."
                rows={spreads}
                idOf={(row) => row.symbol}
                columns={[
                  { name: 'symbol', cell: (row) => symbol(row.symbol) },
                  {
                    name: 'spread, bps of mid',
                    figure: true,
                    cell: ({ bps }) => (bps === null ? 'no book yet' : bps.toFixed(2)),
                  },
                ]}
              />
            )}
          </Told>
        </Panel>
        <Cooldowns />
      </div>
      <Over />
    </div>
  );
}

const rate = (value: number | null, samples: number, text: (v: number) => string): string =>
  value === null ? `too few samples (${samples})` : `${text(value)} (${samples})`;

function Rates() {
  const { rates } = useStatus();
  const share = (value: number): string => percent(value, 1);
  return (
    <Panel title="Rates now" note="samples in brackets">
      <Facts>
        <Fact name="fill ratio, 1 h">
          {rate(rates.fillRatio.value, rates.fillRatio.samples, share)}
        </Fact>
        <Fact name="timeouts, 1 h">
          {rate(rates.timeouts.value, rates.timeouts.samples, share)}
        </Fact>
        <Fact name="rejected, 30 min">
          {rate(rates.rejected.value, rates.rejected.samples, share)}
        </Fact>
        <Fact name="slippage, 1 h">
          {rate(rates.slippageBps.value, rates.slippageBps.samples, (v) => `${v.toFixed(2)} bps`)}
        </Fact>
      </Facts>
    </Panel>
  );
}

function Refusals() {
  const { entries } = useStatus();
  const rows = Object.entries(entries.byReason).sort(([, a], [, b]) => b - a);
  return (
    <Panel
      title="Refused entries by reason"
      note={`${entries.refused} of ${entries.refused + entries.allowed} signals`}
    >
      <Table
        label="Refused by reason"
        none="None was refused."
        rows={rows}
        idOf={([reason]) => reason}
        columns={[
          {
            name: 'reason',
            cell: ([reason]) => (
              <a href={`#/decisions?reason=${encodeURIComponent(reason)}`}>{words(reason)}</a>
            ),
          },
          { name: 'entries', figure: true, cell: ([, count]) => count },
        ]}
      />
    </Panel>
  );
}

function Cooldowns() {
  const { closures, at } = useStatus();
  const rows = closures.filter(({ cause }) => cause === 'symbol_cooldown');
  return (
    <Panel title="Symbols that cool down">
      <Table
        label="Cooldowns"
        none="None."
        rows={rows}
        idOf={({ id }) => id}
        columns={[
          { name: 'symbol', cell: ({ scope }) => symbol(scope.symbol ?? 'all') },
          { name: 'why', cell: ({ reason }) => <span className="words">{reason}</span> },
          {
            name: 'over',
            figure: true,
            cell: ({ until }) => (until === null ? '–' : fromNow(until, at)),
          },
        ]}
      />
    </Panel>
  );
}

function Over() {
  const history = useHistory();
  return (
    <Panel title="Over time" wide>
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
      fill: times(series['fillRatio'], 100),
      timeouts: times(series['timeouts'], 100),
      slippage: series['slippageBps'] ?? [],
    }),
    [series],
  );
  return (
    <div className="three">
      <Series name="Fill ratio" unit="%" times={at} values={drawn.fill} limits={NONE} />
      <Series name="Timeouts" unit="%" times={at} values={drawn.timeouts} limits={NONE} />
      <Series name="Slippage" unit="bps" times={at} values={drawn.slippage} limits={NONE} />
    </div>
  );
}

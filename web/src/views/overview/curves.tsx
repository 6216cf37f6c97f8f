import { useMemo } from 'react';
import type { HistoryView } from '../../../../src/api/history.ts';
import { times, useHistory } from '../../data/use-history.ts';
import { Panel, Told } from '../../parts/parts.tsx';
import { type Limit, Series } from '../../parts/series.tsx';

export function Curves() {
  const history = useHistory();
  return (
    <Panel title="Equity, daily PnL and drawdown" note="limits are the dashed lines" wide>
      <Told of={history}>{(view) => <Three view={view} />}</Told>
    </Panel>
  );
}

function Three(props: { readonly view: HistoryView }) {
  const { at, series, limits } = props.view;
  const drawn = useMemo(() => {
    const limit = (id: string, label: string): readonly Limit[] =>
      limits[id] === undefined ? [] : [{ label, value: limits[id] * 100 }];
    return {
      equity: series['equity'] ?? [],
      day: times(series['dailyPnl'], 100),
      drawdown: times(series['drawdown'], 100),
      dayLimits: [...limit('daily_soft', 'soft'), ...limit('daily_hard', 'hard')],
      drawdownLimits: [
        ...limit('drawdown_warning', 'warning'),
        ...limit('drawdown_breaker', 'breaker'),
      ],
    };
  }, [series, limits]);
  return (
    <div className="three">
      <Series name="Equity" unit="USDT" times={at} values={drawn.equity} limits={NONE} />
      <Series name="Daily PnL" unit="%" times={at} values={drawn.day} limits={drawn.dayLimits} />
      <Series
        name="Drawdown"
        unit="%"
        times={at}
        values={drawn.drawdown}
        limits={drawn.drawdownLimits}
      />
    </div>
  );
}

const NONE: readonly Limit[] = [];

import { useMemo } from 'react';
import { api, told } from '../../data/api.ts';
import { useAnswer } from '../../data/use-answer.ts';
import { useStatus } from '../../data/use-desk.ts';
import { useHistory } from '../../data/use-history.ts';
import { symbol } from '../../format.ts';
import { Fact, Facts, Panel, State, Told } from '../../parts/parts.tsx';
import { Series } from '../../parts/series.tsx';

const EVERY_MS = 20_000;
const HOUR_MS = 3_600_000;
const NONE: readonly never[] = [];

/** How the market moves against its own past, and the regime that follows from it. */
export function Volatility() {
  const { regime, regimeZ, closures } = useStatus();
  const panel = useAnswer('panel', () => told('panel', api.GET('/api/panel')), EVERY_MS);
  const volatility = panel.value?.volatility;
  const closed = closures.filter(({ cause }) => cause === 'volatility_extreme');
  return (
    <div className="stack">
      <Panel title="Regime">
        <Facts>
          <Fact name="regime">
            <State tone={regime === 'normal' ? 'good' : regime === 'high' ? 'warn' : 'bad'}>
              {regime}
            </State>
          </Fact>
          <Fact name="z-score">{regimeZ === null ? 'too few hours' : regimeZ.toFixed(2)}</Fact>
          <Fact name="high from">{volatility?.high.toFixed(2) ?? 'not known'}</Fact>
          <Fact name="extreme from">{volatility?.extreme.toFixed(2) ?? 'not known'}</Fact>
          <Fact name="reference">
            {volatility === undefined ? 'not known' : symbol(volatility.symbol)}
          </Fact>
          <Fact name="closes">
            {closed.length === 0 ? 'nothing' : closed.map(({ scope }) => scope.strategy).join(', ')}
          </Fact>
        </Facts>
      </Panel>
      <Z high={volatility?.high} extreme={volatility?.extreme} />
      <Panel title="ATR % of close" note="hourly, of the reference symbol: what the z-score is of">
        <Told of={panel}>
          {({ volatility: { lastAt, atrPercent } }) => <Atr lastAt={lastAt} values={atrPercent} />}
        </Told>
      </Panel>
    </div>
  );
}

function Z(props: { readonly high: number | undefined; readonly extreme: number | undefined }) {
  const history = useHistory();
  const { high, extreme } = props;
  const limits = useMemo(
    () => [
      ...(high === undefined ? [] : [{ label: 'high', value: high }]),
      ...(extreme === undefined ? [] : [{ label: 'extreme', value: extreme }]),
    ],
    [high, extreme],
  );
  return (
    <Panel title="z-score" note="bands of the regimes are the dashed lines">
      <Told of={history}>
        {({ at, series }) => (
          <Series
            name="z-score"
            unit=""
            times={at}
            values={series['regimeZ'] ?? NONE}
            limits={limits}
          />
        )}
      </Told>
    </Panel>
  );
}

function Atr(props: { readonly lastAt: number; readonly values: readonly number[] }) {
  const { lastAt, values } = props;
  const at = useMemo(
    () => values.map((_, i) => lastAt - (values.length - 1 - i) * HOUR_MS),
    [values, lastAt],
  );
  return (
    <Series
      name="ATR"
      unit="% of close"
      digits={3}
      times={at}
      values={values}
      limits={NONE}
      none="Not enough hourly candles yet."
    />
  );
}

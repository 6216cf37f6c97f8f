/** Candles around the decision, with entry, stop and the way out. */
import {
  CandlestickSeries,
  createChart,
  createSeriesMarkers,
  type IChartApi,
  LineStyle,
  type UTCTimestamp,
} from 'lightweight-charts';
import { useEffect, useRef } from 'react';
import type { DecisionRecord } from '../../../../src/domain/decision.ts';
import type { DecisionFate } from '../../../../src/domain/decision-fate.ts';
import type { Candle } from '../../../../src/domain/market.ts';
import { api, told } from '../../data/api.ts';
import { useAnswer } from '../../data/use-answer.ts';
import { price, symbol } from '../../format.ts';
import { Quiet, Told } from '../../parts/parts.tsx';

const COUNT = 150;
/** How much of the chart comes after the decision, as far as there is any. */
const AFTER = 50;
const MINUTE_MS = 60_000;
const HEIGHT = 280;

export function Moment(props: {
  readonly record: DecisionRecord;
  readonly fate: DecisionFate | null;
}) {
  const { record } = props;
  const base = record.signal.exitPlan.baseTimeframe;
  const timeframe = base >= 15 * MINUTE_MS ? '15m' : base >= 5 * MINUTE_MS ? '5m' : '1m';
  const step = timeframe === '15m' ? 15 : timeframe === '5m' ? 5 : 1;
  const query = {
    ...({ symbol: record.signal.symbol, timeframe, count: COUNT } as const),
    to: record.at + AFTER * step * MINUTE_MS,
  };
  const answer = useAnswer(
    `candles ${record.id}`,
    () => told('candles', api.GET('/api/candles', { params: { query } })),
    null,
  );
  return (
    <Told of={answer}>
      {({ candles }) =>
        candles.length === 0 ? (
          <Quiet>The feed keeps no candles of that time any more.</Quiet>
        ) : (
          <Chart {...props} candles={candles} timeframe={timeframe} />
        )
      }
    </Told>
  );
}

interface Level {
  readonly name: string;
  readonly price: number;
  readonly token: string;
  readonly style: LineStyle;
}

function levelsOf({ signal, order }: DecisionRecord, fate: DecisionFate | null): readonly Level[] {
  const entry = order === null ? signal.referencePrice : Number(order.limitPrice);
  const way = signal.side === 'long' ? 1 : -1;
  const { stop, minimalReturn } = signal.exitPlan;
  const [first] = minimalReturn;
  const name = order === null ? 'price it saw' : 'entry limit';
  return [
    { name, price: entry, token: '--accent', style: LineStyle.Solid },
    { name: 'stop', price: entry * (1 - way * stop), token: '--bad', style: LineStyle.Dashed },
    ...(first === undefined
      ? []
      : [
          {
            ...{ name: 'minimal return', price: entry * (1 + way * first[1]) },
            ...{ token: '--good', style: LineStyle.Dotted },
          },
        ]),
    ...(fate?.exit == null
      ? []
      : [
          {
            ...{ name: 'left at', price: Number(fate.exit.price) },
            ...{ token: '--warn', style: LineStyle.SparseDotted },
          },
        ]),
  ];
}

function Chart(props: {
  readonly record: DecisionRecord;
  readonly fate: DecisionFate | null;
  readonly candles: readonly Candle[];
  readonly timeframe: string;
}) {
  const { record, fate, candles } = props;
  const box = useRef<HTMLDivElement>(null);
  const levels = levelsOf(record, fate);
  const said = levels.map((level) => `${level.name} ${price(level.price)}`).join(', ');

  // biome-ignore lint/correctness/useExhaustiveDependencies: levels follow record and fate
  useEffect(() => {
    const node = box.current;
    if (node === null) return;
    const chart = drawn(node, record, candles, levels, fate);
    const theme = new MutationObserver(() => chart.applyOptions(colours()));
    theme.observe(document.documentElement, { attributeFilter: ['data-theme'] });
    return () => {
      theme.disconnect();
      chart.remove();
    };
  }, [record, fate?.exit?.at, candles]);

  return (
    <figure className="series">
      <figcaption>
        <strong>
          {symbol(record.signal.symbol)} {props.timeframe}
        </strong>{' '}
        <span>{said}</span>
      </figcaption>
      <div ref={box} style={{ height: HEIGHT }} />
    </figure>
  );
}

const token = (name: string): string =>
  getComputedStyle(document.documentElement).getPropertyValue(name).trim();

const colours = () => ({
  layout: {
    background: { color: token('--box') },
    textColor: token('--soft'),
    fontSize: 11,
    // The licence of the library asks for it; it is drawn from the library itself.
    attributionLogo: true,
  },
  grid: {
    vertLines: { color: token('--grid') },
    horzLines: { color: token('--grid') },
  },
});

function drawn(
  node: HTMLElement,
  record: DecisionRecord,
  candles: readonly Candle[],
  levels: readonly Level[],
  fate: DecisionFate | null,
): IChartApi {
  const chart = createChart(node, {
    ...{ autoSize: true, ...colours() },
    timeScale: { timeVisible: true, borderColor: token('--line') },
    rightPriceScale: { borderColor: token('--line') },
    handleScroll: false,
    handleScale: false,
  });
  const prices = candles.map(({ low }) => low);
  const digits = Math.max(...prices) >= 1_000 ? 1 : Math.max(...prices) >= 10 ? 3 : 5;
  const series = chart.addSeries(CandlestickSeries, {
    // Up is hollow, down is filled: told apart without colour.
    ...{ upColor: token('--box'), downColor: token('--soft') },
    ...{ borderUpColor: token('--soft'), borderDownColor: token('--soft') },
    ...{ wickUpColor: token('--soft'), wickDownColor: token('--soft') },
    ...{ lastValueVisible: false, priceLineVisible: false },
    priceFormat: { type: 'price', precision: digits, minMove: 10 ** -digits },
    autoscaleInfoProvider: () => ({
      priceRange: {
        minValue: Math.min(...prices, ...levels.map((level) => level.price)),
        maxValue: Math.max(...candles.map(({ high }) => high), ...levels.map((l) => l.price)),
      },
    }),
  });
  series.setData(
    candles.map(({ openTime, open, high, low, close }) => ({
      ...{ time: (openTime / 1_000) as UTCTimestamp, open, high, low, close },
    })),
  );
  for (const level of levels) {
    series.createPriceLine({
      ...{ price: level.price, title: level.name, color: token(level.token) },
      ...{ lineWidth: 1, lineStyle: level.style, axisLabelVisible: true },
    });
  }
  const long = record.signal.side === 'long';
  const near = (at: number): UTCTimestamp => {
    const found = candles.findLast(({ openTime }) => openTime <= at) ?? candles[0];
    return ((found?.openTime ?? at) / 1_000) as UTCTimestamp;
  };
  createSeriesMarkers(series, [
    {
      ...{ time: near(record.at), color: token('--accent'), text: record.id },
      ...(long
        ? ({ position: 'belowBar', shape: 'arrowUp' } as const)
        : ({ position: 'aboveBar', shape: 'arrowDown' } as const)),
    },
    ...(fate?.exit == null || fate.exit.at > (candles.at(-1)?.openTime ?? 0)
      ? []
      : [
          {
            ...{ time: near(fate.exit.at), color: token('--warn'), text: 'left' },
            ...({ position: 'inBar', shape: 'square' } as const),
          },
        ]),
  ]);
  chart.timeScale().fitContent();
  return chart;
}

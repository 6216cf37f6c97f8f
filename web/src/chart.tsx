import { useEffect, useRef } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import type { EquitySample } from '../../src/api/desk.ts';
import { Panel } from './panel.tsx';

/** Okabe-Ito colours, told apart by colour-blind people too; the limits are dashed as well. */
const BLUE = '#0072b2';
const RED = '#d55e00';

/** `06:40`, with the day before it where a new one begins; UTC. */
function clockLabels(_plot: uPlot, ticks: number[]): string[] {
  let day = '';
  return ticks.map((tick) => {
    const text = new Date(tick * 1_000).toISOString();
    const label =
      text.slice(0, 10) === day ? text.slice(11, 16) : text.slice(5, 16).replace('T', ' ');
    day = text.slice(0, 10);
    return label;
  });
}

export interface Limit {
  readonly label: string;
  readonly value: number;
}

export function EquityCharts(props: {
  readonly equity: readonly EquitySample[];
  readonly drawdownLimits: readonly Limit[];
  readonly dailyLimits: readonly Limit[];
}) {
  const times = props.equity.map((sample) => sample.at / 1_000);
  const hundredth = (value: number | null): number | null => (value === null ? null : value * 100);
  return (
    <Panel title="Equity, daily PnL and drawdown" wide>
      {props.equity.length < 2 ? <p className="quiet">The first minutes are being drawn…</p> : null}
      <Series
        name="equity, USDT"
        times={times}
        values={props.equity.map((s) => s.equity)}
        limits={[]}
      />
      <Series
        name="daily PnL, %"
        times={times}
        values={props.equity.map((s) => hundredth(s.dailyPnl))}
        limits={props.dailyLimits}
      />
      <Series
        name="drawdown, %"
        times={times}
        values={props.equity.map((s) => hundredth(s.drawdown))}
        limits={props.drawdownLimits}
      />
    </Panel>
  );
}

function Series(props: {
  readonly name: string;
  readonly times: readonly number[];
  readonly values: readonly (number | null)[];
  readonly limits: readonly Limit[];
}) {
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const { name, times, values, limits } = props;
  const labels = limits.map((limit) => limit.label).join('|');

  useEffect(() => {
    const node = box.current;
    if (node === null) return;
    const ink = getComputedStyle(node).color;
    const grid = { stroke: 'rgba(128,128,128,.2)' };
    const width = (): number => Math.max(280, node.clientWidth);
    const made = new uPlot(
      {
        width: width(),
        height: 150,
        tzDate: (t) => uPlot.tzDate(new Date(t * 1e3), 'Etc/UTC'),
        series: [
          {},
          { label: name, stroke: BLUE, width: 1.5 },
          ...labels
            .split('|')
            .filter((label) => label !== '')
            .map((label) => ({
              label,
              stroke: RED,
              width: 1,
              dash: [6, 4],
              points: { show: false },
            })),
        ],
        axes: [
          { stroke: ink, grid, values: clockLabels },
          { stroke: ink, grid, size: 80 },
        ],
      },
      [[], []],
      node,
    );
    plot.current = made;
    const watch = new ResizeObserver(() => made.setSize({ width: width(), height: 150 }));
    watch.observe(node);
    return () => {
      watch.disconnect();
      made.destroy();
      plot.current = null;
    };
  }, [name, labels]);

  useEffect(() => {
    const lines = limits.map((limit) => times.map(() => limit.value * 100));
    plot.current?.setData([[...times], [...values], ...lines]);
  }, [times, values, limits]);

  return <div ref={box} className="chart" role="img" aria-label={name} />;
}

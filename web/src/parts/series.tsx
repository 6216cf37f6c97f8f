/** A dense series over time with its limits drawn in; the last figures stand in words beside it. */
import { useEffect, useRef } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';

export interface Limit {
  readonly label: string;
  readonly value: number;
}

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

/** Two points nearer than this would be one pixel wide anyway. */
const POINTS_MAX = 1_500;
const HEIGHT = 132;

export function Series(props: {
  readonly name: string;
  readonly unit: string;
  readonly digits?: number;
  readonly times: readonly number[];
  readonly values: readonly (number | null)[];
  readonly limits: readonly Limit[];
  /** What is said where there is nothing to draw. */
  readonly none?: string;
}) {
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const { name, times, values, limits, digits = 2 } = props;
  const labels = limits.map((limit) => limit.label).join('|');
  const last = values.at(-1);

  useEffect(() => {
    const node = box.current;
    if (node === null) return;
    const colour = (token: string): string =>
      getComputedStyle(document.documentElement).getPropertyValue(token).trim();
    const ink = (): string => colour('--soft');
    const grid = { stroke: () => colour('--grid'), width: 1 };
    const axis = { stroke: ink, grid, ticks: { show: false }, font: '11px system-ui' };
    const width = (): number => Math.max(240, node.clientWidth);
    const made = new uPlot(
      {
        width: width(),
        height: HEIGHT,
        legend: { show: false },
        cursor: { y: false, points: { size: 5 } },
        tzDate: (t) => uPlot.tzDate(new Date(t * 1e3), 'Etc/UTC'),
        series: [
          {},
          { label: name, stroke: () => colour('--line-a'), width: 1.5, points: { show: false } },
          ...labels
            .split('|')
            .filter((label) => label !== '')
            .map((label, i) => ({
              ...{ label, stroke: () => colour(i === 0 ? '--warn' : '--bad'), width: 1 },
              ...{ dash: i === 0 ? [3, 4] : [8, 4], points: { show: false } },
            })),
        ],
        axes: [
          { ...axis, size: 26, values: clockLabels },
          { ...axis, size: 62 },
        ],
      },
      [[], []],
      node,
    );
    plot.current = made;
    const size = new ResizeObserver(() => made.setSize({ width: width(), height: HEIGHT }));
    size.observe(node);
    const theme = new MutationObserver(() => made.redraw(false));
    theme.observe(document.documentElement, { attributeFilter: ['data-theme'] });
    return () => {
      size.disconnect();
      theme.disconnect();
      made.destroy();
      plot.current = null;
    };
  }, [name, labels]);

  useEffect(() => {
    const step = Math.max(1, Math.ceil(times.length / POINTS_MAX));
    const kept = (_: unknown, i: number): boolean => i % step === 0 || i === times.length - 1;
    const seconds = times.filter(kept).map((at) => at / 1_000);
    const lines = limits.map((limit) => seconds.map(() => limit.value));
    plot.current?.setData([seconds, values.filter(kept), ...lines]);
  }, [times, values, limits]);

  const said = [
    last == null ? 'not known' : `now ${last.toFixed(digits)} ${props.unit}`,
    ...limits.map(({ label, value }) => `${label} ${value.toFixed(digits)}`),
  ];
  return (
    <figure className="series">
      <figcaption>
        <strong>{name}</strong> <span>{said.join(' · ')}</span>
      </figcaption>
      <div ref={box} className="chart" role="img" aria-label={`${name}: ${said.join(', ')}`} />
      {times.length < 2 ? (
        <p className="quiet">{props.none ?? 'The first minutes are being drawn…'}</p>
      ) : null}
    </figure>
  );
}

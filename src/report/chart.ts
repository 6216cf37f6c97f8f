/** Charts as inline SVG: lines with limits drawn in, and bars; told apart by dash and label, not by colour alone. */
import { type EpochMs, HOUR_MS } from '../domain/time.ts';
import { escapeHtml } from './html-text.ts';
import { clock, monthDay } from './text.ts';

export interface Point {
  readonly at: EpochMs;
  readonly value: number;
}

/** A level drawn across; `limit`: dashed and labelled. */
export interface Level {
  readonly value: number;
  readonly label: string;
}

const WIDTH = 860;
const HEIGHT = 240;
const LEFT = 84;
const RIGHT = 16;
const TOP = 14;
const BOTTOM = 30;

/** One line of a chart; `name` is written below it when there are several. */
export interface Series {
  readonly name: string;
  readonly points: readonly Point[];
}

/** Lines of one chart that can be told apart: by dash as well as by colour. */
const LINES = ['line', 'line second', 'line third'] as const;
/** Charts of more than this are labelled with days, else with the time of day. */
const DAYS_FROM = 36 * HOUR_MS;

/** `show`: how a value is written at the axis. Nothing to draw: a sentence. */
export function lineChart(
  title: string,
  points: readonly Point[],
  levels: readonly Level[],
  show: (value: number) => string,
): string {
  return linesChart(title, [{ name: title, points }], levels, show);
}

/** At most three lines over one time axis. */
export function linesChart(
  title: string,
  series: readonly Series[],
  levels: readonly Level[],
  show: (value: number) => string,
): string {
  const drawn = series.slice(0, LINES.length).filter(({ points }) => points.length > 0);
  const all = drawn.flatMap(({ points }) => points);
  if (all.length === 0) return '<p class="note">no figure was recorded</p>';
  const values = [...all.map(({ value }) => value), ...levels.map(({ value }) => value)];
  const { low, high } = padded(least(values), most(values));
  const from = least(all.map(({ at }) => at));
  const to = most(all.map(({ at }) => at));
  const x = (at: EpochMs): number =>
    LEFT + ((at - from) / Math.max(1, to - from)) * (WIDTH - LEFT - RIGHT);
  const y = (value: number): number =>
    TOP + ((high - value) / (high - low)) * (HEIGHT - TOP - BOTTOM);
  const ticks = [0, 1, 2, 3, 4].map((step) => low + ((high - low) * step) / 4);
  const times = [0, 1, 2, 3, 4].map((step) => from + ((to - from) * step) / 4);
  const label = to - from > DAYS_FROM ? monthDay : clock;
  const legend = drawn.length > 1;
  return svg(title, HEIGHT + (legend ? LEGEND : 0), [
    ...ticks.map((value) => gridLine(y(value), show(value))),
    ...times.map(
      (at) => `<text x="${px(x(at))}" y="${HEIGHT - 8}" text-anchor="middle">${label(at)}</text>`,
    ),
    ...levels.map(
      ({ value, label: words }) =>
        `<path class="limit" d="M${LEFT} ${px(y(value))}H${WIDTH - RIGHT}"/><text class="label" x="${WIDTH - RIGHT - 4}" y="${px(y(value) - 4)}" text-anchor="end">${escapeHtml(words)}</text>`,
    ),
    ...drawn.map(({ points }, index) => lineOf(points, LINES[index] ?? 'line', x, y)),
    ...(legend ? drawn.map(({ name }, index) => legendOf(name, index)) : []),
  ]);
}

const LEGEND = 22;

function lineOf(
  points: readonly Point[],
  name: string,
  x: (at: EpochMs) => number,
  y: (value: number) => number,
): string {
  const [only] = points;
  const path = points
    .map(({ at, value }, index) => `${index === 0 ? 'M' : 'L'}${px(x(at))} ${px(y(value))}`)
    .join('');
  const dot =
    points.length === 1 && only !== undefined
      ? `<circle class="dot" cx="${px(x(only.at))}" cy="${px(y(only.value))}" r="3"/>`
      : '';
  return `<path class="${name}" d="${path}"/>${dot}`;
}

function legendOf(name: string, index: number): string {
  const left = LEFT + index * 240;
  const top = HEIGHT + LEGEND - 8;
  return `<path class="${LINES[index]}" d="M${left} ${top - 4}h28"/><text x="${left + 36}" y="${top}">${escapeHtml(name)}</text>`;
}

// Not spread into Math.min: a chart may have more points than a call may have arguments.
const least = (values: readonly number[]): number =>
  values.reduce((low, value) => Math.min(low, value), Number.POSITIVE_INFINITY);
const most = (values: readonly number[]): number =>
  values.reduce((high, value) => Math.max(high, value), Number.NEGATIVE_INFINITY);

export interface Bar {
  readonly name: string;
  readonly value: number;
}

const BAR = 26;

/** One bar a name from zero: to the right above, hatched to the left below. */
export function barChart(
  title: string,
  bars: readonly Bar[],
  show: (value: number) => string,
): string {
  if (bars.length === 0) return '<p class="note">no figure was recorded</p>';
  const reach = Math.max(...bars.map(({ value }) => Math.abs(value)), 1e-9);
  const room = (WIDTH - LEFT - RIGHT - 200) / 2;
  const zero = LEFT + 100 + room;
  const height = bars.length * BAR + 20;
  const rows = bars.map(({ name, value }, index) => {
    const top = 10 + index * BAR;
    const width = (Math.abs(value) / reach) * room;
    const left = value < 0 ? zero - width : zero;
    const label = value < 0 ? left - 6 : left + width + 6;
    const anchor = value < 0 ? 'end' : 'start';
    return `<text x="${LEFT - 8}" y="${top + 15}" text-anchor="end">${escapeHtml(name)}</text><rect class="${value < 0 ? 'loss' : 'gain'}" x="${px(left)}" y="${top + 2}" width="${px(Math.max(width, 0.5))}" height="${BAR - 8}"/><text x="${px(label)}" y="${top + 15}" text-anchor="${anchor}">${escapeHtml(show(value))}</text>`;
  });
  return svg(title, height, [`<path class="zero" d="M${px(zero)} 4V${height - 6}"/>`, ...rows]);
}

const gridLine = (y: number, label: string): string =>
  `<path class="grid" d="M${LEFT} ${px(y)}H${WIDTH - RIGHT}"/><text x="${LEFT - 8}" y="${px(y + 4)}" text-anchor="end">${escapeHtml(label)}</text>`;

/** A flat line gets room around it. */
function padded(low: number, high: number): { readonly low: number; readonly high: number } {
  const room = (high - low) * 0.06 || Math.abs(high) * 0.001 || 1;
  return { low: low - room, high: high + room };
}

const px = (value: number): string => value.toFixed(1);

const svg = (title: string, height: number, parts: readonly string[]): string =>
  `<svg viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${escapeHtml(title)}">${HATCH}${parts.join('')}</svg>`;

const HATCH =
  '<defs><pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><path class="hatch" d="M0 0V6"/></pattern></defs>';

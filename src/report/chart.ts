/** Charts as inline SVG: lines with limits drawn in, and bars; told apart by dash and label, not by colour alone. */
import type { EpochMs } from '../domain/time.ts';
import { escapeHtml } from './html-text.ts';
import { clock } from './text.ts';

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

/** `show`: how a value is written at the axis. Nothing to draw: a sentence. */
export function lineChart(
  title: string,
  points: readonly Point[],
  levels: readonly Level[],
  show: (value: number) => string,
): string {
  const first = points[0];
  const last = points.at(-1);
  if (first === undefined || last === undefined)
    return '<p class="note">no figure was recorded</p>';
  const values = [...points.map(({ value }) => value), ...levels.map(({ value }) => value)];
  const { low, high } = padded(Math.min(...values), Math.max(...values));
  const x = (at: EpochMs): number =>
    LEFT + ((at - first.at) / Math.max(1, last.at - first.at)) * (WIDTH - LEFT - RIGHT);
  const y = (value: number): number =>
    TOP + ((high - value) / (high - low)) * (HEIGHT - TOP - BOTTOM);
  const path = points
    .map(({ at, value }, index) => `${index === 0 ? 'M' : 'L'}${px(x(at))} ${px(y(value))}`)
    .join('');
  const ticks = [0, 1, 2, 3, 4].map((step) => low + ((high - low) * step) / 4);
  const times = [0, 1, 2, 3, 4].map((step) => first.at + ((last.at - first.at) * step) / 4);
  return svg(title, HEIGHT, [
    ...ticks.map((value) => gridLine(y(value), show(value))),
    ...times.map(
      (at) => `<text x="${px(x(at))}" y="${HEIGHT - 8}" text-anchor="middle">${clock(at)}</text>`,
    ),
    ...levels.map(
      ({ value, label }) =>
        `<path class="limit" d="M${LEFT} ${px(y(value))}H${WIDTH - RIGHT}"/><text class="label" x="${WIDTH - RIGHT - 4}" y="${px(y(value) - 4)}" text-anchor="end">${escapeHtml(label)}</text>`,
    ),
    `<path class="line" d="${path}"/>`,
    ...(points.length === 1
      ? [`<circle class="dot" cx="${px(x(first.at))}" cy="${px(y(first.value))}" r="3"/>`]
      : []),
  ]);
}

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

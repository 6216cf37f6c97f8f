import { describe, expect, it } from 'vitest';
import { linesChart } from './chart.ts';

const at = (hour: number): number => Date.UTC(2025, 3, 7, hour);
const show = (value: number): string => value.toFixed(0);

describe('charts of several lines', () => {
  it('tells lines apart by dash and by name, words of others stay words', () => {
    const svg = linesChart(
      'Equity',
      [
        { name: 'as it was', points: [{ at: at(0), value: 1 }] },
        { name: 'without <b>', points: [{ at: at(1), value: 2 }] },
      ],
      [],
      show,
    );
    expect(svg).toContain('class="line"');
    expect(svg).toContain('class="line second"');
    expect(svg).toContain('without &lt;b&gt;');
    expect(svg).not.toContain('<b>');
  });

  it('labels a week with days and a day with hours', () => {
    const over = (hours: number): string =>
      linesChart(
        'x',
        [
          {
            name: 'x',
            points: [
              { at: at(0), value: 1 },
              { at: at(hours), value: 2 },
            ],
          },
        ],
        [],
        show,
      );
    expect(over(24)).toContain('>06:00<');
    expect(over(7 * 24)).toContain('>04-08 18:00<');
  });

  it('draws a hundred thousand points, and says so when there are none', () => {
    const points = Array.from({ length: 100_000 }, (_, i) => ({ at: at(0) + i, value: i }));
    expect(linesChart('x', [{ name: 'x', points }], [], show)).toContain('<path class="line"');
    expect(linesChart('x', [{ name: 'x', points: [] }], [], show)).toContain('no figure');
  });
});

import { describe, expect, it } from 'vitest';
import { reportOf, smallDay } from '../../tests/support/day-book.ts';
import { dailyReportSchema } from '../formats/daily-report.ts';
import { acceptanceMarkdown } from './acceptance-markdown.ts';
import { renderDaily } from './daily-files.ts';

const report = reportOf(smallDay());

describe('daily report in its forms', () => {
  it('CAD-3 JSON has the shape that is published, and reads back to the same report', () => {
    const read = dailyReportSchema.parse(JSON.parse(renderDaily(report, 'json')));
    expect(read).toEqual(report);
  });

  it('CAD-3 Markdown has every section and the figures of the day', () => {
    const text = renderDaily(report, 'md');
    expect(text).toContain('# Daily operations report 2025-04-04');
    expect(text).toContain('| PnL without transfers | +691.00 USDT |');
    expect(text).toContain('| S3 | +995.00 | +1,000.00 | -10.00 | +5.00 |');
    expect(text).toContain('| all | +691.00 |');
    expect(text).toContain('Exact: open and entries add up to the close.');
    expect(text).toContain('No override was in force');
    for (const title of [
      'Breakers',
      'Execution quality',
      'Incidents',
      'Operator cadence',
      'Halts',
    ]) {
      expect(text).toContain(`## ${title}`);
    }
  });

  it('CAD-3 words of others stay words: no markup, no formula, no broken table', () => {
    const md = renderDaily(report, 'md');
    expect(md).toContain('daily PnL \\| \\<b\\>-2.0 %');
    const html = renderDaily(report, 'html');
    expect(html).toContain('&lt;b&gt;-2.0 %&lt;/b&gt;');
    expect(html).not.toContain('<b>-2.0 %');
    const halts = [{ since: report.from, until: null, actor: '=cmd()', reason: 'a "b", c' }];
    const csv = renderDaily({ ...report, halts }, 'csv');
    expect(csv).toContain("halts,1,by,'=cmd()");
    expect(csv).toContain('halts,1,reason,"a ""b"", c"');
  });

  it('CAD-3 CSV has four columns in every row, and the exact figures', () => {
    const rows = renderDaily(report, 'csv').trimEnd().split('\n');
    expect(rows[0]).toBe('section,row,column,value');
    expect(rows).toContain('figures,1,pnl,691');
    expect(rows).toContain('figures,S1,pnl_strategy,-304');
    expect(rows).toContain('figures,1,equity_close,105691');
  });

  it('CAD-3 HTML is one file without script, font or address, with limits in its charts', () => {
    const html = renderDaily(report, 'html');
    expect(html).not.toMatch(/<script|https?:|@import|url\((?!#)/);
    expect(html.match(/<svg /g)).toHaveLength(3);
    expect(html).toContain('soft limit -2.00 %');
    expect(html).toContain('breaker 9.00 %');
    expect(html).toContain('prefers-color-scheme: dark');
  });

  it('CAD-3 a day without any mark is a report as well', () => {
    const empty = {
      ...report,
      equity: { ...report.equity, open: null, close: null, high: null, low: null, samples: [] },
      pnl: { ...report.pnl, byStrategy: [] },
    };
    expect(renderDaily(empty, 'html')).toContain('no figure was recorded');
    expect(renderDaily(empty, 'md')).toContain('| open | - |');
  });

  it('ACC-1 ACC-4 the acceptance report as Markdown says pass or fail with figures and samples', () => {
    const text = acceptanceMarkdown({
      at: report.from,
      passed: false,
      skips: [],
      criteria: [
        {
          id: 'ACC-4',
          title: 'Rejected order rate',
          passed: false,
          value: 0.4,
          limit: 0.3,
          samples: 25,
          text: '40.0 % of 25',
        },
      ],
    });
    expect(text).toContain('# Acceptance report: FAILED');
    expect(text).toContain(
      '| ACC-4 | Rejected order rate | FAILED | 0.4 | 0.3 | 25 | 40.0 % of 25 |',
    );
  });
});

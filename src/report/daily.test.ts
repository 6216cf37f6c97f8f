import { describe, expect, it } from 'vitest';
import { reportOf, smallDay } from '../../tests/support/day-book.ts';
import { AT, sampleStatus } from '../../tests/support/status.ts';
import type { ChangeStatus } from '../domain/change-office.ts';
import { dailyReportSchema } from '../formats/daily-report.ts';
import { acceptanceMarkdown } from './acceptance-markdown.ts';
import { renderDaily } from './daily-files.ts';
import { handoverMarkdown } from './handover-markdown.ts';

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

describe('what correlation throttling did on the day', () => {
  const impact = { byPlan: 109.95, byHolding: -9.99 };
  const row = { smaller: 2, refused: 3, followed: 1, displaced: 0, ...impact };
  const throttle = {
    ...impact,
    rows: [{ strategy: 'S3', level: 'cluster' as const, ...row }],
    ...{ uncounted: [], open: { count: 1, byPlan: 12.5, byHolding: 12.5 } },
    ...{ ended: [], minutesMissing: 0 },
  };

  it('CHG-5 stands in the daily report by strategy and level, with its sum', () => {
    for (const format of ['md', 'html'] as const) {
      const text = renderDaily({ ...report, throttle }, format);
      expect(text).toContain('net impact of the day, USDT: +109.95 left by plan, -9.99');
      expect(text).toContain('Correlation throttling by strategy and level');
    }
    expect(renderDaily({ ...report, throttle }, 'md')).toContain(
      '| S3 | cluster | 2 | 3 | 1 | 0 | +109.95 | -9.99 |',
    );
  });
});

describe('the hand-over', () => {
  const request = {
    ...{ id: 'T3', what: 'resume after P1', actor: 'first operator', role: null, reason: 'calm' },
    ...{ at: AT, aloneFrom: null, expiresAt: AT + 3_600_000 },
  } as const;
  const version = {
    ...{ commit: 'a'.repeat(40), version: 'c-000000000002', content: 'f'.repeat(64) },
    ...{ author: 'desk', reason: 'less BTC', at: AT, class: 'major' as const, changed: 1 },
  };
  const changes: ChangeStatus = {
    ...{ kind: 'status', inForce: null, validated: null, folder: '/home/config', enforced: true },
    ...{ drift: ['risk.yaml'], incomplete: [], knownGood: [], quarantined: [], rollback: null },
    remote: { url: null, ok: null, text: 'none' },
    open: [
      {
        ...{ id: 'p-3', state: 'open', version, approvals: [], voided: 0 },
        ...{ paper: null, verdict: null },
        gates: [
          { id: 'approval', met: false, enforced: true, text: 'approval of a second person' },
          { id: 'open', met: true, enforced: true, text: 'open' },
        ],
      },
    ],
  };
  const handover = {
    ...{ cadence: { open: [], next: [] }, today: report, rollback: null },
    status: sampleStatus({ requests: [request] }),
  };

  it('OPS-9 names what waits for a second person, and open proposals with what they lack', () => {
    const text = handoverMarkdown({ ...handover, changes });
    expect(text).toContain('- T3: resume after P1, asked by first operator (calm)');
    expect(text).toContain('septet confirm T3');
    expect(text).toContain(
      '- proposal p-3, major, of desk: less BTC; needs approval of a second person',
    );
    expect(text).toContain('- edited and not in force: risk.yaml');
  });

  it('OPS-9 says so when nobody can tell about changes', () => {
    expect(handoverMarkdown({ ...handover, changes: null })).toContain('- unknown: no supervisor');
  });
});

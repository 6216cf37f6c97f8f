import { describe, expect, it } from 'vitest';
import type { Incident } from '../domain/incidents.ts';
import { incidentHtml } from './incident-html.ts';

const at = Date.UTC(2025, 3, 4, 10);
const incident: Incident = {
  id: 'I1',
  class: 'P1',
  title: 'stop <missing>',
  playbook: 'D',
  group: 'stop',
  state: 'resolved',
  causeAt: at,
  openedAt: at + 4_000,
  openedBy: 'system',
  basis: 'no stop for 10 s',
  alerts: ['stop_missing:S3'],
  alertCount: 1,
  steps: [],
  evidence: [],
  positions: [
    {
      strategy: 'S3',
      symbol: 'BTC/USDT:USDT',
      side: 'long',
      quantity: '0.1',
      entryPrice: 100_000,
      mark: 99_500,
      stopPrice: null,
      stopOnVenue: false,
      lossAtStop: null,
      liquidationPrice: 81_000,
      liquidationDistance: 0.186,
    },
  ],
  actions: [],
  conditions: [],
  freezes: false,
  timeline: [{ at, actor: 'desk', text: 'looked & placed it' }],
  rootCause: 'venue',
  times: { detect: 4_000, acknowledge: 60_000, mitigate: null, resolve: 7_200_000 },
};

describe('an incident as a page', () => {
  it('WF-8 has its times, positions and refusals; words of others stay words', () => {
    const html = incidentHtml(incident, new Map([['CLOSED_INCIDENT', 7]]));
    expect(html).toContain('<h1>I1 (P1): stop &lt;missing&gt;</h1>');
    expect(html).toContain('<b>4 s</b><span>detected</span>');
    expect(html).toContain('<b>2 h 0 min</b><span>resolved</span>');
    expect(html).toContain('<td>NONE</td>');
    expect(html).toContain('<td>CLOSED_INCIDENT</td><td>7</td>');
    expect(html).toContain('looked &amp; placed it');
    expect(html).not.toMatch(/<script|https?:/);
  });
});

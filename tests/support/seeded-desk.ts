/** A desk with something in every view: what the services would answer, made up from samples. */
import type { ApiPorts, Ask } from '../../src/api/ports.ts';
import type { DecisionRecord } from '../../src/domain/decision.ts';
import { decisionRow } from '../../src/domain/decision-row.ts';
import type { Incident } from '../../src/domain/incidents.ts';
import { answering } from './api-ports.ts';
import { AT, sampleRefusal, sampleStatus } from './status.ts';

/** As a newcomer could name a strategy: shown as text everywhere. */
export const MARKUP = '<img src=x onerror=alert(1)>';

export function sampleIncident(): Incident {
  const provenance = { configVersion: 'c-0123456789ab', build: 'test' };
  return {
    ...provenance,
    ...{ id: 'I1', class: 'P2', title: 'Timeouts at the venue', playbook: 'B', group: 'venue' },
    ...{ state: 'open', causeAt: AT - 90_000, openedAt: AT - 60_000, openedBy: 'system' },
    basis: 'timeout rate 12 % of 25 orders in the last hour, limit 8 %',
    ...{ alerts: ['timeouts:*'], alertCount: 1 },
    steps: [
      {
        ...{ id: 'WF-1', title: 'Freeze entries', state: 'done', by: 'system', at: AT - 60_000 },
        text: 'all entries are closed',
      },
      {
        ...{ id: 'WF-2', title: 'Acknowledge', state: 'waiting', by: null, at: null },
        text: 'waits for a person',
      },
    ],
    evidence: [{ category: 'venue', score: 0.8, findings: ['3 timeouts in 10 minutes'] }],
    positions: [],
    actions: [
      {
        ...{ id: 'B3', text: `close half of ${MARKUP}`, state: 'waiting', needsApproval: true },
        ...{ approvedBy: null, at: null, evidence: 'exposure 5 %' },
      },
    ],
    conditions: [{ id: 'timeouts', text: 'timeouts below 8 %', met: false, evidence: '12 %' }],
    freezes: true,
    timeline: [{ at: AT - 60_000, actor: 'system', text: 'opened' }],
    rootCause: null,
    times: { detect: 30_000, acknowledge: null, mitigate: null, resolve: null },
  };
}

const version = (id: string) => ({
  ...{ commit: '0123456789abcdef0123456789abcdef01234567', version: id, content: 'ab'.repeat(32) },
  ...{ author: 'first operator', reason: 'less SOL', at: AT, class: 'minor' as const, changed: 1 },
});

const proposal = {
  ...{ id: 'p-1', state: 'open' as const, version: version('c-111111111111'), approvals: [] },
  ...{ voided: 0, paper: { counted: 3_600_000, needed: 604_800_000, counts: true }, verdict: null },
  gates: [{ id: 'approval', met: false, enforced: true, text: 'approved by one other person' }],
};

/** Answers of the services; commands are written into `said`. */
export function seededAsk(decisions: readonly DecisionRecord[], said: string[]): Ask {
  const incident = sampleIncident();
  const change = ({ command }: { readonly command: { readonly kind: string } }) => {
    const { kind } = command;
    if (kind === 'status') {
      return {
        ok: true,
        text: '',
        answer: {
          ...{ kind, inForce: { ...version('c-0123456789ab'), by: 'import', since: AT } },
          ...{ validated: null, drift: ['risk.yaml'], folder: '/home/config', incomplete: [] },
          ...{ enforced: true, open: [proposal], knownGood: [], quarantined: [], rollback: null },
          remote: { url: null, ok: null, text: '' },
        },
      };
    }
    if (kind === 'history') return { ok: true, text: '', answer: { kind, entries: [] } };
    if (kind === 'diff') {
      const key = {
        ...{ file: 'risk.yaml', path: 'caps.asset.SOL', before: '18%', after: '12%' },
        ...{ moved: -0.33, class: 'minor', why: 'below a third', direction: 'tighter' },
      };
      return {
        ok: true,
        text: '',
        answer: { kind, from: 'a', to: 'b', class: 'minor', changed: [key], files: ['risk.yaml'] },
      };
    }
    said.push(JSON.stringify(command));
    const nothing = { kind: 'done', id: 'p-1', commit: null, class: null, changed: [], notes: [] };
    return { ok: true, text: `${kind} of p-1 is recorded`, answer: nothing };
  };
  return answering({
    explain: ({ id }: { id: string }) => decisions.find((one) => one.id === id) ?? null,
    fate: () => ({ steps: [], end: null, exit: null, complete: true }),
    incidents: () => [incident],
    cadence: () => ({ at: AT, open: [], recent: [], next: [], maintenance: [] }),
    limits: () => [{ key: 'risk.yaml:caps.asset.BTC', text: '30 %, 0 % to 40 %' }],
    history: () =>
      Array.from({ length: 60 }, (_, i) => ({
        ...{ openTime: AT - (60 - i) * 60_000, open: 96_000 + i, high: 96_020 + i },
        ...{ low: 95_980 + i, close: 96_005 + i, volume: 1 },
      })),
    panel: () => ({
      at: AT,
      assets: {
        keys: ['BTC', 'ETH'],
        rows: [
          [1, 0.62],
          [0.62, 1],
        ],
        omitted: 0,
      },
      strategies: {
        keys: ['S1', 'S3'],
        rows: [
          [1, null],
          [null, 1],
        ],
        omitted: 0,
        pairs: 0,
      },
      ...{ votes: [], cluster: { active: false, since: 0 }, strictness: 0, ceilings: [] },
      volatility: {
        ...{ symbol: 'BTC/USDT:USDT', lastAt: AT, atrPercent: [0.4, 0.5, 0.45] },
        ...{ high: 1.5, extreme: 2.2 },
      },
      spreads: [{ symbol: 'BTC/USDT:USDT', bps: 1.5 }],
      slippage: [{ symbol: 'BTC/USDT:USDT', bucket: 'MFT', limitBps: 8, run: 0 }],
    }),
    change,
    rollback: () => ({
      ok: true,
      text: '',
      status: { inForce: null, target: null, open: null, past: [] },
    }),
  });
}

/** A search over this many decisions, each made when its row is asked for. */
export const seededSearch = (count: number, strategyOf: (decision: number) => string) => ({
  find: async (
    filter: { readonly strategy: string | null },
    before: number | null,
    limit: number,
  ) => {
    const rows = [];
    for (
      let n = Math.min(count, (before ?? count + 1) - 1);
      n >= 1 && rows.length < limit;
      n -= 1
    ) {
      const strategy = strategyOf(n);
      if (filter.strategy === null || filter.strategy === strategy) {
        rows.push(decisionRow(sampleRefusal(n, strategy)));
      }
    }
    const last = rows.at(-1)?.decision ?? 1;
    return { rows, before: rows.length === limit && last > 1 ? last : null, searchedFrom: 1 };
  },
});

/** With an incident, an alert, an override and a proposal. */
export function seededStatus(): ReturnType<typeof sampleStatus> {
  const base = sampleStatus();
  const alert = {
    ...{ configVersion: 'c-0123456789ab', build: 'test', id: 'timeouts:*', rule: 'timeouts' },
    ...{ key: '*', title: 'Orders time out', group: 'venue', severity: 'critical' as const },
    ...{ state: 'firing' as const, causeAt: AT - 90_000, firedAt: AT - 60_000, overAt: null },
    ...{ value: 0.12, limit: 0.08, unit: 'fraction' as const, basis: 'timeout rate 12 %' },
    ...{ next: 'look at the venue', owner: 'desk', runbook: 'docs', acknowledged: null },
    ...{ escalatedAt: null, inhibitedBy: null, silencedUntil: null, holdsLaunch: false },
    ...{ times: 1, incident: null },
  };
  return {
    ...base,
    overrides: [
      {
        ...{ id: 'O1', target: { kind: 'breaker_off' as const, breaker: 'daily_soft' as const } },
        ...{ what: 'breaker daily soft is off', loosens: true, actor: 'first operator' },
        ...{ role: 'risk' as const, reason: 'a bad mark', confirmedBy: 'second operator' },
        ...{ since: AT - 60_000, until: AT + 7_200_000 },
      },
    ],
    operations: { ...base.operations, alerts: [alert], incidents: [sampleIncident()] },
  };
}

export const seededFiles = (base: ApiPorts['files']): ApiPorts['files'] => ({
  ...base,
  reports: () => [
    { kind: 'daily', name: '2025-01-06', formats: ['md', 'html'], writtenAt: AT },
    { kind: 'drill', name: 'incident-p1', formats: ['html'], writtenAt: AT },
  ],
  drills: async () => [{ name: 'incident-p1', title: 'A P1', about: 'rehearses a freeze' }],
});

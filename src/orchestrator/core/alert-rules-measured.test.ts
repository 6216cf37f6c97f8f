/** The default rules about figures of the kernel: from what it measures to the incident. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { alertsConfig } from '../../../tests/support/alerts-config.ts';
import { BTC, ETH } from '../../../tests/support/kernel-config.ts';
import { closureId, PORTFOLIO } from '../../domain/closure.ts';
import { HOUR_MS } from '../../domain/time.ts';
import type { KernelReadings } from '../../kernel/readings.ts';
import { type Measured, measuredKernel } from '../testing/measured-kernel.ts';
import { Rig, septetConfig } from '../testing/rig.ts';

const same: Measured['record'] = (record) => record;

function launched(): { readonly rig: Rig; readonly measured: Measured } {
  const measured: Measured = { readings: {}, record: same };
  const rig = new Rig(septetConfig(), { kernel: measuredKernel(measured) });
  rig.launch();
  return { rig, measured };
}

const shown = (rig: Rig): readonly string[] =>
  rig
    .status()
    .operations.alerts.map(
      ({ id, severity, incident }) =>
        `${id} ${severity} ${incident?.class ?? '-'} ${incident?.playbook ?? '-'}`,
    );

const incidents = (rig: Rig): readonly string[] =>
  rig.status().operations.incidents.map(({ class: of, playbook }) => `${of} ${playbook ?? '-'}`);

interface Case {
  readonly id: string;
  readonly says: string;
  readonly measures: (rig: Rig) => Partial<KernelReadings>;
  /** Minutes until it fires. */
  readonly minutes: number;
  readonly alert: string;
  /** `<class> <playbook>` of the incident that it opens. */
  readonly incident: string | null;
}

const CASES: readonly Case[] = [
  {
    id: 'INC-2',
    says: 'a cluster throttle of 12 h is a P2 with playbook C',
    measures: (rig) => ({ clusterSince: rig.now - 12 * HOUR_MS }),
    minutes: 1,
    alert: 'cluster_persisting:* warning P2 C',
    incident: 'P2 C',
  },
  {
    id: 'INC-2',
    says: 'slippage on two symbols is a P2 with playbook D',
    measures: () => ({ slippage: [BTC, ETH] }),
    minutes: 1,
    alert: 'slippage_spike:* critical P2 D',
    incident: 'P2 D',
  },
  {
    id: 'INC-3',
    says: 'slippage on one symbol is a P3 with playbook D',
    measures: () => ({ slippage: [ETH] }),
    minutes: 1,
    alert: `slippage_high:${ETH} warning P3 D`,
    incident: 'P3 D',
  },
  {
    id: 'INC-3',
    says: 'timeouts of 5 % are a P3 with playbook D',
    measures: () => ({ timeouts: { value: 0.05, samples: 40 } }),
    minutes: 1,
    alert: 'timeout_moderate:* warning P3 D',
    incident: 'P3 D',
  },
  {
    id: 'ALR-4',
    says: 'timeouts of 9 % are critical and a P2 with playbook D',
    measures: () => ({ timeouts: { value: 0.09, samples: 40 } }),
    minutes: 1,
    alert: 'timeout_rate:* critical P2 D',
    incident: 'P2 D',
  },
  {
    id: 'INC-3',
    says: 'funding data degraded for 2 h are a P3',
    measures: (rig) => ({ funding: [{ symbol: BTC, since: rig.now - 2 * HOUR_MS }] }),
    minutes: 1,
    alert: `funding_degraded:${BTC} warning P3 -`,
    incident: 'P3 -',
  },
  {
    id: 'ALR-7',
    says: 'an extreme regime warns',
    measures: () => ({ regime: 'extreme', regimeZ: 2.6 }),
    minutes: 1,
    alert: 'volatility_extreme:* warning - -',
    incident: null,
  },
  {
    id: 'RB-T1',
    says: 'rejects of 61 % warn at once and are critical after 30 min',
    measures: () => ({ rejected: { value: 0.61, samples: 50 } }),
    minutes: 31,
    alert: 'rejected_rate:* critical - -',
    incident: null,
  },
  {
    id: 'ALR-7',
    says: 'an exposure that outgrew its cap for a minute warns',
    measures: (rig) => ({
      closures: [
        {
          id: closureId('over_cap', { strategy: null, symbol: BTC }),
          cause: 'over_cap',
          scope: { strategy: null, symbol: BTC },
          since: rig.now,
          until: null,
          reason: 'BTC 31 % of its cap 30 %',
        },
      ],
    }),
    minutes: 2,
    alert: `over_cap:${closureId('over_cap', { strategy: null, symbol: BTC })} warning - -`,
    incident: null,
  },
  {
    id: 'ALR-1',
    says: 'a doubtful equity warns',
    measures: (rig) => ({
      closures: [
        {
          id: closureId('equity_degraded', PORTFOLIO),
          cause: 'equity_degraded',
          scope: PORTFOLIO,
          since: rig.now,
          until: null,
          reason: 'mark of 2 min ago',
        },
      ],
    }),
    minutes: 2,
    alert: 'equity_degraded:* ',
    incident: null,
  },
];

describe('the default rules about what the kernel measures', () => {
  for (const { id, says, measures, minutes, alert, incident } of CASES) {
    it(`${id} ${says}`, () => {
      const { rig, measured } = launched();
      expect(shown(rig)).toEqual([]);
      measured.readings = measures(rig);
      rig.pass(minutes);
      expect(shown(rig).filter((one) => one.startsWith(alert))).toHaveLength(1);
      expect(incidents(rig)).toEqual(incident === null ? [] : [incident]);
    });
  }

  it('INC-2 ALR-4 rates of too few samples, and figures just below their limits, tell nothing', () => {
    const { rig, measured } = launched();
    measured.readings = {
      timeouts: { value: null, samples: 19 },
      rejected: { value: 0.29, samples: 50 },
      clusterSince: rig.now - 11 * HOUR_MS,
      funding: [{ symbol: BTC, since: rig.now - HOUR_MS }],
    };
    rig.pass(1);
    expect(shown(rig)).toEqual([]);
    measured.readings = { timeouts: { value: 0.039, samples: 40 } };
    rig.pass(1);
    expect(shown(rig)).toEqual([]);
  });

  it('INC-1 RB-T2 an allowed entry whose record stands beyond a cap is a P1, and entries freeze', () => {
    const { rig, measured } = launched();
    measured.record = (record) => ({
      ...record,
      exposureAfter: {
        ...record.exposureAfter,
        asset: { notional: record.caps.asset + 0.01, risk: 0 },
      },
    });
    rig.step(rig.signal('S3', BTC));
    expect(shown(rig)).toEqual([
      'cap_violation:d1 critical P1 -',
      'rollback_trigger:cap_violation critical - -',
    ]);
    expect(incidents(rig)).toEqual(['P1 -']);
    expect(rig.closures()).toContain('incident:*:*:I1');
    measured.record = same;
    const before = rig.status().entries.allowed;
    rig.step(rig.signal('S4', ETH));
    expect(rig.status().entries.allowed).toBe(before);
  });

  it('INC-1 a record within its caps is no violation', () => {
    const { rig } = launched();
    rig.step(rig.signal('S3', BTC));
    expect(rig.status().entries.allowed).toBe(1);
    expect(shown(rig)).toEqual([]);
  });

  it('ALR-7 a journal that cannot be written is critical once it can be again', () => {
    const { rig } = launched();
    rig.journal.failNext('disk full', 2);
    rig.step(rig.signal('S3', BTC));
    rig.pass(1);
    expect(shown(rig)).toContain('journal_failed:* critical - -');
  });

  it('ACC-1 a failed acceptance warns with the criteria that failed', () => {
    const measured: Measured = { readings: {}, record: same };
    const rig = new Rig(septetConfig(), { kernel: measuredKernel(measured) });
    rig.connect();
    rig.pass(20);
    rig.silent.add(ETH);
    rig.pass(2);
    rig.silent.clear();
    rig.pass(20);
    const [report] = [rig.status().launch.acceptance];
    expect(report?.passed).toBe(false);
    expect(shown(rig)).toContain('acceptance_failed:* warning - -');
  });
});

it('ALR-7 every default rule has a case of its own in these tests', () => {
  const texts = ['alert-rules.test.ts', 'alert-rules-measured.test.ts', 'cadence.test.ts']
    .map((name) => readFileSync(new URL(name, import.meta.url), 'utf8'))
    .join('\n');
  const told = (id: string) => texts.includes(`'${id}:`) || texts.includes(`\`${id}:`);
  const without = alertsConfig()
    .rules.map(({ id }) => id)
    .filter((id) => !told(id));
  expect(without).toEqual([]);
});

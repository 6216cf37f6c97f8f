/** Each default rule against the real orchestrator: what has to happen, and what comes of it. */
import { describe, expect, it } from 'vitest';
import { BTC, ETH, SYMBOLS } from '../../../tests/support/kernel-config.ts';
import type { ExecutorFact, VirtualPosition } from '../../domain/execution.ts';
import { strategyId } from '../../domain/ids.ts';
import type { KernelReadings } from '../../kernel/readings.ts';
import { passedChecks, Rig } from '../testing/rig.ts';
import { readingsOf } from './alert-readings.ts';

const S3 = strategyId('S3');
type Trouble = Extract<ExecutorFact, { kind: 'trouble' }>;

const trouble = (rig: Rig, code: Trouble['code'], severity: Trouble['severity'] = 'P1') =>
  rig.fact({
    kind: 'trouble',
    at: rig.now,
    code,
    severity,
    strategy: S3,
    symbol: BTC,
    text: `${code} now`,
  });

const position = (rig: Rig, changes: Partial<VirtualPosition> = {}) =>
  rig.fact({
    kind: 'position',
    at: rig.now,
    position: {
      strategy: S3,
      symbol: BTC,
      side: 'long',
      decision: 1,
      quantity: '0.01',
      entryPrice: '100000',
      openedAt: rig.now,
      stopPrice: '96500',
      stopOnVenue: false,
      trailingArmed: false,
      ...changes,
    },
  });

const loss = (rig: Rig) =>
  rig.fact({
    kind: 'trade_closed',
    at: rig.now,
    trade: {
      strategy: S3,
      symbol: BTC,
      side: 'long',
      decision: 1,
      quantity: '0.1',
      openedAt: rig.now,
      closedAt: rig.now,
      entryPrice: '1',
      exitPrice: '1',
      grossPnl: '-1',
      fees: '0',
      funding: '0',
      netPnl: '-1',
      exitReason: 'stop',
    },
  });

const checks = (rig: Rig, id: string, state: 'warning' | 'failed') =>
  rig.step({
    kind: 'preflight',
    at: rig.now,
    checks: passedChecks().map((check) =>
      check.id === id ? { ...check, state, evidence: `${id} is ${state}` } : check,
    ),
  });

const venue = (rig: Rig, answers: boolean, since: number) =>
  rig.fact({ kind: 'venue', at: rig.now, answers, since, text: 'no private answer for 30 s' });

interface Case {
  readonly id: string;
  readonly says: string;
  readonly happens: (rig: Rig) => void;
  /** `<rule>:<key> <severity> <class> <playbook>` of what is told then. */
  readonly alert: string;
}

const CASES: readonly Case[] = [
  {
    id: 'ALR-1',
    says: 'the soft daily loss warns',
    happens: (rig) => {
      rig.equity = 98_000;
      rig.step();
    },
    alert: 'daily_loss:* warning - -',
  },
  {
    id: 'ALR-1',
    says: 'the hard daily loss is a P1 with playbook A',
    happens: (rig) => {
      rig.equity = 97_000;
      rig.step();
    },
    alert: 'daily_loss:* critical P1 A',
  },
  {
    id: 'ALR-2',
    says: 'a drawdown of 6 % warns',
    happens: (rig) => {
      rig.equity = 94_000;
      rig.step();
    },
    alert: 'rolling_drawdown:* warning - -',
  },
  {
    id: 'ALR-2',
    says: 'a drawdown of 9 % is a P2 with playbook B',
    happens: (rig) => {
      rig.equity = 91_000;
      rig.step();
    },
    alert: 'rolling_drawdown:* critical P2 B',
  },
  {
    id: 'ALR-3',
    says: 'four losses in a row warn',
    happens: (rig) => {
      for (let n = 0; n < 4; n += 1) rig.step(loss(rig));
    },
    alert: 'loss_streak:* warning - -',
  },
  {
    id: 'ALR-3',
    says: 'six losses in a row are critical',
    happens: (rig) => {
      for (let n = 0; n < 6; n += 1) rig.step(loss(rig));
    },
    alert: 'loss_streak:* critical - -',
  },
  {
    id: 'INC-1',
    says: 'a venue that does not answer is a P1',
    happens: (rig) => {
      rig.step(venue(rig, false, rig.now - 30_000));
    },
    alert: 'venue_silent:* critical P1 D',
  },
  {
    id: 'INC-1',
    says: 'a position that grew without a decision is a P1',
    happens: (rig) => {
      rig.step(trouble(rig, 'UNKNOWN_ORDER'));
    },
    alert: `unexplained_exposure:${BTC} critical P1 -`,
  },
  {
    id: 'INC-1',
    says: 'an exit that keeps failing is a P1',
    happens: (rig) => {
      rig.step(position(rig), trouble(rig, 'EXIT_FAILED'));
    },
    alert: `exit_failing:S3 ${BTC} critical P1 D`,
  },
  {
    id: 'INC-1',
    says: 'a position without its stop is a P1',
    happens: (rig) => {
      rig.step(position(rig), trouble(rig, 'STOP_MISSING'));
    },
    alert: `stop_missing:S3 ${BTC} critical P1 D`,
  },
  {
    id: 'INC-1',
    says: 'a liquidation is a P1',
    happens: (rig) => {
      rig.step(trouble(rig, 'LIQUIDATION'));
    },
    alert: `liquidation:S3 ${BTC} critical P1 -`,
  },
  {
    id: 'OPS-2',
    says: 'a stop that filled too much warns',
    happens: (rig) => {
      rig.step(trouble(rig, 'STOP_OVERFILL', null));
    },
    alert: `stop_overfill:S3 ${BTC} warning - -`,
  },
  {
    id: 'OPS-8',
    says: 'an order nobody here knows warns',
    happens: (rig) => {
      rig.step(trouble(rig, 'UNKNOWN_ORDER', null));
    },
    alert: `unknown_order:S3 ${BTC} warning - -`,
  },
  {
    id: 'ALR-7',
    says: 'books that differ for 30 s are critical',
    happens: (rig) => {
      rig.step(
        rig.fact({ kind: 'reconciliation', at: rig.now, clean: false, differences: ['wallet'] }),
      );
      rig.pass(1);
    },
    alert: 'reconciliation:* critical - -',
  },
  {
    id: 'ACC-2',
    says: 'a symbol without a fresh book warns',
    happens: (rig) => {
      rig.silent.add(ETH);
      rig.pass(1);
    },
    alert: `market_stale:${ETH} warning - -`,
  },
  {
    id: 'OPS-5',
    says: 'a contract that changed warns',
    happens: (rig) => {
      const changed = { symbol: ETH, fault: 'tickSize 0.01 does not fit its 0.1', delistsAt: null };
      rig.step({ kind: 'contracts', contracts: [changed], at: rig.now });
      rig.step();
    },
    alert: `contract:${ETH} warning - -`,
  },
  {
    id: 'ALR-7',
    says: 'a lost feed warns after 10 s',
    happens: (rig) => {
      rig.step({ kind: 'link', peer: 'feed', up: false, text: 'gone', at: rig.now });
      rig.pass(1);
    },
    alert: 'feed_lost:* warning - -',
  },
  {
    id: 'ALR-7',
    says: 'a lost executor is critical after 10 s',
    happens: (rig) => {
      rig.step({ kind: 'link', peer: 'executor', up: false, text: 'gone', at: rig.now });
      rig.pass(1);
    },
    alert: 'executor_lost:* critical - -',
  },
  {
    id: 'PRE-3',
    says: 'a clock that drifts 0.5 s warns',
    happens: (rig) => {
      checks(rig, 'PRE-3', 'warning');
    },
    alert: 'clock_drift:* warning - -',
  },
  {
    id: 'PRE-3',
    says: 'a clock that drifts 1 s is critical',
    happens: (rig) => {
      checks(rig, 'PRE-3', 'failed');
    },
    alert: 'clock_drift:* critical - -',
  },
  {
    id: 'PRE-5',
    says: 'a check that fails while running for a minute warns',
    happens: (rig) => {
      checks(rig, 'PRE-5', 'failed');
      rig.pass(2);
    },
    alert: 'preflight_failed:PRE-5 warning - -',
  },
  {
    id: 'HALT-1',
    says: 'ENTRY_HALT in force is shown',
    happens: (rig) => {
      rig.command('halt');
    },
    alert: 'entry_halt:* warning - -',
  },
  {
    id: 'LAU-6',
    says: 'a launch held for ten minutes warns',
    happens: (rig) => {
      rig.command('halt');
      rig.pass(11);
    },
    alert: 'launch_held:* warning - -',
  },
  {
    id: 'ALR-7',
    says: 'a failed channel warns',
    happens: (rig) => {
      rig.step({ kind: 'delivery', channel: 'slack.desk', ok: false, text: '500', at: rig.now });
    },
    alert: 'channel_failed:slack.desk warning - -',
  },
  {
    id: 'ALR-7',
    says: 'a watchdog not reached for two minutes warns',
    happens: (rig) => {
      rig.step({ kind: 'delivery', channel: 'watchdog', ok: false, text: 'timeout', at: rig.now });
      rig.pass(3);
    },
    alert: 'watchdog_failed:* warning - -',
  },
  {
    id: 'RB-T4',
    says: 'three crashes within five minutes are critical',
    happens: (rig) => {
      rig.restart();
      rig.restart();
      rig.restart();
      rig.connect();
      rig.step();
    },
    alert: 'orchestrator_restarts:* critical - -',
  },
  {
    id: 'ALR-7',
    says: 'an input that makes no sense warns',
    happens: (rig) => {
      rig.step({ kind: 'nonsense' } as never);
    },
    alert: 'input_trouble:INPUT_REJECTED warning - -',
  },
];

const shown = (rig: Rig): readonly string[] =>
  rig
    .status()
    .operations.alerts.map(
      ({ id, severity, incident }) =>
        `${id} ${severity} ${incident?.class ?? '-'} ${incident?.playbook ?? '-'}`,
    );

describe('the default rules', () => {
  for (const { id, says, happens, alert } of CASES) {
    it(`${id} ${says}`, () => {
      const rig = new Rig();
      rig.launch();
      expect(shown(rig)).toEqual([]);
      happens(rig);
      expect(shown(rig)).toContain(alert);
    });
  }

  it('INC-1 an outage is over a minute after the first answer, with the time it lasted', () => {
    const rig = new Rig();
    rig.launch();
    const since = rig.now - 30_000;
    rig.step(venue(rig, false, since));
    rig.step(venue(rig, true, since));
    rig.pass(2);
    const [alert] = rig.status().operations.alerts;
    expect(alert).toMatchObject({ id: 'venue_silent:*', state: 'over', causeAt: since });
  });

  it('INC-1 a missing stop is over once it rests, an exit that failed once its position is gone', () => {
    const rig = new Rig();
    rig.launch();
    rig.step(position(rig), trouble(rig, 'STOP_MISSING'), trouble(rig, 'EXIT_FAILED'));
    rig.pass(10);
    const states = () =>
      rig.status().operations.alerts.map(({ rule, state }) => `${rule} ${state}`);
    expect(states()).toEqual(['stop_missing firing', 'exit_failing over']);
    rig.step(position(rig, { stopOnVenue: true }));
    rig.pass(2);
    expect(states().sort()).toEqual(['exit_failing over', 'stop_missing over']);
  });

  it('LAU-6 a critical alert holds the launch while it fires, silenced or not, and not a second longer', () => {
    const rig = new Rig();
    rig.connect();
    rig.pass(5);
    const until = rig.now + 3_600_000;
    const silence = {
      kind: 'alert_silence',
      of: 'exit_failing',
      until,
      actor: 'desk',
      reason: 'seen',
    };
    rig.give({ kind: 'command', id: 's', command: silence as never, at: rig.now });
    rig.step(position(rig), trouble(rig, 'EXIT_FAILED'));
    rig.pass(1);
    expect(rig.status().launch.state).toBe('held');
    const said = rig.effects.flatMap((effect) =>
      effect.kind === 'message' ? [effect.message] : [],
    );
    expect(said.filter(({ kind }) => kind === 'alert')).toEqual([]);
    const evidence = () =>
      rig
        .status()
        .launch.steps.map((step) => step.evidence)
        .join(' ');
    expect(evidence()).toContain('critical alert: Exit keeps failing');
    rig.step(position(rig, { quantity: '0' }));
    rig.pass(2);
    expect(evidence()).not.toContain('critical alert');
  });
});

const KERNEL: KernelReadings = {
  dailyPnl: 0,
  dailyText: '',
  hardLimit: -0.03,
  drawdown: 0,
  drawdownText: '',
  losses: 0,
  timeouts: { value: null, samples: 0 },
  rejected: { value: null, samples: 0 },
  rejectedWatched: { value: null, samples: 0 },
  slippage: [],
  clusterSince: null,
  regime: 'normal',
  regimeZ: null,
  funding: [],
  closures: [],
};

describe('readings of what the kernel measures', () => {
  const read = (changes: Partial<KernelReadings>, metric: string) => {
    const rig = new Rig();
    const core = (rig.orchestrator as unknown as { core: Parameters<typeof readingsOf>[0] }).core;
    return readingsOf(core, { ...KERNEL, ...changes })
      .filter((reading) => reading.metric === metric)
      .map(({ key, value }) => `${key} ${value}`);
  };

  it('ALR-4 a rate of too few samples is insufficient', () => {
    expect(read({}, 'timeout_rate')).toEqual(['* insufficient']);
    expect(read({ timeouts: { value: 0.09, samples: 20 } }, 'timeout_rate')).toEqual(['* 0.09']);
  });

  it('ALR-5 slippage is read by symbol, and as a number of symbols for a P2', () => {
    expect(read({ slippage: SYMBOLS.slice(0, 2) }, 'slippage_high')).toEqual([
      `${SYMBOLS[0]} 1`,
      `${SYMBOLS[1]} 1`,
    ]);
    expect(read({ slippage: SYMBOLS.slice(0, 2) }, 'slippage_symbols')).toEqual(['* 2']);
  });

  it('ALR-6 funding and INC-2 the cluster are read with the instant of their beginning', () => {
    expect(read({ funding: [{ symbol: BTC, since: 1 }] }, 'funding_degraded')).toEqual([
      `${BTC} 1`,
    ]);
    expect(read({ clusterSince: 1 }, 'cluster_throttle')).toEqual(['* 1']);
    expect(read({ regime: 'extreme' }, 'volatility_regime')).toEqual(['* 2']);
  });
});

import { describe, expect, it } from 'vitest';
import { isSettled, launchWake } from './launch.ts';
import { launchStatus } from './launch-commands.ts';
import { check, healthyStatus, LaunchRig, SETUP, START } from './testing/launch-rig.ts';

function launched(): LaunchRig {
  const rig = new LaunchRig();
  rig.preflight();
  rig.tick();
  return rig;
}

describe('acceptance', () => {
  const report = (rig: LaunchRig) => launchStatus(SETUP, rig.state).acceptance;
  const withRate = (value: number | null, samples: number) => {
    const rig = launched();
    const rates = { ...healthyStatus().rates, rejected: { value, samples } };
    rig.world.status = { ...healthyStatus(), rates };
    return rig;
  };

  it('ACC-1 ACC-2 ACC-3 ACC-4 passes after 30 quiet minutes, and the launch is settled', () => {
    const rig = withRate(0.05, 40);
    rig.pass(29.5);
    expect(report(rig)).toBeNull();
    rig.pass(0.5);
    expect(report(rig)).toMatchObject({ passed: true, at: START + 30 * 60_000 });
    expect(report(rig)?.criteria.map((c) => c.text)).toEqual([
      'none',
      'none',
      'NORMAL throughout',
      '5.0 % of 40 attempts, limit below 30.0 %',
    ]);
    expect(isSettled(rig.state)).toBe(true);
    expect(launchWake(SETUP, rig.state)).toBeNull();
  });

  it.each<[string, number | null, number, boolean]>([
    ['ACC-4 a rate just under the limit passes', 0.2999, 20, true],
    ['ACC-4 a rate at the limit fails', 0.3, 20, false],
    ['ACC-4 a rate over too few samples is insufficient and does not fail', null, 19, true],
    ['ACC-4 a rate that is told with too few samples does not fail either', 0.9, 19, true],
  ])('%s', (_name, value, samples, passed) => {
    const rig = withRate(value, samples);
    rig.pass(30);
    expect(report(rig)?.criteria[3]).toMatchObject({ id: 'ACC-4', passed, samples });
    expect(report(rig)?.passed).toBe(passed);
  });

  it('ACC-1 fails when a configuration was refused within the window', () => {
    const rig = launched();
    rig.preflight([check('PRE-2', 'failed')]);
    rig.tick();
    rig.preflight([check('PRE-2')]);
    rig.pass(30);
    expect(report(rig)?.criteria[0]).toMatchObject({ passed: false, value: 1 });
  });

  it('ACC-2 counts stale-data alerts of the window only', () => {
    const rig = new LaunchRig();
    rig.world.staleAlerts = 5;
    rig.preflight();
    rig.tick();
    rig.pass(10);
    rig.world.staleAlerts = 7;
    rig.pass(20);
    expect(report(rig)?.criteria[1]).toMatchObject({ passed: false, value: 2 });
  });

  it('ACC-3 fails when risk left NORMAL, even when it came back', () => {
    const rig = launched();
    rig.world.riskDepartures = 1;
    rig.pass(30);
    expect(report(rig)?.criteria[2]).toMatchObject({ passed: false, value: 1 });
  });
});

import { describe, expect, it } from 'vitest';
import { abortLaunch, retryLaunch } from './launch-commands.ts';
import type { LaunchOutput } from './launch-state.ts';
import { LaunchRig, opened, SETUP } from './testing/launch-rig.ts';

function launched(): LaunchRig {
  const rig = new LaunchRig();
  rig.preflight();
  rig.tick();
  return rig;
}

describe('retry and abort', () => {
  it('LAU-6 an aborted launch stays closed until somebody retries, then runs all phases', () => {
    const rig = launched();
    rig.pass(16);
    const out: LaunchOutput[] = [];
    expect(abortLaunch(SETUP, rig.state, 'desk', 'wrong profile', rig.now, out).ok).toBe(true);
    expect(out).toEqual([
      expect.objectContaining({
        kind: 'close',
        strategies: ['S1', 'S2', 'S3', 'S4', 'S5', 'S6', 'S7'],
      }),
    ]);
    expect(opened(rig.pass(60))).toEqual([]);
    expect(rig.state.state).toBe('aborted');
    expect(abortLaunch(SETUP, rig.state, 'desk', 'again', rig.now, out).ok).toBe(false);
    expect(retryLaunch(SETUP, rig.state, 'desk', rig.now, out).ok).toBe(true);
    expect(opened(rig.tick())).toEqual(['S3', 'S4', 'S5', 'S6']);
    expect(opened(rig.pass(15))).toEqual(['S1']);
  });

  it('LAU-6 refuses a retry of what is not held, and an abort of what is complete', () => {
    const rig = launched();
    expect(retryLaunch(SETUP, rig.state, 'desk', rig.now, []).ok).toBe(false);
    rig.pass(31);
    expect(abortLaunch(SETUP, rig.state, 'desk', 'late', rig.now, []).ok).toBe(false);
  });
});

import { describe, expect, it } from 'vitest';
import { kernelConfig } from '../../tests/support/kernel-config.ts';
import { Scenario, T0 } from '../../tests/support/kernel-scenario.ts';
import { DAY_MS } from '../domain/time.ts';
import { gateOf } from './gate/gate.ts';
import { createKernel, nextWake } from './kernel.ts';
import { step } from './step.ts';

const config = kernelConfig();

describe('a new kernel', () => {
  it.each([-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY])('cannot begin at %d', (at) => {
    expect(() => createKernel(config, { at, writer: 1 })).toThrow(
      new RangeError(`a kernel cannot begin at ${at}`),
    );
  });

  it('cannot begin with a profile that is not configured', () => {
    expect(() => createKernel({ ...config, profile: 'brave' }, { at: T0, writer: 1 })).toThrow(
      new RangeError('unknown profile "brave"'),
    );
  });

  it.each(['conservative', 'balanced', 'aggressive'])('begins with the profile %s', (profile) => {
    const state = createKernel({ ...config, profile }, { at: T0, writer: 1 });
    expect(state.index.profiles[state.profile.current]?.name).toBe(profile);
  });

  it('says nothing by itself, and its first step tells of the day only', () => {
    const noon = createKernel(config, { at: T0 + DAY_MS / 2, writer: 1 });
    expect(step(noon, { kind: 'time', at: T0 + DAY_MS / 2 })).toEqual([]);
    const midnight = createKernel(config, { at: T0, writer: 1 });
    expect(step(midnight, { kind: 'time', at: T0 }).map((each) => each.kind)).toEqual(['weights']);
  });

  const wakes = [
    { name: 'at 00:00 at once', at: T0, wake: T0 },
    { name: 'a millisecond later at the next 00:00', at: T0 + 1, wake: T0 + DAY_MS },
    { name: 'a millisecond before at the 00:00 to come', at: T0 - 1, wake: T0 },
    { name: 'at the beginning of time', at: 0, wake: 0 },
  ];
  it.each(wakes)('wants to be woken $name', ({ at, wake }) => {
    expect(nextWake(createKernel(config, { at, writer: 1 }))).toBe(wake);
  });

  it('has an open gate of epoch 1, or of the epoch it continues from', () => {
    expect(gateOf(createKernel(config, { at: T0, writer: 7 }))).toEqual({
      epoch: 1,
      writer: 7,
      closures: [],
    });
    expect(gateOf(createKernel(config, { at: T0, writer: 7, epoch: 42 })).epoch).toBe(42);
    expect(gateOf(createKernel(config, { at: T0, writer: 7, epoch: 0 })).epoch).toBe(0);
  });

  it('PB-C has no cluster event, no contest and no admitted entry', () => {
    expect(createKernel(config, { at: T0, writer: 1 }).cluster).toEqual({
      active: false,
      joint: false,
      levelOne: false,
      guard: false,
      since: 0,
      belowSince: null,
      contestEndsAt: null,
      contenders: [],
      lastAdmittedAt: -1,
    });
  });

  it('counts its first day for every strategy that is open for entries', () => {
    const scenario = new Scenario();
    expect(scenario.state.allocation.dayActive).toEqual([1, 1, 1, 1, 1, 1, 1]);
  });
});

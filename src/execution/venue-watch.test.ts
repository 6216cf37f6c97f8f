import { describe, expect, it } from 'vitest';
import { Rig } from './rig-fixture.ts';

const told = (rig: Rig) => rig.of('venue').map(({ answers }) => answers);

describe('a venue that does not answer', () => {
  it('INC-1 is told once, when a second snapshot was asked for in vain, and again when it answers', () => {
    const rig = Rig.ready();
    rig.venue.fault = () => 'lost_request';
    rig.wait(39_000, 1_000);
    expect(told(rig)).toEqual([]);
    rig.wait(3_000, 1_000);
    expect(told(rig)).toEqual([false]);
    expect(rig.of('venue')[0]?.text).toMatch(/no private answer from the venue for 4\d s/);
    rig.wait(120_000, 1_000);
    expect(told(rig)).toEqual([false]);
    rig.venue.fault = () => 'none';
    rig.wait(12_000, 1_000);
    expect(told(rig)).toEqual([false, true]);
  });

  it('INC-1 a restart in the silence does not forget it: the first answer ends it', () => {
    const rig = Rig.ready();
    rig.venue.fault = () => 'lost_request';
    rig.wait(45_000, 1_000);
    rig.venue.fault = () => 'none';
    rig.crash();
    rig.wait(12_000, 1_000);
    expect(told(rig)).toEqual([false, true]);
  });

  it('one snapshot lost on its way is no outage', () => {
    const rig = Rig.ready();
    rig.wait(29_000, 1_000);
    rig.venue.fault = () => 'lost_request';
    rig.wait(2_000, 1_000);
    rig.venue.fault = () => 'none';
    rig.wait(30_000, 1_000);
    expect(told(rig)).toEqual([]);
  });
});

import { describe, expect, it } from 'vitest';
import { BTC } from '../../../tests/support/kernel-config.ts';
import type { MaintenanceWindow } from '../../domain/operations-config.ts';
import { MINUTE_MS } from '../../domain/time.ts';
import { replay } from '../record/replay.ts';
import { commandsOf, entries, Rig, reasons, START, septetConfig } from '../testing/rig.ts';
import { kernelFactory } from './kernel-factory.ts';

const at = (minutes: number): number => START + minutes * MINUTE_MS;
const window = (from: number, to: number, id = 'upgrade'): MaintenanceWindow => ({
  ...{ id, from: at(from), to: at(to), what: 'futures system upgrade' },
});
const withWindows = (...windows: readonly MaintenanceWindow[]) => ({
  ...septetConfig(),
  maintenance: { closeBefore: 15 * MINUTE_MS, windows },
});
const ID = 'maintenance:*:*:upgrade';
const silence = (rig: Rig, answers: boolean) =>
  rig.fact({
    kind: 'venue',
    at: rig.now,
    answers,
    since: rig.now,
    text: answers ? 'the venue answers again' : 'no answer for 30 s',
  });
const firing = (rig: Rig) =>
  rig.status().operations.alerts.filter(({ rule }) => rule === 'venue_silent');

describe('maintenance calendar', () => {
  it('OPS-4 entries close 15 min before a window, not a step sooner, and exits are not asked', () => {
    const rig = new Rig(withWindows(window(55, 85)));
    rig.launch();
    rig.pass(8);
    while (rig.now < at(40) - 5_000) rig.step();
    expect(rig.closures()).toEqual([]);
    expect(rig.status().operations.maintenance).toMatchObject([{ state: 'announced' }]);
    const closing = rig.step();
    expect(rig.closures()).toEqual([ID]);
    expect(commandsOf(closing, 'exit')).toEqual([]);
    const refused = rig.step(rig.signal('S3', BTC));
    expect(entries(refused)).toEqual([]);
    expect(reasons(refused)).toContain('CLOSED_MAINTENANCE');
    const [status] = rig.status().operations.maintenance;
    expect(status).toMatchObject({ state: 'closed', closesAt: at(40) });
  });

  it('OPS-4 after its end entries open once everything is healthy, and say what they wait for until then', () => {
    const rig = new Rig(withWindows(window(40, 45)));
    rig.launch();
    rig.pass(13);
    rig.step(silence(rig, false));
    while (rig.now < at(46)) rig.step();
    expect(rig.closures()).toContain(ID);
    const [status] = rig.status().operations.maintenance;
    expect(status).toMatchObject({
      state: 'ended',
      waits: 'the venue is silent: no answer for 30 s',
    });
    rig.step(silence(rig, true));
    rig.step();
    expect(rig.closures()).not.toContain(ID);
    expect(rig.status().operations.maintenance).toEqual([]);
  });

  it('OPS-4 the venue comes and goes within a window: one alert, and it is over with the window', () => {
    const rig = new Rig(withWindows(window(40, 60)));
    rig.launch();
    rig.pass(10);
    rig.step(silence(rig, false));
    rig.pass(2);
    const [first] = firing(rig);
    expect(first).toBeDefined();
    for (let round = 0; round < 3; round += 1) {
      rig.step(silence(rig, true));
      rig.pass(2);
      rig.step(silence(rig, false));
      rig.pass(2);
    }
    rig.step(silence(rig, true));
    expect(firing(rig).map(({ id }) => id)).toEqual([first!.id]);
    while (rig.now < at(65)) rig.step();
    expect(firing(rig).filter(({ state }) => state === 'firing')).toEqual([]);
    const incidents = rig.status().operations.incidents;
    expect(incidents.length).toBeLessThanOrEqual(1);
  });

  it('OPS-4 a window that is taken out of the calendar closes nothing any more; a restart within one keeps it closed', () => {
    const rig = new Rig(withWindows(window(40, 60)));
    rig.launch();
    rig.pass(1);
    expect(rig.closures()).toEqual([ID]);
    rig.restart();
    rig.connect();
    rig.step();
    expect(rig.closures()).toContain(ID);
    rig.restart({}, withWindows());
    rig.connect();
    rig.step();
    expect(rig.closures()).not.toContain(ID);
  });

  it('OPS-4 AUD-2 it replays to the same state', () => {
    const rig = new Rig(withWindows(window(40, 45)));
    rig.launch();
    rig.pass(20);
    rig.orchestrator.checkpoint(rig.now);
    expect(replay(rig.journal.read(), { kernel: kernelFactory })).toMatchObject({ ok: true });
  });
});

import { describe, expect, it } from 'vitest';
import type { ChannelConfig } from '../domain/config.ts';
import { septetConfig } from '../orchestrator/testing/rig.ts';
import type { TradingMode } from '../runbook/preflight.ts';
import { OutsideWatch } from './outside.ts';

function watching(mode: TradingMode, answers: boolean, channels: readonly ChannelConfig[] = []) {
  const config = septetConfig();
  const world = { now: 1_000_000, asked: 0, environment: {} as Record<string, string> };
  const watch = new OutsideWatch({
    config: { ...config, channels, launch: { ...config.launch, timeServers: ['time.example'] } },
    mode,
    environment: world.environment,
    clock: { now: () => world.now, monotonic: () => world.now },
    ask: async () => {
      world.asked += 1;
      if (!answers) throw new Error('no answer in 1500 ms');
      return { sentAt: 0, receivedAt: 10, serverTime: 5 };
    },
  });
  return { watch, world };
}

describe('the launch looks outside', () => {
  it('PRE-3 asks the time servers, and again a minute later, never in between', async () => {
    const { watch, world } = watching('live', true);
    expect((await watch.look()).ntp).toMatchObject({ kind: 'samples', source: 'time.example' });
    expect(world.asked).toBe(5);
    world.now += 30_000;
    await watch.look();
    expect(world.asked).toBe(5);
    world.now += 30_000;
    await watch.look();
    expect(world.asked).toBe(10);
  });

  it('PRE-3 does not press a server that is silent', async () => {
    const { watch, world } = watching('live', false);
    for (let look = 0; look < 10; look += 1) {
      expect((await watch.look()).ntp).toEqual({
        kind: 'silent',
        errors: ['time.example: no answer in 1500 ms'],
      });
      world.now += 2_000;
    }
    expect(world.asked).toBe(1);
  });

  it('PRE-3 a paper portfolio asks nobody: its market has a time of its own', async () => {
    const { watch, world } = watching('paper', true);
    expect((await watch.look()).ntp).toEqual({ kind: 'not_asked' });
    expect(world.asked).toBe(0);
    const demo = watching('demo', true);
    await demo.watch.look();
    expect(demo.world.asked).toBe(5);
  });

  it('PRE-5 tries each channel, and one that failed again after a minute', async () => {
    const slack: ChannelConfig = {
      ...{ kind: 'slack', name: 'desk', url: 'env:SLACK', commands: null },
      ...{ role: 'primary', minSeverity: 'info' },
    };
    const { watch, world } = watching('paper', true, [slack]);
    const unset = 'SLACK is not set in the environment: set it';
    expect((await watch.look()).channels).toEqual([
      { kind: 'slack', name: 'desk', result: { ok: false, error: unset } },
    ]);
    world.environment['SLACK'] = 'no address';
    world.now += 30_000;
    expect((await watch.look()).channels[0]?.result).toMatchObject({ error: unset });
    world.now += 30_000;
    expect((await watch.look()).channels[0]?.result).toMatchObject({
      error: expect.stringMatching(/unusual characters/),
    });
  });
});

/** From ten thousand reports of the executor to what the desk's own server receives. */
import { afterEach, describe, expect, it } from 'vitest';
import { Delivery } from '../../src/notify/delivery/delivery.ts';
import { webhookChannel } from '../../src/notify/webhook.ts';
import type { OrchestratorEffect } from '../../src/orchestrator/messages.ts';
import { Rig } from '../../src/orchestrator/testing/rig.ts';
import { LoopbackHttp } from '../support/loopback-http.ts';

const STEPS = 40;
const EVENTS_A_STEP = 250;

let server: LoopbackHttp | null = null;
afterEach(async () => server?.close());

describe('a storm of 10,000 related events', () => {
  it('ALR-7 INC-1 is one incident and one page, and one reminder after five minutes', async () => {
    server = new LoopbackHttp(() => ({ status: 202, body: '' }));
    const channel = webhookChannel('desk', `${await server.listen()}/hook`, 'storm-secret');
    const delivery = new Delivery({
      portfolio: 'main',
      routes: [{ id: 'webhook desk', role: 'primary', minSeverity: 'info' }],
      cursors: {},
      start: 0,
    });
    const carry = async (effects: readonly OrchestratorEffect[], now: number): Promise<void> => {
      for (const effect of effects) if (effect.kind === 'message') delivery.take(effect.message);
      for (const { channel: id, carried } of delivery.tick(now, now)) {
        await channel.send(carried);
        delivery.settled(id, { ok: true }, now);
      }
    };
    const rig = new Rig();
    rig.launch();
    await carry(rig.effects, rig.now);
    const before = server.asked.length;
    const { strategies, instruments } = rig.config.kernel;
    const storm = (step: number) =>
      Array.from({ length: EVENTS_A_STEP }, (_, n) =>
        rig.fact({
          kind: 'trouble',
          at: rig.now,
          code: 'EXIT_FAILED',
          severity: 'P1',
          strategy: strategies[n % strategies.length]!.id,
          symbol: instruments[(n + step) % instruments.length]!.symbol,
          text: `an exit failed again, event ${step * EVENTS_A_STEP + n}`,
        }),
      );
    const held = strategies.flatMap(({ id: strategy }) =>
      instruments.map(({ symbol }) =>
        rig.fact({
          kind: 'position',
          at: rig.now,
          position: {
            ...{ strategy, symbol, side: 'long', decision: 1, quantity: '0.01' },
            ...{ entryPrice: '100', openedAt: rig.now, stopPrice: '96', stopOnVenue: true },
            trailingArmed: false,
          },
        }),
      ),
    );
    await carry(rig.step(...held), rig.now);
    for (let step = 0; step < STEPS; step += 1) await carry(rig.step(...storm(step)), rig.now);
    for (let step = 0; step < 24; step += 1) await carry(rig.step(), rig.now);

    const { incidents } = rig.status().operations;
    expect(incidents).toHaveLength(1);
    expect(incidents[0]).toMatchObject({ class: 'P1', freezes: true });
    const pages = server.asked
      .slice(before)
      .map(({ body }) => JSON.parse(body) as Record<'title' | 'kind' | 'about', string>);
    const opened = pages.filter(({ title }) => title.includes('opened'));
    expect(opened).toHaveLength(1);
    expect(pages[0]).toBe(opened[0]);
    // Nobody acknowledges it: told once more after five minutes, and not as an alert of its own.
    expect(pages.filter(({ about }) => about === 'exits').map(({ kind }) => kind)).toEqual([
      'escalation',
    ]);
  });
});

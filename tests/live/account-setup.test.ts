import { afterEach, describe, expect, it } from 'vitest';
import { LiveDesk } from '../support/live-desk.ts';

let desk: LiveDesk;
afterEach(() => desk.close());

const SIGNED =
  'binanceusdm GET https://fapi.binance.com/fapi/v1/positionSide/dual?timestamp=1&signature=abc failed';

describe('an account that cannot be set up', () => {
  it('takes no entry until it is, says why, and shows no signature', async () => {
    const broken = { yes: true };
    desk = await LiveDesk.open({}, (client) => {
      const ask = client.fapiPrivateGetPositionSideDual.bind(client);
      client.fapiPrivateGetPositionSideDual = async () => {
        if (broken.yes) throw new Error(SIGNED);
        return await ask();
      };
    });
    expect(desk.venue.trouble).toContain('the account cannot be set up');
    desk.enter();
    await desk.settle();
    const ended = desk.facts.find((fact) => fact.kind === 'entry_ended');
    expect(ended).toMatchObject({ end: 'rejected' });
    expect(ended).toHaveProperty('text', expect.stringContaining('cannot be set up'));
    expect(desk.server.desk.exchange.orders({})).toEqual([]);
    expect([...desk.log, JSON.stringify(ended)].join('\n')).not.toMatch(/signature|https?:/);

    broken.yes = false;
    await desk.until(() => desk.venue.trouble === null, 'the account to be set up');
    expect(desk.log.filter((line) => line.includes('cannot be set up'))).toHaveLength(1);
    desk.enter();
    await desk.settle();
    expect(desk.executor.positions()).toMatchObject([{ quantity: '0.1', stopOnVenue: true }]);
  });

  it('can always be left: only entries wait for it', async () => {
    desk = await LiveDesk.open({ externalStop: 0.05 }, (client) => {
      client.fapiPrivateGetSymbolConfig = async () => [{}];
    });
    await desk.client.fapiPrivatePostPositionSideDual({ dualSidePosition: 'true' }).catch(() => {});
    await desk.byHand('buy', 0.2);
    await desk.settle();
    expect(desk.executor.positions()).toMatchObject([{ quantity: '0.2', stopOnVenue: true }]);
    desk.flatten();
    await desk.step(2);
    expect(desk.server.desk.exchange.sides().filter((side) => side.quantity !== '0')).toEqual([]);
  });
});

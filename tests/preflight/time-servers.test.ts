import { afterEach, describe, expect, it } from 'vitest';
import type { Clock } from '../../src/domain/time.ts';
import { type ClockSample, clockOffset } from '../../src/runbook/preflight-clock.ts';
import { hostClock } from '../../src/services/clock.ts';
import { askTime } from '../../src/services/sntp.ts';
import { type AskTime, askTimeServers } from '../../src/services/time-servers.ts';
import { LoopbackTime, type TimeScript } from '../support/loopback-time.ts';

const open: LoopbackTime[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.close()));
});

async function timeServer(script?: TimeScript): Promise<{ server: LoopbackTime; address: string }> {
  const server = new LoopbackTime(script);
  open.push(server);
  return { server, address: await server.listen() };
}

/** A server that a test does not want to wait for. */
const SHORT = { clock: hostClock, timeout: 300 };

describe('one NTP server', () => {
  it('PRE-3 tells its time; half the round trip is taken off', async () => {
    const { address } = await timeServer({ offset: 40_000 });
    const { sentAt, receivedAt, serverTime } = await askTime(address, SHORT);
    expect(receivedAt).toBeGreaterThanOrEqual(sentAt);
    // The server answers at once: its time lies between question and answer, to a millisecond.
    expect(serverTime - 40_000).toBeGreaterThanOrEqual(sentAt - 1);
    expect(serverTime - 40_000).toBeLessThanOrEqual(receivedAt + 1);
  });

  it('PRE-3 is understood beyond 2036, when the seconds of the protocol start again', async () => {
    const years = 15 * 365 * 86_400_000;
    const { address } = await timeServer({ offset: years });
    const { sentAt, serverTime } = await askTime(address, SHORT);
    expect(Math.abs(serverTime - sentAt - years)).toBeLessThan(2_000);
  });

  it('PRE-3 is compared by elapsed machine time, so a clock that is set meanwhile disturbs nothing', async () => {
    const { address } = await timeServer();
    let asked = 0;
    const jumping: Clock = {
      now: () => 1_000_000 * asked++,
      monotonic: () => hostClock.monotonic(),
    };
    const { sentAt, receivedAt } = await askTime(address, { ...SHORT, clock: jumping });
    expect(receivedAt - sentAt).toBeLessThan(300);
  });

  it.each<[string, TimeScript, RegExp]>([
    ['that is silent', { answers: 0 }, /^no answer in 300 ms$/],
    ['that refuses with a kiss of death', { stratum: 0, kiss: 'RATE' }, /^refused \(RATE\)$/],
    ['that refuses without a reason', { stratum: 0 }, /^refused \(no reason given\)$/],
    ['that cuts its packets', { length: 47 }, /47 bytes is no NTP/],
    ['that sends nothing at all', { length: 0 }, /0 bytes is no NTP/],
    ['whose clock is not synchronised', { leap: 3 }, /not synchronised/],
    ['of a stratum that does not exist', { stratum: 16 }, /not synchronised/],
    ['that asks instead of answering', { mode: 3 }, /none of a server/],
    ['that answers another question', { forged: true }, /to another question/],
    ['that does not say its time', { blank: true }, /impossible times/],
  ])('PRE-3 is not believed %s', async (_name, script, words) => {
    const { address } = await timeServer(script);
    await expect(askTime(address, SHORT)).rejects.toThrow(words);
  });

  it('PRE-3 says so at once when nobody listens, or the address is none', async () => {
    const { server, address } = await timeServer();
    open.splice(0);
    await server.close();
    await expect(askTime(address, SHORT)).rejects.toThrow(/ECONNREFUSED|no answer/);
    await expect(askTime('127.0.0.1:70000', SHORT)).rejects.toThrow('there is no port 70000');
  });

  it('PRE-3 a name that leads nowhere is an error in words, and nothing else happens', async () => {
    await expect(askTime('no-such-host.invalid', { ...SHORT, timeout: 5_000 })).rejects.toThrow(
      /ENOTFOUND|EAI_AGAIN|EAI_/,
    );
  });

  it('PRE-3 takes an address of version 6 in brackets', async () => {
    await expect(askTime('[::1]:9', SHORT)).rejects.toThrow(/E[A-Z]+|no answer/);
  });
});

describe('several NTP servers', () => {
  const clock = hostClock;
  const ask: AskTime = (server, { timeout }) =>
    askTime(server, { clock, timeout: Math.min(timeout, 300) });
  const asked = (servers: readonly string[]) => askTimeServers({ servers, ask, clock });

  it('PRE-3 each is asked five times, and the one that answers is named', async () => {
    const { server, address } = await timeServer({ offset: 250 });
    const silent = await timeServer({ answers: 0 });
    const time = await asked([silent.address, address]);
    expect(time).toMatchObject({ kind: 'samples', source: address });
    expect(server.asked).toBe(5);
    const samples = time.kind === 'samples' ? time.samples : [];
    expect(Math.abs((clockOffset(samples)?.offset ?? Number.NaN) - 250)).toBeLessThan(100);
  });

  it('PRE-3 a server that falls silent halfway does not count, and is asked no more', async () => {
    const { server, address } = await timeServer({ answers: 3 });
    expect(await asked([address])).toEqual({
      kind: 'silent',
      errors: [`${address}: no answer in 300 ms`],
    });
    expect(server.asked).toBe(4);
  });

  it('PRE-3 all that failed are named with the reason', async () => {
    const one = await timeServer({ stratum: 0, kiss: 'DENY' });
    const two = await timeServer({ length: 12 });
    expect(await asked([one.address, two.address])).toEqual({
      kind: 'silent',
      errors: [`${one.address}: refused (DENY)`, `${two.address}: an answer of 12 bytes is no NTP`],
    });
    expect(one.server.asked).toBe(1);
    expect(await asked([])).toEqual({ kind: 'silent', errors: [] });
  });

  /** Servers as offsets: what they say, without sockets. */
  const chosen = async (...offsets: readonly number[]): Promise<string> => {
    const told: AskTime = async (server): Promise<ClockSample> => ({
      sentAt: 0,
      receivedAt: 0,
      serverTime: Number(server),
    });
    const time = await askTimeServers({ servers: offsets.map(String), ask: told, clock });
    return time.kind === 'samples' ? time.source : '';
  };

  it('PRE-3 one that lies among three decides nothing, whichever way it lies', async () => {
    expect(await chosen(86_400_000, 3, 5)).toBe('5');
    expect(await chosen(3, -86_400_000, 5)).toBe('3');
  });

  it('PRE-3 of two that differ the worse counts', async () => {
    expect(await chosen(4, 1_500)).toBe('1500');
    expect(await chosen(4, -1_500)).toBe('-1500');
  });

  it('PRE-3 ends in bounded time with a server that takes long for every answer', async () => {
    let now = 0;
    const slow: AskTime = async () => {
      now += 1_400;
      return { sentAt: 0, receivedAt: 1_400, serverTime: 700 };
    };
    const machine: Clock = { now: () => now, monotonic: () => now };
    expect(await askTimeServers({ servers: ['slow'], ask: slow, clock: machine })).toMatchObject({
      kind: 'samples',
    });
    const slower: AskTime = async () => {
      now += 1_600;
      return { sentAt: 0, receivedAt: 1_600, serverTime: 800 };
    };
    expect(await askTimeServers({ servers: ['slow'], ask: slower, clock: machine })).toEqual({
      kind: 'silent',
      errors: ['slow: 4 answers in 6000 ms'],
    });
  });
});

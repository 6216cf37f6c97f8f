/** `septet up` at a venue outside: what it says, and what it refuses before anything runs. */
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { removeFolders, septet, temporaryFolder } from './support/program.ts';
import { Sim } from './support/sim.ts';

const sims: Sim[] = [];
const sim = async (...options: readonly string[]): Promise<string> => {
  const made = new Sim(...options);
  sims.push(made);
  return (await made.started()).rest;
};
afterEach(() => {
  for (const each of sims.splice(0)) each.signal('SIGKILL');
});
afterAll(removeFolders);

const up = (...options: readonly string[]) =>
  septet(['up', '--no-browser', '--home', temporaryFolder('home'), ...options], {}, 90_000);
const KEYS = { SEPTET_API_KEY: 'key-of-a-test-1234', SEPTET_API_SECRET: 'secret-of-a-test' };

describe('septet up at a venue outside', () => {
  it('PRE-1 LAU-0 LAU-1 launches at the exchange server with its prices, and ends in order', {
    timeout: 120_000,
  }, async () => {
    const server = await sim('--from', 'now');
    const { code, stdout, stderr } = await up(
      ...['--venue', 'sim', '--server', server, '--for', '40s', '--port', '0'],
    );
    expect(stderr).toBe('');
    expect(stdout).toContain(`live market of ${server}`);
    expect(stdout).toMatch(/ok +PRE-1 .*simulated exchange at/);
    expect(stdout).toMatch(/ok +LAU-1 .*3 symbols fresh/);
    expect(stdout).toMatch(/ok +LAU-4 /);
    expect(stdout).toMatch(/ok +Reconciled/);
    expect(stdout).toMatch(/ok +Ledger +1 entries add up to 100000 USDT, exactly/);
    expect(stdout).toMatch(/ok +Replay/);
    expect(code).toBe(0);
  });

  it('refuses a server whose market stands at another time, and says how to start it', async () => {
    const server = await sim();
    const { code, stderr } = await up('--venue', 'sim', '--server', server);
    expect(stderr).toContain('its market stands earlier');
    expect(stderr).toContain('septet sim --from now');
    expect(code).toBe(1);
  });

  it('refuses a server that does not answer, in words', async () => {
    const { code, stderr } = await up('--venue', 'sim', '--server', 'http://127.0.0.1:9');
    expect(stderr).toContain('is `septet sim` running?');
    expect(code).toBe(1);
  });

  it('OPS-1 refuses real money without being told so, without a key, and without its paper history', {
    timeout: 60_000,
  }, async () => {
    const untold = await septet(['up', '--venue', 'live'], KEYS);
    expect(untold.stderr).toContain('venue live trades real money: add --live');
    expect(untold.code).toBe(2);
    const keyless = await up('--venue', 'live', '--live');
    expect(keyless.stderr).toContain('there is no API key: set SEPTET_API_KEY');
    expect(keyless.code).toBe(2);
    const unproven = await septet(
      ['up', '--venue', 'live', '--live', '--home', temporaryFolder('home')],
      KEYS,
    );
    expect(unproven.stderr).toContain('needs 7 days of paper history, and none was named');
    expect(unproven.code).toBe(2);
    const mistaken = await up('--live');
    expect(mistaken.stderr).toContain('--live is for real money, the venue is paper');
    expect(mistaken.code).toBe(2);
    const all = [untold, keyless, mistaken].map((each) => each.stdout + each.stderr).join('');
    expect(all).not.toContain(KEYS.SEPTET_API_SECRET);
  });

  it.each([
    [['--venue', 'sim', '--speed', '60'], 'only paper can hurry'],
    [['--venue', 'sim', '--seed', '3'], 'sim has a market of its own'],
    [['--venue', 'moon'], 'Allowed choices are paper, sim, demo, live'],
    [['--venue', 'sim', '--server', 'https://example.com'], 'an address on this machine'],
  ])('refuses %j', async (options, words) => {
    const { code, stdout, stderr } = await up(...options);
    expect(stderr).toContain(words);
    expect(stdout).toBe('');
    expect(code).toBe(2);
  });
});

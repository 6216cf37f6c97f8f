/** `septet preflight` as an operator runs it, against good and broken servers on this machine. */
import { spawnSync } from 'node:child_process';
import { appendFileSync, chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import type { PreflightReport } from '../../src/formats/preflight-report.ts';
import { type Asked, LoopbackHttp, type Reply } from '../support/loopback-http.ts';
import { LoopbackTime, type TimeScript } from '../support/loopback-time.ts';
import {
  ACCOUNT,
  account,
  CONTRACTS,
  contract,
  RESTRICTIONS,
  restrictions,
  scriptedVenue,
  TIME,
  VENUE_KEY,
} from '../support/scripted-venue.ts';
import { configCopy, type Edit, SHORT_PHASES } from './support/config-copy.ts';
import { type Result, removeFolders, septet, temporaryFolder } from './support/program.ts';
import { Stack } from './support/stack.ts';

/** Several commands a test; each of them is ended after 30 s, and then fails, by `septet()`. */
vi.setConfig({ testTimeout: 120_000 });

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});
afterAll(removeFolders);

const KEYS = { SEPTET_API_KEY: VENUE_KEY.apiKey, SEPTET_API_SECRET: VENUE_KEY.secret };

async function venueWith(script: Parameters<typeof scriptedVenue>[0] = {}): Promise<string> {
  const venue = scriptedVenue(script);
  closing.push(() => venue.close());
  return await venue.listen();
}

async function webhook(answer: (asked: Asked) => Reply): Promise<string> {
  const server = new LoopbackHttp(answer);
  closing.push(() => server.close());
  return await server.listen();
}
const echo = ({ body }: Asked): Reply => ({ body: { nonce: JSON.parse(body).nonce } });

/** A configuration whose time server and channel are on this machine. */
async function configWith(
  time: TimeScript | null,
  channel: string,
  ...edits: Edit[]
): Promise<string> {
  let servers = 'timeServers: []';
  if (time !== null) {
    const server = new LoopbackTime(time);
    closing.push(() => server.close());
    servers = `timeServers: ['${await server.listen()}']`;
  }
  const listed = readFileSync(new URL('../../config/launch.yaml', import.meta.url), 'utf8');
  const shipped = /timeServers:\n( {2}- .*\n)+/.exec(listed)?.[0] ?? '';
  const hook = `webhook: { ops: { url: '${channel}', secret: env:HOOK } }`;
  return configCopy(
    ['launch.yaml', shipped, `${servers}\n`],
    ['channels.yaml', 'webhook: {}', hook],
    ...edits,
  );
}

function commit(folder: string): void {
  const git = (...args: readonly string[]) =>
    spawnSync('git', [
      '-C',
      folder,
      '-c',
      'user.name=desk',
      '-c',
      'user.email=desk@localhost',
      ...args,
    ]);
  git('init', '-q');
  git('add', '.');
  git('commit', '-qm', 'configuration');
}

const validReport = new Ajv2020({ allowUnionTypes: true }).compile(
  JSON.parse(readFileSync(new URL('../../schemas/preflight.schema.json', import.meta.url), 'utf8')),
);

function reportOf({ stdout }: Result): PreflightReport {
  const report = JSON.parse(stdout) as PreflightReport;
  expect(validReport(report), JSON.stringify(validReport.errors)).toBe(true);
  return report;
}
const checkOf = (report: PreflightReport, id: string) =>
  report.checks.find((check) => check.id === id)!;

interface Given {
  readonly server: string;
  readonly config: string;
  readonly home?: string;
  readonly more?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}
const preflight = ({ server, config, home, more = [], environment = KEYS }: Given) =>
  septet(
    [
      ...['preflight', '--venue', 'sim', '--server', server, '--config', config],
      ...['--home', home ?? join(temporaryFolder('home'), 'new'), ...more],
    ],
    { HOOK: 'shared', ...environment },
  );

describe('septet preflight with everything in order', () => {
  it('PRE-1 PRE-2 PRE-3 PRE-4 PRE-5 PRE-6 PRE-7 passes with figures: exit code 0, as text and as JSON', async () => {
    const server = await venueWith();
    const config = await configWith({}, await webhook(echo));
    commit(config);
    const json = await preflight({ server, config, more: ['--json'] });
    const report = reportOf(json);
    expect(report).toMatchObject({
      schema: 'septet.preflight/1',
      result: 'passed',
      mode: 'sim',
      stackRuns: false,
    });
    expect(report.checks.map(({ id, state }) => `${id} ${state}`)).toEqual([
      ...[1, 2, 3, 4, 5, 6, 7].map((number) => `PRE-${number} passed`),
      'PRE-8 not_evaluated',
    ]);
    expect(checkOf(report, 'PRE-1').figures).toEqual({
      publicCallMs: expect.any(Number),
      privateCallMs: expect.any(Number),
    });
    expect(Math.abs(checkOf(report, 'PRE-3').figures['ntpOffsetMs']!)).toBeLessThan(500);
    expect(checkOf(report, 'PRE-5').figures['webhook.ops.roundTripMs']).toBeGreaterThan(0);
    expect(report.configuration.commit).toMatch(/^[0-9a-f]+$/);
    expect(json.code).toBe(0);

    const text = await preflight({ server, config });
    expect(text.stdout).toMatch(
      /ok {3}PRE-5 {2}Kill-switch channel: webhook channel ops answered in \d+ ms/,
    );
    expect(text.stdout).toMatch(/- {4}PRE-8 {2}Feasibility: not evaluated/);
    expect(text.stdout).toMatch(/passed, in \d+\.\d s\n$/);
    expect(text).toMatchObject({ code: 0, stderr: '' });
  });

  it('PRE-1 takes the key from a file of mode 0600, and refuses it from one that others can read', async () => {
    const server = await venueWith();
    const config = await configWith({}, await webhook(echo));
    const file = join(temporaryFolder('key'), 'venue.key');
    writeFileSync(
      file,
      `SEPTET_API_KEY=${VENUE_KEY.apiKey}\nSEPTET_API_SECRET=${VENUE_KEY.secret}\n`,
    );
    chmodSync(file, 0o600);
    const given = { server, config, environment: {}, more: ['--key-file', file] };
    expect((await preflight(given)).stdout).toMatch(/ok {3}PRE-1/);
    chmodSync(file, 0o644);
    const refused = await preflight(given);
    expect(refused.stdout).toContain(`chmod 600 ${file}`);
    expect(refused.stdout).not.toContain(VENUE_KEY.secret);
    expect(refused.code).toBe(1);
  });
});

describe('septet preflight against a broken server', () => {
  const silent = (): Reply => 'hang';
  const page = (): Reply => ({ body: '<html><body>maintenance</body></html>' });
  const down = (): Reply => ({ status: 500, body: { code: -1000, msg: 'An unknown error' } });
  const everywhere = (answer: () => Reply) => ({
    ...{ [TIME]: answer, [CONTRACTS]: answer, [ACCOUNT]: answer, [RESTRICTIONS]: answer },
  });
  const withdrawing = (): Reply => ({ body: restrictions({ enableWithdrawals: true }) });
  const oneCoin = (): Reply => ({ body: account({ multiAssetsMargin: true }) });
  const ahead = (): Reply => ({ body: { serverTime: Date.now() + 5_000 } });
  const without = (): Reply => ({
    body: { symbols: ['BTCUSDT', 'ETHUSDT'].map((id) => contract(id)) },
  });

  it.each<[string, Parameters<typeof scriptedVenue>[0], string, RegExp]>([
    [
      'that is silent',
      everywhere(silent),
      'PRE-1',
      /public call .* failed: no answer.*private call .* failed: no answer/,
    ],
    ['that shows a page', everywhere(page), 'PRE-1', /not in the form of this venue/],
    ['that fails', everywhere(down), 'PRE-1', /-1000 An unknown error/],
    [
      'with a key that may withdraw',
      { [RESTRICTIONS]: withdrawing },
      'PRE-1',
      /the key may withdraw funds/,
    ],
    ['with multi-asset margin', { [ACCOUNT]: oneCoin }, 'PRE-1', /multi-asset margin is on/],
    ['that lacks a symbol', { [CONTRACTS]: without }, 'PRE-1', /no contract for SOL\/USDT:USDT/],
    [
      'whose clock is ahead',
      { [TIME]: ahead },
      'PRE-3',
      /venue offset (49|50)\d\d ms .*limit 1000 ms/,
    ],
  ])(
    'PRE-1 PRE-3 %s: exit code 1, with the reason and what mends it',
    async (_name, script, id, words) => {
      const server = await venueWith(script);
      const config = await configWith({}, await webhook(echo));
      const result = await preflight({ server, config, more: ['--json'] });
      const report = reportOf(result);
      expect(result.code).toBe(1);
      expect(report.result).toBe('failed');
      expect(checkOf(report, id)).toMatchObject({
        state: 'failed',
        evidence: expect.stringMatching(words),
        remedy: expect.stringMatching(/./),
      });
      expect(result.stdout).not.toContain(VENUE_KEY.secret);
    },
  );

  it('PRE-1 nobody listens there, or the key is wrong: exit code 1', async () => {
    const config = await configWith({}, await webhook(echo));
    const nobody = await preflight({ server: 'http://127.0.0.1:1', config });
    expect(nobody.stdout).toMatch(/FAIL PRE-1 .*public call .* failed/);
    expect(nobody.stdout).toMatch(/\n {7}to mend it: check network, address and key/);
    expect(nobody.stdout).toMatch(/FAILED: 1 of 8 checks, .*\n$/);
    expect(nobody.code).toBe(1);
    const environment = { ...KEYS, SEPTET_API_SECRET: 'other' };
    const wrong = await preflight({ server: await venueWith(), config, environment });
    expect(wrong.stdout).toMatch(/FAIL PRE-1 .*-1022 .*the secret does not belong to the key/);
    expect(wrong.code).toBe(1);
  });
});

describe('septet preflight when the house is not in order', () => {
  it('PRE-3 a time server that differs by 3 s fails; none that answers only warns without real money', async () => {
    const server = await venueWith();
    const hook = await webhook(echo);
    const late = await preflight({ server, config: await configWith({ offset: 3_000 }, hook) });
    expect(late.stdout).toMatch(/FAIL PRE-3 .*NTP \(127.0.0.1:\d+\) offset (29|30)\d\d ms/);
    expect(late.stdout).toContain('to mend it: synchronise the clock of this host (NTP)');
    expect(late.code).toBe(1);
    const refusing = await preflight({
      server,
      config: await configWith({ stratum: 0, kiss: 'DENY' }, hook),
    });
    expect(refusing.stdout).toMatch(/warn PRE-3 .*no NTP time: 127.0.0.1:\d+: refused \(DENY\)/);
    expect(refusing.code).toBe(0);
  });

  it('PRE-5 a channel that does not answer as it should warns without real money', async () => {
    const server = await venueWith();
    const config = await configWith({}, await webhook(() => ({ body: 'thanks' })));
    const { stdout, code } = await preflight({ server, config });
    expect(stdout).toMatch(
      /warn PRE-5 .*webhook channel ops did not answer: it answered 200 "thanks"/,
    );
    expect(code).toBe(0);
  });

  it('PRE-6 a journal that is none, and a disk with too little room, fail', async () => {
    const server = await venueWith();
    const home = temporaryFolder('home');
    mkdirSync(home, { recursive: true });
    writeFileSync(join(home, 'executor.db'), 'no database'.repeat(1_000));
    const edit: Edit = ['launch.yaml', 'diskFreeMinimum: 512MiB', 'diskFreeMinimum: 4000000GiB'];
    const config = await configWith({}, await webhook(echo), edit);
    const { stdout, code } = await preflight({ server, config, home });
    expect(stdout).toMatch(/FAIL PRE-6 .*the executor journal cannot be written: .*executor.db/);
    expect(stdout).toMatch(/only .* GiB free, at least 4000000.00 GiB needed/);
    expect(code).toBe(1);
  });

  it('PRE-2 errors of the configuration come with their places, nothing else is looked at: exit code 2', async () => {
    const edit: Edit = ['launch.yaml', 'clockOffsetLimit: 1s', 'clockOffsetLimit: soon'];
    const config = await configWith(null, 'http://127.0.0.1:9/', edit);
    const result = await preflight({ server: 'http://127.0.0.1:1', config, more: ['--json'] });
    expect(result.code).toBe(2);
    const report = reportOf(result);
    expect(checkOf(report, 'PRE-2').evidence).toMatch(/launch.yaml:\d+: clockOffsetLimit: "soon"/);
    expect(report.checks.filter(({ state }) => state === 'not_evaluated')).toHaveLength(7);
  });

  it.each<[readonly string[], RegExp]>([
    [['--venue', 'moon'], /Allowed choices are paper, sim, demo, live/],
    [['--server', 'http://127.0.0.1:8790'], /add --venue sim/],
    [['--venue', 'sim', '--server', 'https://example.org'], /write an address on this machine/],
  ])('bad usage %s is refused with what would be right: exit code 2', async (options, words) => {
    const { code, stderr, stdout } = await septet(['preflight', ...options]);
    expect(code).toBe(2);
    expect(stderr).toMatch(words);
    expect(stdout).toBe('');
  });
});

describe('septet preflight beside a running stack', () => {
  it('PRE-6 PRE-7 PRE-8 asks the executor and the orchestrator, and the journals once they have ended', async () => {
    const stack = new Stack(temporaryFolder('home'));
    const config = await configWith({}, await webhook(echo), SHORT_PHASES);
    const options = ['--config', config, '--speed', '60'];
    const up = stack.up(options, { HOOK: 'shared' });
    await stack.statusWhen('phase A', 25_000, ({ launch }) => launch.phase !== null);
    const ask = (...more: readonly string[]) =>
      septet(['preflight', '--home', stack.home.path, '--json', ...more], { HOOK: 'shared' });
    const running = reportOf(await ask());
    expect(running).toMatchObject({ mode: 'paper', stackRuns: true, result: 'passed' });
    expect(running.configuration).toMatchObject({
      ...{ inForce: true, drift: [], folder: stack.home.versions },
      commit: (await stack.status())?.changes?.inForce?.commit.slice(0, 10),
    });
    expect(checkOf(running, 'PRE-6')).toMatchObject({
      state: 'passed',
      evidence: expect.stringContaining('reconciled with the venue'),
    });
    expect(checkOf(running, 'PRE-8').evidence).toMatch(/\d+ of \d+ pairs feasible/);
    await stack.septet('down');
    await up.ended;
    // What is edited on the home, or lies in a folder that is named, is told and not taken for it.
    appendFileSync(join(stack.home.versions, 'risk.yaml'), '# edited\n');
    appendFileSync(join(config, 'guards.yaml'), '# another\n');
    const after = reportOf(await ask());
    expect(after.stackRuns).toBe(false);
    expect(after.configuration).toMatchObject({ inForce: true, drift: ['risk.yaml'] });
    expect(checkOf(after, 'PRE-7')).toMatchObject({
      state: 'warning',
      evidence: expect.stringContaining('risk.yaml'),
      remedy: expect.stringContaining('septet config propose'),
    });
    const named = reportOf(await ask('--config', config));
    expect(named.configuration).toMatchObject({ inForce: false, drift: ['guards.yaml'] });
    expect(checkOf(named, 'PRE-7').evidence).toContain('a start with this folder is refused');
    expect(checkOf(after, 'PRE-6').evidence).toMatch(
      /executor: \d+ records, end of the chain whole; orchestrator: \d+ records/,
    );
  });
});

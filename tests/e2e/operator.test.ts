/** What an operator does to a running stack, and what a crash of each part leaves. */

import { join } from 'node:path';
import { Ajv } from 'ajv';
import { afterAll, describe, expect, it } from 'vitest';
import type { OpenApiDocument } from '../../src/api/openapi.ts';
import type { PublicEvent } from '../../src/bus/messages.ts';
import { add, decimal, formatDecimal, ZERO } from '../../src/domain/decimal.ts';
import type { DecisionRecord } from '../../src/domain/decision.ts';
import type { VirtualPosition } from '../../src/domain/execution.ts';
import type { Manifest } from '../../src/services/backup/manifest.ts';
import { isAlive } from '../../src/services/process-identity.ts';
import { configCopy, SHORT_PHASES, startingAtHour } from './support/config-copy.ts';
import { ExecutorListener, OrchestratorListener } from './support/listener.ts';
import { isThere, removeFolders, temporaryFolder } from './support/program.ts';
import { type FullStatus, Stack, type Up } from './support/stack.ts';
import { until } from './support/waiting.ts';

/** On this market S4 opens half an hour after the start and holds for hours. */
const MARKET = ['--seed', '14'];
/** Slow, so that the first start uses up little market time; then fast. */
const SLOW = [...MARKET, '--speed', '10'];
const FAST = [...MARKET, '--speed', '120'];
const PROCESSES = 11;
const LAUNCH_TIMEOUT_MS = 45_000;

describe('an operator at work', () => {
  const stack = new Stack(temporaryFolder('home'));
  const config = configCopy(SHORT_PHASES, startingAtHour('06'));
  const executor = new ExecutorListener(stack.home.path);
  const orchestrator = new OrchestratorListener(stack.home.path);
  let up: Up;
  let position: VirtualPosition;

  afterAll(async () => {
    executor.close();
    orchestrator.close();
    await stack.dispose();
    removeFolders();
  });

  const start = (options: readonly string[], extra: Readonly<Record<string, string>> = {}): Up =>
    stack.up([...options, '--config', config], extra);

  const heldBecause = (status: FullStatus): string =>
    status.launch.steps.find(({ state }) => state === 'held')?.evidence ?? '';

  /** Lifts the halt; true to the runbook, every phase runs again. */
  async function resumed(): Promise<void> {
    const told = orchestrator.statuses.length;
    const { journal } = await orchestrator.client.request('status', {});
    const reply = await stack.septet('resume', '--reason', 'all clear');
    expect(reply).toMatchObject({ code: 0, stderr: '' });
    expect(reply.stdout).toContain('all phases run again');
    await orchestrator.when(
      'all phases',
      LAUNCH_TIMEOUT_MS,
      ({ launch, entryHalt }) => launch.state === 'complete' && !entryHalt.on,
      told,
    );
    const events = await orchestrator.eventsAfter(journal.sequence);
    const opened = events.filter(({ type }) => type === 'launch_open');
    expect(opened.map(({ text }) => text)).toEqual([
      'phase A: entries open for S3 S4 S5 S6',
      'phase B: entries open for S1',
      'phase C: entries open for S2 S7',
    ]);
  }

  async function ownPosition(): Promise<VirtualPosition | undefined> {
    const all = await executor.client.request('positions', {}).catch(() => []);
    return all.find(({ decision }) => decision === position.decision);
  }

  /** The ledger adds up to what it states, to the last digit. */
  async function expectExactLedger(): Promise<void> {
    const sumOfEntries = (): string => {
      let sum = ZERO;
      for (const { entry } of executor.of('ledger')) {
        sum = add(sum, decimal(entry.amount));
        expect(entry.balance).toBe(formatDecimal(sum));
      }
      return formatDecimal(sum);
    };
    // The mark comes with the next prices.
    const difference = async (): Promise<string> => {
      await executor.readAll();
      return `${sumOfEntries()} - ${executor.lastMark?.walletBalance}`;
    };
    await expect.poll(difference, { timeout: 5_000 }).toMatch(/^(\S+) - \1$/);
  }

  it('commands end with exit code 3 and say what to do while nothing runs', async () => {
    const commands = [
      ['status'],
      ['events'],
      ['explain', 'd1'],
      ['resume'],
      ['flatten'],
      ['restart', 'feed'],
      ['down'],
    ];
    const answers = await Promise.all(commands.map((command) => stack.septet(...command)));
    expect(answers.map(({ code }) => code)).toEqual(commands.map(() => 3));
    for (const { stderr, stdout } of answers) {
      expect(stderr).toContain(`runs on ${stack.home.path}`);
      expect(stdout).toBe('');
    }
    const verify = await stack.septet('verify');
    expect(verify).toMatchObject({ code: 2 });
    expect(verify.stderr).toContain('holds no journal');
    expect(isThere(stack.home.executorJournal)).toBe(false);
  });

  it('HALT-1 ENTRY_HALT=true in the environment starts halted', { timeout: 60_000 }, async () => {
    up = start(SLOW, { ENTRY_HALT: 'true' });
    const status = await stack.statusWhen('a held launch', 45_000, ({ launch }) =>
      launch.steps.some(({ id, state }) => id === 'LAU-2' && state === 'passed'),
    );
    expect(status.entryHalt).toMatchObject({ on: true, actor: 'environment' });
    expect(status).toMatchObject({ riskState: 'HALTED', launch: { state: 'held', phase: null } });
    expect(heldBecause(status)).toContain('waits for resume');
    expect(status.closures.map(({ id }) => id)).toContain('operator_halt:*:*');
    expect(executor.of('halt')).toMatchObject([{ on: true, actor: 'environment' }]);
    expect(status.processes).toHaveLength(PROCESSES);
  });

  it('MON-1 the page answers on loopback and nowhere else', async () => {
    const url = await stack.page();
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    const page = await fetch(url);
    expect(page.status).toBe(200);
    expect(await page.text()).toContain('<div id="root">');
    const answer = await fetch(`${url}/api/status`);
    expect(await answer.json()).toMatchObject({ status: { portfolio: 'main' } });
  });

  it('MON-1 every answer of the API is as its document says', async () => {
    const url = await stack.page();
    const answer = await fetch(`${url}/api/openapi.json`);
    const document = (await answer.json()) as OpenApiDocument;
    const ajv = new Ajv({ strict: false, allErrors: true });
    ajv.addSchema({ ...document, $id: 'api' }, 'api');
    const sample = (path: string): string =>
      path
        .replace('/decisions/{id}', '/decisions/d1')
        .replace('/playbooks/{id}', '/playbooks/A')
        .replace(/candles$/, 'candles?symbol=BTCUSDT&count=5');
    const held: string[] = [];
    for (const [path, { get }] of Object.entries(document.paths)) {
      const schema = get?.responses['200'].content['application/json']?.schema;
      if (schema === undefined) continue;
      const got = await fetch(`${url}${sample(path)}`);
      if (got.status !== 200) {
        // Nothing of this name yet; the stream is a websocket.
        expect([path, [404, 426].includes(got.status)]).toEqual([path, true]);
        continue;
      }
      const local = JSON.stringify(schema).replaceAll('"#/', '"api#/');
      const fits = ajv.compile(JSON.parse(local));
      expect([path, fits(await got.json()) ? null : fits.errors]).toEqual([path, null]);
      held.push(path);
    }
    expect(held.length).toBeGreaterThan(24);
  });

  it('Ctrl-C ends everything in order, exit code 0', { timeout: 30_000 }, async () => {
    up.signal('SIGINT');
    const { code, stderr } = await up.end(20_000);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stack.living()).toEqual([]);
    expect(up.said('summary')).toMatchObject([{ ok: true, orderly: true, crashes: 0 }]);
    expect(isThere(stack.home.lock)).toBe(false);
  });

  it('HALT-1 the halt survives the end, and resume runs all phases', {
    timeout: 90_000,
  }, async () => {
    up = start(FAST);
    const status = await stack.statusWhen('a warm stack', 45_000, ({ launch }) =>
      launch.steps.some(({ id, state }) => id === 'LAU-2' && state === 'passed'),
    );
    expect(status.entryHalt).toMatchObject({ on: true, actor: 'environment' });
    expect(status.launch).toMatchObject({ state: 'held', phase: null });
    expect(status.entries.allowed).toBe(0);
    await resumed();
  });

  it('AUD-1 status, events and explain tell what happened', { timeout: 90_000 }, async () => {
    const opened = await executor.when(
      'position',
      'a position',
      75_000,
      (fact) => fact.position.strategy === 'S4' && Number(fact.position.quantity) > 0,
    );
    position = opened.position;
    const id = `d${position.decision}`;
    const [status, events, words, record, missing] = await Promise.all([
      stack.septet('status'),
      stack.septet('events', '--json', '--limit', '5000'),
      stack.septet('explain', id),
      stack.septet('explain', id, '--json'),
      stack.septet('explain', 'd9999'),
    ]);
    expect(status).toMatchObject({ code: 0, stderr: '' });
    expect(status.stdout).toContain(`S4 ${position.symbol} ${position.side}`);
    expect(status.stdout).toMatch(/process +worker:S7 +running +pid \d+/);

    expect(events).toMatchObject({ code: 0, stderr: '' });
    const told = events.stdout.trim().split('\n');
    const parsed = told.map((line) => JSON.parse(line) as PublicEvent);
    const sequences = parsed.map(({ sequence }) => sequence);
    expect(sequences).toEqual([...sequences].sort((a, b) => a - b));
    expect(parsed.find(({ text }) => text.startsWith(`${id} allowed: S4`))).toBeDefined();
    expect(parsed.find(({ text }) => text.includes('resume by operator'))).toBeDefined();

    expect(words).toMatchObject({ code: 0, stderr: '' });
    for (const part of ['ALLOWED', 'Checks', 'closures', 'slippage', 'order_ceiling', 'Size']) {
      expect(words.stdout).toContain(part);
    }
    const decision = JSON.parse(record.stdout) as DecisionRecord;
    expect(decision).toMatchObject({ id, verdict: 'allowed', signal: { strategy: 'S4' } });
    expect(decision.order?.quantity).toBe(position.quantity);
    expect(missing).toMatchObject({ code: 1 });
    expect(missing.stderr).toContain('there is no decision d9999');
  });

  it('OPS-9 CAD-3 the hand-over and the running day are there to read, in every format', async () => {
    const [handover, day, json, csv, html, past, wrong] = await Promise.all([
      stack.septet('report', 'handover'),
      stack.septet('report', 'daily'),
      stack.septet('report', 'daily', 'today', '--format', 'json'),
      stack.septet('report', 'daily', '--format', 'csv'),
      stack.septet('report', 'daily', '--format', 'html'),
      stack.septet('report', 'daily', '2020-01-01'),
      stack.septet('report', 'daily', 'yesterday-ish'),
    ]);
    for (const said of [handover, day, json, csv, html]) {
      expect(said).toMatchObject({ code: 0, stderr: '' });
    }
    expect(handover.stdout).toContain(`S4`);
    for (const part of ['Hand-over', 'UTC']) expect(handover.stdout).toContain(part);
    expect(day.stdout).toContain('# Daily operations report');
    expect(JSON.parse(json.stdout)).toMatchObject({ schema: 'septet.daily-report/1' });
    expect(csv.stdout.split('\n').length).toBeGreaterThan(20);
    expect(html.stdout).toContain('<svg');
    expect(past).toMatchObject({ code: 1, stdout: '' });
    expect(past.stderr).toContain('2020-01-01');
    expect(wrong.code).toBe(2);
  });

  it('OPS-8 a backup of the running home restores to the same state, halted, its position and stop there', {
    timeout: 90_000,
  }, async () => {
    const folder = join(temporaryFolder('backup'), 'copy');
    const made = await stack.septet('backup', folder, '--json');
    expect(made).toMatchObject({ code: 0, stderr: '' });
    const manifest = JSON.parse(made.stdout) as Manifest;
    expect(manifest).toMatchObject({ schema: 'septet.backup/1', running: true });
    expect(manifest.files.map(({ name }) => name)).toEqual(
      expect.arrayContaining([
        'executor.db',
        'orchestrator.db',
        'changes.db',
        'venue.db',
        'clock.json',
        'config/risk.yaml',
        'config/.git/HEAD',
      ]),
    );
    expect(Object.keys(manifest.stateHashes)).toEqual(
      expect.arrayContaining(['launch', 'desk', 'orchestrator']),
    );
    const again = await stack.septet('backup', folder);
    expect(again).toMatchObject({ code: 1 });
    expect(again.stderr).toContain('is not an empty folder');
    const inside = await stack.septet('backup', join(stack.home.path, 'copy'));
    expect(inside.stderr).toContain('lies inside the home');
    expect((await stack.septet('restore', folder)).stderr).toContain('is not empty');

    const other = new Stack(join(temporaryFolder('restored'), 'home'));
    const restored = await other.septet('restore', folder);
    expect(restored).toMatchObject({ code: 0, stderr: '' });
    for (const [module, hash] of Object.entries(manifest.stateHashes)) {
      expect(restored.stdout).toMatch(new RegExp(`state +${module} +${hash}`));
    }
    expect(await other.septet('verify')).toMatchObject({ code: 0 });
    try {
      const there = other.up([...SLOW, '--config', config]);
      const status = await other.statusWhen(
        'the restored portfolio',
        45_000,
        ({ reconciled, launch }) => reconciled === true && launch.state === 'held',
      );
      expect(status.entryHalt).toMatchObject({ on: true, actor: 'restore' });
      expect(status.positions).toHaveLength(1);
      expect(status.positions[0]).toMatchObject({
        strategy: position.strategy,
        quantity: position.quantity,
        stopOnVenue: true,
      });
      expect((await other.septet('down')).code).toBe(0);
      expect((await there.ended).code).toBe(0);
    } finally {
      await other.dispose();
    }
  });

  it('a second start on a home that runs is refused and changes nothing', async () => {
    const pids = (await stack.status())!.processes.map(({ pid }) => pid);
    const second = await start(FAST).end(20_000);
    expect(second.code).toBe(1);
    expect(second.stderr).toContain('already runs on this home');
    expect((await stack.status())!.processes.map(({ pid }) => pid)).toEqual(pids);
  });

  it('EXIT-1 kill -9 of the executor: position, stop and ledger are there again', {
    timeout: 60_000,
  }, async () => {
    const protectedOne = await until('its stop', 10_000, async () => {
      const own = await ownPosition();
      return own?.stopOnVenue === true ? own : null;
    });
    await executor.readAll();
    const stops = executor.of('intent').filter(({ role }) => role === 'stop').length;
    const victim = stack.process('executor');
    await stack.kill(victim);
    const back = await until('the executor', 30_000, async () => {
      const own = await ownPosition();
      const health = await executor.client.request('health', {}).catch(() => null);
      return own !== undefined && health?.reconciled === true ? own : null;
    });
    expect(stack.process('executor').pid).not.toBe(victim.pid);
    expect(back).toEqual(protectedOne);
    await expectExactLedger();
    const now = executor.of('intent').filter(({ role }) => role === 'stop').length;
    expect(now).toBe(stops);
    const status = await stack.statusWhen(
      'a reconciled stack',
      20_000,
      ({ reconciled, closures, positions }) =>
        reconciled === true && closures.length === 0 && positions.length > 0,
    );
    expect(status.processes.find(({ name }) => name === 'executor')).toMatchObject({
      state: 'running',
      restarts: 1,
    });
    const gone = (await stack.septet('events', '--json')).stdout;
    expect(gone).toContain('no_lease:*:*:executor');
  });

  it('HALT-1 the page halts, and only from its own origin', { timeout: 60_000 }, async () => {
    const url = `${await stack.page()}/api/halt`;
    const halt = (origin: string, body: unknown): Promise<Response> =>
      fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', origin },
        body: JSON.stringify(body),
      });
    expect((await halt('http://elsewhere.example', { reason: 'no' })).status).toBe(403);
    expect((await halt(new URL(url).origin, {})).status).toBe(400);
    expect((await stack.status())!.entryHalt.on).toBe(false);
    const answer = await halt(new URL(url).origin, { reason: 'looks wrong' });
    expect({ status: answer.status, body: await answer.json() }).toMatchObject({
      status: 200,
      body: { ok: true },
    });
    const { entryHalt, launch, positions } = (await stack.status())!;
    expect(entryHalt).toEqual({ on: true, actor: 'page', reason: 'looks wrong' });
    expect(launch.state).toBe('held');
    expect(positions).toContainEqual(expect.objectContaining({ decision: position.decision }));
    await resumed();
  });

  it('kill -9 of the supervisor: the others live on, and a new start adopts them', {
    timeout: 60_000,
  }, async () => {
    const before = (await stack.status())!;
    await stack.kill(up.identity!);
    const orphaned = await stack.statusWhen('a later status', 10_000, ({ at }) => at > before.at);
    expect(orphaned.processes).toEqual([]);
    expect(stack.living()).toHaveLength(PROCESSES);

    const changed = configCopy(SHORT_PHASES, startingAtHour('06'), [
      'risk.yaml',
      'maxOrderNotional: 50000',
      'maxOrderNotional: 40000',
    ]);
    const other = await stack.up([...FAST, '--config', changed]).end(20_000);
    expect(other.code).toBe(2);
    expect(other.stderr).toContain('is not what is in force on this home');
    expect(other.stderr).toContain('septet config propose --from');

    up = start(FAST);
    const adopted = await stack.statusWhen(
      'the adoption',
      20_000,
      ({ processes }) => processes.length === PROCESSES,
    );
    expect(adopted.processes.map(({ pid }) => pid)).toEqual(before.processes.map(({ pid }) => pid));
    expect(up.said('notice').filter(({ text }) => String(text).includes('adopted'))).toHaveLength(
      PROCESSES,
    );
    expect(adopted.launch.state).toBe('complete');
    expect(adopted.entries.allowed).toBeGreaterThanOrEqual(before.entries.allowed);
  });

  it('HALT-1 a halt with the orchestrator dead reaches the executor', {
    timeout: 60_000,
  }, async () => {
    up.signal('SIGSTOP');
    await stack.kill(stack.process('orchestrator'));
    const halt = await stack.septet('halt', '--reason', 'orchestrator died', '--json');
    expect(halt.code).toBe(0);
    expect(JSON.parse(halt.stdout)).toMatchObject([
      { by: 'executor', ok: true },
      { by: 'orchestrator', ok: false },
    ]);
    expect(await executor.client.request('health', {})).toMatchObject({ halted: true });
    const intent = executor.of('intent').find(({ entry }) => entry !== null);
    const at = executor.lastMark!.at;
    const order = { ...intent!.entry!, decision: 1_000_000, decidedAt: at, expiresAt: at + 60_000 };
    const entry = await executor.client.request('command', { kind: 'entry', order });
    expect(entry).toMatchObject({ ok: false, code: 'GATE_CLOSED' });
    expect(entry.text).toContain('ENTRY_HALT by operator: orchestrator died');
    const told = orchestrator.statuses.length;
    up.signal('SIGCONT');
    const status = await orchestrator.when(
      'the halt',
      20_000,
      ({ entryHalt }) => entryHalt.on,
      told,
    );
    expect(status.entryHalt.reason).toContain('orchestrator died');
    const held = await stack.statusWhen(
      'a held launch',
      20_000,
      ({ launch }) => launch.state === 'held',
    );
    expect(heldBecause(held)).toContain('waits for resume');
    expect(await ownPosition()).toBeDefined();
  });

  it('a second start recovers, reconciles, and runs all phases again', {
    timeout: 90_000,
  }, async () => {
    await until('equity', 10_000, async () => (await stack.status())?.reconciled);
    const living = stack.living().map((name) => stack.process(name));
    up.signal('SIGINT');
    const first = await up.end(20_000);
    // It restarted the orchestrator: not everything held.
    expect(first.code).toBe(1);
    expect(first.stderr).toContain('not everything held: processes');
    expect(living.filter((each) => isAlive(each))).toEqual([]);
    const [{ status: last }] = up.said('summary') as unknown as [{ status: FullStatus }];

    up = start(FAST);
    const status = await stack.statusWhen(
      'a warm stack',
      45_000,
      ({ launch, equity }) =>
        equity !== null &&
        launch.steps.some(({ id, state }) => id === 'LAU-2' && state === 'passed'),
    );
    expect(status.entryHalt).toMatchObject({ on: true });
    expect(status.launch).toMatchObject({ state: 'held', phase: null });
    expect(status.reconciled).toBe(true);
    const recovered = status.launch.steps.find(({ id }) => id === 'PRE-6')!.evidence;
    expect(recovered).toMatch(/executor: \d+ facts recovered, 1 open positions?/);
    expect(recovered).toMatch(/orchestrator: \d+ records recovered/);
    expect(status.walletBalance).toBe(last.walletBalance);
    expect(status.at).toBeGreaterThan(last.at);
    expect(status.at - last.at).toBeLessThan(6 * 3_600_000);
    expect(status.entries.allowed).toBe(last.entries.allowed);
    expect(status.dailyPnl).toBeCloseTo(status.equity! / 100_000 - 1, 9);
    expect(await ownPosition()).toMatchObject({
      quantity: position.quantity,
      entryPrice: position.entryPrice,
      stopOnVenue: true,
    });
    await expectExactLedger();
    await resumed();
  });

  it('EXIT-1 flatten works under a halt, and Ctrl-C ends in order', {
    timeout: 60_000,
  }, async () => {
    const halt = await stack.septet('halt', '--reason', 'the day is over');
    expect(halt).toMatchObject({ code: 0, stderr: '' });
    const flatten = await stack.septet('flatten', '--strategy', position.strategy);
    expect(flatten).toMatchObject({ code: 0, stderr: '' });
    const closed = await executor.when(
      'trade_closed',
      'the flattened trade',
      15_000,
      ({ trade }) => trade.decision === position.decision,
    );
    expect(closed.trade.exitReason).toContain('flatten by operator');
    expect(await ownPosition()).toBeUndefined();
    await expectExactLedger();

    up.signal('SIGINT');
    expect(await up.end(20_000)).toEqual({ code: 0, stderr: '' });
    expect(stack.living()).toEqual([]);
    const verify = await stack.septet('verify', '--json');
    expect(verify.code).toBe(0);
    expect(JSON.parse(verify.stdout)).toMatchObject({ ok: true });
  });
});

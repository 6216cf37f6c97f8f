/**
 * `npm run bench -- halt [--halts 100] [--kills 20]`: the paper stack with its real processes, at 60
 * times the pace of the market, under a steady flow of entries. How long after a halt the last entry
 * left, by each way a person has, and how long after a kill -9 of the orchestrator. Takes some minutes.
 */
import { BusClient } from '../src/bus/client.ts';
import { socketPath } from '../src/bus/socket-path.ts';
import { configCopy } from '../tests/e2e/support/config-copy.ts';
import { ExecutorListener, OrchestratorListener } from '../tests/e2e/support/listener.ts';
import { removeFolders, temporaryFolder } from '../tests/e2e/support/program.ts';
import { Stack, type Up } from '../tests/e2e/support/stack.ts';
import { pause, until } from '../tests/e2e/support/waiting.ts';
import { EntryLoad } from './halt-load.ts';
import { type BenchRow, percentiles } from './row.ts';

const SPEED = '60';
const LAUNCH_MS = 60_000;
/** The lease is dead after 2 s: whatever leaves later than this is a leak. */
const AFTER_KILL_MS = 3_000;
/** The supervisor gives up on what crashes five times in a minute. */
const BETWEEN_KILLS_MS = 15_200;

type Way = 'bus' | 'http' | 'command line';

export async function benchHalt(halts: number, kills: number): Promise<readonly BenchRow[]> {
  const bench = new HaltBench();
  try {
    await bench.start();
    const rows: BenchRow[] = [];
    for (const way of ['bus', 'http', 'command line'] as const) {
      rows.push(...(await bench.halts(way, halts)));
    }
    rows.push(...(await bench.kills(kills)));
    rows.push(...(await bench.leaks()));
    return rows;
  } finally {
    await bench.end();
  }
}

class HaltBench {
  private readonly stack = new Stack(temporaryFolder('home'));
  private readonly executor = new ExecutorListener(this.stack.home.path);
  private readonly orchestrator = new OrchestratorListener(this.stack.home.path);
  private readonly second = new BusClient({
    service: 'executor',
    path: socketPath(this.stack.home.path, 'executor'),
    peer: `bench:${process.pid}`,
  });
  private readonly prices = new Map<string, number>();
  private readonly feed = new BusClient({
    service: 'feed',
    path: socketPath(this.stack.home.path, 'feed'),
    peer: `bench:${process.pid}`,
    topics: { price: ({ symbol, mark }) => void this.prices.set(symbol, mark) },
  });
  private up: Up | null = null;
  private load: EntryLoad | null = null;
  private page = '';

  async start(): Promise<void> {
    // Hours of market time pass: a storm in them would hold the launch, which is not asked here.
    const config = configCopy(
      ['launch.yaml', 'duration: 15m', 'duration: 1m'],
      ['risk.yaml', 'high: 1.5', 'high: 19'],
      ['risk.yaml', 'extreme: 2.2', 'extreme: 20'],
      // At this pace a kill every 15 s is a loop of crashes: its alert would hold the launch.
      ['alerts.yaml', 'critical: { limit: 3, for: 0s }', 'critical: { limit: 1000, for: 0s }'],
    );
    this.up = this.stack.up(['--speed', SPEED, '--config', config]);
    await this.orchestrator.when(
      'a launch',
      LAUNCH_MS,
      ({ launch }) => launch.state === 'complete',
    );
    this.page = await this.stack.page();
    this.load = new EntryLoad(this.executor, this.orchestrator, this.prices);
  }

  /** Halts and resumes `count` times; each halt is given while entries are being accepted. */
  async halts(way: Way, count: number): Promise<readonly BenchRow[]> {
    const confirmed: number[] = [];
    const last: number[] = [];
    for (let i = 0; i < count; i += 1) {
      const load = await this.flowing();
      await pause(Math.random() * 50);
      const from = load.mark();
      const at = performance.now();
      await this.halt(way);
      confirmed.push(performance.now() - at);
      const sent = load.sent;
      await until('answers to all that was sent', 10_000, () => load.answered >= sent + 5);
      last.push(lastAccepted(load, from, at));
      await this.resume();
    }
    return [
      ...percentiles(`${way}: command to its confirmation`, confirmed),
      ...percentiles(`${way}: command to the last entry that left`, last),
    ];
  }

  /** Kills the orchestrator; the supervisor stands still, so that only the lease can close entries. */
  async kills(count: number): Promise<readonly BenchRow[]> {
    const last: number[] = [];
    for (let i = 0; i < count; i += 1) {
      const began = performance.now();
      const load = await this.flowing();
      this.up?.signal('SIGSTOP');
      const victim = this.stack.process('orchestrator');
      const from = load.mark();
      const at = performance.now();
      process.kill(victim.pid, 'SIGKILL');
      await pause(AFTER_KILL_MS);
      last.push(lastAccepted(load, from, at));
      this.up?.signal('SIGCONT');
      load.writer += 1;
      await this.orchestrator.when(
        'a restart',
        LAUNCH_MS,
        ({ launch }) => launch.state !== 'complete',
      );
      await this.flowing();
      await pause(Math.max(0, began + BETWEEN_KILLS_MS - performance.now()));
    }
    return percentiles('orchestrator killed: to the last entry that left', last);
  }

  /** As journaled: entries on their way after the executor had written down a halt. */
  async leaks(): Promise<readonly BenchRow[]> {
    this.load?.stop();
    await this.executor.readAll();
    let halted = false;
    let entries = 0;
    let leaked = 0;
    for (const fact of this.executor.all()) {
      if (fact.kind === 'halt') halted = fact.on;
      if (fact.kind !== 'intent' || fact.role !== 'entry') continue;
      entries += 1;
      if (halted) leaked += 1;
    }
    return [{ name: 'entries that left under a halt', value: leaked, unit: '', samples: entries }];
  }

  async end(): Promise<void> {
    this.load?.stop();
    this.executor.close();
    this.orchestrator.close();
    this.second.close();
    this.feed.close();
    await this.stack.dispose();
    removeFolders();
  }

  /** Waits until entries are accepted again, one after the other. */
  private async flowing(): Promise<EntryLoad> {
    const { load } = this;
    if (load === null) throw new Error('nothing runs');
    const from = load.mark();
    await until('entries that flow', LAUNCH_MS, () => load.mark() >= from + 5).catch((error) => {
      const launch = this.orchestrator.statuses.at(-1)?.launch;
      const waits = launch?.steps.filter(({ state }) => state === 'held') ?? [];
      const words = waits.map(({ id, evidence }) => `${id} ${evidence}`).join('; ');
      throw new Error(`${String(error)}; refused: ${load.lastRefusal}; launch held: ${words}`);
    });
    return load;
  }

  private async halt(way: Way): Promise<void> {
    if (way === 'bus') {
      const command = { kind: 'halt', on: true, actor: 'desk', reason: 'bench' } as const;
      const reply = await this.second.request('command', command);
      if (!reply.ok) throw new Error(reply.text);
    } else if (way === 'http') {
      const answer = await fetch(`${this.page}/api/halt`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: '{"reason":"bench"}',
      });
      if (answer.status !== 200) throw new Error(await answer.text());
    } else {
      const { code, stderr } = await this.stack.septet('halt', '--reason', 'bench');
      if (code !== 0) throw new Error(stderr);
    }
  }

  /** Lifts it wherever it was given: in the orchestrator, or in the executor alone. */
  private async resume(): Promise<void> {
    const words = { actor: 'desk', reason: 'bench' };
    await until('a mirrored halt', 10_000, () => this.orchestrator.statuses.at(-1)?.entryHalt.on);
    await this.orchestrator.client.request('command', { kind: 'resume', ...words });
    await this.second.request('command', { kind: 'halt', on: false, ...words });
  }
}

/** Ms from `at` to the last accepted entry's answer; 0: none was accepted after it. */
const lastAccepted = (load: EntryLoad, from: number, at: number): number =>
  Math.max(0, ...load.accepted.slice(from).map(({ answeredAt }) => answeredAt - at));

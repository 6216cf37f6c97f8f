/** The executor process alone at an exchange server, with the test in the orchestrator's place. */
import { type ChildProcess, spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { BusClient } from '../../../src/bus/client.ts';
import { socketPath } from '../../../src/bus/socket-path.ts';
import { loadConfig } from '../../../src/config/load.ts';
import type { EntryOrder } from '../../../src/domain/decision.ts';
import type { ExecutorCommand, VirtualPosition } from '../../../src/domain/execution.ts';
import { strategyId, symbolId } from '../../../src/domain/ids.ts';
import { machineMonotonic } from '../../../src/services/clock.ts';
import { homeAt, makeHome } from '../../../src/services/home.ts';
import { writeRunFile } from '../../../src/services/run-file.ts';
import { DEFAULT_CONFIG, environment, PROGRAM } from './program.ts';
import { until } from './waiting.ts';

const LEASE_MS = 300;

export class LoneExecutor {
  private readonly home: string;
  private readonly origin: { readonly market: number; readonly monotonic: number };
  private readonly client: BusClient<'executor'>;
  private readonly lease: NodeJS.Timeout;
  private child: ChildProcess | null = null;
  private decisions = 0;

  constructor(home: string, server: string) {
    this.home = home;
    const loaded = loadConfig(DEFAULT_CONFIG, { venue: 'sim', server });
    if (!loaded.ok) throw new Error(JSON.stringify(loaded.errors));
    this.origin = { market: Date.now(), monotonic: machineMonotonic() };
    makeHome(homeAt(home));
    writeRunFile(homeAt(home), {
      build: 'test',
      config: loaded.config,
      configCommit: null,
      configFiles: 10,
      profileChosenBy: 'operator',
      market: { kind: 'venue', endpoint: { kind: 'sim', server } },
      anchor: { ...this.origin, speed: 1 },
    });
    this.client = new BusClient({
      service: 'executor',
      path: socketPath(home, 'executor'),
      peer: 'orchestrator',
      topics: {},
      onUp: () => this.openGate(),
    });
    this.lease = setInterval(() => this.openGate(), LEASE_MS);
  }

  start(): void {
    this.child = spawn(process.execPath, [join(dirname(PROGRAM), 'executor.cjs')], {
      env: environment({ SEPTET_HOME: this.home }),
      stdio: 'ignore',
    });
  }

  async kill(): Promise<void> {
    const { child } = this;
    if (child === null) return;
    const gone = new Promise((resolve) => child.once('close', resolve));
    child.kill('SIGKILL');
    await gone;
    this.child = null;
  }

  /** Waits until it answers, and its books are the venue's: a minute more where it had to be silent. */
  async reconciled(): Promise<void> {
    await until('a reconciled executor', 100_000, async () => {
      const health = await this.client.request('health', {}).catch(() => null);
      return health?.reconciled === true;
    });
  }

  async positions(): Promise<readonly VirtualPosition[]> {
    const all = await this.client.request('positions', {});
    return all.filter((each) => each.quantity !== '0');
  }

  async balance(): Promise<string | null> {
    return (await this.client.request('probe', {})).ledger.balance;
  }

  /** Sent, whatever becomes of it. */
  enter(strategy: string, symbol: string, price: number, tick: string): void {
    this.tell({ kind: 'entry', order: this.order(strategy, symbol, price, tick) });
  }

  /** Sent; what the executor says to it. */
  enterReply(strategy: string, symbol: string, price: number, tick: string) {
    const order = this.order(strategy, symbol, price, tick);
    return this.client.request('command', { kind: 'entry', order });
  }

  tell(command: ExecutorCommand): void {
    this.client.tell('command', command);
  }

  async close(): Promise<void> {
    clearInterval(this.lease);
    this.client.close();
    await this.kill();
  }

  /** Odd decisions are long, even ones short; the limit is 1 % beyond the price. */
  private order(strategy: string, symbol: string, price: number, tick: string): EntryOrder {
    this.decisions += 1;
    const now = this.now();
    const places = tick.split('.')[1]?.length ?? 0;
    return {
      decision: this.decisions,
      attempt: 0,
      strategy: strategyId(strategy),
      symbol: symbolId(symbol),
      side: this.decisions % 2 === 0 ? 'short' : 'long',
      quantity: (2_000 / price).toFixed(2),
      limitPrice: (price * (this.decisions % 2 === 0 ? 0.99 : 1.01)).toFixed(places),
      referencePrice: price,
      stopDistance: 0.05,
      timeout: 20_000,
      exitPlan: { stop: 0.05, trailing: null, minimalReturn: [], baseTimeframe: 60_000 },
      epoch: 1,
      writer: 1,
      decidedAt: now,
      expiresAt: now + 5_000,
    };
  }

  private now(): number {
    return Math.floor(this.origin.market + machineMonotonic() - this.origin.monotonic);
  }

  private openGate(): void {
    this.tell({ kind: 'lease', writer: 1 });
    this.tell({ kind: 'gate', gate: { epoch: 1, writer: 1, closures: [] } });
  }
}

/** The process of one strategy: candles in from the feed, exits to the executor, signals up. */
import { BusClient } from '../bus/client.ts';
import { messageOf } from '../bus/server.ts';
import { socketPath } from '../bus/socket-path.ts';
import { assetOf, type StrategyId, type SymbolId } from '../domain/ids.ts';
import { createWorker, lackingText, type Worker, type WorkerOutput } from '../strategies/worker.ts';
import { type ServiceProcess, startServiceProcess } from './service-process.ts';
import { type HistoryAnswer, WorkerLoop } from './worker-loop.ts';

const HEARTBEAT_MS = 1_000;
const SILENCE_CHECK_MS = 250;
const HISTORY_TIMEOUT_MS = 20_000;
const HISTORY_RETRY_MS = 500;
/** Facts looked through at the start for positions that closed recently: cooldowns. */
const RECENT_FACTS = 2_000;

export function runWorker(strategy: StrategyId, home: string): void {
  const service = startServiceProcess(`worker:${strategy}`, home);
  const { kernel } = service.run.config;
  const config = kernel.strategies.find((candidate) => candidate.id === strategy);
  if (config === undefined) {
    service.log('error', `there is no strategy ${strategy} in the configuration`);
    process.exit(2);
  }
  const assets = new Set<string>(kernel.correlation.alignmentAssets);
  const basket: readonly SymbolId[] = kernel.instruments
    .map((instrument) => instrument.symbol)
    .filter((symbol) => assets.has(assetOf(symbol)));
  const worker = new WorkerService(service, strategy, createWorker(config, { basket }));
  const timers = [
    setInterval(() => worker.heartbeat(), HEARTBEAT_MS),
    setInterval(() => worker.checkSilence(), SILENCE_CHECK_MS),
  ];
  service.onStop(() => {
    for (const timer of timers) clearInterval(timer);
    worker.close();
  });
}

/** One strategy between its three peers; it goes on with those that are there. */
class WorkerService {
  private readonly service: ServiceProcess;
  private readonly strategy: StrategyId;
  private readonly worker: Worker;
  private readonly loop: WorkerLoop;
  private readonly feed: BusClient<'feed'>;
  private readonly orchestrator: BusClient<'orchestrator'>;
  /** Connected once the strategy is warm: positions are judged on candles. */
  private executor: BusClient<'executor'> | null = null;
  private recentRead = false;
  private syncs = 0;

  constructor(service: ServiceProcess, strategy: StrategyId, worker: Worker) {
    this.service = service;
    this.strategy = strategy;
    this.worker = worker;
    this.loop = new WorkerLoop(worker);
    this.orchestrator = this.connectOrchestrator();
    this.feed = this.connectFeed();
  }

  /** Says how it is, and hears what its entries latch shall be. */
  heartbeat(): void {
    if (!this.orchestrator.up) return;
    const { strategy, worker, loop } = this;
    const { entries, evaluated, lastCandleAt } = worker;
    const warm = loop.loaded;
    const lacking = lackingText(worker.readiness());
    const about = { strategy, pid: process.pid, entries, warm, lacking, evaluated, lastCandleAt };
    this.orchestrator
      .request('worker', about, HEARTBEAT_MS)
      .then((reply) => loop.hear(reply.entries, this.service.clock.monotonic()))
      // No answer: after 2 s of silence the worker pauses by itself.
      .catch(() => {});
  }

  checkSilence(): void {
    if (this.loop.checkSilence(this.service.clock.monotonic())) {
      this.service.log('warn', 'paused: nothing heard from the orchestrator');
    }
  }

  close(): void {
    for (const client of [this.feed, this.executor, this.orchestrator]) client?.close();
  }

  private connectOrchestrator(): BusClient<'orchestrator'> {
    const { home, log, clock, name } = this.service;
    return new BusClient({
      service: 'orchestrator',
      path: socketPath(home.path, 'orchestrator'),
      peer: name,
      topics: {
        worker_control: ({ strategy, entries }) => {
          if (strategy !== this.strategy) return;
          this.loop.hear(entries, clock.monotonic());
          this.heartbeat();
        },
      },
      onUp: () => this.heartbeat(),
      onDown: () => log('warn', 'the orchestrator was lost'),
    });
  }

  private connectFeed(): BusClient<'feed'> {
    const { home, log, name } = this.service;
    return new BusClient({
      service: 'feed',
      path: socketPath(home.path, 'feed'),
      peer: name,
      topics: { candle: (event) => this.act(this.loop.onCandle(event)) },
      onUp: () => this.startSync(),
      onDown: () => log('warn', 'the feed was lost'),
    });
  }

  private connectExecutor(): BusClient<'executor'> {
    const { home, log, name } = this.service;
    const client: BusClient<'executor'> = new BusClient({
      service: 'executor',
      path: socketPath(home.path, 'executor'),
      peer: name,
      topics: {
        fact: ({ fact }) => {
          if (fact.kind !== 'position' || fact.position.strategy !== this.strategy) return;
          this.act(this.loop.onPosition(fact.position, fact.at));
        },
      },
      onUp: () => {
        this.syncPositions(client).catch((error: unknown) => {
          log('warn', `positions could not be read: ${messageOf(error)}`);
        });
      },
      onDown: () => log('warn', 'the executor was lost'),
    });
    return client;
  }

  private startSync(): void {
    this.syncCandles().catch((error: unknown) => {
      this.service.log('warn', `history could not be read: ${messageOf(error)}`);
      setTimeout(() => {
        if (this.feed.up) this.startSync();
      }, HISTORY_RETRY_MS);
    });
  }

  /** The first time the whole history, later what was missed. */
  private async syncCandles(): Promise<void> {
    this.syncs += 1;
    const attempt = this.syncs;
    const answers: HistoryAnswer[] = [];
    for (const request of this.loop.beginSync(this.service.clock.now())) {
      const candles = await this.feed.request('history', request, HISTORY_TIMEOUT_MS);
      answers.push({ ...request, candles });
    }
    // A later connection began anew meanwhile: its answers count.
    if (attempt !== this.syncs) return;
    this.act(this.loop.endSync(answers));
    const lacking = lackingText(this.worker.readiness());
    this.service.log('info', lacking === '' ? 'warm' : `lacks history: ${lacking}`);
    this.executor ??= this.connectExecutor();
    this.heartbeat();
  }

  private async syncPositions(client: BusClient<'executor'>): Promise<void> {
    if (!this.recentRead) await this.readRecentFacts(client);
    this.recentRead = true;
    const positions = await client.request('positions', {});
    const own = positions.filter((position) => position.strategy === this.strategy);
    this.act(this.loop.onPositions(own, this.service.clock.now()));
  }

  private async readRecentFacts(client: BusClient<'executor'>): Promise<void> {
    const { last } = await client.request('facts', { after: 0, limit: 1 });
    const after = Math.max(0, last - RECENT_FACTS);
    const { facts } = await client.request('facts', { after, limit: RECENT_FACTS });
    for (const { fact } of facts) {
      if (fact.kind === 'position' && fact.position.strategy === this.strategy) {
        // Long past: an exit that was due then is judged again on the positions as they are.
        this.loop.onPosition(fact.position, fact.at);
      }
    }
  }

  private act(outputs: readonly WorkerOutput[]): void {
    const { log } = this.service;
    for (const output of outputs) {
      if (output.kind === 'signal') {
        this.orchestrator.request('signal', output.signal).catch((error: unknown) => {
          log('warn', `signal ${output.signal.id} was not taken: ${messageOf(error)}`);
        });
        continue;
      }
      const { request } = output;
      log('info', `exit ${request.symbol} ${request.side}: ${request.reason}`);
      // Not taken now means asked again: at the next candle, and when the executor is back.
      this.executor?.request('command', { kind: 'exit', request }).catch((error: unknown) => {
        log('warn', `exit of ${request.symbol} was not taken: ${messageOf(error)}`);
      });
    }
  }
}

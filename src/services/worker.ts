/** The process of one strategy: candles in from the feed, exits to the executor, signals up. */
import { BusClient } from '../bus/client.ts';
import { messageOf } from '../bus/server.ts';
import { socketPath } from '../bus/socket-path.ts';
import { assetOf, type StrategyId } from '../domain/ids.ts';
import { createWorker, lackingText, type WorkerOutput } from '../strategies/worker.ts';
import { startServiceProcess } from './service-process.ts';
import { type HistoryAnswer, WorkerLoop } from './worker-loop.ts';

const HEARTBEAT_MS = 1_000;
const SILENCE_CHECK_MS = 250;
const HISTORY_TIMEOUT_MS = 20_000;
const HISTORY_RETRY_MS = 500;
/** Facts looked through at the start for positions that closed recently: cooldowns. */
const RECENT_FACTS = 2_000;

export function runWorker(strategy: StrategyId, home: string): void {
  const service = startServiceProcess(`worker:${strategy}`, home);
  const { run, clock, log } = service;
  const { kernel } = run.config;
  const config = kernel.strategies.find((candidate) => candidate.id === strategy);
  if (config === undefined) {
    log('error', `there is no strategy ${strategy} in the configuration`);
    process.exit(2);
  }
  const basketAssets = new Set<string>(kernel.correlation.alignmentAssets);
  const basket = kernel.instruments
    .map((instrument) => instrument.symbol)
    .filter((symbol) => basketAssets.has(assetOf(symbol)));
  const worker = createWorker(config, { basket });
  const loop = new WorkerLoop(worker);
  const peer = service.name;
  let executor: BusClient<'executor'> | null = null;

  const act = (outputs: readonly WorkerOutput[]): void => {
    for (const output of outputs) {
      if (output.kind === 'signal') {
        orchestrator.request('signal', output.signal).catch((error: unknown) => {
          log('warn', `signal ${output.signal.id} was not taken: ${messageOf(error)}`);
        });
        continue;
      }
      const { request } = output;
      log('info', `exit ${request.symbol} ${request.side}: ${request.reason}`);
      // Not taken now means asked again: at the next candle, and when the executor is back.
      executor?.request('command', { kind: 'exit', request }).catch((error: unknown) => {
        log('warn', `exit of ${request.symbol} was not taken: ${messageOf(error)}`);
      });
    }
  };

  const heartbeat = (): void => {
    if (!orchestrator.up) return;
    const { entries, evaluated, lastCandleAt } = worker;
    const warm = loop.loaded;
    const lacking = lackingText(worker.readiness());
    const about = { strategy, pid: process.pid, entries, warm, lacking, evaluated, lastCandleAt };
    orchestrator
      .request('worker', about, HEARTBEAT_MS)
      .then((reply) => loop.hear(reply.entries, clock.monotonic()))
      .catch(() => {});
  };

  const orchestrator: BusClient<'orchestrator'> = new BusClient({
    service: 'orchestrator',
    path: socketPath(home, 'orchestrator'),
    peer,
    topics: {
      worker_control: (control) => {
        if (control.strategy !== strategy) return;
        loop.hear(control.entries, clock.monotonic());
        heartbeat();
      },
    },
    onUp: heartbeat,
    onDown: () => log('warn', 'the orchestrator was lost'),
  });

  const openExecutor = (): BusClient<'executor'> => {
    const client: BusClient<'executor'> = new BusClient({
      service: 'executor',
      path: socketPath(home, 'executor'),
      peer,
      topics: {
        fact: ({ fact }) => {
          if (fact.kind !== 'position' || fact.position.strategy !== strategy) return;
          act(loop.onPosition(fact.position, fact.at));
        },
      },
      onUp: () => {
        resyncPositions(client).catch((error: unknown) => {
          log('warn', `positions could not be read: ${messageOf(error)}`);
        });
      },
      onDown: () => log('warn', 'the executor was lost'),
    });
    return client;
  };

  let positionsRead = false;
  const resyncPositions = async (client: BusClient<'executor'>): Promise<void> => {
    if (!positionsRead) {
      const { last } = await client.request('facts', { after: 0, limit: 1 });
      const after = Math.max(0, last - RECENT_FACTS);
      const { facts } = await client.request('facts', { after, limit: RECENT_FACTS });
      for (const { fact } of facts) {
        if (fact.kind === 'position' && fact.position.strategy === strategy) {
          loop.onPosition(fact.position, fact.at);
        }
      }
      positionsRead = true;
    }
    const positions = await client.request('positions', {});
    const own = positions.filter((position) => position.strategy === strategy);
    act(loop.onPositions(own, clock.now()));
  };

  let syncing = 0;
  const resyncCandles = async (): Promise<void> => {
    syncing += 1;
    const attempt = syncing;
    const wanted = loop.beginSync(clock.now());
    const answers: HistoryAnswer[] = [];
    for (const request of wanted) {
      const candles = await feed.request('history', request, HISTORY_TIMEOUT_MS);
      answers.push({ ...request, candles });
    }
    // A later connection began anew meanwhile: its answers count.
    if (attempt !== syncing) return;
    act(loop.endSync(answers));
    const lacking = worker.readiness().filter((symbol) => symbol.lacking.length > 0);
    log('info', lacking.length === 0 ? 'warm' : `lacks history: ${JSON.stringify(lacking)}`);
    executor ??= openExecutor();
    heartbeat();
  };

  const startSync = (): void => {
    resyncCandles().catch((error: unknown) => {
      log('warn', `history could not be read: ${messageOf(error)}`);
      if (feed.up) setTimeout(startSync, HISTORY_RETRY_MS);
    });
  };
  const feed: BusClient<'feed'> = new BusClient({
    service: 'feed',
    path: socketPath(home, 'feed'),
    peer,
    topics: { candle: (event) => act(loop.onCandle(event)) },
    onUp: startSync,
    onDown: () => log('warn', 'the feed was lost'),
  });

  const timers = [
    setInterval(heartbeat, HEARTBEAT_MS),
    setInterval(() => {
      if (loop.checkSilence(clock.monotonic())) {
        log('warn', 'paused: nothing heard from the orchestrator');
      }
    }, SILENCE_CHECK_MS),
  ];
  service.onStop(() => {
    for (const timer of timers) clearInterval(timer);
    for (const client of [feed, executor, orchestrator]) client?.close();
  });
}

/** The orchestrator process: the only one that allows an entry. */
import { BusClient } from '../bus/client.ts';
import type { CommandReply, OperatorCommand } from '../bus/messages.ts';
import { BusServer, messageOf } from '../bus/server.ts';
import { socketPath } from '../bus/socket-path.ts';
import { PORTFOLIO } from '../domain/closure.ts';
import { openSqliteJournal } from '../journal/sqlite-journal.ts';
import { recoverOrchestrator } from '../orchestrator/create.ts';
import { kernelFactory } from '../orchestrator/kernel-factory.ts';
import type { OrchestratorEffect, OrchestratorInput } from '../orchestrator/messages.ts';
import { machineWait } from './clock.ts';
import { entryHaltOption } from './executor.ts';
import { ExecutorLink } from './executor-link.ts';
import { HourlyCandles, lastHourlyCandles } from './hourly-candles.ts';
import { PreflightLoop } from './preflight-loop.ts';
import { startServiceProcess } from './service-process.ts';

const LEASE_MS = 500;
const STATUS_MS = 250;
const FEED_CHECK_MS = 500;
const LONGEST_WAIT_MS = 250;
const COMMAND_TIMEOUT_MS = 4_000;
/** Inputs that may wait for one turn of the event loop; prices beyond it are dropped, oldest first. */
const MAX_WAITING = 50_000;

export async function runOrchestrator(home: string): Promise<void> {
  const service = startServiceProcess('orchestrator', home);
  const { run, clock, log } = service;
  const { config } = run;
  const journal = openSqliteJournal(service.home.orchestratorJournal, {
    build: run.build,
    config: config.kernel.version,
    source: 'orchestrator',
  });
  const before = journal.head().sequence;
  const orchestrator = recoverOrchestrator(
    config,
    {
      version: config.kernel.version,
      build: run.build,
      journal,
      writer: 1,
      kernel: kernelFactory,
      ...entryHaltOption(),
    },
    clock.now(),
  );
  const recovered =
    before === 0 ? 'new journal, nothing to recover' : `${before} records recovered`;
  log('info', `${recovered}, writer ${orchestrator.writer}`);

  const inputs: OrchestratorInput[] = [];
  const replies = new Map<string, (reply: CommandReply) => void>();
  let scheduled = false;
  let wake: NodeJS.Timeout | null = null;
  let statusDirty = true;
  let commands = 0;

  const perform = (effect: OrchestratorEffect): void => {
    switch (effect.kind) {
      case 'executor':
        if (!executor.client.tell('command', effect.command)) {
          log('warn', `${effect.command.kind} could not be sent: the executor is not connected`);
        }
        return;
      case 'worker_control':
        server.publish('worker_control', { strategy: effect.strategy, entries: effect.entries });
        return;
      case 'decision':
        server.publish('decision', effect.record);
        return;
      case 'event':
        server.publish('event', effect.event);
        return;
      case 'reply':
        replies.get(effect.id)?.(effect.reply);
        replies.delete(effect.id);
        return;
      default:
        effect satisfies never;
    }
  };

  /** One batch and one commit for everything that arrived in this turn of the event loop. */
  const flush = (): void => {
    scheduled = false;
    const batch = inputs.splice(0);
    for (const effect of orchestrator.handle(batch, clock.now())) perform(effect);
    statusDirty = true;
    const next = orchestrator.nextWake();
    const wait = next === null ? LONGEST_WAIT_MS : machineWait(run.anchor, next, clock.monotonic());
    if (wake !== null) clearTimeout(wake);
    wake = setTimeout(schedule, Math.min(Math.max(1, Math.ceil(wait)), LONGEST_WAIT_MS));
  };
  const schedule = (): void => {
    if (scheduled) return;
    scheduled = true;
    setImmediate(flush);
  };
  const take = (input: OrchestratorInput): void => {
    if (inputs.length >= MAX_WAITING) {
      const oldest = inputs.findIndex((waiting) => waiting.kind === 'price');
      if (oldest < 0) throw new Error(`more than ${MAX_WAITING} inputs wait`);
      inputs.splice(oldest, 1);
    }
    inputs.push(input);
    schedule();
  };
  const command = (given: OperatorCommand): Promise<CommandReply> => {
    commands += 1;
    const id = `c${process.pid}-${commands}`;
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        replies.delete(id);
        const text = `no answer to ${given.kind} in ${COMMAND_TIMEOUT_MS} ms: see the events`;
        resolve({ ok: false, code: 'NO_REPLY', text });
      }, COMMAND_TIMEOUT_MS);
      replies.set(id, (reply) => {
        clearTimeout(timer);
        resolve(reply);
      });
      take({ kind: 'command', id, command: given, at: clock.now() });
    });
  };

  const server = new BusServer({
    service: 'orchestrator',
    path: socketPath(home, 'orchestrator'),
    handlers: {
      signal: (signal): CommandReply => {
        take({ kind: 'signal', signal });
        return { ok: true, text: 'taken' };
      },
      worker: (about) => {
        take({ kind: 'worker', ...about, at: clock.now() });
        return { entries: orchestrator.entriesOf(about.strategy) };
      },
      command,
      status: () => orchestrator.status(clock.now()),
      decisions: ({ before: below, limit }) => orchestrator.decisions(below, limit),
      explain: ({ id }) => orchestrator.explain(id),
      events: ({ after, limit }) => orchestrator.events(after, limit),
    },
    onProblem: (text) => log('warn', text),
  });

  const executor = new ExecutorLink({
    home,
    peer: 'orchestrator',
    consumed: () => orchestrator.lastExecutorSequence,
    onLink: (up, text) => {
      log(up ? 'info' : 'warn', `executor ${text}`);
      take({ kind: 'link', peer: 'executor', up, text, at: clock.now() });
      if (up) lease();
    },
    onFacts: (facts) => {
      for (const { sequence, fact } of facts) take({ kind: 'fact', sequence, fact });
    },
    onEquity: (sequence, mark) => take({ kind: 'equity', sequence, mark }),
    onProblem: (text) => log('warn', text),
  });
  const lease = (): void => {
    executor.client.tell('command', { kind: 'lease', writer: orchestrator.writer });
  };

  const hourly = new HourlyCandles(config.kernel, lastHourlyCandles(journal), (event) =>
    take({ kind: 'candle', event }),
  );
  const feed: BusClient<'feed'> = new BusClient({
    service: 'feed',
    path: socketPath(home, 'feed'),
    peer: 'orchestrator',
    topics: {
      price: (step) => take({ kind: 'price', step }),
      candle: (event) => {
        if (event.timeframe === '1h') hourly.onCandle(event);
      },
      funding: (info) => take({ kind: 'funding', info }),
    },
    onUp: () => {
      take({ kind: 'link', peer: 'feed', up: true, text: 'connected', at: clock.now() });
      hourly.sync(feed, clock.now()).catch((error: unknown) => {
        log('warn', `hourly candles could not be read: ${messageOf(error)}`);
      });
      checkFeed();
    },
    onDown: (text) => take({ kind: 'link', peer: 'feed', up: false, text, at: clock.now() }),
  });
  const checkFeed = (): void => {
    if (!feed.up) return;
    feed
      .request('ready', {})
      .then(({ ready, text }) => {
        const complete = hourly.complete;
        const about = complete ? text : `${text}; hourly history is being read`;
        take({ kind: 'feed', ready: ready && complete, text: about, at: clock.now() });
      })
      .catch(() => {});
  };

  const preflight = new PreflightLoop({
    run,
    home,
    recovered,
    executor: executor.client,
    orchestrator,
    journalError: () => null,
    now: () => clock.now(),
    onChecks: (checks) => take({ kind: 'preflight', checks, at: clock.now() }),
    onProblem: (text) => log('warn', text),
  });

  await server.listen();
  flush();
  preflight.start();
  const timers = [
    setInterval(lease, LEASE_MS),
    setInterval(checkFeed, FEED_CHECK_MS),
    setInterval(() => {
      if (!statusDirty) return;
      statusDirty = false;
      server.publish('status', orchestrator.status(clock.now()));
    }, STATUS_MS),
  ];
  service.onStop(async () => {
    for (const timer of timers) clearInterval(timer);
    if (wake !== null) clearTimeout(wake);
    preflight.stop();
    // No lease from here on, no decision either: what still rests as an entry is taken back.
    executor.client.tell('command', {
      kind: 'cancel_entries',
      scope: PORTFOLIO,
      reason: 'the orchestrator is being stopped',
    });
    for (const { id } of config.kernel.strategies) {
      server.publish('worker_control', { strategy: id, entries: 'paused' });
    }
    orchestrator.handle(inputs.splice(0), clock.now());
    orchestrator.checkpoint(clock.now());
    await server.close();
    feed.close();
    executor.client.close();
    journal.close();
  });
}

/** The orchestrator process: the only one that allows an entry. */

import { buildInfo } from '../bus/build-info.ts';
import { BusClient } from '../bus/client.ts';
import type { CommandReply } from '../bus/messages.ts';
import { BusServer, messageOf } from '../bus/server.ts';
import { socketPath } from '../bus/socket-path.ts';
import { PORTFOLIO } from '../domain/closure.ts';
import type { SeptetConfig } from '../domain/config.ts';
import { decisionRow } from '../domain/decision-row.ts';
import { type FileJournal, openSqliteJournal } from '../journal/sqlite-journal.ts';
import { kernelFactory } from '../orchestrator/core/kernel-factory.ts';
import { recoverOrchestrator } from '../orchestrator/create.ts';
import type { OrchestratorEffect } from '../orchestrator/messages.ts';
import type { Orchestrator } from '../orchestrator/orchestrator.ts';
import { describeLimits } from '../runbook/overrides/limits.ts';
import { smokeTest } from '../runbook/smoke/smoke.ts';
import { COPIED_MAX, copyJournal } from './backup/copy-state.ts';
import { hostClock } from './clock.ts';
import { entryHaltOption } from './executor.ts';
import { ExecutorLink } from './executor-link.ts';
import { vouched } from './halt-lift.ts';
import { HourlyCandles, lastHourlyCandles } from './hourly-candles.ts';
import { MinuteCandles } from './minute-candles.ts';
import { OrchestratorLoop } from './orchestrator-loop.ts';
import { OutsideWatch } from './outside.ts';
import { tradingMode } from './preflight.ts';
import { PreflightLoop } from './preflight-loop.ts';
import { ReportFiles } from './report-files.ts';
import type { RunFile } from './run-file.ts';
import { type ServiceProcess, startServiceProcess } from './service-process.ts';
import { askTime } from './sntp.ts';
import { verifiedCommand } from './standing.ts';

const LEASE_MS = 500;
/** A page of the list: read and sent in some ms. */
const ROWS_MAX = 500;
const STATUS_MS = 250;
const FEED_CHECK_MS = 500;
/** Reports that could not be written are tried again. */
const REPORTS_MS = 60_000;

export async function runOrchestrator(home: string): Promise<void> {
  const service = startServiceProcess('orchestrator', home);
  const { run, clock, log } = service;
  const { journal, orchestrator, recovered } = recover(service);
  const loop = new OrchestratorLoop({
    orchestrator,
    clock,
    anchor: run.anchor,
    perform: (effect) => perform(effect),
  });
  const server = createServer(service, loop, orchestrator, journal);
  const executor = linkExecutor(service, loop, orchestrator);
  const feed = linkFeed(service, loop, lastHourlyCandles(journal), orchestrator);
  const reports = new ReportFiles(service.home, (text) => log('warn', text));
  const perform = (effect: Exclude<OrchestratorEffect, { readonly kind: 'reply' }>): void => {
    switch (effect.kind) {
      case 'executor':
        if (!executor.client.tell('command', vouched(effect.command, orchestrator.writer))) {
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
      case 'message':
        server.publish('message', effect.message);
        return;
      case 'document':
        reports.save(effect.document);
        return;
      default:
        effect satisfies never;
    }
  };
  const preflight = new PreflightLoop({
    run,
    home,
    recovered,
    executor: executor.client,
    orchestrator,
    outside: outsideOf(run.config),
    now: () => clock.now(),
    onContracts: (contracts) => loop.take({ kind: 'contracts', contracts, at: clock.now() }),
    onChecks: (checks) => loop.take({ kind: 'preflight', checks, at: clock.now() }),
    onProblem: (text) => log('warn', text),
  });
  await server.listen();
  loop.flush();
  preflight.start();
  const timers = [
    setInterval(() => renewLease(executor, orchestrator), LEASE_MS),
    setInterval(() => feed.check(), FEED_CHECK_MS),
    setInterval(() => {
      if (loop.takeChanged()) server.publish('status', orchestrator.status(clock.now()));
    }, STATUS_MS),
    setInterval(() => reports.retry(), REPORTS_MS),
  ];
  service.onStop(async () => {
    for (const timer of timers) clearInterval(timer);
    preflight.stop();
    loop.stop();
    // No lease from here on, no decision either: what still rests as an entry is taken back.
    const reason = 'the orchestrator is being stopped';
    executor.client.tell('command', { kind: 'cancel_entries', scope: PORTFOLIO, reason });
    for (const { id } of run.config.kernel.strategies) {
      server.publish('worker_control', { strategy: id, entries: 'paused' });
    }
    orchestrator.checkpoint(clock.now());
    await server.close();
    feed.client.close();
    executor.client.close();
    journal.close();
  });
}

const outsideOf = (config: SeptetConfig): OutsideWatch =>
  new OutsideWatch({
    config,
    mode: tradingMode(config.venue),
    environment: process.env,
    ask: askTime,
    clock: hostClock,
  });

/** Of the program that runs here, which a rollback may have chosen; from source, as the start says. */
const ownBuild = ({ build }: RunFile): string =>
  buildInfo().build === 'development' ? build : buildInfo().build;

function recover({ run, home, clock, log }: ServiceProcess): {
  readonly journal: FileJournal;
  readonly orchestrator: Orchestrator;
  readonly recovered: string;
} {
  const { config } = run;
  const build = ownBuild(run);
  const { version } = config.kernel;
  const journal = openSqliteJournal(home.orchestratorJournal, {
    build,
    config: version,
    source: 'orchestrator',
  });
  const records = journal.head().sequence;
  const options = { version, build, journal, writer: 1, kernel: kernelFactory };
  const orchestrator = recoverOrchestrator(
    config,
    { ...options, ...entryHaltOption() },
    clock.now(),
  );
  const recovered =
    records === 0 ? 'new journal, nothing to recover' : `${records} records recovered`;
  log('info', `${recovered}, writer ${orchestrator.writer}`);
  return { journal, orchestrator, recovered };
}

function createServer(
  { home, run, clock, log }: ServiceProcess,
  loop: OrchestratorLoop,
  orchestrator: Orchestrator,
  journal: FileJournal,
): BusServer<'orchestrator'> {
  return new BusServer({
    service: 'orchestrator',
    path: socketPath(home.path, 'orchestrator'),
    handlers: {
      signal: (signal): CommandReply => {
        loop.take({ kind: 'signal', signal });
        return { ok: true, text: 'taken' };
      },
      worker: (about) => {
        loop.take({ kind: 'worker', ...about, at: clock.now() });
        return { entries: orchestrator.entriesOf(about.strategy) };
      },
      command: (given) => loop.command(verifiedCommand(home.path, given)),
      status: () => orchestrator.status(clock.now()),
      copy: ({ into }) => copyJournal(journal, 'orchestrator.db', into, COPIED_MAX.orchestrator),
      decisions: ({ before, limit }) => orchestrator.decisions(before, limit),
      decisionRows: ({ before, limit }) =>
        orchestrator.decisions(before, Math.min(limit, ROWS_MAX)).map(decisionRow),
      explain: ({ id }) => orchestrator.explain(id),
      fate: ({ decision }) => orchestrator.fate(decision),
      events: ({ after, limit }) => orchestrator.events(after, limit),
      incidents: ({ all }) => orchestrator.incidents(all),
      playbook: ({ playbook, incident }) => orchestrator.dryRun(playbook, incident),
      cadence: () => orchestrator.cadence(),
      limits: () => describeLimits(run.config.kernel),
      rollback: () => orchestrator.rollback(clock.now()),
      smoke: () => smokeTest(run.config.kernel, ownBuild(run)),
      report: () => orchestrator.report(),
      panel: () => orchestrator.panel(clock.now()),
      messages: ({ after, limit }) => orchestrator.messages(after, limit),
      delivered: ({ channel, ok, text }): CommandReply => {
        loop.take({ kind: 'delivery', channel, ok, text, at: clock.now() });
        return { ok: true, text: 'taken' };
      },
    },
    onProblem: (text) => log('warn', text),
  });
}

function linkExecutor(
  { home, clock, log }: ServiceProcess,
  loop: OrchestratorLoop,
  orchestrator: Orchestrator,
): ExecutorLink {
  const link: ExecutorLink = new ExecutorLink({
    home: home.path,
    peer: 'orchestrator',
    consumed: () => orchestrator.lastExecutorSequence,
    onLink: (up, text) => {
      log(up ? 'info' : 'warn', `executor ${text}`);
      loop.take({ kind: 'link', peer: 'executor', up, text, at: clock.now() });
      if (up) renewLease(link, orchestrator);
    },
    onFacts: (facts) => {
      for (const { sequence, fact } of facts) loop.take({ kind: 'fact', sequence, fact });
    },
    onEquity: (sequence, mark) => loop.take({ kind: 'equity', sequence, mark }),
    onProblem: (text) => log('warn', text),
  });
  return link;
}

const renewLease = (link: ExecutorLink, { writer }: Orchestrator): void => {
  link.client.tell('command', { kind: 'lease', writer });
};

interface FeedLink {
  readonly client: BusClient<'feed'>;
  /** Asks whether the feed is ready, and tells the orchestrator. */
  check(): void;
}

function linkFeed(
  { home, run, clock, log }: ServiceProcess,
  loop: OrchestratorLoop,
  last: ReturnType<typeof lastHourlyCandles>,
  orchestrator: Orchestrator,
): FeedLink {
  const hourly = new HourlyCandles(run.config.kernel, last, (event) =>
    loop.take({ kind: 'candle', event }),
  );
  const minutes = new MinuteCandles((event) => loop.take({ kind: 'candle', event }));
  const client: BusClient<'feed'> = new BusClient({
    service: 'feed',
    path: socketPath(home.path, 'feed'),
    peer: 'orchestrator',
    topics: {
      price: (step) => loop.take({ kind: 'price', step }),
      candle: (event) => {
        if (event.timeframe === '1h') hourly.onCandle(event);
        else if (event.timeframe === '1m') minutes.onCandle(event);
      },
      funding: (info) => loop.take({ kind: 'funding', info }),
    },
    onUp: () => {
      loop.take({ kind: 'link', peer: 'feed', up: true, text: 'connected', at: clock.now() });
      minutes.sync(client, clock.now(), orchestrator.wantedMinutes()).catch((error: unknown) => {
        log('warn', `minute candles could not be read: ${messageOf(error)}`);
      });
      const synced = hourly.sync(client, clock.now());
      synced.then(check).catch((error: unknown) => {
        log('warn', `hourly candles could not be read: ${messageOf(error)}`);
      });
    },
    onDown: (text) => loop.take({ kind: 'link', peer: 'feed', up: false, text, at: clock.now() }),
  });
  const check = (): void => {
    if (!client.up) return;
    client
      .request('ready', {})
      .then(({ ready, text, excluded }) => {
        if (excluded !== null) loop.take({ kind: 'pairlist', excluded, at: clock.now() });
        const about = hourly.complete ? text : `${text}; hourly history is being read`;
        loop.take({ kind: 'feed', ready: ready && hourly.complete, text: about, at: clock.now() });
      })
      // Not answered: asked again soon, and a lost connection tells itself.
      .catch(() => {});
  };
  return { client, check };
}

/** The executor process: orders, fills and money. */
import { BusServer } from '../bus/server.ts';
import { socketPath } from '../bus/socket-path.ts';
import type { SeptetConfig } from '../domain/config.ts';
import type { ExecutorFact } from '../domain/execution.ts';
import type { Journal } from '../domain/journal.ts';
import type { EpochMs } from '../domain/time.ts';
import { configuredExecutor } from '../execution/config.ts';
import { ExecutorDriver, FACT_PREFIX, readFacts } from '../execution/driver.ts';
import { type Executor, recoverExecutor } from '../execution/executor.ts';
import { type FileJournal, openSqliteJournal } from '../journal/sqlite-journal.ts';
import { COPIED_MAX, copyJournal, copyVenue } from './backup/copy-state.ts';
import { hostClock, machineWait } from './clock.ts';
import { type ExecutorVenue, openExecutorVenue } from './executor-venue.ts';
import { haltLatch, removeHaltLatch } from './halt-latch.ts';
import { liftRefusal } from './halt-lift.ts';
import { openMarket } from './market-source.ts';
import { type ServiceProcess, startServiceProcess } from './service-process.ts';
import { probeVenue } from './venue-probe.ts';

/** Steps taken in one go while catching up; the sockets get a turn in between. */
const STEPS_AT_ONCE = 24;
/** The lease runs on machine time: looked at this often at least. */
const LONGEST_WAIT_MS = 100;
const HOUSEKEEPING_MS = 500;
const MAX_FACTS = 2_000;

export async function runExecutor(home: string): Promise<void> {
  const service = startServiceProcess('executor', home);
  const { run, clock, log } = service;
  const { config } = run;
  const journal = openSqliteJournal(service.home.executorJournal, {
    build: run.build,
    config: config.kernel.version,
    source: 'executor',
  });
  const pumping: { wake: () => void } = { wake: () => {} };
  const outside = await openExecutorVenue(service, {
    now: () => driver.now,
    wake: () => pumping.wake(),
  });
  const { venue } = outside;
  const { executor, recovered } = recover(config, journal);
  const completeAt = executor.completeUntil();
  log('info', recovered);

  // The paper market went on while nobody was here: its venue lives through it, the executor did not.
  const { pricesUntil } = outside;
  const market = await openMarket(run.market, config, pricesUntil ?? clock.now(), 0, service);
  const at: EpochMs = pricesUntil ?? market.startsAt;

  const server = createServer(service, () => driver, journal, outside, executor, recovered);
  const driver: ExecutorDriver = new ExecutorDriver({
    executor,
    venue,
    market,
    journal,
    monotonic: () => clock.monotonic(),
    at,
    onFacts: (facts) => {
      for (const fact of facts) server.publish('fact', fact);
    },
    onEquity: (mark) => server.publish('equity', { sequence: journal.head().sequence, mark }),
    onJournal: (failure) => {
      if (failure === null) log('info', 'the journal can be written again');
      else log('error', `the journal cannot be written, entries are refused: ${failure}`);
    },
  });
  driver.catchUpVenue(clock.now());
  await outside.tellPast(completeAt ?? clock.now());
  driver.start(clock.now());
  await server.listen();

  let timer: NodeJS.Timeout | null = null;
  const pump = (): void => {
    const now = clock.now();
    const until = Math.min(now, driver.now + STEPS_AT_ONCE * market.stepLength);
    driver.advance(until);
    const wait = until < now ? 0 : machineWait(run.anchor, driver.nextAt(), clock.monotonic());
    timer = setTimeout(pump, Math.min(Math.ceil(wait), LONGEST_WAIT_MS));
  };
  pump();
  let woken = false;
  pumping.wake = () => {
    if (woken) return;
    woken = true;
    setImmediate(() => {
      woken = false;
      if (timer === null) return;
      clearTimeout(timer);
      pump();
    });
  };
  let told: string | null = null;
  const takeLatch = (): void => {
    const latch = haltLatch(service.home);
    if (latch !== undefined) {
      const { actor, reason } = latch;
      const reply = driver.command({ kind: 'halt', on: true, actor, reason }, clock.now());
      log('warn', `ENTRY_HALT by ${actor}: ${reason}`);
      if (reply.ok && driver.journalFailure === null) removeHaltLatch(service.home);
    }
    driver.retryJournal();
    const trouble = outside.trouble();
    if (trouble !== told && trouble !== null) log('error', trouble);
    told = trouble;
  };
  takeLatch();
  const housekeeping = setInterval(takeLatch, HOUSEKEEPING_MS);
  service.onStop(async () => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    clearInterval(housekeeping);
    await server.close();
    await outside.close();
    await market.close?.();
    journal.close();
  });
}

function recover(
  config: SeptetConfig,
  journal: Journal,
): {
  readonly executor: Executor;
  readonly recovered: string;
} {
  let count = 0;
  function* facts(): Generator<ExecutorFact> {
    for (const { type, data } of journal.read()) {
      if (!type.startsWith(FACT_PREFIX)) continue;
      const fact = data as ExecutorFact;
      count += 1;
      yield fact;
    }
  }
  const executor = recoverExecutor(
    configuredExecutor(config.kernel, config.execution),
    facts(),
    entryHaltOption(),
  );
  const positions = executor.positions().filter((position) => Number(position.quantity) !== 0);
  const recovered =
    count === 0
      ? 'new journal, nothing to recover'
      : `${count} facts recovered, ${positions.length} open positions`;
  return { executor, recovered };
}

/** `ENTRY_HALT=true` in the environment starts halted (requirement HALT-1). */
export function entryHaltOption(environment: NodeJS.ProcessEnv = process.env): {
  readonly entryHalt?: { readonly actor: string; readonly reason: string };
} {
  if (environment['ENTRY_HALT']?.toLowerCase() !== 'true') return {};
  return { entryHalt: { actor: 'environment', reason: 'ENTRY_HALT=true' } };
}

function createServer(
  service: ServiceProcess,
  driver: () => ExecutorDriver,
  journal: FileJournal,
  outside: ExecutorVenue,
  executor: Executor,
  recovered: string,
): BusServer<'executor'> {
  const { run, clock, log } = service;
  return new BusServer({
    service: 'executor',
    path: socketPath(service.home.path, 'executor'),
    handlers: {
      command: (given) => {
        const { token, ...command } = given;
        const refused = liftRefusal(service.home.path, command, token ?? null);
        if (refused !== null) log('warn', refused.text);
        return refused ?? driver().command(command, clock.now());
      },
      facts: ({ after, limit }) => ({
        facts: readFacts(journal, after, Math.min(limit, MAX_FACTS)),
        last: journal.head().sequence,
      }),
      copy: ({ into }) => {
        const reply = copyJournal(journal, 'executor.db', into, COPIED_MAX.executor);
        return reply.ok ? copyVenue(outside, into, reply) : reply;
      },
      positions: () => executor.positions(),
      health: () => executor.health(),
      probe: async () => {
        driver().advance(clock.now());
        const contracts = run.config.kernel.instruments;
        const { speed } = run.anchor;
        // A venue outside is held against the clock of this host, paper against its own.
        const host = run.config.venue.kind === 'paper' ? clock : hostClock;
        const view = await probeVenue({ venue: outside.probe, clock: host, speed, contracts });
        const { reconciled, text } = executor.health();
        const { entries, balance } = executor.ledgerTotals();
        return {
          ...view,
          journalError: driver().journalFailure,
          recovered,
          reconciled: reconciled ? true : text.startsWith('not reconciled') ? null : false,
          reconciliation: text,
          ledger: { entries, balance },
        };
      },
    },
    onProblem: (text) => log('warn', text),
  });
}

/** The executor process: orders, fills and money, with the simulated exchange as its venue. */
import { BusServer } from '../bus/server.ts';
import { socketPath } from '../bus/socket-path.ts';
import type { SeptetConfig } from '../domain/config.ts';
import type { ExecutorFact } from '../domain/execution.ts';
import type { Journal } from '../domain/journal.ts';
import type { EpochMs } from '../domain/time.ts';
import { type ExecutorConfig, executorDefaults } from '../execution/config.ts';
import { ExecutorDriver, FACT_PREFIX, readFacts } from '../execution/driver.ts';
import { type Executor, recoverExecutor } from '../execution/executor.ts';
import { openSqliteJournal } from '../journal/sqlite-journal.ts';
import { SimulatedExchange } from '../venues/simulated/exchange.ts';
import { SimulatedVenue } from '../venues/simulated/venue.ts';
import { openVenueStore } from '../venues/simulated/venue-store.ts';
import { machineWait } from './clock.ts';
import { haltLatch, removeHaltLatch } from './halt-latch.ts';
import { openMarket } from './market-source.ts';
import { type ServiceProcess, startServiceProcess } from './service-process.ts';
import { probeVenue } from './venue-probe.ts';

/** Steps taken in one go while catching up; the sockets get a turn in between. */
const STEPS_AT_ONCE = 24;
/** The lease runs on machine time: looked at this often at least. */
const LONGEST_WAIT_MS = 100;
const HOUSEKEEPING_MS = 500;
const MAX_FACTS = 2_000;
/** The venue is asked again for what happened this long before the last fact. */
const RETELL_MS = 60_000;

export async function runExecutor(home: string): Promise<void> {
  const service = startServiceProcess('executor', home);
  const { run, clock, log } = service;
  const { config } = run;
  const journal = openSqliteJournal(service.home.executorJournal, {
    build: run.build,
    config: config.kernel.version,
    source: 'executor',
  });
  const opened = openVenueStore(service.home.venueState);
  if (!opened.ok) throw new Error(opened.error);
  const exchange = new SimulatedExchange({
    instruments: config.kernel.instruments,
    initialBalance: config.venue.initialBalance,
  });
  const venue = new SimulatedVenue({
    exchange,
    // Its time is the driver's: a command sent while catching up is due in the past, not now.
    clock: { now: () => driver.now },
    latency: config.venue.latency,
    store: opened.store,
  });
  const restored = venue.start();
  if (!restored.ok) throw new Error(`${service.home.venueState}: ${restored.error}`);
  const { executor, recovered, lastFactAt } = recover(config, journal);
  log('info', recovered);

  // The market went on while nobody was here: the venue lives through it, the executor did not.
  const seen = config.kernel.instruments.map((each) => exchange.lastStepAt(each.symbol));
  const known = seen.filter((at) => at !== null);
  const venueAt = known.length === seen.length ? Math.min(...known) : null;
  const market = await openMarket(run.market, config, venueAt ?? clock.now(), 0, service);
  const at: EpochMs = venueAt ?? market.startsAt;

  const server = createServer(service, () => driver, journal, venue, executor, recovered);
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
  if (lastFactAt !== null) venue.retell(lastFactAt - RETELL_MS);
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
  const takeLatch = (): void => {
    const latch = haltLatch(service.home);
    if (latch !== undefined) {
      const { actor, reason } = latch;
      const reply = driver.command({ kind: 'halt', on: true, actor, reason }, clock.now());
      log('warn', `ENTRY_HALT by ${actor}: ${reason}`);
      if (reply.ok && driver.journalFailure === null) removeHaltLatch(service.home);
    }
    driver.retryJournal();
    if (venue.storeFailure !== null) log('error', `venue store: ${venue.storeFailure}`);
  };
  takeLatch();
  const housekeeping = setInterval(takeLatch, HOUSEKEEPING_MS);
  service.onStop(async () => {
    if (timer !== null) clearTimeout(timer);
    clearInterval(housekeeping);
    await server.close();
    await venue.close();
    journal.close();
  });
}

function recover(
  config: SeptetConfig,
  journal: Journal,
): {
  readonly executor: Executor;
  readonly recovered: string;
  readonly lastFactAt: EpochMs | null;
} {
  let count = 0;
  let lastFactAt: EpochMs | null = null;
  function* facts(): Generator<ExecutorFact> {
    for (const { type, data } of journal.read()) {
      if (!type.startsWith(FACT_PREFIX)) continue;
      const fact = data as ExecutorFact;
      count += 1;
      lastFactAt = fact.at;
      yield fact;
    }
  }
  const executor = recoverExecutor(executorConfig(config), facts(), entryHaltOption());
  const positions = executor.positions().filter((position) => Number(position.quantity) !== 0);
  const recovered =
    count === 0
      ? 'new journal, nothing to recover'
      : `${count} facts recovered, ${positions.length} open positions`;
  return { executor, recovered, lastFactAt };
}

/** The executor's figures that follow the configuration; the others are its defaults. */
export function executorConfig({ kernel }: SeptetConfig): ExecutorConfig {
  const { portfolio, instruments, guards } = kernel;
  return {
    ...executorDefaults(portfolio, instruments),
    markStaleAfter: guards.marketStaleAfter,
  };
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
  journal: Journal,
  venue: SimulatedVenue,
  executor: Executor,
  recovered: string,
): BusServer<'executor'> {
  const { run, clock, log } = service;
  return new BusServer({
    service: 'executor',
    path: socketPath(service.home.path, 'executor'),
    handlers: {
      command: (command) => driver().command(command, clock.now()),
      facts: ({ after, limit }) => ({
        facts: readFacts(journal, after, Math.min(limit, MAX_FACTS)),
        last: journal.head().sequence,
      }),
      positions: () => executor.positions(),
      health: () => executor.health(),
      probe: async () => {
        driver().advance(clock.now());
        const contracts = run.config.kernel.instruments;
        const { speed } = run.anchor;
        const view = await probeVenue({ venue, clock, speed, contracts });
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

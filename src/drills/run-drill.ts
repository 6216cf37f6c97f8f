/**
 * Runs one drill: the whole stack in one process under virtual time, with the scripted market, the
 * scripted signals and faults, and the desk's steps; then holds what happened against what the
 * runbook demands. The same scenario, configuration and build give the same report.
 */
import type { SeptetConfig } from '../domain/config.ts';
import type { ExecutorFact } from '../domain/execution.ts';
import type { SymbolId } from '../domain/ids.ts';
import type { EpochMs } from '../domain/time.ts';
import { HOUR_MS, MINUTE_MS } from '../domain/time.ts';
import { createMemoryJournal } from '../journal/memory-journal.ts';
import type { MarketScript } from '../market/market-script.ts';
import { tickFor } from '../market/price-grid.ts';
import { Random } from '../market/random.ts';
import { ScriptedMarket } from '../market/scripted-market.ts';
import { kernelFactory } from '../orchestrator/core/kernel-factory.ts';
import { replay } from '../orchestrator/record/replay.ts';
import { type AssembledSimulation, assembleSimulation } from '../simulation/assemble.ts';
import { FaultSet } from '../venues/faults/fault-set.ts';
import { type Course, judge, type Verdict } from './judge.ts';
import { Recorder } from './recorder.ts';
import { DRILL_REPORT_SCHEMA, type DrillReport } from './report.ts';
import type { Expectation, Scenario } from './scenario.ts';
import { ScriptedWorker } from './scripted-worker.ts';
import { StepRunner } from './steps.ts';
import { timelineOf } from './timeline.ts';
import { WorldState } from './world-state.ts';

export interface DrillRun {
  readonly scenario: Scenario;
  /** As configured; what the scenario chooses is put in its place. */
  readonly config: SeptetConfig;
  readonly configFiles: number;
  readonly build: string;
}

/** What every drill demands, whatever it rehearses. */
const ALWAYS: readonly Expectation[] = [
  {
    proves: ['WF-2', 'HALT-1'],
    that: 'no entry leaves while anything closes it',
    from: null,
    until: null,
    claim: {
      kind: 'never',
      pattern: { event: 'sent', text: null, fields: { closed: { oneOf: [true] } } },
    },
  },
];

export function runDrill({ scenario, config: given, configFiles, build }: DrillRun): DrillReport {
  const config = { ...given, attended: true, venue: venueOf(given, scenario) };
  const market = new ScriptedMarket(scriptOf(scenario, config));
  const { startsAt, endsAt, stepLength } = market;
  const { profile } = config.kernel;
  const recorder = new Recorder(new WorldState(profile), startsAt, scenario.instants);
  const faults = new FaultSet(
    scenario.faults,
    (stream) => new Random(scenario.seed, stream),
    startsAt,
  );
  const prices = new Map<SymbolId, number>();
  const workers = new Map<string, ScriptedWorker>();
  const parts: AssembledSimulation = assembleSimulation({
    ...{ config, configFiles, build, market, faults },
    keepJournals: true,
    orchestratorJournal: createMemoryJournal({
      build,
      config: config.kernel.version,
      onAppend: (records) => {
        for (const record of records) recorder.onRecord(record);
      },
    }),
    preflightEvery: MINUTE_MS,
    proposer: (strategy) => {
      const worker = new ScriptedWorker(strategy);
      workers.set(strategy.id, worker);
      return worker;
    },
    told: (fact) => slipped(fact, scenario),
    onSend: (command, at) => recorder.onSend(command, at),
    observer: {
      price: (step) => prices.set(step.symbol, step.close),
      fact: (fact) => recorder.onFact(fact),
      reply: (id, reply) => steps.onReply(id, reply.ok),
    },
  });
  faults.onStrike(({ id, kind, at, what }) => {
    recorder.add('fault', at, { id, kind }, `fault ${id}: ${what}`);
  });
  const steps: StepRunner = new StepRunner(scenario.steps, {
    ...{ parts, config, recorder, workers },
    known: { startsAt, instants: recorder.instants },
    price: (symbol) => prices.get(symbol as SymbolId) ?? 0,
  });
  parts.simulation.start();
  for (let at = startsAt + stepLength; at <= endsAt; at += stepLength) {
    parts.simulation.advance(at);
    steps.run(at);
  }
  return report({ scenario, build, config, parts, recorder, startsAt, endsAt });
}

/** Fills of entries as they are reported while the script says that they are worse than they are. */
function slipped(fact: ExecutorFact, { market }: Scenario): ExecutorFact {
  const entry = fact.kind === 'fill' ? fact.role === 'entry' : fact.kind === 'entry_ended';
  if (!entry || (fact.kind !== 'fill' && fact.kind !== 'entry_ended')) return fact;
  const after = fact.at - market.startsAt;
  let bps = 0;
  for (const move of market.moves) {
    if (move.slipBps === undefined || after < move.from || after >= move.until) continue;
    if (move.symbols.length === 0 || move.symbols.includes(fact.symbol)) bps += move.slipBps;
  }
  if (bps === 0) return fact;
  const worse = (price: string): string => (Number(price) * (1 + bps / 10_000)).toFixed(8);
  return fact.kind === 'fill'
    ? { ...fact, price: worse(fact.price) }
    : { ...fact, averagePrice: worse(fact.averagePrice) };
}

const venueOf = (config: SeptetConfig, { portfolio }: Scenario): SeptetConfig['venue'] => ({
  ...config.venue,
  initialBalance: portfolio.equity,
});

/** Usual figures of the symbols are those of the configured paper market. */
function scriptOf({ market, seed }: Scenario, config: SeptetConfig): MarketScript {
  const { step, ...figures } = market;
  return {
    ...{ ...figures, seed, stepLength: step, fundingInterval: 8 * HOUR_MS },
    symbols: config.market.assets.map((asset) => ({
      symbol: asset.symbol,
      price: asset.initialPrice,
      tickSize: asset.tickSize ?? tickFor(asset.initialPrice),
      spreadBps: asset.spreadBps,
      levelNotional: asset.levelNotional,
      turnoverPerMinute: asset.turnoverPerMinute,
    })),
  };
}

interface Ran {
  readonly scenario: Scenario;
  readonly build: string;
  readonly config: SeptetConfig;
  readonly parts: AssembledSimulation;
  readonly recorder: Recorder;
  readonly startsAt: EpochMs;
  readonly endsAt: EpochMs;
}

function report(ran: Ran): DrillReport {
  const { scenario, config, parts, recorder, startsAt, endsAt } = ran;
  const { events, instants } = recorder;
  const { profile } = config.kernel;
  const course: Course = { startsAt, endsAt, instants, profile, events };
  const expectations = [
    ...[...scenario.expect, ...ALWAYS].map((each) => judge(each, course)),
    exactLedger(parts, endsAt),
    sameReplay(parts),
  ];
  const count = (wanted: (event: (typeof events)[number]) => boolean): number =>
    events.filter(wanted).length;
  const head = parts.orchestratorJournal.head();
  return {
    schema: DRILL_REPORT_SCHEMA,
    scenario: scenario.name,
    ...{ title: scenario.title, about: scenario.about, rehearses: [...scenario.rehearses] },
    ...{ build: ran.build, configVersion: config.kernel.version, profile, seed: scenario.seed },
    ...{ from: startsAt, to: endsAt, passed: expectations.every(({ passed }) => passed) },
    expectations: expectations.map((each) => ({ ...each, proves: [...each.proves] })),
    instants: Object.fromEntries([...instants].map(([name, { at }]) => [name, at])),
    ...timelineFields(recorder),
    counts: {
      events: events.length,
      allowed: count(({ fields }) => fields['verdict'] === 'allowed'),
      refused: count(({ fields }) => fields['verdict'] === 'refused'),
      trades: count(({ event }) => event === 'trade_closed'),
      losses: count(
        ({ event, fields }) => event === 'trade_closed' && Number(fields['netPnl']) < 0,
      ),
      faults: count(({ event }) => event === 'fault'),
    },
    equity: { from: scenario.portfolio.equity, to: equityText(parts, endsAt) },
    journal: { records: head.sequence, head: head.hash },
  };
}

function timelineFields(recorder: Recorder): Pick<DrillReport, 'timeline' | 'omitted'> {
  const { timeline, omitted } = timelineOf(recorder.events);
  return { timeline: [...timeline], omitted };
}

function equityText({ executor }: AssembledSimulation, at: EpochMs): string {
  const { walletBalance, unrealisedPnl } = executor.equityMark(at);
  return (Number(walletBalance) + unrealisedPnl).toFixed(2);
}

/** The sum of the ledger is the wallet balance of the venue, to the last place. */
function exactLedger({ executor, exchange }: AssembledSimulation, at: EpochMs): Verdict {
  const { balance, entries } = executor.ledgerTotals();
  const venue = exchange.account(at).walletBalance;
  const demands = 'sum of the ledger equals the wallet balance at the venue';
  const found = `${entries} entries, sum ${balance}, venue ${venue}`;
  return {
    ...{ proves: ['EXIT-1'], that: 'the books are those of the venue at the end', demands },
    ...{ passed: balance === venue, from: at, at, took: 0, found },
  };
}

function sameReplay({ orchestratorJournal }: AssembledSimulation): Verdict {
  const { ok, decisions, states, difference, outputs } = replay(orchestratorJournal.read(), {
    kernel: kernelFactory,
  });
  const found = ok
    ? `${outputs} outputs, ${decisions} of them decisions, and ${states} states came out the same`
    : `record ${difference?.sequence} (${difference?.module}): ${difference?.text}`;
  return {
    ...{ proves: ['AUD-2'], that: 'the journal replays to the same decisions and state' },
    ...{ demands: 'no difference', passed: ok, from: null, at: null, took: null, found },
  };
}

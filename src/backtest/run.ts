/** A backtest: a simulation over a market from its first to its last step, and the report of it. */
import type { SeptetConfig } from '../domain/config.ts';
import { decimal, toNumber } from '../domain/decimal.ts';
import type { VirtualPosition } from '../domain/execution.ts';
import type { SymbolId } from '../domain/ids.ts';
import type { MarketSource } from '../domain/market.ts';
import type { EpochMs } from '../domain/time.ts';
import { type AssembledSimulation, assembleSimulation } from '../simulation/assemble.ts';
import { lackingText } from '../strategies/worker.ts';
import { equityCsv, tradesCsv } from './csv.ts';
import { renderHtml } from './html.ts';
import type { OutputFolder } from './output-folder.ts';
import { RunRecorder } from './recorder.ts';
import { type BacktestReport, REPORT_SCHEMA } from './report.ts';
import { portfolioFigures, strategyFigures } from './run-figures.ts';

export interface BacktestRun {
  readonly config: SeptetConfig;
  readonly configFiles: number;
  readonly build: string;
  /** A market with an end, or `to` bounds it. */
  readonly market: MarketSource;
  readonly to: EpochMs;
  /** Names of what was read, for the report. */
  readonly data: readonly string[];
  readonly notes: readonly string[];
  /** Null: nothing is written (benchmarks). */
  readonly output: OutputFolder | null;
}

export interface BacktestProgress {
  readonly at: EpochMs;
  readonly from: EpochMs;
  readonly to: EpochMs;
  /** 1m candles of all symbols so far. */
  readonly bars: number;
  readonly decisions: number;
  readonly equity: number;
}

/** Events of these kinds are the report's timeline; launch, orders and fills have their own files. */
const TIMELINE = new Set([
  'breaker',
  'throttle',
  'regime',
  'risk_state',
  'profile',
  'notice',
  'alert',
]);
const PROGRESS_EVERY_STEPS = 1_440;

/** Runs to the end and returns the report. Throws only on bugs; bad input is refused before. */
export function runBacktest(
  run: BacktestRun,
  onProgress: (progress: BacktestProgress) => void,
): BacktestReport {
  const { market, output } = run;
  // Nobody would acknowledge an incident or resume after it.
  const config = { ...run.config, attended: false };
  const strategies = config.kernel.strategies.filter((s) => s.enabled).map((s) => s.id);
  const recorder = new RunRecorder(strategies);
  const prices = new Map<SymbolId, number>();
  const parts: AssembledSimulation = assembleSimulation({
    config,
    configFiles: run.configFiles,
    build: run.build,
    market,
    observer: {
      price: (step) => prices.set(step.symbol, step.mark),
      fact: (fact) => recorder.fact(fact),
      decision: (record) => {
        recorder.decision(record.signal.strategy, record.reason);
        output?.line('decisions.ndjson', JSON.stringify(record));
      },
      event: (event) => {
        if (!TIMELINE.has(event.type)) return;
        const { at, severity, text } = event;
        recorder.note({ at, kind: event.type, severity, text });
      },
      mark: (mark) => {
        const positions = parts.executor.positions();
        recorder.mark(mark, grossNotional(positions, prices), positions, () =>
          parts.orchestrator.status(mark.at),
        );
      },
    },
  });
  const { simulation } = parts;
  simulation.start();
  const from = market.startsAt;
  const to = Math.min(run.to, market.endsAt ?? run.to);
  const { stepLength } = market;
  let steps = 0;
  for (let at = from + stepLength; at <= to; at += stepLength) {
    simulation.advance(at);
    steps += 1;
    if (steps % PROGRESS_EVERY_STEPS === 0) onProgress(progress(at, from, to, parts, recorder));
  }
  onProgress(progress(to, from, to, parts, recorder));
  const report = finish(run, parts, recorder, prices, from, to);
  if (output !== null) {
    output.write('report.json', `${JSON.stringify(report, null, 2)}\n`);
    output.write('report.html', renderHtml(report, recorder.points));
    output.write('trades.csv', tradesCsv(recorder.trades));
    output.write('equity.csv', equityCsv(recorder.points, strategies));
  }
  return report;
}

function progress(
  at: EpochMs,
  from: EpochMs,
  to: EpochMs,
  parts: AssembledSimulation,
  recorder: RunRecorder,
): BacktestProgress {
  return {
    at,
    from,
    to,
    bars: parts.simulation.steps,
    decisions: recorder.allowed + recorder.refused,
    equity: recorder.equity,
  };
}

function grossNotional(
  positions: readonly VirtualPosition[],
  prices: ReadonlyMap<SymbolId, number>,
): number {
  let gross = 0;
  for (const { symbol, quantity, entryPrice } of positions) {
    const price = prices.get(symbol) ?? toNumber(decimal(entryPrice));
    gross += toNumber(decimal(quantity)) * price;
  }
  return gross;
}

/** A strategy that never had the history it needs is named, so that its silence is explained. */
function lackingNotes(parts: AssembledSimulation): readonly string[] {
  return parts.workers
    .map(({ strategy, worker }) => ({ strategy, text: lackingText(worker.readiness()) }))
    .filter(({ text }) => text !== '')
    .map(
      ({ strategy, text }) =>
        `${strategy} lacks history at the end, so it made no signals: ${text}`,
    );
}

function finish(
  run: BacktestRun,
  parts: AssembledSimulation,
  recorder: RunRecorder,
  prices: ReadonlyMap<SymbolId, number>,
  from: EpochMs,
  to: EpochMs,
): BacktestReport {
  const { config, market } = run;
  const mark = parts.executor.equityMark(to);
  const positions = parts.executor.positions();
  recorder.finish(mark, grossNotional(positions, prices), positions, parts.orchestrator.status(to));
  const ends = (end: Parameters<typeof recorder.ends.get>[0]): number =>
    recorder.ends.get(end) ?? 0;
  const head = parts.orchestratorJournal.head();
  return {
    schema: REPORT_SCHEMA,
    build: run.build,
    configVersion: config.kernel.version,
    profile: config.kernel.profile,
    seed: config.market.seed,
    from,
    to,
    symbols: market.symbols,
    data: run.data,
    notes: [...run.notes, ...lackingNotes(parts)],
    bars: parts.simulation.steps,
    portfolio: portfolioFigures(recorder),
    strategies: parts.workers.map(({ strategy, worker }) =>
      strategyFigures(recorder, config, strategy, worker.evaluated),
    ),
    decisions: {
      total: recorder.allowed + recorder.refused,
      allowed: recorder.allowed,
      refused: recorder.refused,
      byReason: recorder.reasonCounts(),
    },
    orders: {
      filled: ends('filled'),
      partiallyFilled: ends('partially_filled'),
      timedOut: ends('timed_out'),
      rejected: ends('rejected'),
      cancelled: ends('cancelled'),
      refused: ends('refused'),
    },
    fired: Object.fromEntries([...recorder.fired].sort(([a], [b]) => (a < b ? -1 : 1))),
    timeline: recorder.timeline,
    timelineOmitted: recorder.timelineOmitted,
    ledger: recorder.ledgerProof(parts.exchange.account(to).walletBalance),
    journal: { records: head.sequence, head: head.hash },
    stateHashes: parts.orchestrator.stateHashes(),
  };
}

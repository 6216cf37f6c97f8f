/**
 * The shadow process: while a proposal is in paper validation it records what the feed tells and
 * runs the candidate and the version in force over it. Nothing waits for it, and its death costs
 * nothing but time: a new one runs the tape again and goes on.
 */
import { PaperPair } from '../../change/paper/pair.ts';
import { paperReport } from '../../change/paper/paper-report.ts';
import { paperComplete, resumePaper, seePaperData } from '../../change/paper/progress.ts';
import type { PaperProgress } from '../../domain/change.ts';
import type { SymbolId } from '../../domain/ids.ts';
import type { PaperState } from '../../domain/paper.ts';
import type { EpochMs, Ms } from '../../domain/time.ts';
import { readTapeHead, type TapeHead } from '../../market/tape/tape-head.ts';
import { TapeReader } from '../../market/tape/tape-reader.ts';
import { TapeWriter } from '../../market/tape/tape-writer.ts';
import { hostClock } from '../clock.ts';
import { type ServiceProcess, startServiceProcess } from '../service-process.ts';
import { currentEquity } from './equity.ts';
import { FeedTape } from './feed-tape.ts';
import {
  assignmentId,
  type PaperAssignment,
  readAssignment,
  readPaperState,
  tapeFolder,
  writePaperState,
} from './paper-home.ts';
import { writePaperReport } from './paper-reports.ts';

/** Instants run in one go; the bus gets a turn in between. */
const SLICE = 12;
/** Pause when the tape has no more: a step of the market is longer. */
const IDLE_MS: Ms = 1_000;
const TELL_EVERY_MS: Ms = 60_000;
/** A short validation (tests) is told of at least this many times. */
const TELLS_AT_LEAST = 20;

export function runShadow(homePath: string): void {
  const service = startServiceProcess('shadow', homePath);
  const assignment = readAssignment(service.home);
  if (assignment === undefined) {
    service.log('info', 'no paper validation is assigned');
    return;
  }
  try {
    const { configCommit } = service.run;
    if (configCommit !== assignment.against) {
      throw new Error(`${configCommit ?? 'nothing'} runs here, not ${assignment.against}`);
    }
    new Shadow(service, assignment);
  } catch (error) {
    idle(service, assignment, error);
  }
}

/** Nothing can go on by itself: told, and left to a person. */
function idle(service: ServiceProcess, assignment: PaperAssignment, error: unknown): void {
  const trouble = error instanceof Error ? error.message : String(error);
  service.log('error', trouble);
  const known = readPaperState(service.home, assignment);
  const progress = known?.progress ?? begin(service, assignment, null);
  writePaperState(service.home, {
    ...stateOf(assignment, progress),
    ...{ trouble, report: known?.report ?? null },
  });
  // Keeps the process: ended and started again it would only find the same.
  setInterval(() => {}, TELL_EVERY_MS);
}

const begin = (
  { run }: ServiceProcess,
  { content, limits }: PaperAssignment,
  known: PaperProgress | null,
): PaperProgress => {
  const counts = run.market.kind !== 'recorded' && run.anchor.speed === 1;
  return resumePaper(known, content, hostClock.now(), { ...limits, counts });
};

const stateOf = (assignment: PaperAssignment, progress: PaperProgress): PaperState => ({
  ...{
    assignment: assignmentId(assignment),
    progress,
    tapeUntil: null,
    runUntil: null,
    tapeBytes: 0,
  },
  ...{ residentBytes: process.memoryUsage.rss(), trouble: null, report: null },
});

class Shadow {
  private readonly service: ServiceProcess;
  private readonly assignment: PaperAssignment;
  private readonly folder: string;
  private readonly writer: TapeWriter;
  private readonly tape: FeedTape;
  private readonly arrivals = new Map<SymbolId, { readonly wall: EpochMs; readonly mono: Ms }>();
  private readonly symbols: readonly SymbolId[];
  private progress: PaperProgress;
  /** Machine time up to which every symbol has told prices; null: not since the start. */
  private seenAt: Ms | null = null;
  private pair: PaperPair | null = null;
  private head: TapeHead | null = null;
  private report: PaperState['report'];
  private caughtUp = false;

  constructor(service: ServiceProcess, assignment: PaperAssignment) {
    const { home, run } = service;
    this.service = service;
    this.assignment = assignment;
    this.folder = tapeFolder(home, assignment);
    this.symbols = run.config.kernel.instruments.map(({ symbol }) => symbol);
    const head = readTapeHead(this.folder) ?? null;
    // Time without its tape proves nothing: it begins anew.
    const known = head === null ? undefined : readPaperState(home, assignment);
    this.progress = begin(service, assignment, known?.progress ?? null);
    const goesOn = this.progress.startedAt === known?.progress.startedAt;
    this.report = goesOn ? known.report : null;
    this.writer = new TapeWriter(this.folder);
    this.tape = new FeedTape({
      service,
      folder: this.folder,
      writer: this.writer,
      head,
      equity: () => currentEquity(home, run.config.venue.initialBalance),
      onHead: (head) => this.start(head),
      onPrice: (symbol) => this.arrived(symbol),
    });
    const every = Math.min(TELL_EVERY_MS, assignment.limits.days / TELLS_AT_LEAST);
    const telling = setInterval(() => this.tell(), every);
    service.onStop(() => {
      clearInterval(telling);
      this.tape.close();
      this.writer.close();
      this.tell();
    });
    this.tell();
  }

  private start(head: TapeHead): void {
    const { run, log } = this.service;
    const { config, configFiles } = this.assignment;
    this.head = head;
    const side = { build: run.build, head };
    this.pair = new PaperPair({
      inForce: { ...side, config: run.config, configFiles: run.configFiles },
      candidate: { ...side, config, configFiles },
      reader: new TapeReader(this.folder),
    });
    log('info', `candidate ${config.kernel.version} beside ${run.config.kernel.version}`);
    this.pump();
  }

  private pump(): void {
    const { pair } = this;
    if (pair === null) return;
    try {
      const done = pair.advance(SLICE);
      if (done === 0 && !this.caughtUp) {
        this.caughtUp = true;
        this.service.log('info', `the tape was run: ${pair.steps.all} steps`);
      }
      if (done === 0) this.finish(pair);
      setTimeout(() => this.pump(), done === 0 ? IDLE_MS : 0);
    } catch (error) {
      this.tape.close();
      idle(this.service, this.assignment, error);
    }
  }

  /** A price of every symbol since the last look: the time in between was covered. */
  private arrived(symbol: SymbolId): void {
    this.arrivals.set(symbol, { wall: hostClock.now(), mono: Math.round(hostClock.monotonic()) });
    if (this.arrivals.size < this.symbols.length) return;
    const all = [...this.arrivals.values()];
    const mono = Math.min(...all.map((each) => each.mono));
    if (this.seenAt !== null && mono <= this.seenAt) return;
    const at = Math.min(...all.map(({ wall }) => wall));
    const elapsed = this.seenAt === null ? null : mono - this.seenAt;
    this.seenAt = mono;
    this.progress = seePaperData(this.progress, { at, elapsed }, this.assignment.limits);
  }

  private finish(pair: PaperPair): void {
    if (this.report !== null || !paperComplete(this.progress) || this.head === null) return;
    const { home, run, log } = this.service;
    const { proposal, content, limits } = this.assignment;
    const { counts, counted, gaps } = this.progress;
    const about = { proposal, content, build: run.build, counts, counted, gaps, notes: [] };
    const report = paperReport(pair, { ...about, from: this.head.startsAt, limits });
    const name = writePaperReport(home, report, this.progress.startedAt);
    this.report = { name, verdict: report.verdict, at: hostClock.now(), counts };
    log('info', `report ${name}: ${report.verdict}`);
    this.tell();
  }

  private tell(): void {
    writePaperState(this.service.home, {
      ...stateOf(this.assignment, this.progress),
      tapeUntil: this.writer.last,
      runUntil: this.pair?.at ?? null,
      tapeBytes: this.writer.bytes,
      trouble:
        this.tape?.lost > 0
          ? `the tape is full (${this.writer.bytes} bytes): nothing counts any more`
          : null,
      report: this.report,
    });
  }
}

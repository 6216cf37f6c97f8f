/**
 * One life of an executor process: journal on disk, recovered executor, driver. It kills itself at
 * the n-th of its points: around and inside every append, save and sending.
 */
import { writeSync } from 'node:fs';
import { join } from 'node:path';
import type { ExecutorFact, VirtualPosition } from '../../src/domain/execution.ts';
import type { Journal } from '../../src/domain/journal.ts';
import type { PriceStep } from '../../src/domain/market.ts';
import type { EpochMs } from '../../src/domain/time.ts';
import { executorDefaults } from '../../src/execution/config.ts';
import {
  type DrivenVenue,
  ExecutorDriver,
  FACT_PREFIX,
  type StepSource,
} from '../../src/execution/driver.ts';
import { type Executor, recoverExecutor } from '../../src/execution/executor.ts';
import { openSqlite, type SqliteFile } from '../../src/journal/database.ts';
import { journalOn } from '../../src/journal/sqlite-journal.ts';
import { verifyChain } from '../../src/journal/verify.ts';
import { INSTRUMENTS } from './market.ts';
import { OPEN, wishesAt } from './trader.ts';

/** What a life says, one JSON object a line. */
export type Told =
  | { readonly kind: 'told'; readonly sequence: number; readonly fills: readonly string[] }
  | ({ readonly kind: 'report' } & ExecutorReport)
  | { readonly kind: 'point'; readonly name: string };

export interface ExecutorReport {
  readonly positions: readonly VirtualPosition[];
  readonly balance: string | null;
  readonly reconciled: boolean;
  readonly text: string;
  readonly chain: string;
  readonly sequence: number;
  /** `<trade id> <quantity>` of every fill in the journal, a shared one in several parts. */
  readonly fills: readonly string[];
  /** Differences that had to be booked, in words; there must be none. */
  readonly adjustments: readonly string[];
  readonly troubles: readonly string[];
}

export const say = (line: object): void => {
  writeSync(1, `${JSON.stringify(line)}\n`);
};

/** Counts points down; at the last one the process dies as with kill -9, because it is that. */
export class Points {
  private left: number;

  constructor(left: number | null) {
    this.left = left ?? Number.POSITIVE_INFINITY;
  }

  readonly pass = (name: string): void => {
    this.left -= 1;
    if (this.left > 0) return;
    say({ kind: 'point', name });
    process.kill(process.pid, 'SIGKILL');
  };

  around<T>(name: string, work: () => T): T {
    this.pass(`before ${name}`);
    const result = work();
    this.pass(`after ${name}`);
    return result;
  }
}

const fillText = (fact: Extract<ExecutorFact, { kind: 'fill' }>): string =>
  `${fact.tradeId} ${fact.quantity}`;

export class Life {
  readonly driver: ExecutorDriver;
  /** From when on the venue has to tell again what happened. */
  readonly completeAt: EpochMs | null;
  /** Instant of the newest fact: the world's clock is never before it. */
  readonly lastFactAt: EpochMs;
  private readonly executor: Executor;
  private readonly journal: ReturnType<typeof journalOn>;
  private readonly seed: number;

  constructor(options: {
    readonly folder: string;
    readonly seed: number;
    readonly points: Points;
    readonly venue: DrivenVenue;
    readonly market: StepSource;
    readonly at: EpochMs | null;
  }) {
    const { points, venue } = options;
    this.seed = options.seed;
    this.journal = openJournal(join(options.folder, 'executor.db'), points);
    const facts = [...factsOf(this.journal)];
    this.executor = recoverExecutor(executorDefaults('kill', INSTRUMENTS), facts);
    this.completeAt = this.executor.completeUntil();
    this.lastFactAt = facts.at(-1)?.at ?? 0;
    points.pass('after recovery');
    this.driver = new ExecutorDriver({
      executor: this.executor,
      venue: {
        send: (command) => points.around('send', () => venue.send(command)),
        onEvent: (listener) => venue.onEvent(listener),
        advance: (now) => venue.advance(now),
        nextDue: () => venue.nextDue(),
        onPriceStep: (step) => venue.onPriceStep(step),
        settleFunding: (settlement) => venue.settleFunding(settlement),
      },
      market: options.market,
      journal: this.journal,
      monotonic: () => performance.now(),
      at: options.at ?? this.lastFactAt,
      onFacts: (told) => {
        const fills = told.flatMap(({ fact }) => (fact.kind === 'fill' ? [fillText(fact)] : []));
        say({ kind: 'told', sequence: told.at(-1)!.sequence, fills });
      },
      onEquity: () => undefined,
      onJournal: (failure) => {
        if (failure !== null) throw new Error(failure);
      },
    });
  }

  /** The orchestrator is there: entries are open. */
  open(): void {
    for (const command of OPEN) this.driver.command(command, this.driver.now);
  }

  /** What the strategies want after a step. */
  trade(step: PriceStep): void {
    for (const wish of wishesAt(this.seed, step)) this.driver.command(wish, this.driver.now);
  }

  report(): ExecutorReport {
    const facts = [...factsOf(this.journal)];
    const chain = verifyChain(this.journal);
    const health = this.executor.health();
    return {
      positions: this.executor.positions(),
      balance: this.executor.ledgerTotals().balance,
      reconciled: health.reconciled,
      text: health.text,
      chain: chain.ok ? 'whole' : JSON.stringify(chain),
      sequence: this.journal.head().sequence,
      fills: facts.flatMap((fact) => (fact.kind === 'fill' ? [fillText(fact)] : [])),
      adjustments: facts.flatMap((fact) =>
        fact.kind === 'ledger' && fact.entry.kind === 'adjustment'
          ? [`${fact.at}: ${fact.entry.amount}`]
          : [],
      ),
      troubles: facts.flatMap((f) => (f.kind === 'trouble' ? [`${f.code}: ${f.text}`] : [])),
    };
  }
}

function* factsOf(journal: Journal): Generator<ExecutorFact> {
  for (const { type, data } of journal.read()) {
    if (type.startsWith(FACT_PREFIX)) yield data as ExecutorFact;
  }
}

/** The real journal, with points before and after each statement and commit. */
function openJournal(path: string, points: Points): ReturnType<typeof journalOn> {
  const file = openSqlite(path, { mustExist: false, pagesMax: undefined });
  const watched: SqliteFile = {
    prepare: (sql) => {
      const statement = file.prepare(sql);
      if (!sql.startsWith('INSERT')) return statement;
      return {
        run: (parameters) => points.around('a statement', () => statement.run(parameters)),
        rows: (parameters) => statement.rows(parameters),
      };
    },
    exec: (sql) => {
      if (sql === 'COMMIT') points.around('a commit', () => file.exec(sql));
      else file.exec(sql);
    },
    pragma: (name) => file.pragma(name),
    get inTransaction() {
      return file.inTransaction;
    },
    close: () => file.close(),
  };
  return journalOn(watched, path, { build: 'test', config: 'c-kill', source: 'executor' });
}

/**
 * The figures over time that a page draws: one row a minute of market time, in memory and in a file
 * of the home, so that a restart goes on where it was. When full every second row goes, and rows
 * come half as often from then on.
 */
import type { PortfolioStatus } from '../domain/status.ts';
import { type EpochMs, MINUTE_MS, type Ms } from '../domain/time.ts';

/** Columns of a row, after its time. A breaker's value has the name of the breaker. */
export interface HistoryView {
  /** Market time, ascending. */
  readonly at: readonly EpochMs[];
  /** By name, as long as `at`; null: not known then. */
  readonly series: Readonly<Record<string, readonly (number | null)[]>>;
  /** Limits of the breakers now, by the name of their series. */
  readonly limits: Readonly<Record<string, number>>;
}

type Row = readonly (number | null)[];

/** Where rows are kept; each may throw, which costs the file and nothing else. */
export interface HistoryFile {
  /** Lines that were written, oldest first. */
  read(): readonly string[];
  append(line: string): void;
  rewrite(lines: readonly string[]): void;
}

const ROWS_MAX = 4_000;
/** Names that come later than these have no room. */
const NAMES_MAX = 40;

export class History {
  private readonly file: HistoryFile | null;
  /** First the time. */
  private names: string[] = ['at'];
  private rows: Row[] = [];
  private spacing: Ms = MINUTE_MS;

  constructor(file: HistoryFile | null) {
    this.file = file;
    for (const line of attempt(() => file?.read()) ?? []) this.recall(line);
  }

  put(status: PortfolioStatus): void {
    const last = this.rows.at(-1)?.[0] ?? Number.NEGATIVE_INFINITY;
    if (status.at < last + this.spacing) return;
    const figures = figuresOf(status);
    const before = this.names.length;
    for (const name of Object.keys(figures)) {
      if (!this.names.includes(name) && this.names.length < NAMES_MAX) this.names.push(name);
    }
    const row = this.names.map((name) => (name === 'at' ? status.at : (figures[name] ?? null)));
    this.rows.push(row);
    if (this.rows.length >= ROWS_MAX) {
      this.rows = this.rows.filter((_, i) => i % 2 === 0);
      this.spacing *= 2;
      attempt(() => this.file?.rewrite([this.head(), ...this.rows.map(lineOf)]));
      return;
    }
    const lines = this.names.length === before ? [lineOf(row)] : [this.head(), lineOf(row)];
    for (const line of lines) attempt(() => this.file?.append(line));
  }

  /** Rows of [from, to], every n-th so that at most `points` are left, the last one always. */
  view(from: EpochMs, to: EpochMs, points: number): Omit<HistoryView, 'limits'> {
    const inside = this.rows.filter(([at]) => (at ?? 0) >= from && (at ?? 0) <= to);
    const step = Math.ceil(inside.length / points);
    const shown = inside.filter((_, i) => (inside.length - 1 - i) % step === 0);
    const series = Object.fromEntries(
      this.names.slice(1).map((name, i) => [name, shown.map((row) => row[i + 1] ?? null)] as const),
    );
    return { at: shown.map(([at]) => at ?? 0), series };
  }

  private head(): string {
    return JSON.stringify({ names: this.names, spacing: this.spacing });
  }

  /** A line that is torn or out of order is passed over. */
  private recall(line: string): void {
    const value = attempt(() => JSON.parse(line) as unknown);
    if (Array.isArray(value)) {
      const at: unknown = value[0];
      const known = this.rows.at(-1)?.[0] ?? Number.NEGATIVE_INFINITY;
      if (typeof at === 'number' && at > known && this.rows.length < ROWS_MAX) {
        this.rows.push(value.map((figure) => (typeof figure === 'number' ? figure : null)));
      }
      return;
    }
    const { names, spacing } = (value ?? {}) as { names?: unknown; spacing?: unknown };
    if (!Array.isArray(names) || names[0] !== 'at') return;
    this.names = names.map(String).slice(0, NAMES_MAX);
    if (typeof spacing === 'number' && spacing >= MINUTE_MS) this.spacing = spacing;
  }
}

/** Eight digits are enough for a line on a screen. */
const short = (figure: number | null): number | null =>
  figure === null || !Number.isFinite(figure) ? null : Number(figure.toPrecision(8));

const lineOf = (row: Row): string => JSON.stringify(row);

function figuresOf(status: PortfolioStatus): Readonly<Record<string, number | null>> {
  const { equity, dailyPnl, drawdown, regimeZ, alignment, exposure, rates } = status;
  const figures: Record<string, number | null> = {
    ...{ equity, dailyPnl, drawdown, regimeZ },
    alignment: alignment.value,
    strategyCorrelation: alignment.strategyCorrelation,
    cluster: alignment.cluster ? 1 : 0,
    exposure: exposure.total.notional,
    exposureRisk: exposure.total.risk,
    openTrades: status.openTrades.open,
    fillRatio: rates.fillRatio.value,
    timeouts: rates.timeouts.value,
    rejected: rates.rejected.value,
    slippageBps: rates.slippageBps.value,
  };
  for (const { id, value } of status.breakers) figures[id] = value;
  return Object.fromEntries(Object.entries(figures).map(([name, value]) => [name, short(value)]));
}

/** Limits of the breakers now. */
export const limitsOf = ({ breakers }: PortfolioStatus): Readonly<Record<string, number>> =>
  Object.fromEntries(breakers.map(({ id, limit }) => [id, limit]));

/** Undefined when it throws: what is drawn is no record, and nothing waits for it. */
function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}

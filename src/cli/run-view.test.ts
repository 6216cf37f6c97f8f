import { describe, expect, it } from 'vitest';
import type { SeptetConfig } from '../domain/config.ts';
import type { LaunchStatus, PortfolioStatus } from '../domain/status.ts';
import { closingChecks, type RunOutcome } from './closing-summary.ts';
import { cut, liveLine } from './live-line.ts';
import { palette } from './paint.ts';
import { progressBar, RunbookView, statusLine } from './runbook-view.ts';
import { processLines } from './status.ts';

const PLAIN = palette(false);
const AT = Date.UTC(2025, 0, 6, 9, 30);
const MINUTE = 60_000;
const PHASES = [
  { name: 'A', duration: 15 * MINUTE, gated: false },
  { name: 'B', duration: 15 * MINUTE, gated: false },
  { name: 'C', duration: null, gated: true },
];

const launch = (parts: Partial<LaunchStatus>): LaunchStatus => ({
  state: 'phasing',
  phase: 'A',
  phaseSince: AT,
  phaseRemaining: 5 * MINUTE,
  steps: [],
  skips: [],
  acceptance: null,
  ...parts,
});

function status(parts: Partial<PortfolioStatus>): PortfolioStatus {
  return {
    at: AT,
    riskState: 'NORMAL',
    equity: 100_012.5,
    dailyPnl: 0.000125,
    drawdown: 0,
    openTrades: { open: 2, limit: 10 },
    entries: { allowed: 3, refused: 1, byReason: {} },
    entryHalt: { on: false, actor: '', reason: '' },
    launch: launch({}),
    reconciled: true,
    ...parts,
  } as PortfolioStatus;
}

const step = (id: string, state: LaunchStatus['steps'][number]['state'], evidence: string) => ({
  id,
  title: 'Title',
  state,
  evidence,
  at: AT,
});

describe('runbook on the terminal', () => {
  it('tells every step when its state changes, with its evidence, and not again', () => {
    const view = new RunbookView(PLAIN);
    const first = status({ launch: launch({ steps: [step('PRE-1', 'passed', '3 ms')] }) });
    expect(view.news(first)).toEqual(['Pre-flight', '  09:30:00 ok   PRE-1   Title: 3 ms']);
    expect(view.news(first)).toEqual([]);
    const more = [step('PRE-1', 'passed', '4 ms'), step('LAU-5.A', 'running', '14 min left')];
    expect(view.news(status({ launch: launch({ steps: more }) }))).toEqual([
      'Launch',
      '  09:30:00 run  LAU-5.A Title: 14 min left',
    ]);
  });

  it('does not repeat a hold whose figures move, but tells a new reason', () => {
    const view = new RunbookView(PLAIN);
    const held = (text: string) =>
      view.news(status({ launch: launch({ steps: [step('LAU-5.C', 'held', text)] }) }));
    expect(held('spread 9.1 bps, waits for 8')).toHaveLength(2);
    expect(held('spread 9.3 bps, waits for 8')).toEqual([]);
    expect(held('regime high: waits for normal')).toHaveLength(1);
  });

  it('says who halted, and when it is lifted', () => {
    const view = new RunbookView(PLAIN);
    const halt = { on: true, actor: 'desk', reason: 'drill' };
    expect(view.news(status({ entryHalt: halt }))).toEqual(['  ENTRY_HALT by desk: drill']);
    expect(view.news(status({}))).toEqual(['  ENTRY_HALT lifted']);
  });

  it('keeps risk state, equity, PnL, positions, entries and phase in one line', () => {
    expect(statusLine(status({}), PLAIN, PHASES)).toBe(
      '09:30:00  NORMAL  equity 100,012.50  day +0.01 %  dd 0.00 %  open 2/10  entries 3 allowed 1 refused  phase A [#######...] 05:00 left',
    );
    expect(progressBar(2)).toBe('[##########]');
  });

  it('cuts a line to the terminal without breaking its colours', () => {
    expect(cut('abcdef', 3)).toBe('abc\u001b[0m');
    expect(cut('\u001b[31mab\u001b[0m', 5)).toBe('\u001b[31mab\u001b[0m');
  });

  it('prints plain lines now and then where there is no terminal', () => {
    let now = 0;
    const lines: string[] = [];
    const stream = { isTTY: false, write: (text: string) => lines.push(text) };
    const live = liveLine(stream as unknown as NodeJS.WriteStream, () => now);
    live.update('first');
    now = 10_000;
    live.update('second');
    live.update('third');
    live.end();
    expect(lines).toEqual(['second\n', 'third\n']);
  });
});

describe('closing summary', () => {
  const config = { launch: { phases: PHASES }, runtime: { speed: 60 } } as unknown as SeptetConfig;
  const outcome = (parts: Partial<RunOutcome>): RunOutcome => ({
    status: status({ launch: launch({ state: 'complete', phase: 'C', phaseRemaining: null }) }),
    processes: [],
    memory: '',
    orderly: true,
    crashes: 0,
    report: { ok: true, checks: [], stateHashes: {} },
    marketTime: 45 * MINUTE,
    timed: true,
    ...parts,
  });
  const failed = (parts: Partial<RunOutcome>): readonly string[] =>
    closingChecks(config, outcome(parts))
      .filter((check) => !check.ok)
      .map((check) => check.title);

  it('holds when all phases were reached, nothing crashed and the ledger is reconciled', () => {
    expect(failed({})).toEqual([]);
  });

  it('LAU-5 fails when a phase was due and not reached, not when time was too short for it', () => {
    const inB = status({ launch: launch({ phase: 'B' }) });
    expect(failed({ status: inB, marketTime: 45 * MINUTE })).toEqual(['Launch']);
    expect(failed({ status: inB, marketTime: 30 * MINUTE })).toEqual([]);
    expect(failed({ status: inB, timed: false })).toEqual([]);
  });

  it('fails on a crash, a forced end, a difference, a broken journal', () => {
    expect(failed({ crashes: 1 })).toEqual(['Processes']);
    expect(failed({ orderly: false })).toEqual(['Processes']);
    const open = launch({ state: 'complete', phase: 'C', phaseRemaining: null });
    expect(failed({ status: status({ reconciled: false, launch: open }) })).toEqual(['Reconciled']);
    expect(failed({ report: 'the chain does not hold' })).toEqual(['Journals']);
    expect(failed({ status: null })).toEqual(['Launch', 'Reconciled']);
  });
});

describe('septet status', () => {
  it('OPS-7 names the build of the supervisor and of each process where it differs', () => {
    const process = {
      pid: 7,
      state: 'running',
      restarts: 0,
      since: AT,
      residentBytes: null,
    } as const;
    const processes = [
      { ...process, name: 'feed', build: 'b2' },
      { ...process, name: 'executor', build: 'b1' },
    ];
    const plain = (supervisor: string): readonly string[] =>
      processLines(processes, supervisor, 'b2').map((line) => line.replace(/ +/g, ' '));
    const running = [
      'process feed running pid 7',
      'process executor running pid 7 runs build b1, installed is b2',
    ];
    expect(plain('b2')).toEqual(running);
    const other = 'supervisor runs build b1, installed is b2: septet upgrade --check';
    expect(plain('b1')).toEqual([other, ...running]);
  });
});

import { describe, expect, it } from 'vitest';
import { AT, sampleRefusal, sampleStatus } from '../../tests/support/status.ts';
import { Desk, type DeskMessage, type DeskUpdate } from './desk.ts';
import { History, type HistoryFile } from './history.ts';

describe('the desk', () => {
  it('MON-1 keeps a bounded equity series, one sample a minute, thinned when it is full', () => {
    const desk = new Desk();
    for (let second = 0; second < 6_000 * 60; second += 20) {
      desk.putStatus(sampleStatus({ at: AT + second * 1_000 }));
    }
    const { equity } = desk.snapshot();
    expect(equity.length).toBeGreaterThan(1_500);
    expect(equity.length).toBeLessThanOrEqual(4_000);
    const gaps = equity.slice(1).map((sample, i) => sample.at - (equity[i]?.at ?? 0));
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(60_000);
  });

  it('shows decisions newest first, each once, however often and in whatever order they are told', () => {
    const desk = new Desk();
    const told: DeskUpdate[] = [];
    desk.subscribe((update) => told.push(update));
    for (const number of [2, 1, 3, 2]) desk.putDecision(sampleRefusal(number));
    expect(desk.snapshot().decisions.map((record) => record.id)).toEqual(['d3', 'd2', 'd1']);
    expect(told).toHaveLength(3);
  });

  it('tells nothing to a reader that has left', () => {
    const desk = new Desk();
    let told = 0;
    const leave = desk.subscribe(() => {
      told += 1;
    });
    leave();
    desk.putStatus(sampleStatus());
    expect(told).toBe(0);
  });

  it('MON-5 goes on where a reader lost its connection, and gives the whole when that was too long ago', () => {
    const desk = new Desk('s1');
    const taken: DeskMessage[] = [];
    desk.subscribe((message) => taken.push(message));
    desk.putStatus(sampleStatus());
    for (const number of [1, 2, 3]) desk.putDecision(sampleRefusal(number));
    desk.putStatus(sampleStatus({ at: AT + 1_000 }));
    const second = taken.find((one) => one.kind === 'decision' && one.record.decision === 2)!;
    const missed = desk.since(second.id)!;
    // Of the status only the newest: it stands for those before.
    expect(missed.map(({ kind }) => kind)).toEqual(['decision', 'status']);
    expect(missed.at(-1)?.id).toBe(taken.at(-1)?.id);
    expect(desk.since(missed.at(-1)!.id)).toEqual([]);
    expect(desk.since('s0-2')).toBeNull();
    expect(desk.since('s1-999999')).toBeNull();
    for (let number = 4; number < 2_000; number += 1) desk.putDecision(sampleRefusal(number));
    expect(desk.since(second.id)).toBeNull();
    expect(desk.snapshotMessage()).toMatchObject({ kind: 'snapshot', id: desk.beat(0).id });
  });
});

describe('the figures over time', () => {
  const lines: string[] = [];
  const file: HistoryFile = {
    read: () => [...lines],
    append: (line) => lines.push(line),
    rewrite: (all) => lines.splice(0, lines.length, ...all),
  };

  it('MON-1 are kept a row a minute, and a restart goes on where they were', () => {
    const before = new History(file);
    for (let second = 0; second < 600; second += 20) {
      before.put(sampleStatus({ at: AT + second * 1_000, equity: 100_000 + second }));
    }
    lines.push('[17361', 'no line of ours');
    const after = new History(file);
    after.put(sampleStatus({ at: AT + 600_000, equity: 1 }));
    const { at, series } = after.view(0, Number.MAX_SAFE_INTEGER, 100);
    expect(at).toEqual(Array.from({ length: 11 }, (_, minute) => AT + minute * 60_000));
    expect(series['equity']?.slice(-2)).toEqual([100_540, 1]);
    expect(series['loss_streak']).toHaveLength(11);
  });

  it('MON-1 are thinned when they are full, in memory and in the file, and never more than asked for', () => {
    lines.splice(0);
    const history = new History(file);
    for (let minute = 0; minute < 9_000; minute += 1) {
      history.put(sampleStatus({ at: AT + minute * 60_000, equity: minute }));
    }
    const all = history.view(0, Number.MAX_SAFE_INTEGER, 4_000).at;
    expect(all.length).toBeGreaterThan(1_500);
    expect(lines.length).toBeLessThan(4_100);
    expect(new History(file).view(0, Number.MAX_SAFE_INTEGER, 4_000).at).toEqual(all);
    const few = history.view(AT, AT + 8_000 * 60_000, 50).at;
    expect(few.length).toBeLessThanOrEqual(50);
    expect(few.at(-1)).toBe(all.filter((at) => at <= AT + 8_000 * 60_000).at(-1));
  });
});

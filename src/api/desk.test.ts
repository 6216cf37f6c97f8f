import { describe, expect, it } from 'vitest';
import { AT, sampleRefusal, sampleStatus } from '../../tests/support/status.ts';
import { Desk, type DeskUpdate } from './desk.ts';

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
});

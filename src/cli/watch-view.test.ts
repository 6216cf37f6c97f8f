import { describe, expect, it } from 'vitest';
import { AT, sampleStatus } from '../../tests/support/status.ts';
import { palette } from './paint.ts';
import { type WatchInput, watchLines } from './watch-view.ts';

const PLAIN = palette(false);
const SIZE = { columns: 120, rows: 60 };
const input = (changes: Partial<WatchInput> = {}): WatchInput => ({
  status: sampleStatus(),
  equity: [100_000, 100_100, 100_250],
  events: [{ at: AT, text: 'phase A reached' }],
  silentFor: 0,
  down: null,
  ...changes,
});
const shown = (changes: Partial<WatchInput> = {}, size = SIZE): readonly string[] =>
  watchLines(input(changes), PLAIN, size);

describe('the overview in a terminal', () => {
  it('MON-1 shows risk state, equity, daily PnL, drawdown, phase, and what closes entries and why', () => {
    const text = shown().join('\n');
    expect(text).toContain('NORMAL');
    expect(text).toContain('equity 100,250.50 USDT  day +0.25 %  drawdown 0.31 %  ▁▄█');
    expect(text).toContain('launch:S1:*: phase B not reached');
    expect(text).toContain('06:40:00 phase A reached');
  });

  it('MON-1 draws how far each breaker is from its limit; a gain is no part of a loss limit', () => {
    const line = (id: string) => shown().find((one) => one.startsWith(id));
    expect(line('daily_hard')).toContain(`${'░'.repeat(20)} 0.25 % of -3.00 %`);
    expect(line('loss_streak')).toContain(`${'█'.repeat(13)}${'░'.repeat(7)} 4 of 6`);
  });

  it('MON-1 says that it is old within three seconds of silence, and when the connection is lost', () => {
    expect(shown({ silentFor: 2_999 })[0]).toMatch(/^main/);
    expect(shown({ silentFor: 3_000 })[0]).toMatch(/^SILENT for 3 s/);
    expect(shown({ down: 'connection lost' })[0]).toMatch(/^NOT CONNECTED: connection lost/);
    expect(shown({ status: null })[0]).toBe('waiting for the orchestrator');
  });

  it('fits any terminal: never more lines or longer ones, and what is left out is counted', () => {
    for (const columns of [1, 20, 80]) {
      for (const rows of [1, 2, 5, 24]) {
        const lines = shown({}, { columns, rows });
        expect(lines.length).toBeLessThanOrEqual(rows);
        for (const line of lines) {
          expect([...line.replace('\u001b[0m', '')].length).toBeLessThanOrEqual(columns);
        }
      }
    }
    expect(shown({}, { columns: 80, rows: 6 }).at(-2)).toMatch(/^\d+ more lines$/);
  });

  it('lets no text of somebody else move the cursor or begin a line', () => {
    const text = shown({ events: [{ at: AT, text: 'a\u001b[2Jb\nc' }] }).join('|');
    expect(text).toContain('a [2Jb c');
  });
});

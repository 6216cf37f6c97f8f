/** One command from nothing to a portfolio that launches, and ends by itself. */
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { configCopy, SHORT_PHASES } from './support/config-copy.ts';
import { makeData } from './support/made-data.ts';
import { removeFolders, septet, temporaryFolder } from './support/program.ts';
import { Stack } from './support/stack.ts';

const folder = temporaryFolder('start');
const generated = new Stack(join(folder, 'generated'));
const recorded = new Stack(join(folder, 'recorded'));

afterAll(async () => {
  await Promise.all([generated.dispose(), recorded.dispose()]);
  removeFolders();
});

describe('septet up', () => {
  it('PRE-1 PRE-2 PRE-3 PRE-4 PRE-5 PRE-6 PRE-7 PRE-8 LAU-5 with --for shows the runbook and ends with exit code 0', {
    timeout: 60_000,
  }, async () => {
    const home = ['--home', generated.home.path, '--port', '0', '--no-browser'];
    const { code, stdout, stderr } = await septet(['up', '--for', '11m', ...home], {}, 50_000);
    expect({ code, stderr }, stdout).toEqual({ code: 0, stderr: '' });
    const lines = stdout.split('\n');
    const about = (id: string): string => lines.find((line) => line.includes(` ${id} `)) ?? '';
    for (const id of [1, 2, 3, 4, 6, 7, 8]) expect(about(`PRE-${id}`)).toMatch(/ (?:ok|warn) /);
    expect(about('PRE-5')).toContain('no kill-switch channel is configured');
    for (const id of ['LAU-0', 'LAU-1', 'LAU-3', 'LAU-4']) expect(about(id)).toContain(' ok ');
    expect(about('LAU-5.A')).toContain('Phase A: S3 S4 S5 S6');
    expect(stdout).toContain('stopping in order: the time is up');
    const summary = lines.slice(lines.indexOf('Summary') + 2).filter((line) => line !== '');
    expect(summary.filter((line) => !line.startsWith('  ok '))).toEqual([]);
    expect(summary.length).toBeGreaterThanOrEqual(9);
    // Not a terminal: no colours, no line that is painted over.
    expect(['\u001b', '\r'].filter((control) => stdout.includes(control))).toEqual([]);
    expect(generated.living()).toEqual([]);
  });

  it('--data replays recorded candles through the same runbook to their end', {
    timeout: 60_000,
  }, async () => {
    const data = join(folder, 'data');
    makeData(data, 1);
    const period = ['--data', data, '--from', '2025-01-06T23:35:00Z', '--to', '2025-01-07'];
    const up = recorded.up([...period, '--speed', '120', '--config', configCopy(SHORT_PHASES)]);
    expect(await up.end(50_000)).toEqual({ code: 0, stderr: '' });
    const [summary] = up.said('summary');
    expect(summary).toMatchObject({
      ok: true,
      crashes: 0,
      status: { reconciled: true, launch: { state: 'complete', phase: 'C' } },
    });
    expect(recorded.living()).toEqual([]);
    const other = await recorded.up(['--seed', '3']).end(20_000);
    expect(other.code).toBe(2);
    expect(other.stderr).toContain('was made with another market');
  });
});

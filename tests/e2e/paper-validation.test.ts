/** A candidate in paper validation beside a running stack: real processes, the shadow killed and back. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ChangeStatus } from '../../src/domain/change-office.ts';
import type { PaperReport, PaperState } from '../../src/domain/paper.ts';
import { readAssignment, readPaperState } from '../../src/services/paper/paper-home.ts';
import { reportFile } from '../../src/services/paper/paper-reports.ts';
import { configCopy } from './support/config-copy.ts';
import { removeFolders, temporaryFolder } from './support/program.ts';
import { Stack } from './support/stack.ts';
import { until } from './support/waiting.ts';

const SHORT = [
  ['changes.yaml', 'days: 7d', 'days: 16s'],
  ['changes.yaml', 'gap: 5m', 'gap: 15s'],
] as const;

describe('a candidate in paper validation beside a running stack', () => {
  const stack = new Stack(temporaryFolder('paper'));
  const candidate = configCopy(
    ['septet.yaml', 'profile: balanced', 'profile: conservative'],
    ...SHORT,
  );

  const state = (): PaperState | undefined => {
    const assignment = readAssignment(stack.home);
    return assignment && readPaperState(stack.home, assignment);
  };

  beforeAll(async () => {
    const up = stack.up(['--config', configCopy(...SHORT), '--speed', '1']);
    await up.line('the first status', 60_000, ({ kind }) => kind === 'status');
  }, 70_000);
  afterAll(async () => {
    await stack.dispose();
    removeFolders();
  }, 30_000);

  it('CHG-2 a shadow runs only while a candidate is assigned, and a killed one goes on with its time', async () => {
    expect(stack.living()).not.toContain('shadow');
    const folder = await stack.septet('config', 'paper', 'start', candidate);
    expect(folder).toMatchObject({ code: 2, stderr: expect.stringMatching(/propose it first/) });
    const words = ['--from', candidate, '--reason', 'a calmer profile'];
    const proposed = await stack.septet('config', 'propose', ...words);
    expect(proposed).toMatchObject({ code: 0, stderr: '' });
    const started = await stack.septet('config', 'paper', 'start', 'p-1');
    expect(started).toMatchObject({ code: 0, stderr: '' });
    expect(started.stdout).toMatch(/beside \w{10}, which is in force, for 16s without gaps/);
    await until('the first counted time', 60_000, () => (state()?.progress.counted ?? 0) > 0);
    const before = state()?.progress;
    await stack.kill(stack.process('shadow'));
    const again = await until('it back', 60_000, () => {
      const now = state();
      return now !== undefined && now.progress.counted > (before?.counted ?? 0) && now;
    });
    expect(again.progress.startedAt).toBe(before?.startedAt);
    expect(again.trouble).toBeNull();
  }, 130_000);

  it('CHG-2 when the time is full the report is there, and few trades are marginal, never a pass', async () => {
    const { report } = await until('the report', 60_000, () => {
      const now = state();
      return now?.report !== null && now;
    });
    expect(report?.verdict).toBe('marginal');
    const path = reportFile(stack.home, report?.name ?? '', 'json');
    const found = JSON.parse(readFileSync(path, 'utf8')) as PaperReport;
    expect(found).toMatchObject({ counts: true, counted: 16_000, gaps: 0, verdict: 'marginal' });
    expect(found.candidate.profile).toBe('conservative');
    expect(found.inForce.profile).toBe('balanced');
    expect(found.steps).toBeGreaterThan(0);
    const shown = await stack.septet('config', 'paper', 'report');
    expect(shown.stdout).toMatch(/^# Paper validation of p-1: marginal/);
    const status = await stack.septet('config', 'paper', 'status');
    expect(status.stdout).toMatch(/100\.0 % \(16 s of 16 s\).*\n.*\n.*marginal/);
    const known = await until('it in the book', 20_000, async () => {
      const { stdout } = await stack.septet('config', 'status', '--json');
      const reply = JSON.parse(stdout) as { readonly answer: ChangeStatus };
      const proposal = reply.answer.open[0];
      return proposal?.verdict !== null && proposal;
    });
    expect(known).toMatchObject({ id: 'p-1', verdict: 'marginal' });
    expect(known.paper).toEqual({ counted: 16_000, needed: 16_000, counts: true });
  }, 70_000);

  it('CHG-2 stopped, the shadow ends and its tape goes; the report stays', async () => {
    const name = state()?.report?.name ?? '';
    expect(await stack.septet('config', 'paper', 'stop')).toMatchObject({ code: 0 });
    await until('the end of the shadow', 20_000, () => !stack.living().includes('shadow'));
    const status = await stack.septet('config', 'paper', 'status');
    expect(status.code).toBe(1);
    expect(status.stderr).toMatch(/begin one with `septet config paper start/);
    const shown = await stack.septet('config', 'paper', 'report', name, '--format', 'html');
    expect(shown.stdout).toMatch(/^<!doctype html>/);
  }, 60_000);
});

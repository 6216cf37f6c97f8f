/** `septet kernel`: how others check the arithmetic. The built program, real files. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, describe, expect, it } from 'vitest';
import {
  environment,
  isThere,
  PROGRAM,
  removeFolders,
  septet,
  temporaryFolder,
} from './support/program.ts';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const example = join(root, 'examples/kernel/events.ndjson');
const expected = readFileSync(join(root, 'examples/kernel/decisions.ndjson'), 'utf8');
const lines = readFileSync(example, 'utf8').trimEnd().split('\n');

afterAll(removeFolders);

interface Line {
  readonly line: number;
  readonly decision?: { readonly verdict: string; readonly reason: string | null };
  readonly output?: { readonly kind: string; readonly code?: string };
  readonly summary?: { readonly stateHash: string };
}
const read = (path: string): Line[] =>
  readFileSync(path, 'utf8')
    .trimEnd()
    .split('\n')
    .map((text) => JSON.parse(text) as Line);

/** Runs the events and gives the result with the files' paths. */
async function run(events: readonly string[], ...more: string[]) {
  const folder = temporaryFolder('kernel');
  const input = join(folder, 'events.ndjson');
  const decisions = join(folder, 'decisions.ndjson');
  writeFileSync(input, `${events.join('\n')}\n`);
  const result = await septet(['kernel', '--events', input, '--decisions', decisions, ...more]);
  return { ...result, folder, decisions };
}

describe('septet kernel', () => {
  it('AUD-2 answers the example with exactly the decisions that stand beside it, every time', async () => {
    for (let i = 0; i < 2; i += 1) {
      const { code, decisions, stderr } = await run(lines);
      expect(stderr).toBe('');
      expect(code).toBe(0);
      expect(readFileSync(decisions, 'utf8')).toBe(expected);
    }
  });

  it('AUD-1 reads and writes what the published schemas describe, line by line', () => {
    const validator = (name: string) =>
      new Ajv2020({ strict: false }).compile(
        JSON.parse(readFileSync(join(root, 'schemas', name), 'utf8')),
      );
    const events = validator('kernel-events.schema.json');
    for (const line of lines) expect(events(JSON.parse(line)), line).toBe(true);
    const outputs = validator('kernel-decisions.schema.json');
    for (const line of expected.trimEnd().split('\n')) {
      expect(outputs(JSON.parse(line)), line).toBe(true);
    }
    expect(events({ ...JSON.parse(lines[1]!), also: 1 })).toBe(false);
  });

  it('AUD-1 says what came of each event: allowed, refused with its reason, or rejected with its code', async () => {
    const { decisions, stdout } = await run(lines);
    const answers = read(decisions).flatMap(({ line, decision, output }) => {
      if (decision !== undefined) return [[line, decision.reason ?? decision.verdict]];
      return output?.kind === 'rejected_input' ? [[line, output.code]] : [];
    });
    expect(answers).toEqual([
      [6, 'allowed'],
      [7, 'allowed'],
      [8, 'ALREADY_IN_POSITION'],
      [9, 'SIGNAL_DUPLICATE'],
      [10, 'SIGNAL_INVALID'],
      [13, 'allowed'],
      [16, 'allowed'],
      [18, 'SPREAD_TOO_WIDE'],
      [21, 'CLOSED_FREEZE_DAILY_SOFT'],
      [26, 'TIME_BACKWARDS'],
    ]);
    expect(stdout).toContain('26 events: 4 entries allowed, 3 refused, 3 inputs rejected');
  });

  it('AUD-2 goes on from a saved state to the same state as one run without a stop', async () => {
    const whole = await run(lines);
    const state = join(whole.folder, 'state.json');
    const middle = 14;
    const first = await run(lines.slice(0, middle), '--state', state);
    expect(first.code).toBe(0);
    const header = JSON.stringify({
      ...JSON.parse(lines[0]!),
      at: JSON.parse(readFileSync(state, 'utf8')).at,
    });
    const rest = await run([header, ...lines.slice(middle)], '--from-state', state, '--json');
    expect(rest.code).toBe(0);
    const { stateHash } = JSON.parse(rest.stdout);
    expect(stateHash).toBe(read(whole.decisions).at(-1)!.summary!.stateHash);
  });

  const signal = JSON.parse(lines[5]!);
  it('PRE-2 names every faulty line at once and writes nothing', async () => {
    const { code, stderr, folder } = await run([
      lines[0]!,
      '{"kind":"equity",',
      '{"kind":"tick","at":1746349201000}',
      JSON.stringify({ ...signal, signal: { ...signal.signal, side: 'up', edge: 'high' } }),
      JSON.stringify({ ...signal, comment: 'x' }),
      lines[1]!,
    ]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/events\.ndjson:2: not JSON: /);
    expect(stderr).toContain('events.ndjson:3: kind: "tick" is no event; one of time, equity,');
    expect(stderr).toMatch(/:4: signal\.side: .*"long"\|"short".*\(found "up"\)/);
    expect(stderr).toContain(':4: signal.edge: not a number (found "high")');
    expect(stderr).toMatch(/:5: .*"comment"/);
    expect(stderr).toContain('5 faults in events.ndjson; nothing was written');
    expect(readdirSync(folder)).toEqual(['events.ndjson']);
  });

  const wrong = [
    { name: 'an empty file', events: [''], words: 'the first line must be the header' },
    { name: 'a file without its header', events: [lines[1]!], words: 'septet.kernel-events/1' },
    {
      name: 'a header of another version',
      events: ['{"schema":"septet.kernel-events/9","at":1}'],
      words: '(found "septet.kernel-events/9")',
    },
  ];
  it.each(wrong)('PRE-2 refuses $name with words', async ({ events, words }) => {
    const { code, stderr, decisions } = await run(events);
    expect(code).toBe(2);
    expect(stderr).toContain(words);
    expect(isThere(decisions)).toBe(false);
  });

  const value = (change: object) =>
    JSON.stringify({ ...signal, signal: { ...signal.signal, ...change } });
  const figures = [
    { name: 'no number', change: { referencePrice: 'NaN' }, code: 'SIGNAL_INVALID' },
    { name: 'no end', change: { requestedNotional: 'Infinity' }, code: 'SIGNAL_INVALID' },
    { name: 'a negative stop', change: { stopDistance: -0.01 }, code: 'SIGNAL_INVALID' },
    { name: 'an edge above 1', change: { edge: 1.01 }, code: 'SIGNAL_INVALID' },
    { name: 'an absurd size', change: { requestedNotional: 1e13 }, code: 'SIGNAL_INVALID' },
    { name: 'a stranger', change: { strategy: 'S9' }, code: 'UNKNOWN_STRATEGY' },
    { name: 'an unknown symbol', change: { symbol: 'DOGE/USDT:USDT' }, code: 'UNKNOWN_SYMBOL' },
  ];
  it('AUD-1 leaves bad figures to the kernel, which refuses them by code and goes on', async () => {
    const bad = figures.map(({ change }) => value(change));
    const { code, decisions } = await run([...lines.slice(0, 5), ...bad, ...lines.slice(5)]);
    expect(code).toBe(0);
    const answers = read(decisions);
    const codes = answers.slice(1, 1 + bad.length).map(({ output }) => output?.code);
    expect(codes).toEqual(figures.map((each) => each.code));
    expect(answers.filter(({ decision }) => decision?.verdict === 'allowed')).toHaveLength(4);
  });

  it('PRE-2 names all that is wrong with the files before it reads any', async () => {
    const folder = temporaryFolder('kernel');
    const there = join(folder, 'there.ndjson');
    writeFileSync(there, 'keep me');
    const { code, stderr } = await septet([
      'kernel',
      '--events',
      join(folder, 'none.ndjson'),
      '--decisions',
      there,
      '--state',
      join(folder, 'no/folder/state.json'),
    ]);
    expect(code).toBe(2);
    expect(stderr).toContain('there is no such file');
    expect(stderr).toContain('exists; choose another name, or --force');
    expect(stderr).toContain('there is no folder');
    expect(readFileSync(there, 'utf8')).toBe('keep me');
  });

  it('PRE-2 interrupted, it leaves nothing behind', async () => {
    const folder = temporaryFolder('kernel');
    const decisions = join(folder, 'decisions.ndjson');
    const child = spawn(
      process.execPath,
      [PROGRAM, 'kernel', '--events', '-', '--decisions', decisions],
      { env: environment(), stdio: ['pipe', 'ignore', 'pipe'] },
    );
    const ended = once(child, 'exit');
    // The first line is answered by the header of the output: from here on there is a draft.
    child.stdin.write(`${lines[0]}\n`);
    await expect.poll(() => readdirSync(folder).length, { timeout: 10_000 }).toBe(1);
    child.kill('SIGINT');
    expect(await ended).toEqual([null, 'SIGINT']);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('OPS-7 refuses a state of another configuration, and one that is none, with words', async () => {
    const { folder } = await run(lines);
    const state = join(folder, 'state.json');
    writeFileSync(state, '{"schema":"something/1"}');
    const none = await run(lines, '--from-state', state);
    expect(none.code).toBe(2);
    expect(none.stderr).toContain('its schema is "something/1", expected "septet.kernel-state/1"');
    const saved = await run(lines, '--state', join(folder, 'own.json'));
    expect(saved.code).toBe(0);
    const own = JSON.parse(readFileSync(join(folder, 'own.json'), 'utf8'));
    const snapshot = own.snapshot.replace(own.config, 'c-other');
    writeFileSync(state, JSON.stringify({ ...own, snapshot }));
    const foreign = await run(lines, '--from-state', state);
    expect(foreign.code).toBe(2);
    expect(foreign.stderr).toContain('snapshot belongs to configuration c-other');
    const early = await run(lines, '--from-state', join(folder, 'own.json'));
    expect(early.code).toBe(2);
    expect(early.stderr).toContain('give the events after it');
  });
});

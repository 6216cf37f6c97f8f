/**
 * `npm run bench -- api`: the paper stack with its real processes. How long reads take at 200 a
 * second, and how long a signal takes until its decision is told, with and without those reads, in
 * turns of one run. Then a list of 100,000 decisions, searched.
 */
import { rmSync } from 'node:fs';
import { Agent, get } from 'node:http';
import { join } from 'node:path';
import { DecisionIndexFile } from '../src/api/decisions/index-file.ts';
import { BusClient } from '../src/bus/client.ts';
import { socketPath } from '../src/bus/socket-path.ts';
import { type DecisionRow, decisionRow } from '../src/domain/decision-row.ts';
import { strategyId } from '../src/domain/ids.ts';
import type { Signal } from '../src/domain/signal.ts';
import { removeFolders, temporaryFolder } from '../tests/e2e/support/program.ts';
import { Stack } from '../tests/e2e/support/stack.ts';
import { pause, until } from '../tests/e2e/support/waiting.ts';
import { AT, sampleRefusal } from '../tests/support/status.ts';
import { type BenchRow, percentiles } from './row.ts';

const READS_PER_SECOND = 200;
const TURN_MS = 10_000;
const TURNS = 3;
const SIGNAL_EVERY_MS = 50;
const READS = [
  ...['status', 'positions', 'alerts', 'history', 'events?limit=50', 'decisions/rows?limit=100'],
  ...['decisions/rows?strategy=S3&text=closed', 'incidents', 'launch', 'decisions/d1'],
];
const LISTED = 100_000;
const START_MS = 60_000;

export async function benchApi(): Promise<readonly BenchRow[]> {
  try {
    return [...(await besideTrading()), ...(await searchRows())];
  } finally {
    removeFolders();
  }
}

async function besideTrading(): Promise<readonly BenchRow[]> {
  const stack = new Stack(temporaryFolder('home'));
  const asked = new Map<string, number>();
  let taken: number[] = [];
  const orchestrator = new BusClient({
    service: 'orchestrator',
    path: socketPath(stack.home.path, 'orchestrator'),
    peer: `bench:${process.pid}`,
    topics: {
      decision: ({ signal }) => {
        const at = asked.get(signal.id);
        if (at !== undefined) taken.push(performance.now() - at);
        asked.delete(signal.id);
      },
    },
  });
  const agent = new Agent({ keepAlive: true, maxSockets: 20 });
  try {
    const up = stack.up(['--speed', '1', '--port', '0']);
    await orchestrator.ready(START_MS);
    const page = await until('the page', START_MS, () => stack.page().catch(() => undefined));
    const reads: number[] = [];
    const quiet: number[] = [];
    const busy: number[] = [];
    let number = 0;
    const turn = async (reading: boolean): Promise<void> => {
      taken = [];
      const end = performance.now() + TURN_MS;
      const reader = reading ? readUntil(page, agent, end, reads) : Promise.resolve();
      while (performance.now() < end) {
        const { at } = await orchestrator.request('status', {});
        number += 1;
        const signal = signalOf(number, at);
        asked.set(signal.id, performance.now());
        await orchestrator.request('signal', signal);
        await pause(SIGNAL_EVERY_MS);
      }
      await reader;
      (reading ? busy : quiet).push(...taken);
    };
    await turn(false);
    quiet.length = 0;
    for (let i = 0; i < TURNS; i += 1) {
      await turn(false);
      await turn(true);
    }
    up.signal('SIGINT');
    await up.end(20_000);
    return [
      ...percentiles(`read at ${READS_PER_SECOND}/s`, reads),
      ...percentiles('signal to decision told, nobody reads', quiet),
      ...percentiles('signal to decision told, with those reads', busy),
      {
        name: 'ratio of the medians',
        value: median(busy) / median(quiet),
        unit: '',
        samples: busy.length,
      },
    ];
  } finally {
    agent.destroy();
    orchestrator.close();
    stack.killAll();
  }
}

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

async function readUntil(page: string, agent: Agent, end: number, took: number[]): Promise<void> {
  const open = new Set<Promise<void>>();
  const began = performance.now();
  for (let i = 0; performance.now() < end; i += 1) {
    const wait = began + (i * 1_000) / READS_PER_SECOND - performance.now();
    if (wait > 1) await pause(wait);
    const at = performance.now();
    const read = fetchOnce(`${page}/api/${READS[i % READS.length]}`, agent).then(() => {
      took.push(performance.now() - at);
      open.delete(read);
    });
    open.add(read);
  }
  await Promise.all(open);
}

const fetchOnce = (url: string, agent: Agent): Promise<void> =>
  new Promise((done, failed) => {
    get(url, { agent }, (answer) => {
      if (answer.statusCode !== 200 && answer.statusCode !== 404) {
        failed(new Error(`${url}: ${answer.statusCode}`));
      }
      answer.resume().on('end', done);
    }).on('error', failed);
  });

function signalOf(number: number, at: number): Signal {
  const { signal } = sampleRefusal(number);
  return { ...signal, id: `bench-${number}`, strategy: strategyId(`S${(number % 7) + 1}`), at };
}

async function searchRows(): Promise<readonly BenchRow[]> {
  const path = join(temporaryFolder('decisions'), 'decisions.db');
  const file = await DecisionIndexFile.open(path);
  const began = performance.now();
  for (let from = 1; from <= LISTED; from += 200) {
    const rows = Array.from({ length: 200 }, (_, i) => listed(from + i));
    file.add(rows, [{ low: 1, high: from + 199 }]);
  }
  const filled = performance.now() - began;
  const any = { strategy: null, symbol: null, verdict: null, reason: null, text: null };
  const filters = [
    {},
    { strategy: 'S3' },
    { verdict: 'allowed' as const, strategy: 'S5' },
    { text: 'spread 77' },
    { text: 'limit', strategy: 'S7', verdict: 'allowed' as const },
    { text: 'nothing-has-this' },
  ];
  const taken: number[] = [];
  for (let i = 0; i < 300; i += 1) {
    const filter = { ...any, from: null, to: null, ...filters[i % filters.length] };
    const before = i % 2 === 0 ? Number.MAX_SAFE_INTEGER : 1 + ((i * 331) % LISTED);
    const at = performance.now();
    file.search(filter, before, 100);
    taken.push(performance.now() - at);
  }
  file.close();
  rmSync(path, { force: true });
  return [
    {
      name: 'decisions put into the list',
      value: LISTED / (filled / 1_000),
      unit: '/s',
      samples: LISTED,
    },
    ...percentiles('page of 100 out of 100,000 decisions', taken),
  ];
}

function listed(decision: number): DecisionRow {
  const row = decisionRow(sampleRefusal(decision));
  const verdict = decision % 11 === 0 ? 'allowed' : 'refused';
  const text = `spread ${decision % 100}.${decision % 10} bps above the limit of ${decision % 13} bps`;
  const strategy = strategyId(`S${(decision % 7) + 1}`);
  return { ...row, at: AT + decision, strategy, verdict, text };
}

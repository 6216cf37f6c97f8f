/**
 * Pictures of the page for README and docs, made of a seeded run so that they stay true: the paper
 * portfolio of the shipped configuration, until the launch is complete and something was refused.
 * `npm run screenshots [-- minutes]`: minutes of market time, 180 unless told.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { septetClient } from '../src/client/client.ts';
import { launchChromium } from '../tests/support/chromium.ts';

const SEED = '11';
const PORT = 8_719;
const URL = `http://127.0.0.1:${PORT}`;
const OUT = join('docs', 'screens');
const LOOK_MS = 2_000;
/** Of this machine: a run that does not come so far has failed. */
const GIVE_UP_MS = 20 * 60_000;

interface Shot {
  readonly name: string;
  readonly place: string;
  readonly width: number;
  readonly height: number;
  readonly theme: 'light' | 'dark';
}

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Id of a refused decision, once the portfolio has run so many minutes of market time. */
async function seeded(minutes: number): Promise<string> {
  const api = septetClient({ baseUrl: URL });
  let first: number | null = null;
  for (let waited = 0; waited < GIVE_UP_MS; waited += LOOK_MS) {
    await wait(LOOK_MS);
    const told = await api.GET('/api/status').catch(() => null);
    const at = told?.data?.status?.at;
    if (at === undefined) continue;
    first ??= at;
    if (at - first < minutes * 60_000) continue;
    const found = await api.GET('/api/decisions/rows', {
      params: { query: { verdict: 'refused', limit: 1 } },
    });
    const id = found.data?.rows[0]?.id;
    if (id !== undefined) return id;
  }
  throw new Error(`nothing was refused within ${GIVE_UP_MS / 60_000} minutes`);
}

async function take(shots: readonly Shot[]): Promise<void> {
  const browser = await launchChromium();
  for (const { name, place, width, height, theme } of shots) {
    const page = await browser.newPage({ viewport: { width, height }, colorScheme: theme });
    await page.goto(`${URL}/#/${place}`);
    await page.getByText('Asking…').first().waitFor({ state: 'hidden' });
    await page.getByTestId('risk-state').waitFor();
    // Charts are drawn a frame after their figures.
    await wait(LOOK_MS);
    const path = join(OUT, `${name}.png`);
    await page.screenshot({ path });
    await page.close();
    console.log(`${path}: ${(statSync(path).size / 1_000).toFixed(0)} kB`);
  }
  await browser.close();
}

const ended = (child: ChildProcess): Promise<void> =>
  new Promise((resolve) => child.once('exit', () => resolve()));

const minutes = Number(process.argv[2] ?? 180);
const folder = mkdtempSync(join(tmpdir(), 'septet-screens-'));
mkdirSync(OUT, { recursive: true });
const given = ['--home', join(folder, 'home'), '--seed', SEED, '--port', String(PORT)];
const run = spawn('node', ['bin/septet.mjs', 'up', '--no-browser', '--json', ...given], {
  stdio: ['ignore', 'ignore', 'inherit'],
});
try {
  const refused = await seeded(minutes);
  const wide = { width: 1_280, height: 900, theme: 'light' } as const;
  await take([
    { name: 'overview', place: 'overview', ...wide },
    { name: 'overview-dark', place: 'overview', ...wide, theme: 'dark' },
    { name: 'refusal', place: `decisions/${refused}`, ...wide },
    { name: 'exposure', place: 'exposure', ...wide },
    { name: 'launch', place: 'launch', ...wide },
    { name: 'phone', place: 'overview', width: 390, height: 844, theme: 'dark' },
  ]);
} finally {
  run.kill('SIGINT');
  await ended(run);
  rmSync(folder, { recursive: true, force: true });
}

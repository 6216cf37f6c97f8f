// Mutation testing of the kernel: each folder against the tests beside it, at least 90 % killed.
// `npm run mutation [-- FOLDER...]`, for example `npm run mutation -- breakers guards`; `top` is the
// kernel's own files. Stryker comes from the npm registry into .stryker/tool, not with `npm ci`.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';

/** Exact, so that a run can be repeated; 9 is the last line for Node 20. */
const VERSION = '9.6.1';
const HOME = '.stryker';
const TOOL = join(HOME, 'tool');
const LOWEST_SCORE = 90;
const CAUGHT = new Set(['Killed', 'Timeout']);
const MISSED = new Set(['Survived', 'NoCoverage']);

const kernel = 'src/kernel';
const folders = readdirSync(kernel, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name);
const all = [...folders, 'top'];
const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !all.includes(name));
if (unknown.length > 0) {
  console.error(`no such folder: ${unknown.join(', ')}; there are ${all.join(', ')}`);
  process.exit(2);
}
install();
const rows = (asked.length > 0 ? asked : all).map(score);
console.log(`\n${'folder'.padEnd(14)}${'caught'.padStart(8)}${'missed'.padStart(8)}    score`);
for (const { name, caught, missed, share } of rows)
  console.log(
    `${name.padEnd(14)}${String(caught).padStart(8)}${String(missed.length).padStart(8)}  ${share.toFixed(2).padStart(7)}`,
  );
for (const { missed } of rows) for (const line of missed) console.log(line);
process.exit(rows.some(({ share }) => share < LOWEST_SCORE) ? 1 : 0);

function install() {
  const core = join(TOOL, 'node_modules/@stryker-mutator/core/package.json');
  if (existsSync(core) && JSON.parse(readFileSync(core, 'utf8')).version === VERSION) return;
  mkdirSync(TOOL, { recursive: true });
  // Vitest is the project's own, so that the tests and their runner are one copy.
  execFileSync(
    'npm',
    ['install', '--prefix', TOOL, '--no-audit', '--no-fund', '--legacy-peer-deps'].concat(
      ['core', 'vitest-runner'].map((name) => `@stryker-mutator/${name}@${VERSION}`),
    ),
    { stdio: ['ignore', 'ignore', 'inherit'], timeout: 300_000 },
  );
}

function score(name) {
  const place = name === 'top' ? kernel : `${kernel}/${name}`;
  const report = join(HOME, `${name}.json`);
  const settings = join(HOME, `${name}.conf.json`);
  writeFileSync(settings, JSON.stringify(options(name, place, report), null, 2));
  const run = spawnSync(
    process.execPath,
    [join(TOOL, 'node_modules/@stryker-mutator/core/bin/stryker.js'), 'run', settings],
    { stdio: 'inherit', env: { ...process.env, MUTATION_TESTS: `${place}/*.test.ts` } },
  );
  if (run.status !== 0) {
    console.error(`mutation of ${name} did not end well (${run.status ?? run.signal})`);
    process.exit(1);
  }
  return figures(name, JSON.parse(readFileSync(report, 'utf8')));
}

function options(name, place, report) {
  return {
    mutate: [`${place}/*.ts`, `!${place}/*.test.ts`],
    plugins: [
      join(process.cwd(), TOOL, 'node_modules/@stryker-mutator/vitest-runner/dist/src/index.js'),
    ],
    testRunner: 'vitest',
    vitest: { configFile: 'scripts/mutation/vitest.config.ts', related: false },
    coverageAnalysis: 'perTest',
    // Values made once when a file is loaded (tables, constants) would need every test for each mutant.
    ignoreStatic: true,
    // Words for people: codes are held by types and by the tables of the tests.
    mutator: { excludedMutations: ['StringLiteral'] },
    ignorePatterns: ['dist', 'web', 'reports', '.septet', 'docs', 'bench', '.ci'],
    concurrency: Number(process.env['MUTATION_CONCURRENCY'] ?? 2),
    timeoutMS: 10_000,
    tempDirName: join(HOME, `tmp-${name}`),
    reporters: ['json', 'progress-append-only'],
    jsonReporter: { fileName: report },
    thresholds: { high: 95, low: LOWEST_SCORE, break: null },
  };
}

function figures(name, report) {
  let caught = 0;
  const missed = [];
  for (const [file, { mutants, source }] of Object.entries(report.files)) {
    const lines = source.split('\n');
    for (const { status, location, mutatorName, replacement } of mutants) {
      if (CAUGHT.has(status)) caught += 1;
      if (!MISSED.has(status)) continue;
      const { line, column } = location.start;
      const place = `${relative(process.cwd(), file)}:${line}:${column}`;
      const became = (replacement ?? '').replace(/\s+/g, ' ').slice(0, 80);
      missed.push(`${status} ${place} ${mutatorName}: ${lines[line - 1]?.trim()}  ->  ${became}`);
    }
  }
  return { name, caught, missed, share: (100 * caught) / Math.max(1, caught + missed.length) };
}

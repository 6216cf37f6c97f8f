// Bundles the command line and the services to dist/, and the web page to dist/web when there is
// one. Writes dist/build.json last: whoever finds it finds a whole build.
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const dist = join(root, 'dist');
const lock = join(root, 'node_modules', '.septet-build');
const LOCK_STALE_MS = 60_000;
const OLD_CHUNK_MS = 24 * 3_600_000;

/** Files under a folder, sorted, tests left out. */
function filesUnder(folder) {
  const found = [];
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory() && entry.name !== 'node_modules') found.push(...filesUnder(path));
    else if (entry.isFile() && !entry.name.includes('.test.')) found.push(path);
  }
  return found.sort();
}

/** `<version>+<first 12 digits of the content hash of src>`: names what runs. */
function buildId() {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const hash = createHash('sha256');
  for (const path of filesUnder(join(root, 'src'))) {
    hash
      .update(`${relative(root, path)}\0`)
      .update(readFileSync(path))
      .update('\0');
  }
  return `${version}+${hash.digest('hex').slice(0, 12)}`;
}

/** One build at a time: several commands may find the same stale build at once. */
async function withLock(work) {
  mkdirSync(dirname(lock), { recursive: true });
  for (let waited = 0; ; waited += 50) {
    try {
      mkdirSync(lock);
      break;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
      const age = Date.now() - (statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
      if (age > LOCK_STALE_MS || waited > LOCK_STALE_MS)
        rmSync(lock, { recursive: true, force: true });
      else await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
  try {
    await work();
  } finally {
    rmSync(lock, { recursive: true, force: true });
  }
}

/**
 * Left as packages: what is native, large or CommonJS. Bundled is what many processes load a small
 * part of: a worker is 12 MB smaller with the few indicators it uses.
 */
function externalPackages() {
  const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const bundled = ['trading-signals', 'zod'];
  return Object.keys(dependencies).filter((name) => !bundled.includes(name));
}

/** Files appear whole: built beside, then renamed; old chunks stay a day for who still runs them. */
async function bundle() {
  const fresh = join(root, 'dist', '.new');
  rmSync(fresh, { recursive: true, force: true });
  const common = {
    absWorkingDir: root,
    outdir: fresh,
    bundle: true,
    platform: 'node',
    target: 'node20',
    // Constants of other files are written out where they are used: the engine does not do that.
    minifySyntax: true,
    external: externalPackages(),
    sourcemap: true,
    logLevel: 'warning',
  };
  await Promise.all([
    build({
      ...common,
      entryPoints: { cli: 'src/cli/entry.ts' },
      splitting: true,
      format: 'esm',
    }),
    // One CommonJS file a service: 2 MB less of memory in each of eleven processes.
    build({
      ...common,
      entryPoints: readdirSync(join(root, 'src/services/entry')).map(
        (name) => `src/services/entry/${name}`,
      ),
      format: 'cjs',
      outExtension: { '.js': '.cjs' },
      define: { 'import.meta.url': 'importMetaUrl' },
      banner: { js: 'const importMetaUrl = require("node:url").pathToFileURL(__filename).href;' },
    }),
  ]);
  const made = new Set(readdirSync(fresh));
  for (const name of made) renameSync(join(fresh, name), join(dist, name));
  rmSync(fresh, { recursive: true, force: true });
  for (const name of readdirSync(dist)) {
    const path = join(dist, name);
    const stale = /^[\w-]+-[A-Z0-9]{8}\.js/.test(name) && !made.has(name);
    if (stale && Date.now() - statSync(path).mtimeMs > OLD_CHUNK_MS) rmSync(path, { force: true });
  }
}

async function bundleWeb() {
  const web = join(root, 'web');
  if (!existsSync(join(web, 'index.html'))) return;
  const vite = await import('vite');
  await vite.build({
    root: web,
    logLevel: 'warn',
    build: { outDir: join(dist, 'web'), emptyOutDir: true },
  });
}

await withLock(async () => {
  mkdirSync(dist, { recursive: true });
  const startedAt = new Date();
  const id = buildId();
  await Promise.all([bundle(), bundleWeb()]);
  writeFileSync(join(dist, '.build.json'), `${JSON.stringify({ build: id })}\n`);
  // Dated at its start: a source changed while it ran makes it out of date.
  utimesSync(join(dist, '.build.json'), startedAt, startedAt);
  renameSync(join(dist, '.build.json'), join(dist, 'build.json'));
});

#!/usr/bin/env node
// Runs the built program; in a source checkout builds it first when it is missing or out of date.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const stamp = join(root, 'dist', 'build.json');

function newest(path) {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return 0;
  if (!stat.isDirectory()) return stat.mtimeMs;
  return readdirSync(path)
    .filter((name) => name !== 'node_modules' && !name.includes('.test.'))
    .reduce((latest, name) => Math.max(latest, newest(join(path, name))), stat.mtimeMs);
}

function isStale() {
  const built = statSync(stamp, { throwIfNoEntry: false });
  if (built === undefined) return true;
  const sources = ['src', 'web', 'scripts/build.mjs', 'package.json'];
  return sources.some((name) => newest(join(root, name)) > built.mtimeMs);
}

/** What stops entries or closes positions never waits for a build: any build that is there will do. So does Tab. */
const urgent = ['halt', 'flatten', 'complete'].includes(process.argv[2]) && existsSync(stamp);

if (!urgent && existsSync(join(root, 'src', 'cli', 'main.ts')) && isStale()) {
  if (process.stderr.isTTY) process.stderr.write('building septet ...\r');
  const made = spawnSync(process.execPath, [join(root, 'scripts', 'build.mjs')], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if (made.status !== 0) {
    process.stderr.write('the build failed; in a fresh clone run `npm ci` first\n');
    process.exit(1);
  }
}

await import(pathToFileURL(join(root, 'dist', 'cli.js')).href);

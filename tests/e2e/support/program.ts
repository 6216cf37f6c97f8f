/** Runs the built program as an operator would: real processes, their output and exit codes. */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = rootAbove(dirname(fileURLToPath(import.meta.url)));

/** The project's folder: also from a bundle of this file, which the benches are. */
function rootAbove(folder: string): string {
  return existsSync(join(folder, 'package.json')) ? folder : rootAbove(dirname(folder));
}

/** The program under test: `dist`, or another build named by SEPTET_TEST_PROGRAM. */
const folder = resolve(process.env['SEPTET_TEST_PROGRAM'] ?? join(root, 'dist'));
export const PROGRAM = join(folder, 'cli.js');
export const DEFAULT_CONFIG = join(root, 'config');

export interface Result {
  /** Null when a signal ended it. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The environment of a fresh login: nothing of this test run reaches the program. */
export function environment(extra: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(
    ([name]) => !/^(SEPTET_|VITEST|NODE_|ENTRY_HALT$|FORCE_COLOR$)/.test(name),
  );
  return { ...Object.fromEntries(own), SEPTET_ACTOR: 'operator', NO_COLOR: '1', ...extra };
}

const COMMAND_TIMEOUT_MS = 30_000;

/** One command to its end; forced and failed when it takes longer than `timeout` ms. */
export function septet(
  commandLine: readonly string[],
  extra: Readonly<Record<string, string>> = {},
  timeout = COMMAND_TIMEOUT_MS,
  program = PROGRAM,
): Promise<Result> {
  return new Promise((done, fail) => {
    const child = spawn(process.execPath, [program, ...commandLine], {
      env: environment(extra),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stdout = '';
    let stderr = '';
    const timer = setTimeout(() => child.kill('SIGKILL'), timeout);
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    child.once('error', fail);
    child.once('close', (code) => {
      clearTimeout(timer);
      done({ code, stdout, stderr });
    });
  });
}

const made: string[] = [];

/** A folder of its own, removed by `removeFolders`. */
export function temporaryFolder(what: string): string {
  const path = mkdtempSync(join(tmpdir(), `septet-${what}-`));
  made.push(path);
  return path;
}

/** Removes every temporary folder of this test file. */
export function removeFolders(): void {
  for (const path of made.splice(0)) rmSync(path, { recursive: true, force: true });
}

export const isThere = (path: string): boolean => existsSync(path);

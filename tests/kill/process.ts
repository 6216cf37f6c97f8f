/** Starts an executor process of the tests and hears it until it ends. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

const folder = join('node_modules', '.cache', 'septet-tests');

/** Bundles a program of this folder; the path, and how to remove it. */
export async function bundled(name: string): Promise<{ path: string; remove: () => void }> {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `${name}-${process.pid}.mjs`);
  await build({
    entryPoints: [new URL(`./${name}.ts`, import.meta.url).pathname],
    outfile: path,
    bundle: true,
    platform: 'node',
    format: 'esm',
    // The rest is bundled: three hundred processes start faster so.
    external: ['libsql'],
    minifySyntax: true,
    logLevel: 'error',
  });
  return { path, remove: () => rmSync(path, { force: true }) };
}

export interface Running {
  readonly child: ChildProcess;
  /** Resolves when it has ended and all it said was heard: true when it was killed. */
  readonly ended: Promise<boolean>;
}

/** `hear` gets each whole line, the last one of a killed process included. */
export function run(path: string, options: object, hear: (line: unknown) => void): Running {
  const child = spawn(process.execPath, [path, JSON.stringify(options)], {
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let text = '';
  let problem = '';
  child.stdin.on('error', () => undefined);
  child.stderr.on('data', (chunk) => {
    problem += chunk;
  });
  const ended = new Promise<boolean>((resolve, reject) => {
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      const lines = (text + chunk).split('\n');
      text = lines.pop()!;
      try {
        for (const line of lines) hear(JSON.parse(line));
      } catch (error) {
        child.kill('SIGKILL');
        reject(error);
      }
    });
    child.on('error', reject);
    child.on('close', (code, signal) => {
      if (signal === 'SIGKILL') resolve(true);
      else if (code === 0) resolve(false);
      else reject(new Error(`the executor process failed (${code ?? signal}): ${problem}`));
    });
  });
  return { child, ended };
}

/** The exchange server as a process of its own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { environment, PROGRAM } from './program.ts';
import { until } from './waiting.ts';

export interface SimLine {
  readonly kind: string;
  readonly rest: string;
  readonly reason: string;
}

/** `septet sim --json --port 0` in the background. */
export class Sim {
  readonly lines: SimLine[] = [];
  readonly ended: Promise<number | null>;
  private readonly child: ChildProcess;

  constructor(...options: readonly string[]) {
    const fixed = ['sim', '--json', '--port', '0'];
    this.child = spawn(process.execPath, [PROGRAM, ...fixed, ...options], {
      env: environment(),
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    this.child.stdout!.setEncoding('utf8').on('data', (text: string) => {
      for (const line of text.trim().split('\n')) this.lines.push(JSON.parse(line) as SimLine);
    });
    this.ended = new Promise((done) => this.child.once('close', done));
  }

  started(): Promise<SimLine> {
    return until('the server', 20_000, () => this.lines.find((line) => line.kind === 'started'));
  }

  signal(name: NodeJS.Signals): void {
    this.child.kill(name);
  }
}

/** `septet kernel`: the bare risk kernel on a file of events, for others to check its arithmetic. */
import { createReadStream, existsSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import type { Command } from 'commander';
import type { KernelConfig } from '../domain/config.ts';
import type { DraftFile } from '../kernel-file/draft-file.ts';
import type { LineFault } from '../kernel-file/read.ts';
import type { KernelRun, KernelSummary } from '../kernel-file/run.ts';
import { configFolder } from './config.ts';
import { CommandError, EXIT, usageError } from './exit.ts';
import { printError, printJson, printLine } from './print.ts';

interface Options {
  readonly config?: string;
  readonly events: string;
  readonly decisions: string;
  readonly state?: string;
  readonly fromState?: string;
  readonly force?: boolean;
  readonly json?: boolean;
}

/** Faults named before the rest is only counted. */
const MOST_FAULTS = 50;
const PROGRESS_EVERY = 20_000;

export function registerKernel(root: Command): void {
  root
    .command('kernel')
    .description(
      'run the bare risk kernel on a file of events: decisions out, state hashes at the end',
    )
    .option('--config <dir>', 'folder of the configuration (default: SEPTET_CONFIG or the own one)')
    .requiredOption('--events <file>', 'events, one JSON object a line; - is standard input')
    .requiredOption('--decisions <file>', 'where its outputs go, one JSON object a line')
    .option('--state <file>', 'where the final state goes: hashes, status, and what to go on from')
    .option('--from-state <file>', 'go on from a state that --state wrote')
    .option('--force', 'replace output files that exist')
    .option('--json', 'the summary as JSON on standard output')
    .addHelpText(
      'after',
      '\nExample: septet kernel --events examples/kernel/events.ndjson --decisions out.ndjson\nThe formats are in docs/kernel-file.md.',
    )
    .action(kernel);
}

async function kernel(options: Options): Promise<void> {
  const config = await configuration(options.config);
  checkFiles(options);
  const { DraftFile } = await import('../kernel-file/draft-file.ts');
  const drafts: DraftFile[] = [];
  const draft = (path: string): DraftFile => {
    const file = new DraftFile(resolve(path));
    drafts.push(file);
    return file;
  };
  const abandon = (): void => {
    for (const file of drafts) file.abandon();
  };
  onInterrupt(abandon);
  try {
    const run = await runEvents(options, config, draft(options.decisions));
    const summary = run.summary();
    if (options.state !== undefined) draft(options.state).line(run.stateText());
    for (const file of drafts) file.finish();
    report(options, summary);
  } catch (error) {
    abandon();
    throw error;
  }
}

/** Ctrl-C or a request to end leaves no half-written file; then the signal does what it always does. */
function onInterrupt(abandon: () => void): void {
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.once(name, () => {
      abandon();
      process.kill(process.pid, name);
    });
  }
}

async function configuration(folder: string | undefined): Promise<KernelConfig> {
  const { loadConfig } = await import('../config/load.ts');
  const { formatConfigErrors } = await import('../config/errors.ts');
  const loaded = loadConfig(configFolder(folder), { speed: 1 });
  if (loaded.ok) return loaded.config.kernel;
  for (const line of formatConfigErrors(loaded.errors)) printError(line);
  throw new CommandError(EXIT.usage, `errors in the configuration: ${loaded.errors.length}`);
}

/** Everything that is wrong with the named files, at once, before anything is read or written. */
function checkFiles(options: Options): void {
  const problems: string[] = [];
  const input = (option: string, path: string): void => {
    if (!existsSync(path)) problems.push(`${option} ${path}: there is no such file`);
    else if (statSync(path).isDirectory()) problems.push(`${option} ${path}: is a folder`);
  };
  const output = (option: string, path: string): void => {
    if (!existsSync(dirname(resolve(path)))) {
      problems.push(`${option} ${path}: there is no folder ${dirname(resolve(path))}`);
    } else if (existsSync(path) && (options.force !== true || statSync(path).isDirectory())) {
      problems.push(`${option} ${path}: exists; choose another name, or --force for a file`);
    }
  };
  if (options.events !== '-') input('--events', options.events);
  if (options.fromState !== undefined) input('--from-state', options.fromState);
  output('--decisions', options.decisions);
  if (options.state !== undefined) {
    output('--state', options.state);
    if (resolve(options.state) === resolve(options.decisions)) {
      problems.push('--state and --decisions name the same file');
    }
  }
  for (const problem of problems) printError(problem);
  if (problems.length > 0) throw usageError('nothing was written');
}

/** Reads to the end even after a fault, so that all of them are told; then nothing is written. */
async function runEvents(
  options: Options,
  config: KernelConfig,
  out: DraftFile,
): Promise<KernelRun> {
  const { parseEvent, parseHeader } = await import('../kernel-file/read.ts');
  const name = options.events === '-' ? 'standard input' : basename(options.events);
  const faults = new Faults(name);
  const meter = new Meter(options.json !== true);
  let run: KernelRun | undefined;
  let line = 0;
  for await (const text of linesOf(options.events)) {
    line += 1;
    if (line === 1) {
      const header = parseHeader(text);
      if (header.ok) run = await begin(options, config, header.value);
      else faults.add(header.faults);
      if (run !== undefined) out.line(run.header());
      continue;
    }
    if (text.trim() === '') continue;
    const parsed = parseEvent(text, line);
    if (!parsed.ok) faults.add(parsed.faults);
    else if (run !== undefined && faults.count === 0) {
      for (const result of run.take(parsed.value, line)) out.line(result);
    }
    meter.show(line);
  }
  meter.end();
  if (line === 0) faults.add([{ line: 1, text: 'the file is empty: it begins with a header' }]);
  faults.end();
  out.line(JSON.stringify({ summary: run!.summary() }));
  return run!;
}

async function begin(
  options: Options,
  config: KernelConfig,
  header: ConstructorParameters<typeof KernelRun>[1],
): Promise<KernelRun> {
  const { KernelRun } = await import('../kernel-file/run.ts');
  const { SnapshotRefused } = await import('../kernel/snapshot.ts');
  const { fromState } = options;
  try {
    return new KernelRun(
      config,
      header,
      fromState === undefined ? undefined : readFileSync(fromState, 'utf8'),
    );
  } catch (error) {
    if (!(error instanceof SnapshotRefused)) throw error;
    throw usageError(`--from-state ${fromState}: ${error.message}`);
  }
}

const linesOf = (path: string): AsyncIterable<string> =>
  createInterface({
    input: path === '-' ? process.stdin : createReadStream(path, 'utf8'),
    crlfDelay: Number.POSITIVE_INFINITY,
  });

class Faults {
  count = 0;
  private readonly name: string;

  constructor(name: string) {
    this.name = name;
  }

  add(faults: readonly LineFault[]): void {
    for (const { line, text } of faults) {
      this.count += 1;
      if (this.count <= MOST_FAULTS) printError(`${this.name}:${line}: ${text}`);
    }
  }

  end(): void {
    if (this.count === 0) return;
    const more = this.count > MOST_FAULTS ? `, the first ${MOST_FAULTS} are named above` : '';
    throw usageError(`${this.count} faults in ${this.name}${more}; nothing was written`);
  }
}

/** Lines so far, on a terminal only. */
class Meter {
  private readonly shown: boolean;
  private readonly startedAt = performance.now();

  constructor(wanted: boolean) {
    this.shown = wanted && process.stderr.isTTY === true;
  }

  show(line: number): void {
    if (!this.shown || line % PROGRESS_EVERY !== 0) return;
    const rate = (line / (performance.now() - this.startedAt)) * 1_000;
    process.stderr.write(`\r\u001b[2K${line} events, ${Math.round(rate)}/s`);
  }

  end(): void {
    if (this.shown) process.stderr.write('\r\u001b[2K');
  }
}

function report(options: Options, summary: KernelSummary): void {
  if (options.json === true) {
    printJson(summary);
    return;
  }
  const { events, allowed, refused, rejectedInputs } = summary;
  printLine(
    `${events} events: ${allowed} entries allowed, ${refused} refused, ${rejectedInputs} inputs rejected`,
  );
  for (const [what, counts] of [
    ['refused', summary.byReason],
    ['rejected', summary.byRejection],
  ] as const) {
    for (const [code, count] of Object.entries(counts)) {
      printLine(`  ${what} ${code.padEnd(28)} ${count}`);
    }
  }
  printLine(`state hash ${summary.stateHash}`);
  printLine(`decisions: ${options.decisions}`);
  if (options.state !== undefined) printLine(`state: ${options.state}`);
}

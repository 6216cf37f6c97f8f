/** `septet watch`: the overview in a terminal, live. It only looks. */
import type { Command } from 'commander';
import { BusClient } from '../bus/client.ts';
import { socketPath } from '../bus/socket-path.ts';
import type { PortfolioStatus } from '../domain/status.ts';
import type { EpochMs } from '../domain/time.ts';
import { machineMonotonic } from '../services/clock.ts';
import { homeOption } from './arguments.ts';
import { withService } from './connection.ts';
import { palette, wantsColour } from './paint.ts';
import { printJson, printLines } from './print.ts';
import { watchLines } from './watch-view.ts';

interface Options {
  readonly home?: string;
  readonly once?: boolean;
  readonly json?: boolean;
}

const DRAW_MS = 500;
const EVENTS_MAX = 50;
/** Values of equity behind the small chart, one each `EQUITY_MS` of market time. */
const EQUITY_MAX = 40;
const EQUITY_MS = 60_000;
const PLAIN = { columns: 200, rows: 200 };

/** Raw mode hands over Ctrl-C and Ctrl-D as keys. */
const END_KEYS = ['q', 'Q', '\u0003', '\u0004'];
const ENTER = '\u001b[?1049h\u001b[?25l';
const LEAVE = '\u001b[?25h\u001b[?1049l';
const HOME = '\u001b[H';
const CLEAR_RIGHT = '\u001b[K';
const CLEAR_BELOW = '\u001b[J';

export function registerWatch(root: Command): void {
  root
    .command('watch')
    .description('the overview live in this terminal; q ends it. Elsewhere it is printed once')
    .option('--once', 'print it once, also in a terminal')
    .option('--home <dir>', 'home of the portfolio (default: SEPTET_HOME or ./.septet)')
    .option('--json', 'once, as `septet status --json` has it of the orchestrator')
    .action(async (options: Options) => {
      const home = homeOption(options.home);
      const live = process.stdout.isTTY === true && options.once !== true && options.json !== true;
      // Nothing runs: said at once, with what would help, also where it would be live.
      const status = await withService(home, 'orchestrator', (service) =>
        service.request('status', {}),
      );
      if (options.json === true) printJson(status);
      else if (live) await watch(home, status);
      else {
        const input = { status, equity: [], events: [], silentFor: 0, down: null };
        const paint = palette(wantsColour(process.stdout));
        printLines(watchLines(input, paint, PLAIN).slice(0, -1));
      }
    });
}

/** Until somebody ends it; a lost orchestrator is said and waited for. */
async function watch(home: string, first: PortfolioStatus): Promise<void> {
  const paint = palette(wantsColour(process.stdout));
  let status = first;
  let heardAt = machineMonotonic();
  let down: string | null = null;
  const events: { at: EpochMs; text: string }[] = [];
  const equity: { at: EpochMs; value: number }[] = [];
  const client = new BusClient({
    service: 'orchestrator',
    path: socketPath(home, 'orchestrator'),
    peer: `watch:${process.pid}`,
    topics: {
      status: (next) => {
        status = next;
        heardAt = machineMonotonic();
        const last = equity.at(-1)?.at ?? Number.NEGATIVE_INFINITY;
        if (next.equity === null || next.at - last < EQUITY_MS) return;
        equity.push({ at: next.at, value: next.equity });
        if (equity.length > EQUITY_MAX) equity.shift();
      },
      event: ({ at, text }) => {
        events.push({ at, text });
        if (events.length > EVENTS_MAX) events.shift();
      },
    },
    onUp: () => {
      down = null;
    },
    onDown: (reason) => {
      down = reason;
    },
  });
  const draw = (): void => {
    const { columns = 80, rows = 24 } = process.stdout;
    const silentFor = machineMonotonic() - heardAt;
    const values = equity.map(({ value }) => value);
    const input = { status, equity: values, events, silentFor, down };
    const lines = watchLines(input, paint, { columns, rows });
    process.stdout.write(`${HOME}${lines.join(`${CLEAR_RIGHT}\n`)}${CLEAR_RIGHT}${CLEAR_BELOW}`);
  };
  process.stdout.write(ENTER);
  draw();
  const timer = setInterval(draw, DRAW_MS);
  process.stdout.on('resize', draw);
  await ended();
  clearInterval(timer);
  client.close();
  process.stdout.write(LEAVE);
}

/** `q`, Ctrl-C, or a signal. */
function ended(): Promise<void> {
  const { stdin } = process;
  return new Promise((resolve) => {
    const end = (): void => {
      if (stdin.isTTY) stdin.setRawMode(false);
      stdin.pause();
      resolve();
    };
    process.once('SIGINT', end);
    process.once('SIGTERM', end);
    process.once('SIGHUP', end);
    if (!stdin.isTTY) return;
    stdin.setRawMode(true);
    stdin.on('data', (keys: Buffer) => {
      if (END_KEYS.some((key) => keys.includes(key))) end();
    });
  });
}

/** Leaving everything without an executor: what is checked, asked and said around it. */
import { createInterface } from 'node:readline/promises';
import { formatConfigErrors } from '../config/errors.ts';
import { loadConfig } from '../config/load.ts';
import type { SeptetConfig, VenueKind } from '../domain/config.ts';
import type { SymbolId } from '../domain/ids.ts';
import type { VenueOrder, VenuePosition } from '../domain/venue.ts';
import { DirectSession } from '../services/direct-flatten.ts';
import { endpointOf } from '../services/executor-venue.ts';
import { leaveHaltLatch } from '../services/halt-latch.ts';
import { type Home, homeAt, makeHome } from '../services/home.ts';
import { lockHolder } from '../services/process-lock.ts';
import { livingProcess } from '../services/process-table.ts';
import { readRunFile } from '../services/run-file.ts';
import { credentialsFor } from '../services/venue-choice.ts';
import { wordsOf } from '../venues/ccxt/words.ts';
import { actorName } from './arguments.ts';
import { connectTo } from './connection.ts';
import { CommandError, EXIT, usageError } from './exit.ts';
import { exchangeServer } from './outside-venue.ts';
import { printError, printJson, printLine } from './print.ts';

export interface DirectOptions {
  readonly symbol: SymbolId | null;
  readonly reason: string;
  readonly json: boolean;
  readonly yes: boolean;
  readonly allSymbols: boolean;
  readonly config?: string;
  readonly venue?: VenueKind;
  readonly server?: string;
  readonly keyFile?: string;
}

/** Exit code 0 only when everything is flat. */
export async function flattenDirect(homePath: string, options: DirectOptions): Promise<void> {
  const home = homeAt(homePath);
  await refuseWhileExecutorRuns(home);
  const config = configOf(home, options);
  const endpoint = endpointOf(config.venue);
  if (endpoint === undefined) {
    throw usageError(
      'paper has no venue of its own: its positions live in the executor. Start it with `septet up` (or `septet restart executor`) and use `septet flatten`; for a venue outside name it: --venue sim|demo|live',
    );
  }
  if (!options.yes && (options.json || process.stdin.isTTY !== true)) {
    throw usageError('nobody can be asked here: look with a terminal, or add --yes');
  }
  const key = credentialsFor(
    config.venue.kind,
    options.keyFile ?? config.venue.keyFile,
    process.env,
  );
  if (!key.ok) throw usageError(key.errors.join('\n'));
  makeHome(home);
  const say = options.json ? printError : printLine;
  const own = config.kernel.instruments.map((each) => each.symbol);
  const symbols = options.symbol === null ? own : [options.symbol];
  const session = await DirectSession.open({
    home,
    config,
    endpoint,
    credentials: key.credentials,
    symbols: options.allSymbols ? null : symbols,
    log: say,
  });
  try {
    await session.look();
    const { machine } = session;
    const where =
      config.venue.kind === 'sim' ? config.venue.server : `Binance ${config.venue.kind}`;
    say(
      `${where}, key ...${key.credentials.apiKey.slice(-4)}, portfolio ${config.kernel.portfolio}`,
    );
    for (const line of holdings(machine.positions(), machine.ownOrders())) say(line);
    for (const order of machine.foreignOrders()) say(`left alone, not ours: ${orderText(order)}`);
    const nothing = machine.positions().length + machine.ownOrders().length === 0;
    if (!options.yes && !nothing) await confirm();
    // From here on whatever starts comes back halted.
    leaveHaltLatch(home, { actor: actorName(), reason: `flatten --direct: ${options.reason}` });
    const result = await session.run({
      actor: actorName(),
      reason: options.reason,
      venue: where,
      portfolio: config.kernel.portfolio,
      symbols: options.allSymbols ? 'all' : symbols,
    });
    const { accountFile } = session;
    if (options.json) printJson({ ...result, accountFile, halted: true });
    else {
      printLine(result.flat ? 'flat: nothing is held, no order of ours rests' : 'NOT FLAT, left:');
      for (const line of result.left) printLine(`  ${line}`);
      printLine(
        `ENTRY_HALT is left in ${home.path}: the executor comes back halted and books this`,
      );
      printLine(`what was done: ${accountFile}`);
    }
    if (!result.flat) {
      throw new CommandError(
        EXIT.failed,
        options.json ? '' : 'not everything is flat: call it again, or close at the venue itself',
      );
    }
  } catch (error) {
    if (error instanceof CommandError) throw error;
    throw new CommandError(EXIT.failed, `the venue: ${wordsOf(error)}`);
  } finally {
    await session.close();
  }
}

async function refuseWhileExecutorRuns(home: Home): Promise<void> {
  const client = await connectTo(home.path, 'executor');
  client?.close();
  const living = livingProcess(home, 'executor');
  if (client !== undefined) {
    throw new CommandError(
      EXIT.failed,
      'the executor answers on this home: use `septet flatten`, it knows the orders under way',
    );
  }
  if (living !== undefined) {
    throw new CommandError(
      EXIT.failed,
      `the executor (pid ${living.pid}) runs on this home and does not answer: end it with \`kill -9 ${living.pid}\`, then call this again at once`,
    );
  }
  const supervisor = lockHolder(home.lock);
  if (supervisor !== undefined) {
    printError(
      `the supervisor (pid ${supervisor.pid}) runs: an executor that it starts meanwhile comes back halted, and both only ever reduce`,
    );
  }
}

/** What this home ran with, unless another folder is named; without either nothing is guessed. */
function configOf(home: Home, options: DirectOptions): SeptetConfig {
  const run = options.config === undefined ? readRunFile(home)?.config : undefined;
  const server = options.server === undefined ? undefined : exchangeServer(options.server);
  if (run !== undefined) {
    const kind = options.venue ?? run.venue.kind;
    return { ...run, venue: { ...run.venue, kind, server: server ?? run.venue.server } };
  }
  if (options.config === undefined) {
    throw usageError(
      `${home.path} has never run: name the right --home, or the configuration with --config <dir> (its portfolio, symbols and venue)`,
    );
  }
  const loaded = loadConfig(options.config, {
    ...(options.venue === undefined ? {} : { venue: options.venue }),
    ...(server === undefined ? {} : { server }),
  });
  if (!loaded.ok) throw usageError(formatConfigErrors(loaded.errors).join('\n'));
  return loaded.config;
}

function holdings(
  positions: readonly VenuePosition[],
  orders: readonly VenueOrder[],
): readonly string[] {
  if (positions.length + orders.length === 0) return ['nothing is held, no order of ours rests'];
  return [
    ...positions.map(({ symbol, side, quantity, entryPrice, liquidationPrice }) => {
      const end = liquidationPrice === null ? '' : `, liquidation at ${liquidationPrice}`;
      return `held: ${symbol} ${side} ${quantity} from ${entryPrice}${end}`;
    }),
    ...orders.map((order) => `rests: ${orderText(order)}`),
  ];
}

const orderText = (order: VenueOrder): string =>
  `${order.clientOrderId} ${order.action} ${order.quantity} ${order.symbol} ${order.positionSide}`;

async function confirm(): Promise<void> {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await lines.question('close all of this at the market? type "flatten": ');
    if (answer.trim() === 'flatten') return;
  } finally {
    lines.close();
  }
  throw new CommandError(EXIT.failed, 'nothing was done');
}

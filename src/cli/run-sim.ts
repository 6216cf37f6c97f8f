import { resolve } from 'node:path';
import { formatConfigErrors } from '../config/errors.ts';
import { loadFaultPlan, readFaultPlan } from '../config/fault-plan.ts';
import { loadConfig } from '../config/load.ts';
import type { SeptetConfig } from '../domain/config.ts';
import type { MarketSource } from '../domain/market.ts';
import { MINUTE_MS } from '../domain/time.ts';
import { machineMonotonic } from '../services/clock.ts';
import { openMarket, recordingPeriod } from '../services/market-source.ts';
import type { KeyPermissions } from '../sim-server/desk.ts';
import { SimServer } from '../sim-server/run.ts';
import type { Strike } from '../venues/faults/fault-set.ts';
import type { FaultPlan } from '../venues/faults/plan.ts';
import { configFolder } from './config.ts';
import { CommandError, EXIT, usageError } from './exit.ts';
import { onBrokenPipe, printJsonLine, printLine } from './print.ts';

export type { KeyPermissions };

export interface SimOptions {
  readonly port: number;
  readonly speed: number;
  readonly seed?: number;
  readonly data?: string;
  readonly from?: number | 'now';
  readonly to?: number;
  readonly balance?: string;
  readonly key?: string;
  readonly secret?: string;
  readonly permissions?: KeyPermissions;
  readonly faults?: string;
  readonly faultSeed: number;
  readonly config?: string;
  readonly json?: boolean;
}

/** Candles of history a timeframe that can be asked for. */
const HISTORY_KEPT = 10_000;

/** Serves until Ctrl-C, or until the recording has ended. */
export async function runSim(options: SimOptions): Promise<void> {
  const config = load(options);
  const plan = faultPlan(options, config);
  const market = await marketOf(options, config);
  const { SEPTET_SIM_KEY: key, SEPTET_SIM_SECRET: secret } = process.env;
  const apiKey = {
    key: options.key ?? (key || 'septet-key'),
    secret: options.secret ?? (secret || 'septet-secret'),
  };
  const say = new Speaker(options.json === true);
  const server = new SimServer({
    market,
    instruments: config.kernel.instruments,
    initialBalance: options.balance ?? config.venue.initialBalance,
    key: apiKey,
    wall: () => Date.now(),
    ...(options.permissions === undefined ? {} : { permissions: options.permissions }),
    faults: {
      ...{ plan, seed: options.faultSeed, onStrike: (strike) => say.struck(strike) },
      read: (text, taken) => readFaultPlan('request', text, { symbols: market.symbols, taken }),
    },
  });
  const port = await listen(server, options.port);
  say.started(port, apiKey.key, options, server);
  try {
    const reason = await untilEnd(server, options);
    say.ended(reason, server);
  } finally {
    await server.close();
  }
}

function load(options: SimOptions): SeptetConfig {
  const loaded = loadConfig(configFolder(options.config), {
    speed: 1,
    ...(options.seed === undefined ? {} : { seed: options.seed }),
  });
  if (loaded.ok) return loaded.config;
  throw usageError(`configuration\n${formatConfigErrors(loaded.errors).join('\n')}`);
}

function faultPlan({ faults }: SimOptions, config: SeptetConfig): FaultPlan {
  if (faults === undefined) return { faults: [] };
  const symbols = config.kernel.instruments.map(({ symbol }) => symbol);
  const read = loadFaultPlan(resolve(faults), { symbols });
  if (read.ok) return read.plan;
  throw usageError(`fault plan\n${formatConfigErrors(read.errors).join('\n')}`);
}

async function marketOf(options: SimOptions, config: SeptetConfig): Promise<MarketSource> {
  const { data, from, to, seed } = options;
  if (data === undefined) {
    if (to !== undefined) throw usageError('--to ends a replay: name its folder with --data');
    const at = from === 'now' ? Date.now() : (from ?? config.market.startsAt);
    if (at < config.market.startsAt) {
      const first = new Date(config.market.startsAt).toISOString();
      throw usageError(`--from: the generated market begins at ${first}`);
    }
    const choice = { kind: 'generated', seed: config.market.seed } as const;
    return await openMarket(choice, config, at, HISTORY_KEPT);
  }
  if (seed !== undefined) throw usageError('--seed and --data: recorded data need no seed');
  if (from === 'now') throw usageError('--from now and --data: a recording has its own time');
  const directory = resolve(data);
  const period = await recordingPeriod(directory, config, {
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
  });
  if (!period.ok) throw usageError(`--data: ${period.text}`);
  if (period.to - period.from <= MINUTE_MS) throw usageError('--data: the period is too short');
  const choice = { kind: 'recorded', directory, from: period.from, to: period.to } as const;
  return await openMarket(choice, config, period.from, HISTORY_KEPT);
}

async function listen(server: SimServer, port: number): Promise<number> {
  try {
    return await server.listen(port);
  } catch (error) {
    await server.close();
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE') {
      throw usageError(`port ${port} is in use: choose another with --port, or 0 for any free one`);
    }
    if (code === 'EACCES') throw usageError(`port ${port} is not allowed: choose one from 1024 on`);
    throw error;
  }
}

/** Why it ended, in words; throws when the server failed. */
function untilEnd(server: SimServer, { speed, from }: SimOptions): Promise<string> {
  return new Promise((done, fail) => {
    const names = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
    const handlers = names.map((name) => {
      const handler = (): void => end(name === 'SIGINT' ? 'Ctrl-C' : name);
      process.on(name, handler);
      return () => process.off(name, handler);
    });
    const restore = (): void => {
      for (const off of handlers) off();
    };
    const end = (reason: string): void => {
      restore();
      done(reason);
    };
    onBrokenPipe(() => end('nobody reads the output any more'));
    const onEnd = (error: Error | null): void => {
      if (error === null) end('the recording has ended');
      else {
        restore();
        fail(new CommandError(EXIT.failed, `the exchange failed: ${error.message}`));
      }
    };
    // Making the history took its time: what passed meanwhile is caught up.
    server.run(speed, machineMonotonic, onEnd, from === 'now' ? Date.now() : undefined);
  });
}

class Speaker {
  private readonly json: boolean;

  constructor(json: boolean) {
    this.json = json;
  }

  started(port: number, key: string, options: SimOptions, server: SimServer): void {
    const { market, symbols, exchange } = server.desk;
    const rest = `http://127.0.0.1:${port}`;
    const stream = `ws://127.0.0.1:${port}`;
    const marketTime = new Date(market.now).toISOString();
    const balance = exchange.books().wallet;
    if (this.json) {
      const { speed } = options;
      const list = symbols.symbols;
      printJsonLine({
        kind: 'started',
        rest,
        stream,
        key,
        speed,
        marketTime,
        balance,
        symbols: list,
      });
      return;
    }
    printLine(`simulated exchange, Binance USDT-M protocol: ${symbols.symbols.join(', ')}`);
    printLine(`  REST       ${rest}/fapi`);
    printLine(`  websocket  ${stream}/ws`);
    printLine(`  API key    ${key}`);
    printLine(`  account    ${balance} USDT, hedge mode, isolated margin`);
    printLine(`  market     ${marketTime}, ${options.speed} x real time`);
    printLine('Ctrl-C ends it.');
  }

  /** With --json alone: a plan may strike thousands of times. */
  struck({ at, ...strike }: Strike): void {
    if (!this.json) return;
    const { kind: fault, ...rest } = strike;
    printJsonLine({ kind: 'strike', fault, marketTime: new Date(at).toISOString(), ...rest });
  }

  ended(reason: string, server: SimServer): void {
    const { market, exchange } = server.desk;
    const marketTime = new Date(market.now).toISOString();
    const { wallet } = exchange.books();
    if (this.json) printJsonLine({ kind: 'ended', reason, marketTime, wallet });
    else printLine(`ended: ${reason}; market time ${marketTime}, wallet ${wallet} USDT`);
  }
}

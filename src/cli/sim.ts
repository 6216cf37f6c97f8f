/** `septet sim`: the simulated exchange as a server that speaks the Binance USDT-M protocol. */
import { type Command, InvalidArgumentError } from 'commander';
import { day, speed, wholeNumber } from './arguments.ts';
import type { KeyPermissions, SimOptions } from './run-sim.ts';

const DEFAULT_PORT = 8_790;

/** A day as elsewhere, or `now`. */
const start = (text: string): number | 'now' => (text === 'now' ? 'now' : day(text));

function amount(text: string): string {
  if (!/^\d{1,12}(\.\d{1,8})?$/.test(text) || Number(text) <= 0) {
    throw new InvalidArgumentError('write an amount of USDT above 0, like 100000.');
  }
  return text;
}

function keyText(text: string): string {
  if (!/^[\w-]{1,128}$/.test(text)) {
    throw new InvalidArgumentError('write 1 to 128 letters, digits, - or _.');
  }
  return text;
}

/** What the key may do: a list of the words below. */
function permissions(text: string): KeyPermissions {
  const words = text.split(',').map((word) => word.trim());
  const wrong = words.filter(
    (word) => !['trade', 'withdraw', 'transfer', 'ip', 'none'].includes(word),
  );
  if (wrong.length > 0) {
    throw new InvalidArgumentError('write trade, withdraw, transfer, ip, with commas, or none.');
  }
  return {
    canTradeFutures: words.includes('trade'),
    canWithdraw: words.includes('withdraw'),
    canTransfer: words.includes('transfer'),
    ipRestricted: words.includes('ip'),
  };
}

export function registerSim(root: Command): void {
  root
    .command('sim')
    .description(
      'the simulated exchange as a server on this machine: Binance USDT-M REST and websockets',
    )
    .option(
      '--port <n>',
      'port on 127.0.0.1, 0 for any free one',
      wholeNumber(0, 65_535),
      DEFAULT_PORT,
    )
    .option('--speed <n>', 'market seconds per second, 1 to 3600', speed, 1)
    .option('--seed <n>', 'seed of the generated market', wholeNumber(0, 4_294_967_295))
    .option('--data <dir>', 'replay recorded candles as the market instead of the generator')
    .option(
      '--from <day>',
      'where the market begins: a day (UTC), or now, which with speed 1 makes market time machine time',
      start,
    )
    .option('--to <day>', 'with --data: where the replay ends, exclusive', day)
    .option('--balance <usdt>', 'opening balance (default: as configured)', amount)
    .option('--key <text>', 'API key (default: SEPTET_SIM_KEY or septet-key)', keyText)
    .option('--secret <text>', 'its secret (default: SEPTET_SIM_SECRET or septet-secret)', keyText)
    .option(
      '--permissions <list>',
      'what the key may do: trade, withdraw, transfer, ip (restricted to addresses), or none (default: trade,ip)',
      permissions,
    )
    .option('--faults <file>', 'fault plan: what goes wrong, when and how often (docs/sim.md)')
    .option('--fault-seed <n>', 'seed of its chances', wholeNumber(0, 4_294_967_295), 1)
    .option('--config <dir>', 'folder of the configuration (default: SEPTET_CONFIG or the own one)')
    .option('--json', 'one JSON object a line instead of text')
    .addHelpText(
      'after',
      '\nExample: septet sim --speed 60 --seed 7\nEndpoints, streams and how to connect are in docs/sim.md. Ctrl-C ends it.',
    )
    .action(async (options: SimOptions) => {
      const { runSim } = await import('./run-sim.ts');
      await runSim(options);
    });
}

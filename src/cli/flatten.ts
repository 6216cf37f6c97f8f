import { type Command, Option } from 'commander';
import type { VenueKind } from '../domain/config.ts';
import { strategyId, symbolId, symbolOfMarketId } from '../domain/ids.ts';
import { actorName, homeOption } from './arguments.ts';
import { withService } from './connection.ts';
import { usageError } from './exit.ts';
import { reportReply } from './reply.ts';

interface Options {
  readonly symbol?: string;
  readonly strategy?: string;
  readonly reason: string;
  readonly home?: string;
  readonly json?: boolean;
  readonly direct?: boolean;
  readonly yes?: boolean;
  readonly allSymbols?: boolean;
  readonly config?: string;
  readonly venue?: VenueKind;
  readonly server?: string;
  readonly keyFile?: string;
}

const DIRECT_ONLY = ['yes', 'allSymbols', 'config', 'venue', 'server', 'keyFile'] as const;

export function registerFlatten(root: Command): void {
  root
    .command('flatten')
    .description(
      'close positions now, all or those of a symbol or strategy; needs the executor only, with --direct nobody',
    )
    .option('--symbol <symbol>', 'only this symbol, for example ETHUSDT')
    .option('--strategy <id>', 'only this strategy, for example S3')
    .option('--reason <text>', 'why, for the journal', 'flattened from the command line')
    .option('--direct', 'at the venue itself, by this process alone: for when no executor runs')
    .option('--yes', 'with --direct: do not ask')
    .option('--all-symbols', 'with --direct: every position of the account, not only our symbols')
    .option('--config <dir>', 'with --direct: configuration in place of what the home ran with')
    .addOption(
      new Option('--venue <kind>', 'with --direct: the venue').choices([
        'paper',
        'sim',
        'demo',
        'live',
      ]),
    )
    .option('--server <url>', 'with --direct: address of the simulated exchange')
    .option('--key-file <path>', 'with --direct: file with the API key')
    .option('--home <dir>', 'home of the portfolio (default: SEPTET_HOME or ./.septet)')
    .option('--json', 'the answer as JSON')
    .addHelpText('after', EXAMPLES)
    .action(async (options: Options) => {
      if (options.direct === true) {
        await direct(options);
        return;
      }
      const given = DIRECT_ONLY.find((name) => options[name] !== undefined);
      if (given !== undefined) {
        const option = given.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
        throw usageError(`--${option} is for a flatten without executor: add --direct`);
      }
      const scope = {
        strategy: options.strategy === undefined ? null : strategyId(options.strategy),
        symbol: options.symbol === undefined ? null : symbolFrom(options.symbol),
      };
      const reply = await withService(homeOption(options.home), 'executor', (service) =>
        service.request('command', {
          kind: 'flatten',
          scope,
          actor: actorName(),
          reason: options.reason,
        }),
      );
      reportReply(reply, options.json === true);
    });
}

const EXAMPLES = `
Examples:
  septet flatten --reason "venue unstable"          through the executor
  septet flatten --symbol ETHUSDT
  septet flatten --direct                            no executor runs: asks, then closes at the venue
  septet flatten --direct --yes --all-symbols        every position of the account, without asking
  septet flatten --direct --config config --venue live --key-file key.txt   without the home that traded
`;

async function direct(options: Options): Promise<void> {
  if (options.strategy !== undefined) {
    throw usageError('--strategy: the venue knows positions, not strategies; use --symbol or all');
  }
  if (options.symbol !== undefined && options.allSymbols === true) {
    throw usageError('--symbol and --all-symbols: choose one');
  }
  const { flattenDirect } = await import('./flatten-direct.ts');
  const { config, venue, server, keyFile } = options;
  await flattenDirect(homeOption(options.home), {
    symbol: options.symbol === undefined ? null : symbolFrom(options.symbol),
    reason: options.reason,
    json: options.json === true,
    yes: options.yes === true,
    allSymbols: options.allSymbols === true,
    ...(config === undefined ? {} : { config }),
    ...(venue === undefined ? {} : { venue }),
    ...(server === undefined ? {} : { server }),
    ...(keyFile === undefined ? {} : { keyFile }),
  });
}

/** `ETHUSDT` or `ETH/USDT:USDT`. */
const symbolFrom = (text: string) => symbolOfMarketId(text) ?? symbolId(text);

import type { Command } from 'commander';
import { strategyId, symbolId, symbolOfMarketId } from '../domain/ids.ts';
import { actorName, homeOption } from './arguments.ts';
import { withService } from './connection.ts';
import { reportReply } from './reply.ts';

interface Options {
  readonly symbol?: string;
  readonly strategy?: string;
  readonly reason: string;
  readonly home?: string;
  readonly json?: boolean;
}

export function registerFlatten(root: Command): void {
  root
    .command('flatten')
    .description(
      'close positions now, all or those of a symbol or strategy; needs the executor only',
    )
    .option('--symbol <symbol>', 'only this symbol, for example ETHUSDT')
    .option('--strategy <id>', 'only this strategy, for example S3')
    .option('--reason <text>', 'why, for the journal', 'flattened from the command line')
    .option('--home <dir>', 'home of the portfolio (default: SEPTET_HOME or ./.septet)')
    .option('--json', 'the answer as JSON')
    .action(async (options: Options) => {
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

/** `ETHUSDT` or `ETH/USDT:USDT`. */
const symbolFrom = (text: string) => symbolOfMarketId(text) ?? symbolId(text);

import { type Command, Option } from 'commander';
import { day, duration, homeOption, speed, wholeNumber } from './arguments.ts';
import { withIdentity } from './identity.ts';
import type { UpOptions } from './run-up.ts';

export function registerUp(root: Command): void {
  withIdentity(root.command('up'))
    .alias('start')
    .description('start the portfolio and show the runbook live; Ctrl-C stops it in order')
    .option('--speed <n>', 'market seconds per second, 1 to 3600 (default: septet.yaml, 60)', speed)
    .option(
      '--for <duration>',
      'end by itself after this much market time, for example 45m',
      duration,
    )
    .option('--seed <n>', 'seed of the generated market', wholeNumber(0, 4_294_967_295))
    .option('--data <dir>', 'replay recorded candles as the market instead of the generator')
    .option('--from <day>', 'with --data: first day replayed (default: the newest period)', day)
    .option('--to <day>', 'with --data: where the replay ends, exclusive', day)
    .addOption(
      new Option('--venue <kind>', 'where orders go (default: venue.yaml, paper)').choices([
        ...['paper', 'sim', 'demo', 'live'],
      ]),
    )
    .option('--server <url>', 'with --venue sim: its address (default: venue.yaml)')
    .option('--live', 'yes, with real money: without it --venue live does not start')
    .option(
      '--paper-history <dir>',
      'first start with real money: the home that has its paper history',
    )
    .option('--waive-paper-history <reason>', 'first start with real money without it: why')
    .option('--profile <name>', 'risk profile of the session: conservative, balanced, aggressive')
    .option('--config <dir>', 'folder of the configuration (default: SEPTET_CONFIG or the own one)')
    .option('--home <dir>', 'home of the portfolio (default: SEPTET_HOME or ./.septet)')
    .option('--port <n>', 'port of the web page, 0 for any free one', wholeNumber(0, 65_535))
    .option('--no-browser', 'do not open the web page in a browser')
    .option('--json', 'one JSON object a line instead of text')
    .action(async (options: UpOptions) => {
      const { runUp } = await import('./run-up.ts');
      await runUp(homeOption(options.home), options);
    });
}

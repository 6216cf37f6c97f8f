import type { Command } from 'commander';
import { configFolder } from './config.ts';
import type { SignalsOptions } from './write-signals.ts';

export function registerSignals(root: Command): void {
  root
    .command('signals')
    .description("a strategy's raw entry signals on recorded candles, as CSV")
    .requiredOption('--data <dir>', 'folder of recorded candles')
    .requiredOption('--strategy <id>', 'for example S3')
    .requiredOption('--symbol <symbol>', 'for example ETHUSDT')
    .requiredOption('--out <file>', 'CSV to write: strategy,symbol,candle_close_time_ms,side,edge')
    .option(
      '--timeframe-source <timeframe>',
      "candles to read and build longer ones from, for example 15m (default: the finest there, at most the strategy's own)",
    )
    .option('--allow-gaps', 'go on over missing candles inside a file')
    .option('--config <dir>', 'folder of the configuration (default: SEPTET_CONFIG or the own one)')
    .option('--json', 'the result as JSON')
    .action(async (options: SignalsOptions) => {
      const { writeSignals } = await import('./write-signals.ts');
      writeSignals(options, configFolder(options.config));
    });
}

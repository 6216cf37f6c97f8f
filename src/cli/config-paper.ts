/** `septet config paper`: paper validation of a candidate beside the version in force. */
import type { Command } from 'commander';
import { day } from './arguments.ts';
import { type PreviewOptions, previewPaper } from './paper-preview.ts';

const EXAMPLES = `
Examples:
  septet config paper preview --candidate ./new --from 2025-05-04 --to 2025-05-11
  septet config paper preview --candidate ./new --over ./data --from 2025-05-04 --to 2025-05-11 --out ./preview`;

export function registerConfigPaper(config: Command): void {
  const paper = config
    .command('paper')
    .description('paper validation: a candidate beside the version in force, on the same market')
    .addHelpText('after', EXAMPLES);
  paper
    .command('preview')
    .description('both over recorded or generated data, in minutes; never counts as the seven days')
    .requiredOption('--candidate <dir>', 'folder of the configuration to try')
    .option('--over <dir>', 'folder of recorded candles; without it the market generator is used')
    .requiredOption('--from <day>', 'first day, UTC, like 2025-05-04', day)
    .requiredOption('--to <day>', 'day to end before, UTC, like 2025-05-11', day)
    .option('--config <dir>', 'what it is compared with (default: SEPTET_CONFIG or the own one)')
    .option('--out <dir>', 'folder for paper.html, paper.md and paper.json')
    .option('--json', 'the report as JSON on standard output')
    .action((options: PreviewOptions) => previewPaper(options));
}

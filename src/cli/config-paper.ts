/** `septet config paper`: paper validation of a candidate beside the version in force. */
import { type Command, Option } from 'commander';
import type { PaperFormat } from '../report/paper-files.ts';
import { day } from './arguments.ts';
import { withIdentity } from './identity.ts';
import { type PreviewOptions, previewPaper } from './paper-preview.ts';
import type { GivenOptions, HomeOptions } from './paper-validation.ts';

const validation = () => import('./paper-validation.ts');

const EXAMPLES = `
Examples:
  septet config paper start p-3                      beside the version in force, seven days
  septet config paper status
  septet config paper report --format html > paper.html
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
  withIdentity(withHome(paper.command('start <proposal>')))
    .description('begin: the running stack keeps a shadow that trades the proposal on paper')
    .action(async (proposal: string, options: GivenOptions) =>
      (await validation()).startPaper(proposal, options),
    );
  withHome(paper.command('status'))
    .description('how far it is, what does not count, how much it takes')
    .action(async (options: HomeOptions) => (await validation()).paperStatus(options));
  withIdentity(withHome(paper.command('stop')))
    .description('end it before its time; the tape goes, reports stay')
    .action(async (options: GivenOptions) => (await validation()).stopPaper(options));
  withHome(paper.command('report [name]'), false)
    .description('the comparison, once its time is full')
    .addOption(
      new Option('--format <name>', 'how it is written')
        .choices(['md', 'json', 'html'])
        .default('md'),
    )
    .action(
      async (name: string | undefined, options: HomeOptions & { readonly format: PaperFormat }) =>
        (await validation()).showPaperReport(name, options),
    );
}

const withHome = (command: Command, json = true): Command => {
  command.option('--home <dir>', 'home of the portfolio (default: SEPTET_HOME or ./.septet)');
  return json ? command.option('--json', 'the answer as JSON') : command;
};

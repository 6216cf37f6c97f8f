/** `septet doctor`: what is wrong with this installation, and how to mend it. */
import type { Command } from 'commander';
import type { Finding } from '../services/doctor/findings.ts';
import { homeAt } from '../services/home.ts';
import { homeOption } from './arguments.ts';
import { configFolder } from './config.ts';
import { CommandError, EXIT } from './exit.ts';
import { type Palette, palette, wantsColour } from './paint.ts';
import { printJson, printLines } from './print.ts';

interface Options {
  readonly home?: string;
  readonly config?: string;
  readonly json?: boolean;
}

export function registerDoctor(root: Command): void {
  root
    .command('doctor')
    .description('what is wrong with this installation and its home, and how to mend it')
    .option('--home <dir>', 'home of the portfolio (default: SEPTET_HOME or ./.septet)')
    .option('--config <dir>', 'folder of the configuration, for a home that has none yet')
    .option('--json', 'the findings as JSON')
    .addHelpText(
      'after',
      '\nIt looks and changes nothing. Exit code 0: nothing failed; 1: something did. Venue and market: septet preflight.',
    )
    .action(async (options: Options) => {
      const { lookAt } = await import('../services/doctor/look.ts');
      const { findingsOf } = await import('../services/doctor/findings.ts');
      const home = homeAt(homeOption(options.home));
      const findings = findingsOf(await lookAt(home, configFolder(options.config)));
      const failed = findings.filter(({ state }) => state === 'failed');
      if (options.json === true) printJson({ home: home.path, ok: failed.length === 0, findings });
      else {
        const colours = palette(wantsColour(process.stdout));
        printLines(findings.flatMap((finding) => findingLines(finding, colours)));
      }
      if (failed.length === 0) return;
      const names = failed.map(({ title }) => title.toLowerCase()).join(', ');
      throw new CommandError(EXIT.failed, `to be mended: ${names}`);
    });
}

const MARKS = {
  ok: ['green', 'ok  '],
  warning: ['yellow', 'warn'],
  failed: ['red', 'FAIL'],
} as const;

function findingLines(finding: Finding, colours: Palette): readonly string[] {
  const [colour, mark] = MARKS[finding.state];
  const line = `${colours[colour](mark)} ${finding.title.padEnd(20)} ${finding.text}`;
  return finding.remedy === null ? [line] : [line, `     to mend it: ${finding.remedy}`];
}

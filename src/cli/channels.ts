import type { Command } from 'commander';
import type { ChannelStatus, MessengerStatus } from '../domain/channels.ts';
import { homeOption } from './arguments.ts';
import { withService } from './connection.ts';
import { instant } from './figures.ts';
import { printJson, printLines } from './print.ts';
import type { TestOptions } from './test-channels.ts';

interface ShowOptions {
  readonly home?: string;
  readonly json?: boolean;
}

export function registerChannels(root: Command): void {
  const channels = root
    .command('channels')
    .description('how the desk is reached: state of each channel, of the watchdog and of the chats')
    .option('--home <dir>', 'home of the portfolio (default: SEPTET_HOME or ./.septet)')
    .option('--json', 'as JSON')
    .action(async (options: ShowOptions) => {
      const status = await withService(homeOption(options.home), 'api', (service) =>
        service.request('messenger', {}),
      );
      if (options.json === true) printJson(status);
      else printLines(messengerLines(status));
    });
  channels
    .command('test')
    .description('send a real test message through every channel, and ping the watchdog once')
    .option('--config <dir>', 'folder of the configuration (default: SEPTET_CONFIG or the own one)')
    .option('--json', 'the outcome as JSON')
    .addHelpText(
      'after',
      [
        '\nExamples:',
        '  septet channels test',
        '  septet channels test --config ./config --json',
        '\nExit code 0: every one took it; 1: one did not, or there is none; 2: usage or configuration.',
        'Secrets come from the environment of this command, or from their files: docs/channels.md.',
      ].join('\n'),
    )
    .action(async (_options: TestOptions, command: Command) => {
      const { testChannels } = await import('./test-channels.ts');
      await testChannels(command.optsWithGlobals<TestOptions>());
    });
}

export function messengerLines(status: MessengerStatus): readonly string[] {
  const { channels, heard, newest, chat } = status;
  return [
    ...(channels.length === 0
      ? ['channels    none: nobody is told of anything (config/channels.yaml)']
      : []),
    ...channels.map(channelLine),
    `messages    ${newest === 0 ? 'none yet' : `up to #${newest}`}; orchestrator ${heard ? 'heard' : 'NOT HEARD'}; commands by ${chat.length === 0 ? 'nobody' : chat.join(', ')}`,
  ];
}

function channelLine(status: ChannelStatus): string {
  const { id, role, state, carries, lastSuccess, waiting, lost, problem } = status;
  const standing = role === 'fallback' && !carries ? ', stands by' : '';
  const last = lastSuccess === null ? 'nothing sent yet' : `last ${instant(lastSuccess)} UTC`;
  const more = [
    ...(waiting === 0 ? [] : [`${waiting} waiting`]),
    ...(lost === 0 ? [] : [`${lost} LOST`]),
    ...(problem === null ? [] : [problem]),
  ];
  const shown = state === 'failed' ? 'FAILED' : state;
  return `channel     ${id.padEnd(18)} ${role}${standing}  ${shown}  ${last}${more.map((each) => `; ${each}`).join('')}`;
}

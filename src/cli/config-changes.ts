/** `septet config history|diff|propose|approve|promote|withdraw|pin|unpin|status|remote`. */
import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { ChangeCommand, ChangeReply } from '../domain/change-office.ts';
import { wholeNumber } from './arguments.ts';
import { CommandError, EXIT, usageError } from './exit.ts';
import { type IdentityOptions, withIdentity } from './identity.ts';
import { palette, wantsColour } from './paint.ts';
import { printJson, printLines } from './print.ts';

interface Options extends IdentityOptions {
  readonly home?: string;
  readonly json?: boolean;
  readonly reason?: string;
  readonly from?: string;
  readonly as?: string;
  readonly content?: string;
  readonly limit?: number;
  readonly remove?: boolean;
}

const LIMIT_DEFAULT = 20;

export function registerChanges(config: Command): void {
  const verb = (name: string, description: string, examples: readonly string[]): Command =>
    config
      .command(name)
      .description(description)
      .option('--home <dir>', 'home of the portfolio (default: SEPTET_HOME or ./.septet)')
      .option('--json', 'the answer as JSON')
      .addHelpText('after', `\nExamples:\n${examples.map((line) => `  ${line}`).join('\n')}`);
  const change = (name: string, description: string, examples: readonly string[]): Command =>
    withIdentity(verb(name, description, examples)).option('--reason <text>', 'why; kept for good');

  verb('status', 'what is in force, what is proposed and what it still needs, drift', [
    'septet config status',
    'septet config status --json | jq .answer.drift',
  ]).action((options: Options) => give(options, { kind: 'status' }));

  verb('history', 'what was in force since when, by whom, with approvals', [
    'septet config history --limit 5',
  ])
    .option('--limit <n>', 'newest so many', wholeNumber(1, 1_000))
    .action((options: Options) =>
      give(options, { kind: 'history', limit: options.limit ?? LIMIT_DEFAULT }),
    );

  verb('diff', 'keys that differ between two versions: old, new, moved, class, why', [
    'septet config diff                     the edited files against what is in force',
    'septet config diff p-3                 a proposal against what is in force',
    'septet config diff 1a2b3c4d 5e6f7a8b   two commits',
  ])
    .argument('[a]', 'files, validated, a proposal, or digits of a commit', 'files')
    .argument('[b]', 'with two: the newer one')
    .action((a: string, b: string | undefined, options: Options) =>
      give(options, {
        ...{ kind: 'diff', from: b === undefined ? 'in-force' : a, to: b ?? a },
      }),
    );

  change('propose', 'bring edited files in as a proposal: validated, compared, classified', [
    'septet config propose --reason "tighter stops after March"',
    'septet config propose --from ./config --reason "SOL cap down"',
    'septet config propose --as p-3 --reason "as discussed"   replaces what p-3 was',
  ])
    .option('--from <dir>', 'folder of the files (default: config in the home)')
    .option('--as <proposal>', 'replace the content of an open proposal; voids its approvals')
    .action((options: Options) =>
      give(options, {
        kind: 'propose',
        from: options.from === undefined ? null : resolve(options.from),
        as: options.as ?? null,
        reason: reasonOf(options),
      }),
    );

  change('approve', 'a second person agrees to a proposal as it is now', [
    'septet config approve p-3 --content 1a2b3c4d --reason "read, paper week looks right"',
  ])
    .argument('<proposal>', 'its id: septet config status')
    .option('--content <digits>', 'refuse unless this is still its content (as in the status)')
    .action((proposal: string, options: Options) =>
      give(options, {
        ...{ kind: 'approve', proposal, content: options.content?.toLowerCase() ?? null },
        reason: reasonOf(options, 'approved'),
      }),
    );

  change('promote', 'put a proposal in force; what runs is brought over', [
    'septet config promote p-3 --reason "paper week passed"',
  ])
    .argument('<proposal>', 'its id: septet config status')
    .action((proposal: string, options: Options) =>
      give(options, { kind: 'promote', proposal, reason: reasonOf(options, 'promoted') }),
    );

  change('withdraw', 'take a proposal back', ['septet config withdraw p-3 --reason "superseded"'])
    .argument('<proposal>', 'its id: septet config status')
    .action((proposal: string, options: Options) =>
      give(options, { kind: 'withdraw', proposal, reason: reasonOf(options) }),
    );

  for (const [kind, description] of [
    ['pin', 'vouch for a version that was in force: a rollback may go there'],
    ['unpin', 'a version is no target of a rollback any more'],
  ] as const) {
    change(kind, description, [`septet config ${kind} in-force --reason "a quiet month"`])
      .argument('<version>', 'in-force, or digits of a commit: septet config history')
      .action((version: string, options: Options) =>
        give(options, { kind, version, reason: reasonOf(options) }),
      );
  }

  withIdentity(
    verb('remote', 'git remote that is told of every change; without an address: which one', [
      'septet config remote git@example.org:desk/septet-config.git',
      'septet config remote --remove',
    ]),
  )
    .argument('[url]', 'address, without a password in it')
    .option('--remove', 'no remote any more')
    .action((url: string | undefined, options: Options) =>
      give(options, { kind: 'remote', url: options.remove === true ? '' : (url ?? null) }),
    );
}

function reasonOf({ reason }: Options, otherwise?: string): string {
  const text = reason ?? otherwise;
  if (text === undefined)
    throw usageError('say why with --reason "...": it is kept with the change');
  return text;
}

async function give(options: Options, command: ChangeCommand): Promise<void> {
  const { giveChange } = await import('./give-change.ts');
  const reply = await giveChange(options, command);
  if (options.json === true) printJson(reply);
  else if (reply.ok) printLines(await linesOf(reply));
  if (!reply.ok) {
    const text = options.json === true ? '' : `${reply.text} (${reply.code})`;
    throw new CommandError(USAGE.includes(reply.code) ? EXIT.usage : EXIT.failed, text);
  }
}

/** Refusals that other input would have spared. */
const USAGE: readonly string[] = [
  'INVALID',
  'REASON',
  'UNKNOWN_PROPOSAL',
  'UNKNOWN_VERSION',
  'REMOTE',
  'SECRET',
];

async function linesOf({ text, answer }: Extract<ChangeReply, { ok: true }>) {
  const view = await import('./change-view.ts');
  const paint = palette(wantsColour(process.stdout));
  switch (answer.kind) {
    case 'status':
      return view.statusLines(answer, paint);
    case 'history':
      return view.historyLines(answer, paint);
    case 'diff':
      return view.diffLines(answer, paint);
    case 'remote':
      return [text];
    case 'done':
      return view.doneLines(text, answer, paint);
  }
}

import type { Command } from 'commander';
import { strategyId } from '../domain/ids.ts';
import type { Override, PendingRequest, WantedOverride } from '../domain/overrides.ts';
import type { BreakerId } from '../domain/risk.ts';
import type { PortfolioStatus } from '../domain/status.ts';
import type { EpochMs, Ms } from '../domain/time.ts';
import { actorName, duration, homeOption } from './arguments.ts';
import { withService } from './connection.ts';
import { usageError } from './exit.ts';
import { countdown, instant } from './figures.ts';
import { giveCommand } from './give-command.ts';
import { type IdentityOptions, withIdentity } from './identity.ts';
import { printJson, printLines } from './print.ts';
import { reportReply } from './reply.ts';

interface Options extends IdentityOptions {
  readonly home?: string;
  readonly json?: boolean;
}

const HELP = `
What can be overridden, for 12 hours at most; it ends by itself:
  breaker <id> off              daily_soft, daily_hard, drawdown_warning, drawdown_breaker,
                                loss_streak, volatility: computed and shown, without effect
  strategy <id> closed          no entries of the strategy
  strategy <id> open            extreme volatility does not close it
  limit <file>:<path>=<value>   a limit of the list that \`septet override keys\` shows
What loosens needs two people (docs/overrides.md); what tightens is in force at once.

Examples:
  septet override add strategy S2 closed --for 4h --reason "strange fills since 09:00"
  septet override add breaker daily_soft off --for 2h --reason "loss is a booking error"
  septet override add limit risk.yaml:caps.asset.BTC=25% --for 12h --reason "less BTC tonight"
  septet override end O3 --reason "settled"`;

export function registerOverride(root: Command): void {
  const override = common(root.command('override'))
    .description('emergency overrides: a breaker off, a strategy closed, a limit changed')
    .addHelpText('after', HELP);
  common(override.command('list', { isDefault: true }))
    .description('overrides in force, and what was set aside for this launch')
    .action(async (_: unknown, command: Command) => {
      const options: Options = command.optsWithGlobals();
      const status = await statusOf(options);
      const { overrides, requests, launch } = status;
      if (options.json === true) printJson({ overrides, requests, skips: launch.skips });
      else {
        const lines = overrideLines(status);
        printLines(lines.length === 0 ? ['no override is in force'] : lines);
      }
    });
  common(override.command('keys'))
    .description('limits that can be overridden, with the configured value and the bounds')
    .action(async (_: unknown, command: Command) => {
      const options: Options = command.optsWithGlobals();
      const keys = await withService(homeOption(options.home), 'orchestrator', (service) =>
        service.request('limits', {}),
      );
      if (options.json === true) printJson(keys);
      else printLines(keys.map(({ key, text }) => `${key.padEnd(52)} ${text}`));
    });
  withIdentity(common(override.command('add').argument('<words...>', 'as below')))
    .description('put one in force')
    .requiredOption('--for <time>', 'how long: 90m, 4h; 12h at most', duration)
    .requiredOption('--reason <text>', 'why, for the journal')
    .addHelpText('after', HELP)
    .action(async (words: string[], _: unknown, command: Command) => {
      const options: Options & { readonly for: Ms; readonly reason: string } =
        command.optsWithGlobals();
      const { for: length, reason } = options;
      const target = targetOf(words);
      const said = { kind: 'override_add', target, length, actor: actorName(), reason } as const;
      reportReply(await giveCommand(options, said), options.json === true);
    });
  withIdentity(common(override.command('end').argument('<id>', 'like O1')))
    .description('end one before its time')
    .requiredOption('--reason <text>', 'why, for the journal')
    .action(async (id: string, _: unknown, command: Command) => {
      const options: Options & { readonly reason: string } = command.optsWithGlobals();
      const { reason } = options;
      const said = { kind: 'override_end', override: id, actor: actorName(), reason } as const;
      reportReply(await giveCommand(options, said), options.json === true);
    });
}

export function registerConfirm(root: Command): void {
  withIdentity(common(root.command('confirm').argument('[request]', 'like T1')))
    .description('be the second person; without a request: what waits for one')
    .option('--withdraw', 'take the request back instead')
    .option('--reason <text>', 'why, for the journal', 'from the command line')
    .addHelpText('after', '\nExamples:\n  septet confirm\n  SEPTET_TOKEN=... septet confirm T1')
    .action(async (request: string | undefined, options: ConfirmOptions) => {
      const { reason } = options;
      if (request === undefined) {
        const { requests } = await statusOf(options);
        if (options.json === true) printJson(requests);
        else printLines(requests.length === 0 ? ['nothing waits'] : requests.map(requestLine));
        return;
      }
      const kind = options.withdraw === true ? 'withdraw' : 'confirm';
      const said = { kind, request, actor: actorName(), reason } as const;
      reportReply(await giveCommand(options, said), options.json === true);
    });
}

interface ConfirmOptions extends Options {
  readonly withdraw?: boolean;
  readonly reason: string;
}

const common = (command: Command): Command =>
  command
    .option('--home <dir>', 'home of the portfolio (default: SEPTET_HOME or ./.septet)')
    .option('--json', 'as JSON');

const statusOf = (options: Options): Promise<PortfolioStatus> =>
  withService(homeOption(options.home), 'orchestrator', (service) => service.request('status', {}));

function targetOf([what, name, state, ...rest]: readonly string[]): WantedOverride {
  if (what === 'breaker' && name !== undefined && state === 'off' && rest.length === 0) {
    return { kind: 'breaker_off', breaker: name as BreakerId };
  }
  if (what === 'strategy' && name !== undefined && rest.length === 0) {
    if (state === 'closed') return { kind: 'strategy_closed', strategy: strategyId(name) };
    if (state === 'open') return { kind: 'strategy_open', strategy: strategyId(name) };
  }
  const equals = name?.indexOf('=') ?? -1;
  if (what === 'limit' && name !== undefined && equals > 0 && state === undefined) {
    return { kind: 'limit', key: name.slice(0, equals), value: name.slice(equals + 1) };
  }
  throw usageError(
    'write: breaker <id> off, strategy <id> closed, strategy <id> open, or limit <file>:<path>=<value>',
  );
}

/** Lines of the status: overrides in force, skips of the launch, what waits for a second person. */
export function overrideLines(status: PortfolioStatus): readonly string[] {
  return [
    ...status.overrides.map((override) => overrideLine(override, status.at)),
    ...status.launch.skips.map(
      ({ step, actor, reason, what, at }) =>
        `override    ${step} skipped by ${actor} at ${instant(at)} (${reason}): ${what}; ends with the launch`,
    ),
    ...status.requests.map(requestLine),
  ];
}

function overrideLine(override: Override, now: EpochMs): string {
  const { id, what, actor, confirmedBy, reason, until } = override;
  const second =
    confirmedBy === null
      ? ''
      : confirmedBy === actor
        ? ' alone, confirmed again'
        : ` and ${confirmedBy}`;
  return `override    ${id} ${what}, by ${actor}${second} (${reason}), until ${instant(until)}, ${countdown(until - now)} left`;
}

function requestLine({ id, what, actor, reason, aloneFrom, expiresAt }: PendingRequest): string {
  const who =
    aloneFrom === null ? 'another person' : `the same person from ${instant(aloneFrom)} on`;
  return `waits       ${id} ${what}, asked for by ${actor} (${reason}): ${who} confirms until ${instant(expiresAt)}`;
}

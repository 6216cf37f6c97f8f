import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Argument, type Command, Option } from 'commander';
import { ROLES, type Role, refusalOf, type Standing } from '../domain/people.ts';
import type { EpochMs, Ms } from '../domain/time.ts';
import { readPeople, writePeople } from '../people/people-file.ts';
import {
  addPerson,
  type Changed,
  changeRole,
  emptied,
  type Person,
  personOf,
  type Registry,
  removePerson,
  rotateToken,
} from '../people/registry.ts';
import { standingOf } from '../people/standing.ts';
import { newToken, tokenHash } from '../people/token.ts';
import { type Home, homeAt } from '../services/home.ts';
import { takeLock } from '../services/process-lock.ts';
import { actorName, duration, homeOption } from './arguments.ts';
import { CommandError, EXIT, usageError } from './exit.ts';
import { instant } from './figures.ts';
import { type IdentityOptions, presented, withIdentity } from './identity.ts';
import { printJson, printLine, printLines } from './print.ts';

interface Options extends IdentityOptions {
  readonly home?: string;
  readonly json?: boolean;
  readonly expires?: Ms;
}

const HELP = `
Roles, each may do what the ones before it may:
  viewer     look
  operator   resume, retry a launch, approve and resolve in incidents, silence
  risk       profiles, overrides, skips of a launch; confirm what another person began
  admin      people
Halting, flattening and acknowledging need no role, and no token.

Examples:
  septet people add desk --role admin            the first one: by whoever owns the home
  SEPTET_TOKEN=... septet people add "second operator" --role risk --expires 90d
  septet people rotate desk --token-file ~/.septet-token`;

const EXPIRES = new Option('--expires <time>', 'the token ends after 12h, 90d (default: never)');

export function registerPeople(root: Command): void {
  const people = common(root.command('people'))
    .description('registered operators, their roles and tokens')
    .addHelpText('after', HELP);
  common(people.command('list', { isDefault: true }))
    .description('who is registered')
    .action((_: unknown, command: Command) => list(command.optsWithGlobals()));
  withIdentity(common(people.command('add').argument('<name>')))
    .description('register somebody; the token is shown once')
    .addOption(new Option('--role <role>', 'what they may do').choices(ROLES).makeOptionMandatory())
    .addOption(EXPIRES.argParser(duration))
    .action((name: string, _: unknown, command: Command) => {
      const options: Options & { readonly role: Role } = command.optsWithGlobals();
      const { role } = options;
      changeToken(options, name, (registry, fresh, how) =>
        addPerson(registry, { name, role, ...fresh }, how),
      );
    });
  withIdentity(common(people.command('role').argument('<name>')))
    .description('give somebody another role')
    .addArgument(new Argument('<role>', 'the new one').choices(ROLES))
    .action((name: string, role: Role, _: unknown, command: Command) => {
      const options: Options = command.optsWithGlobals();
      const text = change(options, (registry, how) => changeRole(registry, name, role, how));
      said(options, text);
    });
  withIdentity(common(people.command('remove').argument('<name>')))
    .description('take somebody off the list; the token is nobody’s at once')
    .action((name: string, _: unknown, command: Command) => {
      const options: Options = command.optsWithGlobals();
      said(
        options,
        change(options, (registry, how) => removePerson(registry, name, how)),
      );
    });
  common(people.command('reset'))
    .description('nobody is registered any more, where the list is lost: by whoever owns the home')
    .requiredOption('--reason <text>', 'why, for the record in people.json')
    .addHelpText(
      'after',
      '\nWhile the list is there an admin removes people one by one.\n\nExample:\n  septet people reset --reason "people.json was lost with the old disk"',
    )
    .action((_: unknown, command: Command) => {
      const options: Options & { readonly reason: string } = command.optsWithGlobals();
      said(options, reset(options));
    });
  withIdentity(common(people.command('rotate').argument('<name>')))
    .description('a new token in place of the old one, shown once')
    .addOption(EXPIRES.argParser(duration))
    .action((name: string, _: unknown, command: Command) => {
      const options: Options = command.optsWithGlobals();
      changeToken(options, name, (registry, fresh, how) => rotateToken(registry, name, fresh, how));
    });
}

export function registerWhoami(root: Command): void {
  withIdentity(common(root.command('whoami')))
    .description('who you are to this home: the name your token stands for, its role')
    .addHelpText('after', '\nExample: SEPTET_TOKEN=... septet whoami')
    .action((options: Options) => {
      const standing = standingHere(options);
      if (options.json === true) printJson(standing);
      else printLine(whoText(standing));
      if (standing.problem !== null) throw new CommandError(EXIT.failed, '');
    });
}

const common = (command: Command): Command =>
  command
    .option('--home <dir>', 'home of the portfolio (default: SEPTET_HOME or ./.septet)')
    .option('--json', 'as JSON');

function whoText({ name, role, registered, problem }: Standing): string {
  if (problem !== null) return `${name}, not recognised: ${problem}`;
  if (role !== null) return `${name}, ${role}`;
  if (registered === 0) return `${name}; nobody is registered here, so no name is verified`;
  return `${name}, not recognised: no token came along (SEPTET_TOKEN or --token-file)`;
}

function standingHere(options: Options): Standing {
  const home = homeOption(options.home);
  return standingOf(readPeople(home), presented(options), Date.now());
}

function registryOf(home: string): Registry {
  const known = readPeople(home);
  if (!known.ok) throw new CommandError(EXIT.failed, known.text);
  return known.registry;
}

function list(options: Options): void {
  const { people } = registryOf(homeOption(options.home));
  if (options.json === true) {
    printJson(people.map(({ token: _, ...shown }) => shown));
    return;
  }
  if (people.length === 0) {
    printLine('nobody is registered: names are taken from the machine and not verified');
    return;
  }
  printLines(people.map((person) => personLine(person, Date.now())));
}

function personLine({ name, role, since, addedBy, expiresAt }: Person, now: EpochMs): string {
  const ended = expiresAt !== null && expiresAt <= now;
  const end =
    expiresAt === null ? '' : `, token ${ended ? 'EXPIRED' : 'until'} ${instant(expiresAt)}`;
  return `${name.padEnd(20)} ${role.padEnd(9)} since ${instant(since)} UTC, by ${addedBy}${end}`;
}

interface How {
  readonly by: string;
  readonly at: EpochMs;
}

/** Where the list can be read it stays: its admin is asked instead. */
function reset(options: Options & { readonly reason: string }): string {
  const reason = options.reason.trim();
  if (reason === '' || reason.length > 300) {
    throw usageError('--reason says why in 1 to 300 characters');
  }
  return locked(options, ({ path }) => {
    const known = readPeople(path);
    if (known.ok) {
      const { people } = known.registry;
      const text =
        people.length === 0
          ? 'nobody is registered on this home: there is nothing to reset'
          : `${people.length} people are registered and the list can be read: an admin removes them (septet people remove)`;
      throw new CommandError(EXIT.failed, text);
    }
    const how = { by: actorName(), at: Date.now() };
    writePeople(path, emptied(how, reason));
    return `nobody is registered on ${path} any more; septet people add registers the first one`;
  });
}

/** Reads, checks who asks, changes, writes. Gives what was noted. */
const change = (options: Options, act: (registry: Registry, how: How) => Changed): string =>
  locked(options, ({ path }) => {
    const registry = registryOf(path);
    const standing = standingHere(options);
    const refusal = refusalOf(standing, 'admin', 'changing people');
    if (refusal !== null) throw new CommandError(EXIT.failed, refusal);
    const changed = act(registry, { by: standing.name, at: Date.now() });
    if (!changed.ok) throw new CommandError(EXIT.failed, changed.text);
    writePeople(path, changed.registry);
    return changed.registry.changes.at(-1)?.text ?? '';
  });

/** One at a time, on a home of a portfolio. */
function locked(options: Options, act: (home: Home) => string): string {
  const home = homeAt(homeOption(options.home));
  if (!existsSync(home.identity)) {
    const text = `${home.path} is no home of a portfolio: start it once with septet up, or name another --home`;
    throw new CommandError(EXIT.notRunning, text);
  }
  const lock = takeLock(join(home.run, 'people.lock'), 'change of people');
  if (!lock.ok) throw new CommandError(EXIT.failed, lock.text);
  try {
    return act(home);
  } finally {
    lock.release();
  }
}

function changeToken(
  options: Options,
  name: string,
  act: (registry: Registry, fresh: Pick<Person, 'token' | 'expiresAt'>, how: How) => Changed,
): void {
  const token = newToken();
  const text = change(options, (registry, how) => {
    const expiresAt = options.expires === undefined ? null : how.at + options.expires;
    return act(registry, { token: tokenHash(token), expiresAt }, how);
  });
  if (options.json === true) {
    const { role, expiresAt } = personOf(registryOf(homeOption(options.home)), name)!;
    printJson({ name, role, expiresAt, token });
    return;
  }
  printLines([
    text,
    `token       ${token}`,
    'Shown this once and stored nowhere: keep it in a file only you can read (chmod 600).',
  ]);
}

function said(options: Options, text: string): void {
  if (options.json === true) printJson({ ok: true, text });
  else printLine(text);
}

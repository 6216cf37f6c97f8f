import { writeFileSync } from 'node:fs';
import { type Command, Option } from 'commander';
import type { OperatorCommand } from '../bus/messages.ts';
import type { IncidentClass, PlaybookId } from '../domain/alerts.ts';
import { type Incident, ROOT_CAUSES, type RootCause } from '../domain/incidents.ts';
import { INCIDENT_FORMATS, type IncidentFormat, renderIncident } from '../report/incident-files.ts';
import { actorName, homeOption } from './arguments.ts';
import { withService } from './connection.ts';
import { CommandError, EXIT } from './exit.ts';
import { giveCommand } from './give-command.ts';
import { type IdentityOptions, withIdentity } from './identity.ts';
import { incidentLine, incidentText, planText } from './incident-view.ts';
import { printJson, printLine, printLines } from './print.ts';
import { reportReply } from './reply.ts';

interface Common {
  readonly home?: string;
  readonly json?: boolean;
}
interface Spoken extends Common, IdentityOptions {
  readonly reason: string;
}

const HOME = 'home of the portfolio (default: SEPTET_HOME or ./.septet)';
const CLASSES = ['P1', 'P2', 'P3'];
const PLAYBOOKS = ['A', 'B', 'C', 'D'];
/** Decisions that an export looks back over. */
const DECISIONS = 1_000;

const common = (command: Command): Command =>
  command.option('--home <dir>', HOME).option('--json', 'as JSON');
const spoken = (command: Command): Command =>
  withIdentity(common(command)).option(
    '--reason <text>',
    'why, for the journal',
    'from the command line',
  );

async function say(options: Spoken, command: OperatorCommand): Promise<void> {
  reportReply(await giveCommand(options, command), options.json === true);
}

const listOf = (options: Common, all: boolean): Promise<readonly Incident[]> =>
  withService(homeOption(options.home), 'orchestrator', (service) =>
    service.request('incidents', { all }),
  );

async function incidentOf(options: Common, id: string): Promise<Incident> {
  const incident = (await listOf(options, true)).find((each) => each.id === id);
  if (incident !== undefined) return incident;
  throw new CommandError(
    EXIT.failed,
    `there is no incident ${id}: septet incidents --all lists them`,
  );
}

export function registerIncidents(root: Command): void {
  const incidents = common(root.command('incidents'))
    .description('incidents: list, look, acknowledge, approve, resolve, export')
    .option('--all', 'closed ones as well, the last fifty')
    .addHelpText('after', HELP)
    .action(async (options: Common & { readonly all?: boolean }) => {
      const list = await listOf(options, options.all === true);
      if (options.json === true) printJson(list);
      else printLines(list.length === 0 ? ['no incident is open'] : list.map(incidentLine));
    });
  common(incidents.command('show').argument('<id>', 'like I1'))
    .description('one incident: steps, actions, conditions, evidence, positions, timeline')
    .action(async (id: string, _: unknown, command: Command) => {
      const options: Common = command.optsWithGlobals();
      const incident = await incidentOf(options, id);
      if (options.json === true) printJson(incident);
      else printLines(incidentText(incident));
    });
  registerSteps(incidents);
  registerExport(incidents);
}

function registerSteps(incidents: Command): void {
  spoken(incidents.command('open'))
    .description('open one by hand; P1 and P2 close all entries at once')
    .requiredOption('--title <text>', 'what happens')
    .addOption(new Option('--class <class>', 'how grave').choices(CLASSES).makeOptionMandatory())
    .addOption(new Option('--playbook <id>', 'playbook that applies').choices(PLAYBOOKS))
    .action(async (_: unknown, command: Command) => {
      const options: Spoken & { class: IncidentClass; title: string; playbook?: PlaybookId } =
        command.optsWithGlobals();
      const { class: grade, title, reason, playbook = null } = options;
      const actor = actorName();
      await say(options, { kind: 'incident_open', class: grade, title, playbook, actor, reason });
    });
  spoken(incidents.command('ack').argument('<id>'))
    .description('acknowledge, and classify; opens nothing')
    .addOption(new Option('--class <class>', 'classify up or down').choices(CLASSES))
    .action(async (incident: string, _: unknown, command: Command) => {
      const options: Spoken & { class?: IncidentClass } = command.optsWithGlobals();
      const { class: grade = null, reason } = options;
      await say(options, {
        kind: 'incident_ack',
        incident,
        class: grade,
        actor: actorName(),
        reason,
      });
    });
  spoken(incidents.command('approve').argument('<id>').argument('<action>', 'as show lists them'))
    .description('let an action go ahead that waits for a person')
    .action(async (incident: string, action: string, _: unknown, command: Command) => {
      const options: Spoken = command.optsWithGlobals();
      const { reason } = options;
      await say(options, {
        kind: 'incident_approve',
        incident,
        action,
        actor: actorName(),
        reason,
      });
    });
  spoken(incidents.command('resolve').argument('<id>'))
    .description('name the root cause; what it closed stays closed until septet resume')
    .addOption(
      new Option('--root-cause <cause>', 'what it was').choices(ROOT_CAUSES).makeOptionMandatory(),
    )
    .action(async (incident: string, _: unknown, command: Command) => {
      const options: Spoken & { rootCause: RootCause } = command.optsWithGlobals();
      const { rootCause, reason } = options;
      await say(options, {
        kind: 'incident_resolve',
        incident,
        rootCause,
        actor: actorName(),
        reason,
      });
    });
}

function registerExport(incidents: Command): void {
  common(incidents.command('export').argument('<id>'))
    .description('the incident as a file for a post-mortem')
    .addOption(
      new Option('--format <format>', 'of the file').choices(INCIDENT_FORMATS).default('md'),
    )
    .option('--out <file>', 'where to (default: standard output)')
    .action(async (id: string, _: unknown, command: Command) => {
      const options: Common & { format: IncidentFormat; out?: string } = command.optsWithGlobals();
      const incident = await incidentOf(options, id);
      const decisions = await withService(homeOption(options.home), 'orchestrator', (service) =>
        service.request('decisions', { before: null, limit: DECISIONS }),
      );
      const text = renderIncident(incident, decisions, options.format);
      if (options.out === undefined) printLine(text.trimEnd());
      else {
        writeFileSync(options.out, text);
        printLine(`${id} written to ${options.out}`);
      }
    });
}

export function registerPlaybook(root: Command): void {
  common(root.command('playbook').argument('<id>', 'A, B, C or D'))
    .description('what a playbook would do now; it runs in an incident: septet incidents open')
    .option('--incident <id>', 'for this open incident')
    .requiredOption('--dry-run', 'only print it; nothing else is possible here')
    .action(async (id: string, options: Common & { readonly incident?: string }) => {
      if (!PLAYBOOKS.includes(id)) {
        throw new CommandError(EXIT.usage, `there is no playbook "${id}": A, B, C or D`);
      }
      const { incident = null } = options;
      const plan = await withService(homeOption(options.home), 'orchestrator', (service) =>
        service.request('playbook', { playbook: id as PlaybookId, incident }),
      );
      if (plan === null)
        throw new CommandError(EXIT.failed, `there is no open incident ${incident}`);
      if (options.json === true) printJson(plan);
      else printLines(planText(plan));
    });
}

const HELP = `
Examples:
  septet incidents
  septet incidents show I1
  septet incidents open --class P2 --title "fills are slow" --playbook D
  septet incidents ack I1 --class P1
  septet incidents approve I1 flatten_riskiest
  septet incidents resolve I1 --root-cause venue
  septet incidents export I1 --out I1.md
  septet incidents export I1 --format html --out I1.html
  septet resume                       once the conditions hold; all phases run again`;

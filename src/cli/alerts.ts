import type { Command } from 'commander';
import type { OperatorCommand } from '../bus/messages.ts';
import type { Alert, Silence } from '../domain/alerts.ts';
import { provenanceText } from '../domain/provenance.ts';
import type { Ms } from '../domain/time.ts';
import { actorName, duration, homeOption } from './arguments.ts';
import { withService } from './connection.ts';
import { instant } from './figures.ts';
import { giveCommand } from './give-command.ts';
import { type IdentityOptions, withIdentity } from './identity.ts';
import { printJson, printLines } from './print.ts';
import { reportReply } from './reply.ts';

interface HomeOptions {
  readonly home?: string;
  readonly json?: boolean;
}
interface SaidOptions extends HomeOptions, IdentityOptions {
  readonly actor?: string;
  readonly reason: string;
}

const HOME_HELP = 'home of the portfolio (default: SEPTET_HOME or ./.septet)';

export function registerAlerts(root: Command): void {
  root
    .command('alerts')
    .description('alerts that fire or were not acknowledged: basis, owner, what to do next')
    .option('--all', 'the acknowledged ones as well')
    .option('--home <dir>', HOME_HELP)
    .option('--json', 'alerts and silences as JSON')
    .addHelpText('after', '\nExamples:\n  septet alerts\n  septet alerts --all --json')
    .action(async (options: HomeOptions & { readonly all?: boolean }) => {
      const { operations } = await withService(
        homeOption(options.home),
        'orchestrator',
        (service) => service.request('status', {}),
      );
      const shown = operations.alerts.filter(
        (alert) => options.all === true || alert.acknowledged === null,
      );
      const { silences } = operations;
      if (options.json === true) printJson({ alerts: shown, silences });
      else printLines(alertLines(shown, silences, operations.alerts.length - shown.length));
    });
}

export function registerAck(root: Command): void {
  said(root.command('ack <alert>'))
    .description('acknowledge an alert: <rule>:<key>, all alerts of a rule, or all')
    .addHelpText(
      'after',
      '\nIt stops the escalation and nothing else: incidents are resolved, entries resumed by themselves.\n\nExamples:\n  septet ack daily_loss:* --reason "looking at S3"\n  septet ack all',
    )
    .action((alert: string, options: SaidOptions) =>
      send(options, (who) => ({ kind: 'alert_ack', alert, ...who })),
    );
}

export function registerSilence(root: Command): void {
  said(root.command('silence <rule>'))
    .description('send no messages of a rule, or of <rule>:<key>, for a time; nothing else changes')
    .requiredOption('--for <time>', 'how long: 90s, 10m, 2h; 24h at most', duration)
    .addHelpText(
      'after',
      '\nExamples:\n  septet silence market_stale:SOL/USDT:USDT --for 2h --reason "venue maintenance"\n  septet silence slippage_high --for 30m',
    )
    .action((of: string, options: SaidOptions & { readonly for: Ms }) =>
      send(options, (who, now) => ({
        kind: 'alert_silence',
        of,
        until: now + options.for,
        ...who,
      })),
    );
  said(root.command('unsilence <silence>'))
    .description('end a silence before its time; septet alerts lists them')
    .addHelpText('after', '\nExample:\n  septet unsilence Q3')
    .action((silence: string, options: SaidOptions) =>
      send(options, (who) => ({ kind: 'alert_unsilence', silence, ...who })),
    );
}

const said = (command: Command): Command =>
  withIdentity(command)
    .option('--actor <name>', 'who says it (default: SEPTET_ACTOR or the login name)')
    .option('--reason <text>', 'why, for the journal', 'from the command line')
    .option('--home <dir>', HOME_HELP)
    .option('--json', 'the answer as JSON');

async function send(
  options: SaidOptions,
  commandOf: (
    who: { readonly actor: string; readonly reason: string },
    now: number,
  ) => OperatorCommand,
): Promise<void> {
  const who = { actor: options.actor ?? actorName(), reason: options.reason };
  // Market time: in a hurrying paper market it is not that of this machine.
  const { at } = await withService(homeOption(options.home), 'orchestrator', (service) =>
    service.request('status', {}),
  );
  reportReply(await giveCommand(options, commandOf(who, at)), options.json === true);
}

export function alertLines(
  alerts: readonly Alert[],
  silences: readonly Silence[],
  hidden: number,
): readonly string[] {
  const more = hidden > 0 ? [`${hidden} acknowledged: --all shows them`] : [];
  const none = alerts.length === 0 ? ['no alert'] : [];
  return [...none, ...alerts.flatMap(linesOf), ...silences.map(silenceLine), ...more];
}

function linesOf(alert: Alert): readonly string[] {
  const { acknowledged, silencedUntil, inhibitedBy, escalatedAt, times, incident } = alert;
  const marks = [
    times > 1 ? `fired ${times} times` : '',
    incident === null ? '' : `incident ${incident.class}`,
    acknowledged === null
      ? ''
      : `acknowledged by ${acknowledged.actor} at ${instant(acknowledged.at)}`,
    escalatedAt === null ? '' : `escalated at ${instant(escalatedAt)}`,
    silencedUntil === null ? '' : `silenced until ${instant(silencedUntil)}`,
    inhibitedBy === null ? '' : `muted by ${inhibitedBy}`,
  ].filter((mark) => mark !== '');
  const severity = alert.state === 'over' ? 'over' : alert.severity;
  return [
    `${severity.padEnd(9)} ${alert.id}  ${alert.title}${marks.length === 0 ? '' : `  (${marks.join(', ')})`}`,
    `          ${alert.basis}`,
    `          next: ${alert.next}`,
    `          ${alert.owner}; ${alert.runbook}; ${provenanceText(alert)}`,
  ];
}

const silenceLine = ({ id, of, actor, reason, until }: Silence): string =>
  `silence   ${id}  ${of} until ${instant(until)} UTC, by ${actor}: ${reason}`;

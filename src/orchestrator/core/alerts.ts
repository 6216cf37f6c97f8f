/** The alert engine's eyes and hands: what it reads of the core, and where its words go. */
import type { CommandReply } from '../../bus/messages.ts';
import { ALERT_METRICS } from '../../domain/alert-metrics.ts';
import type { Alert } from '../../domain/alerts.ts';
import type { OperationsCommand } from '../../domain/operations.ts';
import { type EpochMs, type Ms, SECOND_MS } from '../../domain/time.ts';
import {
  acknowledgeAlerts,
  silenceAlerts,
  unsilenceAlerts,
} from '../../runbook/alerts/commands.ts';
import { evaluateAlerts } from '../../runbook/alerts/evaluate.ts';
import type { Draft } from '../../runbook/alerts/state.ts';
import { nameOf } from '../../runbook/alerts/words.ts';
import { memoryWake, noteBatch } from './alert-notes.ts';
import { CRASH_WINDOW, readingsOf } from './alert-readings.ts';
import type { ConsumedInput } from './consumed.ts';
import type { CoreContext } from './context.ts';

/** Market time: books alone are looked at no more often than this. */
const EVERY: Ms = SECOND_MS;

/** Evaluates when something happened that an alert may rest on, and every second. */
export function tickAlerts(core: CoreContext, batch: readonly ConsumedInput[]): void {
  const { alerts } = core.state.desk;
  const news = noteBatch(core, batch);
  const due = core.now - alerts.evaluatedAt >= EVERY || core.now >= alertsWake(core);
  if (!news && !due) return;
  const kernel = core.kernel.readings(core.now);
  const { provenance } = core;
  const view = { readings: readingsOf(core, kernel), closures: kernel.closures, provenance };
  for (const output of evaluateAlerts(core.config.alerts, alerts, view, core.now)) {
    if (output.kind === 'message') sendMessage(core, output.message);
    else {
      core.out.push({ kind: 'alert_change', change: output.change });
      // A critical alert holds the launch, and its end may let it go on.
      core.launchDirty = true;
    }
  }
}

/** When time alone moves an alert; infinity: never. */
export function alertsWake({ state, now, config }: CoreContext): EpochMs {
  const { alerts, seen } = state.desk;
  const window = CRASH_WINDOW * config.runtime.speed;
  const crashes = seen.crashes.map((at) => at + window).filter((at) => at > alerts.evaluatedAt);
  const memory = memoryWake(seen, Math.min(now, alerts.evaluatedAt));
  return Math.min(alerts.wakeAt ?? Number.POSITIVE_INFINITY, memory, ...crashes);
}

/** Numbers it, journals it and sends it to the desk: the one way there. */
export function sendMessage(core: CoreContext, message: Draft): void {
  const { desk } = core.state;
  desk.messages += 1;
  core.out.push({
    kind: 'message',
    message: { number: desk.messages, ...message, ...core.provenance },
  });
}

/** Firing, or over and not acknowledged: graver ones first, then in the order of their firing. */
export function alertList({ state }: CoreContext): readonly Alert[] {
  const rank = { critical: 0, warning: 1 } as const;
  return state.desk.alerts.entries
    .flatMap(({ alert }) => (alert === null ? [] : [alert]))
    .sort(
      (a, b) =>
        Number(a.state === 'over') - Number(b.state === 'over') ||
        rank[a.severity] - rank[b.severity] ||
        a.firedAt - b.firedAt,
    );
}

/** What holds the launch (requirement LAU-6), muted or not. */
export function holdingAlerts({ state }: CoreContext): readonly string[] {
  return state.desk.alerts.entries.flatMap(({ alert }) =>
    alert?.state === 'firing' && alert.severity === 'critical' && alert.holdsLaunch
      ? [`${nameOf(alert)}: ${alert.basis}`]
      : [],
  );
}

type AlertCommand = Extract<
  OperationsCommand,
  { kind: 'alert_ack' | 'alert_silence' | 'alert_unsilence' }
>;

export function replyToAlerts(core: CoreContext, command: AlertCommand): CommandReply {
  const { alerts } = core.state.desk;
  if (command.actor.trim() === '' || command.reason.trim() === '') {
    return { ok: false, code: 'COMMAND_INVALID', text: 'a command names its actor and its reason' };
  }
  switch (command.kind) {
    case 'alert_ack':
      return acknowledgeAlerts(alerts, command.alert, command, core.now, (change) =>
        core.out.push({ kind: 'alert_change', change }),
      );
    case 'alert_silence':
      return silenceAlerts(core.config.alerts, alerts, command, core.now, (rule, key) =>
        hasKey(core, rule, key),
      );
    case 'alert_unsilence':
      return unsilenceAlerts(alerts, command.silence);
  }
}

/** Keys that are configured can be checked; the others come and go. */
function hasKey({ config }: CoreContext, ruleId: string, key: string): boolean {
  const rule = config.alerts.rules.find(({ id }) => id === ruleId);
  if (rule === undefined) return false;
  switch (ALERT_METRICS[rule.metric].key) {
    case 'portfolio':
      return key === '*';
    case 'symbol':
      return config.kernel.instruments.some(({ symbol }) => symbol === key);
    default:
      return key.length > 0 && key.length <= 200;
  }
}

/** When entries may be resumed (requirements PB-A to PB-D "stable when", LAU-6). Reads only. */
import type { PlaybookId } from '../../domain/alerts.ts';
import type { Condition } from '../../domain/incidents.ts';
import { DAY_MS, dayStart } from '../../domain/time.ts';
import { percent, utc } from '../../kernel/basis/text.ts';
import type { IncidentRecord } from '../incidents/state.ts';
import { type IncidentView, outOfReach } from '../incidents/view.ts';

type Rule = (incident: IncidentRecord, view: IncidentView) => Condition;

const RULES: Readonly<Record<PlaybookId | 'none', readonly Rule[]>> = {
  A: [verified, dayChanged, equityGood, reconciled],
  B: [verified, freezeOver, drawdownCalm, reconciled],
  C: [verified, alignmentBelow],
  D: [verified, timeoutsLow, slippageCalm, cleanTwice],
  none: [verified, causeOver, equityGood, reconciled],
};

export const conditionsOf = (incident: IncidentRecord, view: IncidentView): readonly Condition[] =>
  RULES[incident.playbook ?? 'none'].map((rule) => rule(incident, view));

export const conditionText = ({ text, evidence }: Condition): string => `${text} (${evidence})`;

const minutes = (ms: number): string => `${Math.floor(ms / 60_000)} min`;

/** P1 while the venue cannot be reached: positions on first contact, before anything else. */
function verified({ tableAt }: IncidentRecord, view: IncidentView): Condition {
  const text = 'positions were verified';
  if (tableAt !== null) return { id: 'verified', text, met: true, evidence: `at ${utc(tableAt)}` };
  const evidence = outOfReach(view) ?? 'not yet';
  return { id: 'verified', text, met: false, evidence };
}

function dayChanged({ openedAt }: IncidentRecord, { now }: IncidentView): Condition {
  const from = dayStart(openedAt) + DAY_MS;
  const text = 'the UTC day has changed';
  return { id: 'day_changed', text, met: now >= from, evidence: `it changes at ${utc(from)}` };
}

function equityGood(_: IncidentRecord, { status, equityGood: good }: IncidentView): Condition {
  const degraded = status.closures.find(({ cause }) => cause === 'equity_degraded');
  const met = good && status.equityQuality === 'good' && degraded === undefined;
  const evidence = degraded?.reason ?? `quality ${status.equityQuality}`;
  return { id: 'equity', text: 'equity is not degraded', met, evidence };
}

function reconciled(_: IncidentRecord, { executor }: IncidentView): Condition {
  const met = executor.connected && executor.caughtUp && executor.reconciled === true;
  const evidence = !executor.connected
    ? 'no connection to the executor'
    : !executor.caughtUp
      ? 'not caught up with the executor'
      : executor.reconciled === null
        ? 'not reconciled yet'
        : executor.reconciled
          ? 'clean'
          : 'the account differs from the venue';
  return { id: 'reconciled', text: 'reconciled with the venue', met, evidence };
}

function freezeOver(_: IncidentRecord, { status }: IncidentView): Condition {
  const freeze = status.closures.find(({ cause }) => cause === 'freeze_drawdown');
  const until = freeze?.until ?? null;
  const evidence =
    freeze === undefined ? 'none runs' : `until ${until === null ? 'released' : utc(until)}`;
  const text = 'the freeze of the drawdown breaker is over';
  return { id: 'freeze_over', text, met: freeze === undefined, evidence };
}

function drawdownCalm({ watch }: IncidentRecord, { now, config }: IncidentView): Condition {
  const { drawdownCalm: hold } = config.stable;
  const { drawdownHigh, drawdownHighAt } = watch;
  const text = `drawdown has not grown for ${minutes(hold)}`;
  if (drawdownHigh === null) {
    return { id: 'drawdown_calm', text, met: false, evidence: 'drawdown unknown' };
  }
  const evidence = `highest ${percent(drawdownHigh)} at ${utc(drawdownHighAt)}, ${minutes(now - drawdownHighAt)} ago`;
  return { id: 'drawdown_calm', text, met: now - drawdownHighAt >= hold, evidence };
}

/** Undefined alignment counts as below (specification 1.11). */
function alignmentBelow({ watch }: IncidentRecord, view: IncidentView): Condition {
  const { exit, exitHold } = view.kernel.correlation.cluster;
  const { value, votes } = view.status.alignment;
  const since = watch.alignedBelowSince;
  const met = since !== null && view.now - since >= exitHold;
  const figure =
    value === null ? `undefined, ${votes} votes` : `${value.toFixed(2)}, ${votes} votes`;
  const evidence = since === null ? figure : `${figure}, below for ${minutes(view.now - since)}`;
  const text = `alignment below ${exit.toFixed(2)} for ${minutes(exitHold)}`;
  return { id: 'alignment_below', text, met, evidence };
}

/** An insufficient ratio does not hold (specification 1.10). */
function timeoutsLow(_: IncidentRecord, { status, config }: IncidentView): Condition {
  const { value, samples } = status.rates.timeouts;
  const limit = config.stable.timeoutRate;
  const text = `timeout rate below ${percent(limit)} over 1 h`;
  const evidence =
    value === null ? `${samples} samples: too few to hold` : `${percent(value)} of ${samples}`;
  return { id: 'timeouts', text, met: value === null || value < limit - 1e-9, evidence };
}

function slippageCalm(incident: IncidentRecord, { now, config }: IncidentView): Condition {
  const { slippageCalm: hold } = config.stable;
  const { slippageAboveAt } = incident.watch;
  const since = slippageAboveAt ?? incident.openedAt;
  const evidence =
    slippageAboveAt === null
      ? `no check above its limit since the opening, ${minutes(now - since)} ago`
      : `last check above its limit ${minutes(now - since)} ago`;
  const text = `slippage within its limits for ${minutes(hold)}`;
  return { id: 'slippage', text, met: now - since >= hold, evidence };
}

function cleanTwice({ watch }: IncidentRecord, { executor, config }: IncidentView): Condition {
  const wanted = config.stable.cleanReconciliations;
  const count = Math.max(0, executor.clean - watch.cleanBase);
  const met = executor.connected && executor.caughtUp && count >= wanted;
  const text = `${wanted} clean reconciliations in a row`;
  return { id: 'clean', text, met, evidence: `${count} since the opening` };
}

function causeOver({ firing }: IncidentRecord): Condition {
  const met = firing.length === 0;
  const evidence = met
    ? 'no alert of it fires'
    : `${firing.length} alerts fire: ${firing.slice(0, 3).join(', ')}`;
  return { id: 'cause_over', text: 'its cause is over', met, evidence };
}

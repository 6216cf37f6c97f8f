/** Emergency overrides (requirement CHG-3): begun, ended, put into force. */
import type { CommandReply, OperatorCommand } from '../../bus/messages.ts';
import { closureId } from '../../domain/closure.ts';
import type { Override } from '../../domain/overrides.ts';
import type { EpochMs } from '../../domain/time.ts';
import { utc } from '../../kernel/basis/text.ts';
import {
  beginOverride,
  endDue,
  judgeOverride,
  type KeptOverride,
  warnDue,
} from '../../runbook/overrides/overrides.ts';
import { sendMessage } from './alerts.ts';
import type { CoreContext } from './context.ts';
import type { Confirmation } from './two-people.ts';

type Of<K extends OperatorCommand['kind']> = Extract<OperatorCommand, { readonly kind: K }>;

const judged = (core: CoreContext, { target, length }: Of<'override_add'>) =>
  judgeOverride(core.state.overrides, core.config.kernel, target, length);

/** One that makes no sense loosens nothing: it is refused in its own words. */
export function wouldLoosen(core: CoreContext, command: Of<'override_add'>): boolean {
  const found = judged(core, command);
  return found.ok && found.loosens;
}

export const wasLoosening = ({ state }: CoreContext, id: string): boolean =>
  state.overrides.inForce.find((each) => each.id === id)?.loosens ?? true;

/** Why it cannot be; or what it would be, in words, and whether it needs two people. */
export function previewOverride(
  core: CoreContext,
  command: Of<'override_add'>,
):
  | { readonly ok: true; readonly what: string; readonly loosens: boolean }
  | Extract<CommandReply, { ok: false }> {
  const said = saidProblem(command);
  if (said !== null) return said;
  const found = judged(core, command);
  if (!found.ok) return found;
  const hours = Number((command.length / 3_600_000).toFixed(2));
  return { ok: true, what: `override ${found.what} for ${hours} h`, loosens: found.loosens };
}

export function addOverride(
  core: CoreContext,
  command: Of<'override_add'>,
  confirmed: Confirmation | null,
): CommandReply {
  const found = judged(core, command);
  if (!found.ok) return found;
  const { actor, reason, by } = command;
  const said = { actor, role: by?.role ?? null, reason, confirmedBy: confirmed?.by ?? null };
  const override = beginOverride(core.state.overrides, found, said, command.length, core.now);
  const text = `${override.id} ${override.what}, by ${whoOf(override)} (${reason}), until ${utc(override.until)} UTC`;
  core.out.push({ kind: 'override', change: 'begun', override, text });
  put(core, override);
  core.followOverrides(`${override.id} by ${actor}: ${override.what}`);
  tell(core, override, 'in force', [text, `end it before: septet override end ${override.id}`]);
  return { ok: true, text };
}

export const whoOf = ({ actor, confirmedBy }: Override): string =>
  confirmedBy === null
    ? actor
    : confirmedBy === actor
      ? `${actor} alone, confirmed again after the waiting time`
      : `${actor} and ${confirmedBy}`;

export function endOverride(core: CoreContext, command: Of<'override_end'>): CommandReply {
  const said = saidProblem(command);
  if (said !== null) return said;
  const { overrides } = core.state;
  const override = overrides.inForce.find(({ id }) => id === command.override);
  if (override === undefined) {
    const ids = overrides.inForce.map(({ id }) => id).join(', ');
    const there = ids === '' ? 'none is in force' : `in force: ${ids}`;
    return {
      ok: false,
      code: 'UNKNOWN_OVERRIDE',
      text: `there is no override "${command.override}"; ${there}`,
    };
  }
  overrides.inForce = overrides.inForce.filter((each) => each !== override);
  const text = `${override.id} ${override.what}: ended by ${command.actor} (${command.reason})`;
  over(core, [override], () => text);
  return { ok: true, text };
}

/** First of a batch: ends what is over, warns before. Nothing is closed by force. */
export function tickOverrides(core: CoreContext): void {
  const { overrides } = core.state;
  if (overrides.inForce.length === 0) return;
  const due = endDue(overrides, core.now);
  if (due.length > 0) over(core, due, ({ id, what }) => `${id} ${what}: ended by its time`);
  for (const override of warnDue(overrides, core.now)) {
    const left = Math.max(1, Math.round((override.until - core.now) / 60_000));
    tell(core, override, `ends in ${left} min`, [
      `${override.id} ${override.what}, by ${whoOf(override)} (${override.reason}), ends at ${utc(override.until)} UTC`,
      'what was before is in force from then on; positions stay as they are',
    ]);
  }
}

/**
 * At a start: those that go on are put in force anew; what does not fit the configuration ends, and
 * after a clock that went back everything that loosens ends: nobody can say how long it has been.
 */
export function startOverrides(core: CoreContext, clockBack: EpochMs): void {
  const { overrides } = core.state;
  if (clockBack > 0) {
    const loose = overrides.inForce.filter(({ loosens }) => loosens);
    overrides.inForce = overrides.inForce.filter(({ loosens }) => !loosens);
    const by = `the clock went back by ${Math.round(clockBack / 1_000)} s`;
    if (loose.length > 0) over(core, loose, ({ id, what }) => `${id} ${what}: ended, ${by}`);
  }
  if (overrides.inForce.length === 0) return;
  const unfit = core.followOverrides('a start: overrides go on');
  if (unfit.length === 0) return;
  const ids = unfit.map(({ id }) => id);
  overrides.inForce = overrides.inForce.filter(({ id }) => !ids.includes(id));
  over(
    core,
    unfit,
    ({ id, what }) => `${id} ${what}: ended, the configuration that starts has no room for it`,
  );
}

function over(
  core: CoreContext,
  ended: readonly Override[],
  textOf: (override: Override) => string,
): void {
  for (const kept of ended) {
    const { warned: _, ...override } = kept as KeptOverride;
    const text = textOf(override);
    core.out.push({ kind: 'override', change: 'ended', override, text });
    take(core, override, text);
    tell(core, override, 'has ended', [
      text,
      'what was before is in force; nothing was closed by force',
    ]);
  }
  core.followOverrides(ended.map(({ id }) => `${id} ended`).join(', '));
}

const scopeOf = ({ target }: Override) =>
  target.kind === 'strategy_closed' ? { strategy: target.strategy, symbol: null } : null;

/** Until its end; the kernel releases it by itself at that very instant. */
function put(core: CoreContext, override: Override): void {
  const scope = scopeOf(override);
  if (scope === null) return;
  const { id, actor, reason, until } = override;
  core.close('override', scope, `${id} by ${actor}: ${reason}`, id, until);
}

function take(core: CoreContext, override: Override, by: string): void {
  const scope = scopeOf(override);
  if (scope === null) return;
  const id = closureId('override', scope, override.id);
  if (override.until > core.now) core.release(id, by);
  else core.state.closures.delete(id);
}

function saidProblem({
  actor,
  reason,
}: {
  readonly actor: string;
  readonly reason: string;
}): Extract<CommandReply, { ok: false }> | null {
  const missing = [
    ...(actor.trim() === '' ? ['who'] : []),
    ...(reason.trim() === '' ? ['why'] : []),
  ];
  if (missing.length === 0) return null;
  return { ok: false, code: 'SAID_MISSING', text: `an override names ${missing.join(' and ')}` };
}

function tell(core: CoreContext, override: Override, what: string, lines: readonly string[]): void {
  sendMessage(core, {
    at: core.now,
    causeAt: core.now,
    kind: 'override',
    severity: 'warning',
    about: override.id,
    title: `Override ${override.id} ${what}: ${override.what}`,
    lines,
    incident: null,
  });
}

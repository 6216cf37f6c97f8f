/**
 * Emergency overrides (requirement CHG-3): each names who, why and what, and ends by itself after
 * 12 hours at most. Pure: the caller puts into force what the list says.
 */
import type { KernelConfig } from '../../domain/config.ts';
import type { Override, OverrideTarget, WantedOverride } from '../../domain/overrides.ts';
import type { Role } from '../../domain/people.ts';
import { BREAKER_IDS } from '../../domain/risk.ts';
import { type EpochMs, HOUR_MS, MINUTE_MS, type Ms } from '../../domain/time.ts';
import { nearest } from '../nearest.ts';
import { limitKeys, limitProblem, limitValue, readLimit, showLimit, withLimit } from './limits.ts';

export const OVERRIDE_MAX: Ms = 12 * HOUR_MS;
/** Shorter is a slip. */
const OVERRIDE_MIN: Ms = MINUTE_MS;
/** In force at once; a further one is refused. */
export const OVERRIDES_MAX = 20;
/** The desk is told this long before an end. */
export const WARNINGS: readonly Ms[] = [30 * MINUTE_MS, 5 * MINUTE_MS];

export interface KeptOverride extends Override {
  /** How many of `WARNINGS` were told, or lay before its beginning. */
  readonly warned: number;
}

export interface OverridesState {
  /** Number of the newest. */
  last: number;
  /** In force, oldest first. */
  inForce: KeptOverride[];
}

export const createOverrides = (): OverridesState => ({ last: 0, inForce: [] });

/** What was asked for, judged. */
export type Judged =
  | {
      readonly ok: true;
      readonly target: OverrideTarget;
      readonly what: string;
      readonly loosens: boolean;
    }
  | { readonly ok: false; readonly code: string; readonly text: string };

const no = (code: string, text: string): Judged => ({ ok: false, code, text });

/** `config`: the one in force, other overrides included. Names everything that would be right. */
export function judgeOverride(
  state: OverridesState,
  config: KernelConfig,
  wanted: WantedOverride,
  length: Ms,
): Judged {
  if (!Number.isSafeInteger(length) || length < OVERRIDE_MIN || length > OVERRIDE_MAX) {
    const asked = Number.isFinite(length)
      ? `${Number((length / HOUR_MS).toFixed(2))} h`
      : 'nothing';
    return no(
      'OVERRIDE_TOO_LONG',
      `an override lasts from 1 min to 12 h, not ${asked}; what is to last longer is a change of the configuration: septet config propose`,
    );
  }
  const judged = judgeTarget(config, wanted);
  if (!judged.ok) return judged;
  const name = slotOf(judged.target);
  const known = state.inForce.find(({ target }) => slotOf(target) === name);
  if (known !== undefined) {
    return no('OVERRIDE_THERE', `${known.id} is about the same (${known.what}): end it first`);
  }
  if (state.inForce.length >= OVERRIDES_MAX) {
    return no(
      'TOO_MANY_OVERRIDES',
      `${OVERRIDES_MAX} overrides are in force: end some of them first`,
    );
  }
  return judged;
}

function judgeTarget(config: KernelConfig, wanted: WantedOverride): Judged {
  switch (wanted?.kind) {
    case 'breaker_off': {
      const { breaker } = wanted;
      if (!(BREAKER_IDS as readonly unknown[]).includes(breaker)) {
        return no('UNKNOWN_BREAKER', unknown('breaker', breaker, BREAKER_IDS));
      }
      const target = { kind: 'breaker_off', breaker } as const;
      return { ok: true, target, what: `breaker ${breaker} off`, loosens: true };
    }
    case 'strategy_closed':
    case 'strategy_open': {
      const { kind, strategy } = wanted;
      const ids = config.strategies.map(({ id }) => id);
      if (!ids.includes(strategy)) {
        return no('UNKNOWN_STRATEGY', unknown('strategy', strategy, ids));
      }
      if (kind === 'strategy_closed') {
        const target = { kind, strategy } as const;
        return { ok: true, target, what: `strategy ${strategy} closed`, loosens: false };
      }
      const risky = config.breakers.riskyStrategies;
      if (!risky.includes(strategy)) {
        const text = `extreme volatility does not close ${strategy}, only ${risky.join(', ')}: there is nothing to open`;
        return no('NOTHING_TO_OVERRIDE', text);
      }
      const target = { kind, strategy } as const;
      const what = `strategy ${strategy} open in extreme volatility`;
      return { ok: true, target, what, loosens: true };
    }
    case 'limit':
      return judgeLimit(config, wanted);
    default:
      return no(
        'COMMAND_INVALID',
        'an override is about a breaker (off), a strategy (closed, open) or a limit (<file>:<path>=<value>)',
      );
  }
}

function judgeLimit(
  config: KernelConfig,
  { key: name, value: text }: Extract<WantedOverride, { kind: 'limit' }>,
): Judged {
  const keys = limitKeys(config);
  const key = keys.find((each) => each.key === name);
  if (key === undefined) {
    const names = keys.map((each) => each.key);
    const near = nearest(String(name), names);
    const hint = near === null ? '' : `; did you mean ${near}?`;
    return no(
      'UNKNOWN_LIMIT',
      `"${String(name)}" cannot be overridden${hint} septet override keys lists what can`,
    );
  }
  const value = readLimit(key, String(text));
  if (typeof value === 'string') return no('LIMIT_INVALID', `${key.key}: ${value}`);
  const problem = limitProblem(config, key, value);
  if (problem !== null) return no('LIMIT_INVALID', problem);
  const before = limitValue(config, key);
  const loosens = key.looser === 'up' ? value > before : value < before;
  const what = `${key.key} ${showLimit(key, value)} instead of ${showLimit(key, before)}`;
  return { ok: true, target: { kind: 'limit', key: key.key, value }, what, loosens };
}

function unknown(what: string, name: unknown, known: readonly string[]): string {
  const near = nearest(String(name), known);
  const hint = near === null ? '' : `, did you mean ${near}?`;
  return `there is no ${what} "${String(name)}"${hint} known: ${known.join(', ')}`;
}

/** One override a slot. */
function slotOf(target: OverrideTarget): string {
  switch (target.kind) {
    case 'breaker_off':
      return `breaker ${target.breaker}`;
    case 'strategy_closed':
    case 'strategy_open':
      return `strategy ${target.strategy}`;
    case 'limit':
      return `limit ${target.key}`;
  }
}

export function beginOverride(
  state: OverridesState,
  judged: Extract<Judged, { ok: true }>,
  by: {
    readonly actor: string;
    readonly role: Role | null;
    readonly reason: string;
    readonly confirmedBy: string | null;
  },
  length: Ms,
  now: EpochMs,
): Override {
  state.last += 1;
  const { target, what, loosens } = judged;
  const { actor, role, reason, confirmedBy } = by;
  const override: Override = {
    id: `O${state.last}`,
    target,
    what,
    loosens,
    actor,
    role,
    reason,
    confirmedBy,
    since: now,
    until: now + Math.min(length, OVERRIDE_MAX),
  };
  const warned = WARNINGS.filter((ahead) => ahead >= length).length;
  state.inForce = [...state.inForce, { ...override, warned }];
  return override;
}

/** Takes those whose time is over. */
export function endDue(state: OverridesState, now: EpochMs): readonly Override[] {
  const over = state.inForce.filter(({ until }) => until <= now);
  if (over.length > 0) state.inForce = state.inForce.filter((each) => !over.includes(each));
  return over;
}

/** Those whose end comes near, each told once a warning. */
export function warnDue(state: OverridesState, now: EpochMs): readonly Override[] {
  const due = state.inForce.filter((each) => warnsAt(each) <= now);
  if (due.length === 0) return due;
  state.inForce = state.inForce.map((each) => {
    if (!due.includes(each)) return each;
    const warned = WARNINGS.filter((ahead) => each.until - ahead <= now).length;
    return { ...each, warned };
  });
  return due;
}

const warnsAt = ({ until, warned }: KeptOverride): EpochMs => {
  const ahead = WARNINGS[warned];
  return ahead === undefined ? Number.POSITIVE_INFINITY : until - ahead;
};

/** When time alone moves one; infinity: never. */
export function overridesWake({ inForce }: OverridesState): EpochMs {
  let wake = Number.POSITIVE_INFINITY;
  for (const each of inForce) wake = Math.min(wake, each.until, warnsAt(each));
  return wake;
}

/**
 * The configuration with the limits in force; its version says so (`c-0123456789ab+O3`). What does
 * not fit (any more) is left out and named.
 */
export function effectiveKernel(
  base: KernelConfig,
  inForce: readonly Override[],
): { readonly config: KernelConfig; readonly unfit: readonly Override[] } {
  let config = base;
  const applied: string[] = [];
  const unfit: Override[] = [];
  for (const override of inForce) {
    const { target } = override;
    if (target.kind !== 'limit') continue;
    const key = limitKeys(config).find((each) => each.key === target.key);
    if (key === undefined || limitProblem(config, key, target.value) !== null) {
      unfit.push(override);
      continue;
    }
    config = withLimit(config, key, target.value);
    applied.push(override.id);
  }
  if (applied.length === 0) return { config: base, unfit };
  return { config: { ...config, version: `${base.version}+${applied.join('+')}` }, unfit };
}

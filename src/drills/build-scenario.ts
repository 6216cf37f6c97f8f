/** Makes the scenario that the program uses of a file whose shape and meaning are right. */
import { basename } from 'node:path';
import type { OperatorCommand } from '../bus/messages.ts';
import type { FaultSource } from '../config/schema-faults.ts';
import { strategyId } from '../domain/ids.ts';
import { MINUTE_MS } from '../domain/time.ts';
import type { MarketMove } from '../market/market-script.ts';
import { EVENT_KINDS, type EventKind, type Pattern, type Wanted } from './event-kinds.ts';
import type { Moment } from './moment.ts';
import type { Act, Claim, Expectation, InstantRule, Scenario, ScriptedStep } from './scenario.ts';
import type { ActSource } from './schema.ts';
import type { StatePattern } from './world-state.ts';

type PatternSource = { readonly event: EventKind; readonly text?: string } & Readonly<
  Record<string, unknown>
>;
interface InstantSource {
  readonly sees: PatternSource;
  readonly after?: Moment;
  readonly nth: number;
}
export interface ExpectationSource {
  readonly proves: readonly string[];
  readonly that: string;
  readonly from?: Moment;
  readonly until?: Moment;
  readonly happens?: PatternSource;
  readonly never?: PatternSource;
  readonly becomes?: StatePattern;
  readonly stays?: StatePattern;
  readonly within?: number;
  readonly least?: number;
  readonly most?: number;
  readonly except?: number;
}
/** A scenario file as its schema leaves it. */
export interface ScenarioSource {
  readonly title: string;
  readonly about: string;
  readonly rehearses: readonly string[];
  readonly seed: number;
  readonly portfolio: {
    readonly profile?: string;
    readonly strategies?: readonly string[];
    readonly equity: string;
  };
  readonly market: Omit<Scenario['market'], 'step' | 'moves'> & {
    readonly step: string;
    readonly moves: readonly (Omit<MarketMove, 'until'> & { readonly until?: number })[];
  };
  readonly faults?: readonly FaultSource[];
  readonly instants?: Readonly<Record<string, InstantSource>>;
  readonly steps?: readonly ActSource[];
  readonly expect: readonly ExpectationSource[];
}

export function buildScenario(
  file: string,
  source: ScenarioSource,
  faults: Scenario['faults'],
): Scenario {
  const { title, about, rehearses, seed, portfolio, market } = source;
  return {
    name: basename(file).replace(/\.ya?ml$/, ''),
    file: basename(file),
    ...{ title, about: about.trim(), rehearses, seed, faults },
    portfolio: {
      profile: portfolio.profile ?? null,
      strategies: portfolio.strategies ?? null,
      equity: portfolio.equity,
    },
    market: {
      ...market,
      step: Number(market.step.replace('s', '')) * 1_000,
      moves: market.moves.map((move) => ({ ...move, until: move.until ?? move.from + MINUTE_MS })),
    },
    instants: Object.entries(source.instants ?? {}).map(
      ([name, rule]): InstantRule => ({
        ...{ name, nth: rule.nth, after: rule.after ?? null },
        pattern: patternOf(rule.sees),
      }),
    ),
    steps: (source.steps ?? []).map(stepOf),
    expect: source.expect.map(expectationOf),
  };
}

function patternOf({ event, text, ...fields }: PatternSource): Pattern {
  const known = EVENT_KINDS[event].fields;
  const wanted: [string, Wanted][] = [];
  for (const name of Object.keys(known)) {
    const value = fields[name];
    if (value !== undefined) wanted.push([name, wantedOf(value)]);
  }
  return { event, text: text ?? null, fields: Object.fromEntries(wanted) };
}

function wantedOf(value: unknown): Wanted {
  if (Array.isArray(value)) return { oneOf: value as string[] };
  if (typeof value === 'object' && value !== null) {
    const { atLeast, atMost } = value as { readonly atLeast?: number; readonly atMost?: number };
    return {
      atLeast: atLeast ?? Number.NEGATIVE_INFINITY,
      atMost: atMost ?? Number.POSITIVE_INFINITY,
    };
  }
  if (typeof value === 'number') {
    // Products of multipliers are not exact.
    const slack = Math.abs(value) * 1e-9;
    return { atLeast: value - slack, atMost: value + slack };
  }
  return { oneOf: [value as string | boolean | null] };
}

function expectationOf(source: ExpectationSource): Expectation {
  const { proves, that, from, until } = source;
  return { proves, that, from: from ?? null, until: until ?? null, claim: claimOf(source) };
}

function claimOf(source: ExpectationSource): Claim {
  const within = source.within ?? null;
  if (source.happens !== undefined) {
    return {
      ...{ kind: 'happens', pattern: patternOf(source.happens), within },
      least: source.least ?? (source.most === 0 ? 0 : 1),
      most: source.most ?? Number.POSITIVE_INFINITY,
    };
  }
  if (source.never !== undefined) return { kind: 'never', pattern: patternOf(source.never) };
  if (source.becomes !== undefined) return { kind: 'becomes', state: source.becomes, within };
  return { kind: 'stays', state: source.stays ?? {}, except: source.except ?? 0 };
}

function stepOf(source: ActSource): ScriptedStep {
  const { at, every, times, untilAccepted } = source;
  return { at, every: every ?? 0, times, untilAccepted, act: actOf(source) };
}

function actOf(source: ActSource): Act {
  switch (source.do) {
    case 'enter': {
      const { strategy, symbol, side, stop, edge, votes } = source;
      return {
        ...{ do: 'enter', strategy, symbol, side, stop, edge, votes },
        notional: source.notional ?? null,
        trailing: source.trailing ?? null,
        takeProfit: source.takeProfit ?? null,
      };
    }
    case 'exit': {
      const { strategy, symbol, side } = source;
      return { do: 'exit', strategy, symbol, side };
    }
    case 'halt':
    case 'resume':
    case 'launch_retry':
    case 'launch_abort':
    case 'launch_accept':
      return commandOf({ kind: source.do, actor: source.actor, reason: source.reason });
    case 'profile': {
      const { actor, reason, profile } = source;
      return commandOf({ kind: 'profile', actor, reason, profile });
    }
    case 'override_close': {
      const { actor, reason, length } = source;
      const target = { kind: 'strategy_closed', strategy: strategyId(source.strategy) } as const;
      return commandOf({ kind: 'override_add', actor, reason, target, length });
    }
    case 'override_breaker': {
      const { actor, reason, length, breaker } = source;
      const target = { kind: 'breaker_off', breaker } as const;
      return commandOf({ kind: 'override_add', actor, reason, target, length });
    }
    case 'alert_ack': {
      const { actor, reason, alert } = source;
      return commandOf({ kind: 'alert_ack', actor, reason, alert });
    }
    case 'incident_open': {
      const { actor, reason, title, playbook = null } = source;
      const said = { actor, reason, title, playbook };
      return commandOf({ kind: 'incident_open', class: source.class, ...said });
    }
    case 'task_done': {
      const { actor, reason, task } = source;
      return commandOf({ kind: 'task_done', actor, reason, task });
    }
    case 'silence':
      return { do: 'silence', of: source.of, length: source.length };
    case 'acknowledge':
    case 'approve':
    case 'resolve':
      return {
        ...{ do: source.do, incident: source.incident ?? null },
        classify: source.do === 'acknowledge' ? (source.classify ?? null) : null,
        action: source.do === 'approve' ? (source.action ?? null) : null,
        rootCause: source.do === 'resolve' ? source.rootCause : 'regime_shift',
      };
    case 'latch':
      return { do: 'latch', on: source.on };
    case 'flatten': {
      const { strategy = null, symbol = null } = source;
      return { do: 'flatten', strategy, symbol };
    }
    case 'stop':
      return { do: 'stop', process: source.process };
    case 'start': {
      const { process, entryHalt, limits } = source;
      return { do: 'start', process, entryHalt, limits };
    }
    case 'trade': {
      const { symbol, side, notional } = source;
      return { do: 'trade', symbol, side, notional };
    }
  }
}

const commandOf = (command: OperatorCommand): Act => ({ do: 'command', command });

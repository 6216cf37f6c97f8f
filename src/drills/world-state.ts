/** How things stand in a drill, put together from the events alone: every change is one of them. */
import { type Closure, covers } from '../domain/closure.ts';
import { type StrategyId, strategyId, symbolId } from '../domain/ids.ts';
import type { DrillEvent } from './event-kinds.ts';

/** What must hold at once; an absent part may be anything. */
export interface StatePattern {
  /** `closed`: something closes the whole portfolio. */
  readonly entries?: 'open' | 'closed' | undefined;
  /** Strategies that nothing closes as a whole, and that something does. */
  readonly open?: readonly string[] | undefined;
  readonly closed?: readonly string[] | undefined;
  /** Causes of closures that are in force, of whatever scope, and that are not. */
  readonly closures?: readonly string[] | undefined;
  readonly without?: readonly string[] | undefined;
  readonly riskState?: string | undefined;
  readonly regime?: string | undefined;
  readonly profile?: string | undefined;
  readonly launch?: string | undefined;
  readonly halted?: boolean | undefined;
  /** Open positions, and those of them without a stop of their size on the venue. */
  readonly positions?: number | undefined;
  readonly unprotected?: number | undefined;
  /** Rules with an alert that fires, and that have none. */
  readonly alerts?: readonly string[] | undefined;
  readonly noAlerts?: readonly string[] | undefined;
  /** Classes with an incident that is not resolved, and that have none. */
  readonly incidents?: readonly string[] | undefined;
  readonly noIncidents?: readonly string[] | undefined;
}

type Scope = Pick<Closure, 'cause' | 'scope'>;

export class WorldState {
  private readonly closures = new Map<string, Scope>();
  private readonly open = new Map<string, boolean>();
  private readonly firing = new Map<string, string>();
  private readonly unresolved = new Map<string, string>();
  private riskState = 'NORMAL';
  private regime = 'normal';
  private profile: string;
  private launch = 'starting';
  private halted = false;

  constructor(profile: string) {
    this.profile = profile;
  }

  apply({ event, fields }: DrillEvent): void {
    const text = (name: string): string => String(fields[name] ?? '');
    switch (event) {
      case 'closure':
        this.closure(text);
        return;
      case 'position': {
        const key = `${text('strategy')} ${text('symbol')} ${text('side')}`;
        if (fields['open'] === true) this.open.set(key, fields['protected'] === true);
        else this.open.delete(key);
        return;
      }
      case 'alert': {
        const key = `${text('rule')}:${text('key')}`;
        if (text('change') === 'over') this.firing.delete(key);
        else if (text('change') === 'fired') this.firing.set(key, text('rule'));
        return;
      }
      case 'incident':
        if (text('state') === 'resolved') this.unresolved.delete(text('id'));
        else this.unresolved.set(text('id'), text('class'));
        return;
      case 'risk_state':
        this.riskState = text('to');
        return;
      case 'regime':
        this.regime = text('to');
        return;
      case 'profile':
        this.profile = text('to');
        return;
      case 'launch':
        this.launch = text('to');
        return;
      case 'halt':
        this.halted = fields['on'] === true;
        return;
      default:
        return;
    }
  }

  private closure(text: (name: string) => string): void {
    const cause = text('cause') as Closure['cause'];
    const key = text('id');
    if (text('change') === 'released') {
      this.closures.delete(key);
      return;
    }
    const strategy = text('strategy') === '' ? null : strategyId(text('strategy'));
    const symbol = text('symbol') === '' ? null : symbolId(text('symbol'));
    this.closures.set(key, { cause, scope: { strategy, symbol } });
  }

  /** Cause of a closure that covers an entry; null: nothing closes it. */
  closedFor(strategy: string, symbol: string): string | null {
    const found = [...this.closures.values()].find(({ scope }) =>
      covers(scope, strategyId(strategy), symbolId(symbol)),
    );
    return found?.cause ?? null;
  }

  /** What does not hold, in words; empty: all of it does. */
  differences(wanted: StatePattern): readonly string[] {
    const found: string[] = [];
    const differ = (name: string, want: unknown, is: unknown): void => {
      if (want !== undefined && want !== is) found.push(`${name} is ${String(is)}`);
    };
    differ('riskState', wanted.riskState, this.riskState);
    differ('regime', wanted.regime, this.regime);
    differ('profile', wanted.profile, this.profile);
    differ('launch', wanted.launch, this.launch);
    differ('halted', wanted.halted, this.halted);
    differ('positions', wanted.positions, this.open.size);
    const bare = [...this.open].filter(([, covered]) => !covered);
    if (wanted.unprotected !== undefined && wanted.unprotected !== bare.length) {
      found.push(`without a stop: ${bare.map(([key]) => key).join(', ') || 'none'}`);
    }
    const portfolio = [...this.closures.values()].filter(
      ({ scope }) => scope.strategy === null && scope.symbol === null,
    );
    const causes = portfolio.map(({ cause }) => cause).join(', ');
    differ('entries', wanted.entries, portfolio.length === 0 ? 'open' : 'closed');
    for (const strategy of wanted.open ?? []) {
      const by = this.closedAsWhole(strategyId(strategy));
      if (by !== null) found.push(`${strategy} is closed by ${by}`);
    }
    for (const strategy of wanted.closed ?? []) {
      if (this.closedAsWhole(strategyId(strategy)) === null) found.push(`${strategy} is open`);
    }
    const inForce = new Set<string>([...this.closures.values()].map(({ cause }) => cause));
    lists(found, wanted.closures, wanted.without, inForce, `closures: ${causes || 'none'}`);
    lists(found, wanted.alerts, wanted.noAlerts, new Set(this.firing.values()), 'alert');
    const classes = new Set(this.unresolved.values());
    lists(found, wanted.incidents, wanted.noIncidents, classes, 'incident');
    return found;
  }

  private closedAsWhole(strategy: StrategyId): string | null {
    for (const { cause, scope } of this.closures.values()) {
      if (scope.symbol !== null) continue;
      if (scope.strategy === null || scope.strategy === strategy) return cause;
    }
    return null;
  }
}

function lists(
  found: string[],
  there: readonly string[] | undefined,
  notThere: readonly string[] | undefined,
  is: ReadonlySet<string>,
  name: string,
): void {
  for (const each of there ?? []) if (!is.has(each)) found.push(`${name}: no ${each}`);
  for (const each of notThere ?? []) if (is.has(each)) found.push(`${name}: ${each}`);
}

export const stateText = (pattern: StatePattern): string =>
  Object.entries(pattern)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name} ${Array.isArray(value) ? value.join(', ') : String(value)}`)
    .join('; ');

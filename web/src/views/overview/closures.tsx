import type { Closure, ClosureCause } from '../../../../src/domain/closure.ts';
import type { PortfolioStatus } from '../../../../src/domain/status.ts';
import { fromNow, instant, symbol, words } from '../../format.ts';
import { Panel, Quiet, State } from '../../parts/parts.tsx';

/** What releases a closure that time does not; the reason says the figures. */
const RELEASED_BY: Readonly<Partial<Record<ClosureCause, string>>> = {
  operator_halt: 'a resume',
  incident: 'resolving the incident, then a resume',
  launch: 'its phase',
  stale_data: 'fresh data',
  equity_degraded: 'a good mark of equity',
  no_lease: 'the orchestrator, heard again',
  reconciliation: 'a clean reconciliation',
  journal: 'a journal that can be written',
  over_cap: 'exposure back under its cap',
  infeasible: 'room for the smallest order',
  not_in_pairlist: 'the next pairlist',
  volatility_extreme: 'volatility back below its limit',
  delisting: 'nothing: the contract ends',
  contract_changed: 'a configuration with the contract as it is',
  override: 'the end of the override',
};

export const scopeText = ({ scope }: Closure): string =>
  scope.strategy === null && scope.symbol === null
    ? 'everybody'
    : [scope.strategy, scope.symbol === null ? null : symbol(scope.symbol)]
        .filter((part) => part !== null)
        .join(' on ');

/** Those for the same reason and cause are said once, with all they close. */
function together(closures: readonly Closure[]): readonly (readonly Closure[])[] {
  const groups = new Map<string, Closure[]>();
  for (const closure of closures) {
    const key = `${closure.cause}|${closure.reason}|${closure.until}`;
    groups.set(key, [...(groups.get(key) ?? []), closure]);
  }
  return [...groups.values()].sort((a, b) => Number(isWhole(b[0])) - Number(isWhole(a[0])));
}

const isWhole = (closure: Closure | undefined): boolean =>
  closure !== undefined && closure.scope.strategy === null && closure.scope.symbol === null;

export function Closures(props: { readonly status: PortfolioStatus }) {
  const { closures, at } = props.status;
  const groups = together(closures);
  return (
    <Panel
      title="What closes entries"
      note={closures.length === 0 ? 'nothing' : 'exits are never held up by any of these'}
    >
      {groups.length === 0 ? (
        <Quiet>Entries are open for every strategy and symbol.</Quiet>
      ) : (
        <ul className="rows tall" data-testid="closures">
          {groups.map((group) => {
            const [first] = group;
            if (first === undefined) return null;
            const released =
              first.until === null
                ? `released by ${RELEASED_BY[first.cause] ?? 'its cause ending'}`
                : `released ${fromNow(first.until, at)}, at ${instant(first.until)}`;
            return (
              <li key={first.id}>
                <p className="row-head">
                  <State tone={isWhole(first) ? 'bad' : 'warn'} mark="▣">
                    {group.map(scopeText).join(', ')}
                  </State>
                  <span className="quiet">{words(first.cause)}</span>
                </p>
                <p>{first.reason}</p>
                <p className="quiet">
                  since {instant(first.since)} · {released}
                </p>
              </li>
            );
          })}
        </ul>
      )}
    </Panel>
  );
}

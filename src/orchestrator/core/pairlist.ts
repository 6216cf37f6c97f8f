/** The list of tradable symbols as closures: for entries of a strategy on a symbol, never for exits. */
import { type ClosureScope, closureId } from '../../domain/closure.ts';
import type { PairlistExclusion } from '../../domain/market.ts';
import type { ConsumedInput } from './consumed.ts';
import type { CoreContext } from './context.ts';

type Wanted = Extract<ConsumedInput, { kind: 'pairlist' }>;
type Known = Pick<CoreContext, 'config' | 'state'>;

const CAUSE = 'not_in_pairlist';
const idOf = (scope: ClosureScope): string => closureId(CAUSE, scope);

/** Null when the very closures it wants are open already. */
export function pairlistInput(
  excluded: readonly PairlistExclusion[],
  { config, state }: Known,
): ConsumedInput | null {
  if (!isList(excluded)) {
    return { kind: 'rejected', of: 'pairlist', text: 'not a list of exclusions' };
  }
  const closures = excluded.flatMap(({ symbol, bucket, text }): Wanted['closures'] =>
    bucket === null
      ? [{ scope: { strategy: null, symbol }, reason: reasonOf(text) }]
      : config.kernel.strategies
          .filter((strategy) => strategy.bucket === bucket)
          .map(({ id }) => ({ scope: { strategy: id, symbol }, reason: reasonOf(text) })),
  );
  const open = new Set(openIds({ config, state }));
  const wanted = new Set(closures.map(({ scope }) => idOf(scope)));
  const same = open.size === wanted.size && [...wanted].every((id) => open.has(id));
  return same ? null : { kind: 'pairlist', closures };
}

export function applyPairlist(core: CoreContext, closures: Wanted['closures']): void {
  const wanted = new Set(closures.map(({ scope }) => idOf(scope)));
  for (const id of openIds(core)) {
    if (!wanted.has(id)) core.release(id, 'within the limits of the pairlist again');
  }
  for (const { scope, reason } of closures) core.close(CAUSE, scope, reason);
}

const openIds = ({ state }: Known): readonly string[] =>
  [...state.closures.values()].filter(({ cause }) => cause === CAUSE).map(({ id }) => id);

const reasonOf = (text: string): string =>
  `not in the pairlist: ${text}; released when a later look finds it inside`;

const isList = (value: unknown): boolean => Array.isArray(value) && value.every(isExclusion);

const isExclusion = (value: unknown): boolean => {
  const { symbol, bucket, text } = (value ?? {}) as Partial<PairlistExclusion>;
  const known = bucket === null || typeof bucket === 'string';
  return typeof symbol === 'string' && known && typeof text === 'string';
};

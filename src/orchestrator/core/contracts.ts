/**
 * What the venue lists of our contracts, as closures (requirement OPS-5): a contract that no longer
 * fits the configuration closes its entries until one of the two follows; one that is taken off the
 * list closes its entries ahead of its end, then its positions are flattened.
 */
import { closureId } from '../../domain/closure.ts';
import type { SeptetConfig } from '../../domain/config.ts';
import type { SymbolId } from '../../domain/ids.ts';
import type { DelistingConfig } from '../../domain/operations-config.ts';
import { DAY_MS, type EpochMs, HOUR_MS, MINUTE_MS, type Ms } from '../../domain/time.ts';
import type { ContractNews } from '../../domain/venue.ts';
import { utc } from '../../kernel/basis/text.ts';
import type { ConsumedInput } from './consumed.ts';
import type { CoreContext } from './context.ts';

/** While positions of a contract near its end are open their flatten is said again this often. */
const AGAIN: Ms = MINUTE_MS;
/** What an older build recorded has no figures for it. */
const USUAL: DelistingConfig = { closeBefore: DAY_MS, flattenBefore: HOUR_MS };
const ACTOR = 'delisting';

const scopeOf = (symbol: SymbolId) => ({ strategy: null, symbol });
const figuresOf = (config: SeptetConfig): DelistingConfig => config.delisting ?? USUAL;

/** Null when it says what is known already. */
export function contractsInput(
  told: readonly ContractNews[],
  { state, symbolWatch }: Pick<CoreContext, 'state' | 'symbolWatch'>,
): ConsumedInput | null {
  if (!Array.isArray(told) || !told.every(isNews)) {
    return { kind: 'rejected', of: 'contracts', text: 'not a list of contracts' };
  }
  const contracts = told
    .filter(({ symbol }) => symbolWatch.has(symbol))
    .map(({ symbol, fault, delistsAt }) => ({ symbol, fault, delistsAt }));
  const same = JSON.stringify(contracts) === JSON.stringify(state.contracts);
  return same ? null : { kind: 'contracts', contracts };
}

const isNews = (value: unknown): boolean => {
  const { symbol, fault, delistsAt } = (value ?? {}) as Partial<ContractNews>;
  const known = delistsAt === null || Number.isSafeInteger(delistsAt);
  return typeof symbol === 'string' && (fault === null || typeof fault === 'string') && known;
};

export function watchContracts(core: CoreContext): void {
  for (const { symbol, fault, delistsAt } of core.state.contracts) {
    watchFigures(core, symbol, fault);
    watchDelisting(core, symbol, delistsAt);
  }
}

function watchFigures(core: CoreContext, symbol: SymbolId, fault: string | null): void {
  const scope = scopeOf(symbol);
  if (fault === null) {
    core.release(closureId('contract_changed', scope), 'fits what the venue lists');
    return;
  }
  const reason = `${fault}: take the venue's figures over into venue.yaml; released when they fit`;
  const open = core.state.closures.get(closureId('contract_changed', scope));
  // Other figures than before are another reason.
  if (open !== undefined && open.reason !== reason) core.release(open.id, 'changed again');
  core.close('contract_changed', scope, reason);
}

function watchDelisting(core: CoreContext, symbol: SymbolId, delistsAt: EpochMs | null): void {
  const { closeBefore, flattenBefore } = figuresOf(core.config);
  const scope = scopeOf(symbol);
  const id = closureId('delisting', scope);
  if (delistsAt === null) {
    // Taken off the list altogether it is no longer announced: the end has come, not the all-clear.
    const gone = core.state.contracts.some((each) => each.symbol === symbol && each.fault !== null);
    if (!gone) core.release(id, 'the venue no longer announces its end');
    return;
  }
  if (core.now < delistsAt - closeBefore) {
    core.release(id, `the venue moved its end to ${utc(delistsAt)}`);
    return;
  }
  core.close(
    'delisting',
    scope,
    `the venue takes ${symbol} off its list at ${utc(delistsAt)}; positions are flattened from ${utc(delistsAt - flattenBefore)}`,
  );
  if (core.now >= delistsAt - flattenBefore) flatten(core, symbol, delistsAt);
}

/** Said again until nothing is held: a crash may lie between the journal and the executor. */
function flatten(core: CoreContext, symbol: SymbolId, delistsAt: EpochMs): void {
  const { state, now } = core;
  if (!holds(core, symbol)) return;
  const said = state.delistingSaid[symbol];
  if (said !== undefined && now - said < AGAIN) return;
  const reason = `the venue takes ${symbol} off its list at ${utc(delistsAt)}`;
  if (said === undefined) core.alert('warning', 'DELISTING', `${reason}: flattening its positions`);
  state.delistingSaid = { ...state.delistingSaid, [symbol]: now };
  const command = { kind: 'flatten', scope: scopeOf(symbol), actor: ACTOR, reason } as const;
  core.out.push({ kind: 'executor', command });
}

const holds = ({ state }: Pick<CoreContext, 'state'>, symbol: SymbolId): boolean =>
  [...state.positions.values()].some(
    (position) => position.symbol === symbol && Number(position.quantity) !== 0,
  );

/** When a contract closes or its positions are flattened next; infinity: never. */
export function contractsWake({
  state,
  config,
  now,
}: Pick<CoreContext, 'state' | 'config' | 'now'>): EpochMs {
  const { closeBefore, flattenBefore } = figuresOf(config);
  let next = Number.POSITIVE_INFINITY;
  for (const { symbol, delistsAt } of state.contracts) {
    if (delistsAt === null) continue;
    for (const at of [delistsAt - closeBefore, delistsAt - flattenBefore]) {
      if (at > now && at < next) next = at;
    }
    const said = state.delistingSaid[symbol];
    if (said !== undefined && holds({ state }, symbol)) next = Math.min(next, said + AGAIN);
  }
  return next;
}

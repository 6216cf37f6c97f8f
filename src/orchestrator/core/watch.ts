/** Closures that open and release by themselves: stale data, silent equity, infeasible pairs. */
import { closureId, PORTFOLIO } from '../../domain/closure.ts';
import type { SymbolId } from '../../domain/ids.ts';
import { SECOND_MS } from '../../domain/time.ts';
import type { CoreContext } from './context.ts';
import { watchContracts } from './contracts.ts';
import { watchMaintenance } from './maintenance.ts';
import { fundingStopped, judge, type SymbolWatch } from './market-watch.ts';

/** Detail of the closure for an equity mark that does not come (the kernel judges its quality). */
const SILENCE = 'silence';
const CATCH_UP = 'catch_up';
const LINK = 'executor';
/** After this long beyond its expiry an approved entry can no longer leave the executor. */
const DELIVERY_GRACE_MS = SECOND_MS;

export const LINK_CLOSURE = closureId('no_lease', PORTFOLIO, LINK);
export const CATCH_UP_CLOSURE = closureId('reconciliation', PORTFOLIO, CATCH_UP);
const SILENCE_CLOSURE = closureId('equity_degraded', PORTFOLIO, SILENCE);

/** At a start nothing has been seen yet: everything is closed until it has. */
export function closeUnseen(core: CoreContext): void {
  releaseOrphans(core);
  for (const { symbol } of core.state.watch.symbols) {
    core.close('stale_data', symbolScope(symbol), `no book of ${symbol} since the start`);
  }
  core.close('equity_degraded', PORTFOLIO, 'no equity mark since the start', SILENCE);
  closeLink(core, 'no connection to the executor since the start');
  closeCatchUp(core, 'not caught up with the executor since the start');
}

/** Closures of symbols and strategies that a new configuration does not have end with them. */
function releaseOrphans(core: CoreContext): void {
  const known = new Set<string>(core.config.kernel.strategies.map((strategy) => strategy.id));
  for (const { id, scope } of [...core.state.closures.values()]) {
    const gone =
      (scope.symbol !== null && !core.symbolWatch.has(scope.symbol)) ||
      (scope.strategy !== null && !known.has(scope.strategy));
    if (gone) core.release(id, 'no longer configured');
  }
}

export const closeLink = (core: CoreContext, reason: string): void =>
  core.close('no_lease', PORTFOLIO, reason, LINK);
export const closeCatchUp = (core: CoreContext, reason: string): void =>
  core.close('reconciliation', PORTFOLIO, reason, CATCH_UP);

const symbolScope = (symbol: SymbolId) => ({ strategy: null, symbol });

/** One round of all watches at `core.now`. */
export function watchAll(core: CoreContext): void {
  const { watch, alerts, deliveries } = core.state;
  const limit = core.config.kernel.guards.marketStaleAfter;
  for (const symbol of watch.symbols) {
    const verdict = judge(symbol, core.now, limit);
    if (verdict === 'stale') goStale(core, symbol, limit);
    else if (verdict === 'fresh') {
      core.release(closureId('stale_data', symbolScope(symbol.symbol)), 'two fresh books in a row');
    }
  }
  for (const symbol of watch.symbols) {
    if (fundingStopped(symbol, core.now)) loseFunding(core, symbol.symbol);
  }
  watchEquity(core);
  watchMaintenance(core);
  watchContracts(core);
  if (alerts.size > 0) {
    for (const [code, alert] of alerts) if (alert.until <= core.now) alerts.delete(code);
  }
  if (deliveries.size > 0) expireDeliveries(core);
  if (core.state.cancels.length > 0) cancelDue(core);
  if (core.state.feasibilityDue) closeInfeasible(core);
}

/** Entries go on without the funding hook, visibly, until data come again (requirement ALR-6). */
function loseFunding(core: CoreContext, symbol: SymbolId): void {
  const status = 'degraded';
  const figures = { rate: 0, nextFundingTime: 0, interval: 0 };
  core.kernelStep({ kind: 'funding', at: core.now, symbol, status, ...figures });
}

function goStale(core: CoreContext, symbol: SymbolWatch, limit: number): void {
  core.state.watch.staleAlerts += 1;
  const since = new Date(symbol.lastBookAt as number).toISOString();
  const reason = `no book of ${symbol.symbol} since ${since}, limit ${limit / SECOND_MS} s; released by two fresh books in a row`;
  core.close('stale_data', symbolScope(symbol.symbol), reason);
}

/** Resting entries of closures that outlasted their grace are cancelled now. */
function cancelDue(core: CoreContext): void {
  const due = core.state.cancels.filter((cancel) => cancel.at <= core.now);
  if (due.length === 0) return;
  core.state.cancels = core.state.cancels.filter((cancel) => cancel.at > core.now);
  for (const output of due) core.out.push({ kind: 'kernel', output });
}

function watchEquity(core: CoreContext): void {
  const { watch } = core.state;
  const limit = core.config.kernel.guards.equityStaleAfter;
  const silent = watch.lastEquityAt === null || core.now - watch.lastEquityAt > limit;
  if (!silent) {
    if (core.state.closures.has(SILENCE_CLOSURE)) core.release(SILENCE_CLOSURE, 'equity mark came');
    return;
  }
  watch.equityGood = false;
  if (core.state.closures.has(SILENCE_CLOSURE)) return;
  const since = new Date(watch.lastEquityAt as number).toISOString();
  const reason = `no equity mark since ${since}, limit ${limit / SECOND_MS} s; released by the next mark`;
  core.close('equity_degraded', PORTFOLIO, reason, SILENCE);
}

/**
 * An approved entry that the executor never mentioned although its facts are consumed up to an
 * equity mark made after the entry had expired: it was lost on the way and can never leave.
 */
function expireDeliveries(core: CoreContext): void {
  const { deliveries, executor, watch } = core.state;
  if (!executor.caughtUp || watch.lastEquityAt === null) return;
  for (const [decision, expiresAt] of deliveries) {
    if (watch.lastEquityAt <= expiresAt + DELIVERY_GRACE_MS) continue;
    core.neverSent(decision, 'DECISION_EXPIRED');
    core.alert('warning', 'ENTRY_LOST', `entry d${decision} never reached the executor`);
  }
}

/** Closes pairs whose size is below the venue's minimum, releases those that fit again. */
function closeInfeasible(core: CoreContext): void {
  if (core.state.equity === null) return;
  if (core.state.watch.symbols.some((symbol) => symbol.mark === null)) return;
  core.state.feasibilityDue = false;
  for (const row of core.kernel.feasibility()) {
    const scope = { strategy: row.strategy, symbol: row.symbol };
    if (row.feasible === false) {
      const reason = `an entry of ${(row.notional ?? 0).toFixed(2)} USDT is below the minimum of ${(row.minimum ?? 0).toFixed(2)} (${row.text}); checked again with the weights`;
      core.close('infeasible', scope, reason);
    } else if (row.feasible === true) {
      core.release(closureId('infeasible', scope), 'the size reaches the minimum');
    }
  }
}

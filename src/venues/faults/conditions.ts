/** What lasts while a window is open: the connection, the clock, the limits, what a key may do. */
import type { SymbolId } from '../../domain/ids.ts';
import type { EpochMs, Ms } from '../../domain/time.ts';
import type { ContractFilters, ListedContract } from '../../domain/venue.ts';
import type { RateLimits } from '../binance/rate-limiter.ts';
import type { FaultSet } from './fault-set.ts';
import type { MarketDataFault } from './plan.ts';

/** Are pushed messages delivered? */
export const isStreaming = (set: FaultSet, now: EpochMs): boolean =>
  set.inForce('maintenance', now).length === 0 &&
  !set.inForce('disconnect', now).some((fault) => fault.channels.includes('websocket'));

/** Why no request is answered now, in words; null: requests are answered. */
export function outageText(set: FaultSet, now: EpochMs): string | null {
  if (set.inForce('disconnect', now).some((fault) => fault.channels.includes('rest'))) {
    return 'no answer: the connection is broken off';
  }
  const ban = set.inForce('ban', now)[0];
  if (ban !== undefined) return `banned: status ${ban.status}`;
  const maintenance = set.inForce('maintenance', now)[0];
  return maintenance === undefined ? null : `status 503: ${maintenance.message}`;
}

/** The venue's clock less the machine's; several offsets add up. */
export const clockOffset = (set: FaultSet, now: EpochMs): Ms =>
  set.inForce('clock', now).reduce((sum, fault) => sum + fault.offset, 0);

/** The lowest of each limit. */
export function limitsNow(set: FaultSet, usual: RateLimits, now: EpochMs): RateLimits {
  return set.inForce('limits', now).reduce(
    (limits, fault) => ({
      weightPerMinute: Math.min(limits.weightPerMinute, fault.weightPerMinute ?? Infinity),
      ordersPerMinute: Math.min(limits.ordersPerMinute, fault.ordersPerMinute ?? Infinity),
      ordersPerTenSeconds: Math.min(
        limits.ordersPerTenSeconds,
        fault.ordersPerTenSeconds ?? Infinity,
      ),
    }),
    usual,
  );
}

/** Rights that are changed; absent ones are as configured. The last fault of the plan wins. */
export interface Rights {
  readonly trade?: boolean;
  readonly withdraw?: boolean;
  readonly transfer?: boolean;
  readonly ipRestricted?: boolean;
}

export function rightsNow(set: FaultSet, now: EpochMs): Rights {
  const rights: { -readonly [K in keyof Rights]: Rights[K] } = {};
  for (const fault of set.inForce('permissions', now)) {
    for (const name of ['trade', 'withdraw', 'transfer', 'ipRestricted'] as const) {
      const value = fault[name];
      if (value !== undefined) rights[name] = value;
    }
  }
  return rights;
}

/** How the data of a symbol are spoilt; null: they are as they should be. */
export function dataFault(
  set: FaultSet,
  symbol: SymbolId,
  now: EpochMs,
): MarketDataFault['how'] | null {
  const found = set
    .inForce('market_data', now)
    .find(({ symbols }) => symbols.length === 0 || symbols.includes(symbol));
  return found?.how ?? null;
}

/** Contracts as the venue lists them now: what has been taken off the list is gone. */
export function listedNow<T extends ContractFilters>(
  set: FaultSet,
  contracts: readonly T[],
  now: EpochMs,
): readonly (T & ListedContract)[] {
  const faults = set.inForce('contract', now);
  if (faults.length === 0) return contracts;
  return contracts.flatMap((contract): readonly (T & ListedContract)[] => {
    let listed: T & ListedContract = contract;
    for (const fault of faults) {
      if (fault.symbol !== contract.symbol) continue;
      const { tickSize, lotSize, minNotional, delistedAfter } = fault;
      listed = {
        ...listed,
        ...(tickSize === undefined ? {} : { tickSize }),
        ...(lotSize === undefined ? {} : { lotSize }),
        ...(minNotional === undefined ? {} : { minNotional }),
        ...(delistedAfter === undefined
          ? {}
          : { delistsAt: (set.beginOf(fault) ?? now) + delistedAfter }),
      };
    }
    const { delistsAt } = listed;
    return delistsAt !== undefined && delistsAt !== null && delistsAt <= now ? [] : [listed];
  });
}

/** PRE-1: contract data as configured against the filters of the venue. */
import { type Decimal, floorTo, parseDecimal, ZERO } from '../domain/decimal.ts';
import type { ContractFilters, ContractNews, ListedContract } from '../domain/venue.ts';

type FilterName = Exclude<keyof ContractFilters, 'symbol'>;

/** Does every value that the configured figure lets out pass the filter of the venue? */
const FITS: Readonly<Record<FilterName, (own: Decimal, venue: Decimal) => boolean>> = {
  tickSize: (own, venue) => isMultiple(own, venue),
  lotSize: (own, venue) => isMultiple(own, venue),
  minQuantity: (own, venue) => own >= venue,
  maxQuantity: (own, venue) => own <= venue,
  minNotional: (own, venue) => own >= venue,
};

const isMultiple = (own: Decimal, step: Decimal): boolean =>
  step > ZERO && floorTo(own, step) === own;

/**
 * Where the configured figures let an order out that the venue refuses, each in words. Coarser
 * steps and narrower bounds than the venue's are fine; symbols it does not list are not looked at.
 */
export function contractDifferences(
  configured: readonly ContractFilters[],
  listed: readonly ContractFilters[],
): readonly string[] {
  const bySymbol = new Map(listed.map((contract) => [contract.symbol, contract]));
  return configured.flatMap((own) => {
    const venue = bySymbol.get(own.symbol);
    if (venue === undefined) return [];
    return (Object.keys(FITS) as FilterName[]).flatMap((name) => {
      const [mine, theirs] = [parseDecimal(own[name]), parseDecimal(venue[name])];
      if (mine !== undefined && theirs !== undefined && FITS[name](mine, theirs)) return [];
      return [`${own.symbol} ${name} ${own[name]} does not fit its ${venue[name]}`];
    });
  });
}

/** Of every configured contract: does it fit what the venue lists now, and until when is it listed? */
export function contractNews(
  configured: readonly ContractFilters[],
  listed: readonly ListedContract[],
): readonly ContractNews[] {
  return configured.map((own): ContractNews => {
    const { symbol } = own;
    const venue = listed.find((contract) => contract.symbol === symbol);
    if (venue === undefined) {
      return { symbol, fault: 'the venue lists no such contract that trades', delistsAt: null };
    }
    const differences = contractDifferences([own], [venue]);
    const fault = differences.length === 0 ? null : differences.join('; ');
    return { symbol, fault, delistsAt: venue.delistsAt ?? null };
  });
}

/**
 * Identifiers. Branded strings, so that one kind of id can never be passed for another;
 * they are created at the edges (configuration, wire, files) and trusted inside.
 */
declare const brand: unique symbol;
export type Brand<T, B extends string> = T & { readonly [brand]: B };

/** Strategy id as in configuration, for example `S3`; pattern `[A-Z][A-Z0-9_]{0,15}`. */
export type StrategyId = Brand<string, 'StrategyId'>;
/** Unified symbol of a linear perpetual, for example `BTC/USDT:USDT`. */
export type SymbolId = Brand<string, 'SymbolId'>;
/** Base asset, for example `BTC`. */
export type AssetId = Brand<string, 'AssetId'>;
/** Bucket id as in configuration, for example `HFT`. */
export type BucketId = Brand<string, 'BucketId'>;

export const strategyId = (text: string): StrategyId => text as StrategyId;
export const symbolId = (text: string): SymbolId => text as SymbolId;
export const assetId = (text: string): AssetId => text as AssetId;
export const bucketId = (text: string): BucketId => text as BucketId;

/** Pseudo-strategy under which positions nobody here opened are booked. */
export const EXTERNAL: StrategyId = strategyId('EXTERNAL');

/** `BTC` of `BTC/USDT:USDT`. */
export function assetOf(symbol: SymbolId): AssetId {
  const slash = symbol.indexOf('/');
  return (slash < 0 ? symbol : symbol.slice(0, slash)) as string as AssetId;
}

/** `BTCUSDT` of `BTC/USDT:USDT`: the venue's own market id, also used in file names. */
export function marketIdOf(symbol: SymbolId): string {
  const colon = symbol.indexOf(':');
  return (colon < 0 ? symbol : symbol.slice(0, colon)).replace('/', '');
}

/** `BTC/USDT:USDT` of `BTCUSDT`; undefined when the text does not end in the quote currency. */
export function symbolOfMarketId(marketId: string, quote = 'USDT'): SymbolId | undefined {
  if (!marketId.endsWith(quote) || marketId.length <= quote.length) return undefined;
  const base = marketId.slice(0, -quote.length);
  return `${base}/${quote}:${quote}` as SymbolId;
}

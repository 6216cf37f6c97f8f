/** What of the venue's answers pre-flight needs, strictly: a wrong shape is no answer. */
import { z } from 'zod';
import { parseDecimal } from '../../domain/decimal.ts';
import { symbolOfMarketId } from '../../domain/ids.ts';
import type { EpochMs } from '../../domain/time.ts';
import type { ListedContract } from '../../domain/venue.ts';

const decimalText = z.string().refine((text) => parseDecimal(text) !== undefined);
const flag = z.union([z.boolean(), z.enum(['true', 'false']).transform((text) => text === 'true')]);

const filter = z.looseObject({ filterType: z.string() });
const contract = z.looseObject({
  symbol: z.string(),
  status: z.string(),
  contractType: z.string(),
  quoteAsset: z.string(),
  marginAsset: z.string(),
  deliveryDate: z.coerce.number().optional(),
  filters: z.array(filter),
});
/** Delivery date of a perpetual that goes on: 2100-12-25. A nearer one is its end, announced. */
const NEVER: EpochMs = 4_133_404_800_000;
const exchangeInfo = z.looseObject({ symbols: z.array(z.unknown()) });

const priceFilter = z.looseObject({ tickSize: decimalText });
const lotFilter = z.looseObject({
  stepSize: decimalText,
  minQty: decimalText,
  maxQty: decimalText,
});
const notionalFilter = z.looseObject({ notional: decimalText });

/** The library may hand numbers over as text. */
const instant = z.union([
  z.number(),
  z
    .string()
    .regex(/^\d{1,16}$/)
    .transform(Number),
]);
const time = z.looseObject({
  serverTime: instant.refine((at) => Number.isSafeInteger(at) && at > 0),
});
const accountConfig = z.looseObject({
  canTrade: flag,
  dualSidePosition: flag,
  multiAssetsMargin: flag,
});
const feeBurn = z.looseObject({ feeBurn: flag });
const restrictions = z.looseObject({
  ipRestrict: flag,
  enableReading: flag,
  enableWithdrawals: flag,
  enableInternalTransfer: flag,
  permitsUniversalTransfer: flag,
  enableFutures: flag,
});

function read<T>(what: string, schema: z.ZodType<T>, answer: unknown): T {
  const parsed = schema.safeParse(answer);
  if (parsed.success) return parsed.data;
  const place = parsed.error.issues[0]?.path.join('.') ?? '';
  const where = place === '' ? '' : ` (${place})`;
  throw new Error(`the answer about ${what} is not in the form of this venue${where}`);
}

export const readTime = (answer: unknown): number => read('its time', time, answer).serverTime;
export const readAccountConfig = (answer: unknown) => read('the account', accountConfig, answer);
export const readFeeBurn = (answer: unknown): boolean =>
  read('fees in another coin', feeBurn, answer).feeBurn;
export const readRestrictions = (answer: unknown) =>
  read('the permissions of the key', restrictions, answer);

/** Perpetuals in USDT that trade now; one whose filters cannot be read counts as not listed. */
export function readContracts(answer: unknown): readonly ListedContract[] {
  const { symbols } = read('its contracts', exchangeInfo, answer);
  const found = symbols.flatMap((each) => contractOf(each) ?? []);
  if (symbols.length > 0 && found.length === 0) {
    throw new Error('the answer about its contracts holds no perpetual in USDT that trades');
  }
  return found;
}

function contractOf(value: unknown): ListedContract | undefined {
  const parsed = contract.safeParse(value);
  if (!parsed.success) return undefined;
  const { symbol: id, status, contractType, quoteAsset, marginAsset, filters } = parsed.data;
  const { deliveryDate } = parsed.data;
  if (status !== 'TRADING' || contractType !== 'PERPETUAL') return undefined;
  if (quoteAsset !== 'USDT' || marginAsset !== 'USDT') return undefined;
  const of = (type: string): unknown => filters.find((each) => each.filterType === type);
  const price = priceFilter.safeParse(of('PRICE_FILTER')).data;
  const lot = lotFilter.safeParse(of('LOT_SIZE')).data;
  const notional = notionalFilter.safeParse(of('MIN_NOTIONAL')).data;
  const symbol = symbolOfMarketId(id);
  if (symbol === undefined || !price || !lot || !notional) return undefined;
  return {
    symbol,
    tickSize: price.tickSize,
    lotSize: lot.stepSize,
    minQuantity: lot.minQty,
    maxQuantity: smaller(lot.maxQty, lotFilter.safeParse(of('MARKET_LOT_SIZE')).data?.maxQty),
    minNotional: notional.notional,
    delistsAt: deliveryDate === undefined || deliveryDate >= NEVER ? null : deliveryDate,
  };
}

/** Market orders have a bound of their own, and exits become market orders. */
function smaller(limit: string, market: string | undefined): string {
  if (market === undefined) return limit;
  const [one, other] = [parseDecimal(limit), parseDecimal(market)];
  return one !== undefined && other !== undefined && other < one ? market : limit;
}

/** A list, empty when nothing has settled yet. */
export const isFundingHistory = (answer: unknown): boolean => Array.isArray(answer);

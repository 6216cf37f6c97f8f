/** What moved the wallet, as the venue's income history: its sum is the change of the wallet. */
import { marketIdOf } from '../../domain/ids.ts';
import type { EpochMs } from '../../domain/time.ts';
import type { VenueEvent } from '../../domain/venue.ts';
import { minus } from './render-order.ts';

export interface IncomeEntry {
  readonly symbol: string;
  readonly incomeType: string;
  readonly income: string;
  readonly asset: 'USDT';
  readonly info: string;
  readonly time: EpochMs;
  readonly tranId: string;
  readonly tradeId: string;
}

export const INCOME_TYPES = [
  'TRANSFER',
  'REALIZED_PNL',
  'FUNDING_FEE',
  'COMMISSION',
  'INSURANCE_CLEAR',
] as const;

/** Entries of one wallet event, none for events that move nothing. */
export function incomeOf(event: VenueEvent): readonly IncomeEntry[] {
  switch (event.kind) {
    case 'fill': {
      const symbol = marketIdOf(event.symbol);
      const { tradeId, at } = event;
      const entries: IncomeEntry[] = [];
      const add = (incomeType: string, income: string, suffix: string): void => {
        if (Number(income) === 0) return;
        const info = event.cause === 'order' ? incomeType : event.cause.toUpperCase();
        entries.push({
          ...{ symbol, incomeType, income, asset: 'USDT', info, time: at },
          tranId: `${tradeId}${suffix}`,
          tradeId,
        });
      };
      add('REALIZED_PNL', event.realisedPnl, '1');
      const fee = event.cause === 'liquidation' ? 'INSURANCE_CLEAR' : 'COMMISSION';
      add(fee, minus(event.fee), '2');
      return entries;
    }
    case 'funding':
      return [
        {
          symbol: marketIdOf(event.symbol),
          incomeType: 'FUNDING_FEE',
          income: event.amount,
          asset: 'USDT',
          info: 'FUNDING_FEE',
          time: event.at,
          tranId: event.id,
          tradeId: '',
        },
      ];
    case 'transfer':
      return [
        {
          symbol: '',
          incomeType: 'TRANSFER',
          income: event.amount,
          asset: 'USDT',
          info: 'TRANSFER',
          time: event.at,
          tranId: event.id,
          tradeId: '',
        },
      ];
    default:
      return [];
  }
}

/** What a command costs of the venue's limits, and how urgent it is. */
import type { EpochMs } from '../../../domain/time.ts';
import type {
  CancelOrder,
  PlaceOrder,
  QueryOrder,
  VenueCommand,
  VenueEvent,
} from '../../../domain/venue.ts';
import type { BudgetRequest } from '../budget/request-budget.ts';

/** Commands of the executor, and what the adapter asks by itself. */
export type Work =
  | VenueCommand
  /** Funding, transfers: what moved the wallet beside fills. */
  | { readonly kind: 'money' }
  /** Fills and money since the account stream was heard last. */
  | { readonly kind: 'past' };

const isAboutOrder = (work: Work): work is PlaceOrder | CancelOrder | QueryOrder =>
  work.kind === 'place' || work.kind === 'cancel' || work.kind === 'query';

/** Of all calls that one piece of work may take, as the venue counts them. */
const WEIGHTS = {
  cancel: 1,
  countdown: 10,
  query: 12,
  account: 130,
  money: 40,
  pastOfSymbol: 30,
} as const;

/** `reduces`: is the order known, or possibly, a reduction? */
export function requestOf(
  work: Work,
  symbols: number,
  reduces: (clientOrderId: string) => boolean,
): BudgetRequest<Work> {
  const plain = { orders: 0, payload: work } as const;
  switch (work.kind) {
    case 'place':
      return {
        class: work.action === 'open' ? 'entry' : 'exit',
        weight: 0,
        orders: 1,
        payload: work,
      };
    case 'cancel': {
      const key = work.clientOrderId;
      return { ...plain, class: 'cancel', weight: WEIGHTS.cancel, key };
    }
    case 'query': {
      const vital = reduces(work.clientOrderId);
      const key = work.clientOrderId;
      return { ...plain, class: vital ? 'vital_query' : 'query', weight: WEIGHTS.query, key };
    }
    // It only ever takes orders away: as urgent as they are.
    case 'countdown':
      return { ...plain, class: 'cancel', weight: WEIGHTS.countdown };
    case 'account':
      return { ...plain, class: 'snapshot', weight: WEIGHTS.account, key: 'account' };
    case 'money':
      return { ...plain, class: 'query', weight: WEIGHTS.money, key: 'money' };
    case 'past': {
      const weight = WEIGHTS.money + WEIGHTS.pastOfSymbol * symbols;
      return { ...plain, class: 'snapshot', weight, key: 'past' };
    }
    default:
      return work satisfies never;
  }
}

/** What work that brought no answer means. All but orders is asked for again by its own timer. */
export function unanswered(work: Work, at: EpochMs): readonly VenueEvent[] {
  if (!isAboutOrder(work)) return [];
  const { clientOrderId, kind: operation } = work;
  return [{ kind: 'unknown', clientOrderId, operation, at }];
}

/** What it means that work never left: an order does not exist. */
export function neverLeft(work: Work, reason: string, at: EpochMs): readonly VenueEvent[] {
  if (work.kind !== 'place') return unanswered(work, at);
  const { clientOrderId } = work;
  return [{ kind: 'rejected', clientOrderId, code: 'NOT_SENT', message: reason, at }];
}

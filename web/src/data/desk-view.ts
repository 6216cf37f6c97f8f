/** What the stream has said so far, as one value; pure. */
import type { DeskMessage, DeskSnapshot } from '../../../src/api/desk.ts';

export interface DeskView extends DeskSnapshot {
  readonly connected: boolean;
  /** Monotonic clock of this page at the last word from the server, ms. */
  readonly heardAt: number | null;
  /** Clock of this machine minus that of the server at the last beat, ms. */
  readonly clockAhead: number | null;
}

export const NOTHING_HEARD: DeskView = {
  status: null,
  processes: [],
  decisions: [],
  events: [],
  equity: [],
  links: {},
  connected: false,
  heardAt: null,
  clockAhead: null,
};

const LIST_MAX = 500;
const EQUITY_MAX = 5_000;

export type DeskAction =
  | {
      readonly kind: 'message';
      readonly message: DeskMessage;
      readonly now: number;
      readonly wall: number;
    }
  | { readonly kind: 'connection'; readonly connected: boolean };

export function reduceDesk(view: DeskView, action: DeskAction): DeskView {
  if (action.kind === 'connection') return { ...view, connected: action.connected };
  const heard = { ...view, heardAt: action.now };
  const { message } = action;
  switch (message.kind) {
    case 'snapshot':
      return { ...heard, ...message.snapshot };
    case 'beat':
      return { ...heard, clockAhead: action.wall - message.wall };
    case 'status':
      return { ...heard, status: message.status };
    case 'processes':
      return { ...heard, processes: message.processes };
    case 'link':
      return { ...heard, links: message.links };
    case 'decision':
      return { ...heard, decisions: [message.record, ...view.decisions].slice(0, LIST_MAX) };
    case 'event':
      return { ...heard, events: [message.event, ...view.events].slice(0, LIST_MAX) };
    case 'equity':
      return { ...heard, equity: [...view.equity, message.sample].slice(-EQUITY_MAX) };
  }
}

import { useEffect, useReducer, useState } from 'react';
import type { DeskMessage, DeskSnapshot } from '../../src/api/desk.ts';

export interface DeskView extends DeskSnapshot {
  readonly connected: boolean;
  /** Machine time of the last word from the server, ms of this page's monotonic clock. */
  readonly heardAt: number | null;
}

const EMPTY: DeskView = {
  status: null,
  processes: [],
  decisions: [],
  events: [],
  equity: [],
  links: {},
  connected: false,
  heardAt: null,
};

const LIST_MAX = 500;
const EQUITY_MAX = 5_000;
const RECONNECT_FIRST_MS = 250;
const RECONNECT_LAST_MS = 5_000;

type Action =
  | { readonly kind: 'message'; readonly message: DeskMessage; readonly now: number }
  | { readonly kind: 'connection'; readonly connected: boolean };

export function reduceDesk(view: DeskView, action: Action): DeskView {
  if (action.kind === 'connection') return { ...view, connected: action.connected };
  const heard = { ...view, heardAt: action.now };
  const { message } = action;
  switch (message.kind) {
    case 'snapshot':
      return { ...heard, ...message.snapshot };
    case 'beat':
      return heard;
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

/** The live view of the desk: a snapshot on connecting, then every change; comes back by itself. */
export function useDesk(): DeskView {
  const [view, dispatch] = useReducer(reduceDesk, EMPTY);
  useEffect(() => {
    let closed = false;
    let wait = RECONNECT_FIRST_MS;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let socket: WebSocket | undefined;
    const open = (): void => {
      socket = new WebSocket(`ws://${location.host}/api/stream`);
      socket.onopen = () => {
        wait = RECONNECT_FIRST_MS;
        dispatch({ kind: 'connection', connected: true });
      };
      socket.onmessage = (event: MessageEvent<string>) => {
        const message = JSON.parse(event.data) as DeskMessage;
        dispatch({ kind: 'message', message, now: performance.now() });
      };
      socket.onclose = () => {
        dispatch({ kind: 'connection', connected: false });
        if (closed) return;
        timer = setTimeout(open, wait);
        wait = Math.min(RECONNECT_LAST_MS, wait * 2);
      };
    };
    open();
    return () => {
      closed = true;
      clearTimeout(timer);
      socket?.close();
    };
  }, []);
  return view;
}

/** Milliseconds since the server was last heard, renewed twice a second. */
export function useSilence(heardAt: number | null): number | null {
  const [now, setNow] = useState(() => performance.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(performance.now()), 500);
    return () => clearInterval(timer);
  }, []);
  return heardAt === null ? null : Math.max(0, now - heardAt);
}

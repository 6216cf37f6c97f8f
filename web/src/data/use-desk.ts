/** The live view of the desk: the whole at first, then every change; comes back by itself. */
import { createContext, useContext, useEffect, useReducer, useState } from 'react';
import type { DeskMessage } from '../../../src/api/desk.ts';
import type { PortfolioStatus } from '../../../src/domain/status.ts';
import { type DeskView, NOTHING_HEARD, reduceDesk } from './desk-view.ts';

const RECONNECT_FIRST_MS = 250;
const RECONNECT_LAST_MS = 5_000;

/** `door`: another value connects anew (somebody signed in or out). */
export function useDeskStream(door: number): DeskView {
  const [view, dispatch] = useReducer(reduceDesk, NOTHING_HEARD);
  // biome-ignore lint/correctness/useExhaustiveDependencies: who comes in decides what is told
  useEffect(() => {
    let closed = false;
    let wait = RECONNECT_FIRST_MS;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let socket: WebSocket | undefined;
    /** Where this page is in the stream: what it missed is told when it comes back. */
    let last = '';
    const open = (): void => {
      const after = last === '' ? '' : `?after=${encodeURIComponent(last)}`;
      socket = new WebSocket(`ws://${location.host}/api/stream${after}`);
      socket.onopen = () => {
        wait = RECONNECT_FIRST_MS;
        dispatch({ kind: 'connection', connected: true });
      };
      socket.onmessage = (event: MessageEvent<string>) => {
        const message = JSON.parse(event.data) as DeskMessage;
        last = message.id;
        const [now, wall] = [performance.now(), Date.now()];
        dispatch({ kind: 'message', message, now, wall });
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
  }, [door]);
  return view;
}

/** Milliseconds since the server was last heard, renewed four times a second. */
export function useSilence(heardAt: number | null): number | null {
  const [now, setNow] = useState(() => performance.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(performance.now()), 250);
    return () => clearInterval(timer);
  }, []);
  return heardAt === null ? null : Math.max(0, now - heardAt);
}

const DeskContext = createContext<DeskView>(NOTHING_HEARD);
export const DeskProvider = DeskContext.Provider;
export const useDesk = (): DeskView => useContext(DeskContext);

const StatusContext = createContext<PortfolioStatus | null>(null);
export const StatusProvider = StatusContext.Provider;

/** Views are drawn once the orchestrator has spoken. */
export function useStatus(): PortfolioStatus {
  const status = useContext(StatusContext);
  if (status === null) throw new Error('drawn before the orchestrator has spoken');
  return status;
}

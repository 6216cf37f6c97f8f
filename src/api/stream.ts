/**
 * The websocket: what changes, numbered. Whoever says where it was gets what it missed; who was
 * away too long, or hears this server for the first time, gets the whole. A beat every second says
 * that nothing is frozen; a reader too slow to keep up is let go and may come back.
 */
import type { FastifyRequest } from 'fastify';
import type { WebSocket } from 'ws';
import type { DeskMessage } from './desk.ts';
import type { ApiPorts } from './ports.ts';

const SOCKET_BACKLOG_BYTES = 4 * 1024 * 1024;
const BEAT_MS = 1_000;

export function stream(
  socket: WebSocket,
  { desk, wall, every }: Pick<ApiPorts, 'desk' | 'wall' | 'every'>,
  request: FastifyRequest,
): void {
  const send = (message: DeskMessage): void => {
    if (socket.bufferedAmount > SOCKET_BACKLOG_BYTES) {
      socket.close(1013, 'too slow');
      return;
    }
    socket.send(JSON.stringify(message));
  };
  const { after } = request.query as { readonly after?: string };
  const missed = after === undefined ? null : desk.since(after);
  if (missed === null) send(desk.snapshotMessage());
  else for (const message of missed) send(message);
  const stop = desk.subscribe(send);
  const still = every(BEAT_MS, () => send(desk.beat(wall())));
  const end = (): void => {
    still();
    stop();
  };
  socket.on('close', end);
  socket.on('error', end);
}

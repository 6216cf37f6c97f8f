import type { Socket } from 'node:net';

export interface OutgoingLimits {
  /** Droppable frames that may wait; beyond it the oldest go. */
  readonly droppableFrames: number;
  /** Characters of frames that may never be dropped; beyond it the peer is disconnected. */
  readonly queueLength: number;
}

export const DEFAULT_OUTGOING: OutgoingLimits = {
  droppableFrames: 256,
  queueLength: 32 * 1024 * 1024,
};

interface Waiting {
  readonly text: string;
  readonly droppable: boolean;
}

/**
 * What waits for one slow peer. Frames that the next one makes obsolete (prices, status) are
 * dropped oldest first; a peer that cannot keep up with the others is cut off, because it resyncs
 * by sequence when it comes back, and a hole it knows nothing about is worse than a reconnect.
 */
export class Outgoing {
  private readonly socket: Socket;
  private readonly limits: OutgoingLimits;
  private queue: Waiting[] = [];
  private queued = 0;
  private droppable = 0;
  private droppedCount = 0;

  constructor(socket: Socket, limits: OutgoingLimits = DEFAULT_OUTGOING) {
    this.socket = socket;
    this.limits = limits;
    socket.on('drain', () => this.flush());
  }

  /** Droppable frames given up so far. */
  get dropped(): number {
    return this.droppedCount;
  }

  /** False when the peer was cut off for being too slow. */
  send(text: string, droppable: boolean): boolean {
    if (this.socket.destroyed) return false;
    if (this.queue.length === 0 && !this.socket.writableNeedDrain) {
      this.socket.write(text);
      return true;
    }
    this.queue.push({ text, droppable });
    if (droppable) {
      this.droppable += 1;
      if (this.droppable > this.limits.droppableFrames) this.dropOldest();
      return true;
    }
    this.queued += text.length;
    if (this.queued <= this.limits.queueLength) return true;
    this.socket.destroy();
    this.queue = [];
    return false;
  }

  private dropOldest(): void {
    const index = this.queue.findIndex((waiting) => waiting.droppable);
    if (index < 0) return;
    this.queue.splice(index, 1);
    this.droppable -= 1;
    this.droppedCount += 1;
  }

  private flush(): void {
    let sent = 0;
    while (sent < this.queue.length && !this.socket.writableNeedDrain) {
      const next = this.queue[sent]!;
      sent += 1;
      if (next.droppable) this.droppable -= 1;
      else this.queued -= next.text.length;
      this.socket.write(next.text);
    }
    if (sent > 0) this.queue.splice(0, sent);
  }
}

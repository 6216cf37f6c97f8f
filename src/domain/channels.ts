/** How the desk is reached, as people and programs read it (requirement ALR-7). */
import type { EpochMs } from './time.ts';

/** `primary` carries every message; `fallback` only while a primary one has failed. */
export type ChannelRole = 'primary' | 'fallback';

export type ChannelState =
  /** Nothing was sent since the start. */
  | 'untried'
  | 'good'
  /** The last attempt failed; the next is on its way or waits. */
  | 'retrying'
  /** Given up for the moment: another one takes over, attempts go on. */
  | 'failed';

export interface ChannelStatus {
  /** `<kind>.<name>`, or `watchdog`. */
  readonly id: string;
  readonly role: ChannelRole | 'watchdog';
  readonly state: ChannelState;
  /** Does it carry messages now? A fallback that stands by does not. */
  readonly carries: boolean;
  /** By the clock of this machine. */
  readonly lastSuccess: EpochMs | null;
  /** Messages that wait for it. */
  readonly waiting: number;
  /** Messages since the start that it will never carry. */
  readonly lost: number;
  /** Why the last attempt failed; null: it did not. */
  readonly problem: string | null;
}

/** The carrier of messages as a whole; part of what the api process shows. */
export interface MessengerStatus {
  readonly channels: readonly ChannelStatus[];
  /** The orchestrator was heard within 10 s of machine time. */
  readonly heard: boolean;
  /** Newest message seen. */
  readonly newest: number;
  /** Ways of two-way chat that are open, like `telegram.desk`. */
  readonly chat: readonly string[];
}

/** A channel that failed, or works again. */
export interface ChannelReport {
  readonly channel: string;
  readonly ok: boolean;
  readonly text: string;
}

/**
 * Carries the orchestrator's messages to the desk. Lives in the api process and shares nothing with
 * its HTTP: an own link, own timers. Nothing waits for it, and no channel waits for another one.
 */
import { messageOf } from '../../bus/server.ts';
import type { DeskMessage } from '../../domain/alerts.ts';
import type { ChannelReport, ChannelStatus } from '../../domain/channels.ts';
import type { ChannelConfig, WatchdogConfig } from '../../domain/config.ts';
import type { Provenance } from '../../domain/provenance.ts';
import type { EpochMs, Ms } from '../../domain/time.ts';
import { Delivery, type Send } from '../../notify/delivery/delivery.ts';
import { pingWatchdog } from '../../notify/watchdog.ts';
import { readSecret } from '../../secrets/secret.ts';
import type { Log } from '../log.ts';
import { Courier, channelId } from './courier.ts';
import { loadCursors, saveCursors } from './cursor-file.ts';
import { Heartbeat } from './heartbeat.ts';
import { Intake, type MessagePage } from './intake.ts';
import { Silence } from './silence.ts';
import { aboutChannel, answersAgain, notAnswering } from './words.ts';

export interface MessengerPorts {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Market time, for the messenger's own words. */
  readonly market: () => EpochMs;
  /** Clock of this machine, for signatures and for people. */
  readonly wall: () => EpochMs;
  readonly monotonic: () => Ms;
  /** Calls once after a wait; returns what calls it off. */
  readonly timer: (wait: Ms, call: () => void) => () => void;
  /** Of the orchestrator; rejects when it does not answer. */
  readonly messages: (after: number, limit: number) => Promise<MessagePage>;
  /** To the orchestrator, for an alert of its own; false: it did not take it. */
  readonly report: (report: ChannelReport) => Promise<boolean>;
  readonly log: Log;
}

export interface MessengerOptions extends MessengerPorts {
  readonly portfolio: string;
  /** What its own words name as in force. */
  readonly provenance: Provenance;
  readonly channels: readonly ChannelConfig[];
  readonly watchdog: WatchdogConfig | null;
  /** File of the cursors. */
  readonly file: string;
}

/** How often the orchestrator is asked for messages, which also shows that it lives. */
const POLL_MS: Ms = 3_000;
/** Nothing is looked at less often; a wait is never longer. */
const LOOK_MS: Ms = 60_000;

export class Messenger {
  private readonly options: MessengerOptions;
  private readonly delivery: Delivery | null;
  private readonly couriers: ReadonlyMap<string, Courier>;
  private readonly intake: Intake;
  private readonly silence: Silence;
  private readonly heartbeat: Heartbeat | null;
  private readonly flights = new Set<Promise<void>>();
  private nextPoll: Ms;
  private saved: string;
  private callOff: (() => void) | null = null;
  private stopped = false;

  constructor(options: MessengerOptions) {
    const { channels, environment, portfolio, watchdog, file } = options;
    this.options = options;
    const { cursors, start } = loadCursors(file);
    const routes = channels.map((channel) => ({ ...channel, id: channelId(channel) }));
    const channelled = routes.length > 0;
    this.delivery = channelled ? new Delivery({ portfolio, routes, cursors, start }) : null;
    this.couriers = new Map(
      channels.map((channel) => [channelId(channel), new Courier(channel, environment)]),
    );
    this.intake = new Intake(this.delivery, options.messages);
    this.silence = new Silence(options.monotonic());
    this.heartbeat = watchdog === null ? null : new Heartbeat(watchdog.every);
    this.nextPoll = options.monotonic();
    this.saved = JSON.stringify(cursors);
    this.pump();
  }

  /** As the orchestrator publishes it. */
  take(message: DeskMessage): void {
    this.noteHeard();
    if (this.intake.take(message)) this.nextPoll = this.options.monotonic();
    this.pump();
  }

  /** The link to the orchestrator is there (again). */
  linked(): void {
    this.nextPoll = this.options.monotonic();
    this.pump();
  }

  status(): {
    readonly channels: readonly ChannelStatus[];
    readonly heard: boolean;
    readonly newest: number;
  } {
    const now = this.options.monotonic();
    const at = this.options.wall();
    return {
      channels: [
        ...(this.delivery?.status(now, at) ?? []),
        ...(this.heartbeat === null ? [] : [this.heartbeat.status(now, at)]),
      ],
      heard: this.silence.isHeard(now),
      newest: this.intake.newest,
    };
  }

  /** Ends after what is on its way, or after `limit` ms. */
  async stop(limit: Ms): Promise<void> {
    this.stopped = true;
    this.callOff?.();
    const waited = new Promise<void>((done) => {
      const callOff = this.options.timer(limit, done);
      void Promise.allSettled(this.flights).then(() => {
        callOff();
        done();
      });
    });
    await waited;
    this.save();
  }

  /** Everything that is due now; asks to be called again when the next thing is. */
  private pump(): void {
    if (this.stopped) return;
    const { monotonic, wall, timer } = this.options;
    const now = monotonic();
    if (this.silence.begins(now)) this.say(notAnswering(this.options.market()));
    for (const send of this.delivery?.tick(now, wall()) ?? []) this.fly(this.carry(send));
    for (const report of this.delivery?.takeReports() ?? []) this.fly(this.tell(report));
    if (now >= this.nextPoll) {
      this.nextPoll = now + POLL_MS;
      this.fly(this.poll());
    }
    if (this.heartbeat?.beats(now, this.withheld(now)) === true) this.fly(this.beat());
    this.save();
    const wake = Math.min(
      this.delivery?.wake(now) ?? Number.POSITIVE_INFINITY,
      this.nextPoll,
      this.silence.wake(),
      Math.max(this.heartbeat?.wake() ?? Number.POSITIVE_INFINITY, now + 1_000),
      now + LOOK_MS,
    );
    this.callOff?.();
    this.callOff = timer(Math.max(1, wake - now), () => this.pump());
  }

  /** Remembers what runs, for an orderly end. Whatever runs never rejects. */
  private fly(work: Promise<void>): void {
    const flight = work.finally(() => this.flights.delete(flight));
    this.flights.add(flight);
  }

  private async carry({ channel, carried }: Send): Promise<void> {
    const courier = this.couriers.get(channel);
    if (courier === undefined) return;
    const outcome = await courier.send(carried);
    this.delivery?.settled(channel, outcome, this.options.monotonic());
    if (!outcome.ok) {
      this.options.log('warn', `channel ${channel}: ${outcome.text}`, { count: carried.count });
    }
    this.pump();
    if (this.stopped) this.save();
  }

  private async poll(): Promise<void> {
    if (await this.intake.catchUp()) this.noteHeard();
    this.pump();
  }

  private noteHeard(): void {
    if (this.silence.heard(this.options.monotonic())) this.say(answersAgain(this.options.market()));
  }

  private say(words: Omit<DeskMessage, 'number'>): void {
    this.options.log('warn', words.title);
    this.delivery?.say({ ...words, ...this.options.provenance });
  }

  /** A channel that failed is an alert of the orchestrator; when it cannot be, it is said here. */
  private async tell(report: ChannelReport): Promise<void> {
    const { log, market, provenance } = this.options;
    log(report.ok ? 'info' : 'error', report.text);
    const taken = await this.options.report(report).catch(() => false);
    if (!taken) this.delivery?.say({ ...aboutChannel(report, market()), ...provenance });
    this.pump();
  }

  /** Why the watchdog is left without its ping; null: alerting lives. */
  private withheld(now: Ms): string | null {
    if (!this.silence.isHeard(now)) return 'the orchestrator is not heard';
    return this.delivery?.stuck === true ? 'no channel works' : null;
  }

  private async beat(): Promise<void> {
    const { watchdog, environment, portfolio, wall, monotonic } = this.options;
    let problem: string | null = null;
    try {
      const secret = readSecret(watchdog?.url ?? '', environment);
      if (!secret.ok) problem = secret.error;
      else await pingWatchdog(secret.value, portfolio, wall());
    } catch (error) {
      problem = messageOf(error);
    }
    const report = this.heartbeat?.settled(problem, monotonic()) ?? null;
    if (report !== null) this.fly(this.tell(report));
    this.pump();
  }

  private save(): void {
    if (this.delivery === null) return;
    const cursors = this.delivery.cursors();
    const text = JSON.stringify(cursors);
    if (text === this.saved) return;
    try {
      saveCursors(this.options.file, cursors);
      this.saved = text;
    } catch (error) {
      // Tried again with the next change: a restart before that repeats messages.
      this.options.log('warn', `${this.options.file} cannot be written: ${messageOf(error)}`);
    }
  }
}

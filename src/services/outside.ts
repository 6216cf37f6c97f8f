/** What pre-flight learns outside of this program and the venue: time servers and channels. */
import type { SeptetConfig } from '../domain/config.ts';
import type { Clock, Ms } from '../domain/time.ts';
import type { TradingMode } from '../runbook/preflight.ts';
import type { TimeObservation } from '../runbook/preflight-clock.ts';
import type { ChannelObservation } from '../runbook/preflight-house.ts';
import { checkChannels } from './channel-check.ts';
import { type AskTime, askTimeServers } from './time-servers.ts';

export interface Outside {
  readonly ntp: TimeObservation;
  readonly channels: readonly ChannelObservation[];
}

export interface OutsideOptions {
  readonly config: SeptetConfig;
  readonly mode: TradingMode;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly ask: AskTime;
  /** The clock of this host. */
  readonly clock: Clock;
}

/** No time server is asked more often than this, whatever fails (requirement PRE-3: every 60 s). */
const TIME_KEPT_MS: Ms = 55_000;
/** A channel that failed is tried again after this; one that answered is not bothered again. */
const FAILED_CHANNEL_KEPT_MS: Ms = 55_000;

/** Looks outside for a launch, again and again, without bothering anybody out there. */
export class OutsideWatch {
  private readonly options: OutsideOptions;
  private time: { readonly value: TimeObservation; readonly at: Ms } | null = null;
  private channels: { readonly value: readonly ChannelObservation[]; readonly at: Ms } | null =
    null;

  constructor(options: OutsideOptions) {
    this.options = options;
  }

  async look(): Promise<Outside> {
    const [ntp, channels] = await Promise.all([this.lookAtTime(), this.lookAtChannels()]);
    return { ntp, channels };
  }

  private async lookAtTime(): Promise<TimeObservation> {
    const { config, mode, ask, clock } = this.options;
    // The paper market has a time of its own: it needs no network, and no clock that is right.
    if (mode === 'paper') return { kind: 'not_asked' };
    const at = clock.monotonic();
    if (this.time === null || at - this.time.at >= TIME_KEPT_MS) {
      const { timeServers: servers } = config.launch;
      this.time = { value: await askTimeServers({ servers, ask, clock }), at };
    }
    return this.time.value;
  }

  private async lookAtChannels(): Promise<readonly ChannelObservation[]> {
    const { config, environment, clock } = this.options;
    const at = clock.monotonic();
    const answered = new Map(
      (this.channels?.value ?? []).flatMap((each) => (each.result.ok ? [[keyOf(each), each]] : [])),
    );
    const open = config.channels.filter((channel) => !answered.has(keyOf(channel)));
    const due = this.channels === null || at - this.channels.at >= FAILED_CHANNEL_KEPT_MS;
    if (due && open.length > 0) {
      const { portfolio } = config.kernel;
      const tried = await checkChannels({ channels: open, portfolio, environment, clock });
      this.channels = { value: [...answered.values(), ...tried], at };
    }
    return this.channels?.value ?? [];
  }
}

const keyOf = ({ kind, name }: { readonly kind: string; readonly name: string }): string =>
  `${kind}:${name}`;

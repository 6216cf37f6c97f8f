/** What the messenger says itself, when nobody else can. */
import type { DeskMessage } from '../../domain/alerts.ts';
import type { ChannelReport } from '../../domain/channels.ts';
import type { EpochMs } from '../../domain/time.ts';
import { SILENCE_MS } from './silence.ts';

type Words = Omit<DeskMessage, 'number'>;

const ABOUT = 'orchestrator_link';

export const notAnswering = (at: EpochMs): Words => ({
  ...{ at, causeAt: at, kind: 'alert', severity: 'critical', about: ABOUT, incident: null },
  title: 'orchestrator not answering',
  lines: [
    `Nothing was heard of it for ${SILENCE_MS / 1_000} s.`,
    'Entries are closed by the lease within 2 s; exits and stops go on in the executor.',
    'Next: `septet status`, then the log of the orchestrator; the supervisor restarts one that ended.',
  ],
});

export const answersAgain = (at: EpochMs): Words => ({
  ...{ at, causeAt: at, kind: 'over', severity: 'critical', about: ABOUT, incident: null },
  title: 'orchestrator answers again',
  lines: ['Messages it had meanwhile follow. Entries open by the rules of the launch only.'],
});

/** About a channel, when the orchestrator did not take it for an alert of its own. */
export const aboutChannel = ({ channel, ok, text }: ChannelReport, at: EpochMs): Words => ({
  ...{ at, causeAt: at, kind: ok ? 'over' : 'alert', severity: 'warning', incident: null },
  about: `channel ${channel}`,
  title: ok ? `channel ${channel} works again` : `channel ${channel} failed`,
  lines: ok
    ? [text]
    : [text, 'Next: `septet channels` shows all; `septet channels test` tries them.'],
});

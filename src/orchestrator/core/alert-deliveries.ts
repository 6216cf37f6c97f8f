/** The door for what channels to the desk did: only a change is news. */

import type { OrchestratorInput } from '../messages.ts';
import type { ConsumedInput } from './consumed.ts';
import type { Core } from './core.ts';

const CHANNEL = /^[a-z0-9][a-z0-9._-]{0,63}$/;
const CHANNELS_MAX = 100;
const TEXT_MAX = 500;

/** `slack.desk`, or `watchdog`. A failure is consumed at its start and when its words change. */
export function deliveryInput(
  { channel, ok, text }: Extract<OrchestratorInput, { kind: 'delivery' }>,
  core: Core,
): ConsumedInput | null {
  const known = typeof channel === 'string' && CHANNEL.test(channel);
  if (!known || typeof ok !== 'boolean' || typeof text !== 'string') {
    return { kind: 'rejected', of: 'delivery', text: 'channel, ok or text' };
  }
  const { channels } = core.state.desk.seen;
  const before = channels[channel];
  const words = text.slice(0, TEXT_MAX);
  if (ok ? before === undefined : before?.text === words) return null;
  if (before === undefined && Object.keys(channels).length >= CHANNELS_MAX) return null;
  return { kind: 'delivery', channel, ok, text: words };
}

/** The ping of an outside watchdog: it raises an alarm when none comes any more. */
import type { EpochMs } from '../domain/time.ts';
import { withoutSecrets } from './channel.ts';
import { post, quoted } from './http.ts';

/** Rejects in words that repeat nothing of the address, within 5 s. */
export async function pingWatchdog(url: string, portfolio: string, at: EpochMs): Promise<void> {
  const body = JSON.stringify({ schema: 'septet.heartbeat/1', portfolio, at });
  const { status, text } = await post({ url, body });
  if (status >= 200 && status < 300) return;
  const { pathname } = new URL(url);
  const said = withoutSecrets(text, [url, pathname, ...pathname.split('/')]);
  throw new Error(`it answered ${status} ${quoted(said)}`);
}

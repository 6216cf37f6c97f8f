/** A start at a venue outside: what is checked and said before anything runs. */
import type { SeptetConfig } from '../domain/config.ts';
import type { EpochMs, Ms } from '../domain/time.ts';
import { credentialsFor, openProbe } from '../services/venue-choice.ts';
import type { VenueEndpoint } from '../venues/ccxt/client.ts';
import { marketFault } from '../venues/ccxt/market/market-check.ts';
import { wordsOf } from '../venues/ccxt/words.ts';
import { CommandError, EXIT, usageError } from './exit.ts';
import { percent } from './figures.ts';

const EXAMPLE = 'http://127.0.0.1:8790';

/** Address of an exchange server, which is on this machine; throws a usage error. */
export function exchangeServer(text: string): string {
  const local = /^http:\/\/(127\.0\.0\.1|localhost|\[::1\])(:\d{1,5})?\/?$/.test(text);
  if (!local || !URL.canParse(text)) {
    throw usageError(`--server: write an address on this machine, like ${EXAMPLE}`);
  }
  return text.replace(/\/$/, '');
}

/**
 * What the operator has to know before real money is at stake, a line each; nothing elsewhere.
 * Throws where a start makes no sense: real money without saying so, no key.
 */
export function venueWarning(config: SeptetConfig, live: boolean): readonly string[] {
  const { kernel, venue } = config;
  if (live && venue.kind !== 'live') {
    throw usageError(`--live is for real money, the venue is ${venue.kind}: add --venue live`);
  }
  if (venue.kind === 'paper') return [];
  const key = credentialsFor(venue.kind, venue.keyFile, process.env);
  if (!key.ok) throw usageError(key.errors.join('\n'));
  if (venue.kind !== 'live') return [];
  if (!live) {
    throw usageError('venue live trades real money: add --live if that is what you want');
  }
  const profile = kernel.profiles.find((each) => each.name === kernel.profile);
  const strategies = kernel.strategies.filter((each) => each.enabled).map((each) => each.id);
  const symbols = kernel.instruments.map((each) => each.symbol);
  const limits =
    profile === undefined
      ? ''
      : `: gross exposure up to ${profile.leverage} x equity, ${profile.maxOpenTrades} trades, hard daily loss ${percent(profile.hardDailyLoss)}`;
  return [
    `REAL MONEY at Binance USDT-M, key ...${key.credentials.apiKey.slice(-4)}, portfolio ${kernel.portfolio}`,
    `${strategies.join(', ')} on ${symbols.join(', ')}`,
    `profile ${kernel.profile}${limits}`,
    `hedge mode, isolated margin and leverage ${venue.leverage} are set for these symbols; limit orders of others on them are cancelled by the dead man's switch`,
    'stop entries at once: septet halt --reason "..."; leave everything: septet flatten',
  ];
}

/** Venue time less machine time, ms. Throws with words when the venue cannot be asked. */
export async function venueOffset(config: SeptetConfig): Promise<Ms> {
  const { kind, server, keyFile } = config.venue;
  const credentials = credentialsFor(kind, keyFile, process.env);
  const probe = await openProbe({ kind, server, credentials }, config);
  try {
    const sentAt = Date.now();
    const told = await probe.serverTime();
    return told - (sentAt + Date.now()) / 2;
  } catch (error) {
    const where = kind === 'sim' ? `${server} (is \`septet sim\` running?)` : `Binance ${kind}`;
    throw new CommandError(EXIT.failed, `the venue ${where}: ${wordsOf(error)}`);
  } finally {
    await probe.close();
  }
}

/** Throws with words when the venue's market does not stand at that time. */
export async function checkMarket(
  { kernel, venue }: SeptetConfig,
  endpoint: VenueEndpoint,
  now: EpochMs,
): Promise<void> {
  const symbol = kernel.instruments[0]?.symbol;
  if (symbol === undefined) return;
  let fault: string | null;
  try {
    fault = await marketFault(endpoint, symbol, now);
  } catch (error) {
    fault = `its candles could not be read: ${wordsOf(error)}`;
  }
  if (fault === null) return;
  const hint =
    venue.kind === 'sim' ? '; start it with `septet sim --from now`, at its usual speed of 1' : '';
  throw new CommandError(EXIT.failed, `the venue: ${fault}${hint}`);
}

/**
 * The account, set up for this executor: hedge mode, isolated margin and leverage of each symbol.
 * Until it is, no entry may leave: on a cross-margin or one-way account it would be another trade
 * than the one that was decided. Tried again until it works.
 */
import { z } from 'zod';
import { marketIdOf, type SymbolId } from '../../../domain/ids.ts';
import { type Ms, SECOND_MS } from '../../../domain/time.ts';
import { attempt } from '../call.ts';
import type { VenueClient } from '../client.ts';
import { wordsOf } from '../words.ts';

export interface AccountSetupOptions {
  readonly client: VenueClient;
  readonly symbols: readonly SymbolId[];
  /** Of every symbol; null: the account stays as it is, and no entry may leave. */
  readonly leverage: number | null;
  readonly log: (level: 'info' | 'error', text: string) => void;
  readonly onWake: () => void;
}

const RETRY: Ms = 3 * SECOND_MS;
/** It is so already. */
const NOTHING_TO_CHANGE: ReadonlySet<string> = new Set(['-4046', '-4059']);

export class AccountSetup {
  /** Why no entry may leave, in words; null once the account is as it has to be. */
  fault: string | null = 'the account at the venue has not been set up yet';
  /** When it is tried next, machine time; infinity while it is under way, and once it is done. */
  nextAt: Ms = Number.NEGATIVE_INFINITY;
  underWay = false;
  private readonly options: AccountSetupOptions;

  constructor(options: AccountSetupOptions) {
    this.options = options;
    if (options.leverage === null) this.nextAt = Number.POSITIVE_INFINITY;
  }

  tend(now: Ms): void {
    if (now < this.nextAt) return;
    this.nextAt = Number.POSITIVE_INFINITY;
    this.underWay = true;
    void this.run(now);
  }

  private async run(now: Ms): Promise<void> {
    const { log, onWake, leverage } = this.options;
    if (leverage === null) return;
    try {
      const changed = await prepareAccount({ ...this.options, leverage });
      if (changed.length > 0) log('info', `set at the venue: ${changed.join(', ')}`);
      this.fault = null;
    } catch (error) {
      const fault = `the account cannot be set up, entries wait for it: ${wordsOf(error)}`;
      if (fault !== this.fault) log('error', fault);
      this.fault = fault;
      this.nextAt = now + RETRY;
    } finally {
      this.underWay = false;
      onWake();
    }
  }
}

const mode = z.object({ dualSidePosition: z.boolean() });
const configs = z.array(
  z.object({ symbol: z.string(), marginType: z.string(), leverage: z.coerce.number() }),
);

/** What is not so already is changed. Returns what was changed, in words; throws with what could not. */
async function prepareAccount({
  client,
  symbols,
  leverage,
}: Pick<AccountSetupOptions, 'client' | 'symbols'> & { readonly leverage: number }): Promise<
  readonly string[]
> {
  const changed: string[] = [];
  const failed: string[] = [];
  const change = async (what: string, call: () => Promise<unknown>): Promise<void> => {
    const outcome = await attempt(call);
    if (outcome.ok) changed.push(what);
    else if (!NOTHING_TO_CHANGE.has(outcome.code)) {
      failed.push(`${what}: ${outcome.code} ${outcome.message}`);
    }
  };
  if (!mode.parse(await client.fapiPrivateGetPositionSideDual()).dualSidePosition) {
    await change('hedge mode', () =>
      client.fapiPrivatePostPositionSideDual({ dualSidePosition: 'true' }),
    );
  }
  const known = configs.parse(await client.fapiPrivateGetSymbolConfig());
  for (const symbol of symbols) {
    const id = marketIdOf(symbol);
    const row = known.find((each) => each.symbol === id);
    if (row?.marginType.toUpperCase() !== 'ISOLATED') {
      await change(`${symbol} isolated margin`, () =>
        client.fapiPrivatePostMarginType({ symbol: id, marginType: 'ISOLATED' }),
      );
    }
    if (row?.leverage !== leverage) {
      await change(`${symbol} leverage ${leverage}`, () =>
        client.fapiPrivatePostLeverage({ symbol: id, leverage }),
      );
    }
  }
  if (failed.length > 0) throw new Error(failed.join('; '));
  return changed;
}

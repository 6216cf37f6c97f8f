/** The listen key of the account: one at a time, for an hour of machine time, renewed by asking. */
import { MINUTE_MS, type Ms } from '../domain/time.ts';
import { VENUE_ERRORS } from '../venues/binance/errors.ts';
import { type ApiKey, sign } from '../venues/binance/signature.ts';

const LIFETIME: Ms = 60 * MINUTE_MS;

export class ListenKeys {
  private readonly key: ApiKey;
  private current: { readonly name: string; until: Ms } | null = null;
  private opened = 0;

  constructor(key: ApiKey) {
    this.key = key;
  }

  /** The valid key, renewed, or a new one. */
  open(now: Ms): string {
    if (this.current === null || this.current.until <= now) {
      this.opened += 1;
      // Nobody without the secret can guess it, and the same run gives the same one.
      const name = sign(`listen key ${this.opened}`, this.key.secret);
      this.current = { name, until: now + LIFETIME };
    }
    this.current.until = now + LIFETIME;
    return this.current.name;
  }

  renew(now: Ms): string {
    if (this.current === null || this.current.until <= now) throw VENUE_ERRORS.listenKey();
    return this.open(now);
  }

  close(): void {
    this.current = null;
  }

  isValid(name: string, now: Ms): boolean {
    return this.current !== null && this.current.name === name && now < this.current.until;
  }
}

/** One call to the venue and what its end means: an answer, a refusal, or nothing known. */
import { wordsOf } from './words.ts';

export type Outcome<T> =
  | { readonly ok: true; readonly value: T }
  | {
      readonly ok: false;
      /**
       * `refused`: the venue said no, nothing was done. `limited`: refused for too many requests or
       * a ban. `lost`: no answer, or one that leaves open whether it was done.
       */
      readonly kind: 'refused' | 'limited' | 'lost';
      /** The venue's own code, empty when there is none. */
      readonly code: string;
      readonly message: string;
    };

/** Codes after which the request may have been executed (venue documentation, error codes 10xx). */
const UNSURE: ReadonlySet<string> = new Set(['-1000', '-1001', '-1006', '-1007']);
const LIMITED: ReadonlySet<string> = new Set(['-1003', '-1015']);
const LIMITED_NAMES: ReadonlySet<string> = new Set(['RateLimitExceeded', 'DDoSProtection']);
/** A message is shown and journaled: at most this much of whatever a server answers. */
const MOST_TEXT = 300;

export const CLOCK_CODE = '-1021';
export const UNKNOWN_ORDER_CODES: ReadonlySet<string> = new Set(['-2011', '-2013']);

export async function attempt<T>(call: () => Promise<T>): Promise<Outcome<T>> {
  try {
    return { ok: true, value: await call() };
  } catch (error) {
    return failureOf(error);
  }
}

/** What an error of the library means for the request. */
export function failureOf(error: unknown): Extract<Outcome<never>, { readonly ok: false }> {
  const { name, message } =
    error instanceof Error ? error : { name: 'Error', message: String(error) };
  const body = /\{.*\}/s.exec(message)?.[0] ?? '';
  const code = /"code"\s*:\s*"?(-?\d+)/.exec(body)?.[1] ?? '';
  const words = /"msg"\s*:\s*"((?:[^"\\]|\\.)*)"/.exec(body)?.[1] ?? wordsOf(error);
  const text = words.slice(0, MOST_TEXT);
  if (LIMITED.has(code) || (code === '' && LIMITED_NAMES.has(name))) {
    return { ok: false, kind: 'limited', code: code || '-1003', message: text };
  }
  if (code !== '' && code !== '0' && !UNSURE.has(code)) {
    return { ok: false, kind: 'refused', code, message: text };
  }
  return { ok: false, kind: 'lost', code, message: text };
}

/** Errors of the exchange library in words for an operator: no address, no signature, no page of HTML. */

/** What mends the errors that a first start meets, by code of the venue. */
const REMEDIES: Readonly<Record<string, string>> = {
  '-1021': 'the clock of this host differs from that of the venue: synchronise it',
  '-1022': 'the secret does not belong to the key',
  '-2008': 'the venue does not know this key',
  '-2014': 'the key is not in the form of this venue',
  '-2015':
    'the venue refuses the key: wrong key, address not on its list, or not allowed to do this',
  '-1003': 'too many requests: wait',
};
const LONGEST = 160;

interface Refusal {
  readonly code: string;
  readonly message: string;
}

/** Code and message of the venue's own refusal; undefined when the error is none. */
export function refusalOf(error: unknown): Refusal | undefined {
  const found = /"code"\s*:\s*"?(-?\d+)"?.*?"msg"\s*:\s*"([^"]*)"/s.exec(textOf(error));
  return found === null ? undefined : { code: found[1]!, message: found[2]! };
}

/** Does the venue say that it has no such path? */
export function isUnknownPath(error: unknown): boolean {
  return refusalOf(error)?.code === '-5000' || /\b404\b/.test(withoutAddress(textOf(error)));
}

export function wordsOf(error: unknown): string {
  const refusal = refusalOf(error);
  if (refusal !== undefined) {
    const remedy = REMEDIES[refusal.code];
    const said = `refused with ${refusal.code} ${oneLine(refusal.message)}`;
    return remedy === undefined ? said : `${said}: ${remedy}`;
  }
  const name = error instanceof Error ? error.constructor.name : 'Error';
  if (name === 'RequestTimeout') return 'no answer in time';
  const text = oneLine(withoutAddress(textOf(error)));
  return text === '' ? name : text;
}

const textOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** The library puts method and whole address, with the signature, before its words. */
const withoutAddress = (text: string): string =>
  text
    .replace(/^binance\w*\s+/, '')
    .replace(/(GET|POST|PUT|DELETE)?\s*(?:https?|wss?):\/\/\S+\s*/g, '');

function oneLine(text: string): string {
  const plain = text
    .replace(/<[^>]*>/g, ' ')
    .replace(/[^\x20-\x7e]+/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  return plain.length > LONGEST ? `${plain.slice(0, LONGEST)}...` : plain;
}

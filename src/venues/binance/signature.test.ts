import { describe, expect, it } from 'vitest';
import { VenueError } from './errors.ts';
import { Parameters } from './parameters.ts';
import { checkKey, checkSignature, sign } from './signature.ts';

const KEY = { key: 'k', secret: 's' };
const NOW = 1_700_000_000_000;

function codeOf(work: () => unknown): number | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    if (error instanceof VenueError) return error.code;
    throw error;
  }
}

function check(query: string, body = ''): number | undefined {
  return codeOf(() => checkSignature(query, body, Parameters.read(query, body), KEY, NOW));
}
const signed = (text: string): string => `${text}&signature=${sign(text, KEY.secret)}`;

describe('a signed request', () => {
  it('equals the example of the venue’s documentation', () => {
    const text =
      'symbol=BTCUSDT&side=BUY&type=LIMIT&quantity=1&price=9000&timeInForce=GTC&recvWindow=5000&timestamp=1591702613943';
    const secret = '2b5eb11e18796d12d88f13dc27dbbd02c2cc51ff7059765ed9821957d82bb4d9';
    expect(sign(text, secret)).toBe(
      '3c661234138461fcc7a7d8746c6558c9842d4e10870d2ecbedf7777cad694af9',
    );
  });

  it('is taken in the query, in the body, and split between them', () => {
    expect(check(signed(`a=1&timestamp=${NOW}`))).toBeUndefined();
    expect(check('', signed(`a=1&timestamp=${NOW}`))).toBeUndefined();
    const [query, body] = ['a=1', `timestamp=${NOW}`];
    expect(check(query, `${body}&signature=${sign(query + body, KEY.secret)}`)).toBeUndefined();
  });

  it('is refused when a byte of it changed', () => {
    expect(check(signed(`a=1&timestamp=${NOW}`).replace('a=1', 'a=2'))).toBe(-1022);
    expect(check(`a=1&timestamp=${NOW}&signature=00`)).toBe(-1022);
    expect(check(`a=1&timestamp=${NOW}`)).toBe(-1102);
  });

  it('is refused outside of its window', () => {
    expect(check(signed(`timestamp=${NOW - 5_000}`))).toBeUndefined();
    expect(check(signed(`timestamp=${NOW - 5_001}`))).toBe(-1021);
    expect(check(signed(`timestamp=${NOW - 50_000}&recvWindow=60000`))).toBeUndefined();
    expect(check(signed(`timestamp=${NOW}&recvWindow=60001`))).toBe(-1131);
    expect(check(signed(`timestamp=${NOW + 999}`))).toBeUndefined();
    expect(check(signed(`timestamp=${NOW + 1_000}`))).toBe(-1021);
    expect(check(signed('timestamp=soon'))).toBe(-1100);
    expect(check(signed('a=1'))).toBe(-1102);
  });

  it('needs the key in its header', () => {
    expect(codeOf(() => checkKey('k', KEY))).toBeUndefined();
    expect(codeOf(() => checkKey('other', KEY))).toBe(-2015);
    expect(codeOf(() => checkKey(undefined, KEY))).toBe(-2014);
    expect(codeOf(() => checkKey('no spaces', KEY))).toBe(-2014);
  });

  it('has no parameter twice', () => {
    expect(codeOf(() => Parameters.read('a=1&a=2', ''))).toBe(-1101);
    expect(codeOf(() => Parameters.read('a=1', 'a=1'))).toBe(-1101);
    const many = Array.from({ length: 65 }, (_, index) => `p${index}=1`).join('&');
    expect(codeOf(() => Parameters.read(many, ''))).toBe(-1101);
  });
});

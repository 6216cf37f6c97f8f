import { describe, expect, it } from 'vitest';
import { ListenKeys } from './listen-keys.ts';

const HOUR = 3_600_000;
const build = (): ListenKeys => new ListenKeys({ key: 'k', secret: 's' });

describe('a listen key', () => {
  it('is one and the same while it is asked for in time', () => {
    const keys = build();
    const name = keys.open(0);
    expect(keys.open(HOUR - 1)).toBe(name);
    expect(keys.renew(2 * HOUR - 2)).toBe(name);
    expect(keys.isValid(name, 3 * HOUR - 3)).toBe(true);
  });

  it('runs out after an hour, and another one follows', () => {
    const keys = build();
    const name = keys.open(0);
    expect(keys.isValid(name, HOUR)).toBe(false);
    expect(() => keys.renew(HOUR)).toThrow('listenKey');
    expect(keys.open(HOUR)).not.toBe(name);
  });

  it('ends when it is closed', () => {
    const keys = build();
    const name = keys.open(0);
    keys.close();
    expect(keys.isValid(name, 1)).toBe(false);
    expect(() => keys.renew(1)).toThrow('listenKey');
  });
});

import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { REJECTIONS } from './codes.ts';

const page = new URL('../../../docs/simulated-exchange.md', import.meta.url);

describe('refusal codes', () => {
  const codes = Object.values(REJECTIONS).map((make) => make('5' as never).code);

  it('are told apart', () => {
    expect(new Set(codes).size).toBe(codes.length);
  });

  it.skipIf(!existsSync(page))('all stand in the documentation, and nothing else does', () => {
    const text = readFileSync(page, 'utf8');
    const documented = new Set(text.match(/(?<=^\| |[ (])-\d{4}\b/gm));
    // Told by the venue around the engine, not by the engine.
    documented.delete('-1015');
    expect([...documented].sort()).toEqual([...codes].sort());
  });
});

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ROUTES } from '../../src/sim-server/rest.ts';

const page = readFileSync(new URL('../../docs/sim.md', import.meta.url), 'utf8');

describe('the page about the exchange server', () => {
  it('lists every endpoint, and none that is not there', () => {
    const listed = [...page.matchAll(/^\| `((?:GET|POST|PUT|DELETE) [^`]+)`/gm)].map((m) => m[1]);
    expect(listed.sort()).toEqual(ROUTES.map(({ method, path }) => `${method} ${path}`).sort());
  });

  it('states the weight of those that cost the same always', () => {
    for (const { method, path, weight } of ROUTES) {
      const row = page.split('\n').find((line) => line.startsWith(`| \`${method} ${path}\``)) ?? '';
      if (typeof weight === 'number') expect(row).toContain(`\` | ${weight}`);
    }
  });
});

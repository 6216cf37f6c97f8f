import { it } from 'vitest';
import { fileURLToPath } from 'node:url';
import { GeneratedMarket } from '../../src/market/generated-market.ts';
import { audit } from './audit.ts';
import { auditConfig } from './run.ts';
import { nervous } from './scenarios.ts';
it('x', () => {
  const c = nervous(auditConfig(fileURLToPath(new URL('../../config', import.meta.url)), { speed: 1, marketCadence: 60000, profile: 'aggressive' }));
  const S = Date.parse('2025-01-06T00:00:00Z');
  for (const seed of [1,2,3,4,6,8,9,10,12,13]) {
    const days = 10;
    const a = audit(c, new GeneratedMarket({ ...c.market, seed, startsAt: S, stepLength: 60000, historyDays: days }), S + 4.25 * 86400000);
    console.log(seed, a.records.length, a.findings.of('weights').length, a.findings.count('weights'), a.findings.of('binding-tie').length, a.findings.of('size-not-negative').length, a.findings.all.filter((f) => !['weights','binding-tie','size-not-negative'].includes(f.rule)).slice(0,3), JSON.stringify(Object.fromEntries(a.stream.reference.breakers.fired.map((f) => [f.kind, 1]))));
  }
}, 100000);

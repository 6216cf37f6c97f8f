import { writeFileSync } from 'node:fs';
import { it } from 'vitest';
import type { DecisionRecord } from '../../src/domain/decision.ts';
import { GeneratedMarket } from '../../src/market/generated-market.ts';
import { loadRecordedMarket } from '../../src/market/load-recorded-market.ts';
import { auditFile } from './file-audit.ts';
import { Findings } from './findings.ts';
import { volatility } from './reference/allocation.ts';
import { auditConfig, runAudited } from './run.ts';
import { illiquid, nervous } from './scenarios.ts';
import { StreamAudit } from './stream-audit.ts';

let lastP = '';
it('try', () => {
  const env = process.env;
  const from = Date.parse(env['FROM'] ?? '2025-05-04T00:00:00Z');
  const to = Date.parse(env['TO'] ?? '2025-06-24T00:00:00Z');
  let config = auditConfig('config', {
    speed: 1,
    marketCadence: 60_000,
    ...(env['PROFILE'] ? { profile: env['PROFILE'] } : {}),
  });
  if (env['SC'] === 'nervous') config = nervous(config);
  if (env['SC'] === 'illiquid') config = illiquid(config);
  const t0 = performance.now();
  const gen = env['GEN']
    ? new GeneratedMarket({
        ...config.market,
        seed: Number(env['GEN']),
        startsAt: from,
        stepLength: 60_000,
      })
    : null;
  const loaded = gen
    ? { ok: true as const, value: { market: gen } }
    : loadRecordedMarket({
        directory: '/work/shared/data',
        symbols: config.kernel.instruments.map((i) => i.symbol),
        from,
        to,
        allowGaps: true,
        tickSizes: new Map(config.kernel.instruments.map((e) => [e.symbol, Number(e.tickSize)])),
        assets: config.market.assets,
      });
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.errors));
  const findings = new Findings();
  const audit = new StreamAudit(config.kernel, findings);
  const dbg: unknown[] = [];
  const t1 = performance.now();
  const run = runAudited(config, loaded.value.market, to, (b) => {
    audit.batch(b);
    if (env['PROF']) {
      const st = b.status();
      const k =
        st.profile +
        ' ' +
        st.profileCeiling +
        ' ' +
        st.closures
          .filter((c) => c.cause === 'playbook')
          .map((c) => c.id + c.until)
          .join();
      if (k !== lastP) {
        lastP = k;
        console.log(new Date(b.now).toISOString(), k);
      }
    }
    if (env['DBG'] && Math.abs(((b.now + 43200000) % 86400000) - 43200000) <= 130000)
      for (const i of b.inputs)
        if (i.kind === 'equity')
          dbg.push([
            new Date(i.mark.at).toISOString(),
            Number(i.mark.walletBalance) + i.mark.unrealisedPnl,
            i.mark.unrealisedPnl,
            i.mark.strategyPnl,
          ]);
    if (env['DBG'] && b.now % 86400000 === 0 && b.inputs.some((i) => i.kind === 'equity')) {
      const st = b.status();
      dbg.push({
        at: new Date(b.now).toISOString(),
        b: st.weights.buckets.map((w) => [w.bucket, w.volatility, w.samples]),
        s: st.weights.strategies.map((w) => [w.strategy, w.volatility, w.samples]),
        r: JSON.stringify(
          [
            ...(audit.allocation as unknown as { bucketReturns: Map<string, number[]> })
              .bucketReturns,
          ].map(([k, v]) => [k, v.length, volatility(v, config.kernel.allocation), v.at(-1)]),
        ),
        e: b.inputs
          .filter((i) => i.kind === 'equity' || i.kind === 'fact')
          .map((i) =>
            i.kind === 'equity'
              ? ['E', i.mark.at, i.mark.strategyPnl['S1'], i.mark.strategyPnl['S2']]
              : ['F', i.fact.kind, i.fact.at],
          ),
      });
    }
  });
  const t2 = performance.now();
  const records = run.lines.map((l) => JSON.parse(l) as DecisionRecord);
  auditFile(records, config.kernel, findings);
  const t3 = performance.now();
  writeFileSync('/tmp/septet/audit-dbg.json', dbg.map((d) => JSON.stringify(d)).join('\n'));
  const byRule: Record<string, number> = {};
  for (const f of findings.all) byRule[f.rule] = (byRule[f.rule] ?? 0) + 1;
  const firsts = Object.keys(byRule).map((r) => [r, findings.of(r).slice(0, 6)]);
  writeFileSync('/tmp/septet/audit-lines.ndjson', run.lines.join('\n'));
  writeFileSync('/tmp/septet/audit-tl.json', JSON.stringify(run.timeline));
  writeFileSync(
    '/tmp/septet/audit-out.json',
    JSON.stringify(
      {
        load: t1 - t0,
        run: t2 - t1,
        file: t3 - t2,
        n: records.length,
        counts: findings.counts(),
        byRule,
        firsts,
        fired: Object.entries(
          audit.breakers.fired.reduce(
            (m, f) => ({ ...m, [f.kind]: (m[f.kind] ?? 0) + 1 }),
            {} as Record<string, number>,
          ),
        ),
      },
      null,
      1,
    ),
  );
}, 120000);

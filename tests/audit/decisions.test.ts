import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { reportSchema } from '../../src/backtest/formats.ts';
import { OutputFolder } from '../../src/backtest/output-folder.ts';
import { runBacktest } from '../../src/backtest/run.ts';
import type { SeptetConfig } from '../../src/domain/config.ts';
import type { DecisionRecord } from '../../src/domain/decision.ts';
import type { MarketSource } from '../../src/domain/market.ts';
import { DAY_MS, MINUTE_MS } from '../../src/domain/time.ts';
import { decisionSchema } from '../../src/formats/decision.ts';
import { GeneratedMarket } from '../../src/market/generated-market.ts';
import { loadRecordedMarket } from '../../src/market/load-recorded-market.ts';
import { type Audit, audit } from './audit.ts';
import { auditFile } from './file-audit.ts';
import { Findings } from './findings.ts';
import { units } from './reference/exact.ts';
import { auditConfig } from './run.ts';
import { capped, illiquid, nervous } from './scenarios.ts';

const CONFIG = fileURLToPath(new URL('../../config', import.meta.url));
const DATA = fileURLToPath(new URL('../../../shared/data', import.meta.url));
const START = Date.parse('2025-01-06T00:00:00Z');

const config = (profile: string): SeptetConfig =>
  auditConfig(CONFIG, { speed: 1, marketCadence: MINUTE_MS, profile });

/** Ten days of history are enough for all but S5; one-minute steps. */
function generated(of: SeptetConfig, seed: number): MarketSource {
  const { market } = of;
  return new GeneratedMarket(
    { ...market, seed, startsAt: START, stepLength: MINUTE_MS, historyDays: 10 },
    { historyKept: 400 },
  );
}

function recorded(of: SeptetConfig, from: number, to: number): MarketSource {
  const { instruments } = of.kernel;
  const loaded = loadRecordedMarket({
    directory: DATA,
    symbols: instruments.map(({ symbol }) => symbol),
    from,
    to,
    tickSizes: new Map(instruments.map((each) => [each.symbol, Number(each.tickSize)])),
    assets: of.market.assets,
    allowGaps: true,
  });
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.errors));
  return loaded.value.market;
}

/** A run is made once, when its first test asks for it. */
function once(make: () => Audit): () => Audit {
  let made: Audit | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

/** What each rule of the audit says, with the requirements it belongs to. */
const RULES: readonly (readonly [sentence: string, rule: string])[] = [
  ['AUD-1 RB-T2 no allowed decision leaves a cap exceeded, in either measure', 'caps'],
  ['AUD-1 the exposure after is the exposure before plus the order', 'after'],
  ['AUD-1 nothing was allowed in a halt, a freeze or a pause', 'allowed-open'],
  ['AUD-1 nothing was allowed while a closure of the file was in force', 'closed-means-closed'],
  ['AUD-1 decision ids ascend and no signal is decided twice', 'ids'],
  ['AUD-1 verdict, reason, class, checks and order agree', 'verdict'],
  ['AUD-1 a refused decision adds no exposure', 'refused-adds-nothing'],
  ['AUD-1 capacity, caps and limits are those of profile and regime', 'capacity'],
  ['AUD-1 every step of the size follows from the record', 'size'],
  ['AUD-1 the binding step is the one that bound', 'binding'],
  ['AUD-1 lots are rounded down exactly', 'lots'],
  ['AUD-1 the order carries signal, timeout, expiry, epoch and venue limits', 'order'],
  ['AUD-1 the limit price is within the collar of mark', 'collar'],
  ['AUD-1 CHG-5 the size without correlation throttling is the chain without it', 'counterfactual'],
  ['AUD-1 the multipliers follow from alignment, cluster and the attempt', 'multipliers'],
  ['AUD-1 MON-1 equity is that of the latest mark', 'equity'],
  ['AUD-1 MON-2 the exposure before is that of positions, orders and marks', 'exposure'],
  ['AUD-1 open trades are positions and entries on the way', 'open-trades'],
  ['AUD-1 LAU-4 weights are those of the strategies daily PnL within 10 %', 'weights-close'],
  ['AUD-1 MON-3 PB-C alignment is that of the onsets of 24 hours', 'alignment'],
  ['AUD-1 PB-C a cluster begins and ends by alignment and time', 'cluster'],
  ['AUD-1 PB-B PB-C drawdown, recovery, alignment and cluster multiply as defined', 'throttle'],
  ['AUD-1 MON-3 strategy correlation is that of the hourly PnL', 'strategy-correlation'],
  ['AUD-1 spread and its limit are those of the book and the bucket', 'spread'],
  ['AUD-1 ALR-5 expected slippage walks the book within its limit', 'slippage'],
  ['AUD-1 ALR-6 the funding hook counts settlements within the holding', 'funding'],
  ['AUD-1 entries per minute and identical ones in a row are bounded', 'entry-rate'],
  ['AUD-1 what was allowed had no reason to be refused', 'allowed-has-no-reason'],
  ['ALR-1 MON-1 daily PnL is the change since the last mark at or before 00:00 UTC', 'daily-pnl'],
  ['ALR-2 MON-1 drawdown is that from the highest mark of the window', 'drawdown'],
  ['ALR-1 ALR-2 ALR-3 PB-A PB-B freezes open and end when the facts say', 'freezes'],
  ['PB-A risky strategies stay closed for 4 h after a hard daily loss', 'playbook'],
  ['PB-A ALR-3 the profile steps down when it must and never up by itself', 'profile'],
  ['MON-4 the regime is that of the hourly candles', 'regime'],
  ['MON-1 CAD-1 the risk state is that of what is active', 'risk-state'],
];

function rulesHold(of: () => Audit, rare: ReadonlySet<string>): void {
  it.each(RULES)('%s (%s)', (_, rule) => {
    const { findings } = of();
    expect(findings.of(rule).slice(0, 5)).toEqual([]);
    if (!rare.has(rule)) expect(findings.count(rule), 'comparisons made').toBeGreaterThan(0);
  });

  it('AUD-1 the reason of every refusal is true', () => {
    const { findings } = of();
    const wrong = findings.all.filter(({ rule }) => rule.startsWith('reason '));
    expect(wrong.slice(0, 5)).toEqual([]);
  });

  it('AUD-1 every line satisfies the published schema', () => {
    const { records } = of();
    const bad = records.map((record) => decisionSchema.safeParse(record)).filter((p) => !p.success);
    expect(bad.slice(0, 3).map(({ error }) => error?.issues)).toEqual([]);
    expect(records.length).toBeGreaterThan(50);
    expect(records.some(({ verdict }) => verdict === 'allowed')).toBe(true);
  });
}

describe('an independent audit of a nervous portfolio: every breaker fires', () => {
  const run = once(() => {
    const of = nervous(config('aggressive'));
    return audit(of, generated(of, 13), START + 4 * DAY_MS);
  });
  rulesHold(run, new Set(['closed-means-closed']));

  it('ALR-1 ALR-3 the run had what it is meant to prove', () => {
    const { findings, stream } = run();
    const kinds = new Set(stream.reference.breakers.fired.map(({ kind }) => kind));
    expect([...kinds].sort()).toEqual(expect.arrayContaining(['daily_soft', 'loss_streak']));
    expect(findings.count('reason CLOSED_FREEZE_LOSS_STREAK')).toBeGreaterThan(0);
  });
});

describe('an independent audit of exact weights and ties', () => {
  it('AUD-1 weights rest on PnL and equity of the mark at 00:00 itself', () => {
    const of = nervous(config('aggressive'));
    const { findings } = audit(of, generated(of, 9), START + 2 * DAY_MS);
    expect(findings.count('weights')).toBeGreaterThan(0);
    expect(findings.of('weights').slice(0, 3)).toEqual([]);
  });

  it('AUD-1 on a tie of share and cap the share binds, because it comes first', () => {
    const of = capped(config('balanced'));
    const { findings } = audit(of, generated(of, 11), START + DAY_MS);
    expect(findings.count('binding-tie')).toBeGreaterThan(0);
    expect(findings.of('binding-tie')).toEqual([]);
  });
});

const THIN_DAYS = 3;
const thinConfig = illiquid(config('balanced'));
const thin = once(() => audit(thinConfig, generated(thinConfig, 7), START + THIN_DAYS * DAY_MS));

describe('an independent audit of a thin market: guards, cooldowns, retries, funding', () => {
  const run = thin;
  rulesHold(run, new Set(['closed-means-closed', 'weights-close']));

  it('AUD-1 every entry that timed out unfilled is tried again as a new decision', () => {
    const { records, findings } = run();
    expect(records.some(({ retryOf }) => retryOf !== null)).toBe(true);
    expect(findings.of('retry')).toEqual([]);
  });

  it('INC-3 two guard failures in a row put a symbol on the cooldown list', () => {
    expect(run().findings.count('reason CLOSED_SYMBOL_COOLDOWN')).toBeGreaterThan(0);
  });
});

describe.skipIf(!existsSync(DATA))('an independent audit of recorded days', () => {
  // A week with the sell-off of 2025-02-03.
  const from = Date.parse('2025-01-28T00:00:00Z');
  const run = once(() => {
    const of = config('balanced');
    return audit(of, recorded(of, from, from + 7 * DAY_MS), from + 7 * DAY_MS);
  });
  rulesHold(run, new Set());

  it('PB-C of the signals that wait together only the best one goes', () => {
    expect(run().findings.count('contest')).toBeGreaterThan(0);
    expect(run().findings.of('contest')).toEqual([]);
  });

  it('AUD-1 a share that is used up is never recorded as a notional below zero', () => {
    expect(run().findings.of('size-not-negative').slice(0, 3)).toEqual([]);
  });

  it('AUD-1 a share that is used up is a deliberate refusal, on a tie with the cap too', () => {
    expect(run().findings.of('tie-class')).toEqual([]);
  });
});

describe('the files of a backtest', () => {
  const folder = mkdtempSync(join(tmpdir(), 'septet-audit-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('AUD-2 decisions.ndjson has the same bytes as another run of the same inputs', () => {
    const to = START + DAY_MS;
    const output = new OutputFolder(join(folder, 'report'));
    const run = {
      config: thinConfig,
      configFiles: 8,
      build: 'audit',
      market: generated(thinConfig, 7),
      to,
      data: [],
      notes: [],
      output,
    };
    const report = runBacktest(run, () => {});
    output.finish();
    const lines = readFileSync(join(folder, 'report', 'decisions.ndjson'), 'utf8').split('\n');
    expect(lines.pop()).toBe('');
    const { records, run: audited } = thin();
    expect(lines).toEqual(audited.lines.filter((_, index) => records[index]!.at <= to));
    expect(reportSchema.safeParse(report).error).toBeUndefined();
    const parsed = lines.map((line) => JSON.parse(line) as DecisionRecord);
    const refused = parsed.filter(({ verdict }) => verdict === 'refused');
    const { decisions, ledger } = report;
    expect(decisions).toMatchObject({ total: parsed.length, refused: refused.length });
    for (const { reason, count } of decisions.byReason) {
      expect([reason, count]).toEqual([reason, refused.filter((r) => r.reason === reason).length]);
    }
    expect(units(ledger.openingBalance) + units(ledger.sum)).toBe(units(ledger.finalBalance));
    const kinds = Object.values(ledger.byKind).reduce((sum, amount) => sum + units(amount), 0n);
    expect(kinds).toBe(units(ledger.finalBalance));
    expect(ledger.exact).toBe(true);
  });
});

describe('the audit itself', () => {
  type Change = (record: DecisionRecord) => DecisionRecord;
  const changes: readonly (readonly [rule: string, change: Change])[] = [
    ['caps', (r) => ({ ...r, caps: { ...r.caps, asset: r.exposureAfter.asset.risk / 2 } })],
    ['capacity', (r) => ({ ...r, capacity: { ...r.capacity, gross: r.capacity.gross * 1.001 } })],
    [
      'lots',
      (r) => ({ ...r, order: { ...r.order!, quantity: `${Number(r.order!.quantity) * 2}` } }),
    ],
    ['order', (r) => ({ ...r, order: { ...r.order!, expiresAt: r.order!.expiresAt + 1 } })],
    ['size', (r) => ({ ...r, weights: { ...r.weights, strategyWeight: 0.5 } })],
    ['verdict', (r) => ({ ...r, reason: 'CAP_TOTAL' })],
    ['allowed-open', (r) => ({ ...r, riskState: 'FROZEN' })],
    ['binding', (r) => ({ ...r, bindingStep: 'cap_total_risk' })],
    ['ids', (r) => ({ ...r, id: 'd0' })],
  ];
  it.each(changes)('AUD-1 notices a record that was changed: %s', (rule, change) => {
    const { records } = thin();
    const target = records.find(({ verdict }) => verdict === 'allowed')!;
    const findings = new Findings();
    const changed = records.map((record) => (record === target ? change(record) : record));
    auditFile(changed, thinConfig.kernel, findings);
    expect(findings.of(rule).some((text) => text.startsWith(`d`))).toBe(true);
  });

  it('AUD-1 notices an entry that was allowed under a closure another record names', () => {
    const { records } = thin();
    const target = records.findIndex(({ verdict }) => verdict === 'allowed');
    const { at } = records[target]!;
    const closure = {
      id: 'operator_halt:*:*',
      cause: 'operator_halt',
      scope: { strategy: null, symbol: null },
      since: at - 1,
      until: at + 1,
      reason: 'test',
    } as const;
    const last = { ...records.at(-1)!, closures: [closure] };
    const findings = new Findings();
    auditFile([...records.slice(0, -1), last], thinConfig.kernel, findings);
    expect(findings.of('closed-means-closed').length).toBeGreaterThan(0);
  });
});

import { describe, expect, it } from 'vitest';
import { strategyId, symbolId } from '../domain/ids.ts';
import type { VenuePermissions } from '../domain/venue.ts';
import { assessFeasibility, type FeasibilityRow } from './feasibility.ts';
import {
  assessClock,
  type ClockObservation,
  type ClockSample,
  clockOffset,
  type TimeObservation,
} from './preflight-clock.ts';
import {
  assessChannels,
  assessConfig,
  assessProfile,
  assessProvenance,
  assessState,
  type StateObservation,
} from './preflight-house.ts';
import { assessVenue, type VenueObservation } from './preflight-venue.ts';

const PERMISSIONS: VenuePermissions = {
  canTradeFutures: true,
  canWithdraw: false,
  canTransfer: false,
  ipRestricted: true,
  hedgeMode: true,
  multiAssetMargin: false,
  feesInOtherCoin: false,
  fundingEndpoint: true,
};
const VENUE: VenueObservation = {
  mode: 'live',
  venue: 'binance',
  publicCall: { ok: true, latency: 42 },
  privateCall: { ok: true, latency: 58 },
  permissions: PERMISSIONS,
  missingSymbols: [],
  contractDifferences: [],
};

describe('venue and key', () => {
  it('PRE-1 passes and records both latencies', () => {
    expect(assessVenue(VENUE)).toMatchObject({
      state: 'passed',
      remedy: null,
      evidence: 'venue binance (live); public call 42 ms; private call 58 ms; hedge mode',
    });
  });

  it.each<[string, Partial<VenuePermissions>, string, string]>([
    ['cannot trade futures', { canTradeFutures: false }, 'failed', 'may not trade futures'],
    ['can withdraw', { canWithdraw: true }, 'failed', 'may withdraw'],
    ['can transfer', { canTransfer: true }, 'failed', 'may transfer'],
    ['uses multi-asset margin', { multiAssetMargin: true }, 'failed', 'multi-asset margin'],
    ['pays fees in another coin', { feesInOtherCoin: true }, 'failed', 'another coin'],
    ['has no IP restriction', { ipRestricted: false }, 'warning', 'not restricted to IP'],
    ['has no funding endpoint', { fundingEndpoint: false }, 'warning', 'hook is absent'],
    ['nets positions', { hedgeMode: false }, 'warning', 'one-way mode'],
  ])('PRE-1 a key that %s', (_name, change, state, text) => {
    const check = assessVenue({ ...VENUE, permissions: { ...PERMISSIONS, ...change } });
    expect(check.state).toBe(state);
    expect(check.evidence).toContain(text);
    expect(check.remedy).not.toBeNull();
  });

  it('PRE-1 what a venue does not tell is never taken for good: it warns, and fails when live', () => {
    const untold = { canWithdraw: null, canTransfer: null, ipRestricted: null };
    const permissions = { ...PERMISSIONS, ...untold };
    const demo = assessVenue({ ...VENUE, mode: 'demo', permissions });
    expect(demo.state).toBe('warning');
    expect(demo.evidence).toContain(
      'not told by this venue: whether the key may withdraw, may transfer, is restricted to IP addresses',
    );
    expect(assessVenue({ ...VENUE, permissions }).state).toBe('failed');
    const fees = { ...PERMISSIONS, feesInOtherCoin: null };
    expect(assessVenue({ ...VENUE, permissions: fees }).state).toBe('failed');
  });

  it('PRE-1 fails where the configured contract data let out what the venue refuses', () => {
    const check = assessVenue({ ...VENUE, contractDifferences: ['BTC tickSize 0.1, venue 1'] });
    expect(check).toMatchObject({
      state: 'failed',
      evidence: expect.stringContaining('would refuse orders: BTC tickSize 0.1, venue 1'),
      remedy: 'take the contract data of venue.yaml from the venue',
    });
  });

  it('PRE-1 fails without an answer, without known permissions, and without the contracts', () => {
    const silent = { ok: false, error: 'ECONNREFUSED' } as const;
    expect(assessVenue({ ...VENUE, publicCall: silent }).state).toBe('failed');
    expect(assessVenue({ ...VENUE, privateCall: silent, permissions: null }).evidence).toContain(
      'the private call to binance failed: ECONNREFUSED',
    );
    expect(assessVenue({ ...VENUE, permissions: null }).state).toBe('failed');
    expect(assessVenue({ ...VENUE, missingSymbols: ['XYZ'] }).evidence).toContain('XYZ');
  });
});

describe('clock', () => {
  const samples = (offset: number, count = 5, trip = 100): ClockSample[] =>
    Array.from({ length: count }, (_, i) => ({
      sentAt: i * 1000,
      receivedAt: i * 1000 + trip,
      serverTime: i * 1000 + trip / 2 + offset,
    }));
  const answered = (offset: number, count = 5): TimeObservation => ({
    kind: 'samples',
    source: '',
    samples: samples(offset, count),
  });
  const clock = (change: Partial<ClockObservation>): ClockObservation => ({
    mode: 'live',
    ntp: answered(0),
    venue: answered(0),
    warning: 500,
    limit: 1000,
    ...change,
  });

  it('PRE-3 takes half the round trip off, and the median of five samples', () => {
    expect(clockOffset(samples(30))).toEqual({ offset: 30, roundTrip: 100, samples: 5 });
    const one = [...samples(30, 4), { sentAt: 0, receivedAt: 100, serverTime: 90_000 }];
    expect(clockOffset(one)?.offset).toBe(30);
    expect(clockOffset(samples(30, 4))).toBeNull();
    expect(
      clockOffset([...samples(30, 4), { sentAt: 5, receivedAt: 4, serverTime: 4 }]),
    ).toBeNull();
    expect(
      clockOffset([...samples(1, 4), { sentAt: 0, receivedAt: 1, serverTime: NaN }]),
    ).toBeNull();
  });

  it.each<[number, string]>([
    [0, 'passed'],
    [499, 'passed'],
    [500, 'warning'],
    [999, 'warning'],
    [1000, 'failed'],
    [-1000, 'failed'],
    [-499, 'passed'],
  ])('PRE-3 an offset of %d ms: %s', (offset, state) => {
    expect(assessClock(clock({ ntp: answered(offset) })).state).toBe(state);
    expect(assessClock(clock({ venue: answered(offset) })).state).toBe(state);
  });

  it('PRE-3 a source without an answer fails a live start and warns elsewhere', () => {
    const none: TimeObservation = { kind: 'silent', errors: ['time.example: no answer in 1 s'] };
    const live = assessClock(clock({ ntp: none }));
    expect(live.state).toBe('failed');
    expect(live.evidence).toContain('no NTP time: time.example: no answer in 1 s');
    expect(live.remedy).toContain('timeServers of launch.yaml');
    expect(assessClock(clock({ venue: none })).state).toBe('failed');
    expect(assessClock(clock({ ntp: answered(0, 3) })).state).toBe('failed');
    for (const mode of ['paper', 'sim', 'demo'] as const) {
      expect(assessClock(clock({ mode, ntp: none })).state).toBe('warning');
      expect(assessClock(clock({ mode, venue: none })).state).toBe('warning');
      expect(assessClock(clock({ mode, ntp: answered(0, 3) })).state).toBe('warning');
    }
  });

  it('PRE-3 a source nobody asked is only missed when live, and no source at all everywhere', () => {
    const ntp: TimeObservation = { kind: 'not_asked' };
    expect(assessClock(clock({ ntp, mode: 'paper' })).state).toBe('passed');
    expect(assessClock(clock({ ntp })).state).toBe('failed');
    expect(assessClock(clock({ ntp, venue: ntp, mode: 'paper' })).state).toBe('warning');
    const unset: TimeObservation = { kind: 'silent', errors: [] };
    expect(assessClock(clock({ ntp: unset })).evidence).toContain('no source is configured');
  });

  it('PRE-3 names the server that was believed', () => {
    const ntp = { ...answered(12), source: 'time.example' } as TimeObservation;
    expect(assessClock(clock({ ntp })).evidence).toContain('NTP (time.example) offset 12 ms');
  });
});

describe('house', () => {
  it('PRE-2 shows every configuration error with file and line', () => {
    const check = assessConfig({
      version: 'c1',
      files: 3,
      errors: [
        { file: 'risk.yaml', line: 12, message: 'floor above cap' },
        { file: 'strategies.yaml', line: null, message: 'S9 is unknown' },
      ],
    });
    expect(check.state).toBe('failed');
    expect(check.evidence).toContain('risk.yaml:12: floor above cap; strategies.yaml: S9');
    expect(assessConfig({ version: 'c1', files: 3, errors: [] }).state).toBe('passed');
    expect(assessConfig({ version: 'c1', files: 0, errors: [] }).state).toBe('failed');
  });

  it('PRE-4 wants a known profile, chosen by somebody, not above the ceiling', () => {
    const profiles = ['conservative', 'balanced', 'aggressive'];
    const base = { profile: 'balanced', chosenBy: 'desk', profiles, ceiling: null };
    expect(assessProfile(base).state).toBe('passed');
    expect(assessProfile({ ...base, ceiling: 'balanced' }).state).toBe('passed');
    expect(assessProfile({ ...base, ceiling: 'conservative' }).state).toBe('failed');
    const unknown = assessProfile({ ...base, ceiling: undefined });
    expect(unknown).toMatchObject({ state: 'passed' });
    expect(unknown.evidence).toContain('ceiling not evaluated');
    expect(assessProfile({ ...base, chosenBy: null }).state).toBe('failed');
    expect(assessProfile({ ...base, profile: 'wild' }).state).toBe('failed');
  });

  it('PRE-5 wants every configured channel to answer, and at least one when live', () => {
    const good = { name: 'ops', kind: 'slack', result: { ok: true, roundTrip: 80 } } as const;
    const bad = { name: 'tg', kind: 'telegram', result: { ok: false, error: '401' } } as const;
    expect(assessChannels('live', [good]).state).toBe('passed');
    expect(assessChannels('live', [good, bad]).state).toBe('failed');
    expect(assessChannels('live', []).state).toBe('failed');
    expect(assessChannels('paper', []).state).toBe('warning');
    expect(assessChannels('paper', [bad]).state).toBe('warning');
  });

  const STATE: StateObservation = {
    journals: [{ name: 'executor', writable: true, synced: true, error: null }],
    freeBytes: 5 * 2 ** 30,
    freeBytesMinimum: 2 ** 30,
    recovered: 'empty journal',
    reconciled: true,
    differences: [],
  };
  it.each<[string, Partial<StateObservation>, string]>([
    ['all is well', {}, 'passed'],
    [
      'a journal cannot be written',
      { journals: [{ name: 'executor', writable: false, synced: true, error: 'EROFS' }] },
      'failed',
    ],
    [
      'a journal is not synced',
      { journals: [{ name: 'executor', writable: true, synced: false, error: null }] },
      'failed',
    ],
    ['there is no journal', { journals: [] }, 'failed'],
    ['the disk is full', { freeBytes: 2 ** 20 }, 'failed'],
    ['free space is unknown', { freeBytes: null }, 'warning'],
    ['nothing was recovered', { recovered: null }, 'failed'],
    ['it is not reconciled yet', { reconciled: null }, 'failed'],
    ['nothing runs yet', { reconciled: 'at_start', journals: [] }, 'passed'],
    ['it differs', { reconciled: false, differences: ['BTC long 1 != 2'] }, 'failed'],
  ])('PRE-6 when %s', (_name, change, state) => {
    expect(assessState({ ...STATE, ...change }).state).toBe(state);
  });

  it('PRE-7 wants a committed configuration and a known build', () => {
    const base = { mode: 'live', configVersion: 'v', configCommit: 'abc', build: 'b1' } as const;
    expect(assessProvenance(base).state).toBe('passed');
    expect(assessProvenance({ ...base, configCommit: null }).state).toBe('failed');
    expect(assessProvenance({ ...base, build: '' }).state).toBe('failed');
    expect(assessProvenance({ ...base, mode: 'paper', configCommit: null }).state).toBe('warning');
    const drift = { folder: '/home/config', drift: ['risk.yaml'], inForce: true };
    expect(assessProvenance({ ...base, ...drift })).toMatchObject({
      state: 'warning',
      evidence: expect.stringContaining('risk.yaml in /home/config differs'),
    });
  });
});

describe('feasibility', () => {
  const row = (feasible: boolean | null, notional: number | null = 80): FeasibilityRow => ({
    strategy: strategyId('S3'),
    symbol: symbolId('BTC/USDT:USDT'),
    notional,
    minimum: 100,
    feasible,
    text: feasible === null ? 'equity unknown' : 'after lots',
  });

  it('PRE-8 warns of pairs below the minimum and fails when none is left', () => {
    const some = assessFeasibility('paper', [row(true, 200), row(false)]);
    expect(some.state).toBe('warning');
    expect(some.evidence).toContain('80.00 USDT is below the minimum of 100.00 (after lots)');
    expect(assessFeasibility('paper', [row(false)]).state).toBe('failed');
    expect(assessFeasibility('live', [row(true, 200)]).state).toBe('passed');
  });

  it('PRE-8 says what is missing instead of guessing', () => {
    expect(assessFeasibility('live', [row(null, null)]).state).toBe('failed');
    expect(assessFeasibility('paper', [row(null, null)])).toMatchObject({
      state: 'warning',
      evidence: 'nothing can be said yet: equity unknown; 0 of 1 pairs feasible',
    });
    expect(assessFeasibility('paper', []).state).toBe('warning');
  });
});

import { describe, expect, it } from 'vitest';
import { BTC, ETH } from '../../../tests/support/kernel-config.ts';
import { strategyId } from '../../domain/ids.ts';
import type { WantedOverride } from '../../domain/overrides.ts';
import { HOUR_MS, MINUTE_MS } from '../../domain/time.ts';
import { replayed } from '../testing/replayed.ts';
import { effectsOfKind, Rig, reasons, START, septetConfig } from '../testing/rig.ts';

const SOFT = { kind: 'breaker_off', breaker: 'daily_soft' } as const;
const CAP = { kind: 'limit', key: 'risk.yaml:caps.asset.BTC', value: '1%' } as const;
const closed = (id: string) => ({ kind: 'strategy_closed', strategy: strategyId(id) }) as const;

const add = (rig: Rig, target: WantedOverride, length = 2 * HOUR_MS, reason = 'drill') =>
  rig.say({ kind: 'override_add', target, length }, 'desk', reason);

const messages = (rig: Rig): readonly string[] =>
  effectsOfKind(rig.effects, 'message')
    .map(({ message }) => message)
    .filter(({ kind }) => kind === 'override')
    .map(({ title }) => title);

const launched = (): Rig => {
  const rig = new Rig();
  rig.launch();
  return rig;
};

let asked: Rig | null = null;
/** One for all refusals: they change nothing. */
function refusing(): Rig {
  asked ??= launched();
  return asked;
}
/** The launch notes that it was looked at. */
function hashes(rig: Rig) {
  const { launch: _, ...others } = rig.orchestrator.stateHashes();
  return others;
}

const btcCap = (rig: Rig) => rig.status().exposure.assets.find(({ key }) => key === 'BTC')?.cap;

describe('an emergency override', () => {
  it('CHG-3 closes a strategy at once, names who and why, and ends by itself', () => {
    const rig = launched();
    expect(add(rig, closed('S3'), HOUR_MS)).toMatchObject({ ok: true });
    expect(rig.status().overrides).toMatchObject([
      { id: 'O1', what: 'strategy S3 closed', loosens: false, actor: 'desk', reason: 'drill' },
    ]);
    expect(rig.closures()).toEqual(['override:S3:*:O1']);
    expect(reasons(rig.step(rig.signal('S3', BTC)))).toEqual(['CLOSED_OVERRIDE']);
    expect(reasons(rig.step(rig.signal('S4', ETH)))).not.toContain('CLOSED_OVERRIDE');
    rig.pass(60);
    expect(rig.status().overrides).toEqual([]);
    expect(rig.closures()).toEqual([]);
    expect(reasons(rig.step(rig.signal('S3', BTC)))).toEqual([null]);
    expect(messages(rig)).toEqual([
      'Override O1 in force: strategy S3 closed',
      'Override O1 ends in 30 min: strategy S3 closed',
      'Override O1 ends in 5 min: strategy S3 closed',
      'Override O1 has ended: strategy S3 closed',
    ]);
    expect(replayed(rig).ok).toBe(true);
  });

  it('CHG-3 changes a limit in every decision, which names it, and gives it back at its end', () => {
    const rig = launched();
    const before = btcCap(rig);
    const version = rig.config.kernel.version;
    expect(add(rig, CAP).text).toContain('caps.asset.BTC 1% instead of 30%');
    expect(btcCap(rig)).toBe(0.01);
    const [decision] = effectsOfKind(rig.step(rig.signal('S3', BTC)), 'decision');
    expect(decision?.record).toMatchObject({
      configVersion: `${version}+O1`,
      caps: { asset: 0.01 },
      overrides: ['O1 risk.yaml:caps.asset.BTC 1% instead of 30%'],
    });
    expect(rig.say({ kind: 'override_end', override: 'O1' })).toMatchObject({ ok: true });
    expect(btcCap(rig)).toBe(before);
    const [after] = effectsOfKind(rig.step(rig.signal('S4', BTC)), 'decision');
    expect(after?.record.configVersion).toBe(version);
    expect(after?.record.overrides).toBeUndefined();
    expect(replayed(rig).ok).toBe(true);
  });

  it('CHG-3 switches a breaker off while its freeze runs: that closure is released, its figure shown', () => {
    const rig = launched();
    rig.equity = 97_900;
    rig.pass(1);
    expect(rig.closures()).toEqual(['freeze_daily_soft:*:*']);
    expect(add(rig, SOFT, HOUR_MS)).toMatchObject({ ok: true });
    expect(rig.closures()).toEqual([]);
    const shown = rig.status().breakers.find(({ id }) => id === 'daily_soft');
    expect(shown).toMatchObject({ state: 'inactive', off: { would: 'active' } });
    rig.pass(60);
    expect(rig.closures()).toEqual(['freeze_daily_soft:*:*']);
    expect(replayed(rig).ok).toBe(true);
  });

  it('CHG-3 a hard loss while its breaker is off tells the desk and opens no incident', () => {
    const off = launched();
    add(off, { kind: 'breaker_off', breaker: 'daily_hard' });
    add(off, SOFT);
    const on = launched();
    for (const rig of [off, on]) {
      rig.equity = 96_000;
      rig.pass(1);
    }
    expect(on.status().operations.incidents).toHaveLength(1);
    expect(off.status().operations.incidents).toEqual([]);
    expect(off.status().operations.alerts.map(({ rule }) => rule)).toContain('daily_loss');
    expect(off.closures()).toEqual([]);
    // The loss goes on: what the override held back begins with its end, by hand here.
    off.say({ kind: 'override_end', override: 'O2' });
    expect(off.status().operations.incidents).toEqual([]);
    off.say({ kind: 'override_end', override: 'O1' });
    expect(off.status().operations.incidents).toMatchObject([
      { id: 'I1', class: 'P1', state: 'open', freezes: true, openedAt: off.now },
    ]);
    off.pass(1);
    expect(off.status().operations.incidents).toHaveLength(1);
    expect(replayed(off).ok).toBe(true);
  });

  it('CHG-3 INC-1 an alert that is over when its breaker is on again opens nothing; one that goes on does, at the end by time', () => {
    const [over, on] = [launched(), launched()];
    for (const rig of [over, on]) {
      add(rig, { kind: 'breaker_off', breaker: 'daily_hard' }, 4 * MINUTE_MS);
      add(rig, SOFT);
      rig.equity = 96_000;
      rig.pass(1);
    }
    over.equity = 100_000;
    for (const rig of [over, on]) rig.pass(5);
    expect(over.status().overrides.map(({ id }) => id)).toEqual(['O2']);
    expect(over.status().operations.incidents).toEqual([]);
    expect(on.status().operations.incidents).toMatchObject([{ class: 'P1', freezes: true }]);
    expect(on.closures()).toContain('incident:*:*:I1');
  });

  it.each([
    ['13 hours', SOFT, 13 * HOUR_MS, 'OVERRIDE_TOO_LONG', 'from 1 min to 12 h, not 13 h'],
    ['a moment more than 12 hours', SOFT, 12 * HOUR_MS + 1, 'OVERRIDE_TOO_LONG', '12 h'],
    ['no time', SOFT, 0, 'OVERRIDE_TOO_LONG', 'not 0 h'],
    [
      'an unknown breaker',
      { kind: 'breaker_off', breaker: 'daily_sort' },
      HOUR_MS,
      'UNKNOWN_BREAKER',
      'did you mean daily_soft?',
    ],
    ['an unknown strategy', closed('S33'), HOUR_MS, 'UNKNOWN_STRATEGY', 'known: S1'],
    [
      'an unknown key',
      { ...CAP, key: 'risk.yaml:caps.assets.BTC' },
      HOUR_MS,
      'UNKNOWN_LIMIT',
      'did you mean risk.yaml:caps.asset.BTC?',
    ],
    [
      'a key that is no limit',
      { ...CAP, key: 'septet.yaml:portfolio' },
      HOUR_MS,
      'UNKNOWN_LIMIT',
      'septet override keys',
    ],
    ['a value that is none', { ...CAP, value: 'much' }, HOUR_MS, 'LIMIT_INVALID', 'write 35%'],
    ['a value out of bounds', { ...CAP, value: '130%' }, HOUR_MS, 'LIMIT_INVALID', 'to 100%'],
    ['the value it has', { ...CAP, value: '30%' }, HOUR_MS, 'LIMIT_INVALID', '30% already'],
    [
      'a cap above that of three assets',
      { ...CAP, value: '61%' },
      HOUR_MS,
      'LIMIT_INVALID',
      'no asset cap may be above caps.topThree',
    ],
    [
      'a profile looser than the next',
      { kind: 'limit', key: 'profiles.yaml:profiles.balanced.leverage', value: '3.6' },
      HOUR_MS,
      'LIMIT_INVALID',
      'balanced may not be looser than aggressive',
    ],
    [
      'a strategy that nothing closes',
      { kind: 'strategy_open', strategy: strategyId('S3') },
      HOUR_MS,
      'NOTHING_TO_OVERRIDE',
      'only S2, S7',
    ],
    [
      'nothing that can be overridden',
      { kind: 'weather' },
      HOUR_MS,
      'COMMAND_INVALID',
      'a breaker',
    ],
  ])('CHG-3 of %s is refused in words, and changes nothing', (_, target, length, code, words) => {
    const rig = refusing();
    const before = hashes(rig);
    const reply = add(rig, target as WantedOverride, length);
    expect(reply).toMatchObject({ ok: false, code });
    expect(reply.text).toContain(words);
    expect(rig.status().overrides).toEqual([]);
    expect(hashes(rig)).toEqual(before);
    expect(rig.orchestrator.events(0, 5_000).at(-1)?.text).toContain(words);
  });

  it.each([
    [{ target: null }, 'in text'],
    [{ length: Number.NaN }, 'in text'],
    [{ length: 'long' }, 'in text'],
  ])('CHG-3 a command with %j is no command', (change, words) => {
    const rig = refusing();
    const command = { kind: 'override_add', target: SOFT, length: HOUR_MS, ...change };
    expect(rig.say(command as never)).toMatchObject({
      ok: false,
      code: 'COMMAND_INVALID',
      text: expect.stringContaining(words),
    });
  });

  it('CHG-3 names who and why, or is refused', () => {
    const rig = refusing();
    expect(add(rig, SOFT, HOUR_MS, ' ')).toMatchObject({ ok: false, code: 'SAID_MISSING' });
  });

  it('CHG-3 is one of a thing at a time, and ended by its id', () => {
    const rig = launched();
    add(rig, CAP);
    expect(add(rig, { ...CAP, value: '2%' })).toMatchObject({ code: 'OVERRIDE_THERE' });
    const reply = rig.say({ kind: 'override_end', override: 'O7' });
    expect(reply).toMatchObject({ ok: false, code: 'UNKNOWN_OVERRIDE' });
    expect(reply.text).toContain('in force: O1');
  });

  it('CHG-3 goes on after a crash with the end it had, and the kernel with the same limits', () => {
    const rig = launched();
    add(rig, CAP, HOUR_MS);
    add(rig, closed('S4'), HOUR_MS);
    add(rig, SOFT, HOUR_MS);
    const ends = rig.status().overrides.map(({ until }) => until);
    rig.pass(20);
    rig.restart();
    expect(rig.status().overrides.map(({ until }) => until)).toEqual(ends);
    expect(btcCap(rig)).toBe(0.01);
    expect(rig.status().breakers.find(({ id }) => id === 'daily_soft')?.off).toBeDefined();
    rig.connect();
    rig.pass(41);
    expect(rig.status().overrides).toEqual([]);
    expect(btcCap(rig)).toBe(0.3);
    expect(replayed(rig).ok).toBe(true);
  });

  it('CHG-3 that ended while nobody was there has ended at the start', () => {
    const rig = launched();
    add(rig, CAP, HOUR_MS);
    rig.now += 3 * HOUR_MS;
    rig.restart();
    rig.connect();
    expect(rig.status().overrides).toEqual([]);
    expect(btcCap(rig)).toBe(0.3);
    expect(messages(rig)).toContain(
      'Override O1 has ended: risk.yaml:caps.asset.BTC 1% instead of 30%',
    );
  });

  it('CHG-3 a clock that went back ends what loosens, and lengthens nothing', () => {
    const rig = launched();
    add(rig, SOFT, 12 * HOUR_MS);
    add(rig, closed('S4'), 12 * HOUR_MS);
    rig.pass(10);
    rig.now -= 6 * HOUR_MS;
    rig.restart();
    expect(rig.status().overrides.map(({ id }) => id)).toEqual(['O2']);
    const events = rig.orchestrator.events(0, 5_000).map(({ text }) => text);
    expect(events.some((text) => text.includes('the clock went back by 21600 s'))).toBe(true);
  });

  it('CHG-3 what the next configuration has no room for ends with its start, and is told', () => {
    const rig = launched();
    add(rig, { ...CAP, value: '29%' });
    const { kernel } = rig.config;
    const caps = { ...kernel.caps, asset: { ...kernel.caps.asset, BTC: 0.29 } };
    rig.restart({}, { ...rig.config, kernel: { ...kernel, version: 'c-next', caps } });
    expect(rig.status().overrides).toEqual([]);
    expect(btcCap(rig)).toBe(0.29);
    rig.connect();
    expect(messages(rig).at(-1)).toContain('has ended');
    expect(replayed(rig).ok).toBe(true);
  });

  it('CHG-3 the end of one that loosened closes no position', () => {
    const rig = launched();
    add(rig, { ...CAP, value: '40%' }, HOUR_MS);
    rig.pass(30);
    const from = rig.effects.length;
    rig.pass(31);
    expect(rig.status().overrides).toEqual([]);
    const commands = effectsOfKind(rig.effects.slice(from), 'executor').map(
      ({ command }) => command.kind,
    );
    expect(commands).not.toContain('flatten');
    expect(commands).not.toContain('reduce');
  });

  it('CHG-3 the drawdown breaker fires at the limit in force', () => {
    const rig = launched();
    const key = 'risk.yaml:breakers.drawdown.breaker';
    add(rig, { kind: 'limit', key, value: '12%' });
    const fires = () => rig.status().breakers.find(({ id }) => id === 'drawdown_breaker')?.limit;
    expect(fires()).toBe(0.12);
    rig.say({ kind: 'override_end', override: 'O1' });
    expect(fires()).toBe(0.09);
  });

  it('CHG-3 stands in the report of the day', () => {
    const rig = launched();
    add(rig, closed('S3'), 5 * HOUR_MS);
    rig.pass(1);
    const { overrides } = rig.orchestrator.report();
    expect(overrides[0]).toContain('O1 strategy S3 closed, by desk (drill), until');
    expect(overrides[1]).toContain('in force: O1 strategy S3 closed');
  });

  it('CHG-3 there are none where nobody attends', () => {
    const rig = new Rig({ ...septetConfig(), attended: false });
    rig.connect();
    expect(add(rig, SOFT)).toMatchObject({ ok: false, code: 'NOT_ATTENDED' });
  });
});

describe('the first week with real money', () => {
  const WEEK_OVER = START + 40 * MINUTE_MS;
  const first = () => {
    const config = septetConfig();
    const week = { until: WEEK_OVER, fraction: 0.25 };
    return new Rig({ ...config, firstLive: { ...config.firstLive, week } });
  };
  const gross = (rig: Rig) => rig.status().exposure.gross;

  it('OPS-1 has a quarter of the gross capacity, says so in every decision, and ends by itself at its instant', () => {
    const [rig, usual] = [first(), launched()];
    rig.launch();
    expect(gross(rig)).toBeCloseTo(gross(usual) / 4, 6);
    rig.step(rig.signal('S3', BTC));
    const [decision] = rig.orchestrator.decisions(null, 1);
    expect(decision?.configVersion).toBe(`${rig.config.kernel.version}+first-week-25`);
    add(rig, CAP, 30 * MINUTE_MS);
    while (rig.now < WEEK_OVER) rig.step();
    expect(gross(rig)).toBeCloseTo(gross(usual), 6);
    expect(btcCap(rig)).toBeCloseTo(0.01, 9);
    expect(messages(rig)).toContain(
      'The first week with real money is over: usual size from now on',
    );
    const text = [...rig.journal.read()].filter(({ type }) => type === 'output.alert');
    expect(text.map(({ data }) => data)).toContainEqual(
      expect.objectContaining({ code: 'FIRST_WEEK_OVER' }),
    );
    expect(replayed(rig).ok).toBe(true);
  });

  it('OPS-1 holds over a restart, and is over at a start after it', () => {
    const rig = first();
    rig.launch();
    const capped = gross(rig);
    rig.restart();
    expect(gross(rig)).toBeCloseTo(capped, 6);
    rig.now = WEEK_OVER + 1;
    rig.restart();
    expect(gross(rig)).toBeCloseTo(4 * capped, 6);
    rig.step();
    expect(replayed(rig).ok).toBe(true);
  });
});

import { describe, expect, it } from 'vitest';
import { DEFAULT_CHANGES } from '../../domain/changes-config.ts';
import type { Role, Standing } from '../../domain/people.ts';
import { HOUR_MS } from '../../domain/time.ts';
import { replayed } from '../testing/replayed.ts';
import { effectsOfKind, Rig, septetConfig } from '../testing/rig.ts';

const enforced = () => ({
  ...septetConfig(),
  changes: { ...DEFAULT_CHANGES, enforcedFor: ['paper'] as const },
});

const standing = (name: string, role: Role, registered = 2, confirmers = 2): Standing => ({
  name,
  role,
  registered,
  confirmers,
  problem: null,
});
const FIRST = standing('first operator', 'risk');
const SECOND = standing('second operator', 'risk');

type Command = Parameters<Rig['say']>[0];
const says = (rig: Rig, command: Command, by?: Standing) =>
  rig.say((by === undefined ? command : { ...command, by }) as Command, by?.name ?? 'desk');

const LOOSE = {
  kind: 'override_add',
  target: { kind: 'breaker_off', breaker: 'daily_soft' },
  length: HOUR_MS,
} as const;
const UP = { kind: 'profile', profile: 'aggressive' } as const;

/** With a P1 incident that is acknowledged and stable. */
function afterP1(config = enforced()): Rig {
  const rig = new Rig(config);
  rig.launch();
  rig.say({ kind: 'incident_open', class: 'P1', title: 'drill', playbook: null });
  rig.say({ kind: 'incident_ack', incident: 'I1', class: null });
  rig.pass(1);
  return rig;
}

describe('where two people are demanded', () => {
  it('CHG-4 a resume after P1 waits for another person, who then lifts it', () => {
    const rig = afterP1();
    const reply = says(rig, { kind: 'resume' }, FIRST);
    expect(reply).toMatchObject({ ok: true });
    expect(reply.text).toContain('T1 waits for a second person');
    expect(rig.closures()).toContain('incident:*:*:I1');
    expect(rig.status().requests).toMatchObject([
      { id: 'T1', what: 'resume after P1 (I1)', actor: 'first operator', aloneFrom: null },
    ]);
    const own = says(rig, { kind: 'confirm', request: 'T1' }, FIRST);
    expect(own).toMatchObject({ ok: false, code: 'NOT_CONFIRMED' });
    expect(rig.closures()).toContain('incident:*:*:I1');
    expect(says(rig, { kind: 'confirm', request: 'T1' }, SECOND)).toMatchObject({ ok: true });
    expect(rig.closures()).not.toContain('incident:*:*:I1');
    expect(rig.status().requests).toEqual([]);
    const texts = rig.orchestrator.events(0, 5_000).map(({ text }) => text);
    expect(texts).toContain(
      'T1 resume after P1 (I1), asked for by first operator: confirmed by second operator',
    );
    expect(
      texts.some((text) => text.includes('resumed by first operator and second operator')),
    ).toBe(true);
    expect(replayed(rig).ok).toBe(true);
  });

  it('CHG-4 calling a P1 milder by acknowledging it does not make its resume one person’s', () => {
    const rig = afterP1();
    expect(says(rig, { kind: 'incident_ack', incident: 'I1', class: 'P2' }, FIRST).ok).toBe(true);
    expect(says(rig, { kind: 'resume' }, FIRST).text).toContain('waits for a second person');
  });

  it('CHG-4 a resume that could not be is refused at once: nobody waits for it', () => {
    const rig = new Rig(enforced());
    rig.launch();
    rig.say({ kind: 'incident_open', class: 'P1', title: 'drill', playbook: null });
    expect(says(rig, { kind: 'resume' }, FIRST)).toMatchObject({
      ok: false,
      code: 'INCIDENT_NOT_ACKNOWLEDGED',
    });
    expect(rig.status().requests).toEqual([]);
  });

  it('CHG-4 a halt, a halt’s resume, a safer profile and what tightens wait for nobody', () => {
    const rig = new Rig(enforced());
    rig.launch();
    says(rig, { kind: 'halt' }, FIRST);
    expect(rig.status().entryHalt.on).toBe(true);
    expect(says(rig, { kind: 'resume' }, FIRST).ok).toBe(true);
    expect(rig.status().entryHalt.on).toBe(false);
    says(rig, { kind: 'profile', profile: 'conservative' }, FIRST);
    expect(rig.status().profile).toBe('conservative');
    const tight = { kind: 'limit', key: 'risk.yaml:caps.total', value: '80%' } as const;
    says(rig, { kind: 'override_add', target: tight, length: HOUR_MS }, FIRST);
    expect(rig.status().overrides).toMatchObject([{ loosens: false, confirmedBy: null }]);
    expect(rig.status().requests).toEqual([]);
  });

  it('CHG-3 an override that loosens is in force with the second person, for its whole length then', () => {
    const rig = new Rig(enforced());
    rig.launch();
    says(rig, LOOSE, FIRST);
    expect(rig.status().overrides).toEqual([]);
    rig.pass(20);
    says(rig, { kind: 'confirm', request: 'T1' }, SECOND);
    const [override] = rig.status().overrides;
    expect(override).toMatchObject({
      actor: 'first operator',
      role: 'risk',
      confirmedBy: 'second operator',
      since: rig.now,
      until: rig.now + HOUR_MS,
    });
    expect(replayed(rig).ok).toBe(true);
  });

  it('CHG-4 one operator alone confirms again after ten minutes, and it shows so', () => {
    const alone = standing('desk', 'admin', 1, 1);
    for (const by of [alone, undefined]) {
      const rig = new Rig(enforced());
      rig.launch();
      expect(says(rig, UP, by).text).toContain('there is one: confirm it again from');
      rig.pass(9);
      expect(says(rig, { kind: 'confirm', request: 'T1' }, by).ok).toBe(false);
      expect(rig.status().profile).toBe('balanced');
      rig.pass(1);
      expect(says(rig, { kind: 'confirm', request: 'T1' }, by).ok).toBe(true);
      expect(rig.status().profile).toBe('aggressive');
      expect(rig.orchestrator.events(0, 5_000).map(({ text }) => text)).toContain(
        'T1 profile aggressive, asked for by desk: confirmed by desk, the only operator there is',
      );
    }
  });

  it('CHG-4 asked for twice it is one request; withdrawn or not confirmed in an hour it is none', () => {
    const rig = new Rig(enforced());
    rig.launch();
    says(rig, UP, FIRST);
    expect(says(rig, UP, FIRST).text).toContain('T1 waits');
    expect(rig.status().requests).toHaveLength(1);
    expect(says(rig, { kind: 'withdraw', request: 'T1' }, FIRST).ok).toBe(true);
    expect(rig.status().requests).toEqual([]);
    says(rig, UP, FIRST);
    rig.pass(60);
    expect(rig.status().requests).toEqual([]);
    const late = says(rig, { kind: 'confirm', request: 'T2' }, SECOND);
    expect(late).toMatchObject({ ok: false, code: 'UNKNOWN_REQUEST' });
    expect(rig.status().profile).toBe('balanced');
    const titles = effectsOfKind(rig.effects, 'message').map(({ message }) => message.title);
    expect(titles).toContain('T2 expired: profile aggressive');
  });

  it('CHG-4 what waits is still there after a crash', () => {
    const rig = new Rig(enforced());
    rig.launch();
    says(rig, LOOSE, FIRST);
    rig.restart();
    expect(says(rig, { kind: 'confirm', request: 'T1' }, SECOND).ok).toBe(true);
    expect(rig.status().overrides).toHaveLength(1);
    expect(replayed(rig).ok).toBe(true);
  });

  it('CHG-4 a profile that is none is refused at once', () => {
    const rig = new Rig(enforced());
    rig.launch();
    expect(says(rig, { kind: 'profile', profile: 'reckless' }, FIRST)).toMatchObject({
      ok: false,
      code: 'UNKNOWN_PROFILE',
    });
    expect(rig.status().requests).toEqual([]);
  });
});

describe('where two people are not demanded', () => {
  it('CHG-4 it is done at once, and the reply tells what it would need', () => {
    const rig = afterP1(septetConfig() as ReturnType<typeof enforced>);
    expect(says(rig, { kind: 'resume' }, FIRST).text).toContain('would wait for a second person');
    expect(rig.closures()).not.toContain('incident:*:*:I1');
    expect(says(rig, LOOSE, FIRST).text).toContain('would wait for a second person');
    expect(rig.status().overrides).toHaveLength(1);
    expect(says(rig, UP, FIRST).text).toContain('would wait for a second person');
    expect(rig.status().profile).toBe('aggressive');
  });
});
